using System.Collections.Immutable;
using System.Globalization;
using Acetate.Edl.Ale;
using Acetate.Tools.Delimited;

namespace Acetate.Tools.Exchange.Sheets;

/// <summary>A list of others that says something about clips: an Avid log, a table, or a camera or sound report.</summary>
/// <param name="Rows">Its rows that name a clip.</param>
/// <param name="Columns">The columns that are understood, as the list writes them.</param>
/// <param name="Unknown">The columns that are not.</param>
/// <param name="Problems">Lines that could not be read, in sentences.</param>
internal sealed record ClipSheet(ImmutableArray<SheetRow> Rows, ImmutableArray<string> Columns, ImmutableArray<string> Unknown, ImmutableArray<string> Problems)
{
    /// <summary>The most rows of a list: a long shoot day has some hundred.</summary>
    public const int MostRows = 5000;

    private static readonly ImmutableDictionary<string, SheetSign> Signs = new (SheetSign Sign, string Names)[]
    {
        (SheetSign.Id, "acetateclip"),
        (SheetSign.Name, "name clip clipname clipno clipnumber"),
        (SheetSign.File, "filename file originalfilename sourcefile"),
        (SheetSign.Roll, "roll reel rollname reelname rollid card cardname cameraroll camroll soundroll tape tapename tapeid magazine mag rollnumber rollno volume medianame"),
        (SheetSign.Start, "start starttc timecode tcin tcstart starttimecode intc timecodestart"),
        (SheetSign.Day, "date shootdate shootingdate shootday recorddate"),
    }.SelectMany(one => one.Names.Split(' ').Select(name => (name.ToUpperInvariant(), one.Sign))).ToImmutableDictionary(pair => pair.Item1, pair => pair.Sign, StringComparer.Ordinal);

    /// <summary>Reads a list; what its bytes are tells its form.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="FormatException">It is none, or too long; a sentence with the way out.</exception>
    public static ClipSheet Read(byte[] bytes, string name)
    {
        if (bytes.Length > CsvText.MaximumBytes) throw new FormatException($"'{name}' has {bytes.Length:N0} bytes; a list of clips has at most {CsvText.MaximumBytes:N0}. Split it by days.");
        return IsAle(bytes) ? OfAle(bytes, name) : OfTable(bytes, name);
    }

