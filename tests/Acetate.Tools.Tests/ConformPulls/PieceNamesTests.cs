using System.Text;
using Acetate.Tools.ConformPulls;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>Where pieces lie, by layout, and that no two share a name.</summary>
public sealed class PieceNamesTests
{
    private readonly ConformFixture library = new();

    [Theory]
    [InlineData(ConformLayout.Rolls, "media/A001/Clip/C0001.mov|media/A001/Clip/C0001_2.mov|media/A001/Clip/A001C002.0000332.dng|media/A001/Clip/A001C002.0000572.dng|media/B001/Clip/C0001.mov")]
    [InlineData(ConformLayout.Flat, "media/C0001.mov|media/C0001_2.mov|media/A001C002/A001C002.0000332.dng|media/A001C002_2/A001C002.0000572.dng|media/B001_C0001.mov")]
    [InlineData(ConformLayout.Reels, "media/R1/C0001.mov|media/R2/C0001.mov|media/R1/A001C002/A001C002.0000332.dng|media/R2/A001C002/A001C002.0000572.dng|media/R1/B001_C0001.mov")]
    [InlineData(ConformLayout.Baselight, "media/A001/A001C001/C0001.mov|media/A001/A001C001/C0001_2.mov|media/A001/A001C002/A001C002.0000332.dng|media/A001/A001C002_2/A001C002.0000572.dng|media/B001/B001C001/C0001.mov")]
    [InlineData(ConformLayout.Resolve, "media/A001/C0001.mov|media/A001/C0001_2.mov|media/A001/A001C002/A001C002.0000332.dng|media/A001/A001C002_2/A001C002.0000572.dng|media/B001/C0001.mov")]
    [InlineData(ConformLayout.Flame, "media/C0001.mov|media/C0001_2.mov|media/A001/A001C002/A001C002.0000332.dng|media/A001/A001C002_2/A001C002.0000572.dng|media/B001_C0001.mov")]
    public void Each_layout_puts_files_where_its_system_looks_for_them(ConformLayout layout, string expected)
    {
        var first = library.Movie("A001C001", file: "Clip/C0001.mov");
        library.Sequence("A001C002");
        var other = library.Movie("B001C001", roll: "B001", file: "Clip/C0001.mov");

        var plan = library.Plan(new() { Layout = layout }, Reel("R1", "A001C001", "A001C002", "B001C001"), Reel("R2", 20, "A001C001", "A001C002"));

        Assert.Equal(expected.Split('|'), plan.Clips.OrderBy(piece => piece.Place).Select(piece => piece.Path));
        Assert.Equal([first.Clip.Id, first.Clip.Id, other.Clip.Id], plan.Clips.Where(piece => !piece.IsSequence).Select(piece => piece.Clip));
        Assert.All(plan.Clips.Where(piece => !piece.IsSequence), piece => Assert.Equal(piece.Path, $"{piece.Folder}/{(piece.KeepsFolders ? "Clip/" : "")}{piece.Name ?? "C0001"}.mov"));
    }

    [Fact]
    public void Rolls_of_one_name_and_files_that_differ_in_case_alone_do_not_meet()
    {
        library.Movie("A001C001", file: "Clip/C0001.mov");
        library.Movie("A001C002", file: "Clip/c0001.MOV");
        library.Movie("A001C003", file: "Clip/C0001.mov", day: "2026-01-03");
        var reel = Reel("R1", "A001C001", "A001C002", "A001C003");

        Assert.Equal(["media/A001/Clip/C0001.mov", "media/A001/Clip/c0001_2.MOV", "media/A001_2/Clip/C0001.mov"], library.Plan(null, reel).Clips.Select(piece => piece.Path));
        Assert.Equal(["media/C0001.mov", "media/A001_c0001.MOV", "media/A001_C0001_2.mov"], library.Plan(new() { Layout = ConformLayout.Flat }, reel).Clips.Select(piece => piece.Path));
    }

    [Theory]
    [InlineData("A/B:C", "A_B_C")]
    [InlineData("..", "_")]
    [InlineData(".hidden", "_.hidden")]
    [InlineData("name. ", "name")]
    [InlineData("", "_")]
    [InlineData("a\nb", "a_b")]
    public void Names_that_file_systems_forbid_become_plain(string name, string plain) => Assert.Equal(plain, PieceNames.Plain(name));

    [Fact]
    public void A_sequence_with_holes_is_named_after_the_first_frame_that_is_there()
    {
        var whole = library.Sequence("A001C001");
        var holes = whole with { Media = whole.Media with { Files = whole.Media.Files.RemoveRange(230, 5) } };

        var plan = ConformPullPlan.For([Reel("R1", "A001C001")], new Dictionary<Guid, Tools.Pulls.PulledClip> { [holes.Clip.Id] = holes }, [], new(), []);

        // Frame 232 has the number 332, which is lacking like 333 and 334.
        Assert.Equal("media/A001/Clip/A001C001.0000335.dng", Assert.Single(plan.Clips).Path);
    }

    private ReelCut Reel(string name, params string[] clips) => Reel(name, 10, clips);

    private ReelCut Reel(string name, int second, params string[] clips)
    {
        var list = new StringBuilder($"TITLE: {name}\nFCM: NON-DROP FRAME\n\n");
        for (var i = 0; i < clips.Length; i++)
            list.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i + 1:000}  {clips[i]} V     C        01:00:{second}:00 01:00:{second + 1}:00 01:00:{i:00}:00 01:00:{i + 1:00}:00\n");
        return library.Reel(name, list.ToString());
    }
}
