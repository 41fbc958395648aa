namespace Acetate.Tests;

/// <remarks>The cluster of a test assembly is started when its first test asks for it.</remarks>
internal sealed partial class SlurmCluster
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static SlurmCluster? shared;

    /// <summary>The cluster of this test assembly. Without Slurm the test is skipped, or fails where nothing may be missing.</summary>
    public static async Task<SlurmCluster> SharedAsync()
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

    /// <summary>A cluster of the test's own, for tests that stop it.</summary>
    public static async Task<SlurmCluster> StartNewAsync()
    {
        if (WhyNot() is { } missing) Corpus.Lacks(missing);
        return await StartAsync();
    }

    /// <summary>Stops the shared cluster, if a test started it.</summary>
    public static async ValueTask StopSharedAsync()
    {
        if (shared is not null) await shared.DisposeAsync();
    }
}
