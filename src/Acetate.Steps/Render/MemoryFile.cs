using System.Buffers;

namespace Acetate.Steps.Render;

/// <summary>A file while it is made: a seekable stream over pieces of memory that are lent, so that a picture of a hundred megabytes costs no copies while it grows.</summary>
internal sealed class MemoryFile(long limit) : Stream
{
    // The pool keeps a certain number of arrays for each processor: large ones, or most of a picture would be new memory each time.
    private const int Piece = 4 << 20;

    private readonly List<byte[]> _pieces = [];
    private long _length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get; set; }

    /// <summary>The bytes, piece by piece.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces
    {
        get
        {
            for (long at = 0; at < _length; at += Piece) yield return _pieces[(int)(at / Piece)].AsMemory(0, (int)Math.Min(Piece, _length - at));
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var done = 0;
        while (done < buffer.Length && Position < _length)
        {
            var within = (int)(Position % Piece);
            var count = (int)Math.Min(Math.Min(Piece - within, buffer.Length - done), _length - Position);
            _pieces[(int)(Position / Piece)].AsSpan(within, count).CopyTo(buffer[done..]);
            (Position, done) = (Position + count, done + count);
        }

        return done;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Reserve(Position + buffer.Length);
        if (Position > _length) Clear(_length, Position);
        while (!buffer.IsEmpty)
        {
            var within = (int)(Position % Piece);
            var count = Math.Min(Piece - within, buffer.Length);
            buffer[..count].CopyTo(_pieces[(int)(Position / Piece)].AsSpan(within));
            Position += count;
            buffer = buffer[count..];
        }

        _length = Math.Max(_length, Position);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => _length + offset,
    };

    public override void SetLength(long value)
    {
        Reserve(value);
        if (value > _length) Clear(_length, value);
        _length = value;
    }

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var piece in _pieces) ArrayPool<byte>.Shared.Return(piece);
        _pieces.Clear();
        _length = 0;
        base.Dispose(disposing);
    }

    private void Reserve(long length)
    {
        if (length > limit) throw new InvalidOperationException($"A frame became larger than the {limit:N0} bytes that it may have.");
        while ((long)_pieces.Count * Piece < length) _pieces.Add(ArrayPool<byte>.Shared.Rent(Piece));
    }

    // What is skipped over reads as zeros, as in a file.
    private void Clear(long from, long to)
    {
        while (from < to)
        {
            var within = (int)(from % Piece);
            var count = (int)Math.Min(Piece - within, to - from);
            _pieces[(int)(from / Piece)].AsSpan(within, count).Clear();
            from += count;
        }
    }
}
