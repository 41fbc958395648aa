using System.Collections.Immutable;
using System.Text;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>The bytes of a list as text, in the one encoding that gives them back unchanged.</summary>
internal static class EdlBytes
{
    private static readonly Encoding MarkedUtf8 = new UTF8Encoding(true, true);

    /// <summary>Without a mark, and with nothing put in the place of what is no letter.</summary>
    public static Encoding StrictUtf8 { get; } = new UTF8Encoding(false, true);

    static EdlBytes() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static (string Text, Encoding Encoding, bool HasMark, EdlProblem? Problem) Decode(byte[] bytes, Encoding? encoding, string name)
    {
        if (encoding is not null)
        {
            var strict = Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            var mark = strict.Preamble.Length > 0 && bytes.AsSpan().StartsWith(strict.Preamble);
            return Try(bytes, strict, mark ? strict.Preamble.Length : 0) is { } given
                ? (given, strict, mark, null)
                : throw new EdlException($"The file cannot be read as {encoding.WebName} without loss. Leave the encoding out to have it found.", name);
        }

        if (bytes is [0xEF, 0xBB, 0xBF, ..] && Try(bytes, StrictUtf8, 3) is { } marked) return (marked, MarkedUtf8, true, null);
        if (Utf16(bytes) is var (isBig, hasMark))
        {
            var utf16 = new UnicodeEncoding(isBig, true, true);
            return Try(bytes, utf16, hasMark ? 2 : 0) is { } wide
                ? (wide, utf16, hasMark, new(EdlRule.Encoding, EdlSeverity.Notice, 0, "The file is in UTF-16, which most programs do not read as an edit decision list.", "Save it as UTF-8 for other programs."))
                : throw new EdlException("The file is in UTF-16, but is cut off or damaged. Export it again, as UTF-8 if possible.", name);
        }

        if (Try(bytes, StrictUtf8, 0) is { } utf8) return (utf8, StrictUtf8, false, null);

        // Lines that end with CR alone come from Macintoshes before Mac OS X.
        var (page, what) = bytes.Contains((byte)'\n') || !bytes.Contains((byte)'\r') ? (1252, "Windows Latin (1252)") : (10000, "Mac Roman");
        var old = Encoding.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        return Try(bytes, old, 0) is { } text
            ? (text, old, false, new(EdlRule.Encoding, EdlSeverity.Notice, 0, $"The file is not UTF-8; it was read as {what}.", "Check the letters beyond A to Z, or name the encoding."))
            : throw new EdlException("The file is not a text that could be read. Name its encoding.", name);
    }

    /// <summary>The text without the padding at its end, and that padding.</summary>
    public static (string Text, string Tail) WithoutPadding(string text)
    {
        var end = text.AsSpan().LastIndexOfAnyExcept('\x1A', '\0') + 1;
        return end == text.Length ? (text, "") : (text[..end], text[end..]);
    }

    public static ImmutableArray<(string Text, EdlLineEnd End)> Lines(string text, int most, string name)
    {
        var lines = ImmutableArray.CreateBuilder<(string, EdlLineEnd)>();
        for (var start = 0; start < text.Length;)
        {
            if (lines.Count >= most) throw new EdlException($"The file has more than {most:N0} lines. Split the list.", name);
            var rest = text.AsSpan(start);
            var at = rest.IndexOfAny('\r', '\n');
            if (at < 0)
            {
                lines.Add((text[start..], EdlLineEnd.None));
                break;
            }

            var end = rest[at] == '\n' ? EdlLineEnd.Lf : at + 1 < rest.Length && rest[at + 1] == '\n' ? EdlLineEnd.CrLf : EdlLineEnd.Cr;
            lines.Add((at == 0 ? "" : text.Substring(start, at), end));
            start += at + (end == EdlLineEnd.CrLf ? 2 : 1);
        }

        return lines.ToImmutable();
    }

    /// <summary>By its mark, or by a NUL in every second byte of the first ones.</summary>
    private static (bool IsBig, bool HasMark)? Utf16(byte[] bytes)
    {
        if (bytes is [0xFF, 0xFE, ..]) return (false, true);
        if (bytes is [0xFE, 0xFF, ..]) return (true, true);
        if (bytes.Length < 8) return null;
        var (even, odd, pairs) = (0, 0, Math.Min(bytes.Length, 64) / 2);
        for (var i = 0; i < pairs; i++)
        {
            if (bytes[2 * i] == 0) even++;
            if (bytes[2 * i + 1] == 0) odd++;
        }

        return odd == pairs && even == 0 ? (false, false) : even == pairs && odd == 0 ? (true, false) : null;
    }

    private static string? Try(byte[] bytes, Encoding encoding, int mark)
    {
        try
        {
            var text = encoding.GetString(bytes, mark, bytes.Length - mark);

            // Strict UTF-8 has one way to write each letter; of others it is not known.
            if (encoding is UTF8Encoding) return text;
            return encoding.GetByteCount(text) == bytes.Length - mark && encoding.GetBytes(text).AsSpan().SequenceEqual(bytes.AsSpan(mark)) ? text : null;
        }
        catch (ArgumentException)
        {
            // Decoder and encoder fallbacks: not this encoding.
            return null;
        }
    }
}
