using Acetate.Compute.Hosting;
using Acetate.Storage;
using Acetate.Storage.Local;

namespace Acetate.Steps.Render;

/// <summary>A document where it can be read: in place when its store is a local folder, else copied together with what lies beside it.</summary>
internal sealed class StagedDocument : IDisposable
{
    // An AMF, its grades and its LUTs; a folder with more than this is no folder of documents.
    private const int MostFiles = 200;
    private const long MostBytes = 256 << 20;

    private readonly string? _copies;

    private StagedDocument(string path, string? copies) => (Path, _copies) = (path, copies);

    /// <summary>The document.</summary>
    public string Path { get; }

    /// <summary>The folder that holds it and the files that it names.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Finds a document.</summary>
    /// <exception cref="StepFailedException">It is not there.</exception>
    public static async Task<StagedDocument> OpenAsync(StoredDocument document, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (!StoreKey.TryParse(document.Key, out var key, out var reason)) throw RenderFrames.Refused(reason);
        await using var store = await StoreUrl.OpenAsync(document.Store, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
        if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } found) throw RenderFrames.Refused($"The document '{document.Key}' is not in {document.Store}.", "Bring it back, or name another one.");
        if (store is LocalStore local && local.LocalPath(key) is { } path) return new(path, null);
        var folder = System.IO.Path.Join(context.ScratchFolder, $"document-{Guid.CreateVersion7():N}");
        try
        {
            await CopyAsync(store, found, folder, key.Parent, cancellationToken).ConfigureAwait(false);
            var (files, bytes) = (0, 0L);
            await foreach (var beside in store.ListAsync(key.Parent, cancellationToken).ConfigureAwait(false))
            {
                if (beside.Key == key) continue;
                if (++files > MostFiles || (bytes += beside.Length) > MostBytes) break;
                await CopyAsync(store, beside, folder, key.Parent, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            Remove(folder);
            throw;
        }

        return new(System.IO.Path.Join(folder, key.Name), folder);
    }

    /// <summary>Its bytes.</summary>
    public async Task<byte[]> ReadAsync(int most, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (file.Length > most) throw RenderFrames.Refused($"'{System.IO.Path.GetFileName(Path)}' is larger than the {most:N0} bytes that such a document has at most.");
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    /// <summary>The path of a file that the document names, which must lie in its folder or below.</summary>
    public string? Beside(string? name)
    {
        if (name is null) return null;
        if (System.IO.Path.IsPathRooted(name) || name.Split('/', '\\').Contains("..")) throw RenderFrames.Refused($"The document names the file '{name}', which does not lie beside it.", "Put the file into the document's folder.");
        return System.IO.Path.Join(Folder, name);
    }

    /// <inheritdoc/>
    public void Dispose() => Remove(_copies);

    private static async Task CopyAsync(IFileStore store, StoredFile file, string folder, StoreKey parent, CancellationToken cancellationToken)
    {
        var name = file.Key.ToString();
        var path = System.IO.Path.Join(folder, parent.IsEmpty ? name : name[(parent.ToString().Length + 1)..]);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        await using var source = await store.OpenReadAsync(file.Key, new ReadOptions(), cancellationToken).ConfigureAwait(false);
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await source.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
    }

    private static void Remove(string? folder)
    {
        if (folder is not null && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
