using System.Collections.Immutable;
using Acetate.Compute.Slurm;
using Acetate.Tests.Workers;

namespace Acetate.Library.Tests.Compute;

/// <summary>What every engine promises, over a real controller and three real nodes.</summary>
[Collection(SlurmFixture.Collection)]
public sealed class SlurmEngineTests : ComputeEngineConformance
{
    private protected override async Task<EngineHarness> OpenAsync()
    {
        var cluster = await SlurmCluster.SharedAsync();
        var folder = EngineHarness.NewFolder();
        return Harness(cluster, new SlurmEngine(Options(cluster, folder)), folder);
    }

    /// <summary>An engine of whose jobs none is left when it is over: what runs outlives an engine.</summary>
    internal static EngineHarness Harness(SlurmCluster cluster, SlurmEngine engine, string folder) => new(
        engine,
        folder,
        async () =>
        {
            await engine.DisposeAsync();
            await cluster.ClearAsync();
        },
        cluster.DescribeAsync);

    internal static SlurmOptions Options(SlurmCluster cluster, string folder) => new()
    {
        Spool = Path.Join(folder, "spool"),
        Worker = [Environment.ProcessPath!, TestFunctions.WorkerArgument],
        Jobs = 3,
        CoresPerJob = 2,
        MemoryPerJobMiB = 2048,
        OwnMemoryMiB = 64,
        Idle = TimeSpan.FromSeconds(5),
        Lease = TimeSpan.FromSeconds(8),
        SlurmLook = TimeSpan.FromSeconds(1),
        Look = TimeSpan.FromMilliseconds(40),
        CancelGrace = TimeSpan.FromSeconds(1),
        Scratch = Path.Join(folder, "work"),
        Variables = ImmutableDictionary<string, string>.Empty.Add("TEST_SECRET", "swordfish").Add("SLURM_CONF", cluster.Configuration),
    };
}
