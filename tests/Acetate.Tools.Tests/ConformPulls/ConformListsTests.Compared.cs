using System.Text.RegularExpressions;
using Acetate.Imaging.Compare;
using Acetate.Tools.Pulls.Packages;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>What comparing with reference movies came to, and pictures, in the reports of a conform package.</summary>
public sealed partial class ConformListsTests
{
    [Fact]
    public async Task What_the_reference_movie_shows_stands_in_every_report_beside_the_event_and_small_pictures_are_those_of_ingest()
    {
        const string wrong = "Wrong take? The offline shows <another> picture.";
        await WriteAsync(check: new()
        {
            Events =
            [
                new() { Event = Cut(First).Events[0].Id, Verdict = PictureVerdict.Different, Sentence = wrong, Picture = "check/R1_001.jpg", Places = [] },
                new() { Event = Cut(First).Events[2].Id, Verdict = PictureVerdict.Alike, Sentence = "The same.", Slip = null, Picture = "check/R1_003.jpg", Places = [] },
            ],
        });

        var rows = Rows("report.csv");
        Assert.Equal(("different", wrong, "check/R1_001.jpg"), (rows[0]["Offline"], rows[0]["Offline Says"], rows[0]["Offline Picture"]));
        Assert.Equal(1, rows.Count(row => row["Offline"] == "alike"));
        var page = Text("report.html");
        Assert.Contains("Held against the reference movie: 1 alike, 1 different; the pictures are in check/.", page, StringComparison.Ordinal);
        Assert.Contains("<li>Reference movie: different. Wrong take? The offline shows &lt;another&gt; picture.</li>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"check/R1_003.jpg\"><span class=good>Original beside offline</span></a>: alike", page, StringComparison.Ordinal);
        Assert.DoesNotContain("The same.", page, StringComparison.Ordinal);
        // Of three clips with a poster one has a picture: it is in the page once, and stands with each of that clip's events.
        var picture = Assert.Single(Regex.Matches(page, @"\.(p[0-9a-f]{32})\{background-image:url\(data:image/jpeg;base64,/9j/\)\}"));
        Assert.True(Regex.Count(page, $"<span class=\"pic {picture.Groups[1].Value}\" role=img aria-label=") >= 2);
        Assert.Equal(["check/check.csv", "check/index.html"], PackageJson.Read(File.ReadAllBytes(Path.Join(folder.Path, "arriving", "package.json"))).Documents.Select(one => one.Path).Where(path => path.StartsWith("check/", StringComparison.Ordinal)));
    }
}
