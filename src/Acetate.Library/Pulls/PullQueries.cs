using System.Collections.Immutable;
using System.Text.Json;

namespace Acetate.Library.Pulls;

/// <summary>Pulls and their plates.</summary>
public static class PullQueries
{
    private const string Columns =
        "id, show, kind, recipient, number, folder_id, job_id, state, cut_name, reels, cut, settings, plan, message, created_by, created_at, approved_by, approved_at, ended_at";

    private const string ListColumns =
        "id, show, kind, recipient, number, folder_id, job_id, state, cut_name, reels, message, created_by, created_at, approved_by, approved_at, ended_at";

    extension(LibraryTransaction tx)
    {
        /// <summary>Adds a pull with its plates; its number is the next for this recipient.</summary>
        public async Task<Pull> AddPullAsync(Pull pull, IReadOnlyList<PullPlate> plates, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(pull);
            ArgumentNullException.ThrowIfNull(plates);
            pull = pull with { Number = await tx.NextPullNumberAsync(pull.Show, pull.Kind, pull.Recipient, cancellationToken), CreatedAt = tx.Now };
            await tx.ExecuteAsync(
                $"""
                INSERT INTO pulls ({Columns})
                VALUES (@Id, @Show, @kind, @Recipient, @Number, @Folder, @Job, @state, @CutName, @reels, @Cut, @Settings, @Plan, @Message, @CreatedBy, @CreatedAt, @ApprovedBy, @ApprovedAt, @EndedAt)
                """,
                new
                {
                    pull.Id,
                    pull.Show,
                    kind = KebabCase.Of(pull.Kind),
                    pull.Recipient,
                    pull.Number,
                    pull.Folder,
                    pull.Job,
                    state = KebabCase.Of(pull.State),
                    pull.CutName,
                    reels = JsonSerializer.Serialize(pull.Reels, LibraryJson.Options),
                    pull.Cut,
                    pull.Settings,
                    pull.Plan,
                    pull.Message,
                    pull.CreatedBy,
                    pull.CreatedAt,
                    pull.ApprovedBy,
                    pull.ApprovedAt,
                    pull.EndedAt,
                },
                cancellationToken);
            foreach (var plate in plates)
                await tx.ExecuteAsync(
                    $"""
                    INSERT INTO pull_plates ({PlateRow.Columns})
                    VALUES (@pull, @Place, @Shot, @Element, @Version, @Clip, @UsedStart, @UsedEnd, @Start, @End, @Recipe, @Pattern, @FirstNumber, @Made, @Failed)
                    """,
                    new
                    {
                        pull = pull.Id,
                        plate.Place,
                        plate.Shot,
                        plate.Element,
                        plate.Version,
                        plate.Clip,
                        plate.UsedStart,
                        plate.UsedEnd,
                        plate.Start,
                        plate.End,
                        plate.Recipe,
                        plate.Pattern,
                        plate.FirstNumber,
                        plate.Made,
                        plate.Failed,
                    },
                    cancellationToken);
            return pull;
        }

        /// <summary>The number that the next pull of this kind for this recipient gets.</summary>
        public async Task<int> NextPullNumberAsync(string show, PullKind kind, string recipient, CancellationToken cancellationToken) => 1 + await tx.ScalarAsync<int>(
            "SELECT COALESCE(MAX(number), 0) FROM pulls WHERE show = @show AND kind = @kind AND lower(recipient) = lower(@recipient)",
            new { show, kind = KebabCase.Of(kind), recipient }, cancellationToken);

        /// <summary>The pull of this id, or null.</summary>
        public async Task<Pull?> PullAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM pulls WHERE id = @id", new { id }, cancellationToken))?.ToPull();

        /// <summary>The pulls of all shows from one id to another, these included, in their order; 10 at most. Their cuts, settings and plans are left empty.</summary>
        public async Task<List<Pull>> PullsBetweenAsync(Guid first, Guid last, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {ListColumns} FROM pulls WHERE id >= @first AND id <= @last ORDER BY id LIMIT 10", new { first, last }, cancellationToken)).ConvertAll(row => row.ToPull());

        /// <summary>The pulls of a show, the newest first; of one kind, unless null. Their cuts, settings and plans may be large and are left empty.</summary>
        public async Task<List<Pull>> PullsAsync(string show, PullKind? kind, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"SELECT {ListColumns} FROM pulls WHERE show = @show {(kind is null ? "" : "AND kind = @kind")} ORDER BY created_at DESC, id DESC",
                new { show, kind = kind is { } one ? KebabCase.Of(one) : "" }, cancellationToken)).ConvertAll(row => row.ToPull());

