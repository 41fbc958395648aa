using System.Buffers;
using System.Text;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>The bytes of a list as text, in the one encoding that gives them back unchanged.</summary>
internal static class EdlBytes
{
    private static readonly Encoding MarkedUtf8 = new UTF8Encoding(true, true);

    /// <summary>Without a mark, and with nothing put in the place of what is no letter.</summary>
    public static Encoding StrictUtf8 { get; } = new UTF8Encoding(false, true);

    static EdlBytes() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static (BorrowedText Text, Encoding Encoding, bool HasMark, EdlProblem? Problem) Decode(ReadOnlySpan<byte> bytes, Encoding? encoding, string name)
    {
        if (encoding is not null)
        {
            var strict = Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            var mark = strict.Preamble.Length > 0 && bytes.StartsWith(strict.Preamble);
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

    /// <summary>The text without the padding at its end.</summary>
    public static ReadOnlySpan<char> WithoutPadding(ReadOnlySpan<char> text, out string padding)
    {
        var end = text.LastIndexOfAnyExcept('\x1A', '\0') + 1;
        padding = text[end..].ToString();
        return text[..end];
    }

    /// <exception cref="EdlException">There are too many.</exception>
    public static int CountLines(ReadOnlySpan<char> text, int most, string name)
    {
        var count = 0;
        for (; !text.IsEmpty; count++)
        {
            if (count == most) throw new EdlException($"The file has more than {most:N0} lines. Split the list.", name);
            NextLine(ref text, out _);
        }

        return count;
    }

    /// <summary>Takes the first line off a text.</summary>
    public static ReadOnlySpan<char> NextLine(ref ReadOnlySpan<char> text, out EdlLineEnd end)
    {
        var at = text.IndexOfAny('\r', '\n');
        end = at < 0 ? EdlLineEnd.None : text[at] == '\n' ? EdlLineEnd.Lf : at + 1 < text.Length && text[at + 1] == '\n' ? EdlLineEnd.CrLf : EdlLineEnd.Cr;
        var line = at < 0 ? text : text[..at];
        text = text[(line.Length + end.Text().Length)..];
        return line;
    }

    /// <summary>By its mark, or by a NUL in every second byte of the first ones.</summary>
    private static (bool IsBig, bool HasMark)? Utf16(ReadOnlySpan<byte> bytes)
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

    private static BorrowedText? Try(ReadOnlySpan<byte> bytes, Encoding encoding, int mark)
    {
        bytes = bytes[mark..];
        var letters = ArrayPool<char>.Shared.Rent(encoding.GetMaxCharCount(bytes.Length));
        try
        {
            BorrowedText text = new(letters, encoding.GetChars(bytes, letters));

            // Strict UTF-8 has one way to write each letter; of others it is not known.
            if (encoding is UTF8Encoding || IsWritten(text.Letters, bytes, encoding)) return text;
        }
        catch (ArgumentException)
        {
            // Decoder and encoder fallbacks: not this encoding.
        }

        ArrayPool<char>.Shared.Return(letters);
        return null;
    }

    private static bool IsWritten(ReadOnlySpan<char> text, ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        if (encoding.GetByteCount(text) != bytes.Length) return false;
        var written = new byte[bytes.Length];
        return encoding.GetBytes(text, written) == bytes.Length && bytes.SequenceEqual(written);
    }
}

/// <summary>A whole text in a borrowed buffer: its lines are kept, and it would only lie in memory beside them.</summary>
internal readonly struct BorrowedText(char[] buffer, int length) : IDisposable
{
    public ReadOnlySpan<char> Letters => buffer.AsSpan(0, length);

    public void Dispose() => ArrayPool<char>.Shared.Return(buffer);
}
