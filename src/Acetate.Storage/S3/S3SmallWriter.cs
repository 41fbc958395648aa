using System.Buffers;
using Amazon.S3.Model;

namespace Acetate.Storage.S3;

/// <summary>Writes an object of at most one part: kept in memory and sent whole, so there is nothing to take up.</summary>
internal sealed class S3SmallWriter(S3Store store, S3Calls calls, StoreKey key, WriteOptions options) : StoreWriter
{
    private readonly string _writer = Guid.NewGuid().ToString("N");
    private byte[]? _bytes = ArrayPool<byte>.Shared.Rent((int)Math.Max(1, options.Length));
    private int _count;

    /// <inheritdoc/>
    public override long Position => _count;

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_bytes is null, this);
        if (_count + bytes.Length > options.Length) throw S3Store.WrongCount(calls, store.ObjectKey(key), options.Length, (long)_count + bytes.Length);
        bytes.CopyTo(_bytes.AsMemory(_count));
        _count += bytes.Length;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task<StoredFile> PublishAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_bytes is null, this);
        var name = store.ObjectKey(key);
        if (_count != options.Length) throw S3Store.WrongCount(calls, name, options.Length, _count);
        if (!options.Replace && !store.Abilities.ConditionalPut) await store.RefuseTakenAsync(key, cancellationToken).ConfigureAwait(false);
        try
        {
            await calls.RunAsync("writing", name, () => PutAsync(name, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException problem) when (problem.Problem == StoreProblem.AlreadyExists)
        {
            if (!await store.IsWrittenByAsync(name, _writer, cancellationToken).ConfigureAwait(false)) throw;
        }

        Release();
        return await store.CountedAsync(key, options.Length, cancellationToken).ConfigureAwait(false);
    }

    private Task<PutObjectResponse> PutAsync(string name, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = calls.Bucket,
            Key = name,
            InputStream = new MemoryStream(_bytes!, 0, _count, writable: false),
            // The body is signed as a whole: its SHA-256 travels with it and the server checks it.
            UseChunkEncoding = false,
            IfNoneMatch = options.Replace ? null : "*",
            ContentType = "application/octet-stream",
        };
        request.Metadata.Add(S3Store.WriterMetadata, _writer);
        return calls.Client.PutObjectAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task DiscardAsync(CancellationToken cancellationToken)
    {
        Release();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Release();
        return ValueTask.CompletedTask;
    }

    private void Release()
    {
        if (_bytes is { } bytes) ArrayPool<byte>.Shared.Return(bytes);
        _bytes = null;
    }
}
