using Acetate.Library.Audit;
using Acetate.Library.Downloads;

namespace Acetate.Library.Access;

/// <summary>Requests to fetch originals in bulk: asked by one person, decided by another.</summary>
public static class BulkRequestQueries
{
    /// <summary>How long a request waits for somebody to decide.</summary>
    public static readonly TimeSpan Waits = TimeSpan.FromDays(3);

    /// <summary>The longest time for which somebody can agree.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    // Standing rules end with what they are for: when they are taken back.
    private static readonly TimeSpan Standing = TimeSpan.FromDays(3650);

    // More rules than any site has; who asks for more hides what matters from those who read.
    private const int MostWaiting = 20;

    private const int LongestText = 500;

    private const string Select =
        "SELECT b.id, b.show, p.name AS asked_by, b.principal_id, b.reason, b.state, b.asked_at, b.ends_at, b.decided_by, b.decided_at, b.note, b.rule FROM bulk_requests b JOIN principals p ON p.id = b.principal_id";

    extension(LibraryTransaction tx)
    {
        /// <summary>Asks for it.</summary>
        /// <exception cref="LibraryException">No reason, one that is too long, or a request of the same person that waits already.</exception>
        public async Task<BulkRequest> AskForBulkAsync(string show, Principal principal, string reason, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(principal);
            reason = Text(reason);
            if (reason.Length == 0) throw new LibraryException(LibraryProblem.Settings, "A request needs a reason: who decides must know what it is for.");
            if ((await tx.BulkRequestsAsync(show, cancellationToken)).FirstOrDefault(one => one.Rule is null && one.State == BulkRequestState.Waiting && one.AskedBy == principal.Name) is { } waits)
                throw new LibraryException(LibraryProblem.Conflict, $"Request {waits.Id} of {principal.Name} waits already.");
            var id = Guid.CreateVersion7(tx.Now);
            await tx.ExecuteAsync(
                "INSERT INTO bulk_requests (id, show, principal_id, reason, state, asked_at, ends_at, decided_by, note) VALUES (@id, @show, @principal, @reason, 'waiting', @Now, @ends, '', '')",
                new { id, show, principal = principal.Id, reason, tx.Now, ends = tx.Now + Waits }, cancellationToken);
            await tx.AuditAsync(principal.Name, "bulk.asked", id.ToString(), show, new { reason }, cancellationToken);
            return (await tx.BulkRequestAsync(id, cancellationToken))!;
        }

        /// <summary>Asks for a standing rule of a downloader. The same rule is asked for once: while a request waits, was agreed to, or was refused within the last days, it is that one.</summary>
        /// <param name="show">The show.</param>
        /// <param name="principal">Whose downloader.</param>
        /// <param name="site">Where it is.</param>
        /// <param name="rule">Which rolls it fetches.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        /// <exception cref="LibraryException">The rule is longer than anybody can read, or too many wait already.</exception>
        public async Task<BulkRequest> AskForStandingAsync(string show, Principal principal, string site, DownloadFilter rule, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(principal);
            ArgumentNullException.ThrowIfNull(rule);
            var (text, reason) = (LibraryJson.Write(rule), Text($"Standing rule of the downloader at {site}: originals of {show}{rule.Words}."));
            var same = (await tx.FirstOrDefaultAsync<Row>($"{Select} WHERE b.principal_id = @Id AND b.show = @show AND b.rule = @text ORDER BY b.asked_at DESC, b.id DESC LIMIT 1", new { principal.Id, show, text }, cancellationToken))?.ToRequest(tx.Now);
            if (same?.State is BulkRequestState.Waiting or BulkRequestState.Approved || (same?.State == BulkRequestState.Refused && same.DecidedAt + Waits > tx.Now)) return same;
            if (await tx.FirstOrDefaultAsync<long>("SELECT COUNT(*) FROM bulk_requests WHERE principal_id = @Id AND show = @show AND rule <> '' AND state = 'waiting' AND ends_at > @Now", new { principal.Id, show, tx.Now }, cancellationToken) >= MostWaiting)
                throw new LibraryException(LibraryProblem.Conflict, $"{MostWaiting} standing rules of {principal.Name} wait already: somebody must decide about them first.");
            var id = Guid.CreateVersion7(tx.Now);
            await tx.ExecuteAsync(
                "INSERT INTO bulk_requests (id, show, principal_id, reason, state, asked_at, ends_at, decided_by, note, rule) VALUES (@id, @show, @principal, @reason, 'waiting', @Now, @ends, '', '', @text)",
                new { id, show, principal = principal.Id, reason, tx.Now, ends = tx.Now + Waits, text }, cancellationToken);
            await tx.AuditAsync(principal.Name, "bulk.asked", id.ToString(), show, new { reason }, cancellationToken);
            return (await tx.BulkRequestAsync(id, cancellationToken))!;
        }

