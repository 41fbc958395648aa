namespace Acetate.Tests;

/// <remarks>The server of a test assembly is started when its first test asks for it.</remarks>
internal sealed partial class PostgresServer
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static PostgresServer? shared;

    /// <summary>The server of this test assembly. Without PostgreSQL the test is skipped, or fails where nothing may be missing.</summary>
    public static async Task<PostgresServer> SharedAsync()
    {
        await Gate.WaitAsync();
        try
        {
            return shared ??= await StartNewAsync();
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>A server of the test's own, for tests that stop it.</summary>
    public static async Task<PostgresServer> StartNewAsync()
    {
        var server = await TryStartAsync();
        if (server is null) Corpus.Lacks("PostgreSQL is not installed (Debian: postgresql). './dev test' installs it.");
        return server!;
    }

    /// <summary>A schema name that no other test has.</summary>
    public static string NewSchema() => $"t_{Guid.NewGuid():N}"[..20];

    /// <summary>Stops the shared server, if a test started it.</summary>
    public static async ValueTask StopSharedAsync()
    {
        if (shared is not null) await shared.DisposeAsync();
    }
}
