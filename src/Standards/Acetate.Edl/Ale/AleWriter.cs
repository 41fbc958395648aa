using System.Text;

namespace Acetate.Edl.Ale;

/// <summary>Writes Avid Log Exchange files as Avid reads them: tabs, CR LF, UTF-8 without a mark.</summary>
public static class AleWriter
{
    /// <summary>Writes heading, columns and rows in their order; FIELD_DELIM is always TABS and stands first when the heading has none.</summary>
    /// <remarks>A tab or line end inside a value becomes a blank. Short rows are filled up; cells beyond the columns are kept.</remarks>
    /// <exception cref="ArgumentException">There are no columns.</exception>
    public static void Write(AleDocument document, Stream target)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(target);
        if (document.Columns.IsEmpty) throw new ArgumentException("A log needs columns.", nameof(document));
        using var writer = new StreamWriter(target, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        writer.WriteLine("Heading");
        if (document["FIELD_DELIM"] is null) writer.WriteLine("FIELD_DELIM\tTABS");
        foreach (var field in document.Heading)
        {
            var value = field.Name.Equals("FIELD_DELIM", StringComparison.OrdinalIgnoreCase) ? "TABS" : field.Value;
            writer.WriteLine($"{Cell(field.Name)}\t{Cell(value)}");
        }

        writer.WriteLine();
        writer.WriteLine("Column");
        writer.WriteLine(string.Join('\t', document.Columns.Select(Cell)));
        writer.WriteLine();
        writer.WriteLine("Data");
        foreach (var row in document.Rows)
        {
            var missing = Math.Max(0, document.Columns.Length - row.Cells.Length);
            writer.WriteLine(string.Join('\t', row.Cells.Select(Cell)) + new string('\t', row.Cells.IsEmpty ? Math.Max(0, missing - 1) : missing));
        }
    }

    private static string Cell(string value) =>
        value.AsSpan().IndexOfAny('\t', '\r', '\n') < 0 ? value : value.Replace("\r\n", " ", StringComparison.Ordinal).Replace('\t', ' ').Replace('\r', ' ').Replace('\n', ' ');
}
