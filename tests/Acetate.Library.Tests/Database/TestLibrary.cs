using Acetate.Library.Database;

namespace Acetate.Library.Tests.Database;

/// <summary>A fresh library for one test, on either database.</summary>
internal static class TestLibrary
{
    /// <summary>Options of a library that does not exist yet: a SQLite file in a temporary folder, or a schema of its own.</summary>
    public static async Task<LibraryOptions> NewOptionsAsync(bool postgres)
    {
        var options = LibraryOptions.InFolder(TempFolder.NewPath());
        if (!postgres) return options;
        var server = await PostgresServer.SharedAsync();
        return options with { Database = DatabaseOptions.Postgres(server.ConnectionString, PostgresServer.NewSchema()) };
    }

    /// <summary>Opens a fresh library.</summary>
    public static async Task<MediaLibrary> OpenAsync(bool postgres, TimeProvider? clock = null) =>
        await MediaLibrary.OpenAsync(await NewOptionsAsync(postgres), clock ?? TimeProvider.System, TestContext.Current.CancellationToken);
}
