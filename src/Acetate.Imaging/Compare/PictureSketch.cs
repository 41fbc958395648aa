using System.Collections.Immutable;
using Acetate.Imaging.Resample;

namespace Acetate.Imaging.Compare;

/// <summary>The brightness of a small picture, ready to be averaged over any of its areas.</summary>
/// <remarks>
/// Sums over all rectangles that begin at the top left corner are kept; the mean of any rectangle, also of one that ends between pixels, is
/// then four of them. A picture of some hundred pixels across is enough: more of it than the grid of a comparison can hold is never looked at.
/// </remarks>
public sealed class PictureSketch
{
    /// <summary>The most pixels on a side.</summary>
    public const int MostPixels = 2048;

    private readonly double[] sums;
    private readonly int stride;

    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down; pixels are square.</param>
    /// <param name="luma">Brightness as a display shows it, 0 black and 1 white, row by row. What is not a number counts as black.</param>
    /// <exception cref="ArgumentException">The size is not from 2 to <see cref="MostPixels"/>, or there are fewer values.</exception>
    public PictureSketch(int width, int height, ReadOnlySpan<float> luma)
    {
        if (width is < 2 or > MostPixels || height is < 2 or > MostPixels) throw new ArgumentException($"A sketch of {width} × {height} pixels cannot be made; each side has 2 to {MostPixels}.", nameof(width));
        if (luma.Length < width * height) throw new ArgumentException($"{width} × {height} pixels have more than {luma.Length} values.", nameof(luma));
        (Width, Height, stride) = (width, height, width + 1);
        sums = new double[stride * (height + 1)];
        for (var y = 0; y < height; y++)
        {
            var row = 0.0;
            for (var x = 0; x < width; x++)
            {
                var value = luma[y * width + x];
                row += float.IsFinite(value) ? Math.Clamp(value, 0, 1) : 0;
                sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
            }
        }

        Bars = BarsOf();
        Active = Without(Bars.Columns ?? 0, Bars.Rows ?? 0);
    }

    private PictureSketch(PictureSketch other, PixelArea active) => (Width, Height, stride, sums, Bars, Active) = (other.Width, other.Height, other.stride, other.sums, other.Bars, active);

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>How thick black bars are at both sides and above and below, in pixels; null where the picture is too dark there to tell. Labels may stand in them.</summary>
    public (int? Columns, int? Rows) Bars { get; }

    /// <summary>The picture without black bars.</summary>
    public PixelArea Active { get; }

    /// <summary>The width of <see cref="Active"/> over its height.</summary>
    public double Aspect => (double)Active.Width / Active.Height;

    /// <summary>A sketch of a picture in colour.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="red">Code values of a display with the primaries of Rec.709, row by row.</param>
    /// <param name="green">As many.</param>
    /// <param name="blue">As many.</param>
    public static PictureSketch Of(int width, int height, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        var count = Math.Min(red.Length, Math.Min(green.Length, blue.Length));
        var luma = new float[count];
        // BT.709, item 3.2.
        for (var i = 0; i < count; i++) luma[i] = 0.2126f * red[i] + 0.7152f * green[i] + 0.0722f * blue[i];
        return new(width, height, luma);
    }

    /// <summary>Pictures of one movie, which have the same bars: those that the brightest of them shows.</summary>
    /// <exception cref="ArgumentException">They have different sizes.</exception>
    public static ImmutableArray<PictureSketch> WithCommonBars(IReadOnlyCollection<PictureSketch> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.Select(picture => (picture.Width, picture.Height)).Distinct().Count() > 1) throw new ArgumentException("Pictures of one movie have one size.", nameof(pictures));
        var (columns, rows) = (pictures.Min(picture => picture.Bars.Columns) ?? 0, pictures.Min(picture => picture.Bars.Rows) ?? 0);
        return [.. pictures.Select(picture => new PictureSketch(picture, picture.Without(columns, rows)))];
    }

    /// <summary>The same picture with no more than so many pixels on a side.</summary>
    public PictureSketch Reduced(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        if (Math.Max(Width, Height) <= most) return this;
        var scale = (double)most / Math.Max(Width, Height);
        var (width, height) = (Math.Max(2, (int)Math.Round(Width * scale)), Math.Max(2, (int)Math.Round(Height * scale)));
        var luma = new float[width * height];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                luma[y * width + x] = Mean((double)x * Width / width, (double)y * Height / height, (double)(x + 1) * Width / width, (double)(y + 1) * Height / height);
        return new(width, height, luma);
    }

    /// <summary>The mean of an area in pixels. What lies outside of the picture is not counted.</summary>
    internal float Mean(double left, double top, double right, double bottom)
    {
        (left, right) = (Math.Clamp(left, 0, Width), Math.Clamp(right, 0, Width));
        (top, bottom) = (Math.Clamp(top, 0, Height), Math.Clamp(bottom, 0, Height));
        var area = (right - left) * (bottom - top);
        return area <= 1e-9 ? 0 : (float)((Sum(right, bottom) - Sum(left, bottom) - Sum(right, top) + Sum(left, top)) / area);
    }

    // Between whole pixels the sum grows evenly along each axis.
    private double Sum(double x, double y)
    {
        var (column, row) = (Math.Min((int)x, Width - 1), Math.Min((int)y, Height - 1));
        var (across, down) = (x - column, y - row);
        var at = row * stride + column;
        return (sums[at] * (1 - across) + sums[at + 1] * across) * (1 - down) + (sums[at + stride] * (1 - across) + sums[at + stride + 1] * across) * down;
    }

    private PixelArea Without(int columns, int rows) => new(columns, rows, Width - 2 * columns, Height - 2 * rows);

    // Bars stand in pairs, as thick on one side as on the other: what is dark beyond the thinner one is picture.
    private (int? Columns, int? Rows) BarsOf() =>
    (
        Pair(Width, column => IsBar(Height, y => Mean(column, y, column + 1, y + 1))),
        Pair(Height, row => IsBar(Width, x => Mean(x, row, x + 1, row + 1)))
    );

    private static bool IsBar(int length, Func<int, float> value)
    {
        const float black = 0.03f;
        var dark = 0;
        for (var i = 0; i < length; i++)
            if (value(i) <= black) dark++;
        return dark >= 0.9 * length;
    }

    private static int? Pair(int length, Func<int, bool> isBar)
    {
        // A bar is at most so much of a side; what is dark beyond it is a night, in which bars cannot be seen.
        var most = (int)(length * 0.3);
        return Math.Min(Thickness(isBar, most), Thickness(row => isBar(length - 1 - row), most)) is var bar && bar <= most ? bar : null;
    }

    // Labels stand in bars, and break a few of their rows: up to the innermost black one, at least half are black.
    private static int Thickness(Func<int, bool> isBar, int most)
    {
        var (thickness, black) = (0, 0);
        for (var row = 0; row <= most; row++)
            if (isBar(row) && 2 * ++black > row) thickness = row + 1;
        return thickness;
    }
}
