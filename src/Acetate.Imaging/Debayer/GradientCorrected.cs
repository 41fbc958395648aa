using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vector = System.Runtime.Intrinsics.Vector512<float>;

namespace Acetate.Imaging.Debayer;

/// <summary>Gradient corrected linear demosaicing: full size, four times as quick as <see cref="RatioCorrected"/>, with softer details and some colour at fine ones.</summary>
/// <remarks>
/// Malvar, He and Cutler, <i>High-quality linear interpolation for demosaicing of Bayer-patterned color images</i> (ICASSP 2004): each
/// missing colour is the mean of its neighbours, corrected by how the pixel's own colour bends. Give it square roots of light, or another
/// domain of even noise: on light itself it undershoots beside highlights. Values are not cut to a range.
/// </remarks>
public sealed class GradientCorrected : IDebayer
{
    private const int Lanes = 16, Reach = 2, Left = Lanes, Held = 2 * Reach + 1;

    private readonly int stride;
    private readonly BayerPattern pattern;
    private readonly float[] rows, red, green, blue;

    /// <param name="width">Pixels across, at least 2.</param>
    /// <param name="height">Rows, at least 2.</param>
    /// <param name="pattern">Of the whole picture.</param>
    /// <exception cref="ArgumentOutOfRangeException">The picture is smaller than that.</exception>
    public GradientCorrected(int width, int height, BayerPattern pattern)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 2);
        (Width, Height, this.pattern) = (width, height, pattern);
        var length = (width + Lanes - 1) / Lanes * Lanes;
        stride = Left + length + Lanes;
        rows = new float[Held * stride];
        (red, green, blue) = (new float[length], new float[length], new float[length]);
    }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int RowsOfBand => 64;

    /// <inheritdoc/>
    public void Run(int band, MosaicRow mosaic, ColourRow result)
    {
        ArgumentNullException.ThrowIfNull(mosaic);
        ArgumentNullException.ThrowIfNull(result);
        var top = band * RowsOfBand;
        var end = Math.Min(top + RowsOfBand, Height);
        for (var row = top - Reach; row < top + Reach; row++) Hold(row, mosaic);
        for (var row = top; row < end; row++)
        {
            Hold(row + Reach, mosaic);
            Interpolate(row);
            result(row, red.AsSpan(0, Width), green.AsSpan(0, Width), blue.AsSpan(0, Width));
        }
    }

    private void Hold(int row, MosaicRow mosaic)
    {
        var held = rows.AsSpan(Place(row), stride);
        mosaic(Debayering.Mirrored(row, Height), held.Slice(Left, Width));
        for (var x = 1; x <= Reach; x++)
        {
            held[Left - x] = held[Left + Debayering.Mirrored(-x, Width)];
            held[Left + Width - 1 + x] = held[Left + Debayering.Mirrored(Width - 1 + x, Width)];
        }
    }

    private int Place(int row) => (row + Held) % Held * stride;

    private void Interpolate(int row)
    {
        ref var start = ref MemoryMarshal.GetArrayDataReference(rows);
        ref var n2 = ref Unsafe.Add(ref start, Place(row - 2) + Left);
        ref var n1 = ref Unsafe.Add(ref start, Place(row - 1) + Left);
        ref var here = ref Unsafe.Add(ref start, Place(row) + Left);
        ref var s1 = ref Unsafe.Add(ref start, Place(row + 1) + Left);
        ref var s2 = ref Unsafe.Add(ref start, Place(row + 2) + Left);
        var isRedRow = (row & 1) == pattern.RedRow();
        // A row has green and one colour; the other colour is in the rows above and below.
        ref var own = ref MemoryMarshal.GetArrayDataReference(isRedRow ? red : blue);
        ref var other = ref MemoryMarshal.GetArrayDataReference(isRedRow ? blue : red);
        ref var greens = ref MemoryMarshal.GetArrayDataReference(green);
        var column = isRedRow ? pattern.RedColumn() : 1 - pattern.RedColumn();
        var isColour = Vector512.Equals(Vector512.Create(0u, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1), Vector512.Create((uint)column)).AsSingle();
        var (eighth, two, four, five) = (Vector512.Create(0.125f), Vector512.Create(2f), Vector512.Create(4f), Vector512.Create(5f));
        var (half, six, sesqui) = (Vector512.Create(0.5f), Vector512.Create(6f), Vector512.Create(1.5f));
        for (var x = 0; x < Width; x += Lanes)
        {
            var centre = At(ref here, x);
            var across = At(ref here, x - 1) + At(ref here, x + 1);
            var down = At(ref n1, x) + At(ref s1, x);
            var corners = At(ref n1, x - 1) + At(ref n1, x + 1) + At(ref s1, x - 1) + At(ref s1, x + 1);
            var farAcross = At(ref here, x - 2) + At(ref here, x + 2);
            var farDown = At(ref n2, x) + At(ref s2, x);
            var far = farAcross + farDown;
            var greenHere = eighth * (four * centre + two * (across + down) - far);
            var opposite = eighth * (six * centre + two * corners - sesqui * far);
            var alongRow = eighth * (five * centre + four * across - corners - farAcross + half * farDown);
            var alongColumn = eighth * (five * centre + four * down - corners - farDown + half * farAcross);
            Vector512.ConditionalSelect(isColour, greenHere, centre).StoreUnsafe(ref greens, (nuint)x);
            Vector512.ConditionalSelect(isColour, centre, alongRow).StoreUnsafe(ref own, (nuint)x);
            Vector512.ConditionalSelect(isColour, opposite, alongColumn).StoreUnsafe(ref other, (nuint)x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector At(ref float row, int x) => Vector512.LoadUnsafe(ref Unsafe.Add(ref row, x));
}
