using Acetate.Library.Shows;

namespace Acetate.Library.Usage;

/// <summary>What shows keep and what work they took.</summary>
public static class UsageQueries
{
    private const int ListedDays = 30;

    extension(LibraryTransaction tx)
    {
        /// <summary>What a show keeps and took.</summary>
        /// <exception cref="LibraryException">There is no such show.</exception>
        public async Task<ShowUsage> UsageAsync(string name, CancellationToken cancellationToken)
        {
            var show = await tx.RequireShowAsync(name, cancellationToken);
            var (now, since) = (tx.Now, new DateTimeOffset(tx.Now.UtcDateTime.Date.AddDays(1 - ListedDays), TimeSpan.Zero));
            // What lies in a folder that lies in the bin lies in the bin, too.
            var kept = await tx.QueryAsync<KeptRow>(
                """
                WITH RECURSIVE binned (id) AS (
                    SELECT f.id FROM workspace_folders f JOIN workspaces w ON w.id = f.workspace_id WHERE w.show = @name AND f.kind = 'folder' AND f.deleted_at IS NOT NULL
                    UNION
                    SELECT c.id FROM workspace_folders c JOIN binned b ON c.parent_id = b.id)
                SELECT kind, CAST(COALESCE(SUM(files), 0) AS BIGINT) AS files, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM (
                    SELECT CASE c.tier WHEN 'library' THEN 'originals' ELSE 'archive' END AS kind, c.files AS files, c.bytes AS bytes
                    FROM copies c JOIN rolls r ON r.id = c.roll_id WHERE r.show = @name AND c.written_at IS NOT NULL
                    UNION ALL
                    SELECT 'packages', f.files, f.bytes FROM workspace_folders f JOIN workspaces w ON w.id = f.workspace_id WHERE w.show = @name AND f.kind <> 'folder'
                    UNION ALL
                    SELECT CASE WHEN f.deleted_at IS NOT NULL OR EXISTS (SELECT 1 FROM binned b WHERE b.id = f.folder_id) THEN 'bins' ELSE 'uploads' END, 1, f.length
                    FROM workspace_files f JOIN workspaces w ON w.id = f.workspace_id WHERE w.show = @name AND f.state <> 'refused'
                    UNION ALL
                    SELECT 'returns', files, bytes FROM vendor_returns WHERE show = @name
                    UNION ALL
                    SELECT 'assets', 1, length FROM assets WHERE show = @name
                    UNION ALL
                    SELECT 'offlines', 1, o.length FROM cut_offlines o JOIN cuts c ON c.id = o.cut_id WHERE c.show = @name AND o.state <> 'refused'
                ) AS everything GROUP BY kind
                """, new { name = show.Name }, cancellationToken);
            var day = tx.IsPostgres ? "to_char(c.written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')" : "substr(c.written_at, 1, 10)";
            var days = await tx.QueryAsync<DayRow>(
                $"""
                SELECT {day} AS day, CAST(SUM(c.bytes) AS BIGINT) AS bytes FROM copies c JOIN rolls r ON r.id = c.roll_id
                WHERE r.show = @name AND c.written_at >= @since GROUP BY {day} ORDER BY day
                """, new { name = show.Name, since }, cancellationToken);
            var seconds = tx.IsPostgres ? "EXTRACT(EPOCH FROM COALESCE(a.ended_at, @now) - a.started_at)" : "(julianday(COALESCE(a.ended_at, @now)) - julianday(a.started_at)) * 86400";
            var work = await tx.QueryAsync<WorkRow>(
                $"""
                SELECT j.kind, CAST(SUM({seconds} * s.cores) AS DOUBLE PRECISION) AS core_seconds
                FROM jobs j JOIN steps s ON s.job_id = j.id JOIN attempts a ON a.step_id = s.id WHERE j.show = @name GROUP BY j.kind
                """, new { name = show.Name, now }, cancellationToken);
            return new()
            {
                Show = show.Name,
                At = now,
                Kept = [.. Enum.GetValues<KeptKind>().Select(kind => kept.Find(row => row.Kind == KebabCase.Of(kind)) is { } row ? new KeptUse(kind, row.Files, row.Bytes) : new(kind, 0, 0))],
                Days = [.. days.Select(row => new DayUse(DateOnly.ParseExact(row.Day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), row.Bytes))],
                Work = [.. work.Select(row => new WorkUse(row.Kind, Math.Max(0, row.CoreSeconds) / 3600)).OrderByDescending(one => one.CoreHours).ThenBy(one => one.Kind, StringComparer.Ordinal)],
                Budget = show.Settings.Budget is { Bytes: null, CoreHours: null } ? null : show.Settings.Budget,
                Rates = show.Settings.Rates is { CoreHour: null, TebibyteMonth: null } ? null : show.Settings.Rates,
            };
        }
    }

    private sealed class KeptRow
    {
        public string Kind { get; set; } = "";
        public long Files { get; set; }
        public long Bytes { get; set; }
    }

    private sealed class DayRow
    {
        public string Day { get; set; } = "";
        public long Bytes { get; set; }
    }

    private sealed class WorkRow
    {
        public string Kind { get; set; } = "";
        public double CoreSeconds { get; set; }
    }
}
