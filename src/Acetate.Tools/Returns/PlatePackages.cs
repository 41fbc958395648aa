using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Library.Workspaces;
using Acetate.Storage;
using Acetate.Tools.Pulls.Delivery;
using Acetate.Tools.Pulls.Packages;

namespace Acetate.Tools.Returns;

/// <summary>What plates are, as the packages say in which vendors were given them.</summary>
/// <param name="library">The library.</param>
internal sealed class PlatePackages(MediaLibrary library)
{
    private readonly Dictionary<Guid, PackageManifest?> packages = [];

    /// <summary>What a plate is to be; null where its package can no longer be read.</summary>
    public async Task<ExpectedPlate?> ExpectedAsync(Turnover turnover, CancellationToken cancellationToken)
    {
        if (!packages.TryGetValue(turnover.Pull, out var package)) packages[turnover.Pull] = package = await ReadAsync(turnover.Pull, cancellationToken).ConfigureAwait(false);
        return package?.Plates.FirstOrDefault(plate => plate.Shot == turnover.Plate.Shot && plate.Element == turnover.Plate.Element && plate.Version == turnover.Plate.Version) is { } found ? ExpectedPlate.Of(package, found) : null;
    }

    private async Task<PackageManifest?> ReadAsync(Guid pull, CancellationToken cancellationToken)
    {
        var folder = await library.ReadAsync(async tx => await tx.PullAsync(pull, cancellationToken) is { Folder: { } id } ? await tx.WorkspaceFolderAsync(id, cancellationToken) : null, cancellationToken).ConfigureAwait(false);
        if (folder is null) return null;
        try
        {
            await using var store = await StoreUrl.OpenAsync(library.Options.Workspaces, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
            if (await store.TryOpenReadAsync(StoreKey.Parse($"{folder.Prefix}/{PackageJson.FileName}"), new(), cancellationToken).ConfigureAwait(false) is not var (file, stream)) return null;
            await using var _ = stream.ConfigureAwait(false);
            if (file.Length > PackageJson.MostBytes) return null;
            var bytes = new byte[file.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            var package = PackageJson.Read(bytes);
            return PackageRules.Check(package).IsEmpty ? package : null;
        }
        catch (Exception unreadable) when (unreadable is StoreException { IsPermanent: true } or InvalidDataException or IOException)
        {
            return null;
        }
    }
}
