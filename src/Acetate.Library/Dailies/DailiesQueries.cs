using System.Collections.Immutable;

namespace Acetate.Library.Dailies;

/// <summary>Dailies of rolls and of their clips.</summary>
public static class DailiesQueries
{
    private const string RollColumns =
        "roll_id, show, state, attempt, job_id, delivery_job_id, folder_id, assignee, message, defaults, due_at, begun_at, sound_at, made_at, delivered_at";

    private const string ClipColumns =
        "clip_id, roll_id, show, place, attempt, state, recipe, defaults, sound, picture, doubts, decision, note, decided_by, decided_at, made_at, delivered, delivered_at";

    extension(LibraryTransaction tx)
    {
        /// <summary>The dailies of a roll; null when nothing was begun.</summary>
        public async Task<RollDailies?> RollDailiesAsync(Guid roll, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<RollRow>($"SELECT {RollColumns} FROM roll_dailies WHERE roll_id = @roll", new { roll }, cancellationToken))?.ToDailies();

        /// <summary>The dailies of a roll.</summary>
        /// <exception cref="LibraryException">Nothing was begun.</exception>
        public async Task<RollDailies> RequireRollDailiesAsync(Guid roll, CancellationToken cancellationToken) =>
            await tx.RollDailiesAsync(roll, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, "No dailies were begun for this roll. They begin by themselves when the show makes dailies and the roll is verified; 'acetate dailies make' begins them now.");

        /// <summary>All dailies of a show in the order of shoot days and rolls.</summary>
        public async Task<List<RollDailies>> DailiesAsync(string show, CancellationToken cancellationToken) => (await tx.QueryAsync<RollRow>(
            $"SELECT {Of("d", RollColumns)} FROM roll_dailies d JOIN rolls r ON r.id = d.roll_id WHERE d.show = @show ORDER BY r.shoot_day, r.name, r.id", new { show }, cancellationToken)).ConvertAll(row => row.ToDailies());

        /// <summary>Rolls whose dailies were delivered in some time and were made more than once.</summary>
        public async Task<List<RollDailies>> DailiesMadeAgainAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) => (await tx.QueryAsync<RollRow>(
            $"SELECT {RollColumns} FROM roll_dailies WHERE state = 'delivered' AND attempt > 1 AND delivered_at >= @from AND delivered_at < @until ORDER BY roll_id", new { from, until }, cancellationToken)).ConvertAll(row => row.ToDailies());

        /// <summary>Rolls all of whose clips were made or cannot be, and that are not delivered: with how many clips wait for a person, and how many may go and have not gone.</summary>
        public async Task<List<MadeDailies>> MadeDailiesAsync(CancellationToken cancellationToken) => (await tx.QueryAsync<MadeRow>(
            """
            SELECT d.roll_id, d.show, d.state,
                (SELECT COUNT(*) FROM clip_dailies c WHERE c.roll_id = d.roll_id AND c.state IN ('doubted', 'failed')) AS doubted,
                (SELECT COUNT(*) FROM clip_dailies c WHERE c.roll_id = d.roll_id AND c.state IN ('made', 'accepted') AND c.delivered <> c.attempt) AS due
            FROM roll_dailies d
            WHERE d.state IN ('making', 'review') AND NOT EXISTS (SELECT 1 FROM clip_dailies c WHERE c.roll_id = d.roll_id AND c.state = 'waiting')
            ORDER BY d.roll_id
            """, null, cancellationToken)).ConvertAll(row => new MadeDailies(row.RollId, row.Show, KebabCase.Parse<DailiesState>(row.State), row.Doubted, row.Due));

