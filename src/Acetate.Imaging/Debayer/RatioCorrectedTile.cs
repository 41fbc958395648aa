using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vector = System.Runtime.Intrinsics.Vector512<float>;

namespace Acetate.Imaging.Debayer;

/// <summary>Ratio corrected demosaicing of one tile, in buffers small enough to stay in a processor's cache.</summary>
/// <remarks>
/// The method of Luis Sanz Rodríguez (RCD 2.3, 2017), written from its description: the direction at each pixel from the energy of a
/// high-pass along rows, columns and diagonals; green by the ratio of low-passes, red and blue by differences to green, both weighted by
/// gradients. Values are not cut to a range. Give it values in a domain of even noise, such as square roots of light.
/// </remarks>
internal sealed class RatioCorrectedTile
{
    /// <summary>Pixels of the result across and down.</summary>
    public const int Width = 256, Height = 64;

    /// <summary>Pixels needed around the result; even, so that the pattern stays.</summary>
    public const int MarginX = 16, MarginY = 10;

    /// <summary>Pixels of the whole tile across and down.</summary>
    public const int Stride = Width + 2 * MarginX, Rows = Height + 2 * MarginY;

    private const int Lanes = 16, Pad = 4 * Stride + 64;
    private const float Epsilon = 1e-5f, LeastEnergy = 1e-10f;

    // Planes lie in one piece of memory that never moves, so that rows begin where cache lines do; each is an odd number of lines longer than
    // it must be, or all of them would compete for the same places of the cache.
    private const int PlaneLength = Stride * Rows + 2 * Pad + 11 * Lanes, Planes = 7;

    private readonly float[] memory = GC.AllocateArray<float>(Planes * PlaneLength + Stride + 8 * Lanes, pinned: true);
    private readonly int mosaic, vertical, falling, rising, acrossOverDown, fallingOverRising, low, green, red, blue, rowEnergy;

