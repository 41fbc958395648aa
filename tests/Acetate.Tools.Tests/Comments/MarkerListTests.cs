using System.Text;
using System.Text.Json;
using Acetate.Cuts;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Otio;
using Acetate.Timing;
using Acetate.Tools.Comments;
using Clip = Acetate.Library.Clips.Clip;

namespace Acetate.Tools.Tests.Comments;

/// <summary>Markers as editing systems get them: written by our writers, read back by our readers.</summary>
public sealed class MarkerListTests
{
    private static readonly Roll Roll = new() { Id = Guid.CreateVersion7(), Show = "film", Name = "A001R1AB", Kind = RollKind.Camera, ShootDay = new DateOnly(2026, 3, 2), FoundAt = DateTimeOffset.UnixEpoch };

    private static MarkedClip Marked(string name, string rate, string start, long frames, string? imageRate, params (long First, long Count, MarkerColour Colour, string Text, bool Done)[] markers)
    {
        var clip = new Clip
        {
            Id = Guid.CreateVersion7(),
            Roll = Roll.Id,
            Name = name,
            Reel = "A001R1AB",
            Rate = rate,
            TimecodeStart = start,
            Frames = frames,
            Inspection = imageRate is null ? null : JsonSerializer.SerializeToElement(new { image = new { rate = imageRate } }),
        };
        return new(clip, Roll, [.. markers.Select((m, i) => new CommentThread(
            new ClipComment { Id = Guid.CreateVersion7(), Clip = clip.Id, FirstFrame = m.First, Frames = m.Count, Colour = m.Colour, Text = m.Text, Author = "zoë", ResolvedBy = m.Done ? "bo" : null },
            i == 0 ? [new ClipComment { Id = Guid.CreateVersion7(), Clip = clip.Id, Thread = Guid.CreateVersion7(), FirstFrame = m.First, Frames = m.Count, Text = "seen,\nthanks", Author = "bo" }] : []))]);
    }

    private static Cut Read(ReadOnlyMemory<byte> edl, string rate) => CutReader.Read(new MemoryStream(edl.ToArray()), "markers.edl", new() { Rate = FrameRate.Parse(rate) });

    [Theory]
    [InlineData("24000/1001", "10:00:00:00", 1799, "10:01:14:23")]
    [InlineData("30000/1001", "00:00:59;20", 10, "00:01:00;02")]
    [InlineData("25/1", "23:59:59:20", 10, "00:00:00:05")]
    public void A_locator_stands_under_the_label_of_its_frame_in_the_clip_s_own_timecode(string rate, string start, long frame, string label)
    {
        var clip = Marked("A001C001", rate, start, 4000, null, (frame, 48, MarkerColour.Yellow, "boom = *in* shot\nleft", true), (0, 1, MarkerColour.Red, "", false));

        var edl = Encoding.UTF8.GetString(MarkerList.Of("edl", "A001C001", [clip]).Span);

        var locator = edl.Split('\n').Single(line => line.Contains("YELLOW", StringComparison.Ordinal)).Trim();
        Assert.Equal($"* LOC: {label} YELLOW  zoë: boom = *in* shot left / bo: seen, thanks [48 frames] [done, says bo]", locator);
        var item = Assert.Single(Read(Encoding.UTF8.GetBytes(edl), rate).Events);
        Assert.Equal((label, "YELLOW"), (item.Markers[0].At!.Value.StartLabel, item.Markers[0].Color));
        Assert.Equal((start, "RED", "A001C001", "A001R1AB"), (item.Markers[1].At!.Value.StartLabel, item.Markers[1].Color, item.Name, item.Source.Reel));
    }

    [Fact]
    public void Several_clips_lie_one_after_the_other_and_rates_are_not_mixed()
    {
        var one = Marked("A001C001", "24", "10:00:00:00", 48, null, (47, 1, MarkerColour.Red, "end", false));
        var two = Marked("A001C002", "24", "11:00:00:00", 48, null, (1, 1, MarkerColour.Green, "begin", false));
        var fast = Marked("A001C003", "25", "", 50, null, (0, 1, MarkerColour.Blue, "x", false));

        var cut = Read(MarkerList.Of("edl", "film markers", [one, two]), "24");
        var refused = Assert.Throws<LibraryException>(() => MarkerList.Of("edl", "film", [one, fast]));
        var unknown = Assert.Throws<LibraryException>(() => MarkerList.Of("otio", "film", [Marked("S001", "", "", 0, null)]));

        Assert.Equal(["01:00:01:23", "01:00:02:01"], cut.Events.SelectMany(item => item.Markers).Select(marker => marker.At!.Value.StartLabel));
        Assert.Equal("An edit decision list has one rate, and A001C001 runs at 24 and A001C003 at 25. Export them apart, or as OTIO.", refused.Message);
        Assert.Equal("Clip S001 does not say how fast it runs, so it has no place in a timeline. Take its markers as CSV.", unknown.Message);
    }

    [Fact]
    public void A_timeline_has_every_range_exactly_and_the_whole_thread()
    {
        var slow = Marked("A001C001", "30000/1001", "01:00:00;00", 900, null, (100, 48, MarkerColour.Magenta, "boom\nin shot", false));
        var fast = Marked("A001C002", "24", "10:00:00:00", 96, "48", (3, 2, MarkerColour.White, "flash", true));

        var timeline = OtioReader.Read(MarkerList.Of("otio", "film", [slow, fast])).GetTimeline();

        var clips = timeline.VideoTracks.Single().Children.OfType<Acetate.Otio.Clip>().ToList();
        var first = Assert.IsType<Marker>(Assert.Single(clips[0].Markers));
        Assert.Equal(("boom", "zoë: boom\nin shot\nbo: seen,\nthanks", "MAGENTA"), (first.Name, first.Comment, first.Color!.Name));
        Assert.Equal((107_892d + 100, 48d), (first.MarkedRange.StartTime.Value, first.MarkedRange.Duration.Value));
        var second = Assert.IsType<Marker>(Assert.Single(clips[1].Markers));
        // Two frames under each label: frame 3 is the second half of the second one.
        Assert.Equal((10 * 3600 * 24 + 1.5, 1d, 48d), (second.MarkedRange.StartTime.Value, second.MarkedRange.Duration.Value, clips[1].SourceRange!.Value.Duration.Value));
        Assert.EndsWith("done, says bo", second.Comment, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_has_a_line_for_everything_said_and_no_formulas()
    {
        var clip = Marked("A001C001", "24", "10:00:00:00", 48, null, (47, 1, MarkerColour.Red, "=1+1", false));

        var lines = Encoding.UTF8.GetString(MarkerList.Of("csv", "x", [clip]).Span).Split("\r\n");

        Assert.StartsWith("A001C001,A001R1AB,2026-03-02,47,1,10:00:01:23,10:00:02:00,24,red,open,,zoë,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",'=1+1", lines[1], StringComparison.Ordinal);
        Assert.Contains(",answer,bo,", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10:00:00:01", 2, "")]
    [InlineData("7", 7, "")]
    [InlineData("09:59:59:23", 0, "outside of A001C001")]
    [InlineData("10:00:00:24", 0, "frame 24 does not exist")]
    public void A_frame_is_named_by_its_number_or_its_label(string text, long frame, string reason)
    {
        var time = Marked("A001C001", "24", "10:00:00:00", 96, "48").Time;

        Assert.Equal(reason.Length == 0, time.TryFrameOf(text, out var found, out var why));
        Assert.Contains(reason, why, StringComparison.Ordinal);
        if (reason.Length == 0) Assert.Equal(frame, found);
    }
}
