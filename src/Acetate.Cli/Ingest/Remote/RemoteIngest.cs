using Acetate.Cli.Remote;
using Acetate.Library.Access;
using Acetate.Library.Rolls;
using Acetate.Storage;
using Acetate.Tools.Ingest;
using Acetate.Tools.Jobs;

namespace Acetate.Cli.Ingest.Remote;

/// <summary>Brings cards in this machine into the library of a server: offers them, reads and sends them, and waits until the server is done.</summary>
/// <remarks>Before the first answer of the server a problem ends the command; after it, only the person or the server's refusal does.</remarks>
internal sealed class RemoteIngest : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(700);
    private const int LooksPerTrouble = 5;

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10), ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource end = new();
    private readonly ServerToken token;
    private readonly Task keeper;
    private readonly TextWriter error;
    private readonly Patience away;
    private readonly ServerObstacles obstacles;
    private Uri? told;

    /// <summary>Finds the token; nothing is sent yet.</summary>
    /// <exception cref="CommandException">There is no token, or the address is none.</exception>
    public RemoteIngest(string address, string? tokenFile, TimeSpan patience, TextWriter error)
    {
        this.error = error;
        var url = ServerCalls.Parse(address);
        token = ServerToken.Open(tokenFile);
        var calls = new ServerCalls(url, token, http);
        Server = new IngestServer(calls);
        away = new Patience(patience, Tell, TimeProvider.System);
        obstacles = new ServerObstacles(calls, patience, Tell);
        // Also between two drives of a station: a token must not end while nothing is plugged in.
        keeper = calls.KeepFreshAsync(end.Token);
    }

    /// <summary>The server.</summary>
    public IngestServer Server { get; }

    /// <summary>Makes sure that the server is there and that the token may bring cards in.</summary>
    /// <exception cref="CommandException">It is not, or it may not.</exception>
    public Task GreetAsync(HeldChoice held, CancellationToken cancellationToken) => Server.Calls.DemandAsync(
        [TokenScope.Read, TokenScope.Ingest, TokenScope.Station, .. held.Release || held.Repair ? (TokenScope[])[TokenScope.Operate] : []], cancellationToken);

    /// <summary>Brings the offers in, and returns when every roll of them is complete or waits for a person, or nothing has moved for too long.</summary>
    public async Task<SentCards> RunAsync(
        IReadOnlyList<IngestOffer> offers, IngestTags tags, HeldChoice held, RollStage until, Action<JobProgress> progress, CancellationToken cancellationToken)
    {
        await GreetAsync(held, cancellationToken);
        var isDirect = await IsDirectAsync(cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = new List<Task> { keeper };
        try
        {
            var receipts = new List<RollReceipt>();
            foreach (var offer in offers)
            {
                var receipt = await away.AskAsync(() => Server.SubmitAsync(offer, tags, CardStation.NameOf(offer), isDirect, end.Token), end.Token);
                receipts.AddRange(receipt.Rolls);
                foreach (var finding in receipt.Findings.Where(f => f.Code == RoomShortage.Code)) Tell(Table.Visible($"{finding.Message} {finding.Advice}"));
                work.Add(CardStation.RunAsync(Server.Calls, offer, progress, Tell, end.Token));
            }

            for (var i = 0; i < receipts.Count; i++) receipts[i] = await UnholdAsync(receipts[i], held, end.Token);
            var waiting = WaitAsync(receipts, until, end.Token);
            work.Add(waiting);
            CommandException? standstill = null;
            try
            {
                await await Task.WhenAny(work);
                await waiting;
            }
            catch (CommandException problem) when (obstacles.HasGivenUp || problem.Code == ExitCode.Cancelled)
            {
                // What did arrive is still told.
                standstill = problem;
            }

            var closing = new List<ClosingRoll>();
            foreach (var receipt in receipts)
                closing.Add(new ClosingRoll(receipt, await away.AskAsync(() => Server.ReportAsync(receipt.Roll, end.Token), end.Token), await away.AskAsync(() => Server.ManifestAsync(receipt.Roll, end.Token), end.Token)));
            var missing = new List<Finding>();
            foreach (var day in closing.Select(c => c.Report.Roll.ShootDay).Distinct())
                missing.AddRange(await away.AskAsync(() => Server.NeverArrivedAsync(tags.Show, day, end.Token), end.Token));
            return new SentCards(closing, missing, standstill);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(work.Where(w => w != keeper)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        end.Cancel();
        token.Dispose();
        http.Dispose();
        end.Dispose();
    }

    /// <summary>Whether this machine writes into the library store itself: the store is in S3, its keys are here, and it answers.</summary>
    private async Task<bool> IsDirectAsync(CancellationToken cancellationToken)
    {
        if (!HasKey("ACETATE_S3_ACCESS_KEY") || !HasKey("ACETATE_S3_SECRET_KEY") || await Server.DirectStoreAsync(cancellationToken) is not { } store) return false;
        try
        {
            await using var _ = await StoreUrl.OpenAsync(store, StoreAccess.ReadWrite, cancellationToken);
            if (told != store) Tell($"Files go straight to {store.GetLeftPart(UriPartial.Path)}, with the S3 keys of this machine.");
            told = store;
            return true;
        }
        catch (StoreException problem)
        {
            Tell($"{problem.Message} Files go through the server instead.");
            return false;
        }
    }

    private static bool HasKey(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 };

    private async Task<RollReceipt> UnholdAsync(RollReceipt receipt, HeldChoice held, CancellationToken cancellationToken)
    {
        if (receipt.Outcome != RollOutcome.Held) return receipt;
        var roll = await away.AskAsync(() => Server.RollAsync(receipt.Roll, cancellationToken), cancellationToken);
        try
        {
            if (held.Release && roll.Stage < RollStage.Uploading) return await Server.ReleaseAsync(roll.Id, "Released on the command line.", cancellationToken);
            return held.Repair ? await Server.RetryAsync(roll.Id, cancellationToken) : receipt;
        }
        catch (CommandException refusal) when (refusal.Code is ExitCode.Found or ExitCode.NotFound)
        {
            // One roll that cannot go on keeps no other from going on.
            Tell(Table.Visible(refusal.Message));
            return receipt;
        }
    }

    private async Task WaitAsync(List<RollReceipt> receipts, RollStage until, CancellationToken cancellationToken)
    {
        // What went wrong before this run is an old story.
        var known = new Dictionary<Guid, int>();
        foreach (var receipt in receipts) known[receipt.Roll] = (await TroublesAsync(receipt)).Count;
        var cancelled = new List<string>();
        foreach (var receipt in receipts)
        {
            for (var looks = 1; await away.AskAsync(() => Server.RollAsync(receipt.Roll, cancellationToken), cancellationToken) is { Hold: null } roll && roll.Stage < until; looks++)
            {
                await Task.Delay(Look, TimeProvider.System, cancellationToken);
                if (looks % LooksPerTrouble != 0) continue;
                if (receipt.Job is { } job && await away.AskAsync(() => Server.CancelledByAsync(job, cancellationToken), cancellationToken) is { } who)
                {
                    cancelled.Add($"The ingest of roll {Table.Visible(receipt.Name)} was cancelled by {Table.Visible(who)}.");
                    break;
                }

                foreach (var one in receipts)
                {
                    var troubles = await TroublesAsync(one);
                    foreach (var sentence in troubles.Skip(known[one.Roll])) Tell(Table.Visible(sentence));
                    known[one.Roll] = troubles.Count;
                }

                await obstacles.LookAsync(receipts.Select(r => r.Roll), away, cancellationToken);
            }
        }

        if (cancelled.Count > 0) throw new CommandException(ExitCode.Cancelled, $"{string.Join(" ", cancelled)} Run the same command again to take it up: it goes on where it was and copies nothing twice.");

        Task<List<string>> TroublesAsync(RollReceipt receipt) => away.AskAsync(() => Server.TroublesAsync(receipt.Roll, cancellationToken), cancellationToken);
    }

    private void Tell(string sentence)
    {
        lock (error) error.WriteLine($"{(Console.IsErrorRedirected ? "" : "\r")}{sentence,-100}".TrimEnd());
    }
}

/// <summary>Cards that were brought into a server's library.</summary>
/// <param name="Rolls">Their rolls.</param>
/// <param name="Missing">What never arrived.</param>
/// <param name="Standstill">Why the work could not go on; null when it came to its end.</param>
internal sealed record SentCards(List<ClosingRoll> Rolls, List<Finding> Missing, CommandException? Standstill);

/// <summary>What a person said about rolls that are held.</summary>
internal readonly record struct HeldChoice(bool Release, bool Repair);
