using System.Collections.Immutable;
using System.Runtime.CompilerServices;

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
    /// the default key lists everything. Partial writes and links are not listed.</summary>
    /// <remarks>A file whose name cannot be a key stops the list with <see cref="StoreProblem.InvalidName"/>: leaving it out
    /// silently would lose footage.</remarks>
    IAsyncEnumerable<StoredFile> ListAsync(StoreKey prefix, CancellationToken cancellationToken);

    /// <summary>The keys that begin with <paramref name="prefix"/>, in no order. What may be read from names alone is: a key may turn out to be
    /// no file when it is looked at. Much quicker than <see cref="ListAsync"/> where every file must be looked at for its length.</summary>
    async IAsyncEnumerable<StoreKey> ListKeysAsync(StoreKey prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var file in ListAsync(prefix, cancellationToken).ConfigureAwait(false)) yield return file.Key;
    }

    /// <summary>Finds the file and opens it for reading, in one go where the store can; null when there is none.</summary>
    async Task<(StoredFile File, Stream Stream)?> TryOpenReadAsync(StoreKey key, ReadOptions options, CancellationToken cancellationToken) =>
        await FindAsync(key, cancellationToken).ConfigureAwait(false) is { } found
            ? (found, await OpenReadAsync(key, options, cancellationToken).ConfigureAwait(false))
            : null;

    /// <summary>Opens the file, or a range of it, for reading. The stream is forward only unless <see cref="StoreFeatures.CanSeek"/>.</summary>
    Task<Stream> OpenReadAsync(StoreKey key, ReadOptions options, CancellationToken cancellationToken);

    /// <summary>Begins writing a file, or takes up a write that was interrupted: <see cref="StoreWriter.Position"/> says
    /// how many bytes are already safe.</summary>
    Task<StoreWriter> OpenWriteAsync(StoreKey key, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Publishes several files of this store at once, which costs far less than one by one when they are small.</summary>
    /// <remarks>Each file is whole and durable under its key when this returns, or its outcome says why not; one failure does
    /// not touch the others. The outcomes are in the order of <paramref name="writers"/>.</remarks>
    Task<ImmutableArray<PublishOutcome>> PublishAllAsync(IReadOnlyList<StoreWriter> writers, CancellationToken cancellationToken);

    /// <summary>Removes a file; false when there was none.</summary>
    Task<bool> DeleteAsync(StoreKey key, CancellationToken cancellationToken);

    /// <summary>Gives a folder, with all that is in it, a name that is free: what somebody waits for under that name is there whole or not at all
    /// (<see cref="StoreFeatures.HasAtomicFolders"/>). An interrupted move is taken up by calling again. A folder that held nothing else goes with it.</summary>
    /// <exception cref="StoreException">There is no such folder, the new name is taken, or this store cannot do it (the default).</exception>
    Task MoveFolderAsync(StoreKey from, StoreKey to, CancellationToken cancellationToken) =>
        throw new StoreException(StoreProblem.Denied, $"Moving '{from}' failed: the store at {Location} cannot give a folder another name.");

    /// <summary>Removes a folder with all that is in it; on disk its interrupted writes, too, elsewhere those go with <see cref="DiscardStaleAsync"/>. For what nobody
    /// was ever shown: whoever writes there meanwhile fails. False when there is nothing.</summary>
    /// <exception cref="ArgumentException">The key is empty: a whole store is never removed.</exception>
    async Task<bool> RemoveFolderAsync(StoreKey folder, CancellationToken cancellationToken)
    {
        if (folder.IsEmpty) throw new ArgumentException("The empty key is the whole store.", nameof(folder));
        var found = false;
        await foreach (var key in ListKeysAsync(folder, cancellationToken).ConfigureAwait(false)) found |= await DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        return found;
    }

    /// <summary>Throws away partial writes that nobody has touched since <paramref name="before"/>, and says how many.</summary>
    Task<int> DiscardStaleAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>What a store can do, as data.</summary>
public sealed record StoreFeatures
{
    /// <summary>An interrupted write can be taken up where it ended.</summary>
    public required bool CanResumeWrites { get; init; }

    /// <summary>Files can be listed and read back; false for a store that only takes them. The default is true.</summary>
    public bool CanRead { get; init; } = true;

    /// <summary>A folder that is moved has its new name all at once. Elsewhere its files come one after the other, the seal of its manifests last. The default is false.</summary>
    public bool HasAtomicFolders { get; init; }

    /// <summary>Read streams can seek.</summary>
    public required bool CanSeek { get; init; }

    /// <summary>A file without <see cref="WriteOptions.Replace"/> is refused atomically when the key is taken.</summary>
    public required bool HasAtomicCreate { get; init; }

    /// <summary>How <see cref="ReadOptions.BypassCache"/> is kept.</summary>
    public required ReadBack ReadBack { get; init; }

    /// <summary>Reading back can be kept from being answered by this machine's page cache.</summary>
    public bool CanBypassCache => ReadBack != ReadBack.Unproven;

    /// <summary>The store is at the other end of a network.</summary>
    public required bool IsRemote { get; init; }

    /// <summary><see cref="WriteOptions.Modified"/> is kept and given back as <see cref="StoredFile.Modified"/>.</summary>
    public required bool KeepsModified { get; init; }

    /// <summary>The smallest resumable unit in bytes: 1 on disk, the part size on S3.</summary>
    public required long ResumeGranularity { get; init; }
}

/// <summary>What stands behind a read that bypasses the cache.</summary>
public enum ReadBack
{
    /// <summary>Nothing is promised: the store lives in memory, or cannot be read.</summary>
    Unproven,

    /// <summary>The device is read directly (O_DIRECT); the page cache takes no part.</summary>
    Direct,

    /// <summary>The file is synced and its pages are dropped before reading; the system may keep some.</summary>
    CacheDropped,

    /// <summary>The bytes come from another machine, in an answer of their own.</summary>
    Remote,
}

/// <summary>A file in a store.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">When its content was last changed, or else when it was published.</param>
public sealed record StoredFile(StoreKey Key, long Length, DateTimeOffset Modified)
{
    /// <summary>Names this file as it is: one that was written, replaced, dated or renamed since has another. Null (the default) where the store does not tell.</summary>
    public string? Revision { get; init; }

    /// <summary>What the store calls this content, for <see cref="ReadOptions.ContentTag"/>; no proof of any byte. Null (the default) where parts cannot be asked for by it.</summary>
    public string? ContentTag { get; init; }
}

/// <summary>What became of one file of <see cref="IFileStore.PublishAllAsync"/>: exactly one of the two is set.</summary>
/// <param name="File">The file, when it was published.</param>
/// <param name="Problem">Why it was not.</param>
public sealed record PublishOutcome(StoredFile? File, StoreException? Problem);

/// <summary>How to read.</summary>
public sealed record ReadOptions
{
    /// <summary>First byte; the default is 0.</summary>
    public long Offset { get; init; }

    /// <summary>Bytes to read; the default, null, is to the end.</summary>
    public long? Length { get; init; }

    /// <summary>The <see cref="StoredFile.ContentTag"/> of the file as it was found: a file that was replaced since is refused with <see cref="StoreProblem.Mismatch"/>, so that
    /// parts of two are never put together. The default, null, reads what is there.</summary>
    public string? ContentTag { get; init; }

    /// <summary>Read what the device holds, not what memory remembers; the default is false.</summary>
    public bool BypassCache { get; init; }

    /// <summary>Whether nobody is likely to read the bytes again soon, so that a store that can need not remember them: to put them into memory costs as much as reading them.
    /// What is remembered already is right all the same. The default is false.</summary>
    public bool Once { get; init; }
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

    /// <summary>When the content was last changed, for stores with <see cref="StoreFeatures.KeepsModified"/>; the default, null, is now.</summary>
    public DateTimeOffset? Modified { get; init; }
}

/// <summary>A file being written, by one task at a time. Disposing without publishing keeps the partial write for another try.</summary>
public abstract class StoreWriter : IAsyncDisposable
{
    /// <summary>Bytes that need not be written again; writing continues here.</summary>
    public abstract long Position { get; }

    /// <summary>Writes the next bytes. The memory may be used again once the task has ended.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>The bytes before <see cref="Position"/> as this writer found them when it was opened, for rebuilding a hash;
    /// null when the store cannot show an unpublished write. The base answer is null.</summary>
    public virtual Task<Stream?> OpenWrittenAsync(CancellationToken cancellationToken) => Task.FromResult<Stream?>(null);

    /// <summary>Ends the writing without publishing: what was written can be looked at before it gets its name. Only publishing or discarding may follow.</summary>
    /// <returns>Where programs on this machine can read the file meanwhile. Null where the store cannot show an unpublished write (the base answer); then nothing was ended.</returns>
    /// <exception cref="StoreException">Another number of bytes was written than was announced, or the device failed.</exception>
    public virtual Task<string?> SettleAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>Makes the file durable and gives it its final name.</summary>
    public abstract Task<StoredFile> PublishAsync(CancellationToken cancellationToken);

    /// <summary>Throws the partial write away.</summary>
    public abstract Task DiscardAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
