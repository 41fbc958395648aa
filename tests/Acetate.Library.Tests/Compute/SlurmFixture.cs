using Acetate.Library.Tests.Compute;

[assembly: AssemblyFixture(typeof(SlurmFixture))]

namespace Acetate.Library.Tests.Compute;

/// <summary>Stops the shared Slurm cluster when the last test is over.</summary>
public sealed class SlurmFixture : IAsyncDisposable
{
    /// <summary>Classes that share the cluster run one after the other: some kill nodes.</summary>
    public const string Collection = "Slurm";

    public ValueTask DisposeAsync() => SlurmCluster.StopSharedAsync();
}
