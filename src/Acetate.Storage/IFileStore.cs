namespace Acetate.Storage;

/// <summary>A place that keeps files: a folder on disk or a bucket. Every implementation passes <c>FileStoreConformance</c>.</summary>
/// <remarks>
/// <para>A file appears under its key whole and durable, or not at all. Nothing is overwritten unless
/// <see cref="WriteOptions.Replace"/> is set. Reading a file that is absent gives null or <see cref="StoreException"/>
/// with <see cref="StoreProblem.NotFound"/>, never an empty file.</para>
/// <para>All members may be used at the same time from several threads and processes; two writers of one key are kept apart.</para>
/// </remarks>
public interface IFileStore : IAsyncDisposable
{
    /// <summary>The URL that this store is opened by; it holds no secret.</summary>
    Uri Location { get; }

    /// <summary>What this store can do.</summary>
    StoreFeatures Features { get; }

    /// <summary>The file, or null when there is none.</summary>
    Task<StoredFile?> FindAsync(StoreKey key, CancellationToken cancellationToken);

    /// <summary>All files whose key begins with <paramref name="prefix"/> followed by <c>/</c>, ordered by key (ordinal, UTF-8);
    /// the default key lists everything. Partial writes are not listed.</summary>
    IAsyncEnumerable<StoredFile> ListAsync(StoreKey prefix, CancellationToken cancellationToken);

    /// <summary>Opens the file, or a range of it, for reading. The stream is forward only unless <see cref="StoreFeatures.CanSeek"/>.</summary>
    Task<Stream> OpenReadAsync(StoreKey key, ReadOptions options, CancellationToken cancellationToken);

    /// <summary>Begins writing a file, or takes up a write that was interrupted: <see cref="StoreWriter.Position"/> says
    /// how many bytes are already safe.</summary>
    Task<StoreWriter> OpenWriteAsync(StoreKey key, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Removes a file; false when there was none.</summary>
    Task<bool> DeleteAsync(StoreKey key, CancellationToken cancellationToken);
}

/// <summary>What a store can do, as data.</summary>
public sealed record StoreFeatures
{
    /// <summary>An interrupted write can be taken up where it ended.</summary>
    public required bool CanResumeWrites { get; init; }

    /// <summary>Read streams can seek.</summary>
    public required bool CanSeek { get; init; }

    /// <summary>A file without <see cref="WriteOptions.Replace"/> is refused atomically when the key is taken.</summary>
    public required bool HasAtomicCreate { get; init; }

    /// <summary>Reading back can be kept from being answered by this machine's page cache.</summary>
    public required bool CanBypassCache { get; init; }

    /// <summary>The smallest resumable unit in bytes: 1 on disk, the part size on S3.</summary>
    public required long ResumeGranularity { get; init; }
}

/// <summary>A file in a store.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">When it was published.</param>
public sealed record StoredFile(StoreKey Key, long Length, DateTimeOffset Modified);

/// <summary>How to read.</summary>
public sealed record ReadOptions
{
    /// <summary>First byte; the default is 0.</summary>
    public long Offset { get; init; }

    /// <summary>Bytes to read; the default, null, is to the end.</summary>
    public long? Length { get; init; }

    /// <summary>Read what the device holds, not what memory remembers; the default is false.</summary>
    public bool BypassCache { get; init; }
}

/// <summary>How to write.</summary>
public sealed record WriteOptions
{
    /// <summary>The length the file will have; publishing any other number of bytes is refused.</summary>
    public required long Length { get; init; }

    /// <summary>Names the content (a source's identity and hash): only a partial write with the same tag is taken up again.</summary>
    public required string ResumeTag { get; init; }

    /// <summary>Replace a file of that key; the default, false, refuses.</summary>
    public bool Replace { get; init; }
}

/// <summary>A file being written. Disposing without publishing keeps the partial write for another try.</summary>
public abstract class StoreWriter : IAsyncDisposable
{
    /// <summary>Bytes that need not be written again; writing continues here.</summary>
    public abstract long Position { get; }

    /// <summary>Writes the next bytes.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Makes the file durable and gives it its final name.</summary>
    public abstract Task<StoredFile> PublishAsync(CancellationToken cancellationToken);

    /// <summary>Throws the partial write away.</summary>
    public abstract Task DiscardAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
