using Acetate.Library.Tests.Database;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Acetate.Library.Tests.Database;

/// <summary>Stops the shared PostgreSQL server when the last test is over.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    public ValueTask DisposeAsync() => PostgresServer.StopSharedAsync();
}
