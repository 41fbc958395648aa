using System.Collections.Immutable;
using Acetate.Library.Database;
using Acetate.Library.Rolls;

namespace Acetate.Library.Days;

/// <summary>Shoot days: what is expected, what came, and who said that it is all.</summary>
public static class DayQueries
{
    private const string ExpectedColumns =
        "id, show, shoot_day, name, kind, unit, clips, source, imported_by, imported_at, waived_by, waived_at, waived_reason";

    extension(LibraryTransaction tx)
    {
        /// <summary>The shoot days of a show, newest first: those with rolls and those that reports name.</summary>
        public async Task<List<DaySummary>> DaysAsync(string show, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<SummaryRow>(
                """
                SELECT d.shoot_day, COALESCE(r.rolls, 0) AS rolls, COALESCE(r.complete, 0) AS complete, COALESCE(r.held, 0) AS held,
                    COALESCE(e.expected, 0) AS expected, COALESCE(e.missing, 0) AS missing,
                    CAST(COALESCE(r.files, 0) AS BIGINT) AS files, CAST(COALESCE(r.bytes, 0) AS BIGINT) AS bytes, COALESCE(s.state, 'open') AS state
                FROM (SELECT shoot_day FROM rolls WHERE show = @show UNION SELECT shoot_day FROM expected_rolls WHERE show = @show) d
                LEFT JOIN (SELECT shoot_day, COUNT(*) AS rolls, SUM(CASE WHEN stage = 'complete' THEN 1 ELSE 0 END) AS complete,
                        SUM(CASE WHEN hold_reason IS NOT NULL THEN 1 ELSE 0 END) AS held, SUM(files) AS files, SUM(bytes) AS bytes
                    FROM rolls WHERE show = @show GROUP BY shoot_day) r ON r.shoot_day = d.shoot_day
                LEFT JOIN (SELECT x.shoot_day, COUNT(*) AS expected, SUM(CASE WHEN EXISTS (
                            SELECT 1 FROM rolls k WHERE k.show = x.show AND k.name = x.name) THEN 0 ELSE 1 END) AS missing
                    FROM expected_rolls x WHERE x.show = @show AND x.waived_at IS NULL GROUP BY x.shoot_day) e ON e.shoot_day = d.shoot_day
                LEFT JOIN day_status s ON s.show = @show AND s.shoot_day = d.shoot_day
                ORDER BY d.shoot_day DESC
                """,
                new { show }, cancellationToken))
            .ConvertAll(row => new DaySummary(
                row.ShootDay, row.Rolls, row.Complete, row.Held, row.Expected, row.Missing, row.Files, row.Bytes, KebabCase.Parse<DayState>(row.State)));

        /// <summary>What people said about a day; open when nobody said anything.</summary>
        public async Task<DayStatus> DayStatusAsync(string show, DateOnly day, CancellationToken cancellationToken) =>
            await tx.FirstOrDefaultAsync<StatusRow>(
                "SELECT state, changed_by, changed_at, note FROM day_status WHERE show = @show AND shoot_day = @day", new { show, day }, cancellationToken)
            is { } row
                ? new DayStatus(show, day, KebabCase.Parse<DayState>(row.State), row.ChangedBy, row.ChangedAt, row.Note)
                : new DayStatus(show, day, DayState.Open, "", null, "");

        /// <summary>Keeps what somebody says about a day, and when.</summary>
        public async Task<DayStatus> PutDayStatusAsync(string show, DateOnly day, DayState state, string by, string note, CancellationToken cancellationToken)
        {
            var now = tx.Now;
            await tx.ExecuteAsync(
                """
                INSERT INTO day_status (show, shoot_day, state, changed_by, changed_at, note) VALUES (@show, @day, @state, @by, @now, @note)
                ON CONFLICT (show, shoot_day) DO UPDATE SET state = excluded.state, changed_by = excluded.changed_by, changed_at = excluded.changed_at, note = excluded.note
                """,
                new { show, day, state = KebabCase.Of(state), by, now, note }, cancellationToken);
            return new DayStatus(show, day, state, by, now, note);
        }

        /// <summary>Says that something came after a day was confirmed; who confirmed it, and when, is kept.</summary>
        public async Task<bool> ReopenDayAsync(string show, DateOnly day, string note, CancellationToken cancellationToken) =>
            await tx.ExecuteAsync("UPDATE day_status SET state = 'reopened', note = @note WHERE show = @show AND shoot_day = @day AND state = 'confirmed'",
                new { show, day, note }, cancellationToken) > 0;

