using System.Collections.Immutable;
using Acetate.Library.Database;
using Acetate.Library.Search;

namespace Acetate.Library.Rolls;

/// <summary>Rolls in the library.</summary>
public static class RollQueries
{
    private const string Columns =
        "id, show, submission_id, name, kind, shoot_day, unit, episode, day_number, layout, layout_reason, source, drive, carried_by, tags, "
        + "files, bytes, fingerprint, store_prefix, manifest, stage, hold_reason, hold_advice, found_at, acknowledged_by, acknowledged_at";

    extension(LibraryTransaction tx)
    {
        /// <summary>The roll, or null.</summary>
        public async Task<Roll?> RollAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM rolls WHERE id = @id", new { id }, cancellationToken))?.ToRoll();

        /// <summary>The roll; throws <see cref="LibraryProblem.NotFound"/> when there is none.</summary>
        public async Task<Roll> RequireRollAsync(Guid id, CancellationToken cancellationToken) =>
            await tx.RollAsync(id, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, $"There is no roll {id} in the library.");

        /// <summary>Adds a roll with the id and the times it carries. Its place in the store must be free.</summary>
        public async Task AddRollAsync(Roll roll, CancellationToken cancellationToken)
        {
            if (roll.StorePrefix.Length > 0 && await tx.ScalarAsync<string>(
                    "SELECT name FROM rolls WHERE show = @Show AND store_prefix = @StorePrefix", new { roll.Show, roll.StorePrefix }, cancellationToken) is { } other)
                throw new LibraryException(LibraryProblem.Conflict,
                    $"The folder {roll.StorePrefix} of the store belongs to roll {other} already. Give this roll another day, unit or folder.");
            await tx.ExecuteAsync($"""
                INSERT INTO rolls ({Columns}, changed_at) VALUES (@Id, @Show, @SubmissionId, @Name, @Kind, @ShootDay, @Unit, @Episode, @DayNumber, @Layout,
                    @LayoutReason, @Source, @Drive, @CarriedBy, @Tags, @Files, @Bytes, @Fingerprint, @StorePrefix, @Manifest, @Stage,
                    @HoldReason, @HoldAdvice, @FoundAt, @AcknowledgedBy, @AcknowledgedAt, @ChangedAt)
                """, Row.Of(roll, tx.Now), cancellationToken);
        }

        /// <summary>Replaces everything that is kept about the roll but its id and its show.</summary>
        public async Task UpdateRollAsync(Roll roll, CancellationToken cancellationToken)
        {
            var before = await tx.RollAsync(roll.Id, cancellationToken);
            var changed = await tx.ExecuteAsync("""
                UPDATE rolls SET submission_id = @SubmissionId, name = @Name, kind = @Kind, shoot_day = @ShootDay, unit = @Unit, episode = @Episode,
                    day_number = @DayNumber, layout = @Layout, layout_reason = @LayoutReason, source = @Source, drive = @Drive, carried_by = @CarriedBy,
                    tags = @Tags, files = @Files, bytes = @Bytes, fingerprint = @Fingerprint, store_prefix = @StorePrefix, manifest = @Manifest,
                    stage = @Stage, hold_reason = @HoldReason, hold_advice = @HoldAdvice, found_at = @FoundAt, changed_at = @ChangedAt,
                    acknowledged_by = @AcknowledgedBy, acknowledged_at = @AcknowledgedAt
                WHERE id = @Id
                """, Row.Of(roll, tx.Now), cancellationToken);
            if (changed == 0) throw new LibraryException(LibraryProblem.NotFound, $"There is no roll {roll.Name} ({roll.Id}) in the library.");
            await tx.FollowRollAsync(before!, roll, cancellationToken);
        }

        /// <summary>The rolls of a shoot day by name.</summary>
        public async Task<List<Roll>> RollsOnDayAsync(string show, DateOnly day, CancellationToken cancellationToken) =>
            await tx.ListAsync("show = @show AND shoot_day = @day ORDER BY name, id", new { show, day }, cancellationToken);

        /// <summary>All rolls of a show that carry this name, oldest first.</summary>
        public async Task<List<Roll>> RollsNamedAsync(string show, string name, CancellationToken cancellationToken) =>
            await tx.ListAsync("show = @show AND name = @name ORDER BY found_at, id", new { show, name }, cancellationToken);

