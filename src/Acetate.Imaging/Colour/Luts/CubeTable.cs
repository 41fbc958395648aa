using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Imaging.Colour.Luts;

/// <summary>A table of colours over a cube, between its entries by tetrahedra (a 3D LUT).</summary>
/// <remarks>Each cell is cut into six tetrahedra along its grey diagonal, so that greys stay between their two neighbours. Outside of its domain
/// the nearest entry holds; what is not a number is taken for the least of the domain.</remarks>
public sealed class CubeTable : IColourOperation
{
    /// <summary>The most entries along an edge.</summary>
    public const int MaxSize = 129;

    // Four numbers for each colour, red going fastest.
    private readonly float[] colours;

    /// <param name="name">What it is, for the recipe.</param>
    /// <param name="size">Entries along an edge, 2 to 129.</param>
    /// <param name="colours">size³ colours of three numbers each; red goes fastest.</param>
    /// <exception cref="ArgumentException">There are more or fewer, or the size is none that a table has.</exception>
    public CubeTable(string name, int size, ReadOnlySpan<float> colours)
    {
        if (size is < 2 or > MaxSize) throw new ArgumentException($"The edge of a table has 2 to {MaxSize} entries, not {size}.", nameof(size));
        if (colours.Length != 3 * size * size * size) throw new ArgumentException($"A table of {size}³ has {3 * size * size * size} numbers, not {colours.Length}.", nameof(colours));
        (Name, Size) = (name, size);
        this.colours = new float[4 * size * size * size];
        for (var i = 0; i < colours.Length; i++) this.colours[i / 3 * 4 + i % 3] = colours[i];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Entries along an edge.</summary>
    public int Size { get; }

    /// <summary>What the first entry of each component stands for.</summary>
    public Rgb From { get; init; }

    /// <summary>What the last stands for; above <see cref="From"/>.</summary>
    public Rgb To { get; init; } = Rgb.Grey(1);

    /// <summary>The entry at a place of the table.</summary>
    public Rgb this[int red, int green, int blue]
    {
        get
        {
            var at = 4 * ((blue * Size + green) * Size + red);
            return new(colours[at], colours[at + 1], colours[at + 2]);
        }
    }

    /// <summary>A table of what an operation makes of an even grid from 0 to 1.</summary>
    public static CubeTable Of(IColourOperation operation, int size)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (size is < 2 or > MaxSize) throw new ArgumentException($"The edge of a table has 2 to {MaxSize} entries, not {size}.", nameof(size));
        // By rows of the quick form: the same numbers on every machine.
        var quick = Rows.RowColour.For(operation);
        var count = size * size * size;
        float[] r = new float[count], g = new float[count], b = new float[count], colours = new float[3 * count];
        for (var i = 0; i < count; i++) (r[i], g[i], b[i]) = ((float)(i % size) / (size - 1), (float)(i / size % size) / (size - 1), (float)(i / (size * size)) / (size - 1));
        quick.Apply(r, g, b);
        for (var i = 0; i < count; i++) (colours[3 * i], colours[3 * i + 1], colours[3 * i + 2]) = (r[i], g[i], b[i]);
        return new(FormattableString.Invariant($"{operation.Name}, table of {size}³"), size, colours);
    }

    /// <inheritdoc/>
    public Rgb Apply(Rgb colour)
    {
        var (r, x) = Place(colour.R, From.R, To.R);
        var (g, y) = Place(colour.G, From.G, To.G);
        var (b, z) = Place(colour.B, From.B, To.B);
        // From the cell's first corner to its last, along the edge of the greatest share first.
        Span<(double Share, int R, int G, int B)> edges = [(x, 1, 0, 0), (y, 0, 1, 0), (z, 0, 0, 1)];
        edges.Sort((a, c) => c.Share.CompareTo(a.Share));
        var result = (1 - edges[0].Share) * this[r, g, b];
        for (var i = 0; i < 3; i++)
        {
            (r, g, b) = (r + edges[i].R, g + edges[i].G, b + edges[i].B);
            result += (edges[i].Share - (i < 2 ? edges[i + 1].Share : 0)) * this[r, g, b];
        }

        return result;
    }

