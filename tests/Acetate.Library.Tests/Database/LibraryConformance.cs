namespace Acetate.Library.Tests.Database;

/// <summary>What a library promises, whichever database is under it.</summary>
public abstract partial class LibraryConformance(bool postgres)
{
    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<MediaLibrary> OpenAsync(TimeProvider? clock = null) => TestLibrary.OpenAsync(postgres, clock);

    [Fact]
    public async Task A_library_opens_again_with_its_tables()
    {
        var options = await TestLibrary.NewOptionsAsync(postgres);
        await using (await MediaLibrary.OpenAsync(options, Token))
        {
        }

        await using var again = await MediaLibrary.OpenAsync(options, Token);
        await using var tx = await again.ReadAsync(Token);

        Assert.Equal(0, await tx.ScalarAsync<long>("SELECT COUNT(*) FROM rolls", null, Token));
    }
}

public sealed class SqliteLibraryTests() : LibraryConformance(postgres: false);

public sealed class PostgresLibraryTests() : LibraryConformance(postgres: true);
