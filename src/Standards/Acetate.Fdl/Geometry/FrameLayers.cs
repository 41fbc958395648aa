namespace Acetate.Fdl.Geometry;

/// <summary>The four layers of a frame, from outside to inside.</summary>
public enum FrameLayer
{
    /// <summary><c>canvas.dimensions</c>: the whole stored image.</summary>
    Canvas,

    /// <summary><c>canvas.effective_dimensions</c>: the part of it that holds picture.</summary>
    Effective,

    /// <summary><c>framing_decision.protection_dimensions</c>: room kept around the framing.</summary>
    Protection,

    /// <summary><c>framing_decision.dimensions</c>: what the audience is meant to see.</summary>
    Framing,
}

/// <summary>A canvas with one framing decision, as plain numbers: what a template is applied to, without any JSON.</summary>
/// <remarks>All sizes and points are stored (squeezed) pixels of the canvas, measured from its top left corner.</remarks>
public sealed record FrameLayers
{
    /// <summary>Size of the stored image.</summary>
    public required PixelSize Canvas { get; init; }

    /// <summary>Anamorphic squeeze: 2 for an image that must be made twice as wide to look right. 1 by default.</summary>
    public double Squeeze { get; init; } = 1;

    /// <summary>The effective area; null when the whole canvas is picture.</summary>
    public FrameRect? Effective { get; init; }

    /// <summary>The protected area; null when nothing is protected.</summary>
    public FrameRect? Protection { get; init; }

    /// <summary>The framing.</summary>
    public required FrameRect Framing { get; init; }

    /// <summary>One of the layers; null when the frame does not have it.</summary>
    /// <param name="layer">Which.</param>
    public FrameRect? this[FrameLayer layer] => layer switch
    {
        FrameLayer.Canvas => new(default, Canvas.ToFrameSize()),
        FrameLayer.Effective => Effective,
        FrameLayer.Protection => Protection,
        _ => Framing,
    };

    /// <summary>The layers of a canvas and one of its framing decisions.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="decision">The framing decision.</param>
    /// <remarks>A layer given without its anchor lies at (0, 0); an anchor without a size is no layer.</remarks>
    public static FrameLayers Of(Canvas canvas, FramingDecision decision)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        ArgumentNullException.ThrowIfNull(decision);
        return new()
        {
            Canvas = canvas.Dimensions,
            Squeeze = canvas.AnamorphicSqueeze ?? 1,
            Effective = canvas.EffectiveDimensions is { } effective ? new(canvas.EffectiveAnchorPoint ?? default, effective.ToFrameSize()) : null,
            Protection = decision.ProtectionDimensions is { } protection ? new(decision.ProtectionAnchorPoint ?? default, protection) : null,
            Framing = new(decision.AnchorPoint, decision.Dimensions),
        };
    }
}
