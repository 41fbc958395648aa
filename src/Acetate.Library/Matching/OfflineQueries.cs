namespace Acetate.Library.Matching;

/// <summary>Reference movies of cuts.</summary>
public static class OfflineQueries
{
    private const string Columns = "id, cut_id AS cut, name, length, tag, sender, state, hash, message, sent_by, sent_at, removed_by, removed_at, arrival_job, check_job";

    extension(LibraryTransaction tx)
    {
        /// <summary>Writes down a movie that begins to arrive.</summary>
        /// <returns>The row as it is now.</returns>
        public async Task<CutOffline> AddOfflineAsync(CutOffline offline, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(offline);
            var dated = offline with { SentAt = tx.Now, State = CutOfflineState.Arriving };
            await tx.ExecuteAsync(
                """
                INSERT INTO cut_offlines (id, cut_id, name, length, tag, sender, state, hash, message, sent_by, sent_at, removed_by, removed_at, arrival_job, check_job)
                VALUES (@Id, @Cut, @Name, @Length, @Tag, @Sender, 'arriving', '', '', @SentBy, @SentAt, NULL, NULL, NULL, NULL)
                """,
                new { dated.Id, dated.Cut, dated.Name, dated.Length, dated.Tag, dated.Sender, dated.SentBy, dated.SentAt }, cancellationToken);
            return dated;
        }

        /// <summary>The movies of a cut that nobody took away, the newest first; those that arrive and those that were refused with them.</summary>
        public Task<List<CutOffline>> OfflinesAsync(Guid cut, CancellationToken cancellationToken) =>
            tx.OfflinesWhereAsync("cut_id = @cut AND removed_at IS NULL ORDER BY sent_at DESC, id DESC", new { cut }, cancellationToken);

        /// <summary>The movie of this id, taken away or not; null when there is none.</summary>
        public async Task<CutOffline?> OfflineAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.OfflinesWhereAsync("id = @id", new { id }, cancellationToken)).FirstOrDefault();

        /// <summary>The movie of the same content that this person sends already; null when there is none.</summary>
        public async Task<CutOffline?> ArrivingOfflineAsync(CutOffline same, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(same);
            return (await tx.OfflinesWhereAsync(
                "cut_id = @Cut AND sender = @Sender AND name = @Name AND length = @Length AND tag = @Tag AND state = 'arriving' AND removed_at IS NULL",
                new { same.Cut, same.Sender, same.Name, same.Length, same.Tag }, cancellationToken)).FirstOrDefault();
        }

        /// <summary>Every movie that is on its way.</summary>
        public Task<List<CutOffline>> ArrivingOfflinesAsync(CancellationToken cancellationToken) => tx.OfflinesWhereAsync("state = 'arriving' ORDER BY sent_at, id", new { }, cancellationToken);

        /// <summary>Says how the arrival of a movie ended.</summary>
        /// <returns>False when it had ended before.</returns>
        public async Task<bool> SettleOfflineAsync(Guid id, CutOfflineState state, string hash, string message, CancellationToken cancellationToken) =>
            await tx.ExecuteAsync("UPDATE cut_offlines SET state = @state, hash = @hash, message = @message WHERE id = @id AND state = 'arriving'",
                new { id, state = KebabCase.Of(state), hash, message }, cancellationToken) > 0;

        /// <summary>Notes the jobs that look at a movie; null for one that stays as it was.</summary>
        public Task NoteOfflineJobsAsync(Guid id, Guid? arrival, Guid? check, CancellationToken cancellationToken) => tx.ExecuteAsync(
            "UPDATE cut_offlines SET arrival_job = COALESCE(@arrival, arrival_job), check_job = COALESCE(@check, check_job) WHERE id = @id", new { id, arrival, check }, cancellationToken);

        /// <summary>Takes a movie away, or puts it back.</summary>
        /// <returns>False when there is nothing to do it with: its bytes are gone.</returns>
        public async Task<bool> RemoveOfflineAsync(Guid id, bool isRemoved, string by, CancellationToken cancellationToken) => await tx.ExecuteAsync(
            isRemoved ? "UPDATE cut_offlines SET removed_by = COALESCE(removed_by, @by), removed_at = COALESCE(removed_at, @at) WHERE id = @id"
                : "UPDATE cut_offlines SET removed_by = NULL, removed_at = NULL WHERE id = @id AND state = 'kept'",
            new { id, by, at = tx.Now }, cancellationToken) > 0;

        /// <summary>Gives up the movies that were taken away before an instant: from now on they cannot be put back.</summary>
        /// <returns>Those whose bytes are to go: these, and others that nobody has and that were taken away.</returns>
        public async Task<List<CutOffline>> GiveUpOfflinesAsync(DateTimeOffset before, CancellationToken cancellationToken)
        {
            await tx.ExecuteAsync("UPDATE cut_offlines SET state = 'refused', message = 'It was taken away too long ago.' WHERE state = 'kept' AND removed_at <= @before", new { before }, cancellationToken);
            return await tx.OfflinesWhereAsync("state = 'refused' AND removed_at IS NOT NULL", new { }, cancellationToken);
        }

        /// <summary>Forgets a movie that is not kept.</summary>
        /// <returns>False when it is kept, or not there.</returns>
        public async Task<bool> ForgetOfflineAsync(Guid id, CancellationToken cancellationToken) =>
            await tx.ExecuteAsync("DELETE FROM cut_offlines WHERE id = @id AND state <> 'kept'", new { id }, cancellationToken) > 0;

        private async Task<List<CutOffline>> OfflinesWhereAsync(string condition, object parameters, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM cut_offlines WHERE {condition}", parameters, cancellationToken)).ConvertAll(row => row.ToOffline());
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public Guid Cut { get; set; }
        public string Name { get; set; } = "";
        public long Length { get; set; }
        public string Tag { get; set; } = "";
        public Guid Sender { get; set; }
        public string State { get; set; } = "";
        public string Hash { get; set; } = "";
        public string Message { get; set; } = "";
        public string SentBy { get; set; } = "";
        public DateTimeOffset SentAt { get; set; }
        public string? RemovedBy { get; set; }
        public DateTimeOffset? RemovedAt { get; set; }
        public Guid? ArrivalJob { get; set; }
        public Guid? CheckJob { get; set; }

        public CutOffline ToOffline() => new()
        {
            Id = Id,
            Cut = Cut,
            Name = Name,
            Length = Length,
            Tag = Tag,
            Sender = Sender,
            State = KebabCase.Parse<CutOfflineState>(State),
            Hash = Hash,
            Message = Message,
            SentBy = SentBy,
            SentAt = SentAt,
            RemovedBy = RemovedBy,
            RemovedAt = RemovedAt,
            ArrivalJob = ArrivalJob,
            CheckJob = CheckJob,
        };
    }
}
