using System.Collections.Immutable;
using System.Text;

namespace Acetate.Edl.Ale;

/// <summary>Reads Avid Log Exchange files: of any line ends, in UTF-8, UTF-16 or the old code pages of Windows and Macintosh.</summary>
/// <remarks>At most 64 MiB, 4,096 columns and 250,000 rows. Only tabs separate cells: so does Avid, whatever FIELD_DELIM says.</remarks>
public static class AleReader
{
    /// <summary>The largest file that is read.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const int MaxColumns = 4096, MaxRows = 250_000, MaxProblems = 1000, MaxHeading = 1000;

    static AleReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private enum Section { None, Heading, Column, Data }

    /// <summary>Reads a file.</summary>
    /// <exception cref="AleException">It is no ALE; the message has file and line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AleDocument Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file, Path.GetFileName(path));
    }

    /// <summary>Reads a document.</summary>
    /// <param name="source">Read to its end, not closed.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="encoding">The encoding, if it is known; by default it is found out.</param>
    /// <exception cref="AleException">It is no ALE; the message has name and line.</exception>
    public static AleDocument Read(Stream source, string name, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        var problems = ImmutableArray.CreateBuilder<AleProblem>();
        return new Walk(name, problems).Document(Text(Bytes(source, name), encoding, name, problems));
    }

    private static byte[] Bytes(Stream source, string name)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int count; (count = source.Read(buffer)) > 0;)
        {
            if (all.Length + count > MaxBytes) throw new AleException($"The file is larger than {MaxBytes:N0} bytes.", name);
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    private static string Text(byte[] bytes, Encoding? encoding, string name, ImmutableArray<AleProblem>.Builder problems)
    {
        string text;
        if (encoding is not null) text = encoding.GetString(bytes);
        else if (bytes is [0xFF, 0xFE, ..]) text = Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2);
        else if (bytes is [0xFE, 0xFF, ..]) text = Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2);
        else
        {
            try
            {
                var mark = bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
                text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, mark, bytes.Length - mark);
            }
            catch (DecoderFallbackException)
            {
                // Lines that end with CR alone come from Macintoshes before Mac OS X.
                var (page, what) = bytes.Contains((byte)'\n') ? (1252, "Windows Latin (1252)") : (10000, "Mac Roman");
                text = Encoding.GetEncoding(page).GetString(bytes);
                problems.Add(new(1, false, $"The file is not UTF-8; it was read as {what}."));
            }
        }

        if (text.Contains('\0')) throw new AleException("The file is not a text.", name, 1 + text.AsSpan(0, text.IndexOf('\0')).Count('\n'));
        return text;
    }

    private sealed class Walk(string name, ImmutableArray<AleProblem>.Builder problems)
    {
        private readonly ImmutableArray<AleField>.Builder heading = ImmutableArray.CreateBuilder<AleField>();
        private readonly ImmutableArray<AleRow>.Builder rows = ImmutableArray.CreateBuilder<AleRow>();
        private ImmutableArray<string> columns = [];
        private Section section = Section.None;
        private bool hasColumns;
        private int number;

        public AleDocument Document(string text)
        {
            for (var rest = text.AsSpan(); !rest.IsEmpty;)
            {
                number++;
                var end = rest.IndexOfAny('\r', '\n');
                Line(end < 0 ? rest : rest[..end]);
                if (end < 0) break;
                rest = rest[(rest[end] == '\r' && end + 1 < rest.Length && rest[end + 1] == '\n' ? end + 2 : end + 1)..];
            }

            if (section == Section.None) throw new AleException("The file has no Heading; an ALE begins with the word Heading on a line.", name, 1);
            if (!hasColumns) throw new AleException("The file has no Column section with the names of its columns.", name, number);
            if (section != Section.Data) Problem(number, isError: false, "The file has no Data section; it holds no clips.");
            return new() { Heading = heading.ToImmutable(), Columns = columns, Rows = rows.ToImmutable(), Problems = problems.ToImmutable() };
        }

        private void Line(ReadOnlySpan<char> line)
        {
            if (line.IsWhiteSpace() || NewSection(line.Trim())) return;
            switch (section)
            {
                case Section.None:
                    throw new AleException($"The file begins with '{Shown(line)}'; an ALE begins with the word Heading on a line.", name, number);
                case Section.Heading: Heading(line); break;
                case Section.Column: Columns(line); break;
                default: Row(line); break;
            }
        }

        /// <summary>Sections come once and in order, so that a clip may well be named Data.</summary>
        private bool NewSection(ReadOnlySpan<char> word)
        {
            var next = section + 1;
            // A Column section may be missing; then Data still begins here, and the end of the file says what is missing.
            if (section == Section.Heading && word.Equals("Data", StringComparison.OrdinalIgnoreCase))
                throw new AleException("The data begin before the names of the columns; a Column section must stand between Heading and Data.", name, number);
            if (section == Section.Data || !word.Equals(next.ToString(), StringComparison.OrdinalIgnoreCase)) return false;
            if (!word.SequenceEqual(next.ToString())) Problem(number, isError: false, $"'{word}' should be written '{next}'; Avid does not find it otherwise.");
            if (next == Section.Data && !hasColumns) throw new AleException("The Column section is empty.", name, number);
            section = next;
            return true;
        }

        private void Heading(ReadOnlySpan<char> line)
        {
            var parts = line.ToString().TrimEnd('\t').Split('\t');
            if (parts.Length == 1 && parts[0].AsSpan().TrimStart().StartsWith("FIELD_DELIM", StringComparison.OrdinalIgnoreCase))
                throw new AleException($"'{Shown(line)}' is not separated by a tab; cells of an ALE are separated by tabs and nothing else.", name, number);
            if (heading.Count + parts.Length / 2 > MaxHeading) throw new AleException($"The heading has more than {MaxHeading:N0} entries.", name, number);
            for (var i = 0; i < parts.Length; i += 2) heading.Add(new(parts[i].Trim(), i + 1 < parts.Length ? parts[i + 1].Trim() : ""));
            var added = heading[^((parts.Length + 1) / 2)];
            if (added.Name.Equals("FIELD_DELIM", StringComparison.OrdinalIgnoreCase) && !added.Value.Equals("TABS", StringComparison.OrdinalIgnoreCase))
                Problem(number, isError: false, $"FIELD_DELIM says '{Shown(added.Value)}'; cells are separated by tabs all the same.");
            if (added.Name.Equals("FPS", StringComparison.OrdinalIgnoreCase) && !Timing.FrameRate.TryParse(added.Value, out _, out var reason))
                Problem(number, isError: true, $"FPS: {reason}");
        }

        private void Columns(ReadOnlySpan<char> line)
        {
            if (hasColumns)
            {
                Problem(number, isError: true, "The names of the columns stand on more than one line; the first was taken.");
                return;
            }

            if (line.Count('\t') >= MaxColumns) throw new AleException($"The file has more than {MaxColumns:N0} columns.", name, number);
            columns = [.. line.ToString().Split('\t')];
            hasColumns = true;
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var twice in columns.Select(column => column.Trim()).Where(column => column.Length > 0 && !seen.Add(column)))
                Problem(number, isError: false, $"The column '{Shown(twice)}' is there twice; the last cell that is not empty counts.");
            if (!seen.Contains("Name")) Problem(number, isError: false, "There is no column Name.");
        }

        private void Row(ReadOnlySpan<char> line)
        {
            if (rows.Count >= MaxRows) throw new AleException($"The file has more than {MaxRows:N0} rows.", name, number);
            if (line.Count('\t') >= 2 * MaxColumns) throw new AleException($"The row has more than {2 * MaxColumns:N0} cells.", name, number);
            var cells = line.ToString().Split('\t');
            if (cells.Length > columns.Length && cells[columns.Length..].Any(cell => !string.IsNullOrWhiteSpace(cell)))
                Problem(number, isError: true, $"The row has {cells.Length} cells and there are {columns.Length} columns.");
            rows.Add(new(number, [.. cells]));
        }

        private void Problem(int line, bool isError, string message)
        {
            if (problems.Count < MaxProblems) problems.Add(new(line, isError, message));
            else if (problems.Count == MaxProblems) problems.Add(new(line, isError, "There are more such places; they are not listed."));
        }

        private static string Shown(ReadOnlySpan<char> text) => text.Length <= 60 ? text.ToString().Replace('\t', ' ') : $"{text[..60].ToString().Replace('\t', ' ')}…";
    }
}
