using Acetate.Media.Inspect;
using Acetate.Storage;
using Acetate.Storage.Ranges;

namespace Acetate.Steps;

/// <summary>A file in a store elsewhere, of which parts are read by way of the cache of this machine, or of a folder of this step where there is none.</summary>
internal sealed class RemoteFile : IDisposable
{
    private readonly CachedFile cached;

    private RemoteFile(CachedFile cached) => this.cached = cached;

    /// <summary>Bytes that were fetched for this step.</summary>
    public long Fetched => cached.Fetched;

    /// <summary>Opens it; null where the store cannot say that parts are of one and the same file.</summary>
    /// <param name="store">The store.</param>
    /// <param name="file">The file as it was found there.</param>
    /// <param name="cache">The machine's cache; null where there is none.</param>
    /// <param name="folder">A folder of this step, which goes away.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public static async Task<RemoteFile?> OpenAsync(IFileStore store, StoredFile file, ReadCache? cache, string folder, TimeProvider clock, CancellationToken cancellationToken) =>
        file.ContentTag is null || file.Length == 0 ? null
            : new(await (cache ?? new(Path.Join(folder, "parts"), long.MaxValue, clock)).OpenAsync(store, file, cancellationToken).ConfigureAwait(false));

    /// <summary>Reads bytes, and fetches what is missing.</summary>
    public Task<int> ReadAsync(long offset, Memory<byte> target, CancellationToken cancellationToken) => cached.ReadAsync(offset, target, cancellationToken);

    /// <summary>Fetches ranges, neighbours together and several requests at once.</summary>
    public Task FetchAsync(IEnumerable<StoredRange> ranges, Action alive, CancellationToken cancellationToken) => cached.FetchAsync([.. ranges], alive, cancellationToken);

    /// <summary>For readers of headers, which are synchronous.</summary>
    public RangeReader Ranges(CancellationToken cancellationToken) => (offset, target) =>
    {
        var buffer = new byte[target.Length];
        var count = cached.ReadAsync(offset, buffer, cancellationToken).GetAwaiter().GetResult();
        buffer.AsSpan(0, count).CopyTo(target);
        return count;
    };

    /// <inheritdoc/>
    public void Dispose() => cached.Dispose();
}
