using Acetate.Library;
using Acetate.Storage;

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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Library.DisposeAsync();
        await Archive.DisposeAsync();
        await Derived.DisposeAsync();
        await Workspaces.DisposeAsync();
    }
}
