using System.Collections.Immutable;
using Acetate.Library.Audit;
using Acetate.Library.Rolls;

namespace Acetate.Library.Downloads;

/// <summary>Rolls that somebody at the production moved to the front of what sites fetch.</summary>
public static class PriorityQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>For which sites a roll was moved to the front.</summary>
        public async Task<ImmutableArray<PutFirst>> FirstAtSitesAsync(Guid roll, CancellationToken cancellationToken) =>
            [.. await tx.QueryAsync<PutFirst>("SELECT site, put_by, put_at FROM download_priorities WHERE roll_id = @roll ORDER BY site", new { roll }, cancellationToken)];

        /// <summary>When each roll of a show was moved to the front for a site, or for all.</summary>
        public async Task<Dictionary<Guid, DateTimeOffset>> PutFirstInAsync(string show, string site, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>("SELECT p.roll_id, p.put_at FROM download_priorities p JOIN rolls r ON r.id = p.roll_id WHERE r.show = @show AND (p.site = '' OR p.site = @site)", new { show, site }, cancellationToken))
            .GroupBy(row => row.RollId).ToDictionary(rows => rows.Key, rows => rows.Max(row => row.PutAt));

        /// <summary>Moves a roll before all others that a site fetches; done again, it is before those that were moved meanwhile.</summary>
        /// <param name="roll">The roll.</param>
        /// <param name="site">The site; empty for all.</param>
        /// <param name="by">Who does.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task PutFirstAsync(Roll roll, string site, string by, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(roll);
            await tx.ExecuteAsync(
                "INSERT INTO download_priorities (roll_id, site, put_by, put_at) VALUES (@Id, @site, @by, @Now) ON CONFLICT (roll_id, site) DO UPDATE SET put_by = excluded.put_by, put_at = excluded.put_at",
                new { roll.Id, site, by, tx.Now }, cancellationToken);
            await tx.AuditAsync(by, "roll.put-first", roll.Id.ToString(), roll.Show, new { roll = roll.Name, site }, cancellationToken);
        }

        /// <summary>Takes that back. Whether there was something to take back.</summary>
        public async Task<bool> TakePutFirstBackAsync(Roll roll, string site, string by, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(roll);
            if (await tx.ExecuteAsync("DELETE FROM download_priorities WHERE roll_id = @Id AND site = @site", new { roll.Id, site }, cancellationToken) == 0) return false;
            await tx.AuditAsync(by, "roll.put-first-taken-back", roll.Id.ToString(), roll.Show, new { roll = roll.Name, site }, cancellationToken);
            return true;
        }

        /// <summary>The names of sites that ever said what they have of a show, in alphabetical order.</summary>
        public async Task<ImmutableArray<string>> SitesAsync(string show, CancellationToken cancellationToken) =>
            [.. await tx.QueryAsync<string>("SELECT DISTINCT s.site FROM roll_receipts s JOIN rolls r ON r.id = s.roll_id WHERE r.show = @show ORDER BY s.site", new { show }, cancellationToken)];
    }

    private sealed class Row
    {
        public Guid RollId { get; set; }
        public DateTimeOffset PutAt { get; set; }
    }
}

/// <summary>Who moved a roll to the front for a site.</summary>
public sealed class PutFirst
{
    /// <summary>The site; empty for all.</summary>
    public string Site { get; init; } = "";

    /// <summary>Who did.</summary>
    public string PutBy { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset PutAt { get; init; }
}
