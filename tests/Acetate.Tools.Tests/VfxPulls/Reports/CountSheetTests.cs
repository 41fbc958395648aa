using System.Collections.Immutable;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Acetate.Library.Clips;
using Acetate.Library.Pulls;
using Acetate.Tools.Pulls.Packages;
using Acetate.Tools.Tests.Pulls.Packages;
using Acetate.Tools.VfxPulls;
using Acetate.Tools.VfxPulls.Plates;
using Acetate.Tools.VfxPulls.Reports;

namespace Acetate.Tools.Tests.VfxPulls.Reports;

public sealed class CountSheetTests
{
    private static readonly Guid Id = new("0197a7c2-1f0e-7c3a-9d51-3f6c0e8b2a47");

    private static PackageManifest Package => SamplePackages.Vfx(
        SamplePackages.Plate() with { Thumbnail = "thumbnails/film 010 #1.jpg" },
        SamplePackages.Plate("film_020", 1001, 2) with { Change = "extended", Source = SamplePackages.Plate().Source with { Clip = "=cmd|' /C calc'!A0" }, Notes = ["<script>alert(1)</script>\u001b[2J"] });

    [Fact]
    public void A_row_of_the_table_has_every_number_of_a_plate()
    {
        var lines = CountSheetCsv.Of(CountSheet.Of(Package)).TrimEnd().Split("\r\n");

        var header = lines[0].Split(',');
        Assert.All(lines[1..2], line => Assert.Equal(header.Length, Cells(line).Count));
        var plate = header.Zip(Cells(lines[1])).ToDictionary(cell => cell.First, cell => cell.Second);
        Assert.Equal(
            ("delivered", "film_010", "PL01", "1", "new", "4", "993", "996", "994", "996", "1", "0", "7"),
            (plate["State"], plate["Shot"], plate["Plate"], plate["Version"], plate["Change"], plate["Frames"], plate["First Frame"], plate["Last Frame"], plate["Cut First"], plate["Cut Last"], plate["Head"], plate["Tail"], plate["Tail Short"]));
        Assert.Equal(
            ("A002C006_260511_R2EC", "14:03:22:10", "14:03:22:14", "64", "The cut plays it at 50 % of its speed; the plate runs as it was shot."),
            (plate["Clip"], plate["Source In"], plate["Source Out"], plate["Width"], plate["Still To Do"]));
        Assert.StartsWith("not delivered again,film_030,PL01,1,omitted,", lines[3], StringComparison.Ordinal);
        Assert.Equal(("not delivered", "004", "missing", "A009R2EC", "No roll A009R2EC was ingested."), (Cells(lines[4])[0], Cells(lines[4])[5], Cells(lines[4])[4], Cells(lines[4])[17], Cells(lines[4])[28]));
    }

