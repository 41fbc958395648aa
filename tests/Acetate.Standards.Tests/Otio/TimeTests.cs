using Acetate.Otio;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Otio;

/// <summary>Times as doubles, with the reference's arithmetic, and their way to exact frames.</summary>
public sealed class TimeTests
{
    private const double Third = TimeRange.Epsilon / 3;

    [Fact]
    public void A_sum_has_the_higher_rate()
    {
        Assert.Equal(new RationalTime(34, 48), new RationalTime(10, 48) + new RationalTime(12, 24));
        Assert.Equal(new RationalTime(34, 48), new RationalTime(12, 24) + new RationalTime(10, 48));
        Assert.Equal(new RationalTime(14, 48), new RationalTime(12, 24) - new RationalTime(10, 48));
        Assert.Equal(new RationalTime(-14, 48), new RationalTime(10, 48) - new RationalTime(12, 24));
        Assert.Equal(new RationalTime(-14, 48), -new RationalTime(14, 48));
    }

    [Fact]
    public void Order_is_that_of_the_seconds_and_equality_has_two_kinds()
    {
        var (slow, fast) = (new RationalTime(24, 24), new RationalTime(48, 48));

        Assert.True(slow.IsSameTimeAs(fast) && slow != fast);
        Assert.True(slow <= fast && slow >= fast && !(slow < fast) && !(slow > fast));
        Assert.True(slow < new RationalTime(49, 48) && new RationalTime(23, 24) < fast);
        Assert.True(slow.IsNear(new RationalTime(50, 48), 2) && !slow.IsNear(new RationalTime(51, 48), 2));
        Assert.Equal(0, slow.CompareTo(fast));
        Assert.Equal((1, 2.5), (slow.Seconds, RationalTime.FromSeconds(2.5).Seconds));
        Assert.Equal(new RationalTime(60, 24), RationalTime.FromSeconds(2.5, 24));
        Assert.Equal(new RationalTime(2.5, 25), new RationalTime(2.4, 24).RescaledTo(25));
        Assert.Equal((2, 3, 3), (new RationalTime(2.5, 24).Floor().Value, new RationalTime(2.5, 24).Ceiling().Value, new RationalTime(2.5, 24).Round().Value));
        Assert.False(default(RationalTime).IsValid);
        Assert.True(RationalTime.Zero.IsValid);
        Assert.False(new RationalTime(double.NaN, 24).IsValid);
    }

    [Theory]
    [InlineData(10, 24, 33)]
    [InlineData(10, 1, 10)]
    [InlineData(10, 0, 10)]
    [InlineData(10, 2.5, 12)]
    public void The_last_time_of_a_range_is_one_before_its_end_or_its_start(double start, double duration, double last) =>
        Assert.Equal(new RationalTime(last, 24), new TimeRange(start, duration, 24).EndTimeInclusive);

    [Fact]
    public void Ranges_compare_with_the_tolerance_of_the_reference()
    {
        var range = new TimeRange(10, 10, 24);

        Assert.True(range.Contains(new RationalTime(10, 24)) && range.Contains(new RationalTime(19.9, 24)) && !range.Contains(new RationalTime(20, 24)));
        Assert.True(range.Contains(new TimeRange(11, 8, 24)) && !range.Contains(range) && !range.Contains(new TimeRange(10, 9, 24)));
        Assert.True(range.Intersects(new TimeRange(19, 5, 24)) && !range.Intersects(new TimeRange(20, 5, 24)) && !range.Intersects(new TimeRange(20 - Third, 5, 24)));
        Assert.True(range.Overlaps(new TimeRange(15, 10, 24)) && !range.Overlaps(new TimeRange(5, 10, 24)) && !range.Overlaps(new TimeRange(12, 2, 24)));
        Assert.True(range.IsBefore(new TimeRange(21, 1, 24)) && !range.IsBefore(new TimeRange(20, 1, 24)) && range.IsBefore(new RationalTime(21, 24)) && !range.IsBefore(new RationalTime(20, 24)));
        Assert.True(range.Meets(new TimeRange(20, 1, 24)) && !range.Meets(new TimeRange(21, 1, 24)) && !range.Meets(new TimeRange(19, 1, 24)));
        Assert.True(range.Begins(new TimeRange(10, 11, 24)) && !range.Begins(range) && range.Begins(new RationalTime(10, 24)) && !range.Begins(new RationalTime(11, 24)));
        Assert.True(range.Finishes(new TimeRange(9, 11, 24)) && !range.Finishes(range) && range.Finishes(new RationalTime(20, 24)) && !range.Finishes(new RationalTime(19, 24)));
        Assert.True(range.IsSameRangeAs(new TimeRange(20, 20, 48)) && range.IsSameRangeAs(new TimeRange(10 + Third * 24, 10, 24)) && !range.IsSameRangeAs(new TimeRange(10.01, 10, 24)));
        Assert.Equal(new TimeRange(5, 15, 24), range.ExtendedBy(new TimeRange(5, 2, 24)));
        Assert.Equal(new TimeRange(10, 4, 24), range.Clamp(new TimeRange(2, 4, 24)));
        Assert.Equal(new TimeRange(18, 2, 24), range.Clamp(new TimeRange(18, 9, 24)));
        Assert.Equal(new RationalTime(19, 24), range.Clamp(new RationalTime(30, 24)));
        Assert.Equal(new TimeRange(10, 5, 24), TimeRange.Between(new(10, 24), new(15, 24)));
        Assert.Equal(new TimeRange(10, 6, 24), TimeRange.BetweenInclusive(new(10, 24), new(30, 48)));
    }

