using Acetate.Fdl;
using Acetate.Fdl.Geometry;

namespace Acetate.Standards.Tests.Fdl;

/// <summary>Where pixels go, in cases that can be worked out by hand.</summary>
public sealed class PlacementTests
{
    private static readonly CanvasTemplate Uhd = new()
    {
        Id = "UHD",
        TargetDimensions = new(3840, 2160),
        TargetSqueeze = 1,
        FitSource = FrameLayer.Framing,
        FitMethod = FitMethod.FitAll,
    };

    [Fact]
    public void A_framing_of_half_the_size_is_taken_out_and_doubled()
    {
        var made = Reframing.Apply(Uhd, Source(new(4000, 3000), new(100, 200, 1920, 1080)));

        Assert.Equal(new PixelSize(3840, 2160), made.Layers.Canvas);
        Assert.Equal(new FrameRect(100, 200, 1920, 1080), made.Placement.SourceArea);
        Assert.Equal(new FrameRect(0, 0, 3840, 2160), made.Placement.TargetArea);
        Assert.Equal((2.0, 2.0), (made.Placement.HorizontalScale, made.Placement.VerticalScale));
        // The centre of the first source pixel lies between the first two target pixels.
        Assert.Equal(new FramePoint(1, 1), made.Placement.ToTarget(new(100.5, 200.5)));
        Assert.Equal(new FramePoint(100.25, 200.25), made.Placement.ToSource(new(0.5, 0.5)));
        Assert.Equal((0, 0, new PixelSize(3840, 2160)), made.Placement.TargetPixels);
    }

    [Fact]
    public void A_squeezed_picture_is_made_twice_as_wide_and_no_higher()
    {
        var made = Reframing.Apply(Uhd, Source(new(2000, 2160), new(40, 0, 1920, 2160)) with { Squeeze = 2 });

        Assert.Equal((2.0, 1.0), (made.Placement.HorizontalScale, made.Placement.VerticalScale));
        Assert.Equal(new FrameRect(40, 0, 1920, 2160), made.Placement.SourceArea);
        Assert.Equal(1, made.Layers.Squeeze);
    }

    [Fact]
    public void A_target_squeeze_of_0_keeps_the_squeeze()
    {
        var made = Reframing.Apply(Uhd with { TargetSqueeze = 0, FitMethod = FitMethod.Height }, Source(new(2000, 1080), new(0, 0, 2000, 1080)) with { Squeeze = 2 });

        Assert.Equal((2.0, 2.0, 2.0), (made.Placement.HorizontalScale, made.Placement.VerticalScale, made.Layers.Squeeze));
        Assert.Equal(new PixelSize(4000, 2160), made.Layers.Canvas);
    }

    [Fact]
    public void What_is_kept_around_the_framing_comes_along()
    {
        var made = Reframing.Apply(Uhd with { PreserveFromSourceCanvas = FrameLayer.Canvas }, Source(new(4000, 3000), new(100, 200, 1920, 1080)));

        Assert.Equal(new PixelSize(8000, 6000), made.Layers.Canvas);
        Assert.Equal(new FrameRect(0, 0, 4000, 3000), made.Placement.SourceArea);
        Assert.Equal(new FrameRect(200, 400, 3840, 2160), made.Layers.Framing);
    }

    [Fact]
    public void A_maximum_cuts_as_the_alignment_says()
    {
        var template = Uhd with { PreserveFromSourceCanvas = FrameLayer.Canvas, MaximumDimensions = new(3840, 2160), AlignHorizontally = HorizontalAlignment.Left, AlignVertically = VerticalAlignment.Top };

        var made = Reframing.Apply(template, Source(new(4000, 3000), new(100, 200, 1920, 1080)));

        Assert.Equal(new PixelSize(3840, 2160), made.Layers.Canvas);
        Assert.Equal(new FrameRect(0, 0, 3840, 2160), made.Layers.Framing);
        Assert.Equal(new FrameRect(100, 200, 1920, 1080), made.Placement.SourceArea);
        Assert.Equal(new FramePoint(-200, -400), made.ContentTranslation);
    }

