using System.Globalization;
using System.Net.Http.Headers;

namespace Acetate.Storage.Http;

/// <summary>Sends a large file in pieces, several on their way at once, each on a connection of its own. The server publishes with the last byte, so the last piece is kept back until publishing is asked for.</summary>
/// <remarks>
/// One connection does not fill a long line that loses packets. The server takes a piece that comes before its turn into memory and
/// writes them in order, so hashing and going on need know nothing of it; a server that takes none is sent one after the other. A piece is
/// as large as makes its answer come in one to four seconds: so much is on its way when a rate is changed, and so much is sent again at
/// most after a break. docs/formats/uploads.md.
/// </remarks>
internal sealed class TusPieces : StoreWriter
{
    private const string Ahead = "Upload-Ahead";
    private const int Smallest = 256 << 10, First = 1 << 20, Together = 48 << 20;
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(1), Slow = TimeSpan.FromSeconds(4), Farewell = TimeSpan.FromSeconds(2);

    private readonly TusCalls _calls;
    private readonly StoreKey _key;
    private readonly WriteOptions _options;
    private readonly Uri _address;
    private readonly int _atOnce, _largest;
    private readonly Queue<Task> _sending = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private byte[]? _piece;
    private int _filled, _size;
    private long _position, _confirmed;
    private bool _isOver;

    private TusPieces(TusCalls calls, StoreKey key, WriteOptions options, Uri address, long position, long ahead)
    {
        (_calls, _key, _options, _address, _position, _confirmed) = (calls, key, options, address, position, position);
        _atOnce = ahead < Smallest ? 1 : LongWay.Last switch { LineKind.Near => 3, LineKind.Measured => 6, _ => 24 };
        _largest = _atOnce == 1 ? TusWriter.PieceSize : (int)Math.Min(Math.Min(ahead, TusWriter.PieceSize), Together / _atOnce);
        _size = _atOnce == 1 ? _largest : First;
    }

    /// <inheritdoc/>
    public override long Position => _position;

