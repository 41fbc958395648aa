using Acetate.Cdl;
using Acetate.Edl.Cmx3600;
using Acetate.Media.Editorial;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Editorial;

/// <summary>Lists that lie beside the media of a day, read back.</summary>
public sealed class EditorialListsTests : IDisposable
{
    private static readonly CdlValues Grade = new() { Slope = new(1.1, 1, 0.9), Offset = new(0.01, 0, -0.01), Power = new(1, 1.05, 1), Saturation = 0.9 };

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_EDL_plays_the_clips_one_after_the_other_from_their_tapes_with_grade_and_slate()
    {
        var report = await EditorialLists.WriteDayAsync("20260504", [Clip("12A-3", "10:20:30:12", Grade), Clip("wild", "01:00:00:00", Grade) with { Height = 0 }, Clip("12A-4", "10:25:00:00", grade: null)], folder.Path, TestContext.Current.CancellationToken);

        Assert.Equal(["20260504.edl", "20260504.ccc", "12A-3.cdl"], report.Files.Select(file => file.Name));
        Assert.Empty(report.Notices);
        var list = EdlReader.Parse(await File.ReadAllTextAsync(At("20260504.edl"), TestContext.Current.CancellationToken), "x").At(FrameRate.Fps24);
        Assert.Empty(list.Problems);
        Assert.Equal([("A001R2EC_long_name", "10:20:30:12", "10:21:30:12", "01:00:00:00", "01:01:00:00", "12A-3"), ("A001R2EC_long_name", "10:25:00:00", "10:26:00:00", "01:01:00:00", "01:02:00:00", "12A-4")],
            list.Events.Select(one => (one.Reel, $"{one.SourceIn}", $"{one.SourceOut}", $"{one.RecordIn}", $"{one.RecordOut}", one.ClipName!)));
        Assert.Equal(Grade, list.Events[0].Grade!.Values);
        Assert.Null(list.Events[1].Grade);
        Assert.Contains("SCENE 12A TAKE 3", await File.ReadAllTextAsync(At("20260504.edl"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        foreach (var name in (string[])["20260504.ccc", "12A-3.cdl"])
        {
            var correction = Assert.Single(CdlReader.Read(At(name)).Corrections);
            Assert.Equal(("12A-3", Grade), (correction.Id, correction.Values));
        }
    }

    [Fact]
    public async Task What_a_list_cannot_say_is_refused_and_leaves_nothing_behind()
    {
        foreach (var (clips, word) in ((LoggedClip[], string)[])
        [
            ([Clip("a", "01:00:00:00", Grade), Clip("a", "02:00:00:00", new() { Saturation = 0.5 })], "different grades"),
            ([Clip("a/b", "01:00:00:00", Grade), Clip("a_b", "02:00:00:00", Grade)], "Two clips"),
            ([Clip("a", "01:00:00:00", Grade, frames: 24 * 3600 * 12), Clip("b", "01:00:00:00", Grade, frames: 24 * 3600 * 12)], "23 hours"),
        ])
            Assert.Contains(word, (await Assert.ThrowsAsync<EditorialException>(() => EditorialLists.WriteDayAsync("day", clips, folder.Path, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_list_has_one_rate_and_counts_as_its_clips_do()
    {
        var drop = Clip("b", "00:59:59;28", Grade, rate: FrameRate.Fps2997);

        var report = await EditorialLists.WriteDayAsync("day", [Clip("a", "01:00:00:00", grade: null), drop], folder.Path, TestContext.Current.CancellationToken);

        Assert.Equal(["day_24fps.edl", "day_29.97fps.edl", "day.ccc", "b.cdl"], report.Files.Select(file => file.Name));
        Assert.Contains("01:00:00;00", await File.ReadAllTextAsync(At("day_29.97fps.edl"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static LoggedClip Clip(string name, string start, CdlValues? grade, FrameRate rate = default, long frames = 1440) => new(
        new()
        {
            Name = name,
            Tape = "A001R2EC_long_name",
            Start = Timecode.Parse(start, rate.IsSet ? rate : FrameRate.Fps24),
            Frames = frames,
            ShootDay = new(2026, 5, 4),
            Notes = new EditorialSlate { Scene = "12A", Take = "3", Grade = grade }.ToNotes(),
        }, 2, 1080);

    private string At(string name) => Path.Join(folder.Path, name);
}
