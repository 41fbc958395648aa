using Acetate.Library.Database;

namespace Acetate.Library.Jobs;

/// <summary>How quick copies were, as the ledger remembers them.</summary>
public static class CopyPaceQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>The newest jobs of some kinds that went through, with what they copied.</summary>
        /// <param name="kinds">Kinds of jobs.</param>
        /// <param name="function">The function of their steps whose weights are bytes that were copied.</param>
        /// <param name="most">How many jobs at most.</param>
        /// <param name="cancellationToken">Ends the wait.</param>
        public Task<List<CopyJob>> CopyJobsAsync(IReadOnlyCollection<string> kinds, string function, int most, CancellationToken cancellationToken) => tx.QueryAsync<CopyJob>(
            $"""
            SELECT j.started_at, j.ended_at, SUM(s.weight) AS bytes FROM jobs j JOIN steps s ON s.job_id = j.id AND s.function = @function
            WHERE j.state = 'done' AND j.started_at IS NOT NULL AND j.kind {tx.Among("kinds")}
            GROUP BY j.id, j.started_at, j.ended_at ORDER BY j.ended_at DESC LIMIT @most
            """,
            new { kinds = kinds.ToArray(), function, most }, cancellationToken);
    }
}

/// <summary>A job that copied.</summary>
public sealed record CopyJob
{
    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it had ended.</summary>
    public DateTimeOffset EndedAt { get; init; }

    /// <summary>Bytes that it copied and read back.</summary>
    public double Bytes { get; init; }
}