    public unsafe RatioCorrectedTile()
    {
        var place = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory)) % (Lanes * sizeof(float)) / sizeof(float);
        var next = (Lanes - (int)place) % Lanes + Pad;
        (mosaic, vertical, falling, rising) = (next, next + PlaneLength, next + 2 * PlaneLength, next + 3 * PlaneLength);
        (acrossOverDown, fallingOverRising, low) = (next + 4 * PlaneLength, next + 5 * PlaneLength, next + 6 * PlaneLength);
        rowEnergy = next + Planes * PlaneLength - Pad + 2 * Lanes;
        // Energies are not needed any more when colours are made, and all stays in a cache of a megabyte.
        (green, red, blue) = (vertical, falling, rising);
    }

    /// <summary>The mosaic, <see cref="Stride"/> × <see cref="Rows"/>: fill it before <see cref="Run"/>.</summary>
    public Span<float> Mosaic => memory.AsSpan(mosaic, Stride * Rows);

    /// <summary>A row of the result, 0 to <see cref="Height"/>.</summary>
    public ReadOnlySpan<float> Red(int row) => Result(red, row);

    /// <summary>A row of the result, 0 to <see cref="Height"/>.</summary>
    public ReadOnlySpan<float> Green(int row) => Result(green, row);

    /// <summary>A row of the result, 0 to <see cref="Height"/>.</summary>
    public ReadOnlySpan<float> Blue(int row) => Result(blue, row);

    /// <summary>Makes the result.</summary>
    /// <param name="pattern">Of the tile with its margins.</param>
    public void Run(BayerPattern pattern)
    {
        Energies();
        Directions();
        InterpolateGreen(pattern);
        InterpolateAcross(pattern);
        InterpolateAtGreen(pattern);
    }

    private ReadOnlySpan<float> Result(int plane, int row) => memory.AsSpan(plane + (row + MarginY) * Stride + MarginX, Width);

    // Squares of a high-pass along columns and both diagonals; along rows it is made where it is used.
    private void Energies()
    {
        ref var c = ref Start(mosaic);
        ref var v = ref Start(vertical);
        ref var f = ref Start(falling);
        ref var r = ref Start(rising);
        ref var l = ref Start(low);
        var (quarter, eighth, sixteenth) = (Vector512.Create(0.25f), Vector512.Create(0.125f), Vector512.Create(0.0625f));
        for (var y = 3; y < Rows - 3; y++)
        {
            for (var x = 0; x < Stride; x += Lanes)
            {
                var at = y * Stride + x;
                At(ref v, at) = Square(HighPass(ref c, at, Stride));
                At(ref f, at) = Square(HighPass(ref c, at, Stride + 1));
                At(ref r, at) = Square(HighPass(ref c, at, Stride - 1));
                At(ref l, at) = quarter * At(ref c, at)
                    + eighth * (At(ref c, at - Stride) + At(ref c, at + Stride) + At(ref c, at - 1) + At(ref c, at + 1))
                    + sixteenth * (At(ref c, at - Stride - 1) + At(ref c, at - Stride + 1) + At(ref c, at + Stride - 1) + At(ref c, at + Stride + 1));
            }
        }
    }

    // 1 where there is structure along columns alone, 0 along rows alone; likewise for the diagonals.
    private void Directions()
    {
        ref var c = ref Start(mosaic);
        ref var v = ref Start(vertical);
        ref var f = ref Start(falling);
        ref var r = ref Start(rising);
        ref var h = ref Start(rowEnergy);
        ref var vh = ref Start(acrossOverDown);
        ref var pq = ref Start(fallingOverRising);
        var least = Vector512.Create(LeastEnergy);
        for (var y = 4; y < Rows - 4; y++)
        {
            for (var x = 0; x < Stride; x += Lanes) At(ref h, x) = Square(HighPass(ref c, y * Stride + x, 1));
            for (var x = 0; x < Stride; x += Lanes)
            {
                var at = y * Stride + x;
                var down = Vector512.Max(least, At(ref v, at - Stride) + At(ref v, at) + At(ref v, at + Stride));
                var across = Vector512.Max(least, At(ref h, x - 1) + At(ref h, x) + At(ref h, x + 1));
                At(ref vh, at) = down / (down + across);
                var p = Vector512.Max(least, At(ref f, at - Stride - 1) + At(ref f, at) + At(ref f, at + Stride + 1));
                var q = Vector512.Max(least, At(ref r, at - Stride + 1) + At(ref r, at) + At(ref r, at + Stride - 1));
                At(ref pq, at) = p / (p + q);
            }
        }
    }

    private void InterpolateGreen(BayerPattern pattern)
    {
        ref var c = ref Start(mosaic);
        ref var l = ref Start(low);
        ref var vh = ref Start(acrossOverDown);
        ref var g = ref Start(green);
        for (var y = 5; y < Rows - 5; y++)
        {
            // Red or blue: where the column's parity differs from that of green in this row.
            var isColour = Sites((y & 1) == pattern.RedRow() ? pattern.RedColumn() : 1 - pattern.RedColumn());
            for (var x = 0; x < Stride; x += Lanes)
            {
                var at = y * Stride + x;
                var here = At(ref c, at);
                var direction = Surer(ref vh, at);
                var (north, south) = (Gradient(ref c, at, -Stride), Gradient(ref c, at, Stride));
                var (west, east) = (Gradient(ref c, at, -1), Gradient(ref c, at, 1));
                var down = (south * Estimate(ref c, ref l, at, -Stride) + north * Estimate(ref c, ref l, at, Stride)) / (north + south);
                var across = (west * Estimate(ref c, ref l, at, 1) + east * Estimate(ref c, ref l, at, -1)) / (east + west);
                At(ref g, at) = Vector512.ConditionalSelect(isColour, direction * across + (Vector.One - direction) * down, here);
            }
        }
    }

    // Blue at red pixels and red at blue ones, along the diagonals.
    private void InterpolateAcross(BayerPattern pattern)
    {
        ref var c = ref Start(mosaic);
        ref var g = ref Start(green);
        ref var pq = ref Start(fallingOverRising);
        ref var r = ref Start(red);
        ref var b = ref Start(blue);
        for (var y = 7; y < Rows - 7; y++)
        {
            var isRedRow = (y & 1) == pattern.RedRow();
            var isColour = Sites(isRedRow ? pattern.RedColumn() : 1 - pattern.RedColumn());
            ref var own = ref isRedRow ? ref r : ref b;
            ref var other = ref isRedRow ? ref b : ref r;
            for (var x = 0; x < Stride; x += Lanes)
            {
                var at = y * Stride + x;
                var direction = Surer(ref pq, at);
                var (nw, se) = (Diagonal(ref c, ref g, at, -Stride - 1), Diagonal(ref c, ref g, at, Stride + 1));
                var (ne, sw) = (Diagonal(ref c, ref g, at, -Stride + 1), Diagonal(ref c, ref g, at, Stride - 1));
                var p = (nw.Gradient * se.Difference + se.Gradient * nw.Difference) / (nw.Gradient + se.Gradient);
                var q = (ne.Gradient * sw.Difference + sw.Gradient * ne.Difference) / (ne.Gradient + sw.Gradient);
                var value = At(ref g, at) + (Vector.One - direction) * p + direction * q;
                At(ref own, at) = Vector512.ConditionalSelect(isColour, At(ref c, at), Vector.Zero);
                At(ref other, at) = Vector512.ConditionalSelect(isColour, value, Vector.Zero);
            }
        }
    }

    // Red and blue at green pixels, along rows and columns.
    private void InterpolateAtGreen(BayerPattern pattern)
    {
        ref var g = ref Start(green);
        ref var vh = ref Start(acrossOverDown);
        ref var r = ref Start(red);
        ref var b = ref Start(blue);
        for (var y = MarginY; y < Rows - MarginY; y++)
        {
            var isGreen = Sites((y & 1) == pattern.RedRow() ? 1 - pattern.RedColumn() : pattern.RedColumn());
            for (var x = MarginX; x < Stride - MarginX; x += Lanes)
            {
                var at = y * Stride + x;
                var direction = Surer(ref vh, at);
                var here = At(ref g, at);
                var (n, s) = (Step(ref g, at, -2 * Stride), Step(ref g, at, 2 * Stride));
                var (w, e) = (Step(ref g, at, -2), Step(ref g, at, 2));
                At(ref r, at) = Vector512.ConditionalSelect(isGreen, here + Mixed(ref r, ref g, at, direction, n, s, w, e), At(ref r, at));
                At(ref b, at) = Vector512.ConditionalSelect(isGreen, here + Mixed(ref b, ref g, at, direction, n, s, w, e), At(ref b, at));
            }
        }
    }

    private static Vector Mixed(ref float colour, ref float g, int at, Vector direction, Vector n, Vector s, Vector w, Vector e)
    {
        var (up, down) = (At(ref colour, at - Stride), At(ref colour, at + Stride));
        var (left, right) = (At(ref colour, at - 1), At(ref colour, at + 1));
        var (columns, rows) = (Vector512.Abs(up - down), Vector512.Abs(left - right));
        var north = n + columns + Vector512.Abs(up - At(ref colour, at - 3 * Stride));
        var south = s + columns + Vector512.Abs(down - At(ref colour, at + 3 * Stride));
        var west = w + rows + Vector512.Abs(left - At(ref colour, at - 3));
        var east = e + rows + Vector512.Abs(right - At(ref colour, at + 3));
        var alongColumn = (north * (down - At(ref g, at + Stride)) + south * (up - At(ref g, at - Stride))) / (north + south);
        var alongRow = (east * (left - At(ref g, at - 1)) + west * (right - At(ref g, at + 1))) / (east + west);
        return (Vector.One - direction) * alongColumn + direction * alongRow;
    }

    private static Vector Step(ref float g, int at, int by) => Vector512.Create(Epsilon) + Vector512.Abs(At(ref g, at) - At(ref g, at + by));

    // How much changes towards one side of a red or blue pixel.
    private static Vector Gradient(ref float c, int at, int by) => Vector512.Create(Epsilon)
        + Vector512.Abs(At(ref c, at + by) - At(ref c, at - by)) + Vector512.Abs(At(ref c, at) - At(ref c, at + 2 * by))
        + Vector512.Abs(At(ref c, at + by) - At(ref c, at + 3 * by)) + Vector512.Abs(At(ref c, at + 2 * by) - At(ref c, at + 4 * by));

    // Green from the neighbour on one side, by the ratio of the low-passes.
    private static Vector Estimate(ref float c, ref float l, int at, int by)
    {
        var (here, there) = (At(ref l, at), At(ref l, at + 2 * by));
        return At(ref c, at + by) * (Vector.One + (here - there) / (Vector512.Create(Epsilon) + here + there));
    }

    private static (Vector Gradient, Vector Difference) Diagonal(ref float c, ref float g, int at, int by)
    {
        var there = At(ref c, at + by);
        var gradient = Vector512.Create(Epsilon) + Vector512.Abs(there - At(ref c, at - by))
            + Vector512.Abs(there - At(ref c, at + 3 * by)) + Vector512.Abs(At(ref g, at) - At(ref g, at + 2 * by));
        return (gradient, there - At(ref g, at + by));
    }

    // The direction here or the mean of those at the four diagonal neighbours, whichever is clearer.
    private static Vector Surer(ref float directions, int at)
    {
        var here = At(ref directions, at);
        var around = Vector512.Create(0.25f) * (At(ref directions, at - Stride - 1) + At(ref directions, at - Stride + 1)
            + At(ref directions, at + Stride - 1) + At(ref directions, at + Stride + 1));
        var half = Vector512.Create(0.5f);
        return Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(half - here), Vector512.Abs(half - around)), around, here);
    }

    // The filter 1 −3 −1 6 −1 −3 1.
    private static Vector HighPass(ref float c, int at, int by) =>
        At(ref c, at - 3 * by) - At(ref c, at - by) - At(ref c, at + by) + At(ref c, at + 3 * by)
        - Vector512.Create(3f) * (At(ref c, at - 2 * by) + At(ref c, at + 2 * by)) + Vector512.Create(6f) * At(ref c, at);

    private static Vector Square(Vector value) => value * value;

    // All bits in the lanes of one column parity.
    private static Vector Sites(int parity) => Vector512.Equals(
        Vector512.Create(0u, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1), Vector512.Create((uint)parity)).AsSingle();

    private ref float Start(int plane) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(memory), plane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Vector At(ref float plane, int at) => ref Unsafe.As<float, Vector>(ref Unsafe.Add(ref plane, at));
}