        /// <summary>Camera rolls of a show whose dailies can begin and have not: a whole copy was read back, every clip was inspected, and no sound of the day is still on its way in.</summary>
        /// <param name="show">The show.</param>
        /// <param name="since">The first shoot day that counts.</param>
        /// <param name="cancellationToken">Stops it.</param>
        public async Task<List<Guid>> RollsWithoutDailiesAsync(string show, DateOnly? since, CancellationToken cancellationToken) => await tx.QueryAsync<Guid>(
            """
            SELECT r.id FROM rolls r
            WHERE r.show = @show AND r.kind = 'camera' AND r.hold_reason IS NULL AND r.shoot_day >= @since
                AND NOT EXISTS (SELECT 1 FROM roll_dailies d WHERE d.roll_id = r.id)
                AND EXISTS (SELECT 1 FROM roll_stages s WHERE s.roll_id = r.id AND s.stage = 'inspected' AND s.state = 'done')
                AND EXISTS (SELECT 1 FROM copies c WHERE c.roll_id = r.id AND c.tier = 'library' AND c.state = 'verified')
                AND NOT EXISTS (SELECT 1 FROM rolls a WHERE a.show = r.show AND a.shoot_day = r.shoot_day AND a.kind = 'sound' AND a.hold_reason IS NULL
                    AND NOT EXISTS (SELECT 1 FROM copies c WHERE c.roll_id = a.id AND c.state = 'verified'))
            ORDER BY r.found_at, r.id
            """,
            new { show, since = since ?? DateOnly.MinValue }, cancellationToken);

        /// <summary>Camera rolls of a show whose dailies were made before a sound roll of their day was verified.</summary>
        public async Task<List<Guid>> RollsWithNewSoundAsync(string show, CancellationToken cancellationToken) => await tx.QueryAsync<Guid>(
            """
            SELECT r.id FROM roll_dailies d JOIN rolls r ON r.id = d.roll_id
            WHERE d.show = @show AND d.state IN ('review', 'delivered') AND EXISTS (
                SELECT 1 FROM rolls s JOIN copies c ON c.roll_id = s.id
                WHERE s.show = r.show AND s.shoot_day = r.shoot_day AND s.kind = 'sound' AND c.tier = 'library' AND c.state = 'verified' AND c.verified_at > d.sound_at)
            ORDER BY r.id
            """,
            new { show }, cancellationToken);

        /// <summary>Keeps how the dailies of a roll stand.</summary>
        public Task PutRollDailiesAsync(RollDailies dailies, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(dailies);
            return tx.ExecuteAsync(
                $"""
                INSERT INTO roll_dailies ({RollColumns})
                VALUES (@Roll, @Show, @state, @Attempt, @Job, @DeliveryJob, @Folder, @Assignee, @Message, @defaults, @DueAt, @BegunAt, @SoundAt, @MadeAt, @DeliveredAt)
                ON CONFLICT (roll_id) DO UPDATE SET state = excluded.state, attempt = excluded.attempt, job_id = excluded.job_id, delivery_job_id = excluded.delivery_job_id,
                    folder_id = excluded.folder_id, assignee = excluded.assignee, message = excluded.message, defaults = excluded.defaults, due_at = excluded.due_at,
                    sound_at = excluded.sound_at, made_at = excluded.made_at, delivered_at = excluded.delivered_at
                """,
                new
                {
                    dailies.Roll,
                    dailies.Show,
                    state = KebabCase.Of(dailies.State),
                    dailies.Attempt,
                    dailies.Job,
                    dailies.DeliveryJob,
                    dailies.Folder,
                    dailies.Assignee,
                    dailies.Message,
                    defaults = LibraryJson.Write(dailies.Defaults),
                    dailies.DueAt,
                    dailies.BegunAt,
                    dailies.SoundAt,
                    dailies.MadeAt,
                    dailies.DeliveredAt,
                },
                cancellationToken);
        }

        /// <summary>The dailies of a roll's clips in their order.</summary>
        public async Task<List<ClipDaily>> ClipDailiesAsync(Guid roll, CancellationToken cancellationToken) => (await tx.QueryAsync<ClipRow>(
            $"SELECT {ClipColumns} FROM clip_dailies WHERE roll_id = @roll ORDER BY place", new { roll }, cancellationToken)).ConvertAll(row => row.ToDaily());

