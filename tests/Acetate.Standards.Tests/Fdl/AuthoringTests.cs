using Acetate.Fdl;
using Acetate.Fdl.Authoring;
using Acetate.Fdl.Geometry;
using FsCheck;
using FsCheck.Fluent;

namespace Acetate.Standards.Tests.Fdl;

/// <summary>Framing decisions from camera, lens and shape.</summary>
public sealed class AuthoringTests
{
    private static readonly FramingRequest Request = new()
    {
        Uuid = "9a1e3c5f-0000-4000-8000-00000000000b",
        Creator = "camera test",
        Context = "A camera",
        Mode = new() { Label = "4.5K LF Open Gate", Canvas = new(4448, 3096), Photosites = new(4448, 3096), Millimetres = new(36.7, 25.54) },
        Intents = [new() { Id = "FI239", Label = "2.39:1", AspectRatio = new(239, 100), Protection = 0.1 }, new() { Id = "FI169", AspectRatio = new(16, 9) }],
    };

    [Fact]
    public void A_camera_mode_and_a_shape_make_a_valid_list()
    {
        var list = FramingAuthor.Author(Request);

        Assert.Empty(FdlWriter.Check(list).Problems);
        Assert.Equal("FI239", list.DefaultFramingIntent);
        var canvas = Assert.Single(Assert.Single(list.Contexts).Canvases);
        Assert.Equal(["CV1-FI239", "CV1-FI169"], canvas.FramingDecisions.Select(decision => decision.Id));
        Assert.Equal((new FrameSize(4448, 1862), new FramePoint(0, 617)), (canvas.FramingDecisions[0].ProtectionDimensions, canvas.FramingDecisions[0].ProtectionAnchorPoint));
        Assert.Equal((new FrameSize(4004, 1676), new FramePoint(222, 710)), (canvas.FramingDecisions[0].Dimensions, canvas.FramingDecisions[0].AnchorPoint));
        Assert.Null(canvas.FramingDecisions[1].ProtectionDimensions);
    }

    [Fact]
    public void An_anamorphic_lens_makes_the_framing_narrower_on_the_sensor()
    {
        var list = FramingAuthor.Author(Request with { LensSqueeze = 2, Intents = [new() { Id = "F", AspectRatio = new(239, 100) }] });

        var canvas = list.Contexts[0].Canvases[0];
        var framing = canvas.FramingDecisions[0];
        Assert.Equal(2, canvas.AnamorphicSqueeze);
        // 3096 · 2.39 / 2, limited by the height: the width is not used up.
        Assert.Equal(new FrameSize(3700, 3096), framing.Dimensions);
        Assert.Equal(2.39, framing.Dimensions.Width * 2 / framing.Dimensions.Height, 0.001);
    }

    [Fact]
    public void A_mode_that_de_squeezes_in_the_camera_is_spherical() =>
        Assert.Equal(1, FramingAuthor.Author(Request with { LensSqueeze = 2, Mode = Request.Mode with { Squeeze = 0.5 } }).Contexts[0].Canvases[0].AnamorphicSqueeze);

    [Fact]
    public void Framings_are_centred_in_the_effective_area_wherever_it_lies()
    {
        var mode = Request.Mode with { Effective = new(4000, 2000), EffectiveAnchor = new(400, 0) };

        var decision = FramingAuthor.Author(Request with { Mode = mode }).Contexts[0].Canvases[0].FramingDecisions[1];

        Assert.Equal((new FrameSize(3556, 2000), new FramePoint(622, 0)), (decision.Dimensions, decision.AnchorPoint));
    }

    [Fact]
    public void An_effective_area_without_place_is_in_the_middle() =>
        Assert.Equal(new FramePoint(224, 548), FramingAuthor.Author(Request with { Mode = Request.Mode with { Effective = new(4000, 2000) } }).Contexts[0].Canvases[0].EffectiveAnchorPoint);

