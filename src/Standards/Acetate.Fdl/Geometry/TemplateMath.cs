namespace Acetate.Fdl.Geometry;

/// <summary>The calculation of canvas templates, step by step.</summary>
/// <remarks>
/// The source's layers are taken from the preserved one inwards, scaled so that the fitted layer fits the target, cut or padded to the
/// maximum, aligned, and at the very end the canvas is rounded. Names of members in messages are those of the standard. Operations
/// are those of the reference in its order, to the last bit: a canvas that two programs round differently by the noise of a division
/// is worse than one that both round unluckily.
/// </remarks>
internal static class TemplateMath
{
    /// <summary>No picture is larger than this on either axis; beyond it, numbers are mistakes or attacks.</summary>
    public const int MostPixels = 1 << 24;

    public static Reframing Apply(CanvasTemplate template, FrameLayers source)
    {
        Check(template, source);
        var squeeze = template.TargetSqueeze == 0 ? source.Squeeze : template.TargetSqueeze;
        var fitted = Needed(source, template.FitSource, FdlWords.FitSource);
        var kept = template.PreserveFromSourceCanvas is { } preserve ? Needed(source, preserve, FdlWords.Preserve) : fitted;
        var offset = kept.Anchor;

        var layers = default(LayerSet);
        if (template.PreserveFromSourceCanvas is { } outermost) layers = layers.Take(source, outermost);
        layers = layers.Take(source, template.FitSource).FillGaps(offset);
        var keptSize = layers.Canvas;

        var target = template.TargetDimensions.ToFrameSize();
        var scale = AxisScale.For(fitted.Size, source.Squeeze, target, squeeze, template.FitMethod);
        if (scale.Target == 0) throw Refusal(FdlWords.TargetDimensions, $"The target has the size {template.TargetDimensions}, and the side that decides on the scale is 0. Give that side a size, or choose another fit_method.");
        layers = layers.Scale(scale);
        var box = layers.Canvas;
        if (!IsPicture(box.Width) || !IsPicture(box.Height)) throw Refusal(FdlWords.TargetDimensions, $"Scaled by this template the picture would be {box.Width:G6} × {box.Height:G6} pixels. The most is {MostPixels:N0} on each side.");

        // Padding to a maximum that is not given pads to nothing.
        var maximum = template.MaximumDimensions;
        var pad = template.PadToMaximum == true && maximum is not null;
        FrameSize output = new(OutputSize(box.Width, maximum?.Width, pad), OutputSize(box.Height, maximum?.Height, pad));
        var fit = layers[template.FitSource];
        FramePoint shift = new(
            Shift(fit.Width, fit.X, output.Width, box.Width, Target(target.Width, box.Width, maximum?.Width), Factor(template.AlignHorizontally), pad),
            Shift(fit.Height, fit.Y, output.Height, box.Height, Target(target.Height, box.Height, maximum?.Height), Factor(template.AlignVertically), pad));
        layers = (layers with { Canvas = output }).Move(shift).Crop();

        var canvas = Rounded(output, template.Round ?? RoundingStrategy.Default);
        FramePoint translation = new(shift.X + ((canvas.Width - output.Width) / 2), shift.Y + ((canvas.Height - output.Height) / 2));
        layers = layers.IntoRounded(canvas);
        if (layers.Framing.Width <= 0 || layers.Framing.Height <= 0) throw Refusal(FdlWords.MaximumDimensions, $"The maximum size and the alignment cut the whole framing away: nothing of it is left in the new canvas of {canvas}. Fit the framing itself, or allow a larger maximum.");
        var hasProtection = layers.Protection.Width > 0 && layers.Protection.Height > 0;
        return new()
        {
            Layers = new()
            {
                Canvas = canvas,
                Squeeze = squeeze,
                Effective = layers.Effective,
                Protection = hasProtection ? layers.Protection : null,
                Framing = layers.Framing,
            },
            ScaleFactor = scale.Factor,
            ScaledBoundingBox = box,
            Placement = Place(source, new(offset, keptSize), scale, translation, canvas),
        };
    }

    /// <summary>Size of the new canvas on one axis.</summary>
    internal static double OutputSize(double scaled, double? maximum, bool pad) =>
        maximum is { } most && (pad || scaled > most) ? most : scaled;

    /// <summary>How far the scaled picture moves on one axis.</summary>
    /// <param name="fitSize">Size of the fitted layer, scaled.</param>
    /// <param name="fitAnchor">Its anchor, scaled.</param>
    /// <param name="output">Size of the new canvas.</param>
    /// <param name="scaled">Size of the scaled picture.</param>
    /// <param name="target">Size of the target.</param>
    /// <param name="factor">0 for left or top, 0.5 for center, 1 for right or bottom.</param>
    /// <param name="pad">Whether the new canvas is the maximum.</param>
    internal static double Shift(double fitSize, double fitAnchor, double output, double scaled, double target, double factor, bool pad)
    {
        var overflow = scaled - output;
        if (overflow == 0 && !pad) return 0;
        var targetAnchor = pad || factor == 0.5 ? (output - target) / 2 : 0;
        var shift = targetAnchor + ((target - fitSize) * factor) - fitAnchor;
        // What is cut must not uncover what is not there.
        return !pad && overflow > 0 ? Math.Clamp(shift, -overflow, 0) : shift;
    }