    [Fact]
    public void A_transform_scales_moves_and_brings_to_a_rate()
    {
        var transform = new TimeTransform(new(10, 24), 2);

        Assert.Equal(new RationalTime(16, 24), transform.Apply(new RationalTime(3, 24)));
        Assert.Equal(new RationalTime(32, 48), (transform with { Rate = 48 }).Apply(new RationalTime(3, 24)));
        Assert.Equal(new TimeRange(16, 8, 24), transform.Apply(new TimeRange(3, 4, 24)));
        Assert.Equal(new TimeTransform(new(20, 24), 4, 30), transform.Apply(transform with { Rate = 30 }));
        Assert.Equal(new RationalTime(3, 24), TimeTransform.Identity.Apply(new RationalTime(3, 24)));
    }

    [Theory]
    [InlineData(24, "24")]
    [InlineData(23.976, "24000/1001")]
    [InlineData(23.98, "24000/1001")]
    [InlineData(23.976023976023978, "24000/1001")]
    [InlineData(29.97, "30000/1001")]
    [InlineData(59.94005994005994, "60000/1001")]
    [InlineData(12.5, "25/2")]
    [InlineData(1, "1")]
    [InlineData(48000, "48000")]
    [InlineData(192000, "192000")]
    [InlineData(23.99, null)]
    [InlineData(0, null)]
    [InlineData(-24, null)]
    [InlineData(double.NaN, null)]
    [InlineData(double.PositiveInfinity, null)]
    [InlineData(1e300, null)]
    [InlineData(1e-300, null)]
    public void A_rate_in_floating_point_stands_for_an_exact_one(double rate, string? exact)
    {
        Assert.Equal(exact is not null, new RationalTime(1, rate).TryGetFrameRate(out var found));
        Assert.Equal(exact ?? "", found.ToRatio());
    }

    [Fact]
    public void A_range_becomes_exact_frames_and_back()
    {
        Assert.True(new TimeRange(86501, 31, 23.976).TryGetFrames(out var frames));
        Assert.Equal(new FrameRange(86501, 31, FrameRate.Fps23976), frames);
        Assert.Equal(new TimeRange(86501, 31, 24000.0 / 1001), TimeRange.FromFrames(frames));
        Assert.Equal(new RationalTime(86400, 24), RationalTime.FromTimecode(Timecode.Parse("01:00:00:00", FrameRate.Fps24)));

        // A start of 0 at another rate, as programs write it, says nothing about the rate.
        Assert.True(new TimeRange(new(0, 1), new(48, 24)).TryGetFrames(out frames));
        Assert.Equal(new FrameRange(0, 48, FrameRate.Fps24), frames);
        Assert.True(new TimeRange(new(48048, 48000), new(24, 23.976)).TryGetFrames(FrameRate.Fps23976, out frames));
        Assert.Equal(new FrameRange(24, 24, FrameRate.Fps23976), frames);
        Assert.True(new RationalTime(12, 23.98).TryGetFrame(out var frame, out var rate) && (frame, rate) == (12, FrameRate.Fps23976));
    }

    [Fact]
    public void A_range_beside_the_frames_is_not_rounded_unasked()
    {
        var range = new TimeRange(10.5, 4, 24);

        Assert.False(range.TryGetFrames(out _));
        Assert.True(range.TryGetFrames(FrameRate.Fps24, FrameEdges.Outward, out var outward));
        Assert.True(range.TryGetFrames(FrameRate.Fps24, FrameEdges.Inward, out var inward));
        Assert.Equal((new FrameRange(10, 5, FrameRate.Fps24), new FrameRange(11, 3, FrameRate.Fps24)), (outward, inward));
        Assert.True(new TimeRange(10.00001, 3.99999, 24).TryGetFrames(out var near) && near == new FrameRange(10, 4, FrameRate.Fps24));
        Assert.False(new TimeRange(0, -5, 24).TryGetFrames(out _));
        Assert.False(new TimeRange(1e17, 5, 24).TryGetFrames(out _));
        Assert.False(new TimeRange(double.NaN, 5, 24).TryGetFrames(FrameRate.Fps24, FrameEdges.Outward, out _));
        Assert.False(new TimeRange(0, double.PositiveInfinity, 24).TryGetFrames(FrameRate.Fps24, FrameEdges.Outward, out _));
    }
}
