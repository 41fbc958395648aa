using Acetate.Cuts;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Cuts;

public sealed class CutModelTests
{
    [Theory]
    [InlineData(86400, "01:00:00:00")]
    [InlineData(25 * 86400, "25:00:00:00")]
    [InlineData(-24, "-00:00:01:00")]
    [InlineData(100 * 86400L + 1, "100:00:00:01")]
    public void Labels_count_on_beyond_a_day_and_before_midnight(long frame, string label) =>
        Assert.Equal(label, CutRange.Label(frame, FrameRate.Fps24));

    [Fact]
    public void Drop_frame_labels_exist_only_where_the_rate_has_them()
    {
        Assert.Equal("00:01:00;02", CutRange.Label(1800, FrameRate.Fps2997, isDrop: true));
        Assert.False(new CutRange(0, 10, FrameRate.Fps24, isDrop: true).IsDrop);
        Assert.Equal("1000000", CutRange.Label(1_000_000, new(2000)));
    }

    [Fact]
    public void A_range_may_begin_and_end_between_frames()
    {
        var range = CutRange.Between(new Ratio(1, 2), new Ratio(5, 2), FrameRate.Fps24);

        Assert.Equal(2, range.Length);
        Assert.False(range.IsWhole);
        Assert.Equal(new FrameRange(0, 3, FrameRate.Fps24), range.Frames);
        Assert.Equal(("00:00:00:00", "00:00:00:03"), (range.StartLabel, range.EndLabel));
    }

    [Fact]
    public void Another_rate_shows_the_same_time_exactly()
    {
        var range = new CutRange(24, 12, FrameRate.Fps23976);

        var there = range.ConvertTo(FrameRate.Fps2997, isDrop: true);

        Assert.Equal((new Ratio(30), new Ratio(15), true), (there.Start, there.Length, there.IsDrop));
        Assert.Equal(range, there.ConvertTo(FrameRate.Fps23976));
        Assert.True(range.Overlaps(there));
        Assert.False(range.Overlaps(there.Shift(15)));
    }

    [Fact]
    public void A_range_without_rate_or_with_negative_length_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new CutRange(0, 1, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => CutRange.Between(2, 1, FrameRate.Fps24));
    }

    [Fact]
    public void Names_of_a_source_are_kept_apart_by_kind()
    {
        var source = new CutSource
        {
            Names =
            [
                new(SourceNameKind.Reel, "A001C001", "reel column", 4),
                new(SourceNameKind.ClipName, "A001C001_190520_R3KN.NEW.01", "* FROM CLIP NAME", 5),
                new(SourceNameKind.ClipName, "Slate 12", "* COMMENT", 6),
            ],
        };

        Assert.Equal(("A001C001", "A001C001_190520_R3KN.NEW.01", null), (source.Reel, source.ClipName, source[SourceNameKind.Tape]));
        Assert.Equal([5, 6], source.Of(SourceNameKind.ClipName).Select(name => name.Line));
    }

    [Fact]
    public void Leaves_are_what_is_seen_in_nested_events_to_the_innermost()
    {
        CutEvent innermost = new() { Id = "c" }, middle = new() { Id = "b", Inner = [innermost] };
        var cut = new Cut
        {
            Format = CutFormat.FcpXmlX,
            Rate = FrameRate.Fps24,
            Events = [new() { Id = "a", Inner = [middle, new() { Id = "d" }] }, new() { Id = "e", Record = new(10, 5, FrameRate.Fps24) }, new() { Id = "f", Record = new(3, 5, FrameRate.Fps24) }],
        };

        Assert.Equal(["c", "d", "e", "f"], cut.Leaves.Select(leaf => leaf.Id));
        Assert.Equal(new CutRange(3, 12, FrameRate.Fps24), cut.Extent);
        Assert.Null((cut with { Events = [] }).Extent);
    }

    [Fact]
    public void A_speed_says_whether_it_runs_backwards_stands_or_changes()
    {
        Assert.True(CutSpeed.Normal.IsNormal);
        Assert.True(CutSpeed.Of(-1).IsReverse);
        Assert.Equal(SpeedKind.Freeze, CutSpeed.Of(0).Kind);
        Assert.True(new CutSpeed { Kind = SpeedKind.Ramp, Points = [new(0, 0), new(10, 20), new(20, 5)] }.IsReverse);
        Assert.Equal(8, new CutTransition { Kind = TransitionKind.Dissolve, InOffset = 3, OutOffset = 5 }.Frames);
    }
}
