using Acetate.Fdl;
using Acetate.Fdl.Geometry;
using FsCheck;
using FsCheck.Fluent;

namespace Acetate.Standards.Tests.Fdl;

/// <summary>Laws of canvas templates, tried with thousands of random canvases, framings and templates.</summary>
public sealed class ReframingLawTests
{
    private static readonly Config Thousands = Config.QuickThrowOnFailure.WithMaxTest(4000);

    private static readonly Gen<double> Squeezes = Gen.Elements(1, 1, 1.25, 1.3, 1.33, 1.5, 1.8, 2, 0.5);

    private static readonly Gen<FrameLayers> Sources =
        from width in Gen.Choose(2, 9000)
        from height in Gen.Choose(2, 7000)
        from squeeze in Squeezes
        from effective in Gen.Frequency((1, Gen.Constant((FrameRect?)null)), (2, Inside(new(0, 0, width, height), isWhole: true)))
        from protection in Gen.Frequency((1, Gen.Constant((FrameRect?)null)), (2, Inside(effective ?? new(0, 0, width, height), isWhole: false)))
        from framing in Inside(protection ?? effective ?? new(0, 0, width, height), isWhole: false)
        select new FrameLayers { Canvas = new(width, height), Squeeze = squeeze, Effective = effective, Protection = protection, Framing = framing!.Value };

    private static readonly Gen<CanvasTemplate> Templates =
        from width in Gen.Choose(1, 8000)
        from height in Gen.Choose(1, 5000)
        from squeeze in Squeezes
        from fit in Gen.Elements(Enum.GetValues<FrameLayer>())
        from method in Gen.Elements(Enum.GetValues<FitMethod>())
        from vertical in Gen.Elements(Enum.GetValues<VerticalAlignment>())
        from horizontal in Gen.Elements(Enum.GetValues<HorizontalAlignment>())
        from kept in Gen.Elements(Enum.GetValues<FrameLayer>().Where(layer => layer <= fit).Select(layer => (FrameLayer?)layer).Append(null))
        from most in Gen.Frequency((1, Gen.Constant((PixelSize?)null)), (2, from w in Gen.Choose(1, 9000) from h in Gen.Choose(1, 6000) select (PixelSize?)new PixelSize(w, h)))
        from pad in Gen.Elements(true, false)
        from to in Gen.Elements(Enum.GetValues<RoundTo>())
        from mode in Gen.Elements(Enum.GetValues<RoundMode>())
        select new CanvasTemplate
        {
            Id = "T",
            TargetDimensions = new(width, height),
            TargetSqueeze = squeeze,
            FitSource = fit,
            FitMethod = method,
            AlignVertically = vertical,
            AlignHorizontally = horizontal,
            PreserveFromSourceCanvas = kept,
            MaximumDimensions = most,
            PadToMaximum = pad,
            Round = new(to, mode),
        };

    [Fact]
    public void Layers_of_the_result_lie_in_each_other_and_in_the_canvas() =>
        Check((_, _, made) =>
        {
            var (canvas, layers) = (new FrameRect(default, made.Layers.Canvas.ToFrameSize()), made.Layers);
            var effective = layers.Effective!.Value;
            return effective.IsInside(canvas)
                && layers.Framing.IsInside(canvas)
                && IsNotLarger(layers.Framing, effective)
                && (layers.Protection is not { } protection || (protection.IsInside(canvas) && IsNotLarger(protection, effective) && IsNotLarger(layers.Framing, protection)))
                && effective.Width == Math.Floor(effective.Width) && effective.Height == Math.Floor(effective.Height);
        });

