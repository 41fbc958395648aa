using System.Buffers;
using Acetate.Media.Decode;

namespace Acetate.Media.Render;

/// <summary>Turns a picture by right angles: keeps its rows until the last has come, and then gives those of the turned picture.</summary>
/// <remarks>The first row of a picture that lies on its side has a pixel of every row in it, so this step keeps the whole picture: 12 bytes for each pixel.</remarks>
internal sealed class TurnedPicture : IDisposable
{
    // So many rows of the turned picture are made at a time: as many neighbours of a row as the processor fetches at once.
    private const int Together = 16;

    private readonly int width, height, degrees, rowsOfBand;
    private readonly float[]?[] bands;

    /// <param name="width">Pixels across the picture as it comes.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="degrees">Clockwise: 90, 180 or 270.</param>
    public TurnedPicture(int width, int height, int degrees)
    {
        if (degrees is not (90 or 180 or 270)) throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "Pictures are turned by 90, 180 or 270 degrees.");
        (this.width, this.height, this.degrees) = (width, height, degrees);
        rowsOfBand = Math.Max(1, (1 << 20) / (3 * width));
        bands = new float[]?[(height + rowsOfBand - 1) / rowsOfBand];
    }

    /// <summary>Takes a row.</summary>
    public void Row(int row, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        var kept = Kept(row);
        red.CopyTo(kept);
        green.CopyTo(kept[width..]);
        blue.CopyTo(kept[(2 * width)..]);
    }

    /// <summary>Gives the rows of the turned picture, when all have come.</summary>
    /// <param name="to">Takes them.</param>
    /// <param name="cancellationToken">Ends it within a few rows.</param>
    public void Give(PictureRow to, CancellationToken cancellationToken)
    {
        if (degrees == 180) Reversed(to, cancellationToken);
        else Sideways(to, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = 0; i < bands.Length; i++)
        {
            if (bands[i] is not { } lent) continue;
            bands[i] = null;
            ArrayPool<float>.Shared.Return(lent);
        }
    }

    private Span<float> Kept(int row)
    {
        var band = bands[row / rowsOfBand] ??= ArrayPool<float>.Shared.Rent(rowsOfBand * 3 * width);
        return band.AsSpan(row % rowsOfBand * 3 * width, 3 * width);
    }

    private void Reversed(PictureRow to, CancellationToken cancellationToken)
    {
        for (var row = height - 1; row >= 0; row--)
        {
            if (row % 64 == 0) cancellationToken.ThrowIfCancellationRequested();
            var kept = Kept(row);
            // Reversed as one, the three colours change places.
            kept.Reverse();
            to(height - 1 - row, kept[(2 * width)..], kept[width..(2 * width)], kept[..width]);
        }
    }

    // Turned to the right, the first row is the left column from the bottom up; to the left, the right column from the top down.
    private void Sideways(PictureRow to, CancellationToken cancellationToken)
    {
        var isRight = degrees == 90;
        var turned = new float[Together * 3 * height];
        for (var first = 0; first < width; first += Together)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(Together, width - first);
            for (var row = 0; row < height; row++)
            {
                var kept = Kept(row);
                var at = isRight ? height - 1 - row : row;
                for (var colour = 0; colour < 3; colour++)
                {
                    for (var i = 0; i < count; i++)
                        turned[(i * 3 + colour) * height + at] = kept[colour * width + (isRight ? first + i : width - 1 - first - i)];
                }
            }

            for (var i = 0; i < count; i++)
            {
                var row = turned.AsSpan(i * 3 * height, 3 * height);
                to(first + i, row[..height], row[height..(2 * height)], row[(2 * height)..]);
            }
        }
    }
}
