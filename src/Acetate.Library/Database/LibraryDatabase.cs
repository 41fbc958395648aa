using System.Collections.Immutable;
using System.Data.Common;

namespace Acetate.Library.Database;

/// <summary>The seam between the library and its database: SQLite or PostgreSQL. One conformance suite holds both.</summary>
/// <remarks>
/// A writing session has the library to itself from beginning to commit, on both databases: what it read stays true
/// until it commits, and the order of commits is the order of events. A reading session sees one moment of the
/// library and neither waits for writers nor holds them up.
/// </remarks>
internal abstract class LibraryDatabase : IAsyncDisposable
{
    /// <summary>Whether statements are read by PostgreSQL; else by SQLite.</summary>
    public abstract bool IsPostgres { get; }

    /// <summary>Creates the tables or brings them up to date.</summary>
    public abstract Task MigrateAsync(ImmutableArray<Migration> migrations, CancellationToken cancellationToken);

    /// <summary>Waits for the other writers and begins.</summary>
    public abstract Task<Session> BeginWriteAsync(CancellationToken cancellationToken);

    /// <summary>Begins to read at this moment.</summary>
    public abstract Task<Session> BeginReadAsync(CancellationToken cancellationToken);

    /// <summary>Makes the session's changes last. When it throws, they did not.</summary>
    public abstract Task CommitAsync(Session session, CancellationToken cancellationToken);

    /// <summary>What a failure of the driver means; null when it is a bug and best shown as it is.</summary>
    public abstract LibraryException? Explain(Exception failure);

    public abstract ValueTask DisposeAsync();

    /// <summary>A connection with an open transaction on it.</summary>
    internal sealed record Session(DbConnection Connection, DbTransaction? Transaction, Func<ValueTask> EndAsync)
    {
        /// <summary>What a writing transaction left in PostgreSQL, to ask about its fate when the commit's answer is lost.</summary>
        public (Guid Slot, Guid Mark)? Mark { get; init; }
    }
}