        /// <summary>The daily of a clip; null when there is none.</summary>
        public async Task<ClipDaily?> ClipDailyAsync(Guid clip, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<ClipRow>($"SELECT {ClipColumns} FROM clip_dailies WHERE clip_id = @clip", new { clip }, cancellationToken))?.ToDaily();

        /// <summary>Clips of a show that wait for a person, the oldest roll first; at most so many.</summary>
        public async Task<List<ClipDaily>> DoubtedDailiesAsync(string show, int most, CancellationToken cancellationToken) => (await tx.QueryAsync<ClipRow>(
            $"""
            SELECT {Of("c", ClipColumns)} FROM clip_dailies c JOIN rolls r ON r.id = c.roll_id
            WHERE c.show = @show AND c.state IN ('doubted', 'failed') ORDER BY r.shoot_day, r.name, r.id, c.place LIMIT @most
            """,
            new { show, most }, cancellationToken)).ConvertAll(row => row.ToDaily());

        /// <summary>How many clips of each roll of a show stand how.</summary>
        public async Task<List<DailyCount>> DailyCountsAsync(string show, CancellationToken cancellationToken) => (await tx.QueryAsync<CountRow>(
            """
            SELECT c.roll_id, c.state, COUNT(*) AS clips, SUM(CASE WHEN c.attempt = d.attempt THEN 1 ELSE 0 END) AS latest
            FROM clip_dailies c JOIN roll_dailies d ON d.roll_id = c.roll_id WHERE c.show = @show GROUP BY c.roll_id, c.state
            """, new { show }, cancellationToken))
            .ConvertAll(row => new DailyCount(row.RollId, KebabCase.Parse<DailyState>(row.State), row.Clips, row.Latest));

