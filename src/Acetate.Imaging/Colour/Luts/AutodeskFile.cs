namespace Acetate.Imaging.Colour.Luts;

/// <summary>Tables as <c>.3dl</c> files (Autodesk Lustre and Flame): a line of evenly spread shaper codes, then whole numbers, blue going fastest.</summary>
public static class AutodeskFile
{
    private static readonly int[] Depths = [8, 10, 12, 14, 16];

    /// <summary>Reads one. How many bits the codes have follows from the greatest, as all readers of this format do.</summary>
    /// <param name="source">Read to its end, not closed.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="LutException">It is none, or its counts do not fit; the message has name and line.</exception>
    public static ColourChain Read(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var lines = new LutLines(source, name);
        float[]? shaper = null;
        var numbers = new List<float>();
        const int most = 3 * CubeTable.MaxSize * CubeTable.MaxSize * CubeTable.MaxSize;
        while (lines.Next() is { } words)
        {
            // Lustre's head: its mesh says the same as the shaper.
            if (words[0].Equals("3DMESH", StringComparison.OrdinalIgnoreCase) || words[0].Equals("Mesh", StringComparison.OrdinalIgnoreCase)) continue;
            if (words[0].Equals("LUT8", StringComparison.OrdinalIgnoreCase) || words[0].Equals("gamma", StringComparison.OrdinalIgnoreCase)) continue;
            if (shaper is null && numbers.Count == 0 && words.Length is (2 or > 3) and <= CubeTable.MaxSize)
            {
                shaper = [.. words.Select(lines.Number32)];
                continue;
            }

            if (words.Length != 3) throw lines.Refuse($"There are {words.Length} values where a colour has 3.");
            if (numbers.Count >= most) throw lines.Refuse($"The table has more colours than a cube of {CubeTable.MaxSize}³.");
            foreach (var word in words) numbers.Add(lines.Number32(word));
        }

        var count = numbers.Count / 3;
        var size = (int)Math.Round(Math.Cbrt(count));
        if (size < 2 || size * size * size != count) throw lines.Refuse($"The table has {count} colours, which is no cube. The file may be cut off: export it again.");
        if (shaper is not null && shaper.Length != size) throw lines.Refuse($"The line of shaper codes has {shaper.Length}; the table is of {size}³ colours. The file may be cut off: export it again.");

        var full = Full(numbers.Max());
        var colours = new float[3 * count];
        for (var i = 0; i < count; i++)
        {
            // Blue goes fastest there, red here.
            var at = 3 * ((i % size * size + i / size % size) * size + i / (size * size));
            (colours[at], colours[at + 1], colours[at + 2]) = (numbers[3 * i] / full, numbers[3 * i + 1] / full, numbers[3 * i + 2] / full);
        }

        var cube = new CubeTable($"{name}, 3D table of {size}³", size, colours);
        if (shaper is null || IsEven(shaper)) return new(name, [cube]);
        throw lines.Refuse("The shaper codes of the first line are not evenly spread, which some programs take for places and others for values. Export the table with even ones, or as a .cube or CLF.");
    }

    // Some writers round the codes of an even shaper.
    private static bool IsEven(float[] shaper)
    {
        var step = Full(shaper[^1]) / (shaper.Length - 1);
        return shaper.Select((code, i) => Math.Abs(code - i * step)).All(off => off <= 2);
    }

    private static float Full(float greatest)
    {
        foreach (var depth in Depths)
            if (greatest < (1 << depth) * 1.1) return (1 << depth) - 1;
        return 65535;
    }
}