        /// <summary>Agrees or does not. What was agreed to a standing rule is taken back by refusing it; for how long somebody agrees makes no difference to one.</summary>
        /// <param name="id">Which request.</param>
        /// <param name="decider">Who decides: a person, and not who asked.</param>
        /// <param name="agreed">For how long; null to refuse.</param>
        /// <param name="note">What there is to say.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        /// <exception cref="LibraryException">The same person, no person, too long a time, or nothing that waits.</exception>
        public async Task<BulkRequest> DecideBulkAsync(Guid id, Principal decider, TimeSpan? agreed, string note, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(decider);
            var request = await tx.BulkRequestAsync(id, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, $"There is no request {id}.");
            if (decider.Kind != PrincipalKind.Person) throw new LibraryException(LibraryProblem.Conflict, $"'{decider.Name}' is no person: people decide.");
            if (request.AskedBy == decider.Name) throw new LibraryException(LibraryProblem.Conflict, "Who asks cannot agree: another person must.");
            var isTakenBack = request is { Rule: not null, State: BulkRequestState.Approved } && agreed is null;
            if (request.State != BulkRequestState.Waiting && !isTakenBack) throw new LibraryException(LibraryProblem.Conflict, $"The request does not wait any more: it is {KebabCase.Of(request.State)}.");
            if (agreed is { } time && (time <= TimeSpan.Zero || time > Longest)) throw new LibraryException(LibraryProblem.Settings, $"An approval lasts up to {Longest.TotalHours:0} hours.");
            var (state, ends) = agreed is { } lasts ? (BulkRequestState.Approved, tx.Now + (request.Rule is null ? lasts : Standing)) : (BulkRequestState.Refused, tx.Now);
            await tx.ExecuteAsync("UPDATE bulk_requests SET state = @state, ends_at = @ends, decided_by = @Name, decided_at = @Now, note = @note WHERE id = @id",
                new { id, state = KebabCase.Of(state), ends, decider.Name, tx.Now, note = Text(note) }, cancellationToken);
            await tx.AuditAsync(decider.Name, state == BulkRequestState.Approved ? "bulk.approved" : "bulk.refused", id.ToString(), request.Show, new { request.AskedBy, until = ends }, cancellationToken);
            return (await tx.BulkRequestAsync(id, cancellationToken))!;
        }

        /// <summary>Gives up one's own request, or what was agreed to it.</summary>
        /// <exception cref="LibraryException">It is somebody else's, or has ended.</exception>
        public async Task WithdrawBulkAsync(Guid id, Principal principal, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(principal);
            if (await tx.BulkRequestAsync(id, cancellationToken) is not { } request || request.AskedBy != principal.Name) throw new LibraryException(LibraryProblem.NotFound, $"You have no request {id}.");
            if (request.State is not (BulkRequestState.Waiting or BulkRequestState.Approved)) throw new LibraryException(LibraryProblem.Conflict, $"The request is {KebabCase.Of(request.State)} already.");
            await tx.ExecuteAsync("UPDATE bulk_requests SET state = 'withdrawn', ends_at = @Now WHERE id = @id", new { id, tx.Now }, cancellationToken);
            await tx.AuditAsync(principal.Name, "bulk.withdrawn", id.ToString(), request.Show, null, cancellationToken);
        }

        /// <summary>The request, or null.</summary>
        public async Task<BulkRequest?> BulkRequestAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"{Select} WHERE b.id = @id", new { id }, cancellationToken))?.ToRequest(tx.Now);

        /// <summary>The latest two hundred requests of a show, or of all with null, newest first.</summary>
        public async Task<List<BulkRequest>> BulkRequestsAsync(string? show, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"{Select} {(show is null ? "" : "WHERE b.show = @show")} ORDER BY b.asked_at DESC, b.id DESC LIMIT 200", new { show }, cancellationToken)).ConvertAll(row => row.ToRequest(tx.Now));

        /// <summary>The standing rules of somebody's downloaders in a show to which another person agreed.</summary>
        public async Task<List<DownloadFilter>> StandingRulesAsync(Guid principal, string show, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<string>("SELECT rule FROM bulk_requests WHERE principal_id = @principal AND show = @show AND state = 'approved' AND rule <> '' AND ends_at > @Now", new { principal, show, tx.Now }, cancellationToken))
            .ConvertAll(LibraryJson.Read<DownloadFilter>);

        /// <summary>Until when somebody may fetch originals of a show in bulk; null when nobody agreed to it, or it has ended.</summary>
        public Task<DateTimeOffset?> BulkUntilAsync(Guid principal, string show, CancellationToken cancellationToken) => tx.FirstOrDefaultAsync<DateTimeOffset?>(
            "SELECT ends_at FROM bulk_requests WHERE principal_id = @principal AND show = @show AND state = 'approved' AND rule = '' AND ends_at > @Now ORDER BY ends_at DESC LIMIT 1", new { principal, show, tx.Now }, cancellationToken);
    }

    private static string Text(string text)
    {
        text = text.Replace('\0', '\uFFFD').Trim();
        return text.Length <= LongestText ? text : throw new LibraryException(LibraryProblem.Settings, $"A reason has up to {LongestText} characters.");
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public string AskedBy { get; set; } = "";
        public string Reason { get; set; } = "";
        public string State { get; set; } = "";
        public DateTimeOffset AskedAt { get; set; }
        public DateTimeOffset EndsAt { get; set; }
        public string DecidedBy { get; set; } = "";
        public DateTimeOffset? DecidedAt { get; set; }
        public string Note { get; set; } = "";
        public string Rule { get; set; } = "";

        public BulkRequest ToRequest(DateTimeOffset now)
        {
            var state = KebabCase.Parse<BulkRequestState>(State);
            return new()
            {
                Id = Id,
                Show = Show,
                AskedBy = AskedBy,
                Reason = Reason,
                State = state is BulkRequestState.Waiting or BulkRequestState.Approved && EndsAt <= now ? BulkRequestState.Ended : state,
                AskedAt = AskedAt,
                EndsAt = EndsAt,
                DecidedBy = DecidedBy,
                DecidedAt = DecidedAt,
                Note = Note,
                Rule = Rule.Length > 0 ? LibraryJson.Read<DownloadFilter>(Rule) : null,
            };
        }
    }
}
