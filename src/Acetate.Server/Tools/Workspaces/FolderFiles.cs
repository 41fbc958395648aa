using System.Collections.Immutable;
using Acetate.Server.Problems;
using Acetate.Storage;

namespace Acetate.Server.Tools.Workspaces;

/// <summary>Files of a folder of a workspace, for whoever may have them by whatever door.</summary>
internal static class FolderFiles
{
    private const int OfPage = 1000;

    /// <summary>The files by their paths, a thousand at a time.</summary>
    /// <param name="store">The store.</param>
    /// <param name="prefix">The folder.</param>
    /// <param name="after">The last path of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<WorkspaceFileList> PageAsync(IFileStore store, StoreKey prefix, string? after, CancellationToken cancellationToken)
    {
        var files = ImmutableArray.CreateBuilder<WorkspaceFile>();
        await foreach (var file in store.ListAsync(prefix, cancellationToken))
        {
            var path = PathOf(file, prefix);
            if (after is not null && string.CompareOrdinal(path, after) <= 0) continue;
            if (files.Count == OfPage) return new(files.ToImmutable(), files[^1].Path);
            files.Add(new(path, file.Length));
        }

        return new(files.ToImmutable(), null);
    }

    /// <summary>One file, to be saved: what was handed in is never shown as a page of this server.</summary>
    /// <param name="store">The store.</param>
    /// <param name="prefix">The folder.</param>
    /// <param name="path">The path below it, as the address has it.</param>
    /// <param name="begin">Done before a byte is sent, once the file is known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProblemException">The folder has no such file.</exception>
    public static async Task<IResult> FileAsync(IFileStore store, StoreKey prefix, string path, Func<Task> begin, CancellationToken cancellationToken)
    {
        if (!StoreKey.TryParse($"{prefix}/{path}", out var key, out _) || await store.FindAsync(key, cancellationToken) is not { } file)
            throw new ProblemException(ProblemType.NotFound, $"The folder has no file '{path}'.");
        await begin();
        return new Ingest.StoredFileResult(store, file, "application/octet-stream", path[(path.LastIndexOf('/') + 1)..]);
    }

    /// <summary>A path below a folder.</summary>
    public static string PathOf(StoredFile file, StoreKey prefix) => file.Key.ToString()[(prefix.ToString().Length + 1)..];
}