    [Fact]
    public void Padding_puts_the_picture_in_the_middle_of_black()
    {
        var made = Reframing.Apply(Uhd with { MaximumDimensions = new(4096, 2304), PadToMaximum = true }, Source(new(3840, 2160), new(0, 0, 3840, 2160)));

        Assert.Equal(new PixelSize(4096, 2304), made.Layers.Canvas);
        Assert.Equal(new FrameRect(128, 72, 3840, 2160), made.Placement.TargetArea);
        Assert.Equal((128, 72, new PixelSize(3840, 2160)), made.Placement.TargetPixels);
        Assert.Equal(new FrameRect(0, 0, 3840, 2160), made.Placement.SourceArea);
    }

    [Fact]
    public void Padding_without_a_maximum_pads_nothing() =>
        Assert.Equal(
            Reframing.Apply(Uhd, Source(new(4000, 3000), new(100, 200, 1920, 900))),
            Reframing.Apply(Uhd with { PadToMaximum = true }, Source(new(4000, 3000), new(100, 200, 1920, 900))));

    [Fact]
    public void What_rounding_adds_is_half_at_each_side()
    {
        var made = Reframing.Apply(Uhd, Source(new(3840, 2160), new(0, 100, 3840, 1601.5)));

        Assert.Equal(new PixelSize(3840, 1602), made.Layers.Canvas);
        Assert.Equal(new FrameRect(0, 0.25, 3840, 1601.5), made.Placement.TargetArea);
        Assert.Equal((0, 0, new PixelSize(3840, 1602)), made.Placement.TargetPixels);
        Assert.Equal(99.75, made.Placement.ToSource(default).Y);
    }

    [Theory]
    [InlineData(0, 2160, FitMethod.Width, "target_dimensions")]
    [InlineData(3840, 0, FitMethod.FitAll, "target_dimensions")]
    [InlineData(-1, 2160, FitMethod.Height, "target_dimensions")]
    [InlineData(1, 2, FitMethod.Width, "round")]
    [InlineData(16_000_000, 2160, FitMethod.Width, "target_dimensions")]
    public void A_template_that_makes_no_picture_is_refused_with_the_member_at_fault(int width, int height, FitMethod method, string member)
    {
        var template = Uhd with { TargetDimensions = new(width, height), FitMethod = method, PreserveFromSourceCanvas = FrameLayer.Canvas, Round = new(RoundTo.Whole, RoundMode.Down) };

        var refusal = Assert.Throws<FdlException>(() => Reframing.Apply(template, Source(new(4000, 3), new(0, 0, 2000, 3))));

        Assert.Equal((FdlRule.CannotApply, member), (refusal.Rule, refusal.Path));
    }

    [Fact]
    public void A_framing_that_is_cut_away_whole_is_refused()
    {
        var template = Uhd with { FitSource = FrameLayer.Canvas, FitMethod = FitMethod.Fill, MaximumDimensions = new(100, 100), AlignHorizontally = HorizontalAlignment.Right };

        var refusal = Assert.Throws<FdlException>(() => Reframing.Apply(template, Source(new(4000, 3000), new(0, 0, 10, 10))));

        Assert.Contains("cut the whole framing away", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, double.NaN, 5)]
    [InlineData(0, 0, 5, 0)]
    [InlineData(-1, 0, 5, 5)]
    [InlineData(0, double.PositiveInfinity, 5, 5)]
    public void A_framing_that_is_no_area_is_refused(double x, double y, double width, double height) =>
        Assert.Throws<FdlException>(() => Reframing.Apply(Uhd, Source(new(10, 10), new(x, y, width, height))));

    private static FrameLayers Source(PixelSize canvas, FrameRect framing) => new() { Canvas = canvas, Framing = framing };
}