        /// <summary>The newest pull of the same kind for the same recipient that was approved after this one was planned, and not given up; null when none was.</summary>
        public async Task<Pull?> ApprovedSinceAsync(Pull pull, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(pull);
            return (await tx.PullsAsync(pull.Show, pull.Kind, cancellationToken)).Find(other =>
                other.Id != pull.Id && other.Recipient.Equals(pull.Recipient, StringComparison.OrdinalIgnoreCase) && other.State is not PullState.Withdrawn && other.ApprovedAt > pull.CreatedAt);
        }

        /// <summary>Keeps how a pull stands: its state, folder, job, approval, end and message.</summary>
        public Task PutPullAsync(Pull pull, CancellationToken cancellationToken) => tx.ExecuteAsync(
            """
            UPDATE pulls SET state = @state, folder_id = @Folder, job_id = @Job, message = @Message,
                approved_by = @ApprovedBy, approved_at = @ApprovedAt, ended_at = @EndedAt WHERE id = @Id
            """,
            new { pull.Id, state = KebabCase.Of(pull.State), pull.Folder, pull.Job, pull.Message, pull.ApprovedBy, pull.ApprovedAt, pull.EndedAt }, cancellationToken);

        /// <summary>The plates of a pull in their order.</summary>
        public async Task<List<PullPlate>> PullPlatesAsync(Guid pull, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<PlateRow>($"SELECT {PlateRow.Columns} FROM pull_plates WHERE pull_id = @pull ORDER BY place", new { pull }, cancellationToken)).ConvertAll(row => row.ToPlate());

        /// <summary>Every plate that a recipient of a show was given: those of pulls that are ready.</summary>
        public async Task<List<PullPlate>> DeliveredPlatesAsync(string show, string recipient, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<PlateRow>(
                $"""
                SELECT {PlateRow.ColumnsOf("p")} FROM pull_plates p JOIN pulls u ON u.id = p.pull_id
                WHERE u.show = @show AND u.kind = 'vfx' AND u.state = 'ready' AND lower(u.recipient) = lower(@recipient) ORDER BY u.number, p.place
                """,
                new { show, recipient }, cancellationToken)).ConvertAll(row => row.ToPlate());

        /// <summary>The plates of a show's other pulls for a vendor that somebody approved, delivered or not: their versions are given away.</summary>
        public async Task<List<PullPlate>> ApprovedPlatesAsync(Pull pull, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<PlateRow>(
                $"""
                SELECT {PlateRow.ColumnsOf("p")} FROM pull_plates p JOIN pulls u ON u.id = p.pull_id
                WHERE u.show = @Show AND u.kind = 'vfx' AND u.state IN ('running', 'held', 'ready') AND u.id <> @Id AND lower(u.recipient) = lower(@Recipient) ORDER BY u.number, p.place
                """,
                new { pull.Show, pull.Id, pull.Recipient }, cancellationToken)).ConvertAll(row => row.ToPlate());

        /// <summary>Keeps how far a plate is.</summary>
        public Task PutPullPlateAsync(PullPlate plate, CancellationToken cancellationToken) => tx.ExecuteAsync(
            "UPDATE pull_plates SET made = @Made, failed = @Failed WHERE pull_id = @Pull AND place = @Place",
            new { plate.Pull, plate.Place, plate.Made, plate.Failed }, cancellationToken);
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public string Kind { get; set; } = "";
        public string Recipient { get; set; } = "";
        public int Number { get; set; }
        public Guid? FolderId { get; set; }
        public Guid? JobId { get; set; }
        public string State { get; set; } = "";
        public string CutName { get; set; } = "";
        public string Reels { get; set; } = "";
        public string Cut { get; set; } = "";
        public string Settings { get; set; } = "";
        public string Plan { get; set; } = "";
        public string Message { get; set; } = "";
        public string CreatedBy { get; set; } = "";
        public DateTimeOffset CreatedAt { get; set; }
        public string ApprovedBy { get; set; } = "";
        public DateTimeOffset? ApprovedAt { get; set; }
        public DateTimeOffset? EndedAt { get; set; }

        public Pull ToPull() => new()
        {
            Id = Id,
            Show = Show,
            Kind = KebabCase.Parse<PullKind>(Kind),
            Recipient = Recipient,
            Number = Number,
            Folder = FolderId,
            Job = JobId,
            State = KebabCase.Parse<PullState>(State),
            CutName = CutName,
            Reels = Reels == "[]" ? [] : JsonSerializer.Deserialize<ImmutableArray<string>>(Reels, LibraryJson.Options),
            Cut = Cut,
            Settings = Settings,
            Plan = Plan,
            Message = Message,
            CreatedBy = CreatedBy,
            CreatedAt = CreatedAt,
            ApprovedBy = ApprovedBy,
            ApprovedAt = ApprovedAt,
            EndedAt = EndedAt,
        };
    }
}
