using Acetate.Library.Tests.Compute;

[assembly: AssemblyFixture(typeof(SlurmFixture))]

namespace Acetate.Library.Tests.Compute;

/// <summary>Stops the shared Slurm cluster when the last test is over.</summary>
public sealed class SlurmFixture : IAsyncDisposable
{
    public ValueTask DisposeAsync() => SlurmCluster.StopSharedAsync();
}