        /// <summary>All rolls of a show with this content, whatever they are called, oldest first.</summary>
        public async Task<List<Roll>> RollsWithFingerprintAsync(string show, string fingerprint, CancellationToken cancellationToken) =>
            fingerprint.Length == 0 ? [] : await tx.ListAsync(
                "show = @show AND fingerprint = @fingerprint AND fingerprint <> '' ORDER BY found_at, id", new { show, fingerprint }, cancellationToken);

        /// <summary>Rolls of a show by name, a page at a time.</summary>
        /// <param name="show">The show.</param>
        /// <param name="after">The last roll of the page before; null for the first page.</param>
        /// <param name="limit">How many, at most.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<List<Roll>> RollsAsync(string show, Roll? after, int limit, CancellationToken cancellationToken) =>
            await tx.ListAsync(
                $"show = @show {(after is null ? "" : "AND (name, id) > (@name, @id)")} ORDER BY name, id LIMIT @limit",
                new { show, name = after?.Name ?? "", id = after?.Id ?? Guid.Empty, limit }, cancellationToken);

        /// <summary>The rolls of a show that have dailies, by name.</summary>
        public async Task<List<Roll>> RollsWithDailiesAsync(string show, CancellationToken cancellationToken) =>
            await tx.ListAsync("show = @show AND id IN (SELECT roll_id FROM roll_dailies WHERE show = @show) ORDER BY name, id", new { show }, cancellationToken);

        /// <summary>Rolls that are not complete, in all shows, oldest first.</summary>
        public async Task<List<Roll>> OpenRollsAsync(CancellationToken cancellationToken) =>
            await tx.ListAsync("stage <> 'complete' ORDER BY found_at, id", null, cancellationToken);

        /// <summary>Removes a roll with its files, copies and clips from the library. The footage and the events stay.</summary>
        public async Task<bool> RemoveRollAsync(Guid id, CancellationToken cancellationToken)
        {
            await tx.ForgetRollAsync(id, cancellationToken);
            return await tx.ExecuteAsync("DELETE FROM rolls WHERE id = @id", new { id }, cancellationToken) > 0;
        }

        /// <summary>Says how stages of a roll stand.</summary>
        public Task PutStagesAsync(Guid roll, IEnumerable<StageProgress> stages, CancellationToken cancellationToken) =>
            tx.BulkAsync(
                """
                INSERT INTO roll_stages (roll_id, stage, state, done, total, since, ended_at, actor, reason)
                SELECT v.roll_id, v.stage, v.state, v.done * 1.0, v.total * 1.0, v.since, v.ended_at, v.actor, v.reason FROM {rows} WHERE true
                ON CONFLICT (roll_id, stage) DO UPDATE SET state = excluded.state, done = excluded.done, total = excluded.total,
                    since = excluded.since, ended_at = excluded.ended_at, actor = excluded.actor, reason = excluded.reason
                """,
                stages,
                [
                    new("roll_id", BulkKind.Id, _ => roll),
                    new("stage", BulkKind.Text, s => KebabCase.Of(s.Stage)),
                    new("state", BulkKind.Text, s => KebabCase.Of(s.State)),
                    new("done", BulkKind.Number, s => (long)s.Done),
                    new("total", BulkKind.Number, s => (long)s.Total),
                    new("since", BulkKind.Instant, s => s.Since),
                    new("ended_at", BulkKind.Instant, s => s.EndedAt),
                    new("actor", BulkKind.Text, s => s.Actor),
                    new("reason", BulkKind.Text, s => s.Reason),
                ],
                cancellationToken);

        /// <summary>How the stages of a roll stand, in their order; stages nothing was said about are not there.</summary>
        public async Task<ImmutableArray<StageProgress>> StagesAsync(Guid roll, CancellationToken cancellationToken) =>
            Ordered(await tx.QueryAsync<StageRow>("SELECT * FROM roll_stages WHERE roll_id = @roll", new { roll }, cancellationToken));

        /// <summary>How the stages of all rolls of a shoot day stand, by roll.</summary>
        public async Task<Dictionary<Guid, ImmutableArray<StageProgress>>> StagesOnDayAsync(string show, DateOnly day, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<StageRow>(
                "SELECT s.* FROM roll_stages s JOIN rolls r ON r.id = s.roll_id WHERE r.show = @show AND r.shoot_day = @day", new { show, day }, cancellationToken))
            .GroupBy(row => row.RollId).ToDictionary(group => group.Key, Ordered);

        private async Task<List<Roll>> ListAsync(string condition, object? arguments, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM rolls WHERE {condition}", arguments, cancellationToken)).ConvertAll(row => row.ToRoll());
    }

