using Acetate.Library;
using Acetate.Library.Assets;
using Acetate.Library.Audit;
using Acetate.Library.Workspaces;
using Acetate.Steps;
using Acetate.Steps.Transfer;
using Acetate.Storage;

namespace Acetate.Tools.Assets;

/// <summary>Keeps files of workspaces for good: copied into the library's store, read back past the page cache, and only then an asset. Nothing of it becomes an original.</summary>
/// <param name="library">The library.</param>
public sealed class AssetDesk(MediaLibrary library)
{
    /// <summary>Keeps a file; one that is an asset already is told as it is.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="id">The file.</param>
    /// <param name="note">Why it is kept; null or empty for no note.</param>
    /// <param name="actor">Who keeps it.</param>
    /// <param name="cancellationToken">Stops it; what was copied by then is taken up the next time.</param>
    /// <exception cref="LibraryException">There is no such file, or it is not what it was when it came: the message says so.</exception>
    /// <exception cref="StoreException">A store cannot be reached, or is full.</exception>
    public async Task<Asset> PromoteAsync(Workspace workspace, Guid id, string? note, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (note?.Trim().Length > Asset.LongestNote) throw new LibraryException(LibraryProblem.Settings, $"A note has at most {Asset.LongestNote} characters.");
        var (file, path, known) = await library.ReadAsync(async tx =>
        {
            if (await tx.KeptFileAsync(id, cancellationToken) is not { State: KeptFileState.Ready, DeletedAt: null } found || found.Workspace != workspace.Id) return ((KeptFile?)null, "", (Asset?)null);
            var folders = found.Folder is { } folder ? await tx.FolderWithParentsAsync(folder, cancellationToken) : [];
            if (found.Folder is not null && folders.Count == 0) return (null, "", null);
            return ((KeptFile?)found, string.Join('/', folders.Select(one => one.Name).Reverse().Append(found.Name)), await tx.AssetOfFileAsync(id, cancellationToken));
        }, cancellationToken).ConfigureAwait(false);
        if (file is null) throw new LibraryException(LibraryProblem.NotFound, $"There is no file '{id}' in {workspace.Name}.");
        if (known is not null) return known;

        // The file's own id is in the place: what an interrupted copy brought there is taken up, and nothing else ever lies there.
        var key = $"{workspace.Show}/assets/{file.Id:N}/{file.Name}";
        await CopyAsync(file, key, cancellationToken).ConfigureAwait(false);
        return await library.WriteAsync(async tx =>
        {
            if (await tx.AssetOfFileAsync(id, cancellationToken) is { } meanwhile) return meanwhile;
            var asset = await tx.AddAssetAsync(new()
            {
                Id = Guid.CreateVersion7(tx.Now),
                Show = workspace.Show,
                Name = file.Name,
                Note = note?.Trim() ?? "",
                Length = file.Length,
                Hash = file.Hash,
                Key = key,
                File = file.Id,
                Workspace = workspace.Name,
                Path = path,
                SentBy = file.CreatedBy,
                PromotedBy = actor,
            }, cancellationToken);
            await tx.AuditAsync(actor, "asset.promoted", asset.Id.ToString(), asset.Show, new { asset.Name, asset.Workspace, asset.Path, asset.Hash, asset.Length, file = asset.File, asset.Note }, cancellationToken);
            return asset;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes an asset out of the library's, or puts it back. Its bytes stay where they are.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="isOut">Whether it is taken out.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="LibraryException">Its file was kept again meanwhile.</exception>
    public Task<Asset> WithdrawAsync(Asset asset, bool isOut, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(asset);
        return library.WriteAsync(async tx =>
        {
            if (await tx.WithdrawAssetAsync(asset, isOut, actor, cancellationToken))
                await tx.AuditAsync(actor, isOut ? "asset.withdrawn" : "asset.restored", asset.Id.ToString(), asset.Show, new { asset.Name, asset.Hash }, cancellationToken);
            return (await tx.AssetAsync(asset.Id, cancellationToken))!;
        }, cancellationToken);
    }

    private async Task CopyAsync(KeptFile file, string key, CancellationToken cancellationToken)
    {
        var parts = file.Hash.Split(':', 2);
        if (parts.Length != 2) throw new LibraryException(LibraryProblem.Conflict, $"'{file.Name}' was never read back: it cannot be kept. Hand it in again.");
        var expected = new DigestText(parts[0], parts[1]);
        var copied = (await CopyFiles.RunAsync(
            new() { Source = library.Options.Workspaces, Target = library.Options.Store, Files = [new(file.Key, file.Length) { As = key, Expected = [expected] }] }, new(), cancellationToken).ConfigureAwait(false)).Files[0];
        if (copied.Outcome is not (CopyOutcome.Copied or CopyOutcome.AlreadyThere))
            throw new LibraryException(LibraryProblem.Conflict, $"'{file.Name}' could not be kept: {copied.Message} Nothing was kept, and the file in the workspace is as it was.");
        var read = (await HashFiles.RunAsync(new() { Store = library.Options.Store, Files = [new(key, file.Length) { Expected = [expected] }] }, new(), cancellationToken).ConfigureAwait(false)).Files[0];
        if (read.Verdict != HashVerdict.Intact)
            throw new LibraryException(LibraryProblem.Conflict, $"'{file.Name}' does not read back from the library's store as it was written: {read.Message} It is no asset. Look at the store, then keep it again.");
    }
}
