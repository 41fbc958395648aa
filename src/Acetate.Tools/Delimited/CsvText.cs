using System.Collections.Immutable;
using System.Text;

namespace Acetate.Tools.Delimited;

/// <summary>Reads the CSV that report programs really write: CR, LF or CRLF, comma, semicolon or tab, and quotes that do not balance.</summary>
internal static class CsvText
{
    /// <summary>The most that is read: a report is a page of text, not a database.</summary>
    public const int MaximumBytes = 16 << 20;

    /// <summary>Decodes a file: UTF-8 or UTF-16 by its mark, UTF-8 when valid, else Windows Latin 1.</summary>
    /// <exception cref="FormatException">It is larger than <see cref="MaximumBytes"/>, or not text.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumBytes) throw new FormatException($"The report has {bytes.Length:N0} bytes; a camera or sound report has at most {MaximumBytes:N0}.");
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe])) return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])) return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) bytes = bytes[3..];
        if (bytes.Contains((byte)0)) throw new FormatException("The report is not text: it contains NUL bytes. Export it as CSV.");
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
    }

    /// <summary>The rows with their line numbers (from 1); empty lines are left out.</summary>
    public static ImmutableArray<(int Line, ImmutableArray<string> Cells)> Rows(string text)
    {
        var separator = SeparatorOf(text);
        var rows = ImmutableArray.CreateBuilder<(int, ImmutableArray<string>)>();
        var line = 0;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n', '\r'))
        {
            line++;
            if (raw.AsSpan().Trim().Length == 0) continue;
            rows.Add((line, Cells(raw, separator)));
        }

        return rows.ToImmutable();
    }

    /// <summary>The rows of a table that is known to be well formed (RFC 4180): a cell in quotes may hold line ends.</summary>
    /// <exception cref="FormatException">A quotation mark is never closed.</exception>
    public static ImmutableArray<(int Line, ImmutableArray<string> Cells)> WellFormedRows(string text)
    {
        var (rows, cells, cell) = (ImmutableArray.CreateBuilder<(int, ImmutableArray<string>)>(), ImmutableArray.CreateBuilder<string>(), new StringBuilder());
        var (separator, line, begun) = (SeparatorOf(text), 1, 1);
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && text[at] == '"' && cell.Length == 0)
            {
                for (at++; ; at++)
                {
                    if (at >= text.Length) throw new FormatException($"Line {begun}: a quotation mark is opened and never closed.");
                    if (text[at] == '"' && (at + 1 >= text.Length || text[at + 1] != '"')) break;
                    if (text[at] == '"') at++;
                    if (text[at] == '\n') line++;
                    cell.Append(text[at]);
                }

                continue;
            }

            if (at < text.Length && text[at] != separator && text[at] is not ('\r' or '\n'))
            {
                cell.Append(text[at]);
                continue;
            }

            cells.Add(cell.ToString().Trim());
            cell.Clear();
            if (at < text.Length && text[at] == separator) continue;
            if (cells.Any(value => value.Length > 0)) rows.Add((begun, cells.ToImmutable()));
            cells.Clear();
            if (at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n') at++;
            begun = ++line;
        }

        return rows.ToImmutable();
    }

    /// <summary>A quote opens only at the start of a cell and closes only before a separator: one that is forgotten spoils one line at most.</summary>
    private static ImmutableArray<string> Cells(string line, char separator)
    {
        var cells = ImmutableArray.CreateBuilder<string>();
        var at = 0;
        while (at <= line.Length)
        {
            var end = -1;
            if (at < line.Length && line[at] == '"')
            {
                for (var i = at + 1; i < line.Length && end < 0; i++)
                    if (line[i] == '"' && (i + 1 == line.Length || line[i + 1] == separator))
                        end = i;
                if (end > 0)
                {
                    cells.Add(line[(at + 1)..end].Replace("\"\"", "\"", StringComparison.Ordinal).Trim());
                    at = end + 2;
                    continue;
                }
            }

            end = line.IndexOf(separator, at);
            if (end < 0) end = line.Length;
            cells.Add(line[at..end].Trim().Trim('"').Trim());
            at = end + 1;
        }

        return cells.ToImmutable();
    }

    private static char SeparatorOf(string text)
    {
        var sample = text.AsSpan(0, Math.Min(text.Length, 4096));
        var (tabs, semicolons, commas) = (sample.Count('\t'), sample.Count(';'), sample.Count(','));
        return tabs > commas && tabs >= semicolons ? '\t' : semicolons > commas ? ';' : ',';
    }
}