    private static ImmutableArray<StageProgress> Ordered(IEnumerable<StageRow> rows) =>
        [.. rows.Select(row => row.ToProgress()).OrderBy(stage => stage.Stage)];

    private sealed class StageRow
    {
        public Guid RollId { get; set; }
        public string Stage { get; set; } = "";
        public string State { get; set; } = "";
        public double Done { get; set; }
        public double Total { get; set; }
        public DateTimeOffset? Since { get; set; }
        public DateTimeOffset? EndedAt { get; set; }
        public string Actor { get; set; } = "";
        public string Reason { get; set; } = "";

        public StageProgress ToProgress() => new()
        {
            Stage = KebabCase.Parse<RollStage>(Stage),
            State = KebabCase.Parse<StageState>(State),
            Done = Done,
            Total = Total,
            Since = Since,
            EndedAt = EndedAt,
            Actor = Actor,
            Reason = Reason,
        };
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public Guid? SubmissionId { get; set; }
        public string Name { get; set; } = "";
        public string Kind { get; set; } = "";
        public DateOnly ShootDay { get; set; }
        public string Unit { get; set; } = "";
        public string Episode { get; set; } = "";
        public int? DayNumber { get; set; }
        public string Layout { get; set; } = "";
        public string LayoutReason { get; set; } = "";
        public string Source { get; set; } = "";
        public string Drive { get; set; } = "";
        public string CarriedBy { get; set; } = "";
        public string Tags { get; set; } = "{}";
        public long Files { get; set; }
        public long Bytes { get; set; }
        public string Fingerprint { get; set; } = "";
        public string StorePrefix { get; set; } = "";
        public string Manifest { get; set; } = "";
        public string Stage { get; set; } = "";
        public string? HoldReason { get; set; }
        public string? HoldAdvice { get; set; }
        public DateTimeOffset FoundAt { get; set; }
        public string? AcknowledgedBy { get; set; }
        public DateTimeOffset? AcknowledgedAt { get; set; }
        public DateTimeOffset ChangedAt { get; set; }

        public static Row Of(Roll roll, DateTimeOffset now) => new()
        {
            Id = roll.Id,
            Show = roll.Show,
            SubmissionId = roll.Submission,
            Name = roll.Name,
            Kind = KebabCase.Of(roll.Kind),
            ShootDay = roll.ShootDay,
            Unit = roll.Unit,
            Episode = roll.Episode,
            DayNumber = roll.DayNumber,
            Layout = roll.Layout,
            LayoutReason = roll.LayoutReason,
            Source = roll.Source,
            Drive = roll.Drive,
            CarriedBy = roll.CarriedBy,
            Tags = LibraryJson.Write(roll.Tags),
            Files = roll.Files,
            Bytes = roll.Bytes,
            Fingerprint = roll.Fingerprint,
            StorePrefix = roll.StorePrefix,
            Manifest = KebabCase.Of(roll.Manifest),
            Stage = KebabCase.Of(roll.Stage),
            HoldReason = roll.Hold?.Reason,
            HoldAdvice = roll.Hold?.Advice,
            FoundAt = roll.FoundAt,
            AcknowledgedBy = roll.Hold is null ? null : roll.Acknowledged?.By,
            AcknowledgedAt = roll.Hold is null ? null : roll.Acknowledged?.At,
            ChangedAt = now,
        };

        public Roll ToRoll() => new()
        {
            Id = Id,
            Show = Show,
            Submission = SubmissionId,
            Name = Name,
            Kind = KebabCase.Parse<RollKind>(Kind),
            ShootDay = ShootDay,
            Unit = Unit,
            Episode = Episode,
            DayNumber = DayNumber,
            Layout = Layout,
            LayoutReason = LayoutReason,
            Source = Source,
            Drive = Drive,
            CarriedBy = CarriedBy,
            Tags = LibraryJson.Read<ImmutableDictionary<string, string>>(Tags),
            Files = Files,
            Bytes = Bytes,
            Fingerprint = Fingerprint,
            StorePrefix = StorePrefix,
            Manifest = KebabCase.Parse<ManifestState>(Manifest),
            Stage = KebabCase.Parse<RollStage>(Stage),
            Hold = HoldReason is null ? null : new Hold(HoldReason, HoldAdvice ?? ""),
            FoundAt = FoundAt,
            Acknowledged = AcknowledgedBy is { } by && AcknowledgedAt is { } at ? new Acknowledgement(by, at) : null,
        };
    }
}