    [Fact]
    public void The_result_is_a_valid_list() =>
        Check((template, source, made) =>
        {
            var canvas = new Canvas
            {
                Id = "C",
                SourceCanvasId = "C",
                Dimensions = source.Canvas,
                AnamorphicSqueeze = source.Squeeze,
                EffectiveDimensions = source.Effective is { } effective ? new((int)effective.Width, (int)effective.Height) : null,
                EffectiveAnchorPoint = source.Effective?.Anchor,
            };
            var decision = new FramingDecision
            {
                Id = "C-I",
                FramingIntentId = "I",
                Dimensions = source.Framing.Size,
                AnchorPoint = source.Framing.Anchor,
                ProtectionDimensions = source.Protection?.Size,
                ProtectionAnchorPoint = source.Protection?.Anchor,
            };
            var context = new FramingContext { Canvases = [canvas with { FramingDecisions = [decision] }] };
            var list = new FramingDecisionList
            {
                Uuid = "",
                FramingIntents = [new() { Id = "I", AspectRatio = new(16, 9) }],
                Contexts = [context],
            };
            if (!FdlWriter.Check(list).IsValid) return true;

            var result = ReframedList.Of(list, new(context, context.Canvases[0], decision), template);
            var reading = FdlWriter.Check(result.List);

            Assert.True(reading.IsValid, $"{template}\n{source}\n{made}\n{string.Join('\n', reading.Problems)}");
            return FrameLayers.Of(reading.List!.Contexts[0].Canvases[^1], reading.List.Contexts[0].Canvases[^1].FramingDecisions[0]) == made.Layers;
        });

    [Fact]
    public void The_canvas_is_never_larger_than_its_maximum_rounded_and_exactly_that_when_padded() =>
        Check((template, _, made) =>
        {
            if (template.MaximumDimensions is not { } most) return true;
            var (width, height) = (template.Round!.Value.Round(most.Width), template.Round.Value.Round(most.Height));
            return made.Layers.Canvas.Width <= width && made.Layers.Canvas.Height <= height
                && (template.PadToMaximum != true || made.Layers.Canvas == new PixelSize((int)width, (int)height));
        });

    [Fact]
    public void The_fitted_layer_fills_the_target_as_its_method_says() =>
        Check((template, source, made) =>
        {
            var fitted = source[template.FitSource]!.Value;
            var (width, height) = (fitted.Width * made.Placement.HorizontalScale / template.TargetDimensions.Width, fitted.Height * made.Placement.VerticalScale / template.TargetDimensions.Height);
            return template.FitMethod switch
            {
                FitMethod.Width => IsOne(width),
                FitMethod.Height => IsOne(height),
                FitMethod.FitAll => IsOne(Math.Max(width, height)),
                _ => IsOne(Math.Min(width, height)),
            };
        });

    [Fact]
    public void A_picture_is_stretched_by_nothing_but_the_change_of_squeeze() =>
        Check((template, source, made) => IsOne(made.Placement.HorizontalScale * template.TargetSqueeze / (made.Placement.VerticalScale * source.Squeeze)));

    [Fact]
    public void What_the_placement_says_is_where_the_layers_are() =>
        Check((_, source, made) =>
        {
            var placement = made.Placement;
            FramePoint first = placement.ToTarget(source.Framing.Anchor), last = placement.ToTarget(new(source.Framing.Right, source.Framing.Bottom));
            var placed = new FrameRect(first.X, first.Y, last.X - first.X, last.Y - first.Y).Intersect(new(default, made.Layers.Canvas.ToFrameSize()));
            var back = placement.ToSource(first);
            // Rounding down takes up to two pixels of the canvas away, and its edges with them.
            return placed.IsInside(made.Layers.Framing, 2) && made.Layers.Framing.IsInside(placed, 2)
                && Math.Abs(back.X - source.Framing.X) < 1e-6 && Math.Abs(back.Y - source.Framing.Y) < 1e-6;
        });

    [Fact]
    public void Pixels_come_from_the_source_and_go_into_the_canvas() =>
        Check((_, source, made) =>
        {
            var (placement, canvas) = (made.Placement, made.Layers.Canvas);
            var (left, top, size) = placement.TargetPixels;
            return placement.SourceArea.IsInside(new(default, source.Canvas.ToFrameSize()))
                && placement.TargetArea.IsInside(new(default, canvas.ToFrameSize()))
                && made.Layers.Framing.Width > 0 && placement.TargetArea.Width > 0 && placement.SourceArea.Width > 0
                && left >= 0 && top >= 0 && left + size.Width <= canvas.Width && top + size.Height <= canvas.Height && size.Width > 0 && size.Height > 0;
        });