        /// <summary>Keeps how the daily of a clip stands.</summary>
        public Task PutClipDailyAsync(ClipDaily daily, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(daily);
            return tx.ExecuteAsync(
                $"""
                INSERT INTO clip_dailies ({ClipColumns})
                VALUES (@Clip, @Roll, @Show, @Place, @Attempt, @state, @Recipe, @defaults, @Sound, @Picture, @doubts, @Decision, @Note, @DecidedBy, @DecidedAt, @MadeAt, @Delivered, @DeliveredAt)
                ON CONFLICT (clip_id) DO UPDATE SET place = excluded.place, attempt = excluded.attempt, state = excluded.state, recipe = excluded.recipe, defaults = excluded.defaults,
                    sound = excluded.sound, picture = excluded.picture, doubts = excluded.doubts, decision = excluded.decision, note = excluded.note, decided_by = excluded.decided_by,
                    decided_at = excluded.decided_at, made_at = excluded.made_at, delivered = excluded.delivered, delivered_at = excluded.delivered_at
                """,
                new
                {
                    daily.Clip,
                    daily.Roll,
                    daily.Show,
                    daily.Place,
                    daily.Attempt,
                    state = KebabCase.Of(daily.State),
                    daily.Recipe,
                    defaults = LibraryJson.Write(daily.Defaults),
                    daily.Sound,
                    daily.Picture,
                    doubts = LibraryJson.Write(daily.Doubts),
                    daily.Decision,
                    daily.Note,
                    daily.DecidedBy,
                    daily.DecidedAt,
                    daily.MadeAt,
                    daily.Delivered,
                    daily.DeliveredAt,
                },
                cancellationToken);
        }
    }

    private static string Of(string table, string columns) => string.Join(", ", columns.Split(", ").Select(column => $"{table}.{column}"));

    private sealed class RollRow
    {
        public Guid RollId { get; set; }
        public string Show { get; set; } = "";
        public string State { get; set; } = "";
        public int Attempt { get; set; }
        public Guid? JobId { get; set; }
        public Guid? DeliveryJobId { get; set; }
        public Guid? FolderId { get; set; }
        public string Assignee { get; set; } = "";
        public string Message { get; set; } = "";
        public string Defaults { get; set; } = "[]";
        public DateTimeOffset? DueAt { get; set; }
        public DateTimeOffset BegunAt { get; set; }
        public DateTimeOffset SoundAt { get; set; }
        public DateTimeOffset? MadeAt { get; set; }
        public DateTimeOffset? DeliveredAt { get; set; }

        public RollDailies ToDailies() => new()
        {
            Roll = RollId,
            Show = Show,
            State = KebabCase.Parse<DailiesState>(State),
            Attempt = Attempt,
            Job = JobId,
            DeliveryJob = DeliveryJobId,
            Folder = FolderId,
            Assignee = Assignee,
            Message = Message,
            Defaults = LibraryJson.Read<ImmutableArray<string>>(Defaults),
            DueAt = DueAt,
            BegunAt = BegunAt,
            SoundAt = SoundAt,
            MadeAt = MadeAt,
            DeliveredAt = DeliveredAt,
        };
    }

    private sealed class ClipRow
    {
        public Guid ClipId { get; set; }
        public Guid RollId { get; set; }
        public string Show { get; set; } = "";
        public int Place { get; set; }
        public int Attempt { get; set; }
        public string State { get; set; } = "";
        public string Recipe { get; set; } = "";
        public string Defaults { get; set; } = "[]";
        public string Sound { get; set; } = "";
        public string Picture { get; set; } = "";
        public string Doubts { get; set; } = "[]";
        public string Decision { get; set; } = "";
        public string Note { get; set; } = "";
        public string DecidedBy { get; set; } = "";
        public DateTimeOffset? DecidedAt { get; set; }
        public DateTimeOffset? MadeAt { get; set; }
        public int Delivered { get; set; }
        public DateTimeOffset? DeliveredAt { get; set; }

        public ClipDaily ToDaily() => new()
        {
            Clip = ClipId,
            Roll = RollId,
            Show = Show,
            Place = Place,
            Attempt = Attempt,
            State = KebabCase.Parse<DailyState>(State),
            Recipe = Recipe,
            Defaults = LibraryJson.Read<ImmutableArray<string>>(Defaults),
            Sound = Sound,
            Picture = Picture,
            Doubts = LibraryJson.Read<ImmutableArray<DailyDoubt>>(Doubts),
            Decision = Decision,
            Note = Note,
            DecidedBy = DecidedBy,
            DecidedAt = DecidedAt,
            MadeAt = MadeAt,
            Delivered = Delivered,
            DeliveredAt = DeliveredAt,
        };
    }

    private sealed class MadeRow
    {
        public Guid RollId { get; set; }
        public string Show { get; set; } = "";
        public string State { get; set; } = "";
        public int Doubted { get; set; }
        public int Due { get; set; }
    }

    private sealed class CountRow
    {
        public Guid RollId { get; set; }
        public string State { get; set; } = "";
        public int Clips { get; set; }
        public int Latest { get; set; }
    }
}

/// <summary>How many clips of a roll stand how.</summary>
/// <param name="Roll">The roll.</param>
/// <param name="State">How.</param>
/// <param name="Clips">How many.</param>
/// <param name="Latest">How many of them are of the latest work at the roll.</param>
public sealed record DailyCount(Guid Roll, DailyState State, int Clips, int Latest);

/// <summary>A roll whose clips were all made or cannot be.</summary>
/// <param name="Roll">The roll.</param>
/// <param name="Show">Its show.</param>
/// <param name="State">How its dailies stand.</param>
/// <param name="Doubted">Clips that wait for a person.</param>
/// <param name="Due">Clips that may be delivered and were not yet.</param>
public sealed record MadeDailies(Guid Roll, string Show, DailiesState State, int Doubted, int Due);
