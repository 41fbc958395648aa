namespace Acetate.Library.Sharing;

/// <summary>Copies of proxies with the name of their viewer, and the line of those who wait for one.</summary>
public static class MarkedCopyQueries
{
    private const string Columns = "m.id, m.share_id AS share, m.item, m.source, m.viewer, m.address, m.text, m.state, m.job_id AS job, m.video, m.poster, m.bytes, m.reason, m.asked_at, m.seen_at";

    extension(LibraryTransaction tx)
    {
        /// <summary>The copy of an item that was made for a viewer at an address, or null.</summary>
        public async Task<MarkedCopy?> MarkedCopyAsync(Guid share, int item, Guid viewer, string address, string source, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>(
                $"SELECT {Columns} FROM marked_copies m WHERE m.share_id = @share AND m.item = @item AND m.viewer = @viewer AND m.address = @address AND m.source = @source",
                new { share, item, viewer, address, source }, cancellationToken))?.ToCopy();

        /// <summary>The copy, or null.</summary>
        public async Task<MarkedCopy?> MarkedCopyAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM marked_copies m WHERE m.id = @id", new { id }, cancellationToken))?.ToCopy();

        /// <summary>Keeps a new copy, or how one stands now.</summary>
        public Task PutMarkedCopyAsync(MarkedCopy copy, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(copy);
            return tx.ExecuteAsync(
                """
                INSERT INTO marked_copies (id, share_id, item, source, viewer, address, text, state, job_id, video, poster, bytes, reason, asked_at, seen_at)
                VALUES (@Id, @Share, @Item, @Source, @Viewer, @Address, @Text, @state, @Job, @Video, @Poster, @Bytes, @Reason, @AskedAt, @SeenAt)
                ON CONFLICT (id) DO UPDATE SET state = excluded.state, job_id = excluded.job_id, video = excluded.video, poster = excluded.poster, bytes = excluded.bytes,
                    reason = excluded.reason, seen_at = excluded.seen_at
                """,
                new
                {
                    copy.Id,
                    copy.Share,
                    copy.Item,
                    copy.Source,
                    copy.Viewer,
                    copy.Address,
                    copy.Text,
                    state = KebabCase.Of(copy.State),
                    copy.Job,
                    copy.Video,
                    copy.Poster,
                    copy.Bytes,
                    copy.Reason,
                    copy.AskedAt,
                    copy.SeenAt,
                }, cancellationToken);
        }

        /// <summary>Keeps that the viewer of a copy asked for it or played it just now.</summary>
        public Task SeeMarkedCopyAsync(Guid id, CancellationToken cancellationToken) => tx.ExecuteAsync("UPDATE marked_copies SET seen_at = @Now WHERE id = @id", new { id, tx.Now }, cancellationToken);

        /// <summary>Who is next: the viewer who waits longest among those of whose share the fewest are being made. Nobody has two made at a time; who has not asked since an instant has gone away.</summary>
        public async Task<MarkedCopy?> NextMarkedCopyAsync(DateTimeOffset askedSince, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>(
                $"""
                SELECT {Columns} FROM marked_copies m WHERE m.state = 'waiting' AND m.seen_at >= @askedSince
                    AND NOT EXISTS (SELECT 1 FROM marked_copies o WHERE o.state = 'making' AND o.viewer = m.viewer)
                ORDER BY (SELECT COUNT(*) FROM marked_copies o WHERE o.state = 'making' AND o.share_id = m.share_id), m.asked_at, m.id LIMIT 1
                """, new { askedSince }, cancellationToken))?.ToCopy();

        /// <summary>How many are being made, and the bytes of those that are kept.</summary>
        public async Task<(long Making, long Bytes)> MarkedCopiesAsync(CancellationToken cancellationToken) => (
            await tx.ScalarAsync<long>("SELECT COUNT(*) FROM marked_copies WHERE state = 'making'", new { }, cancellationToken),
            await tx.ScalarAsync<long>("SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM marked_copies", new { }, cancellationToken));

        /// <summary>How many wait that asked since an instant: of a share, and before somebody.</summary>
        public async Task<(long OfShare, long Before)> WaitingMarkedCopiesAsync(Guid share, DateTimeOffset askedSince, DateTimeOffset before, CancellationToken cancellationToken) => (
            await tx.ScalarAsync<long>("SELECT COUNT(*) FROM marked_copies WHERE state = 'waiting' AND share_id = @share AND seen_at >= @askedSince", new { share, askedSince }, cancellationToken),
            await tx.ScalarAsync<long>("SELECT COUNT(*) FROM marked_copies WHERE state = 'waiting' AND asked_at < @before AND seen_at >= @askedSince", new { before, askedSince }, cancellationToken));

        /// <summary>Copies whose work ended without one: somebody stopped it, or it is held.</summary>
        public async Task<List<MarkedCopy>> StrandedMarkedCopiesAsync(CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM marked_copies m JOIN jobs j ON j.id = m.job_id WHERE m.state = 'making' AND j.state IN ('done', 'held', 'cancelled')", new { }, cancellationToken)).ConvertAll(row => row.ToCopy());

        /// <summary>Copies that nobody has looked at since an instant, or that were asked for before another one. None that is being made.</summary>
        public async Task<List<MarkedCopy>> OldMarkedCopiesAsync(DateTimeOffset seenBefore, DateTimeOffset askedBefore, int limit, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM marked_copies m WHERE m.state <> 'making' AND (m.seen_at < @seenBefore OR m.asked_at < @askedBefore) ORDER BY m.asked_at LIMIT @limit", new { seenBefore, askedBefore, limit }, cancellationToken))
            .ConvertAll(row => row.ToCopy());

        /// <summary>Forgets a copy; its files must be gone.</summary>
        public Task ForgetMarkedCopyAsync(Guid id, CancellationToken cancellationToken) => tx.ExecuteAsync("DELETE FROM marked_copies WHERE id = @id", new { id }, cancellationToken);
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public Guid Share { get; set; }
        public long Item { get; set; }
        public string Source { get; set; } = "";
        public Guid Viewer { get; set; }
        public string Address { get; set; } = "";
        public string Text { get; set; } = "";
        public string State { get; set; } = "";
        public Guid? Job { get; set; }
        public string Video { get; set; } = "";
        public string Poster { get; set; } = "";
        public long Bytes { get; set; }
        public string Reason { get; set; } = "";
        public DateTimeOffset AskedAt { get; set; }
        public DateTimeOffset SeenAt { get; set; }

        public MarkedCopy ToCopy() => new()
        {
            Id = Id,
            Share = Share,
            Item = (int)Item,
            Source = Source,
            Viewer = Viewer,
            Address = Address,
            Text = Text,
            State = KebabCase.Parse<MarkedCopyState>(State),
            Job = Job,
            Video = Video,
            Poster = Poster,
            Bytes = Bytes,
            Reason = Reason,
            AskedAt = AskedAt,
            SeenAt = SeenAt,
        };
    }
}