    private static bool IsAle(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) bytes = bytes[3..];
        bytes = bytes.TrimStart((ReadOnlySpan<byte>)[(byte)' ', (byte)'\t', (byte)'\r', (byte)'\n']);
        return bytes.Length > 7 && (bytes[7] is (byte)'\r' or (byte)'\n' or (byte)' ' or (byte)'\t') && System.Text.Ascii.EqualsIgnoreCase(bytes[..7], "Heading");
    }

    private static ClipSheet OfAle(byte[] bytes, string name)
    {
        AleDocument log;
        try
        {
            log = AleReader.Read(new MemoryStream(bytes), name);
        }
        catch (AleException broken)
        {
            throw new FormatException(broken.Message, broken);
        }

        return Of(log.Columns, log.Rows.Select(row => (row.Line, row.Cells)), ImmutableDictionary<SheetSign, string>.Empty, name, [.. log.Problems.Where(one => one.IsError).Take(100).Select(one => $"Line {one.Line}: {one.Message}")]);
    }

    private static ClipSheet OfTable(byte[] bytes, string name)
    {
        var text = CsvText.Decode(bytes);
        // What we wrote is well formed; programs on set forget quotation marks.
        var rows = text.AsSpan(0, text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? end : text.Length).Contains("Acetate Clip", StringComparison.Ordinal) ? CsvText.WellFormedRows(text) : CsvText.Rows(text);
        for (var i = 0; i < Math.Min(rows.Length, 60); i++)
        {
            var cells = rows[i].Cells;
            if (cells.Any(cell => cell.EndsWith(':')) || cells.Count(cell => SignOf(cell) is not null || ClipColumn.Named(cell) is not null) < 2) continue;
            if (!cells.Any(cell => SignOf(cell) is SheetSign.Id or SheetSign.Name or SheetSign.File) && !(cells.Any(cell => SignOf(cell) == SheetSign.Roll) && cells.Any(cell => SignOf(cell) == SheetSign.Start))) continue;
            return Of(cells, rows.Skip(i + 1), Preamble(rows.Take(i)), name, []);
        }

        throw new FormatException($"'{name}' is no Avid log, and no table with a line of column names that name a clip. Known names: Name, Clip, File Name, or Roll with Start TC; and {string.Join(", ", ClipColumn.All.Take(6).Select(column => column.Name))} and others for what is said.");
    }

    /// <summary>The lines above the columns, which hold for all rows: <c>Roll:,"S001"</c>.</summary>
    private static ImmutableDictionary<SheetSign, string> Preamble(IEnumerable<(int Line, ImmutableArray<string> Cells)> rows)
    {
        var facts = ImmutableDictionary.CreateBuilder<SheetSign, string>();
        foreach (var (_, cells) in rows)
            for (var i = 0; i + 1 < cells.Length; i++)
                if (SignOf(cells[i].TrimEnd(':')) is (SheetSign.Roll or SheetSign.Day) and var sign && cells[i + 1].Length > 0 && !cells[i + 1].EndsWith(':'))
                    facts.TryAdd(sign, cells[i + 1]);
        return facts.ToImmutable();
    }

    private static ClipSheet Of(ImmutableArray<string> header, IEnumerable<(int Line, ImmutableArray<string> Cells)> rows, ImmutableDictionary<SheetSign, string> above, string name, ImmutableArray<string> troubles)
    {
        var (signs, columns, found, problems) = (header.Select(SignOf).ToArray(), header.Select(ClipColumn.Named).ToArray(), ImmutableArray.CreateBuilder<SheetRow>(), troubles.ToBuilder());
        foreach (var (line, cells) in rows)
        {
            var (said, values) = (new Dictionary<SheetSign, string>(above), new Dictionary<string, string>(StringComparer.Ordinal));
            for (var i = 0; i < Math.Min(cells.Length, header.Length); i++)
            {
                // An apostrophe before what would be a formula is a spreadsheet's, and ours.
                var cell = cells[i].Trim() is ['\'', '=' or '+' or '-' or '@', ..] quoted ? quoted[1..] : cells[i].Trim();
                if (cell.Length == 0) continue;
                // Of several columns with one meaning the first that says something counts.
                if (signs[i] is { } sign)
                {
                    if (!said.TryAdd(sign, cell) && above.ContainsKey(sign)) said[sign] = cell;
                }
                else if (columns[i] is { } column) values.TryAdd(column.Field, cell);
            }

            if (said.Keys.All(sign => sign is SheetSign.Day || above.ContainsKey(sign)) && values.Count == 0) continue;
            if (found.Count >= MostRows) throw new FormatException($"'{name}' has more than {MostRows:N0} rows. Split it by days.");
            found.Add(new(line, said.ToImmutableDictionary(), values.ToImmutableSortedDictionary(StringComparer.Ordinal)));
        }

        if (found.Count == 0) throw new FormatException($"'{name}' has the names of columns and no row.");
        return new(found.ToImmutable(), [.. header.Where((_, i) => signs[i] is not null || columns[i] is not null)], [.. header.Where((title, i) => signs[i] is null && columns[i] is null && title.Length > 0).Take(200)], problems.ToImmutable());
    }

    private static SheetSign? SignOf(string name) => Signs.TryGetValue(ClipColumn.Key(name), out var sign) ? sign : null;
}

/// <summary>What a row names a clip by.</summary>
internal enum SheetSign
{
    Id,
    Name,
    File,
    Roll,
    Start,
    Day,
}

/// <summary>A row about a clip.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Signs">What it names the clip by.</param>
/// <param name="Values">What it says, by field, as written.</param>
internal sealed record SheetRow(int Line, ImmutableDictionary<SheetSign, string> Signs, ImmutableSortedDictionary<string, string> Values)
{
    /// <summary>What it names the clip by in one sign; empty when it does not.</summary>
    public string this[SheetSign sign] => Signs.GetValueOrDefault(sign, "");

    /// <summary>What a person calls it.</summary>
    public string Title => this[SheetSign.Name] is { Length: > 0 } name ? name : this[SheetSign.File] is { Length: > 0 } file ? file : $"{this[SheetSign.Roll]} {this[SheetSign.Start]}".Trim();

    /// <summary>The shoot day; null when it says none that is understood.</summary>
    public DateOnly? Day => DateOnly.TryParseExact(this[SheetSign.Day], ["yyyy-MM-dd", "yyyyMMdd", "yyyy/MM/dd", "dd.MM.yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
