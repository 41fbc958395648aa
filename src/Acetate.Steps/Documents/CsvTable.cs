using System.Text;

namespace Acetate.Steps.Documents;

/// <summary>Tables that spreadsheets open: RFC 4180, CRLF; written as UTF-8.</summary>
internal static class CsvTable
{
    /// <summary>A heading and its rows.</summary>
    public static string Of(IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(header)) Line(text, row);
        return text.ToString();
    }

    /// <summary>Adds a row.</summary>
    public static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    // A cell that a spreadsheet would take for a formula gets an apostrophe: names come from cards and lists of strangers.
    private static string Cell(string value)
    {
        if (value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r') value = "'" + value;
        return value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
