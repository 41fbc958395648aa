using System.Buffers;
using System.Text;

namespace Acetate.Otio.Json;

/// <summary>Writes JSON text in the form of the reference implementation: indented, a member to a line, nothing after the last brace.</summary>
internal sealed class JsonOutput : IDisposable
{
    private const int Chunk = 64 * 1024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (char)i), '"', '\\']);

    private readonly Stream stream;
    private readonly int indentation;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * Chunk);
    private int length;
    private bool isFirst = true, isAfterName;

    /// <summary>Makes an output with so many blanks for each level; 0 for one line.</summary>
    public JsonOutput(Stream stream, int indentation) => (this.stream, this.indentation) = (stream, indentation);

    /// <summary>How deep the next value lies.</summary>
    public int Level { get; private set; }

    /// <summary>Begins an object or a list.</summary>
    public void Open(char brace)
    {
        Begin();
        Raw((byte)brace);
        Level++;
        isFirst = true;
    }

    /// <summary>Ends an object or a list.</summary>
    public void Close(char brace)
    {
        Level--;
        if (!isFirst) NewLine();
        Raw((byte)brace);
        isFirst = false;
    }

    /// <summary>Writes the name of the next value.</summary>
    public void Name(string name)
    {
        Begin();
        Quoted(name);
        Raw((byte)':');
        if (indentation > 0) Raw((byte)' ');
        isAfterName = true;
    }

    /// <summary>Writes text.</summary>
    public void Text(string text)
    {
        Begin();
        Quoted(text);
    }

    /// <summary>Writes a number.</summary>
    public void Number(double value)
    {
        Begin();
        Took(NumberText.Write(value, Room(NumberText.MostLength)));
    }

    /// <summary>Writes something that is ASCII and JSON already: a number, a word.</summary>
    public void Plain(string word)
    {
        Begin();
        Took(Encoding.ASCII.GetBytes(word, Room(word.Length)));
    }

    /// <summary>Hands all to the stream.</summary>
    public void Flush()
    {
        stream.Write(buffer, 0, length);
        length = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    /// <summary>What stands before a value or a name: nothing, or a comma and a new line.</summary>
    private void Begin()
    {
        if (isAfterName)
        {
            isAfterName = false;
            return;
        }

        if (!isFirst) Raw((byte)',');
        if (Level > 0) NewLine();
        isFirst = false;
    }

    private void NewLine()
    {
        if (indentation == 0) return;
        Raw((byte)'\n');
        var blanks = Level * indentation;
        Room(blanks)[..blanks].Fill((byte)' ');
        length += blanks;
    }

    private void Quoted(string text)
    {
        Raw((byte)'"');
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var plain = rest.IndexOfAny(Escaped);
            // Pieces keep the buffer small; a pair of surrogates is not torn.
            var piece = Math.Min(plain < 0 ? rest.Length : plain, Chunk / 4);
            if (piece > 0 && piece < rest.Length && char.IsHighSurrogate(rest[piece - 1]) && char.IsLowSurrogate(rest[piece])) piece++;
            if (piece == 0)
            {
                Escape(rest[0]);
                rest = rest[1..];
                continue;
            }

            Took(Strict.GetBytes(rest[..piece], Room(3 * piece)));
            rest = rest[piece..];
        }

        Raw((byte)'"');
    }

    private void Escape(char letter)
    {
        switch (letter)
        {
            case '"': Ascii("\\\""u8); break;
            case '\\': Ascii("\\\\"u8); break;
            case '\b': Ascii("\\b"u8); break;
            case '\f': Ascii("\\f"u8); break;
            case '\n': Ascii("\\n"u8); break;
            case '\r': Ascii("\\r"u8); break;
            case '\t': Ascii("\\t"u8); break;
            default:
                Ascii("\\u00"u8);
                Raw((byte)(letter < 16 ? '0' : '1'));
                Raw((byte)"0123456789ABCDEF"[letter & 15]);
                break;
        }
    }

    private void Ascii(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        length += bytes.Length;
    }

    private void Raw(byte unit)
    {
        Room(1)[0] = unit;
        length++;
    }

    /// <summary>Counts bytes that were put into <see cref="Room"/>, which may have emptied the buffer before: hence no <c>length +=</c> around it.</summary>
    private void Took(int bytes) => length += bytes;

    private Span<byte> Room(int needed)
    {
        if (length + needed > Chunk) Flush();
        return buffer.AsSpan(length);
    }
}
