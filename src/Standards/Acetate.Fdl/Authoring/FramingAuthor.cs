using Acetate.Fdl.Geometry;

namespace Acetate.Fdl.Authoring;

/// <summary>Makes framing decisions from what is wanted and what the camera records.</summary>
/// <remarks>
/// The specification (2.0.1) says what a framing decision is but not how it follows from an intent. This is the reference's way, with
/// three differences where the reference's result is not a valid list: the squeeze counts when shapes are compared, so that a squeezed
/// picture limited by its height is not too high; framings are centred in the effective area, wherever it lies; and rounding up stops
/// at the area around.
/// </remarks>
public static class FramingAuthor
{
    /// <summary>The largest area of a shape in the middle of another, and what of it is framing once protection is taken off.</summary>
    /// <param name="working">The area to work in: the effective area, or the whole canvas. Stored pixels.</param>
    /// <param name="squeeze">Anamorphic squeeze of the canvas.</param>
    /// <param name="aspect">The shape as it is seen, such as 239 to 100.</param>
    /// <param name="protection">The part that is kept around the framing, from 0 to less than 1: 0.1 for 10 percent.</param>
    /// <param name="rounding">How sizes become whole pixels. Anchors may lie between two pixels, so that framings are centred exactly.</param>
    /// <returns>The framing, and the protected area around it; null when <paramref name="protection"/> is 0.</returns>
    /// <exception cref="FdlException">A number is out of range, or the framing would have no pixels.</exception>
    public static (FrameRect Framing, FrameRect? Protection) Frame(FrameRect working, double squeeze, PixelSize aspect, double protection, RoundingStrategy rounding)
    {
        if (!(working.Width > 0) || !(working.Height > 0) || !double.IsFinite(working.Width) || !double.IsFinite(working.Height))
            throw new FdlException(FdlRule.OutOfRange, $"The area to work in is {working}. Both sides must be above 0.", "dimensions");
        if (!(squeeze > 0) || !double.IsFinite(squeeze)) throw new FdlException(FdlRule.OutOfRange, $"The squeeze is {squeeze}. It must be above 0, such as 1 or 2.", "anamorphic_squeeze");
        if (aspect.Width <= 0 || aspect.Height <= 0) throw new FdlException(FdlRule.OutOfRange, $"The aspect ratio is {aspect.Width} to {aspect.Height}. Both numbers must be above 0.", "aspect_ratio");
        if (!(protection >= 0 && protection < 1)) throw new FdlException(FdlRule.OutOfRange, $"The protection is {protection}. It is a part of 1, from 0 to less than 1: 0.1 is 10 percent.", "protection");

        var wanted = (double)aspect.Width / aspect.Height;
        var isWider = wanted >= working.Width * squeeze / working.Height;
        var size = isWider ? new FrameSize(working.Width, working.Width * squeeze / wanted) : new FrameSize(working.Height * wanted / squeeze, working.Height);
        var outer = Rounded(size, working.Size);
        if (protection == 0) return (Centred(outer), null);
        return (Centred(Rounded(new(outer.Width * (1 - protection), outer.Height * (1 - protection)), outer)), Centred(outer));

        FrameSize Rounded(FrameSize exact, FrameSize limit)
        {
            FrameSize rounded = new(
                rounding.RoundWithin(WithoutNoise(exact.Width), limit.Width), rounding.RoundWithin(WithoutNoise(exact.Height), limit.Height));
            return rounded.Width > 0 && rounded.Height > 0
                ? rounded
                : throw new FdlException(FdlRule.OutOfRange, $"A framing of {exact.Width:G6} × {exact.Height:G6} pixels rounds to nothing. Take a shape nearer to that of the camera, or less protection.", "dimensions");
        }

        FrameRect Centred(FrameSize inner) =>
            new(working.X + ((working.Width - inner.Width) / 2), working.Y + ((working.Height - inner.Height) / 2), inner.Width, inner.Height);
    }

    /// <summary>The framing decision for an intent on a canvas.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="intent">The intent.</param>
    /// <param name="rounding">How sizes become whole pixels.</param>
    /// <exception cref="FdlException">A number is out of range, or the framing would have no pixels.</exception>
    public static FramingDecision Decide(Canvas canvas, FramingIntent intent, RoundingStrategy rounding)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        ArgumentNullException.ThrowIfNull(intent);
        var working = canvas.EffectiveDimensions is { } effective
            ? new FrameRect(canvas.EffectiveAnchorPoint ?? default, effective.ToFrameSize())
            : new FrameRect(default, canvas.Dimensions.ToFrameSize());
        var (framing, protection) = Frame(working, canvas.AnamorphicSqueeze ?? 1, intent.AspectRatio, intent.Protection ?? 0, rounding);
        return new()
        {
            Label = intent.Label,
            Id = FdlId.OfDecision(canvas.Id, intent.Id),
            FramingIntentId = intent.Id,
            Dimensions = framing.Size,
            AnchorPoint = framing.Anchor,
            ProtectionDimensions = protection?.Size,
            ProtectionAnchorPoint = protection?.Anchor,
        };
    }

    /// <summary>A list with one canvas and a framing decision for each intent.</summary>
    /// <param name="request">What is wanted.</param>
    /// <exception cref="FdlException">A number is out of range, an id is not one or is there twice, or a framing would have no pixels.</exception>
    public static FramingDecisionList Author(FramingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var mode = request.Mode;
        var anchor = mode.Effective is { } size
            ? mode.EffectiveAnchor ?? new FramePoint((mode.Canvas.Width - size.Width) / 2.0, (mode.Canvas.Height - size.Height) / 2.0)
            : (FramePoint?)null;
        var canvas = new Canvas
        {
            Label = mode.Label,
            Id = request.CanvasId,
            SourceCanvasId = request.CanvasId,
            Dimensions = mode.Canvas,
            EffectiveDimensions = mode.Effective,
            EffectiveAnchorPoint = anchor,
            PhotositeDimensions = mode.Photosites,
            PhysicalDimensions = mode.Millimetres,
            AnamorphicSqueeze = mode.Squeeze * request.LensSqueeze,
        };
        var list = new FramingDecisionList
        {
            Uuid = request.Uuid,
            Creator = request.Creator,
            DefaultFramingIntent = request.Intents is [var first, ..] ? first.Id : null,
            FramingIntents = [.. request.Intents],
            Contexts =
            [
                new()
                {
                    Label = request.Context,
                    Creator = request.Creator,
                    Canvases = [canvas with { FramingDecisions = [.. request.Intents.Select(intent => Decide(canvas, intent, request.Rounding))] }],
                },
            ],
        };
        _ = FdlWriter.Check(list).GetList();
        return list;
    }

    /// <summary>A whole number for what is one but for the noise of the calculation: 2160 · (1 − 0.1) is 1944 and must not become 1946.</summary>
    private static double WithoutNoise(double value)
    {
        var whole = Math.Round(value);
        return Math.Abs(value - whole) <= 1e-9 * Math.Max(1, Math.Abs(value)) ? whole : value;
    }
}