    [Fact]
    public void A_plate_that_stands_as_it_was_says_what_the_cut_asks_of_it_now()
    {
        var sheet = CountSheet.Of(Package with { Standing = [new() { Shot = "film_040", Element = "PL01", Version = 1, Change = "same", Remaining = ["The cut plays it at 50 % of its speed; the plate runs as it was shot."] }] });

        var (header, row) = (CountSheetCsv.Of(sheet).Split("\r\n")[0].Split(','), Cells(CountSheetCsv.Of(sheet).Split("\r\n")[3]));

        Assert.Equal(("film_040", "The cut plays it at 50 % of its speed; the plate runs as it was shot."), (row[1], row[Array.IndexOf(header, "Still To Do")]));
        Assert.Contains("its frames are enough. The cut plays it at 50 % of its speed", CountSheetHtml.Of(sheet), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_the_table_is_a_formula_and_nothing_in_the_page_is_a_script()
    {
        var sheet = CountSheet.Of(Package);

        Assert.Contains(",'=cmd|", CountSheetCsv.Of(sheet), StringComparison.Ordinal);
        var html = CountSheetHtml.Of(sheet);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_is_well_formed_names_its_cells_and_loads_only_pictures_of_the_package()
    {
        var html = CountSheetHtml.Of(CountSheet.Of(Package, "bo"));

        using var reader = XmlReader.Create(new StringReader(html.Replace("<!doctype html>", "", StringComparison.Ordinal).Trim()), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var page = XDocument.Load(reader);
        Assert.Equal("en", page.Root!.Attribute("lang")!.Value);
        Assert.All(page.Descendants("th"), cell => Assert.Contains(cell.Attribute("scope")!.Value, (string[])["col", "row"]));
        Assert.All(page.Descendants("table"), table => Assert.NotEmpty(table.Element("caption")!.Value));
        var picture = Assert.Single(page.Descendants("img"));
        Assert.Equal(("thumbnails/film%20010%20%231.jpg", "film_010 PL01"), (picture.Attribute("src")!.Value, picture.Attribute("alt")!.Value));
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.Contains("2 plates of 2 shots, 6 frames (1 extended, 1 new); 1 event is not delivered.", html, StringComparison.Ordinal);
        Assert.Contains("Approved by bo.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_anything_is_made_the_sheet_says_what_it_takes_and_has_a_place_to_sign()
    {
        var sheet = Proposed();

        Assert.True(sheet.IsProposed);
        var (html, csv) = (CountSheetHtml.Of(sheet), CountSheetCsv.Of(sheet));
        Assert.Contains("To be rendered: 10 frames, the other 30 were rendered for an earlier version. To be stored: 12.0 MB at most", html, StringComparison.Ordinal);
        foreach (var word in (string[])["<dt>Name</dt>", "<dt>Date</dt>", "<dt>Signature</dt>"]) Assert.Contains(word, html, StringComparison.Ordinal);
        Assert.Contains("\r\nplanned,S1,PL01,2,extended,001,40,997,1036,1001,1030,4,6,0,2,A001C001,A001R1AB,A001,01:00:04:04,01:00:05:20,24,100,140,2048,1152,ACES2065-1,", csv, StringComparison.Ordinal);
        Assert.Contains("Reel and timecode agree.", csv, StringComparison.Ordinal);
        Assert.Contains("\r\nnot delivered again,S9,PL01,1,omitted,", csv, StringComparison.Ordinal);
        Assert.Contains("\r\nnot delivered,S2,,,refused,002,", csv, StringComparison.Ordinal);
        Assert.Contains("\r\nnot wanted,,,,not-wanted,003,", csv, StringComparison.Ordinal);
        Assert.Contains("<td>No shot rule finds a shot in it.</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature", CountSheetHtml.Of(sheet with { ApprovedBy = "bo", ApprovedAt = SamplePackages.At }), StringComparison.Ordinal);
        Assert.Contains("Approved by bo, 2026-05-11 18:30:00 UTC", CountSheetHtml.Of(sheet with { ApprovedBy = "bo", ApprovedAt = SamplePackages.At }), StringComparison.Ordinal);
    }

    [Fact]
    public void The_printed_sheet_has_as_many_pages_as_it_needs_and_is_the_same_each_time()
    {
        var many = CountSheet.Of(SamplePackages.Vfx([.. Enumerable.Range(0, 120).Select(i => SamplePackages.Plate($"film_{i:000}"))]));

        var pdf = CountSheetPdf.Of(many);

        Assert.Equal(pdf, CountSheetPdf.Of(many));
        var text = Encoding.Latin1.GetString(pdf);
        Assert.StartsWith("%PDF-1.7", text, StringComparison.Ordinal);
        Assert.Matches("/Count (?:[5-9]|[12][0-9]) ", text);
        Assert.NotEqual(CountSheetPdf.Of(Proposed()), CountSheetPdf.Of(Proposed() with { ApprovedBy = "bo" }));
    }

    [Fact]
    public void The_history_says_who_has_which_version_and_the_newest_of_each()
    {
        Turnover Of(string vendor, int version, int number) => new()
        {
            Show = "film",
            Recipient = vendor,
            Pull = Id,
            Number = number,
            Package = $"film_{vendor}_{number:0000}",
            DeliveredAt = SamplePackages.At,
            ApprovedBy = "bo",
            CutName = "reel1.edl",
            ClipName = "A001C001",
            Plate = new() { Pull = Id, Place = 1, Shot = "S1", Element = "PL01", Version = version, Clip = Id, UsedStart = 101, UsedEnd = 103, Start = 100, End = 104, Recipe = "", Pattern = "S1.####.exr", FirstNumber = 1000 },
        };
        Turnover[] all = [Of("north", 1, 1), Of("north", 2, 2), Of("South", 1, 1)];

        var csv = TurnoverHistory.Csv(all);

        Assert.Contains("\r\nfilm,S1,PL01,2,north,2,film_north_0002,2026-05-11 18:30:00 UTC,bo,reel1.edl,A001C001,100,104,4,1000,1003,S1.####.exr\r\n", csv, StringComparison.Ordinal);
        Assert.Equal([("north", 2), ("South", 1)], TurnoverHistory.Newest(all).Select(one => (one.Recipient, one.Plate.Version)));
    }

    private static CountSheet Proposed()
    {
        var plan = new PlannedPull
        {
            Events =
            [
                new("e1", "001", "S1", PulledEventFate.Pulled, "Reel and timecode agree.", []),
                new("e2", "002", "S2", PulledEventFate.Refused, "No clip has this name.", []),
                new("e3", "003", null, PulledEventFate.NotWanted, "No shot rule finds a shot in it.", []),
            ],
            Plates = [Plate("S1", 2, PlateChange.Extended, new(104, 134, 100, 140, 0, 2), [new(100, 110)]), Plate("S9", 1, PlateChange.Omitted, new(0, 10, 0, 10, 0, 0), [])],
            Estimate = new(1, 40, 10, 12_000_000),
        };
        var pull = new Pull { Id = Id, Show = "film", Kind = PullKind.Vfx, Recipient = "north", Number = 3, CutName = "reel1.edl", Cut = "", Settings = "", Plan = "", CreatedBy = "bo" };
        var clip = new Clip { Id = Id, Roll = Id, Name = "A001C001", Reel = "A001", Rate = "24", TimecodeStart = "01:00:00:00" };
        return CountSheet.Of(pull, plan, new(), new Dictionary<Guid, (Clip, string)> { [Id] = (clip, "A001R1AB") }, SamplePackages.At);
    }

    private static PlannedPlate Plate(string shot, int version, PlateChange change, PlateRange range, ImmutableArray<FrameRun> render) => new()
    {
        Shot = shot,
        Element = "PL01",
        Version = version,
        Change = change,
        Events = change == PlateChange.Omitted ? [] : ["e1"],
        Clip = Id,
        ClipName = "A001C001",
        Range = range,
        Render = render,
        Pattern = $"{shot}.####.exr",
        FirstNumber = 997,
        Width = 2048,
        Height = 1152,
        Recipe = "aces2065",
        Notes = range.MissingTail > 0 ? ["The handle after the cut is 2 frames short: the clip ends there."] : [],
    };

    private static List<string> Cells(string line)
    {
        var (cells, cell, isQuoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var letter in line)
        {
            if (letter == '"') isQuoted = !isQuoted;
            else if (letter == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(letter);
            }
        }

        return [.. cells, cell.ToString()];
    }
}
