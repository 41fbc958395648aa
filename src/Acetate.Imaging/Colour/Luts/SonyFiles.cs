namespace Acetate.Imaging.Colour.Luts;

/// <summary>Tables as Sony Pictures Imageworks writes them: <c>.spi1d</c> and <c>.spi3d</c>.</summary>
public static class SonyFiles
{
    /// <summary>Reads a 1D table: of one component for all three, or of three.</summary>
    /// <param name="source">Read to its end, not closed.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="LutException">It is none, or its counts do not fit; the message has name and line.</exception>
    public static CurveTable Read1D(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var lines = new LutLines(source, name);
        var (length, components, from, to) = (0, 0, 0.0, 1.0);
        for (var words = lines.Next(); ; words = lines.Next())
        {
            if (words is null) throw lines.Refuse("There is no '{' before the values; the file is no .spi1d or is cut off.");
            if (words[0] == "{") break;
            switch (words[0].ToUpperInvariant())
            {
                case "VERSION" when words.Length == 2:
                    if (words[1] != "1") throw lines.Refuse($"The version is '{LutLines.Shown(words[1])}'; only 1 is known.");
                    break;
                case "FROM" when words.Length == 3:
                    (from, to) = (lines.Number32(words[1]), lines.Number32(words[2]));
                    break;
                case "LENGTH" when words.Length == 2:
                    length = lines.Count(words[1], 2, CurveTable.HalfEntries, "length of a table");
                    break;
                case "COMPONENTS" when words.Length == 2:
                    components = lines.Count(words[1], 1, 3, "number of components");
                    break;
                default:
                    throw lines.Refuse($"'{LutLines.Shown(lines.Text.Trim())}' is no line of a .spi1d file.");
            }
        }

        if (length == 0 || components is not (1 or 3)) throw lines.Refuse("Before the values there must be a Length and Components of 1 or 3.");
        if (!(from < to) || !double.IsFinite(to - from)) throw lines.Refuse($"The domain goes from {from} to {to}; the first must be less.");
        var table = new float[3][] { new float[length], new float[length], new float[length] };
        for (var i = 0; i < length; i++)
        {
            var words = lines.Next();
            if (words is null || words[0] == "}") throw lines.Refuse($"The table ends after {i} entries; its Length says {length}. The file may be cut off: export it again.");
            if (words.Length != components) throw lines.Refuse($"There are {words.Length} values where an entry has {components}.");
            for (var c = 0; c < 3; c++) table[c][i] = lines.Number32(words[Math.Min(c, components - 1)]);
        }

        if (lines.Next() is not ["}", ..]) throw lines.Refuse($"After {length} entries, as many as Length says, there is no closing '}}'.");
        return new(name, [.. table[0]], [.. table[1]], [.. table[2]]) { From = Rgb.Grey(from), To = Rgb.Grey(to) };
    }

    /// <summary>Reads a 3D table, each line of which names its place.</summary>
    /// <param name="source">Read to its end, not closed.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="LutException">It is none, or its counts do not fit; the message has name and line.</exception>
    public static CubeTable Read3D(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var lines = new LutLines(source, name);
        if (lines.Next() is not [var magic, ..] || !magic.StartsWith("SPILUT", StringComparison.OrdinalIgnoreCase)) throw lines.Refuse("The first word is not SPILUT; this is no .spi3d file.");
        if (lines.Next() is not ["3", "3"]) throw lines.Refuse("The second line is not '3 3': three components in and out.");
        if (lines.Next() is not [var r, var g, var b] || r != g || g != b) throw lines.Refuse("The third line does not give one size three times; tables that are no cubes are not read.");
        var size = lines.Count(r, 2, CubeTable.MaxSize, "size of a 3D table");
        var count = size * size * size;
        var rows = new Dictionary<int, (float R, float G, float B)>();
        while (lines.Next() is { } words)
        {
            if (words.Length != 6) throw lines.Refuse($"There are {words.Length} values where a line has 6: a place and a colour.");
            var at = (lines.Count(words[2], 0, size - 1, "place") * size + lines.Count(words[1], 0, size - 1, "place")) * size + lines.Count(words[0], 0, size - 1, "place");
            if (!rows.TryAdd(at, (lines.Number32(words[3]), lines.Number32(words[4]), lines.Number32(words[5])))) throw lines.Refuse($"The place {words[0]} {words[1]} {words[2]} stands there twice.");
        }

        if (rows.Count != count) throw lines.Refuse($"The table has {rows.Count} colours; its size says {count}. The file may be cut off: export it again.");
        var colours = new float[3 * count];
        foreach (var (at, colour) in rows) (colours[3 * at], colours[3 * at + 1], colours[3 * at + 2]) = colour;
        return new(name, size, colours);
    }
}
