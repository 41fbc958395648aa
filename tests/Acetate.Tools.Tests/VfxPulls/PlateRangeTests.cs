using Acetate.Cuts;
using Acetate.Timing;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.Tests.VfxPulls;

public sealed class PlateRangeTests
{
    [Theory]
    // used, speed, handles → delivered, missing
    [InlineData(100, 148, 1, 1, 8, 8, 92, 156, 0, 0)]
    [InlineData(100, 196, 2, 1, 8, 8, 84, 212, 0, 0)]
    [InlineData(100, 124, 1, 2, 8, 8, 92, 132, 0, 0)]
    [InlineData(100, 148, -1, 1, 8, 4, 96, 156, 0, 0)]
    [InlineData(100, 101, 0, 1, 8, 8, 92, 109, 0, 0)]
    [InlineData(3, 51, 1, 1, 8, 8, 0, 59, 5, 0)]
    [InlineData(950, 998, 1, 1, 8, 8, 942, 1000, 0, 6)]
    [InlineData(100, 160, 5, 4, 10, 7, 87, 169, 0, 0)]
    public void Handles_follow_the_time_of_the_cut_and_end_where_the_clip_does(
        long usedStart, long usedEnd, int speed, int over, int head, int tail, long start, long end, long missingHead, long missingTail) =>
        Assert.Equal(new PlateRange(usedStart, usedEnd, start, end, missingHead, missingTail), PlateRange.For(usedStart, usedEnd, 1000, new Ratio(speed, over), head, tail));

    [Theory]
    [InlineData(10, 10, 8, "The event shows no frame of its clip: its source out must lie after its source in.")]
    [InlineData(990, 1001, 8, "The event shows the frames 990 to 1000 of its clip, which has the frames 0 to 999. Look at the match: it is another clip, or the clip came in short.")]
    [InlineData(-1, 5, 8, "The event shows the frames -1 to 4 of its clip, which has the frames 0 to 999. Look at the match: it is another clip, or the clip came in short.")]
    [InlineData(1, 5, -1, "A handle has 0 to 100000 frames.")]
    [InlineData(1, 5, 100_001, "A handle has 0 to 100000 frames.")]
    public void What_cannot_be_is_refused(long start, long end, int handle, string message) =>
        Assert.Equal(message, Assert.Throws<PullException>(() => PlateRange.For(start, end, 1000, Ratio.One, handle, 0)).Message);

    [Fact]
    public void Whatever_is_asked_for_the_cut_s_own_frames_are_in_the_plate_and_the_plate_is_in_the_clip()
    {
        Ratio[] speeds = [Ratio.Zero, Ratio.One, -1, 2, -3, new(1, 2), new(-5, 4), new(48_000, 24_001)];
        foreach (var (frames, start, end, head, tail, speed) in
            from frames in Enumerable.Range(1, 9)
            from start in Enumerable.Range(0, frames)
            from end in Enumerable.Range(start + 1, frames - start)
            from head in Enumerable.Range(0, 5)
            from tail in Enumerable.Range(0, 5)
            from speed in speeds
            select (frames, start, end, head, tail, speed))
        {
            var range = PlateRange.For(start, end, frames, speed, head, tail);

            Assert.True(range.Start >= 0 && range.Start <= start && range.End >= end && range.End <= frames);
            var (before, after) = speed.Sign < 0 ? (tail, head) : (head, tail);
            Assert.True(range.Head + range.MissingHead >= before && range.Tail + range.MissingTail >= after);
            Assert.True(range.MissingHead == 0 || range.Start == 0);
            Assert.True(range.MissingTail == 0 || range.End == frames);
        }
    }

    [Theory]
    [InlineData(NumberingPolicy.CutStart, 1001, 993, 4)]
    [InlineData(NumberingPolicy.PlateStart, 1001, 1001, 4)]
    [InlineData(NumberingPolicy.SourceTimecode, 1001, 86_492, 7)]
    public void Frames_are_numbered_from_the_cut_from_the_plate_or_by_timecode(NumberingPolicy policy, long first, long number, int width)
    {
        var numbering = new FrameNumbering { Policy = policy, First = first };

        Assert.Equal((number, width), (numbering.NumberOf(PlateRange.For(100, 148, 1000, Ratio.One, 8, 8), Timecode.Parse("01:00:00:00", FrameRate.Fps24)), numbering.Width));
    }

    [Fact]
    public void A_short_handle_leaves_the_cut_at_its_number() =>
        Assert.Equal(998, new FrameNumbering().NumberOf(PlateRange.For(3, 51, 1000, Ratio.One, 8, 8), null));

    [Fact]
    public void Timecode_goes_on_past_midnight_as_labels_do() =>
        Assert.Equal(4, new FrameNumbering { Policy = NumberingPolicy.SourceTimecode }
            .NumberOf(PlateRange.For(28, 40, 1000, Ratio.One, 0, 0), Timecode.Parse("23:59:59:00", FrameRate.Fps24)));

    [Fact]
    public void Numbers_below_nought_and_timecode_that_is_not_there_are_refused()
    {
        var range = PlateRange.For(100, 148, 1000, Ratio.One, 8, 8);

        Assert.StartsWith("A handle of 8 frames before frame 5 would need numbers below 0.", Assert.Throws<PullException>(() => new FrameNumbering { First = 5 }.NumberOf(range, null)).Message, StringComparison.Ordinal);
        Assert.StartsWith("The clip has no timecode to number its frames by.", Assert.Throws<PullException>(() => new FrameNumbering { Policy = NumberingPolicy.SourceTimecode }.NumberOf(range, null)).Message, StringComparison.Ordinal);
    }
}
