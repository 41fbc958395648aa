using Acetate.Library;
using Acetate.Library.Workspaces;
using Acetate.Storage;

namespace Acetate.Tools.Pulls;

/// <summary>Removes what was made of pulls that were given up: nobody was ever shown it.</summary>
/// <param name="library">The library.</param>
public sealed class PullTidying(MediaLibrary library)
{
    /// <summary>Removes what is left of every pull that was given up and at which nobody works any more. Run again it goes on where it was.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many pulls were tidied.</returns>
    /// <exception cref="StoreException">The workspaces cannot be reached, or something in them cannot be removed.</exception>
    /// <exception cref="LibraryException">The library cannot be read or written.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var abandoned = await library.ReadAsync(tx => tx.AbandonedFoldersAsync(cancellationToken), cancellationToken);
        if (abandoned.Count == 0) return 0;
        await using var store = await StoreUrl.OpenAsync(library.Options.Workspaces, StoreAccess.ReadWrite, cancellationToken);
        foreach (var folder in abandoned)
        {
            await store.RemoveFolderAsync(StoreKey.Parse(folder.ArrivingFolder), cancellationToken);
            await library.WriteAsync(tx => tx.PutWorkspaceFolderAsync(folder with { Message = WorkspaceFolder.Tidied }, cancellationToken), cancellationToken);
        }

        return abandoned.Count;
    }
}
