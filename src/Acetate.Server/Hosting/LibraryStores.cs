using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Storage;
using Acetate.Storage.Local;

namespace Acetate.Server.Hosting;

/// <summary>The four stores of the library, open for as long as the server runs.</summary>
/// <param name="Library">Copy 1: where uploads go.</param>
/// <param name="Archive">Copy 2.</param>
/// <param name="Derived">Proxies, posters, strips.</param>
/// <param name="Workspaces">Packages that were made for people, and what people put beside them.</param>
public sealed record LibraryStores(IFileStore Library, IFileStore Archive, IFileStore Derived, IFileStore Workspaces) : IAsyncDisposable
{
    /// <summary>Opens them.</summary>
    /// <exception cref="StoreException">One cannot be opened.</exception>
    public static async Task<LibraryStores> OpenAsync(LibraryOptions options, CancellationToken cancellationToken)
    {
        foreach (var url in (Uri[])[options.Store, options.Archive, options.Derived, options.Workspaces])
            if (url.IsFile) Directory.CreateDirectory(url.LocalPath);
        return new LibraryStores(
            await StoreUrl.OpenAsync(options.Store, StoreAccess.ReadWrite, cancellationToken),
            await StoreUrl.OpenAsync(options.Archive, StoreAccess.Read, cancellationToken),
            await StoreUrl.OpenAsync(options.Derived, StoreAccess.Read, cancellationToken),
            await StoreUrl.OpenAsync(options.Workspaces, StoreAccess.ReadWrite, cancellationToken));
    }

    /// <summary>What room the stores have that lie on disks of this machine.</summary>
    public ImmutableArray<StoreRoom> Rooms() =>
    [
        .. from one in new (string Name, IFileStore Store)[] { ("library", Library), ("archive", Archive), ("derived", Derived), ("workspaces", Workspaces) }
           where one.Store.Location.IsFile
           let disk = DiskRoom.Of(one.Store.Location.LocalPath)
           where disk is not null
           select new StoreRoom(one.Name, disk.Free, disk.Total),
    ];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Library.DisposeAsync();
        await Archive.DisposeAsync();
        await Derived.DisposeAsync();
        await Workspaces.DisposeAsync();
    }
}

/// <summary>What room a store has.</summary>
/// <param name="Name">Which: <c>library</c>, <c>archive</c>, <c>derived</c> or <c>workspaces</c>.</param>
/// <param name="Free">Free bytes of the disk it lies on; stores on one disk share them.</param>
/// <param name="Total">All bytes of that disk.</param>
public sealed record StoreRoom(string Name, long Free, long Total);
