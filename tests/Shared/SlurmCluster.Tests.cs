namespace Acetate.Tests;

/// <remarks>The cluster of a test assembly is started when its first test asks for it.</remarks>
internal sealed partial class SlurmCluster
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static SlurmCluster? shared;
    private static NodeNetwork? network;

    /// <summary>The cluster of this test assembly, each node in a network of its own where that is allowed. Without Slurm the test is skipped, or fails where nothing may be missing.</summary>
    public static async Task<SlurmCluster> SharedAsync()
    {
        await Gate.WaitAsync();
        try
        {
            if (shared is not null) return shared;
            network = await NodeNetwork.StartAsync(Nodes);
            return shared = await StartNewAsync(new() { Controller = network.Host, AddressOf = network.AddressOf, Inside = network.Inside });
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>A cluster of the test's own, for tests that stop it.</summary>
    public static async Task<SlurmCluster> StartNewAsync(SlurmPlace? place = null)
    {
        if (WhyNot() is { } missing) Corpus.Lacks(missing);
        return await StartAsync(place);
    }

    /// <summary>The networks of the shared cluster's nodes; skips the test where they have none of their own.</summary>
    public static NodeNetwork SharedNetwork()
    {
        if (network?.WhyNone is { } reason) Assert.Skip($"Nodes cannot have networks of their own here: {reason}");
        return network!;
    }

    /// <summary>Stops the shared cluster, if a test started it.</summary>
    public static async ValueTask StopSharedAsync()
    {
        if (shared is not null) await shared.DisposeAsync();
        if (network is not null) await network.DisposeAsync();
    }
}
