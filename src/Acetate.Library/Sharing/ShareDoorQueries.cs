namespace Acetate.Library.Sharing;

/// <summary>The door of a share: browsers that opened its link, who asks to be let in, and cuts of clips that are made for it.</summary>
public static class ShareDoorQueries
{
    private const string RequestColumns = "q.id, q.share_id AS share, q.principal_id AS principal, q.name, q.message, q.asked_at, q.verdict, q.decided_by, q.decided_at";

    /// <summary>How long a browser that opened a link goes on without opening it again.</summary>
    public static readonly TimeSpan SessionLifetime = TimeSpan.FromHours(16);

    extension(LibraryTransaction tx)
    {
        /// <summary>Keeps that a browser opened a link.</summary>
        public async Task<(ShareSession Session, ShareSecret Secret)> AddShareSessionAsync(Guid share, string mail, CancellationToken cancellationToken)
        {
            var (session, secret) = (new ShareSession(Guid.CreateVersion7(tx.Now), share, mail, tx.Now + SessionLifetime), ShareSecret.New(ShareSecret.OfSession));
            await tx.ExecuteAsync("DELETE FROM share_sessions WHERE expires_at < @old", new { old = tx.Now - SessionLifetime }, cancellationToken);
            await tx.ExecuteAsync(
                "INSERT INTO share_sessions (id, share_id, hash, mail, created_at, expires_at) VALUES (@Id, @Share, @Hash, @Mail, @Now, @ExpiresAt)",
                new { session.Id, session.Share, secret.Hash, session.Mail, tx.Now, session.ExpiresAt }, cancellationToken);
            return (session, secret);
        }

        /// <summary>The browser that has this secret; null when it is unknown, or must open the link again.</summary>
        public async Task<ShareSession?> ShareSessionAsync(ShareSecret secret, CancellationToken cancellationToken) =>
            await tx.FirstOrDefaultAsync<SessionRow>("SELECT id, share_id, mail, expires_at FROM share_sessions WHERE hash = @Hash AND expires_at > @Now", new { secret.Hash, tx.Now }, cancellationToken)
                is { } row ? new(row.Id, row.ShareId, row.Mail, row.ExpiresAt) : null;

        /// <summary>Keeps that somebody asks to be let in; who asks again while nobody decided only changes the message.</summary>
        /// <param name="request">The request.</param>
        /// <param name="secret">For who has no account: what lets their browser in once it was granted.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        /// <exception cref="LibraryException">Too many ask, or the message is too long.</exception>
        public async Task<ShareRequest> AskForShareAsync(ShareRequest request, ShareSecret? secret, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(request);
            if (request.Message.Length > ShareRequest.LongestMessage) throw new LibraryException(LibraryProblem.Settings, $"A request has at most {ShareRequest.LongestMessage} characters.");
            request = request with { AskedAt = tx.Now };
            if (request.Principal is { } who && await tx.FirstOrDefaultAsync<RequestRow>(
                    $"SELECT {RequestColumns} FROM share_requests q WHERE q.share_id = @Share AND q.principal_id = @who AND q.verdict = 'open'", new { request.Share, who }, cancellationToken) is { } known)
            {
                await tx.ExecuteAsync("UPDATE share_requests SET message = @Message WHERE id = @Id", new { request.Message, known.Id }, cancellationToken);
                return known.ToRequest() with { Message = request.Message };
            }

            if (await tx.ScalarAsync<long>("SELECT COUNT(*) FROM share_requests WHERE share_id = @Share AND verdict = 'open'", new { request.Share }, cancellationToken) >= ShareRequest.MostOpen)
                throw new LibraryException(LibraryProblem.Conflict, "Too many people ask to be let in already. Ask who sent you the link.");
            await tx.ExecuteAsync(
                """
                INSERT INTO share_requests (id, share_id, principal_id, name, message, hash, asked_at, verdict, decided_by, decided_at)
                VALUES (@Id, @Share, @Principal, @Name, @Message, @hash, @AskedAt, 'open', NULL, NULL)
                """,
                new { request.Id, request.Share, request.Principal, request.Name, request.Message, hash = secret?.Hash, request.AskedAt }, cancellationToken);
            return request;
        }

        /// <summary>The request, or null.</summary>
        public async Task<ShareRequest?> ShareRequestAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<RequestRow>($"SELECT {RequestColumns} FROM share_requests q WHERE q.id = @id", new { id }, cancellationToken))?.ToRequest();

        /// <summary>The request that a browser without an account made, or null.</summary>
        public async Task<ShareRequest?> ShareRequestAsync(ShareSecret secret, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<RequestRow>($"SELECT {RequestColumns} FROM share_requests q WHERE q.hash = @Hash", new { secret.Hash }, cancellationToken))?.ToRequest();

