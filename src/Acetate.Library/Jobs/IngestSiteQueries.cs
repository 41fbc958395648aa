using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Library.Audit;

namespace Acetate.Library.Jobs;

/// <summary>The sites from which cards of a show come in.</summary>
public static class IngestSiteQueries
{
    /// <summary>The least and the greatest priority that a site may have.</summary>
    public const int Lowest = -100, Highest = 100;

    extension(LibraryTransaction tx)
    {
        /// <summary>Every site of a show of which something was said, or of which a job is known, by name.</summary>
        public async Task<ImmutableArray<IngestSite>> IngestSitesAsync(string show, CancellationToken cancellationToken)
        {
            var said = (await tx.QueryAsync<IngestSite>("SELECT show, name, bytes_per_second, priority, set_by, set_at FROM ingest_sites WHERE show = @show", new { show }, cancellationToken))
                .ToDictionary(site => site.Name, StringComparer.Ordinal);
            var known = await tx.QueryAsync<KnownSite>("""
                SELECT site AS name, SUM(CASE WHEN state IN ('waiting', 'running', 'held') THEN 1 ELSE 0 END) AS open_jobs FROM jobs WHERE show = @show AND site <> '' GROUP BY site
                """, new { show }, cancellationToken);
            var running = (await tx.QueryAsync<RunningUpload>("""
                SELECT j.site AS name, s.detail FROM attempts a JOIN steps s ON s.id = a.step_id JOIN jobs j ON j.id = s.job_id
                WHERE a.state = 'running' AND s.function = 'copy-files' AND s.place <> '' AND j.show = @show AND j.site <> ''
                """, new { show }, cancellationToken)).ToLookup(upload => upload.Name, StringComparer.Ordinal);
            return
            [
                .. said.Keys.Union(known.Select(site => site.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal)
                    .Select(name => said.GetValueOrDefault(name, new() { Show = show, Name = name }) with
                    {
                        Uploads = running[name].Count(),
                        Arriving = running[name].Sum(upload => RateOf(upload.Detail)),
                        OpenJobs = known.Find(site => site.Name == name)?.OpenJobs ?? 0,
                    }),
            ];
        }

        /// <summary>Says what a site's uploads may take together and whose work goes first; it counts for those that run, too.</summary>
        /// <param name="show">The show.</param>
        /// <param name="name">The site.</param>
        /// <param name="bytesPerSecond">At least 1; null for as much as the line gives.</param>
        /// <param name="priority">From <see cref="Lowest"/> to <see cref="Highest"/>.</param>
        /// <param name="by">Who says so.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task SetIngestSiteAsync(string show, string name, long? bytesPerSecond, int priority, string by, CancellationToken cancellationToken)
        {
            if (bytesPerSecond is { } rate) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate, nameof(bytesPerSecond));
            ArgumentOutOfRangeException.ThrowIfLessThan(priority, Lowest);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(priority, Highest);
            await tx.ExecuteAsync("""
                INSERT INTO ingest_sites (show, name, bytes_per_second, priority, set_by, set_at) VALUES (@show, @name, @bytesPerSecond, @priority, @by, @Now)
                ON CONFLICT (show, name) DO UPDATE SET bytes_per_second = excluded.bytes_per_second, priority = excluded.priority, set_by = excluded.set_by, set_at = excluded.set_at
                """, new { show, name, bytesPerSecond, priority, by, tx.Now }, cancellationToken);
            await tx.AuditAsync(by, "site.set", name, show, new { bytesPerSecond, priority }, cancellationToken);
        }

        /// <summary>Takes back what was said of a site. Whether there was something to take back.</summary>
        public async Task<bool> ClearIngestSiteAsync(string show, string name, string by, CancellationToken cancellationToken)
        {
            if (await tx.ExecuteAsync("DELETE FROM ingest_sites WHERE show = @show AND name = @name", new { show, name }, cancellationToken) == 0) return false;
            await tx.AuditAsync(by, "site.cleared", name, show, null, cancellationToken);
            return true;
        }

        /// <summary>Says from which site the footage of a job comes; empty for none.</summary>
        public Task SetSiteOfJobAsync(Guid job, string site, CancellationToken cancellationToken) =>
            tx.ExecuteAsync("UPDATE jobs SET site = @site WHERE id = @job AND site <> @site", new { job, site }, cancellationToken);
    }

    private static long RateOf(string? detail)
    {
        if (detail is null) return 0;
        try
        {
            using var document = JsonDocument.Parse(detail);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("bytesPerSecond", out var rate) && rate.TryGetDouble(out var value) && value is > 0 and < 1e15 ? (long)value : 0;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return 0;
        }
    }

    private sealed record KnownSite
    {
        public string Name { get; init; } = "";
        public int OpenJobs { get; init; }
    }

    private sealed record RunningUpload
    {
        public string Name { get; init; } = "";
        public string? Detail { get; init; }
    }
}
