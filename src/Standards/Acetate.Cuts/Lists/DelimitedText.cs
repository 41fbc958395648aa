using System.Text;
using Acetate.Cuts.Reading;

namespace Acetate.Cuts.Lists;

/// <summary>Rows of cells out of a text: RFC 4180 quoting, with any of the usual delimiters and line ends.</summary>
internal static class DelimitedText
{
    private const int MaxRows = 250_000, MaxColumns = 1000, MaxCell = 64 * 1024;

    static DelimitedText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The text of a file: UTF-8, UTF-16 with its mark, else Windows Latin.</summary>
    public static string Text(byte[] bytes, string name, ProblemLog problems)
    {
        string text;
        if (bytes is [0xFF, 0xFE, ..]) text = Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2);
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
                text = Encoding.GetEncoding(1252).GetString(bytes);
                problems.Note("encoding", 1, "", "The file is not UTF-8; it was read as Windows Latin (1252).", "Save it as UTF-8 where names have letters beyond English.");
            }
        }

        if (text.Contains('\0')) throw new CutException("The file is not a text.", name, 1 + text.AsSpan(0, text.IndexOf('\0')).Count('\n'));
        return text;
    }

    /// <summary>The delimiter that stands most often in the first line that has one.</summary>
    public static char Delimiter(string text)
    {
        foreach (var line in text.AsSpan(0, Math.Min(text.Length, 1 << 20)).EnumerateLines())
        {
            var (best, most) = (',', 0);
            foreach (var candidate in ",;\t|")
            {
                var (count, isQuoted) = (0, false);
                foreach (var c in line)
                {
                    if (c == '"') isQuoted = !isQuoted;
                    else if (c == candidate && !isQuoted) count++;
                }

                if (count > most) (best, most) = (candidate, count);
            }

            if (most > 0) return best;
        }

        return ',';
    }

    /// <summary>The rows that hold anything, each with the line it begins in.</summary>
    /// <exception cref="CutException">There are too many of something, or a quote is never closed.</exception>
    public static IEnumerable<(int Line, List<string> Cells)> Rows(string text, char delimiter, string name)
    {
        var (cell, cells) = (new StringBuilder(), new List<string>());
        var (line, begun, rows, at) = (1, 1, 0, 0);
        while (at < text.Length)
        {
            var c = text[at];
            if (c == '"' && cell.Length == 0)
            {
                var opened = line;
                for (at++; ; at++)
                {
                    if (at >= text.Length) throw new CutException("A quotation mark is opened and never closed.", name, opened);
                    if (text[at] == '"' && (at + 1 >= text.Length || text[at + 1] != '"')) break;
                    if (text[at] == '"') at++;
                    if (text[at] == '\n' || (text[at] == '\r' && (at + 1 >= text.Length || text[at + 1] != '\n'))) line++;
                    Append(text[at]);
                }

                at++;
                continue;
            }

            at++;
            if (c == delimiter)
            {
                Close();
                continue;
            }

            if (c is not ('\r' or '\n'))
            {
                Append(c);
                continue;
            }

            if (c == '\r' && at < text.Length && text[at] == '\n') at++;
            Close();
            if (cells.Exists(value => value.Length > 0)) yield return (begun, Taken());
            cells = [];
            begun = ++line;
        }

        Close();
        if (cells.Exists(value => value.Length > 0)) yield return (begun, Taken());

        void Append(char c)
        {
            if (cell.Length >= MaxCell) throw new CutException($"A cell has more than {MaxCell:N0} characters; perhaps a quotation mark is not closed.", name, begun);
            cell.Append(c);
        }

        void Close()
        {
            if (cells.Count >= MaxColumns) throw new CutException($"The row has more than {MaxColumns:N0} cells.", name, begun);
            cells.Add(cell.ToString().Trim());
            cell.Clear();
        }

        List<string> Taken() => ++rows <= MaxRows ? cells : throw new CutException($"The file has more than {MaxRows:N0} rows.", name, begun);
    }
}
