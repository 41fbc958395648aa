using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Acetate.Steps.Documents;

/// <summary>The smallest useful writer of PDF 1.7: pages of text in Helvetica, lines, frames and JPEG pictures.</summary>
/// <remarks>
/// <para>The standard fonts need no font file, but know only the Latin letters of Windows-1252; any other character is written as
/// <c>&lt;U+30A2&gt;</c>, which is ugly and cannot be mistaken. The same calls give the same bytes.</para>
/// <para>Distances are in points (1/72 inch) from the top left corner, as a reader of the page thinks; PDF itself counts from below.</para>
/// </remarks>
internal sealed class PdfFile
{
    /// <summary>A4, in points.</summary>
    public const double PageWidth = 595.28;

    /// <summary>A4, in points.</summary>
    public const double PageHeight = 841.89;

    // Widths of the characters 32 to 126 in thousandths of the size (Adobe's font metrics for Helvetica and Helvetica-Bold).
    private const string PlainWidths =
        "278,278,355,556,556,889,667,191,333,333,389,584,278,333,278,278,556,556,556,556,556,556,556,556,556,556,278,278,584,584,584,556,"
        + "1015,667,667,722,722,667,611,778,722,278,500,667,556,833,722,778,667,778,722,667,611,722,667,944,667,667,611,278,278,278,469,556,"
        + "333,556,556,500,556,556,278,556,556,222,222,500,222,833,556,556,556,556,333,500,278,556,500,722,500,500,500,334,260,334,584";

    private const string BoldWidths =
        "278,333,474,556,556,889,722,238,333,333,389,584,278,333,278,278,556,556,556,556,556,556,556,556,556,556,333,333,584,584,584,611,"
        + "975,722,722,722,722,667,611,778,722,278,556,722,611,833,722,778,667,778,722,667,611,722,667,944,667,667,611,333,278,333,584,556,"
        + "333,556,611,556,611,556,333,611,611,278,278,556,278,889,611,611,611,611,389,556,333,611,556,778,556,556,500,389,280,389,584";

    // The characters of Windows-1252 between 0x80 and 0x9F; the rest of it equals Latin 1.
    private const string HighControls = "\u20ac\0\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\0\u017d\0\0\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\0\u017e\u0178";

    private static readonly int[] Plain = [.. PlainWidths.Split(',').Select(w => int.Parse(w, CultureInfo.InvariantCulture))];
    private static readonly int[] Bold = [.. BoldWidths.Split(',').Select(w => int.Parse(w, CultureInfo.InvariantCulture))];

    private readonly List<StringBuilder> pages = [];
    private readonly List<(byte[] Bytes, JpegSize Size)> images = [];
    private readonly Dictionary<ReadOnlyMemory<byte>, int> placeOfImage = [];
    private readonly List<HashSet<int>> imagesOfPage = [];

    /// <summary>How many pages there are.</summary>
    public int PageCount => pages.Count;

    /// <summary>Begins a page; what is drawn goes onto it unless another is named.</summary>
    public void AddPage()
    {
        pages.Add(new StringBuilder());
        imagesOfPage.Add([]);
    }

    /// <summary>The width of a text in points.</summary>
    public static double Measure(string text, double size, bool bold)
    {
        var widths = bold ? Bold : Plain;
        var sum = 0;
        foreach (var b in Encode(text)) sum += b is >= 32 and <= 126 ? widths[b - 32] : 600;
        return sum * size / 1000;
    }

    /// <summary>Writes a line of text; <paramref name="y"/> is its base line.</summary>
    public void Text(double x, double y, string text, double size, bool bold = false, string colour = "0 0 0", int? page = null)
    {
        var target = pages[page ?? pages.Count - 1];
        target.Append(CultureInfo.InvariantCulture, $"BT /{(bold ? "B" : "P")} {size:0.##} Tf {colour} rg {x:0.##} {PageHeight - y:0.##} Td <{Convert.ToHexString(Encode(text))}> Tj ET\n");
    }

    /// <summary>Draws a line.</summary>
    public void Line(double x1, double y1, double x2, double y2, double width, string colour) =>
        pages[^1].Append(CultureInfo.InvariantCulture, $"{colour} RG {width:0.##} w {x1:0.##} {PageHeight - y1:0.##} m {x2:0.##} {PageHeight - y2:0.##} l S\n");

    /// <summary>Draws a frame.</summary>
    public void Frame(double x, double y, double width, double height, string colour) =>
        pages[^1].Append(CultureInfo.InvariantCulture, $"{colour} RG 1.5 w {x:0.##} {PageHeight - y - height:0.##} {width:0.##} {height:0.##} re S\n");