        /// <summary>Keeps what reports say was shot. A roll of the same day and name is replaced; a waiver stays.</summary>
        public Task PutExpectedRollsAsync(IEnumerable<ExpectedRoll> rolls, CancellationToken cancellationToken) => tx.BulkAsync(
            $$"""
            INSERT INTO expected_rolls ({{ExpectedColumns}}) SELECT v.id, v.show, v.shoot_day, v.name, v.kind, v.unit, v.clips, v.source,
                v.imported_by, v.imported_at, v.waived_by, v.waived_at, v.waived_reason FROM {rows} WHERE true
            ON CONFLICT (show, shoot_day, name) DO UPDATE SET kind = excluded.kind, unit = excluded.unit, clips = excluded.clips,
                source = excluded.source, imported_by = excluded.imported_by, imported_at = excluded.imported_at
            """,
            rolls,
            [
                new("id", BulkKind.Id, r => r.Id), new("show", BulkKind.Text, r => r.Show), new("shoot_day", BulkKind.Day, r => r.ShootDay),
                new("name", BulkKind.Text, r => r.Name), new("kind", BulkKind.Text, r => KebabCase.Of(r.Kind)), new("unit", BulkKind.Text, r => r.Unit),
                new("clips", BulkKind.Text, r => LibraryJson.Write(r.Clips)), new("source", BulkKind.Text, r => r.Source),
                new("imported_by", BulkKind.Text, r => r.ImportedBy), new("imported_at", BulkKind.Instant, r => r.ImportedAt),
                new("waived_by", BulkKind.Text, r => r.WaivedBy), new("waived_at", BulkKind.Instant, r => r.WaivedAt),
                new("waived_reason", BulkKind.Text, r => r.WaivedReason),
            ],
            cancellationToken);

        /// <summary>What reports say was shot on a day, by name.</summary>
        public async Task<List<ExpectedRoll>> ExpectedRollsAsync(string show, DateOnly day, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<ExpectedRow>(
                $"SELECT {ExpectedColumns} FROM expected_rolls WHERE show = @show AND shoot_day = @day ORDER BY name", new { show, day }, cancellationToken))
            .ConvertAll(row => row.ToExpected());

        /// <summary>What reports say was shot on any day, by day and name.</summary>
        public async Task<List<ExpectedRoll>> ExpectedRollsAsync(string show, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<ExpectedRow>(
                $"SELECT {ExpectedColumns} FROM expected_rolls WHERE show = @show ORDER BY shoot_day, name", new { show }, cancellationToken))
            .ConvertAll(row => row.ToExpected());

        /// <summary>Says that an expected roll need not arrive, and why; whether there was one that was still waited for.</summary>
        public async Task<bool> WaiveExpectedRollAsync(Guid id, string by, string reason, CancellationToken cancellationToken) =>
            await tx.ExecuteAsync(
                "UPDATE expected_rolls SET waived_by = @by, waived_at = @Now, waived_reason = @reason WHERE id = @id AND waived_at IS NULL",
                new { id, by, reason, tx.Now }, cancellationToken) > 0;

        /// <summary>Takes a waiver back: the roll is waited for again. Whether there was a waiver.</summary>
        public async Task<bool> AwaitExpectedRollAsync(Guid id, CancellationToken cancellationToken) =>
            await tx.ExecuteAsync(
                "UPDATE expected_rolls SET waived_by = NULL, waived_at = NULL, waived_reason = NULL WHERE id = @id AND waived_at IS NOT NULL", new { id }, cancellationToken) > 0;

        /// <summary>Keeps a submission.</summary>
        public Task AddSubmissionAsync(Submission submission, CancellationToken cancellationToken) => tx.ExecuteAsync(
            "INSERT INTO submissions (id, show, shoot_day, source, note, by_name, at) VALUES (@Id, @Show, @ShootDay, @Source, @Note, @By, @At)",
            submission, cancellationToken);

        /// <summary>The submissions of a day, in order.</summary>
        public async Task<List<Submission>> SubmissionsAsync(string show, DateOnly day, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<SubmissionRow>(
                "SELECT * FROM submissions WHERE show = @show AND shoot_day = @day ORDER BY at, id", new { show, day }, cancellationToken))
            .ConvertAll(row => new Submission(row.Id, row.Show, row.ShootDay, row.Source, row.Note, row.ByName, row.At));
    }

    private sealed class SubmissionRow
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public DateOnly ShootDay { get; set; }
        public string Source { get; set; } = "";
        public string Note { get; set; } = "";
        public string ByName { get; set; } = "";
        public DateTimeOffset At { get; set; }
    }

    private sealed class SummaryRow
    {
        public DateOnly ShootDay { get; set; }
        public int Rolls { get; set; }
        public int Complete { get; set; }
        public int Held { get; set; }
        public int Expected { get; set; }
        public int Missing { get; set; }
        public long Files { get; set; }
        public long Bytes { get; set; }
        public string State { get; set; } = "";
    }

    private sealed class StatusRow
    {
        public string State { get; set; } = "";
        public string ChangedBy { get; set; } = "";
        public DateTimeOffset ChangedAt { get; set; }
        public string Note { get; set; } = "";
    }

    private sealed class ExpectedRow
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public DateOnly ShootDay { get; set; }
        public string Name { get; set; } = "";
        public string Kind { get; set; } = "";
        public string Unit { get; set; } = "";
        public string Clips { get; set; } = "[]";
        public string Source { get; set; } = "";
        public string ImportedBy { get; set; } = "";
        public DateTimeOffset ImportedAt { get; set; }
        public string? WaivedBy { get; set; }
        public DateTimeOffset? WaivedAt { get; set; }
        public string? WaivedReason { get; set; }

        public ExpectedRoll ToExpected() => new()
        {
            Id = Id,
            Show = Show,
            ShootDay = ShootDay,
            Name = Name,
            Kind = KebabCase.Parse<RollKind>(Kind),
            Unit = Unit,
            Clips = LibraryJson.Read<ImmutableArray<string>>(Clips),
            Source = Source,
            ImportedBy = ImportedBy,
            ImportedAt = ImportedAt,
            WaivedBy = WaivedBy,
            WaivedAt = WaivedAt,
            WaivedReason = WaivedReason,
        };
    }
}
