namespace Acetate.Library.Dailies;

/// <summary>What was read of clips' slates.</summary>
public static class SlateQueries
{
    private const string Columns = "clip_id, roll_id, show, state, report, note, read_at, decided_by, decided_at";

    extension(LibraryTransaction tx)
    {
        /// <summary>What was read of a clip's slate; null when it was never looked for.</summary>
        public async Task<ClipSlate?> ClipSlateAsync(Guid clip, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM clip_slates WHERE clip_id = @clip", new { clip }, cancellationToken))?.ToSlate();

        /// <summary>What was read of the slates of a roll's clips.</summary>
        public async Task<List<ClipSlate>> ClipSlatesAsync(Guid roll, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM clip_slates WHERE roll_id = @roll ORDER BY clip_id", new { roll }, cancellationToken)).ConvertAll(row => row.ToSlate());

        /// <summary>Slates of a show that wait for a person, the oldest shoot day first, in the order of their clips; at most so many.</summary>
        public async Task<List<ClipSlate>> ProposedSlatesAsync(string show, int most, CancellationToken cancellationToken) => (await tx.QueryAsync<Row>(
            $"""
            SELECT {string.Join(", ", Columns.Split(", ").Select(column => $"s.{column}"))} FROM clip_slates s JOIN rolls r ON r.id = s.roll_id JOIN clips c ON c.id = s.clip_id
            WHERE s.show = @show AND s.state = 'proposed' ORDER BY r.shoot_day, r.name, r.id, c.name, c.id LIMIT @most
            """,
            new { show, most }, cancellationToken)).ConvertAll(row => row.ToSlate());

        /// <summary>Keeps what was read of a clip's slate, or decided about it.</summary>
        public Task PutClipSlateAsync(ClipSlate slate, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(slate);
            return tx.ExecuteAsync(
                $"""
                INSERT INTO clip_slates ({Columns}) VALUES (@Clip, @Roll, @Show, @state, @Report, @Note, @ReadAt, @DecidedBy, @DecidedAt)
                ON CONFLICT (clip_id) DO UPDATE SET state = excluded.state, report = excluded.report, note = excluded.note, read_at = excluded.read_at,
                    decided_by = excluded.decided_by, decided_at = excluded.decided_at
                """,
                new { slate.Clip, slate.Roll, slate.Show, state = KebabCase.Of(slate.State), slate.Report, slate.Note, slate.ReadAt, slate.DecidedBy, slate.DecidedAt },
                cancellationToken);
        }
    }

    private sealed class Row
    {
        public Guid ClipId { get; set; }
        public Guid RollId { get; set; }
        public string Show { get; set; } = "";
        public string State { get; set; } = "";
        public string Report { get; set; } = "{}";
        public string Note { get; set; } = "";
        public DateTimeOffset ReadAt { get; set; }
        public string DecidedBy { get; set; } = "";
        public DateTimeOffset? DecidedAt { get; set; }

        public ClipSlate ToSlate() => new()
        {
            Clip = ClipId,
            Roll = RollId,
            Show = Show,
            State = KebabCase.Parse<SlateState>(State),
            Report = Report,
            Note = Note,
            ReadAt = ReadAt,
            DecidedBy = DecidedBy,
            DecidedAt = DecidedAt,
        };
    }
}
