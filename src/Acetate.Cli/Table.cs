using System.Globalization;
using System.Text;

namespace Acetate.Cli;

/// <summary>Aligned columns for people. Control characters in cells are shown, not sent to the terminal.</summary>
internal sealed class Table(params string[] columns)
{
    private readonly List<string[]> rows = [];

    /// <summary>Columns aligned to the right, by index; none by default.</summary>
    public ISet<int> RightAligned { get; } = new HashSet<int>();

    /// <summary>Whether no row was added.</summary>
    public bool IsEmpty => rows.Count == 0;

    /// <summary>Adds a row; missing cells are empty.</summary>
    public void Add(params object?[] cells) =>
        rows.Add([.. cells.Select(c => Visible(Convert.ToString(c, CultureInfo.InvariantCulture) ?? ""))]);

    /// <summary>Writes the heading and all rows, each on one line.</summary>
    public void Write(TextWriter output)
    {
        var widths = columns.Select((name, i) => rows.Select(r => i < r.Length ? r[i].Length : 0).Append(name.Length).Max()).ToArray();
        foreach (var row in rows.Prepend(columns))
        {
            var line = new StringBuilder();
            for (var i = 0; i < columns.Length; i++)
            {
                var cell = i < row.Length ? row[i] : "";
                line.Append(RightAligned.Contains(i) ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])).Append("  ");
            }

            output.WriteLine(line.ToString().TrimEnd());
        }
    }

    /// <summary>The text with line ends, tabs and other control characters made visible, so that a file name cannot forge a line.</summary>
    public static string Visible(string text)
    {
        if (!text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u202e' or '\u202d')) return text;
        var shown = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\u202e' or '\u202d') shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else shown.Append(c);
        }

        return shown.ToString();
    }
}
