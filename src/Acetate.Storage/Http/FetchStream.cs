namespace Acetate.Storage.Http;

/// <summary>A file of a <see cref="ServedFolder"/>, from the pieces of its window. Nothing is asked for before the first byte is read.</summary>
internal sealed class FetchStream(FetchWindow window, int file, long start, long end) : Stream
{
    private int _next = window.FirstOf(file);
    private ReadOnlyMemory<byte> _alone;
    private readonly long _start = start;
    private long _at = start;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => end - _start;

    public override long Position
    {
        get => _at - _start;
        set => throw new NotSupportedException("This stream goes forward only.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _at == end) return 0;
        buffer = buffer[..(int)Math.Min(buffer.Length, end - _at)];
        var unit = window.UnitOf(file, _at);
        Release(unit);
        var count = _alone.IsEmpty ? await window.CopyAsync(unit, file, _at, buffer, cancellationToken).ConfigureAwait(false) : 0;
        if (count == 0)
        {
            if (_alone.IsEmpty) _alone = await window.AloneAsync(file, _at).WaitAsync(cancellationToken).ConfigureAwait(false);
            count = Math.Min(buffer.Length, _alone.Length);
            _alone[..count].CopyTo(buffer);
            _alone = _alone[count..];
        }

        _at += count;
        if (_at == window.EndOf(unit, file)) Release(unit + 1);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream goes forward only.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("A file of a server is only read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A file of a server is only read.");

    protected override void Dispose(bool disposing)
    {
        if (disposing) Release(window.LastOf(file) + 1);
        base.Dispose(disposing);
    }

    /// <summary>Units before this one are needed no more, whether they were read or not.</summary>
    private void Release(int before)
    {
        for (; _next < before; _next++) window.Used(_next);
    }
}
