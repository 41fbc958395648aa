using Acetate.Hashing;

namespace Acetate.Mhl.Xml;

/// <summary>A stream that computes the C4 identifier of everything read through it.</summary>
internal sealed class HashingInput(Stream source) : Stream
{
    private readonly MultiHash hash = new(HashFormat.C4);

    /// <summary>Reads what is left and returns the identifier of the whole.</summary>
    public HashDigest Finish(CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (Read(buffer, 0, buffer.Length) > 0) cancellationToken.ThrowIfCancellationRequested();
        return hash.Finish()[0];
    }

    public override int Read(Span<byte> buffer)
    {
        var count = source.Read(buffer);
        hash.Append(buffer[..count]);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing) hash.Dispose();
        base.Dispose(disposing);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