    [Fact]
    public void Fitting_a_framing_again_changes_nothing() =>
        Check((template, source, made) =>
        {
            // The canvas and the effective area are rounded, so that fitting them again is another fit; and what was cut is another framing.
            if (template.FitSource < FrameLayer.Protection) return true;
            var scaled = new FrameSize(source[template.FitSource]!.Value.Width * made.Placement.HorizontalScale, source[template.FitSource]!.Value.Height * made.Placement.VerticalScale);
            var kept = made.Layers[template.FitSource]!.Value.Size;
            if (Math.Abs(kept.Width - scaled.Width) > 1e-6 || Math.Abs(kept.Height - scaled.Height) > 1e-6) return true;
            // Rounding up beyond the maximum makes a canvas that is cut again.
            if (template.MaximumDimensions is { } most && (made.Layers.Canvas.Width > most.Width || made.Layers.Canvas.Height > most.Height)) return true;

            var again = Reframing.Apply(template, made.Layers);

            // A kept layer around the fitted one is whole after rounding: the noise of a division by 1 may round it once more.
            var isKeptAround = template.PreserveFromSourceCanvas is { } around && around != template.FitSource;
            return IsOne(again.ScaleFactor)
                && IsSame(made.Layers.Canvas.Width, again.Layers.Canvas.Width, made.ScaledBoundingBox.Width)
                && IsSame(made.Layers.Canvas.Height, again.Layers.Canvas.Height, made.ScaledBoundingBox.Height);

            bool IsSame(int before, int after, double exact) =>
                before == after || (Math.Abs(before - after) <= 2 && (isKeptAround || Math.Abs(exact - Math.Round(exact)) < 1e-6));
        });

    private static bool IsNotLarger(FrameRect inner, FrameRect outer) => inner.Width <= outer.Width + 1e-6 && inner.Height <= outer.Height + 1e-6;

    private static bool IsOne(double ratio) => Math.Abs(ratio - 1) < 1e-9;

    private static Gen<FrameRect?> Inside(FrameRect outer, bool isWhole) =>
        from left in Gen.Choose(0, 1000)
        from right in Gen.Choose(0, 1000)
        from top in Gen.Choose(0, 1000)
        from bottom in Gen.Choose(0, 1000)
        let x = outer.Width * Math.Min(left, right) / 1001
        let y = outer.Height * Math.Min(top, bottom) / 1001
        let width = outer.Width * (Math.Abs(left - right) + 1) / 1001
        let height = outer.Height * (Math.Abs(top - bottom) + 1) / 1001
        select (FrameRect?)(isWhole
            ? new FrameRect(Math.Floor(x), Math.Floor(y), Math.Max(1, Math.Floor(width)), Math.Max(1, Math.Floor(height)))
            : new FrameRect(outer.X + x, outer.Y + y, width, height));

    /// <summary>Tries a law; a refusal is an answer too, but must not be the usual one.</summary>
    private static void Check(Func<CanvasTemplate, FrameLayers, Reframing, bool> law)
    {
        var (made, refused) = (0, 0);
        Prop.ForAll(Templates.Zip(Sources).ToArbitrary(), pair =>
        {
            try
            {
                var result = Reframing.Apply(pair.Item1, pair.Item2);
                made++;
                return law(pair.Item1, pair.Item2, result);
            }
            catch (FdlException refusal) when (refusal.Rule is FdlRule.LayerMissing or FdlRule.CannotApply)
            {
                refused++;
                return true;
            }
        }).Check(Thousands);
        Assert.True(made > 1500, $"{made} results and {refused} refusals prove little.");
    }
}
