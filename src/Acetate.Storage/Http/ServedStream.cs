namespace Acetate.Storage.Http;

/// <summary>Reads a file of a server in pieces, the next one on its way while one is used: a connection that breaks costs one piece.</summary>
/// <param name="fetch">Gives so many bytes from a place in the file on, or throws.</param>
/// <param name="start">The first byte.</param>
/// <param name="end">The byte after the last.</param>
internal sealed class ServedStream(Func<long, int, CancellationToken, Task<byte[]>> fetch, long start, long end) : Stream
{
    private readonly CancellationTokenSource _closed = new();
    private readonly long _length = end - start;
    private Task<byte[]>? _next;
    private byte[] _piece = [];
    private int _used;
    private long _asked = start;
    private long _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _given;
        set => throw new NotSupportedException("This stream goes forward only.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        if (_used == _piece.Length)
        {
            if ((_next ?? Ask()) is not { } coming) return 0;
            // Whoever waits may go; the piece belongs to the stream.
            _piece = await coming.WaitAsync(cancellationToken).ConfigureAwait(false);
            _used = 0;
            _next = Ask();
        }

        var count = Math.Min(buffer.Length, _piece.Length - _used);
        _piece.AsMemory(_used, count).CopyTo(buffer);
        _used += count;
        _given += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream goes forward only.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("A file of a store is only read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A file of a store is only read.");

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed.IsCancellationRequested)
        {
            _closed.Cancel();
            // Nobody asks any more how the piece ended that was on its way.
            _next?.ContinueWith(static piece => _ = piece.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        base.Dispose(disposing);
    }

    private Task<byte[]>? Ask()
    {
        if (_asked == end) return null;
        var (from, count) = (_asked, (int)Math.Min(TusWriter.PieceSize, end - _asked));
        _asked += count;
        return fetch(from, count, _closed.Token);
    }
}
