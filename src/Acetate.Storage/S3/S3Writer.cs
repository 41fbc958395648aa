using System.Buffers;
using Amazon.S3.Model;

namespace Acetate.Storage.S3;

/// <summary>Writes a large object in parallel parts, with at most <see cref="Parallel"/> of them in memory beside the one being filled.</summary>
internal sealed class S3Writer : StoreWriter
{
    private const int Parallel = 4;

    private readonly S3Store _store;
    private readonly S3Calls _calls;
    private readonly StoreKey _key;
    private readonly WriteOptions _options;
    private readonly UploadLease _lease;
    private readonly SortedDictionary<int, string> _parts;
    private readonly List<Task> _sending = [];
    private readonly SemaphoreSlim _room = new(Parallel);
    private readonly CancellationTokenSource _stop = new();
    private byte[]? _filling;
    private int _filled;
    private long _position;
    private bool _ended;

    /// <summary>Goes on after the parts that the server already has.</summary>
    public S3Writer(S3Store store, S3Calls calls, StoreKey key, WriteOptions options, UploadLease lease, SortedDictionary<int, string> parts)
    {
        (_store, _calls, _key, _options, _lease, _parts) = (store, calls, key, options, lease, parts);
        _position = Math.Min((long)parts.Count * Note.PartSize, options.Length);
    }

    /// <inheritdoc/>
    public override long Position => _position;

    private UploadNote Note => _lease.Note;

    private string Name => Note.Key;

    /// <summary>Bytes of a part: 8 MiB, or more for an object that would otherwise need more than 9,000 of them (S3 allows 10,000).</summary>
    public static int PartSizeFor(long length)
    {
        const long smallest = 8 << 20, step = 1 << 20;
        return (int)Math.Max(smallest, (length / 9000 + step - 1) / step * step);
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_ended, this);
        if (_position + bytes.Length > _options.Length) throw S3Store.WrongCount(_calls, Name, _options.Length, _position + bytes.Length);
        while (bytes.Length > 0)
        {
            _filling ??= ArrayPool<byte>.Shared.Rent(Note.PartSize);
            var count = Math.Min(bytes.Length, Note.PartSize - _filled);
            bytes[..count].CopyTo(_filling.AsMemory(_filled));
            (_filled, _position, bytes) = (_filled + count, _position + count, bytes[count..]);
            if (_filled == Note.PartSize) await SendAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        // What an earlier part met is told here, in the order of writing.
        foreach (var done in _sending.Where(task => task.IsCompleted).ToList())
        {
            if (!done.IsCompletedSuccessfully) _room.Release();
            await done.ConfigureAwait(false);
            _sending.Remove(done);
        }

        if (_lease.IsLost)
        {
            _room.Release();
            throw UploadLease.Busy(_calls, Name);
        }

        var (bytes, count) = (_filling!, _filled);
        var number = (int)((_position - 1) / Note.PartSize) + 1;
        (_filling, _filled) = (null, 0);
        _sending.Add(Task.Run(() => SendPartAsync(bytes, count, number), CancellationToken.None));
    }

    private async Task SendPartAsync(byte[] bytes, int count, int number)
    {
        try
        {
            var sent = await _calls.RunAsync("writing", Name, () => _calls.Client.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = _calls.Bucket,
                    Key = Name,
                    UploadId = Note.UploadId,
                    PartNumber = number,
                    InputStream = new MemoryStream(bytes, 0, count, writable: false),
                    UseChunkEncoding = false,
                }, _stop.Token), _stop.Token).ConfigureAwait(false);
            lock (_parts) _parts[number] = sent.ETag;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            _room.Release();
        }
    }

    /// <inheritdoc/>
    public override async Task<StoredFile> PublishAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_ended, this);
        if (_position != _options.Length) throw S3Store.WrongCount(_calls, Name, _options.Length, _position);
        if (_filled > 0) await SendAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(_sending).WaitAsync(cancellationToken).ConfigureAwait(false);
        _sending.Clear();
        if (!_options.Replace && !_store.Abilities.ConditionalComplete) await _store.RefuseTakenAsync(_key, cancellationToken).ConfigureAwait(false);
        if (_lease.IsLost) throw UploadLease.Busy(_calls, Name);
        try
        {
            await _calls.RunAsync("publishing", Name, () => _calls.Client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest
                {
                    BucketName = _calls.Bucket,
                    Key = Name,
                    UploadId = Note.UploadId,
                    PartETags = [.. _parts.Select(part => new PartETag(part.Key, part.Value))],
                    IfNoneMatch = !_options.Replace && _store.Abilities.ConditionalComplete ? "*" : null,
                }, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException problem) when (problem.Problem is StoreProblem.AlreadyExists or StoreProblem.NotFound)
        {
            // The answer to an earlier try may have been lost: then the object is there, and it is ours.
            if (!await _store.IsWrittenByAsync(Name, Note.Writer, cancellationToken).ConfigureAwait(false)) throw;
        }

        var file = await _store.CountedAsync(_key, _options.Length, cancellationToken).ConfigureAwait(false);
        _ended = true;
        await _lease.EndAsync(remove: true, cancellationToken).ConfigureAwait(false);
        return file;
    }

    /// <inheritdoc/>
    public override async Task DiscardAsync(CancellationToken cancellationToken)
    {
        if (_ended) return;
        _ended = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        await SettleAsync().ConfigureAwait(false);
        await _store.AbortAsync(Name, Note.UploadId, cancellationToken).ConfigureAwait(false);
        await _lease.EndAsync(remove: true, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        // Parts on their way may arrive: they need not be sent again.
        _stop.CancelAfter(TimeSpan.FromSeconds(20));
        await SettleAsync().ConfigureAwait(false);
        if (!_ended)
        {
            _ended = true;
            try
            {
                await _lease.EndAsync(remove: false, CancellationToken.None).ConfigureAwait(false);
            }
            catch (StoreException)
            {
                // Then the note runs out by itself.
            }
        }

        if (_filling is { } bytes) ArrayPool<byte>.Shared.Return(bytes);
        _filling = null;
        await _lease.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
        _room.Dispose();
    }

    private Task SettleAsync() => Task.WhenAll(_sending).ContinueWith(
        static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
