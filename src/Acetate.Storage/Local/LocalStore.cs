using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Acetate.Storage.Native;

namespace Acetate.Storage.Local;

/// <summary>Files in a folder on disk.</summary>
/// <remarks>
/// A file is written beside its place under a temporary name, counted, synced, renamed without overwriting, and its folder
/// synced; the folder's own name is durable before that. A lock on the temporary file keeps two writers apart. Links that
/// lead out of the folder are refused. See docs/decisions/0030-write-ritual.md.
/// </remarks>
public sealed class LocalStore : IFileStore
{
    private readonly Disk _disk;
    private readonly StoreAccess _access;

    private LocalStore(Disk disk, StoreAccess access)
    {
        (_disk, _access) = (disk, access);
        Location = StoreUrl.ForFolder(disk.Root);
        var readBack = FindReadBack(disk, access);
        Features = new StoreFeatures
        {
            CanResumeWrites = true,
            CanSeek = true,
            HasAtomicCreate = true,
            ReadBack = readBack,
            HasAtomicFolders = true,
            IsRemote = false,
            KeepsModified = true,
            ResumeGranularity = 1,
        };
    }

    /// <inheritdoc/>
    public Uri Location { get; }

    /// <inheritdoc/>
    public StoreFeatures Features { get; }

    /// <summary>Opens a folder as a store.</summary>
    /// <param name="folder">Its full path. When it is missing it is made, if its parent is there and <paramref name="access"/> lets us write.</param>
    /// <param name="access">With <see cref="StoreAccess.Read"/> nothing is ever changed: that is how cards are opened.</param>
    /// <exception cref="StoreException">The folder is missing or may not be used.</exception>
    public static LocalStore Open(string folder, StoreAccess access) => Open(folder, access, trace: null);

    internal static LocalStore Open(string folder, StoreAccess access, Action<DiskCall>? trace)
    {
        if (!Path.IsPathFullyQualified(folder))
            throw new StoreException(StoreProblem.InvalidName, $"The store '{folder}' must be named by its full path.");
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return new LocalStore(Disk.Open(root, create: access == StoreAccess.ReadWrite, trace), access);
    }

    /// <summary>Where a file lies on this machine, for programs that need a path.</summary>
    public string LocalPath(StoreKey key) => _disk.FullPath(key.ToString());

