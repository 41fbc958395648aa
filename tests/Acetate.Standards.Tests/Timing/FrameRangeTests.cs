using Acetate.Timing;

namespace Acetate.Standards.Tests.Timing;

public sealed class FrameRangeTests
{
    private static readonly FrameRange Shot = new(100, 48, FrameRate.Fps24);

    [Fact]
    public void The_end_does_not_belong_to_the_range()
    {
        Assert.True(Shot.Contains(100));
        Assert.True(Shot.Contains(147));
        Assert.False(Shot.Contains(148));
        Assert.Equal("[100, 148) at 24", Shot.ToString());
    }

    [Fact]
    public void Touching_ranges_unite_and_ranges_with_a_gap_do_not()
    {
        Assert.True(Shot.TryUnion(new(148, 10, FrameRate.Fps24), out var union));
        Assert.Equal(new(100, 58, FrameRate.Fps24), union);
        Assert.False(Shot.TryUnion(new(149, 10, FrameRate.Fps24), out _));
        Assert.Equal(59, Shot.Hull(new(149, 10, FrameRate.Fps24)).Length);
    }

    [Fact]
    public void Handles_extend_and_shrink_but_never_below_nothing()
    {
        Assert.Equal(new(92, 64, FrameRate.Fps24), Shot.Extend(8, 8));
        Assert.True(Shot.Extend(-40, -40).IsEmpty);
    }

    [Fact]
    public void Frames_that_an_edge_cuts_belong_outward_and_not_inward()
    {
        var range = new FrameRange(1, 2, FrameRate.Fps24);

        Assert.Equal(new(1, 3, FrameRate.Fps25), range.ConvertTo(FrameRate.Fps25, FrameEdges.Outward));
        Assert.Equal(new(2, 1, FrameRate.Fps25), range.ConvertTo(FrameRate.Fps25, FrameEdges.Inward));
        Assert.Equal(new(2, 4, FrameRate.Fps48), range.ConvertTo(FrameRate.Fps48, FrameEdges.Inward));
    }

    [Fact]
    public void Ranges_of_different_rates_are_not_mixed() =>
        Assert.Throws<ArgumentException>(() => Shot.Intersect(new(0, 10, FrameRate.Fps25)));

    [Fact]
    public void Timecodes_make_a_range_over_midnight()
    {
        var night = FrameRange.Between(Timecode.Parse("23:59:59:00", FrameRate.Fps24), Timecode.Parse("00:00:01:00", FrameRate.Fps24));

        Assert.Equal(48, night.Length);
        Assert.Equal(2073576, night.Start);
    }

    [Fact]
    public void A_range_that_cannot_be_counted_cannot_be_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrameRange(0, -1, FrameRate.Fps24));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrameRange(long.MaxValue, 1, FrameRate.Fps24));
        Assert.Throws<ArgumentException>(() => new FrameRange(0, 1, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => FrameRange.Between(10, 9, FrameRate.Fps24));
    }
}
