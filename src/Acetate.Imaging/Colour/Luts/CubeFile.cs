using System.Collections.Immutable;
using System.Globalization;

namespace Acetate.Imaging.Colour.Luts;

/// <summary>Tables as <c>.cube</c> files: Adobe's (Cube LUT Specification 1.0) and Resolve's, which may hold a 1D table before a 3D one and name an input range.</summary>
public static class CubeFile
{
    /// <summary>Reads one.</summary>
    /// <param name="source">Read to its end, not closed.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="LutException">It is none, or its counts do not fit; the message has name and line.</exception>
    public static ColourChain Read(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var lines = new LutLines(source, name);
        var (size1, size3, title) = (0, 0, "");
        (Rgb From, Rgb To) domain = (default, Rgb.Grey(1)), range1 = domain, range3 = domain;
        var (hasDomain, hasRange1, hasRange3) = (false, false, false);
        var words = lines.Next();
        for (; words is not null && char.IsAsciiLetter(words[0][0]); words = lines.Next())
        {
            switch (words[0].ToUpperInvariant())
            {
                case "TITLE":
                    title = lines.Text.Trim()[5..].Trim().Trim('"');
                    break;
                case "LUT_1D_SIZE" when words.Length == 2:
                    size1 = lines.Count(words[1], 2, CurveTable.HalfEntries, "size of a 1D table");
                    break;
                case "LUT_3D_SIZE" when words.Length == 2:
                    size3 = lines.Count(words[1], 2, CubeTable.MaxSize, "size of a 3D table");
                    break;
                case "DOMAIN_MIN":
                    (domain.From, hasDomain) = (lines.Colour(words.AsSpan(1)), true);
                    break;
                case "DOMAIN_MAX":
                    (domain.To, hasDomain) = (lines.Colour(words.AsSpan(1)), true);
                    break;
                case "LUT_1D_INPUT_RANGE" when words.Length == 3:
                    (range1, hasRange1) = ((Rgb.Grey(lines.Number32(words[1])), Rgb.Grey(lines.Number32(words[2]))), true);
                    break;
                case "LUT_3D_INPUT_RANGE" when words.Length == 3:
                    (range3, hasRange3) = ((Rgb.Grey(lines.Number32(words[1])), Rgb.Grey(lines.Number32(words[2]))), true);
                    break;
                case "LUT_IN_VIDEO_RANGE" or "LUT_OUT_VIDEO_RANGE":
                    throw lines.Refuse($"'{words[0]}' asks for codes of video range, which is not done silently. Convert the table to full range.");
                default:
                    throw lines.Refuse($"'{LutLines.Shown(lines.Text.Trim())}' is no line of a .cube file.");
            }
        }

        if (size1 == 0 && size3 == 0) throw lines.Refuse("Before the first colour there is no LUT_1D_SIZE or LUT_3D_SIZE; without one the file says nothing about its table. Export it again.");
        if (hasDomain && (hasRange1 || hasRange3)) throw lines.Refuse("There is a DOMAIN_MIN or DOMAIN_MAX beside an INPUT_RANGE; a file has one or the other.");
        if (hasDomain && size1 > 0 && size3 > 0) throw lines.Refuse("DOMAIN_MIN and DOMAIN_MAX do not say which of the two tables they mean; LUT_1D_INPUT_RANGE and LUT_3D_INPUT_RANGE do.");
        if (hasDomain) range1 = range3 = domain;
        foreach (var (from, to) in ((Rgb, Rgb)[])[range1, range3])
        {
            if (!(from.R < to.R && from.G < to.G && from.B < to.B) || !double.IsFinite((to + -1 * from).Max))
                throw lines.Refuse($"The domain goes from {from.R} {from.G} {from.B} to {to.R} {to.G} {to.B}; each of the first must be less than the second.");
        }

        var count3 = size3 * size3 * size3;
        var rows = new LutRows(lines, size1 + count3);
        for (; words is not null; words = lines.Next()) rows.Add(words);
        rows.End();
        var what = title.Length > 0 ? title : name;
        var steps = ImmutableArray.CreateBuilder<IColourOperation>();
        if (size1 > 0) steps.Add(rows.Curves($"{what}, 1D table of {size1}", 0, size1) with { From = range1.From, To = range1.To });
        if (size3 > 0) steps.Add(new CubeTable($"{what}, 3D table of {size3}³", size3, rows.Numbers(size1, count3)) { From = range3.From, To = range3.To });
        return new(what, steps.DrainToImmutable());
    }

    /// <summary>Writes an operation as a 3D table over 0 to 1.</summary>
    /// <param name="operation">What is sent through it. Only what lies within 0 and 1 is kept: bake it from a code such as ACEScct, not from light.</param>
    /// <param name="size">Entries along an edge, 2 to 129; 33 or 65 are usual.</param>
    /// <param name="target">Written to, not closed.</param>
    /// <exception cref="ArgumentException">There is no such size, or the operation makes something that is no number.</exception>
    public static void Write(IColourOperation operation, int size, TextWriter target)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(target);
        var table = CubeTable.Of(operation, size);
        target.Write($"TITLE \"{operation.Name.Replace('"', '\'').ReplaceLineEndings(" ")}\"\nLUT_3D_SIZE {size}\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 1 1\n");
        for (var i = 0; i < size * size * size; i++)
        {
            var colour = table[i % size, i / size % size, i / (size * size)];
            if (!double.IsFinite(colour.R) || !double.IsFinite(colour.G) || !double.IsFinite(colour.B))
                throw new ArgumentException($"'{operation.Name}' makes no finite colour of the table's entry {i % size} {i / size % size} {i / (size * size)}; a .cube file holds finite numbers alone. Bake from a code whose 0 to 1 is all defined.", nameof(operation));
            target.Write(string.Create(CultureInfo.InvariantCulture, $"{(float)colour.R:G9} {(float)colour.G:G9} {(float)colour.B:G9}\n"));
        }
    }
}

/// <summary>The colours of a table, counted as they come.</summary>
internal sealed class LutRows(LutLines lines, int expected)
{
    private readonly List<float> numbers = [];

    public void Add(ReadOnlySpan<string> words)
    {
        if (words.Length != 3) throw lines.Refuse($"There are {words.Length} values where a colour has 3.");
        if (numbers.Count >= 3 * expected) throw lines.Refuse($"The table has more than the {expected} colours that its size says. Export it again, or correct the size.");
        foreach (var word in words) numbers.Add(lines.Number32(word));
    }

    public void End()
    {
        if (numbers.Count != 3 * expected) throw lines.Refuse($"The table ends after {numbers.Count / 3} colours; its size says {expected}. The file may be cut off: export it again.");
    }

    public ReadOnlySpan<float> Numbers(int from, int count) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(numbers).Slice(3 * from, 3 * count);

    public CurveTable Curves(string name, int from, int count)
    {
        var all = Numbers(from, count);
        float[] r = new float[count], g = new float[count], b = new float[count];
        for (var i = 0; i < count; i++) (r[i], g[i], b[i]) = (all[3 * i], all[3 * i + 1], all[3 * i + 2]);
        return new(name, [.. r], [.. g], [.. b]);
    }
}
