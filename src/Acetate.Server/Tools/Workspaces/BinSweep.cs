using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Workspaces;
using Acetate.Server.Hosting;
using Acetate.Storage;

namespace Acetate.Server.Tools.Workspaces;

/// <summary>Empties bins of what lay in them for longer than the settings say; packages and originals never lie in one.</summary>
public sealed class BinSweep(Fleet fleet, MediaLibrary library, LibraryStores stores, UploadLimits limits, ILogger<BinSweep> logger) : Sweep(fleet, TimeSpan.FromMinutes(30), "What lay in bins of workspaces", library.Clock, logger)
{
    private const int AtOnce = 500;

    /// <inheritdoc/>
    protected override Task TidyAsync(CancellationToken cancellationToken) => EmptyAsync(library, stores.Workspaces, limits, cancellationToken);

    /// <summary>Empties them once. Stopped at any point, the next time goes on: a file is given up first, then its bytes go, then its row.</summary>
    /// <returns>How many files went.</returns>
    internal static async Task<int> EmptyAsync(MediaLibrary library, IFileStore store, UploadLimits limits, CancellationToken cancellationToken) =>
        limits.BinDays is { } days ? await EmptyAsync(library, store, library.Clock.GetUtcNow() - TimeSpan.FromDays(days), null, "acetate-server", cancellationToken) : 0;

    /// <summary>Empties the bin of one workspace, or of all where it is null, of what was put there by an instant.</summary>
    /// <returns>How many files went.</returns>
    internal static async Task<int> EmptyAsync(MediaLibrary library, IFileStore store, DateTimeOffset before, Guid? workspace, string actor, CancellationToken cancellationToken)
    {
        var all = 0;
        while (await library.ReadAsync(tx => tx.BinnedFilesAsync(before, workspace, AtOnce, cancellationToken), cancellationToken) is { Count: > 0 } files)
        {
            var given = new List<KeptFile>();
            await library.WriteAsync(async tx =>
            {
                given.Clear();
                foreach (var file in files)
                    if (await tx.GiveUpBinnedFileAsync(file.Id, before, cancellationToken)) given.Add(file);
                foreach (var bin in given.GroupBy(file => file.Workspace))
                {
                    var where = await tx.WorkspaceAsync(bin.Key, cancellationToken);
                    await tx.AuditAsync(actor, "workspace.bin-emptied", bin.Key.ToString(), where?.Show ?? "",
                        new { workspace = where?.Name, files = bin.Count(), bytes = bin.Sum(file => file.Length), names = bin.Take(20).Select(file => file.Name) }, cancellationToken);
                }

                return true;
            }, cancellationToken);
            if (given.Count == 0) break;
            foreach (var file in given) await store.DeleteAsync(StoreKey.Parse(file.Key), cancellationToken);
            await library.WriteAsync(async tx =>
            {
                foreach (var file in given) await tx.ForgetUploadAsync(file.Id, cancellationToken);
                return true;
            }, cancellationToken);
            all += given.Count;
        }

        await library.WriteAsync(tx => tx.ForgetBinnedFoldersAsync(before, workspace, cancellationToken), cancellationToken);
        return all;
    }
}