    /// <inheritdoc/>
    public Task<StoredFile?> FindAsync(StoreKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var facts = _disk.Find(Checked(key));
        return Task.FromResult(facts is { IsFile: true } file ? new StoredFile(key, file.Size, file.Modified) { Revision = file.Revision } : null);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> ListAsync(
        StoreKey prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var file in FolderListing.Walk(_disk, prefix, partials: false, cancellationToken))
        {
            yield return file;
            // A walk over many small folders must not keep a thread to itself.
            if (++count % 1024 == 0) await Task.Yield();
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoreKey> ListKeysAsync(StoreKey prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var key in FolderListing.Keys(_disk, prefix, cancellationToken))
        {
            yield return key;
            if (++count % 1024 == 0) await Task.Yield();
        }
    }

    /// <inheritdoc/>
    public Task<(StoredFile File, Stream Stream)?> TryOpenReadAsync(StoreKey key, ReadOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = Checked(key);
        try
        {
            var stream = LocalReadStream.Open(_disk, key, options, mayBeDirect: Features.ReadBack == ReadBack.Direct);
            return Task.FromResult<(StoredFile, Stream)?>((stream.File(key), stream));
        }
        catch (StoreException problem) when (problem.Problem is StoreProblem.NotFound or StoreProblem.InvalidName && _disk.Find(path) is not { IsFile: true })
        {
            return Task.FromResult<(StoredFile, Stream)?>(null);
        }
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(StoreKey key, ReadOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _ = Checked(key);
        return Task.FromResult<Stream>(LocalReadStream.Open(_disk, key, options, mayBeDirect: Features.ReadBack == ReadBack.Direct));
    }

    /// <inheritdoc/>
    public Task<StoreWriter> OpenWriteAsync(StoreKey key, WriteOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Length, nameof(options));
        _ = Checked(key);
        DemandWrite("writing", key);
        return Task.FromResult<StoreWriter>(LocalWriter.Open(_disk, key, options, direct: Features.ReadBack == ReadBack.Direct));
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<PublishOutcome>> PublishAllAsync(
        IReadOnlyList<StoreWriter> writers, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (writers.Count < 2) return await PublishOneByOneAsync(writers, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => PublishTogether(writers), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>One sync for all bytes, then the renames, then one sync for each folder.</summary>
    private ImmutableArray<PublishOutcome> PublishTogether(IReadOnlyList<StoreWriter> writers)
    {
        var outcomes = new PublishOutcome?[writers.Count];
        Each(writer => writer.Seal());
        // Should syncing everything fail for somebody else's sake, each file is asked for itself.
        if (!_disk.TrySyncEverything()) Each(writer => writer.Sync(dataOnly: false));
        Each(writer => writer.GiveName());

        var folders = new Dictionary<string, StoreException?>(StringComparer.Ordinal);
        Each(writer =>
        {
            if (!folders.TryGetValue(writer.FolderPath, out var problem)) folders[writer.FolderPath] = problem = TrySyncFolder(writer);
            if (problem is not null) throw problem;
        });
        EachIndexed((writer, index) => outcomes[index] = new PublishOutcome(writer.End(), null));
        return [.. outcomes!];

        void Each(Action<LocalWriter> act) => EachIndexed((writer, _) => act(writer));
        void EachIndexed(Action<LocalWriter, int> act)
        {
            for (var i = 0; i < writers.Count; i++)
            {
                if (outcomes[i] is not null) continue;
                try
                {
                    act((LocalWriter)writers[i], i);
                }
                catch (StoreException problem)
                {
                    outcomes[i] = new PublishOutcome(null, problem);
                }
            }
        }
    }

    private StoreException? TrySyncFolder(LocalWriter writer)
    {
        try
        {
            _disk.SyncFolder(writer.Folder, writer.FolderPath);
            return null;
        }
        catch (StoreException problem)
        {
            return problem;
        }
    }

    private static async Task<ImmutableArray<PublishOutcome>> PublishOneByOneAsync(
        IReadOnlyList<StoreWriter> writers, CancellationToken cancellationToken)
    {
        var outcomes = ImmutableArray.CreateBuilder<PublishOutcome>(writers.Count);
        foreach (var writer in writers)
        {
            try
            {
                outcomes.Add(new PublishOutcome(await writer.PublishAsync(cancellationToken).ConfigureAwait(false), null));
            }
            catch (StoreException problem)
            {
                outcomes.Add(new PublishOutcome(null, problem));
            }
        }

        return outcomes.MoveToImmutable();
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(StoreKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _ = Checked(key);
        DemandWrite("removing", key);
        var folderPath = key.Parent.ToString();
        if (_disk.Find(key.ToString()) is not { IsFile: true }) return Task.FromResult(false);
        using var folder = _disk.OpenAt(folderPath, Linux.ReadOnly | Linux.Directory, "opening the folder");
        var removed = _disk.Remove(folder, folderPath, key.Name);
        if (removed) _disk.SyncFolder(folder, folderPath);
        return Task.FromResult(removed);
    }

    /// <inheritdoc/>
    public Task MoveFolderAsync(StoreKey from, StoreKey to, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _ = Checked(to);
        DemandWrite("moving", from);
        if (_disk.Find(Checked(from)) is not { IsFolder: true })
            throw new StoreException(StoreProblem.NotFound, $"Moving '{LocalPath(from)}' failed: there is no such folder.");
        _disk.MoveFolder(from, to);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> RemoveFolderAsync(StoreKey folder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DemandWrite("removing", folder);
        return Task.FromResult(_disk.RemoveFolder(Checked(folder)));
    }

    /// <inheritdoc/>
    public Task<int> DiscardStaleAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        DemandWrite("tidying", default);
        var count = 0;
        foreach (var file in FolderListing.Walk(_disk, default, partials: true, cancellationToken).ToList())
        {
            if (file.Modified >= before) continue;
            var folderPath = file.Key.Parent.ToString();
            using var folder = _disk.OpenAt(folderPath, Linux.ReadOnly | Linux.Directory, "opening the folder");
            if (PartialFile.RemoveUnlessHeld(_disk, folder, folderPath, file.Key.Name)) count++;
        }

        return Task.FromResult(count);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disk.Dispose();
        return ValueTask.CompletedTask;
    }

    private void DemandWrite(string doing, StoreKey key)
    {
        if (_access == StoreAccess.Read)
            throw new StoreException(StoreProblem.Denied, $"{char.ToUpperInvariant(doing[0])}{doing[1..]} '{LocalPath(key)}' failed: this store was opened for reading only.");
    }

    private static string Checked(StoreKey key) =>
        key.IsEmpty ? throw new ArgumentException("The empty key names no file.", nameof(key)) : key.ToString();

    private static ReadBack FindReadBack(Disk disk, StoreAccess access)
    {
        const long ext = 0xEF53, xfs = 0x58465342, btrfs = 0x9123683E, f2fs = 0xF2F52010, fat = 0x4D44, exfat = 0x2011BAB0,
            ntfs = 0x7366746E, memory = 0x01021994, oldMemory = 0x858458F6;
        var kind = Linux.FileSystemKind(disk.RootHandle);
        if (kind is memory or oldMemory) return ReadBack.Unproven;
        var tried = access == StoreAccess.ReadWrite ? Linux.TryDirect(disk.RootHandle) : null;
        return tried ?? kind is ext or xfs or btrfs or f2fs or fat or exfat or ntfs ? ReadBack.Direct : ReadBack.CacheDropped;
    }
}
