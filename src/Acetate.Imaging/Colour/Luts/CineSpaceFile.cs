namespace Acetate.Imaging.Colour.Luts;

/// <summary>Tables as <c>.csp</c> files (Rising Sun Research cineSpace, CSPLUTV100): a curve through points for each component, then a 1D or a 3D table.</summary>
public static class CineSpaceFile
{
    private const int MaxPoints = 65536;

    /// <summary>Reads one. Between the points of its curves it is smooth, as cineSpace has it.</summary>
    /// <param name="source">Read to its end, not closed.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="LutException">It is none, or its counts do not fit; the message has name and line.</exception>
    public static ColourChain Read(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var lines = new LutLines(source, name);
        if (lines.Next() is not ["CSPLUTV100", ..]) throw lines.Refuse("The first line is not CSPLUTV100; this is no .csp file.");
        var kind = lines.Next() is [var word, ..] ? word.ToUpperInvariant() : "";
        if (kind is not ("1D" or "3D")) throw lines.Refuse("The second line is neither 1D nor 3D.");
        var words = lines.Next();
        if (words is ["BEGIN", "METADATA", ..])
        {
            while (words is not null and not ["END", "METADATA", ..]) words = lines.Next();
            words = lines.Next();
        }

        var curves = new PointCurve[3];
        for (var c = 0; c < 3; c++)
        {
            if (words is not [var count]) throw lines.Refuse("Here should stand how many points the next curve has.");
            var points = lines.Count(count, 0, MaxPoints, "number of points");
            // A curve without points changes nothing.
            var (x, y) = points == 0 ? ([0, 1], [0, 1]) : (Points(points), Points(points));
            if (x.Length < 2 || !x.Zip(x.Skip(1)).All(pair => pair.First < pair.Second)) throw lines.Refuse("The points of a curve must be two or more, from left to right.");
            curves[c] = PointCurve.Smooth(x, y);
            words = lines.Next();
        }

        var shaper = new PointCurves($"{name}, shaper", curves[0], curves[1], curves[2]);
        if (kind == "1D")
        {
            if (words is not [var length]) throw lines.Refuse("Here should stand how many entries the table has.");
            var size = lines.Count(length, 2, CurveTable.HalfEntries, "size of a 1D table");
            var rows = Rows(size);
            return new(name, [shaper, rows.Curves($"{name}, 1D table of {size}", 0, size)]);
        }

        if (words is not [var r, var g, var b] || r != g || g != b) throw lines.Refuse("Here should stand one size three times; tables that are no cubes are not read.");
        var edge = lines.Count(r, 2, CubeTable.MaxSize, "size of a 3D table");
        return new(name, [shaper, new CubeTable($"{name}, 3D table of {edge}³", edge, Rows(edge * edge * edge).Numbers(0, edge * edge * edge))]);

        double[] Points(int count)
        {
            var line = lines.Next() ?? throw lines.Refuse("The file ends within a curve. It may be cut off: export it again.");
            return line.Length == count ? [.. line.Select(w => (double)lines.Number32(w))] : throw lines.Refuse($"The line has {line.Length} points; {count} were announced.");
        }

        LutRows Rows(int count)
        {
            var rows = new LutRows(lines, count);
            while (lines.Next() is { } row) rows.Add(row);
            rows.End();
            return rows;
        }
    }
}