    [Theory]
    [InlineData(0, 100, 0.1, "aspect_ratio")]
    [InlineData(239, -1, 0.1, "aspect_ratio")]
    [InlineData(239, 100, 1, "protection")]
    [InlineData(239, 100, -0.1, "protection")]
    [InlineData(239, 100, double.NaN, "protection")]
    [InlineData(1_000_000, 1, 0, "dimensions")]
    public void A_shape_that_cannot_be_is_refused(int width, int height, double protection, string member)
    {
        var intent = new FramingIntent { Id = "F", AspectRatio = new(width, height), Protection = protection };

        var refusal = Assert.Throws<FdlException>(() => FramingAuthor.Author(Request with { Intents = [intent], Rounding = new(RoundTo.Whole, RoundMode.Down) }));

        Assert.Equal(member, refusal.Path);
    }

    [Fact]
    public void Two_intents_of_one_id_are_refused() =>
        Assert.Equal(FdlRule.DuplicateId, Assert.Throws<FdlException>(() => FramingAuthor.Author(Request with { Intents = [Request.Intents[1], Request.Intents[1]] })).Rule);

    [Fact]
    public void Whatever_is_asked_for_fits_into_the_camera_and_has_the_shape() =>
        Prop.ForAll(
            (from width in Gen.Choose(200, 9000)
             from height in Gen.Choose(200, 7000)
             from squeeze in Gen.Elements(1, 1.3, 1.5, 1.8, 2)
             from aspect in Gen.Elements((239, 100), (185, 100), (16, 9), (1, 1), (9, 16), (4, 3))
             from protection in Gen.Elements(0, 0.05, 0.1, 0.2)
             from to in Gen.Elements(Enum.GetValues<RoundTo>())
             from mode in Gen.Elements(Enum.GetValues<RoundMode>())
             select (width, height, squeeze, aspect, protection, rounding: new RoundingStrategy(to, mode))).ToArbitrary(),
            given =>
            {
                var canvas = new FrameRect(0, 0, given.width, given.height);
                var (framing, protection) = FramingAuthor.Frame(canvas, given.squeeze, new(given.aspect.Item1, given.aspect.Item2), given.protection, given.rounding);
                var (outer, wanted) = (protection ?? framing, (double)given.aspect.Item1 / given.aspect.Item2);
                // Rounding moves each side by up to two pixels.
                var (least, most) = ((outer.Width - 2) * given.squeeze / (outer.Height + 2), (outer.Width + 2) * given.squeeze / (outer.Height - 2));
                return outer.IsInside(canvas) && framing.IsInside(outer) && wanted >= least && wanted <= most
                    && (outer.Width >= given.width - 2 || outer.Height >= given.height - 2)
                    && framing.Center == canvas.Center;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void A_chart_has_the_lines_of_all_layers_and_a_circle_that_looks_round()
    {
        var canvas = FramingAuthor.Author(Request with { LensSqueeze = 2 }).Contexts[0].Canvases[0];

        var chart = FramingChart.Of(FrameLayers.Of(canvas, canvas.FramingDecisions[0]));

        Assert.Equal([FrameLayer.Canvas, FrameLayer.Protection, FrameLayer.Framing], chart.Frames.Select(frame => frame.Layer));
        Assert.Equal(2.39, chart.Frames[^1].Aspect, 0.01);
        Assert.Equal(chart.Circle.Height, chart.Circle.Width * 2);
        Assert.Equal(canvas.FramingDecisions[0].Dimensions.Height / 2, chart.Circle.Height);
        Assert.Equal(chart.Frames[^1].Area.Center, chart.Circle.Center);
    }

    [Fact]
    public void Lines_are_drawn_inside_the_layer()
    {
        var frame = new ChartFrame(FrameLayer.Framing, new(10.5, 20, 100, 50.25), 2);

        Assert.Equal((11, 20, new PixelSize(99, 50)), frame.PixelsInside);
        Assert.Equal([new(10.5, 20), new(110.5, 20), new(110.5, 70.25), new(10.5, 70.25)], frame.Corners);
    }
}
