using System.Text;

namespace Acetate.Mhl.Xml;

/// <summary>A stream that gives out only so many bytes between two steps of the XML reader, and only so many in all.</summary>
/// <remarks>An XML reader holds a name, an attribute or a text in memory while it looks for its end. The budget between
/// two steps bounds that, whatever a hostile document says. The wrapped stream is not closed.</remarks>
internal sealed class BoundedInput(Stream source, string document) : Stream
{
    /// <summary>Bytes one node may take, reader's buffering included.</summary>
    public const int BytesPerNode = 4 * 1024 * 1024;

    private long nodeLimit = BytesPerNode;
    private byte[] first = [];
    private int firstGiven;

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Bytes the whole document may have.</summary>
    public long MaxBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>To be called after each step of the reader.</summary>
    public void NodeDone() => nodeLimit = BytesRead + BytesPerNode;

    /// <summary>Looks at the first bytes for UTF-16 and UTF-32 without a byte order mark; null for everything else.</summary>
    public Encoding? EncodingWithoutMark()
    {
        first = new byte[4];
        var count = source.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        first = first[..count];
        return first switch
        {
            [0, 0, 0, (byte)'<'] => new UTF32Encoding(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true),
            [(byte)'<', 0, 0, 0] => new UTF32Encoding(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true),
            [0, (byte)'<', 0, _] => new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true),
            [(byte)'<', 0, _, 0] => new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true),
            _ => null,
        };
    }

    public override int Read(Span<byte> buffer)
    {
        if (firstGiven < first.Length)
        {
            var again = Math.Min(buffer.Length, first.Length - firstGiven);
            first.AsSpan(firstGiven, again).CopyTo(buffer);
            firstGiven += again;
            BytesRead += again;
            return again;
        }

        if (BytesRead >= MaxBytes)
            throw new MhlException(MhlProblem.TooLarge, $"The document is larger than {MaxBytes:N0} bytes.", document);
        if (BytesRead >= nodeLimit)
            throw new MhlException(MhlProblem.TooLarge, $"One element, attribute or comment is larger than {BytesPerNode:N0} bytes.", document);
        var count = source.Read(buffer);
        BytesRead += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => BytesRead; set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
