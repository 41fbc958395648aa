namespace Acetate.Library.Scheduling;

/// <summary>One of the servers that serve a library in PostgreSQL.</summary>
public sealed record LibraryServer
{
    /// <summary>Holds of a row of <c>servers</c> whose server gave a sign of life lately; by one clock, the database's. One that did not is not counted any more.</summary>
    internal const string IsThere = "beat_at > clock_timestamp() - interval '10 seconds'";

    /// <summary>What is told of servers.</summary>
    internal const string Rows = """
        SELECT s.id, s.name, s.address, s.version, s.works, s.stores, s.started_at, c.server IS NOT NULL AS is_scheduler FROM servers s LEFT JOIN scheduler c ON c.server = s.id
        """;

    /// <summary>Unique for ever: another one at every start.</summary>
    public required string Id { get; init; }

    /// <summary>Its machine.</summary>
    public required string Name { get; init; }

    /// <summary>Where the other servers reach it.</summary>
    public required string Address { get; init; }

    /// <summary>The version of its program.</summary>
    public required string Version { get; init; }

    /// <summary>Whether it can run steps itself, or has a cluster that does.</summary>
    public required bool Works { get; init; }

    /// <summary>The stores that it uses, in words that are the same on all servers that use the same.</summary>
    public required string Stores { get; init; }

    /// <summary>When it came.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Whether it was the last to become scheduler.</summary>
    public bool IsScheduler { get; init; }
}
