namespace Acetate.Imaging.Debayer;

/// <summary>Gives the mosaic's values of a row, in a domain of even noise (square roots of light, or a camera's own code).</summary>
/// <param name="row">0 for the top row.</param>
/// <param name="values">As many as the picture is wide.</param>
public delegate void MosaicRow(int row, Span<float> values);

/// <summary>Takes rows of red, green and blue, in the domain of the mosaic.</summary>
public delegate void ColourRow(int row, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue);

/// <summary>Ratio corrected demosaicing (RCD): full size, for plates.</summary>
public sealed class RatioCorrected : IDebayer
{
    /// <summary>Rows of a band.</summary>
    public const int BandRows = RatioCorrectedTile.Height;

    private readonly int width, height;
    private readonly BayerPattern pattern;
    private readonly RatioCorrectedTile tile = new();
    private readonly float[] rows, red, green, blue;

    /// <param name="width">Pixels across, at least 16.</param>
    /// <param name="height">Pixels down, at least 16.</param>
    /// <param name="pattern">Of the whole picture.</param>
    /// <exception cref="ArgumentOutOfRangeException">The picture is smaller than that.</exception>
    public RatioCorrected(int width, int height, BayerPattern pattern)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, RatioCorrectedTile.MarginX);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, RatioCorrectedTile.MarginX);
        (this.width, this.height, this.pattern) = (width, height, pattern);
        rows = new float[width * RatioCorrectedTile.Rows];
        (red, green, blue) = (new float[width * BandRows], new float[width * BandRows], new float[width * BandRows]);
    }

    /// <inheritdoc/>
    public int Width => width;

    /// <inheritdoc/>
    public int Height => height;

    /// <inheritdoc/>
    public int RowsOfBand => BandRows;

    /// <inheritdoc/>
    public void Run(int band, MosaicRow mosaic, ColourRow result)
    {
        ArgumentNullException.ThrowIfNull(mosaic);
        ArgumentNullException.ThrowIfNull(result);
        var top = band * BandRows;
        var count = Math.Min(BandRows, height - top);
        for (var row = 0; row < count + 2 * RatioCorrectedTile.MarginY; row++)
            mosaic(Debayering.Mirrored(top + row - RatioCorrectedTile.MarginY, height), rows.AsSpan(row * width, width));

        for (var left = 0; left < width; left += RatioCorrectedTile.Width)
        {
            FillTile(left, count);
            // Bands and tiles start at even rows and columns, and so do their margins: the pattern is that of the picture.
            tile.Run(pattern);
            var part = Math.Min(RatioCorrectedTile.Width, width - left);
            for (var row = 0; row < count; row++)
            {
                tile.Red(row)[..part].CopyTo(red.AsSpan(row * width + left));
                tile.Green(row)[..part].CopyTo(green.AsSpan(row * width + left));
                tile.Blue(row)[..part].CopyTo(blue.AsSpan(row * width + left));
            }
        }

        for (var row = 0; row < count; row++)
            result(top + row, red.AsSpan(row * width, width), green.AsSpan(row * width, width), blue.AsSpan(row * width, width));
    }

    private void FillTile(int left, int count)
    {
        var from = left - RatioCorrectedTile.MarginX;
        for (var row = 0; row < count + 2 * RatioCorrectedTile.MarginY; row++)
        {
            ReadOnlySpan<float> source = rows.AsSpan(row * width, width);
            var into = tile.Mosaic.Slice(row * RatioCorrectedTile.Stride, RatioCorrectedTile.Stride);
            var (first, last) = (Math.Max(0, from), Math.Min(width, from + RatioCorrectedTile.Stride));
            source[first..last].CopyTo(into[(first - from)..]);
            for (var x = from; x < first; x++) into[x - from] = source[Debayering.Mirrored(x, width)];
            for (var x = last; x < from + RatioCorrectedTile.Stride; x++) into[x - from] = source[Debayering.Mirrored(x, width)];
        }
    }
}
