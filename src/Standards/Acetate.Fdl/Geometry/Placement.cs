namespace Acetate.Fdl.Geometry;

/// <summary>Where the pixels of a source image go in a new canvas: all that a resampler needs.</summary>
/// <remarks>
/// Coordinates are edges, not pixel indices: pixel <c>i</c> covers <c>[i, i + 1)</c> and its centre is <c>i + 0.5</c>, in the source as
/// in the target. The map is <c>target = (source − Origin) · Scale + Translation</c> for each axis. Nothing is rounded: the picture lies
/// where the framing says, to a fraction of a pixel.
/// </remarks>
public sealed record Placement
{
    /// <summary>The point of the source, in its pixels, that comes to lie at <see cref="Translation"/>: the corner of the kept layer.</summary>
    public required FramePoint Origin { get; init; }

    /// <summary>Where <see cref="Origin"/> comes to lie in the target, in its pixels; negative when the picture is cut at the top or left.</summary>
    public required FramePoint Translation { get; init; }

    /// <summary>Target pixels for one source pixel, along a line. De-squeezing is in it: scale · source squeeze / target squeeze.</summary>
    public required double HorizontalScale { get; init; }

    /// <summary>Target lines for one source line.</summary>
    public required double VerticalScale { get; init; }

    /// <summary>The part of the source that is kept and is inside the target, in source pixels.</summary>
    /// <remarks>A filter may read source pixels around it; they are as good as those inside.</remarks>
    public required FrameRect SourceArea { get; init; }

    /// <summary>Where <see cref="SourceArea"/> comes to lie, in target pixels. What is outside is not picture and stays black.</summary>
    public required FrameRect TargetArea { get; init; }

    /// <summary>The whole pixels that <see cref="TargetArea"/> touches: the ones to compute.</summary>
    /// <remarks>Those at the edge are partly outside; read the source around its area for them rather than mixing them with black.</remarks>
    public (int Left, int Top, PixelSize Size) TargetPixels
    {
        get
        {
            // A thousandth of a thousandth of a pixel is the noise of the calculation, not a pixel that is touched.
            const double noise = 1e-6;
            var (left, top) = (Math.Floor(TargetArea.X + noise), Math.Floor(TargetArea.Y + noise));
            return ((int)left, (int)top, new((int)(Math.Ceiling(TargetArea.Right - noise) - left), (int)(Math.Ceiling(TargetArea.Bottom - noise) - top)));
        }
    }

    /// <summary>Where a point of the source comes to lie.</summary>
    /// <param name="source">In source pixels.</param>
    public FramePoint ToTarget(FramePoint source) =>
        new(((source.X - Origin.X) * HorizontalScale) + Translation.X, ((source.Y - Origin.Y) * VerticalScale) + Translation.Y);

    /// <summary>Where a point of the target comes from.</summary>
    /// <param name="target">In target pixels.</param>
    public FramePoint ToSource(FramePoint target) =>
        new(((target.X - Translation.X) / HorizontalScale) + Origin.X, ((target.Y - Translation.Y) / VerticalScale) + Origin.Y);
}
