namespace Acetate.Imaging.Resample;

/// <summary>An area in pixels that may begin and end between two of them. Pixel <c>i</c> covers <c>[i, i + 1)</c>, its centre is <c>i + 0.5</c>.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Above 0.</param>
/// <param name="Height">Above 0.</param>
public readonly record struct PlacedArea(double X, double Y, double Width, double Height)
{
    /// <summary>Right edge.</summary>
    public double Right => X + Width;

    /// <summary>Bottom edge.</summary>
    public double Bottom => Y + Height;
}

/// <summary>Whole pixels of a picture.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct PixelArea(int Left, int Top, int Width, int Height)
{
    /// <summary>The column after the last.</summary>
    public int Right => Left + Width;

    /// <summary>The row after the last.</summary>
    public int Bottom => Top + Height;
}

/// <summary>Where a part of a source picture goes in a target canvas.</summary>
/// <remarks>
/// The edges of <see cref="Source"/> come to lie on the edges of <see cref="Target"/>, each axis with a scale of its own (so de-squeezing
/// is a placement like any other). Target pixels that <see cref="Target"/> touches are picture to their full: at its edges the filter
/// reads source pixels around <see cref="Source"/>, and beyond the source picture its edge pixels repeated.
/// </remarks>
public sealed record Placement
{
    /// <summary>The most pixels of a picture on either side.</summary>
    public const int MostPixels = 1 << 17;

    // A millionth of a pixel is the noise of a calculation, not a pixel that is touched or a shift that is meant.
    internal const double Noise = 1e-6;

    private const double MostScale = 1 << 16;

    /// <param name="sourceWidth">Pixels across the whole source picture.</param>
    /// <param name="sourceHeight">Rows of the whole source picture.</param>
    /// <param name="source">The part that is placed, in source pixels.</param>
    /// <param name="width">Pixels across the target canvas.</param>
    /// <param name="height">Rows of the target canvas.</param>
    /// <param name="target">Where the part goes, in target pixels; what lies outside the canvas is cut.</param>
    /// <exception cref="ArgumentException">A size is not from 1 to <see cref="MostPixels"/>, the part is not inside the source, it does not come to lie in the canvas, or it is scaled more than 65,536 times.</exception>
    public Placement(int sourceWidth, int sourceHeight, PlacedArea source, int width, int height, PlacedArea target)
    {
        if (sourceWidth is < 1 or > MostPixels || sourceHeight is < 1 or > MostPixels) throw new ArgumentException($"A source picture of {sourceWidth} × {sourceHeight} pixels cannot be placed; each side has 1 to {MostPixels:N0}.", nameof(sourceWidth));
        if (width is < 1 or > MostPixels || height is < 1 or > MostPixels) throw new ArgumentException($"A canvas of {width} × {height} pixels cannot be made; each side has 1 to {MostPixels:N0}.", nameof(width));
        // Written so that what is not a number is refused too.
        if (!(source.X >= -Noise && source.Y >= -Noise && source.Width > 0 && source.Height > 0 && source.Right <= sourceWidth + Noise && source.Bottom <= sourceHeight + Noise))
            throw new ArgumentException($"The part {source} is not inside a picture of {sourceWidth} × {sourceHeight} pixels.", nameof(source));
        if (!(target.Width > 0 && target.Height > 0 && target.X < width - Noise && target.Y < height - Noise && target.Right > Noise && target.Bottom > Noise))
            throw new ArgumentException($"The place {target} is not in a canvas of {width} × {height} pixels.", nameof(target));
        if (!IsScale(source.Width / target.Width) || !IsScale(source.Height / target.Height))
            throw new ArgumentException($"From {source} to {target} is scaled too much; {MostScale:N0} times is the most.", nameof(target));
        (SourceWidth, SourceHeight, Source, Width, Height, Target) = (sourceWidth, sourceHeight, source, width, height, target);
        var (left, top) = (Math.Max(0, Math.Floor(target.X + Noise)), Math.Max(0, Math.Floor(target.Y + Noise)));
        var (right, bottom) = (Math.Min(width, Math.Ceiling(target.Right - Noise)), Math.Min(height, Math.Ceiling(target.Bottom - Noise)));
        Window = new((int)left, (int)top, Math.Max(1, (int)(right - left)), Math.Max(1, (int)(bottom - top)));
    }

    /// <summary>Pixels across the whole source picture.</summary>
    public int SourceWidth { get; }

    /// <summary>Rows of the whole source picture.</summary>
    public int SourceHeight { get; }

    /// <summary>The part of the source that is placed.</summary>
    public PlacedArea Source { get; }

    /// <summary>Pixels across the target canvas.</summary>
    public int Width { get; }

    /// <summary>Rows of the target canvas.</summary>
    public int Height { get; }

    /// <summary>Where the part goes.</summary>
    public PlacedArea Target { get; }

    /// <summary>The pixels of the canvas that are picture: the others are empty (in OpenEXR, outside the data window).</summary>
    public PixelArea Window { get; }

    /// <summary>Target pixels for one source pixel, along a row.</summary>
    public double HorizontalScale => Target.Width / Source.Width;

    /// <summary>Target rows for one source row.</summary>
    public double VerticalScale => Target.Height / Source.Height;

    /// <summary>Whether pixels are only copied: neither scaled nor moved by a part of a pixel.</summary>
    public bool IsCopy => Axis.IsCopy(Source.X, Source.Width, Target.X, Target.Width) && Axis.IsCopy(Source.Y, Source.Height, Target.Y, Target.Height);

    /// <summary>Whether the canvas is the source picture, pixel for pixel.</summary>
    public bool IsIdentity => IsCopy && (SourceWidth, SourceHeight) == (Width, Height) && Math.Abs(Source.X - Target.X) < Noise
        && Math.Abs(Source.Y - Target.Y) < Noise && Window == new PixelArea(0, 0, Width, Height);

    /// <summary>A whole picture made to fill a whole canvas.</summary>
    /// <exception cref="ArgumentException">A size is not from 1 to <see cref="MostPixels"/>.</exception>
    public static Placement Fill(int sourceWidth, int sourceHeight, int width, int height) =>
        new(sourceWidth, sourceHeight, new(0, 0, sourceWidth, sourceHeight), width, height, new(0, 0, width, height));

    /// <summary>A whole picture as large as a canvas allows, in its middle, with its shape kept.</summary>
    /// <param name="sourceWidth">Pixels across the source.</param>
    /// <param name="sourceHeight">Rows of the source.</param>
    /// <param name="width">Pixels across the canvas.</param>
    /// <param name="height">Rows of the canvas.</param>
    /// <param name="squeeze">Anamorphic squeeze of the source: 2 for a picture that must be made twice as wide. The canvas is not squeezed.</param>
    /// <exception cref="ArgumentException">A size is not from 1 to <see cref="MostPixels"/>, or the squeeze is not above 0.</exception>
    public static Placement Fit(int sourceWidth, int sourceHeight, int width, int height, double squeeze = 1)
    {
        if (!(squeeze > 0) || !double.IsFinite(squeeze)) throw new ArgumentException($"A squeeze of {squeeze} cannot be; it is above 0, such as 1 or 2.", nameof(squeeze));
        var scale = Math.Min(width / (sourceWidth * squeeze), (double)height / sourceHeight);
        var (across, down) = (sourceWidth * squeeze * scale, sourceHeight * scale);
        return new(sourceWidth, sourceHeight, new(0, 0, sourceWidth, sourceHeight), width, height, new((width - across) / 2, (height - down) / 2, across, down));
    }

    private static bool IsScale(double scale) => scale is >= 1 / MostScale and <= MostScale;
}
