using System.Globalization;

namespace Acetate.Steps.Documents;

/// <summary>Puts text, tables and pictures down A4 pages, one below the other, and goes on to the next page.</summary>
internal sealed class PdfPages
{
    private const double Left = 40;
    private const double Top = 40;
    private const double Width = 515;
    private const double Bottom = 790;
    private const double Size = 8;
    private const string Black = "0 0 0";
    private const string Grey = "0.45 0.45 0.45";

    private readonly PdfFile file = new();
    private double y = Top;

    public PdfPages() => file.AddPage();

    public void Title(string text, string below)
    {
        if (y > Top) Break();
        file.Text(Left, y + 14, text, 15, bold: true);
        y += 22;
        Text(below, isSoft: true);
        y += 4;
    }

    public void Heading(string text)
    {
        Need(40);
        file.Text(Left, y + 19, text, 10, bold: true);
        y += 25;
    }

    public void Text(string text, bool isSoft = false, bool isBold = false)
    {
        foreach (var line in Wrap(text, isBold, Width))
        {
            Need(11);
            file.Text(Left, y + 8, line, Size, isBold, isSoft ? Grey : Black);
            y += 11;
        }
    }

    /// <summary>A framed statement in large letters with its reasons.</summary>
    public void Statement(string headline, IEnumerable<string> reasons, bool isGood)
    {
        var lines = reasons.SelectMany(r => Wrap(r, false, Width - 20)).ToList();
        var colour = isGood ? "0.08 0.4 0.15" : "0.65 0.1 0.08";
        // Reasons without end go on below the frame rather than over the edge of the page.
        var framed = Math.Min(lines.Count, 55);
        var height = 28 + framed * 11;
        Need(height + 8);
        file.Frame(Left, y, Width, height, colour);
        file.Text(Left + 10, y + 17, headline, 13, bold: true, colour);
        for (var i = 0; i < framed; i++) file.Text(Left + 10, y + 31 + i * 11, lines[i], Size);
        y += height + 8;
        foreach (var line in lines.Skip(framed)) Text(line);
    }

    /// <summary>A table; the widths are shares of the page. A picture stands in the first column.</summary>
    public void Table(IReadOnlyList<(string Header, double Share)> columns, IEnumerable<(ReadOnlyMemory<byte>? Picture, string[] Cells)> rows)
    {
        var total = columns.Sum(c => c.Share);
        var widths = columns.Select(c => c.Share / total * Width).ToArray();
        if (columns.Any(c => c.Header.Length > 0)) Row(widths, [.. columns.Select((c, i) => Wrap(c.Header, true, widths[i] - 6))], true, null);
        foreach (var (picture, cells) in rows) Row(widths, [.. cells.Select((c, i) => Wrap(c, false, widths[i] - 6))], false, picture);
    }

    public byte[] ToBytes(string title, DateTimeOffset madeAt, string footer)
    {
        for (var i = 0; i < file.PageCount; i++)
            file.Text(Left, 815, string.Create(CultureInfo.InvariantCulture, $"{footer} · page {i + 1} of {file.PageCount}"), 7, colour: Grey, page: i);
        return file.ToBytes(title, madeAt);
    }

    private void Row(double[] widths, List<string>[] cells, bool bold, ReadOnlyMemory<byte>? picture)
    {
        var pictureHeight = picture is null ? 0 : (widths[0] - 6) * 9 / 16 + 4;
        Need(Math.Min(Math.Max(cells.Max(c => c.Count) * 10 + 4, pictureHeight), Bottom - Top));
        var start = y;
        var lines = cells.Max(c => c.Count);
        var drawn = picture is { } bytes ? file.Jpeg(bytes, Left, y + 2, widths[0] - 6) : 0;
        if (picture is not null && drawn == 0) file.Text(Left, y + 9, "no picture", Size, colour: Grey);
        for (var line = 0; line < lines; line++)
        {
            if (y + 10 > Bottom)
            {
                Break();
                start = y;
            }

            var x = Left;
            for (var i = 0; i < cells.Length; x += widths[i], i++)
                if (line < cells[i].Count && cells[i][line].Length > 0)
                    file.Text(x, y + 9, cells[i][line], Size, bold);
            y += 10;
        }

        y = Math.Max(y + 4, start + drawn + 4);
        file.Line(Left, y, Left + Width, y, 0.4, "0.8 0.8 0.8");
        y += 1;
    }

    private static List<string> Wrap(string text, bool bold, double width)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' '))
            {
                var tried = line.Length == 0 ? word : $"{line} {word}";
                if (PdfFile.Measure(tried, Size, bold) <= width)
                {
                    line = tried;
                    continue;
                }

                if (line.Length > 0) lines.Add(line);
                line = word;
                while (line.Length > 1 && PdfFile.Measure(line, Size, bold) > width)
                {
                    var fits = line.Length;
                    while (fits > 1 && PdfFile.Measure(line[..fits], Size, bold) > width) fits -= Math.Max(1, fits / 10);
                    // Names have joints, and are read best when they break there.
                    if (line.AsSpan(0, fits).LastIndexOfAny("_-./") is var joint && joint >= fits / 3) fits = joint + 1;
                    if (char.IsHighSurrogate(line[fits - 1]) && fits < line.Length) fits++;
                    lines.Add(line[..fits]);
                    line = line[fits..];
                }
            }

            lines.Add(line);
        }

        return lines;
    }

    private void Need(double height)
    {
        if (y + height > Bottom && y > Top) Break();
    }

    private void Break()
    {
        file.AddPage();
        y = Top;
    }
}