    /// <summary>Makes the upload, or finds the one that the server already has for the same content.</summary>
    public static async Task<TusPieces> TakeUpAsync(TusCalls calls, StoreKey key, WriteOptions options, CancellationToken cancellationToken)
    {
        var address = await TusWriter.CreateAsync(calls, key, options, cancellationToken).ConfigureAwait(false);
        var (offset, ahead) = await OffsetAsync(calls, key, address, cancellationToken).ConfigureAwait(false);
        return new TusPieces(calls, key, options, address, offset, ahead);
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isOver, this);
        if (_position + bytes.Length > _options.Length) throw TusWriter.WrongCount(_calls, _key, _options, _position + bytes.Length);
        while (bytes.Length > 0)
        {
            if (_piece is not null && _filled == _piece.Length) await SendAsync(cancellationToken).ConfigureAwait(false);
            // Not from a pool: of a request that was given up, a connection may still hold it.
            _piece ??= GC.AllocateUninitializedArray<byte>(Volatile.Read(ref _size));
            var count = Math.Min(bytes.Length, _piece.Length - _filled);
            bytes[..count].CopyTo(_piece.AsMemory(_filled));
            (_filled, _position, bytes) = (_filled + count, _position + count, bytes[count..]);
        }
    }

    /// <inheritdoc/>
    public override async Task<StoredFile> PublishAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isOver, this);
        if (_position != _options.Length) throw TusWriter.WrongCount(_calls, _key, _options, _position);
        if (_filled > 0) await SendAsync(cancellationToken).ConfigureAwait(false);
        while (_sending.TryDequeue(out var one)) await one.WaitAsync(cancellationToken).ConfigureAwait(false);
        _isOver = true;
        return new StoredFile(_key, _options.Length, _calls.Clock.GetUtcNow());
    }

    /// <inheritdoc/>
    public override async Task DiscardAsync(CancellationToken cancellationToken)
    {
        if (_isOver) return;
        await EndAsync(TimeSpan.Zero).ConfigureAwait(false);
        using var _ = await _calls.SendAsync("tidying", _key, () => new HttpRequestMessage(HttpMethod.Delete, _address), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await EndAsync(Farewell).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task EndAsync(TimeSpan patience)
    {
        _isOver = true;
        _piece = null;
        // Pieces on their way may arrive: they need not be sent again.
        _stop.CancelAfter(patience);
        while (_sending.TryDequeue(out var one)) await one.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        // What an earlier piece met is told here, in the order of writing.
        while (_sending.Count >= _atOnce || (_sending.TryPeek(out var oldest) && oldest.IsCompleted))
            await _sending.Dequeue().WaitAsync(cancellationToken).ConfigureAwait(false);
        var (bytes, count, end) = (_piece!, _filled, _position);
        (_piece, _filled) = (null, 0);
        _sending.Enqueue(Task.Run(() => SendPieceAsync(bytes, count, end - count, _stop.Token), CancellationToken.None));
    }

    /// <summary>Sends a piece until the server has written it; a broken try goes on from wherever the server says it is.</summary>
    private async Task SendPieceAsync(byte[] bytes, int count, long start, CancellationToken cancellationToken)
    {
        var (from, end, isAhead, furthest) = (start, start + count, _atOnce > 1, 0L);
        for (var attempt = 1; ; attempt++)
        {
            var since = _calls.Clock.GetTimestamp();
            var content = new ByteArrayContent(bytes, (int)(from - start), (int)(end - from));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
            var request = new HttpRequestMessage(HttpMethod.Patch, _address) { Content = content };
            request.Headers.Add("Upload-Offset", from.ToString(CultureInfo.InvariantCulture));
            if (isAhead) request.Headers.Add(Ahead, "1");
            var (answer, problem) = await _calls.TryAsync(request, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            using (answer)
            {
                if (answer is { IsSuccessStatusCode: true })
                {
                    if ((TusCalls.Number(answer, "Upload-Offset") ?? end) >= end)
                    {
                        if (attempt == 1) Learn(_calls.Clock.GetElapsedTime(since));
                        break;
                    }
                }
                else if (answer is not null && !TusCalls.IsPassing(answer) && !await TusWriter.IsOffsetConflictAsync(answer, cancellationToken).ConfigureAwait(false))
                {
                    throw await _calls.ExplainAsync("writing", _key, answer, cancellationToken).ConfigureAwait(false);
                }

                if (attempt >= _calls.Attempts)
                    throw answer is null ? _calls.Unavailable("writing", _key, problem)
                        : await _calls.ExplainAsync("writing", _key, answer, cancellationToken).ConfigureAwait(false);
            }

            await _calls.PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
            // Before it is asked: while the answer is on its way, more may be confirmed.
            long confirmed;
            lock (_lock) confirmed = _confirmed;
            var (at, _) = await OffsetAsync(_calls, _key, _address, cancellationToken).ConfigureAwait(false);
            if (at >= end) break;
            if (at < confirmed) throw SteppedBack(at);
            // On a line that breaks again and again, what counts is whether anything moves.
            if (at > furthest) (furthest, attempt) = (at, 0);
            // A piece whose turn it is ends the broken request that still holds the file.
            (from, isAhead) = at >= start ? (at, false) : (start, true);
        }

        lock (_lock) _confirmed = Math.Max(_confirmed, end);
    }

    /// <summary>The server lost bytes that it had confirmed. The next try takes the upload up from where it is.</summary>
    private StoreException SteppedBack(long at) => new(StoreProblem.Unavailable, string.Create(CultureInfo.InvariantCulture,
        $"Writing '{_calls.Name(_key)}' failed: the server went back to byte {at:N0} of what it had taken."));

    private void Learn(TimeSpan took)
    {
        if (_atOnce == 1) return;
        lock (_lock)
            if (took < Quick) _size = Math.Min(_largest, _size * 2);
            else if (took > Slow) _size = Math.Max(Smallest, _size / 2);
    }

    private static async Task<(long Offset, long Ahead)> OffsetAsync(TusCalls calls, StoreKey key, Uri address, CancellationToken cancellationToken)
    {
        using var found = await calls.SendAsync("writing", key, () => new HttpRequestMessage(HttpMethod.Head, address), cancellationToken).ConfigureAwait(false);
        return found.IsSuccessStatusCode && TusCalls.Number(found, "Upload-Offset") is { } offset
            ? (offset, TusCalls.Number(found, Ahead) ?? 0)
            : throw await calls.ExplainAsync("writing", key, found, cancellationToken).ConfigureAwait(false);
    }
}