        /// <summary>Who asks, or asked, to be let into a share, the newest first.</summary>
        public async Task<List<ShareRequest>> ShareRequestsAsync(Guid share, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<RequestRow>($"SELECT {RequestColumns} FROM share_requests q WHERE q.share_id = @share ORDER BY q.asked_at DESC, q.id LIMIT 500", new { share }, cancellationToken)).ConvertAll(row => row.ToRequest());

        /// <summary>Requests that wait for somebody: of shares that they made, the oldest first.</summary>
        public async Task<List<ShareRequest>> OpenShareRequestsAsync(Guid maker, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<RequestRow>(
                $"""
                SELECT {RequestColumns} FROM share_requests q JOIN shares s ON s.id = q.share_id
                WHERE s.maker_id = @maker AND q.verdict = 'open' AND s.revoked_at IS NULL AND (s.until IS NULL OR s.until > @Now) ORDER BY q.asked_at, q.id LIMIT 500
                """, new { maker, tx.Now }, cancellationToken)).ConvertAll(row => row.ToRequest());

        /// <summary>Decides a request.</summary>
        /// <exception cref="LibraryException">Somebody decided it before.</exception>
        public async Task DecideShareRequestAsync(ShareRequest request, ShareVerdict verdict, string actor, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(request);
            if (await tx.ExecuteAsync(
                    "UPDATE share_requests SET verdict = @verdict, decided_by = @actor, decided_at = @Now WHERE id = @Id AND verdict = 'open'",
                    new { verdict = KebabCase.Of(verdict), actor, tx.Now, request.Id }, cancellationToken) == 0)
                throw new LibraryException(LibraryProblem.Conflict, "Somebody decided about this request already.");
        }

        /// <summary>A cut of a clip's proxy, or null.</summary>
        public async Task<ClipCut?> ClipCutAsync(Guid clip, FrameStretch stretch, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(stretch);
            return await tx.FirstOrDefaultAsync<CutRow>(
                "SELECT state, video, poster, timecode, reason FROM clip_cuts WHERE clip_id = @clip AND first_frame = @First AND frames = @Count", new { clip, stretch.First, stretch.Count }, cancellationToken)
                is { } row ? new() { Clip = clip, Stretch = stretch, State = KebabCase.Parse<ClipCutState>(row.State), Video = row.Video, Poster = row.Poster, Timecode = row.Timecode, Reason = row.Reason } : null;
        }

        /// <summary>Keeps how a cut of a clip's proxy stands.</summary>
        public Task PutClipCutAsync(ClipCut cut, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(cut);
            return tx.ExecuteAsync(
                """
                INSERT INTO clip_cuts (clip_id, first_frame, frames, state, video, poster, timecode, reason) VALUES (@Clip, @First, @Count, @state, @Video, @Poster, @Timecode, @Reason)
                ON CONFLICT (clip_id, first_frame, frames) DO UPDATE SET state = excluded.state, video = excluded.video, poster = excluded.poster, timecode = excluded.timecode, reason = excluded.reason
                """,
                new { cut.Clip, cut.Stretch.First, cut.Stretch.Count, state = KebabCase.Of(cut.State), cut.Video, cut.Poster, cut.Timecode, cut.Reason }, cancellationToken);
        }
    }

    private sealed class SessionRow
    {
        public Guid Id { get; set; }
        public Guid ShareId { get; set; }
        public string Mail { get; set; } = "";
        public DateTimeOffset ExpiresAt { get; set; }
    }

    private sealed class CutRow
    {
        public string State { get; set; } = "";
        public string Video { get; set; } = "";
        public string Poster { get; set; } = "";
        public string Timecode { get; set; } = "";
        public string Reason { get; set; } = "";
    }

    private sealed class RequestRow
    {
        public Guid Id { get; set; }
        public Guid Share { get; set; }
        public Guid? Principal { get; set; }
        public string Name { get; set; } = "";
        public string Message { get; set; } = "";
        public DateTimeOffset AskedAt { get; set; }
        public string Verdict { get; set; } = "";
        public string? DecidedBy { get; set; }
        public DateTimeOffset? DecidedAt { get; set; }

        public ShareRequest ToRequest() => new()
        {
            Id = Id,
            Share = Share,
            Principal = Principal,
            Name = Name,
            Message = Message,
            AskedAt = AskedAt,
            Verdict = KebabCase.Parse<ShareVerdict>(Verdict),
            DecidedBy = DecidedBy,
            DecidedAt = DecidedAt,
        };
    }
}
