using Acetate.Mhl;
using Acetate.Storage;

namespace Acetate.Steps.Transfer;

/// <summary>ASC MHL histories that are kept in a store.</summary>
internal static class StoredHistory
{
    // A manifest is about 300 bytes a file; this is room for a million of them.
    private const long LargestManifest = 1L << 30;

    /// <summary>The files of the histories in a folder of a store.</summary>
    public static HistoryFiles In(IFileStore store, StoreKey prefix)
    {
        var skip = prefix.IsEmpty ? 0 : prefix.ToString().Length + 1;
        return new HistoryFiles
        {
            ListAsync = async stop =>
            {
                var paths = new List<string>();
                await foreach (var key in store.ListKeysAsync(prefix, stop).ConfigureAwait(false))
                {
                    var path = key.ToString();
                    if (IsHistory(path) && await store.FindAsync(key, stop).ConfigureAwait(false) is not null) paths.Add(path[skip..]);
                }

                return paths;
            },
            OpenReadAsync = async (path, stop) => await ReadAsync(store, KeyText.Join(prefix.ToString(), path), stop).ConfigureAwait(false),
            WriteAsync = async (file, stop) => await WriteAsync(store, KeyText.Join(prefix.ToString(), file.Path), file, stop).ConfigureAwait(false),
        };
    }

    private static bool IsHistory(string path)
    {
        var folder = path.AsSpan(0, Math.Max(0, path.LastIndexOf('/')));
        return folder[(folder.LastIndexOf('/') + 1)..].SequenceEqual(MhlPath.HistoryFolder);
    }

    // Manifests are read synchronously, which a store in the network should not be.
    private static async Task<Stream> ReadAsync(IFileStore store, StoreKey key, CancellationToken cancellationToken)
    {
        var source = await store.OpenReadAsync(key, new ReadOptions(), cancellationToken).ConfigureAwait(false);
        await using var _ = source.ConfigureAwait(false);
        if (source.Length > LargestManifest)
            throw new MhlException(MhlProblem.TooLarge, $"The manifest has {source.Length:N0} bytes, more than any honest one.", key.ToString());
        var bytes = new MemoryStream((int)source.Length);
        await source.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        bytes.Position = 0;
        return bytes;
    }

    private static async Task WriteAsync(IFileStore store, StoreKey key, PreparedFile file, CancellationToken cancellationToken)
    {
        var options = new WriteOptions { Length = file.Bytes.Length, ResumeTag = Guid.NewGuid().ToString("N"), Replace = file.Replaces };
        var writer = await store.OpenWriteAsync(key, options, cancellationToken).ConfigureAwait(false);
        await using var _ = writer.ConfigureAwait(false);
        await writer.WriteAsync(file.Bytes, cancellationToken).ConfigureAwait(false);
        await writer.PublishAsync(cancellationToken).ConfigureAwait(false);
    }
}