    /// <summary>A target of 0 means the scaled picture itself, unless that is cut.</summary>
    private static double Target(double target, double scaled, int? maximum) =>
        target == 0 && (maximum is not { } most || scaled <= most) ? scaled : target;

    private static PixelSize Rounded(FrameSize size, RoundingStrategy round)
    {
        var (width, height) = (round.Round(size.Width), round.Round(size.Height));
        if (width < 1 || height < 1) throw Refusal(FdlWords.Round, $"The new canvas would be {size.Width:G6} × {size.Height:G6} pixels, which rounds to {width} × {height}: nothing is left.");
        return new((int)width, (int)height);
    }

    /// <summary>Which part of the source is kept, and where it goes.</summary>
    private static Placement Place(FrameLayers source, FrameRect kept, AxisScale scale, FramePoint translation, PixelSize canvas)
    {
        var whole = new Placement
        {
            Origin = kept.Anchor,
            Translation = translation,
            HorizontalScale = source.Squeeze * scale.Target / (scale.Fit * scale.TargetSqueeze),
            VerticalScale = scale.Factor,
            SourceArea = default,
            TargetArea = default,
        };
        var picture = kept.Intersect(new(default, source.Canvas.ToFrameSize()));
        FramePoint first = whole.ToTarget(picture.Anchor), last = whole.ToTarget(new(picture.Right, picture.Bottom));
        var area = new FrameRect(first.X, first.Y, last.X - first.X, last.Y - first.Y).Intersect(new(default, canvas.ToFrameSize()));
        FramePoint from = whole.ToSource(area.Anchor), to = whole.ToSource(new(area.Right, area.Bottom));
        return whole with { TargetArea = area, SourceArea = new FrameRect(from.X, from.Y, to.X - from.X, to.Y - from.Y).Intersect(picture) };
    }

    private static void Check(CanvasTemplate template, FrameLayers source)
    {
        var (target, maximum) = (template.TargetDimensions, template.MaximumDimensions);
        if (target.Width is < 0 or > MostPixels || target.Height is < 0 or > MostPixels) throw Refusal(FdlWords.TargetDimensions, $"The target size {target} is not possible. Each side is from 1 to {MostPixels:N0} pixels, and one side may be 0.");
        if (maximum is { } most && (most.Width is < 1 or > MostPixels || most.Height is < 1 or > MostPixels)) throw Refusal(FdlWords.MaximumDimensions, $"The maximum size {most} is not possible. Each side is from 1 to {MostPixels:N0} pixels.");
        if (!double.IsFinite(template.TargetSqueeze) || template.TargetSqueeze < 0) throw Refusal(FdlWords.TargetSqueeze, $"The target squeeze {template.TargetSqueeze} is not possible. It is a number above 0, such as 1 or 2.");
        if (source.Canvas.Width is < 1 or > MostPixels || source.Canvas.Height is < 1 or > MostPixels) throw Refusal("dimensions", $"The source canvas has the size {source.Canvas}. Each side is from 1 to {MostPixels:N0} pixels.");
        if (!double.IsFinite(source.Squeeze) || source.Squeeze <= 0) throw Refusal("anamorphic_squeeze", $"The source squeeze {source.Squeeze} is not possible. It is a number above 0, such as 1 or 2.");
        foreach (var layer in Enum.GetValues<FrameLayer>())
        {
            if (source[layer] is not { } area) continue;
            var isArea = IsPicture(area.Width) && IsPicture(area.Height) && area.X is >= 0 and <= MostPixels && area.Y is >= 0 and <= MostPixels;
            if (!isArea) throw Refusal(FdlWords.Of(layer), $"The source's {FdlWords.Of(layer)} is {area.Width:G6} × {area.Height:G6} at ({area.X:G6}, {area.Y:G6}). Sizes are above 0 and anchors are not negative; the most is {MostPixels:N0} pixels.");
        }
    }

    private static FrameRect Needed(FrameLayers source, FrameLayer layer, string member) =>
        source[layer] ?? throw new FdlException(FdlRule.LayerMissing, $"The template's {member} names '{FdlWords.Of(layer)}', but the source does not have it. Choose a template that names a layer the source has, or add it to the source.", member);

    private static bool IsPicture(double size) => size is > 0 and <= MostPixels;

    private static double Factor(HorizontalAlignment? alignment) => alignment switch { HorizontalAlignment.Left => 0, HorizontalAlignment.Right => 1, _ => 0.5 };

    private static double Factor(VerticalAlignment? alignment) => alignment switch { VerticalAlignment.Top => 0, VerticalAlignment.Bottom => 1, _ => 0.5 };

    private static FdlException Refusal(string member, string message) => new(FdlRule.CannotApply, message, member);
}
