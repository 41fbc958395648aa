using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Imaging.Debayer;

/// <summary>One pixel for each square of four: for proxies and stills, and by far the quickest.</summary>
/// <remarks>
/// Green is the mean of the square's two. The red and the blue pixel lie beside the square's centre; each is moved there by weights of 3/4 and
/// 1/4 in both directions, else edges would have coloured fringes. It only averages, so give it light itself. A last odd column or row is not
/// a square and makes no pixel.
/// </remarks>
public sealed class HalfSize : IDebayer
{
    private const int Lanes = 16, Left = Lanes, Held = 4;

    private readonly int sourceWidth, sourceHeight, stride;
    private readonly BayerPattern pattern;
    private readonly float[] source, rows, red, green, blue;

    /// <param name="width">Pixels across the mosaic, at least 2.</param>
    /// <param name="height">Rows of the mosaic, at least 2.</param>
    /// <param name="pattern">Of the whole picture.</param>
    /// <exception cref="ArgumentOutOfRangeException">The picture is smaller than that.</exception>
    public HalfSize(int width, int height, BayerPattern pattern)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 2);
        (sourceWidth, sourceHeight, this.pattern) = (width, height, pattern);
        var length = (Width + Lanes - 1) / Lanes * Lanes;
        // Even columns, then odd ones, each with a pixel to either side.
        stride = 2 * (Left + length + Lanes);
        source = new float[2 * length + 2 * Lanes];
        rows = new float[Held * stride];
        (red, green, blue) = (new float[length], new float[length], new float[length]);
    }

    /// <inheritdoc/>
    public int Width => sourceWidth / 2;

    /// <inheritdoc/>
    public int Height => sourceHeight / 2;

    /// <inheritdoc/>
    public int RowsOfBand => 32;

    /// <inheritdoc/>
    public void Run(int band, MosaicRow mosaic, ColourRow result)
    {
        ArgumentNullException.ThrowIfNull(mosaic);
        ArgumentNullException.ThrowIfNull(result);
        var top = band * RowsOfBand;
        var end = Math.Min(top + RowsOfBand, Height);
        Hold(2 * top - 1, mosaic);
        Hold(2 * top, mosaic);
        for (var row = top; row < end; row++)
        {
            Hold(2 * row + 1, mosaic);
            Hold(2 * row + 2, mosaic);
            // The same colour's other row: below an even one, above an odd one.
            var (even, below) = (Place(2 * row), Place(2 * row + 2));
            var (odd, above) = (Place(2 * row + 1), Place(2 * row - 1));
            var (redColumn, isRedEven) = (pattern.RedColumn(), pattern.RedRow() == 0);
            Move(redColumn, isRedEven ? even : odd, isRedEven ? below : above, red);
            Move(1 - redColumn, isRedEven ? odd : even, isRedEven ? above : below, blue);
            // Green: in red's row the other column, in blue's row red's.
            var greenInEven = isRedEven ? 1 - redColumn : redColumn;
            Mean(even + Column(greenInEven), odd + Column(1 - greenInEven));
            result(row, red.AsSpan(0, Width), green.AsSpan(0, Width), blue.AsSpan(0, Width));
        }
    }

    private int Place(int row) => (row + Held) % Held * stride;

    private int Column(int parity) => parity * (stride / 2) + Left;

    private void Hold(int row, MosaicRow mosaic)
    {
        mosaic(Debayering.Mirrored(row, sourceHeight), source.AsSpan(0, sourceWidth));
        ref var from = ref MemoryMarshal.GetArrayDataReference(source);
        ref var to = ref MemoryMarshal.GetArrayDataReference(rows);
        var (even, odd) = (Place(row) + Column(0), Place(row) + Column(1));
        for (var x = 0; x < Width; x += Lanes)
        {
            // Two pixels are one number of 64 bits: its halves are the even and the odd one.
            var (first, second) = (Vector512.LoadUnsafe(ref from, (nuint)(2 * x)).AsUInt64(), Vector512.LoadUnsafe(ref from, (nuint)(2 * x + Lanes)).AsUInt64());
            Vector512.Narrow(first, second).AsSingle().StoreUnsafe(ref to, (nuint)(even + x));
            Vector512.Narrow(first >>> 32, second >>> 32).AsSingle().StoreUnsafe(ref to, (nuint)(odd + x));
        }

        // The even column after the last square is there when the width is odd, and is mirrored when it is not.
        rows[even + Width] = source[Debayering.Mirrored(2 * Width, sourceWidth)];
        rows[odd - 1] = source[Debayering.Mirrored(-1, sourceWidth)];
    }

    private void Move(int column, int near, int far, float[] colour)
    {
        var side = column == 0 ? 1 : -1;
        (near, far) = (near + Column(column), far + Column(column));
        ref var from = ref MemoryMarshal.GetArrayDataReference(rows);
        ref var to = ref MemoryMarshal.GetArrayDataReference(colour);
        var (most, less, least) = (Vector512.Create(0.5625f), Vector512.Create(0.1875f), Vector512.Create(0.0625f));
        for (var x = 0; x < Width; x += Lanes)
        {
            var sides = Vector512.LoadUnsafe(ref from, (nuint)(near + x + side)) + Vector512.LoadUnsafe(ref from, (nuint)(far + x));
            (most * Vector512.LoadUnsafe(ref from, (nuint)(near + x)) + less * sides + least * Vector512.LoadUnsafe(ref from, (nuint)(far + x + side)))
                .StoreUnsafe(ref to, (nuint)x);
        }
    }

    private void Mean(int one, int other)
    {
        ref var from = ref MemoryMarshal.GetArrayDataReference(rows);
        ref var to = ref MemoryMarshal.GetArrayDataReference(green);
        var half = Vector512.Create(0.5f);
        for (var x = 0; x < Width; x += Lanes)
            (half * (Vector512.LoadUnsafe(ref from, (nuint)(one + x)) + Vector512.LoadUnsafe(ref from, (nuint)(other + x)))).StoreUnsafe(ref to, (nuint)x);
    }
}
