using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Acetate.Otio.Json;

/// <summary>Walks over JSON text with the words that OpenTimelineIO adds: <c>NaN</c>, <c>Inf</c>, <c>Infinity</c>. It knows characters, not structure.</summary>
internal ref struct JsonScanner(ReadOnlySpan<byte> text)
{
    /// <summary>Digits of a whole number at most: with more no double holds it, and the reference refuses the file.</summary>
    private const int MostDigits = 308;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<byte> StringEnd = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    private readonly ReadOnlySpan<byte> text = text;
    private readonly NameCache names = new();

    /// <summary>Offset of the next byte.</summary>
    public int Position { get; private set; }

    /// <summary>The next byte that is no white space; 0 at the end.</summary>
    public byte Peek()
    {
        while (Position < text.Length)
        {
            var next = text[Position];
            if (next is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')) return next;
            Position++;
        }

        return 0;
    }

    /// <summary>Whether all text is read.</summary>
    public readonly bool IsAtEnd => Position >= text.Length;

    /// <summary>Goes over one byte that was looked at.</summary>
    public void Skip() => Position++;

    /// <summary>Reads text between quotation marks; the next byte is the first one of them.</summary>
    /// <exception cref="JsonSlip">It is no text.</exception>
    public string ReadText()
    {
        var start = ++Position;
        var length = text[start..].IndexOfAny(StringEnd);
        if (length < 0) throw Slip(start - 1, "a text has no end: a quotation mark is missing");
        Position = start + length;
        if (text[Position] != '"') return ReadEscaped(start);
        Position++;
        return names.Text(text.Slice(start, length)) ?? Decode(start, length);
    }

    /// <summary>Reads a number, or one of the words; the next byte is its first.</summary>
    /// <exception cref="JsonSlip">It is no number.</exception>
    public OtioValue ReadNumber()
    {
        var start = Position;
        if (text[Position] == '-') Position++;
        if (TryWord("NaN"u8)) return new OtioValue.Real(double.NaN);
        if (TryWord("Infinity"u8) || TryWord("Inf"u8)) return new OtioValue.Real(text[start] == '-' ? double.NegativeInfinity : double.PositiveInfinity);

        var digits = Digits();
        if (digits == 0) throw Slip(start, "there should be a value");
        if (digits > 1 && text[Position - digits] == '0') throw Slip(start, "a number must not begin with a 0 that means nothing");
        var isWhole = true;
        if (Position < text.Length && text[Position] == '.')
        {
            isWhole = false;
            Position++;
            if (Digits() == 0) throw Slip(start, "a number has no digits after its point");
        }

        if (Position < text.Length && text[Position] is (byte)'e' or (byte)'E')
        {
            isWhole = false;
            Position++;
            if (Position < text.Length && text[Position] is (byte)'+' or (byte)'-') Position++;
            if (Digits() == 0) throw Slip(start, "a number has no digits in its exponent");
        }

        var written = text[start..Position];
        return isWhole ? Whole(written, digits, start) : Fraction(written, start);
    }

    /// <summary>Goes over a word such as <c>true</c>, if it stands here.</summary>
    public bool TryWord(scoped ReadOnlySpan<byte> word)
    {
        if (!text[Position..].StartsWith(word)) return false;
        Position += word.Length;
        return true;
    }

    /// <summary>A mistake with its place.</summary>
    public static JsonSlip Slip(int offset, string what) => new(offset, what);

    private static OtioValue.Whole Whole(ReadOnlySpan<byte> written, int digits, int start)
    {
        if (digits <= 18) return new OtioValue.Whole(long.Parse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        if (digits > MostDigits) throw Slip(start, $"a number has more than {MostDigits} digits");
        return new OtioValue.Whole(BigInteger.Parse(Encoding.ASCII.GetString(written), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
    }

    private static OtioValue.Real Fraction(ReadOnlySpan<byte> written, int start)
    {
        if (written.Length > 2 * MostDigits) throw Slip(start, $"a number has more than {2 * MostDigits} characters");
        var value = double.Parse(written, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value)) throw Slip(start, "a number is too large for 64 bits of floating point");
        Span<byte> ours = stackalloc byte[NumberText.MostLength];
        var length = NumberText.Write(value, ours);
        return ours[..length].SequenceEqual(written) ? new(value) : new(value) { Written = Encoding.ASCII.GetString(written) };
    }

    private int Digits()
    {
        var start = Position;
        while (Position < text.Length && text[Position] is >= (byte)'0' and <= (byte)'9') Position++;
        return Position - start;
    }

    private readonly string Decode(int start, int length)
    {
        var bytes = text.Slice(start, length);
        if (!Utf8.IsValid(bytes)) throw Slip(start, "a text is not in UTF-8");
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads a text that has escapes, from its beginning; the position is at the first of them.</summary>
    private string ReadEscaped(int start)
    {
        var made = new StringBuilder(Decode(start, Position - start));
        while (true)
        {
            var at = Position;
            switch (text[at])
            {
                case (byte)'"':
                    Position++;
                    return made.ToString();
                case (byte)'\\':
                    made.Append(ReadEscape());
                    break;
                default:
                    throw Slip(at, $"a text has a control character (0x{text[at]:X2}): line ends and tabs are written \\n and \\t");
            }

            var length = text[Position..].IndexOfAny(StringEnd);
            if (length < 0) throw Slip(start - 1, "a text has no end: a quotation mark is missing");
            made.Append(Decode(Position, length));
            Position += length;
        }
    }

    private string ReadEscape()
    {
        var at = Position;
        if (at + 1 >= text.Length) throw Slip(at, "a text has no end: a quotation mark is missing");
        var letter = text[at + 1];
        Position += 2;
        switch (letter)
        {
            case (byte)'"' or (byte)'\\' or (byte)'/': return ((char)letter).ToString();
            case (byte)'b': return "\b";
            case (byte)'f': return "\f";
            case (byte)'n': return "\n";
            case (byte)'r': return "\r";
            case (byte)'t': return "\t";
            case (byte)'u': break;
            default: throw Slip(at, "a text has a backslash that means nothing: a backslash itself is written \\\\");
        }

        var first = ReadHex(at);
        if (!char.IsSurrogate(first)) return first.ToString();
        if (char.IsHighSurrogate(first) && TryWord("\\u"u8) && ReadHex(at) is var second && char.IsLowSurrogate(second)) return new string([first, second]);
        throw Slip(at, "a text has half of a surrogate pair, which is no character");
    }

    private char ReadHex(int at)
    {
        if (Position + 4 > text.Length || !ushort.TryParse(text.Slice(Position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            throw Slip(at, "a text has a \\u without four hexadecimal digits");
        Position += 4;
        return (char)unit;
    }
}

/// <summary>A mistake in JSON text and where it is; the document reader makes a sentence of it.</summary>
internal sealed class JsonSlip(int offset, string what) : Exception(what)
{
    /// <summary>Bytes before it.</summary>
    public int Offset { get; } = offset;
}
