using Acetate.Library;
using Acetate.Library.Rolls;
using Acetate.Server.Access.Provider;
using Acetate.Server.Uploads;
using Acetate.Storage;
using Acetate.Tools.Ingest;

namespace Acetate.Server.Hosting;

/// <summary>What must be open before the server answers: database, stores and the uploads under way.</summary>
public sealed record OpenedLibrary(MediaLibrary Library, LibraryStores Stores, UploadShelf Uploads, UploadShelf WorkspaceUploads) : IAsyncDisposable
{
    /// <summary>Where people sign in with their company's account; null when nowhere.</summary>
    public ProviderSettings? Provider { get; init; }

    /// <summary>Opens all of it, or nothing.</summary>
    public static async Task<OpenedLibrary> OpenAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        var settings = LibraryOptions.Load(options.Home);
        var provider = ProviderSettings.Load(settings);
        var library = await MediaLibrary.OpenAsync(settings, cancellationToken);
        try
        {
            // Before any folder is made: it would be made on the system's disk.
            foreach (var tier in (CopyTier[])[CopyTier.Library, CopyTier.Archive])
                if (await StoreAway.FindAsync(library, tier, cancellationToken) is { } away)
                    throw new StoreException(StoreProblem.Unavailable, away);
            var stores = await LibraryStores.OpenAsync(settings, cancellationToken);
            // Of several servers the scheduler has the uploads, and who that is shows later.
            UploadShelf ShelfOf(string name, IFileStore store) =>
                settings.Database.IsPostgres ? new(store, library.Clock) : new(Path.Join(settings.Home, name), store, library.Clock);
            return new OpenedLibrary(library, stores, ShelfOf("uploads", stores.Library), ShelfOf("workspace-uploads", stores.Workspaces)) { Provider = provider };
        }
        catch
        {
            await library.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Uploads.DisposeAsync();
        await WorkspaceUploads.DisposeAsync();
        await Stores.DisposeAsync();
        await Library.DisposeAsync();
    }
}