    private (int Below, double Share) Place(double value, double from, double to)
    {
        var place = (value - from) / (to - from) * (Size - 1);
        if (!(place > 0)) return (0, 0);
        var below = Math.Min((int)Math.Min(place, Size - 1), Size - 2);
        return (below, Math.Min(place - below, 1));
    }

    /// <summary>Three rows of whole vectors in place.</summary>
    [SkipLocalsInit]
    internal void Apply(Span<float> red, Span<float> green, Span<float> blue)
    {
        Span<int> places = stackalloc int[3 * 16];
        Span<float> weights = stackalloc float[4 * 16];
        ref var place = ref MemoryMarshal.GetReference(places);
        ref var weight = ref MemoryMarshal.GetReference(weights);
        ref var table = ref MemoryMarshal.GetArrayDataReference(colours);
        var (size, plane) = (Size, Size * Size);
        var last = (uint)(size * plane);
        var one = Vector512<float>.One;
        var scale = new Rgb((size - 1) / (To.R - From.R), (size - 1) / (To.G - From.G), (size - 1) / (To.B - From.B));
        for (var at = 0; at + 16 <= red.Length; at += 16)
        {
            var r = red.Slice(at, 16);
            var g = green.Slice(at, 16);
            var b = blue.Slice(at, 16);
            var x = Split(r, From.R, scale.R, out var i);
            var y = Split(g, From.G, scale.G, out var j);
            var z = Split(b, From.B, scale.B, out var k);
            var (most, least) = (Vector512.Max(x, Vector512.Max(y, z)), Vector512.Min(x, Vector512.Min(y, z)));
            var (edgeX, edgeY, edgeZ) = (Vector512.Create(1), Vector512.Create(size), Vector512.Create(plane));
            var all = Vector512.Create(1 + size + plane);
            var first = Vector512.ConditionalSelect(Vector512.Equals(x, most).AsInt32(), edgeX, Vector512.ConditionalSelect(Vector512.Equals(y, most).AsInt32(), edgeY, edgeZ));
            // The last edge: where all three are equal it must not be the first one.
            var third = Vector512.ConditionalSelect(Vector512.Equals(z, least).AsInt32(), edgeZ, Vector512.ConditionalSelect(Vector512.Equals(y, least).AsInt32(), edgeY, edgeX));
            var start = i + j * edgeY + k * edgeZ;
            start.StoreUnsafe(ref place);
            (start + first).StoreUnsafe(ref place, 16);
            (start + all - third).StoreUnsafe(ref place, 32);
            var middle = x + y + z - most - least;
            (one - most).StoreUnsafe(ref weight);
            (most - middle).StoreUnsafe(ref weight, 16);
            (middle - least).StoreUnsafe(ref weight, 32);
            least.StoreUnsafe(ref weight, 48);
            for (var p = 0; p < 16; p++)
            {
                var (a, c, d) = ((uint)places[p], (uint)places[16 + p], (uint)places[32 + p]);
                var e = a + (uint)(1 + size + plane);
                if (a >= last || c >= last || d >= last || e >= last) throw new InvalidOperationException("A place lies outside of the table.");
                var sum = Vector128.LoadUnsafe(ref table, 4 * (nuint)a) * weights[p]
                    + Vector128.LoadUnsafe(ref table, 4 * (nuint)c) * weights[16 + p]
                    + Vector128.LoadUnsafe(ref table, 4 * (nuint)d) * weights[32 + p]
                    + Vector128.LoadUnsafe(ref table, 4 * (nuint)e) * weights[48 + p];
                (r[p], g[p], b[p]) = (sum[0], sum[1], sum[2]);
            }
        }

        Vector512<float> Split(Span<float> row, double from, double factor, out Vector512<int> below)
        {
            var value = (Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(row)) - Vector512.Create((float)from)) * Vector512.Create((float)factor);
            // What is not a number is not above 0.
            value = Vector512.ConditionalSelect(Vector512.GreaterThan(value, Vector512<float>.Zero), value, Vector512<float>.Zero);
            value = Vector512.Min(value, Vector512.Create((float)(size - 1)));
            below = Vector512.Min(Vector512.ConvertToInt32(value), Vector512.Create(size - 2));
            return value - Vector512.ConvertToSingle(below);
        }
    }
}
