using System.Collections.Immutable;

namespace Acetate.Imaging.Colour.Luts;

/// <summary>A table for each component, linear between its entries (a 1D LUT).</summary>
/// <remarks>Outside of its domain the nearest entry holds; what is not a number is taken for the least of the domain.</remarks>
public sealed record CurveTable : IColourOperation
{
    /// <summary>As many entries as there are halves: a table with one for each.</summary>
    public const int HalfEntries = 65536;

    private readonly ImmutableArray<float> red, green, blue;

    /// <param name="name">What it is, for the recipe.</param>
    /// <param name="red">The entries of red, 2 to 65,536.</param>
    /// <param name="green">As many of green.</param>
    /// <param name="blue">As many of blue.</param>
    /// <exception cref="ArgumentException">Their numbers differ, or are none that a table has.</exception>
    public CurveTable(string name, ImmutableArray<float> red, ImmutableArray<float> green, ImmutableArray<float> blue)
    {
        if (red.Length is < 2 or > HalfEntries || green.Length != red.Length || blue.Length != red.Length)
            throw new ArgumentException($"A table has 2 to {HalfEntries} entries, as many for each component; not {red.Length}, {green.Length} and {blue.Length}.");
        (Name, this.red, this.green, this.blue) = (name, red, green, blue);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>How many entries each component has.</summary>
    public int Size => red.Length;

    /// <summary>What the first entry stands for.</summary>
    public Rgb From { get; init; }

    /// <summary>What the last entry stands for; above <see cref="From"/>.</summary>
    public Rgb To { get; init; } = Rgb.Grey(1);

    /// <summary>Whether the entries stand for the 65,536 halves in the order of their bits; then there is no From and To.</summary>
    public bool IsHalfDomain { get; init; }

    /// <summary>Whether the middle component keeps its share between the other two, as CLF's <c>hueAdjust="dw3"</c> has it.</summary>
    public bool KeepsHue { get; init; }

    /// <inheritdoc/>
    public Rgb Apply(Rgb colour)
    {
        var result = new Rgb(At(red, colour.R, From.R, To.R), At(green, colour.G, From.G, To.G), At(blue, colour.B, From.B, To.B));
        return KeepsHue ? WithHue(colour, result) : result;
    }

    /// <summary>A row of one component, where neither halves nor hues count.</summary>
    internal void Apply(Span<float> row, int component)
    {
        var (table, from, to) = component switch { 0 => (red, From.R, To.R), 1 => (green, From.G, To.G), _ => (blue, From.B, To.B) };
        var entries = table.AsSpan();
        for (var i = 0; i < row.Length; i++) row[i] = (float)Even(entries, row[i], from, to);
    }

    private double At(ImmutableArray<float> table, double value, double from, double to) =>
        IsHalfDomain ? AtHalf(table, value) : Even(table.AsSpan(), value, from, to);

    private static double Even(ReadOnlySpan<float> table, double value, double from, double to)
    {
        var last = table.Length - 1;
        var place = (value - from) / (to - from) * last;
        if (!(place > 0)) return table[0];
        if (place >= last) return table[last];
        var below = (int)place;
        return Between(table[below], table[below + 1], place - below);
    }

    private static double AtHalf(ImmutableArray<float> table, double value)
    {
        if (double.IsNaN(value)) return table[0];
        value = Math.Clamp(value, -65504, 65504);
        var half = (Half)value;
        var bits = BitConverter.HalfToUInt16Bits(half);
        var near = (double)half;
        if (near == value) return table[bits];
        // The half nearer to 0 and the one beyond it: their bits follow each other.
        if (Math.Abs(near) > Math.Abs(value)) bits--;
        near = (double)BitConverter.UInt16BitsToHalf(bits);
        var next = (double)BitConverter.UInt16BitsToHalf((ushort)(bits + 1));
        return Between(table[bits], table[bits + 1], (value - near) / (next - near));
    }

    // An infinite entry next to another stays what it is.
    private static double Between(double a, double b, double share) => share == 0 ? a : a + (b - a) * share;

    private static Rgb WithHue(Rgb before, Rgb after)
    {
        Span<double> from = [before.R, before.G, before.B];
        Span<double> to = [after.R, after.G, after.B];
        var (high, low) = (0, 0);
        for (var i = 1; i < 3; i++)
        {
            if (from[i] > from[high]) high = i;
            if (from[i] <= from[low]) low = i;
        }

        if (high == low) return after;
        var middle = 3 - high - low;
        var range = from[high] - from[low];
        to[middle] = to[low] + (range > 0 ? (from[middle] - from[low]) / range : 0) * (to[high] - to[low]);
        return new(to[0], to[1], to[2]);
    }
}