    /// <summary>Draws a JPEG at the given width; returns its height, or 0 when the bytes are no JPEG that PDF can show.</summary>
    public double Jpeg(ReadOnlyMemory<byte> bytes, double x, double y, double width)
    {
        if (JpegSize.Read(bytes.Span) is not { } size) return 0;
        var height = width * size.Height / size.Width;
        // The same picture in many rows is kept once.
        if (!placeOfImage.TryGetValue(bytes, out var place))
        {
            placeOfImage[bytes] = place = images.Count;
            images.Add((bytes.ToArray(), size));
        }

        imagesOfPage[^1].Add(place);
        pages[^1].Append(CultureInfo.InvariantCulture, $"q {width:0.##} 0 0 {height:0.##} {x:0.##} {PageHeight - y - height:0.##} cm /I{place} Do Q\n");
        return height;
    }

    /// <summary>The whole file.</summary>
    public byte[] ToBytes(string title, DateTimeOffset madeAt)
    {
        using var file = new MemoryStream();
        var offsets = new List<long>();
        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
        void Object(string body)
        {
            offsets.Add(file.Position);
            Write($"{offsets.Count} 0 obj\n{body}\nendobj\n");
        }

        void Stream(string dictionary, ReadOnlySpan<byte> content)
        {
            offsets.Add(file.Position);
            Write($"{offsets.Count} 0 obj\n<<{dictionary} /Length {content.Length}>>\nstream\n");
            file.Write(content);
            Write("\nendstream\nendobj\n");
        }

        // Objects 1 to 5, then one per image, then two per page: numbers are known before they are written.
        var firstImage = 6;
        var firstPage = firstImage + images.Count;
        Write("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
        Object("<</Type /Catalog /Pages 2 0 R>>");
        Object($"<</Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select((_, i) => $"{firstPage + i * 2} 0 R"))}]>>");
        Object("<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>");
        Object("<</Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding>>");
        Object($"<</Title <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(title))}> /Producer (Acetate) /CreationDate (D:{madeAt.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}Z)>>");
        foreach (var (bytes, size) in images)
            Stream($"/Type /XObject /Subtype /Image /Width {size.Width} /Height {size.Height} /BitsPerComponent 8 /ColorSpace /{(size.Components == 1 ? "DeviceGray" : "DeviceRGB")} /Filter /DCTDecode", bytes);
        for (var i = 0; i < pages.Count; i++)
        {
            var pictures = string.Concat(imagesOfPage[i].Order().Select(n => $"/I{n} {firstImage + n} 0 R "));
            Object($"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595.28 841.89] /Contents {firstPage + i * 2 + 1} 0 R "
                + $"/Resources <</Font <</P 3 0 R /B 4 0 R>> /XObject <<{pictures}>>>>>>");
            Stream("/Filter /FlateDecode", Deflated(Encoding.Latin1.GetBytes(pages[i].ToString())));
        }

        var xref = file.Position;
        Write($"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) Write($"{offset:0000000000} 00000 n \n");
        Write($"trailer\n<</Size {offsets.Count + 1} /Root 1 0 R /Info 5 0 R>>\nstartxref\n{xref}\n%%EOF\n");
        return file.ToArray();
    }

    private static byte[] Deflated(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Optimal)) zlib.Write(bytes);
        return target.ToArray();
    }

    private static byte[] Encode(string text)
    {
        var bytes = new List<byte>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var high = rune.Value is > 0xff and <= 0xffff ? HighControls.IndexOf((char)rune.Value) : -1;
            if (rune.Value is >= 32 and <= 126 or >= 0xa0 and <= 0xff) bytes.Add((byte)rune.Value);
            else if (high >= 0) bytes.Add((byte)(0x80 + high));
            else if (rune.Value >= 32) bytes.AddRange(Encoding.ASCII.GetBytes($"<U+{rune.Value:X4}>"));
        }

        return [.. bytes];
    }
}

/// <summary>The size of a JPEG, from its frame header.</summary>
internal readonly record struct JpegSize(int Width, int Height, int Components)
{
    /// <summary>Reads it; null when the bytes are not a JPEG with 8 bits in 1 or 3 components.</summary>
    public static JpegSize? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || bytes[0] != 0xff || bytes[1] != 0xd8) return null;
        var at = 2;
        while (at + 9 < bytes.Length && bytes[at] == 0xff)
        {
            var marker = bytes[at + 1];
            var length = bytes[at + 2] << 8 | bytes[at + 3];
            if (marker is >= 0xc0 and <= 0xcf and not 0xc4 and not 0xc8 and not 0xcc)
            {
                var size = new JpegSize(bytes[at + 7] << 8 | bytes[at + 8], bytes[at + 5] << 8 | bytes[at + 6], bytes[at + 9]);
                return bytes[at + 4] == 8 && size.Width > 0 && size.Height > 0 && size.Components is 1 or 3 ? size : null;
            }

            at += 2 + length;
        }

        return null;
    }
}
