using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Acetate.Library;
using Acetate.Library.Workspaces;
using Acetate.Server.Problems;
using Acetate.Storage;

namespace Acetate.Server.Tools.Workspaces;

/// <summary>Files of a folder of a workspace, for whoever may have them by whatever door: those of a package, or those that people put into it and into the folders in it.</summary>
/// <param name="folder">The folder.</param>
/// <param name="kept">What people put there, by path; empty for a package.</param>
internal sealed class FolderFiles(WorkspaceFolder folder, IReadOnlyList<(string Path, KeptFile File)> kept)
{
    private const int OfPage = 1000;

    /// <summary>What it is called.</summary>
    public string Name => folder.Name;

    /// <summary>Finds them.</summary>
    public static async Task<FolderFiles> OfAsync(LibraryTransaction tx, WorkspaceFolder folder, CancellationToken cancellationToken) =>
        new(folder, folder.IsPackage ? [] : await tx.KeptFilesBelowAsync(folder.Id, cancellationToken));

    /// <summary>All of them with their paths below the folder, by path.</summary>
    public async IAsyncEnumerable<(string Path, StoredFile File)> AllAsync(IFileStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (folder.IsPackage)
        {
            await foreach (var file in store.ListAsync(StoreKey.Parse(folder.Prefix), cancellationToken)) yield return (file.Key.ToString()[(folder.Prefix.Length + 1)..], file);
            yield break;
        }

        foreach (var (path, file) in kept) yield return (path, new StoredFile(StoreKey.Parse(file.Key), file.Length, file.ReadyAt ?? file.CreatedAt));
    }

    /// <summary>The files by their paths, a thousand at a time.</summary>
    /// <param name="store">The store.</param>
    /// <param name="after">The last path of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<WorkspaceFileList> PageAsync(IFileStore store, string? after, CancellationToken cancellationToken)
    {
        var files = ImmutableArray.CreateBuilder<WorkspaceFile>();
        await foreach (var (path, file) in AllAsync(store, cancellationToken))
        {
            if (after is not null && string.CompareOrdinal(path, after) <= 0) continue;
            if (files.Count == OfPage) return new(files.ToImmutable(), files[^1].Path);
            files.Add(new(path, file.Length));
        }

        return new(files.ToImmutable(), null);
    }

    /// <summary>One file, to be saved: what was handed in is never shown as a page of this server.</summary>
    /// <param name="store">The store.</param>
    /// <param name="path">The path below the folder, as the address has it.</param>
    /// <param name="begin">Done before a byte is sent, once the file is known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProblemException">The folder has no such file.</exception>
    public async Task<IResult> FileAsync(IFileStore store, string path, Func<Task> begin, CancellationToken cancellationToken)
    {
        var text = folder.IsPackage ? $"{folder.Prefix}/{path}" : kept.FirstOrDefault(one => one.Path == path).File?.Key ?? "";
        if (!StoreKey.TryParse(text, out var key, out _) || await store.FindAsync(key, cancellationToken) is not { } file)
            throw new ProblemException(ProblemType.NotFound, $"The folder has no file '{path}'.");
        await begin();
        return new Ingest.StoredFileResult(store, file, "application/octet-stream", path[(path.LastIndexOf('/') + 1)..]);
    }
}
