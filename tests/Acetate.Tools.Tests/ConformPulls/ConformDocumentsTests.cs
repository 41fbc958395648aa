using Acetate.Library.Rolls;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>The small files that go along with originals.</summary>
public sealed class ConformDocumentsTests
{
    private const string List =
        """
        TITLE: R1
        FCM: NON-DROP FRAME
        001  A001C001 V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00
        002  A001C002 V     C        01:00:10:00 01:00:12:00 01:00:02:00 01:00:04:00
        003  A001C001 V     C        01:00:30:00 01:00:32:00 01:00:04:00 01:00:06:00

        """;

    private static readonly ConformPullOrder Order = new() { Show = "AGM", Recipient = "lab" };

    private readonly ConformFixture library = new();

    [Fact]
    public void Each_piece_has_the_documents_that_are_named_after_its_clip_or_lie_on_its_roll()
    {
        var clips = Shot();

        var found = ConformDocuments.Of(Order with { Documents = [new("A001C001.cdl", [1]), new("show.cube", [2])] }, clips, library.Plan(null, library.Reel("R1", List)));

        Assert.Equal(
            [
                "1 Fdl documents/camera/A001/Looks/A001.fdl, 1 Cdl documents/A001C001.cdl, 1 Lut documents/show.cube",
                "2 Fdl documents/camera/A001/Looks/A001.fdl, 2 Cdl documents/A001C001.cdl, 2 Lut documents/show.cube",
                "3 Fdl documents/camera/A001/Looks/A001.fdl, 3 Lut documents/show.cube",
            ],
            found.Select(one => string.Join(", ", one.Value.Select(document => $"{one.Key} {document.Kind} {document.Path}"))));
    }

    [Fact]
    public void What_lies_beside_the_clips_and_what_belongs_to_them_is_copied_once()
    {
        var clips = Shot();

        var (roll, folder, files) = Assert.Single(ConformDocuments.FromRolls(Order, clips, library.Plan(null, library.Reel("R1", List))));

        Assert.Equal(("20260102/A001", "documents/camera/A001"), (roll.Prefix, folder));
        Assert.Equal(["Clip/A001C001.xml", "Clip/A001C002.xml", "Looks/A001.fdl"], files.Select(file => file.Path));
    }

    [Fact]
    public void Two_that_nobody_can_tell_apart_and_one_in_the_place_of_a_folder_are_refused()
    {
        var (clips, plan) = (Shot(), library.Plan(null, library.Reel("R1", List)));

        Assert.Contains("nobody can tell", Assert.Throws<PullException>(() => ConformDocuments.Of(Order with { Documents = [new("one.cube", [1]), new("two.cube", [2])] }, clips, plan)).Message, StringComparison.Ordinal);
        Assert.Contains("has a folder of that name", Assert.Throws<PullException>(() => ConformDocuments.Of(Order with { Documents = [new("Camera", [1])] }, clips, plan)).Message, StringComparison.Ordinal);
        ConformReference movie = new(new("file:///movies"), "", new("r1.mov", 1));
        Assert.Equal("Two reference movies are called 'r1.mov'. Give each its own name.", Assert.Throws<PullException>(() => ConformDocuments.Of(Order with { References = [movie, movie with { Folder = "other" }] }, clips, plan)).Message);
    }

    private Dictionary<Guid, PulledClip> Shot() => new[] { library.Movie("A001C001"), library.Movie("A001C002") }.Select(clip => clip with
    {
        Media = clip.Media with { Sidecars = [$"Clip/{clip.Clip.Name}.xml", "Clip/never-came.xml"] },
        Files = [.. clip.Files, Row($"Clip/{clip.Clip.Name}.xml"), Row("Clip/never-came.xml") with { Verdict = RollFileVerdict.Missing }],
        Documents = [Row("Looks/A001.fdl"), Row("Looks/B007.fdl")],
    }).ToDictionary(clip => clip.Clip.Id);

    private static RollFile Row(string path) => new() { Number = 1, Path = path, Length = 10, Digests = [new("xxh128", "0")] };
}
