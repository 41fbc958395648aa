using System.Collections.Immutable;

namespace Acetate.Library.Jobs;

/// <summary>What each show may use of the machines, and has used lately.</summary>
public static class ShareQueries
{
    /// <summary>After this long, use counts half.</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromHours(1);

    extension(LibraryTransaction tx)
    {
        /// <summary>Sets a show's weight against others, and the most cores it may hold at once.</summary>
        /// <param name="show">The show.</param>
        /// <param name="share">Its weight; more than 0, 1 by default.</param>
        /// <param name="mostCores">The cap; null for none, 0 stops the show's work.</param>
        /// <param name="cancellationToken">Ends the wait.</param>
        public async Task SetShareAsync(string show, double share, double? mostCores, CancellationToken cancellationToken)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
            if (mostCores is { } cores) ArgumentOutOfRangeException.ThrowIfNegative(cores, nameof(mostCores));
            await tx.ExecuteAsync("""
                INSERT INTO show_shares (show, share, most_cores, core_seconds, counted_at) VALUES (@show, @share, @mostCores, 0, @now)
                ON CONFLICT (show) DO UPDATE SET share = @share, most_cores = @mostCores
                """, new { show, share, mostCores, now = tx.Now }, cancellationToken);
        }

        /// <summary>Counts what an attempt used.</summary>
        public async Task ChargeAsync(string show, double coreSeconds, CancellationToken cancellationToken)
        {
            if (!double.IsFinite(coreSeconds) || coreSeconds <= 0) return;
            var row = await tx.FirstOrDefaultAsync<ShareRow>("SELECT show, share, most_cores, core_seconds, counted_at FROM show_shares WHERE show = @show", new { show }, cancellationToken);
            await tx.ExecuteAsync("""
                INSERT INTO show_shares (show, share, most_cores, core_seconds, counted_at) VALUES (@show, 1, NULL, @used, @now)
                ON CONFLICT (show) DO UPDATE SET core_seconds = @used, counted_at = @now
                """, new { show, used = coreSeconds + (row?.UsedBy(tx.Now) ?? 0), now = tx.Now }, cancellationToken);
        }

        /// <summary>The use of every show that used or holds something, or of which something was said.</summary>
        public async Task<ImmutableDictionary<string, ShowUse>> ShowUsesAsync(CancellationToken cancellationToken)
        {
            var uses = (await tx.QueryAsync<ShareRow>("SELECT show, share, most_cores, core_seconds, counted_at FROM show_shares", null, cancellationToken))
                .ToImmutableDictionary(r => r.Show, r => new ShowUse(r.Share, r.MostCores, r.UsedBy(tx.Now), 0), StringComparer.Ordinal);
            foreach (var row in await tx.QueryAsync<CoresRow>(
                "SELECT j.show, SUM(s.cores) AS cores FROM steps s JOIN jobs j ON j.id = s.job_id WHERE s.state = 'running' GROUP BY j.show", null, cancellationToken))
                uses = uses.SetItem(row.Show, (uses.GetValueOrDefault(row.Show) ?? ShowUse.None) with { RunningCores = row.Cores });
            return uses;
        }
    }

    private sealed record ShareRow
    {
        public string Show { get; init; } = "";
        public double Share { get; init; }
        public double? MostCores { get; init; }
        public double CoreSeconds { get; init; }
        public DateTimeOffset CountedAt { get; init; }

        /// <summary>A clock that was set back does not make old use grow.</summary>
        public double UsedBy(DateTimeOffset now) => CoreSeconds * Math.Pow(0.5, Math.Max(0, (now - CountedAt) / HalfLife));
    }

    private sealed record CoresRow
    {
        public string Show { get; init; } = "";
        public double Cores { get; init; }
    }
}
