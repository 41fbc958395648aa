namespace Acetate.Fdl.Geometry;

/// <summary>What a canvas template makes of a canvas and its framing decision.</summary>
public sealed record Reframing
{
    /// <summary>Which calculation produced the numbers: only the canvas is rounded, at the very end.</summary>
    /// <remarks>Written into results as <c>_geometry_model</c>, because numbers of an older model that rounds everything are in the field.</remarks>
    public const string Model = "2026";

    /// <summary>The new canvas with its layers, in its own pixels. <see cref="FrameLayers.Squeeze"/> is that of the template.</summary>
    public required FrameLayers Layers { get; init; }

    /// <summary>Target lines for one source line; for pixels along a line see <see cref="Placement.HorizontalScale"/>.</summary>
    public required double ScaleFactor { get; init; }

    /// <summary>Size of the kept layer after scaling, before it was cut, padded and rounded.</summary>
    public required FrameSize ScaledBoundingBox { get; init; }

    /// <summary>Where the top left corner of the kept layer comes to lie in the new canvas.</summary>
    public FramePoint ContentTranslation => Placement.Translation;

    /// <summary>Where the pixels go.</summary>
    public required Placement Placement { get; init; }

    /// <summary>Applies a canvas template.</summary>
    /// <param name="template">The template. A target squeeze of 0 keeps the squeeze of the source; one axis of the target may be 0.</param>
    /// <param name="source">The canvas and framing decision.</param>
    /// <exception cref="FdlException">The source lacks a layer that the template names, or nothing sensible would result.</exception>
    /// <remarks>
    /// ASC FDL specification 2.0.1, canvas templates, in the calculation of the reference implementation of 2026: layers are scaled as
    /// fractions and only the canvas is rounded, at the end.
    /// </remarks>
    public static Reframing Apply(CanvasTemplate template, FrameLayers source)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(source);
        return TemplateMath.Apply(template, source);
    }
}
