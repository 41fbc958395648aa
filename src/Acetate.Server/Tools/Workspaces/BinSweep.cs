using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Workspaces;
using Acetate.Server.Hosting;
using Acetate.Storage;

namespace Acetate.Server.Tools.Workspaces;

/// <summary>Empties bins of what lay in them for longer than the settings say; packages and originals never lie in one.</summary>
public sealed class BinSweep(MediaLibrary library, LibraryStores stores, UploadLimits limits, ILogger<BinSweep> logger) : Sweep(TimeSpan.FromMinutes(30), "What lay in bins of workspaces", library.Clock, logger)
{
    private const int AtOnce = 500;

    /// <inheritdoc/>
    protected override Task TidyAsync(CancellationToken cancellationToken) => EmptyAsync(library, stores.Workspaces, limits, cancellationToken);

    /// <summary>Empties them once. Stopped at any point, the next time goes on: a file is given up first, then its bytes go, then its row.</summary>
    /// <returns>How many files went.</returns>
    internal static async Task<int> EmptyAsync(MediaLibrary library, IFileStore store, UploadLimits limits, CancellationToken cancellationToken)
    {
        if (limits.BinDays is not { } days) return 0;
        var before = library.Clock.GetUtcNow() - TimeSpan.FromDays(days);
        var all = 0;
        while (await library.ReadAsync(tx => tx.BinnedFilesAsync(before, AtOnce, cancellationToken), cancellationToken) is { Count: > 0 } files)
        {
            var given = new List<KeptFile>();
            await library.WriteAsync(async tx =>
            {
                given.Clear();
                foreach (var file in files)
                    if (await tx.GiveUpBinnedFileAsync(file.Id, before, cancellationToken)) given.Add(file);
                foreach (var workspace in given.GroupBy(file => file.Workspace))
                {
                    var where = await tx.WorkspaceAsync(workspace.Key, cancellationToken);
                    await tx.AuditAsync("acetate-server", "workspace.bin-emptied", workspace.Key.ToString(), where?.Show ?? "",
                        new { workspace = where?.Name, files = workspace.Count(), bytes = workspace.Sum(file => file.Length), names = workspace.Take(20).Select(file => file.Name) }, cancellationToken);
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

        await library.WriteAsync(tx => tx.ForgetBinnedFoldersAsync(before, cancellationToken), cancellationToken);
        return all;
    }
}
