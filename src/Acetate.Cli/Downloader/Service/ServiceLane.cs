using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Acetate.Cli.Remote;
using Acetate.Library.Access;
using Acetate.Storage;
using Acetate.Storage.Http;

namespace Acetate.Cli.Downloader.Service;

/// <summary>Fetches what the rules of one folder want, one roll after the other: those that somebody moved to the front first, else in the order in which they are offered.</summary>
internal sealed class ServiceLane(string root, ImmutableArray<StandingRule> rules, ServiceParts parts)
{
    private static readonly TimeSpan LongestAway = TimeSpan.FromMinutes(1);
    private const int AfterRefusal = 4;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(6);

    // The look that goes on beside a fetch reads and writes these, too.
    private readonly ConcurrentDictionary<(Guid, string, string), Failure> failures = [];
    private readonly ConcurrentDictionary<string, DateTimeOffset> refusedUntil = [];
    private readonly ConcurrentDictionary<string, bool> unapproved = [];
    private int away;

    /// <summary>Goes on until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var queue = await AskAsync(cancellationToken);
            var now = parts.Clock.GetUtcNow();
            if (away == 0 && queue.Find(one => !(FailureOf(one)?.NotBefore > now)) is { } next) await FetchAsync(next, cancellationToken);
            else await Task.Delay(away > 0 ? AwayFor() : parts.AskEvery, parts.Clock, cancellationToken);
        }
    }

    /// <summary>What is to be fetched, in order.</summary>
    private async Task<List<Wanted>> AskAsync(CancellationToken cancellationToken)
    {
        var (queue, isAway) = (new List<Wanted>(), false);
        foreach (var rule in rules)
        {
            if (refusedUntil.TryGetValue(rule.Name, out var until) && until > parts.Clock.GetUtcNow()) continue;
            var wish = rule.Wish(parts.Site);
            var offers = new DownloadOffers(parts.Server, wish);
            try
            {
                if (unapproved.ContainsKey(rule.Name) && !await IsApprovedAsync(rule, cancellationToken)) continue;
                foreach (var one in await offers.AllAsync(cancellationToken))
                    if (FolderFetch.IsThere(wish, one)) await new FolderFetch(wish, parts.Server, parts.Token) { Note = parts.Tell }.SettleAsync(one, cancellationToken);
                    else if (!queue.Exists(other => other.Offer.Id == one.Id && other.Offer.Asset == one.Asset)) queue.Add(new Wanted(rule, wish, offers, one));
                Say(rule, "current", "");
            }
            catch (CommandException problem) when (problem.Code == ExitCode.Unavailable)
            {
                isAway = true;
                Say(rule, "away", $"{problem.Message} It is asked again until it answers.");
            }
            catch (CommandException problem)
            {
                Refused(rule, problem.Message);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                // What a server answers ends no service, nor keeps other rules back.
                Refused(rule, $"What the server at {parts.Server.Address} answered is not understood: {problem.Message} ({problem.GetType().Name}).");
            }
        }

        away = isAway ? away + 1 : 0;
        queue = [.. queue.OrderByDescending(one => one.Offer.PutFirstAt ?? DateTimeOffset.MinValue).ThenBy(one => one.Offer.OfferedAt)];
        Show(queue);
        return queue;
    }

    private async Task FetchAsync(Wanted next, CancellationToken cancellationToken)
    {
        var (rule, one) = (next.Rule, next.Offer);
        if (FolderFetch.Collision(next.Wish, one) is { } taken)
        {
            Failed(next, taken.Faults[0].Message);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = WatchAsync(next, stop);
        parts.Board.Running(root, _ => new RunningStatus(rule.Name, one.Name, one.Asset, one.Folder, one.Files, one.Bytes, 0, 0, 0, ""));
        var fetch = new FolderFetch(next.Wish, parts.Server, parts.Token)
        {
            Admit = parts.Gate.AdmitAsync,
            Progress = Progress,
            Waiting = sentence => parts.Board.Running(root, now => now is null ? null : now with { Waiting = sentence ?? "" }),
            Note = parts.Tell,
            Sealed = result =>
            {
                if (rule.Hook is not null) parts.Hooks.Add(new HookWork(one.Id, one.Asset, one.Name, rule.Name, parts.Clock.GetUtcNow(), ArrivalHook.Variables(rule, parts.Site, one, result)));
            },
        };
        try
        {
            Directory.CreateDirectory(root);
            var files = await next.Offers.FilesAsync(one, stop.Token);
            await fetch.BeginAsync(one, stop.Token);
            var result = await fetch.RunAsync(one, files, stop.Token);
            if (result.Seal is null)
            {
                Failed(next, result.Why);
                return;
            }

            failures.TryRemove(KeyOf(one), out _);
            parts.Board.Arrived(rule, one, result);
            parts.Tell(string.Create(CultureInfo.InvariantCulture, $"{Table.Visible(one.Name)}  {one.Asset}  {result.Files} files, {result.Bytes} bytes, read back and sealed as generation {result.Seal.Generation} in {Table.Visible(Path.Join(root, one.Folder))}"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && stop.IsCancellationRequested)
        {
            // Something else goes first now, or the rule may no more: the next look says.
        }
        catch (FetchRefusedException refused) when (refused.Problem == "second-person-needed" && rule.Show is not null)
        {
            // The next look asks for it, and for nothing else of this rule until somebody agreed.
            unapproved[rule.Name] = true;
        }
        catch (FetchRefusedException refused)
        {
            Refused(rule, refused.Message);
        }
        catch (CommandException problem) when (problem.Code == ExitCode.NotPermitted)
        {
            Refused(rule, problem.Message);
        }
        catch (CommandException problem) when (problem.Code == ExitCode.Unavailable)
        {
            Away(rule, problem.Message);
            await Task.Delay(AwayFor(), parts.Clock, cancellationToken);
        }
        catch (StoreException problem) when (problem.Problem is StoreProblem.Unavailable or StoreProblem.Busy)
        {
            Away(rule, problem.Message);
            await Task.Delay(AwayFor(), parts.Clock, cancellationToken);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // One roll that is odd beyond what was foreseen keeps no other back.
            Failed(next, problem is StoreException or CommandException or IOException or UnauthorizedAccessException ? problem.Message : $"{problem.Message} ({problem.GetType().Name})");
        }
        finally
        {
            await stop.CancelAsync();
            await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            parts.Board.Running(root, _ => null);
        }
    }

    /// <summary>Looks, while a roll is fetched, whether another one was moved before it and whether the rule still may.</summary>
    private async Task WatchAsync(Wanted current, CancellationTokenSource stop)
    {
        while (true)
        {
            await Task.Delay(parts.AskEvery, parts.Clock, stop.Token);
            var queue = await AskAsync(stop.Token);
            var now = parts.Clock.GetUtcNow();
            var isFirst = queue.Find(one => !(FailureOf(one)?.NotBefore > now)) is not { Offer.PutFirstAt: { } at } first || KeyOf(first.Offer) == KeyOf(current.Offer) || at <= (current.Offer.PutFirstAt ?? DateTimeOffset.MinValue);
            if (isFirst && !refusedUntil.ContainsKey(current.Rule.Name)) continue;
            await stop.CancelAsync();
            return;
        }
    }

    /// <summary>Whether another person agreed to the rule; asks for it where nobody was asked yet.</summary>
    private async Task<bool> IsApprovedAsync(StandingRule rule, CancellationToken cancellationToken)
    {
        var request = await parts.Server.SendAsync<BulkRequest>(HttpMethod.Post, $"api/shows/{Uri.EscapeDataString(rule.Show!)}/downloads/approval",
            new { site = parts.Site, units = rule.Units, day = rule.Day, kinds = rule.Kinds, cameras = rule.Cameras }, cancellationToken);
        if (request.State == BulkRequestState.Approved)
        {
            unapproved.TryRemove(rule.Name, out _);
            return true;
        }

        Say(rule, "unapproved", request.State == BulkRequestState.Refused
            ? $"{request.DecidedBy} did not agree that originals are fetched by this rule.{(request.Note.Length > 0 ? $" {request.Note}" : "")} Ask the production, or change the rule."
            : $"Another person must agree once that originals are fetched by this rule: an owner of {rule.Show}, on the page Today or with 'acetate requests approve {request.Id}'. It goes on by itself then.");
        return false;
    }

    private void Progress(double done, double total, Func<JsonElement>? detail)
    {
        var rate = detail?.Invoke() is { ValueKind: JsonValueKind.Object } seen && seen.TryGetProperty("bytesPerSecond", out var value) ? value.GetDouble() : 0;
        parts.Board.Running(root, now => now is null ? null : now with { Done = (long)done, ToFetch = (long)total, BytesPerSecond = (long)rate });
    }

    private void Show(List<Wanted> queue) => parts.Board.Queue(root, queue.Select(one => new QueuedStatus(one.Rule.Name, one.Offer.Name, one.Offer.Asset, one.Offer.Files, one.Offer.Bytes, one.Offer.PutFirstAt is not null,
        FailureOf(one)?.Says ?? "", FailureOf(one)?.NotBefore)));

    private void Refused(StandingRule rule, string message)
    {
        refusedUntil[rule.Name] = parts.Clock.GetUtcNow() + (AfterRefusal * parts.AskEvery);
        Say(rule, "refused", $"{message} Nothing is fetched for this rule; the server is asked again until it lets it.");
        parts.Renew();
    }

    private void Away(StandingRule rule, string message)
    {
        away++;
        Say(rule, "away", $"{message} It is tried again until it works.");
    }

    private void Failed(Wanted one, string message)
    {
        var tries = (FailureOf(one)?.Tries ?? 0) + 1;
        var wait = TimeSpan.FromTicks(Math.Min(LongestRetry.Ticks, FirstRetry.Ticks << Math.Min(tries - 1, 10)));
        failures[KeyOf(one.Offer)] = new Failure(tries, parts.Clock.GetUtcNow() + wait, message);
        parts.Tell($"{Table.Visible(one.Offer.Name)}  {one.Offer.Asset}  is not whole: {Table.Visible(message)}");
    }

    private Failure? FailureOf(Wanted one) => failures.GetValueOrDefault(KeyOf(one.Offer));

    private void Say(StandingRule rule, string state, string says)
    {
        if (state == "current") refusedUntil.TryRemove(rule.Name, out _);
        if (parts.Board.Rule(rule.Name, state, says) && says.Length > 0) parts.Tell($"{Table.Visible(rule.Name)}: {Table.Visible(says)}");
    }

    private TimeSpan AwayFor() => TimeSpan.FromSeconds(Math.Min(LongestAway.TotalSeconds, Math.Pow(2, Math.Min(away, 10))));

    private static (Guid, string, string) KeyOf(DownloadOffer one) => (one.Id, one.Asset, one.Offer);

    private sealed record Wanted(StandingRule Rule, DownloadWish Wish, DownloadOffers Offers, DownloadOffer Offer);

    private sealed record Failure(int Tries, DateTimeOffset NotBefore, string Says);
}

/// <summary>What the lanes of a service share.</summary>
internal sealed record ServiceParts
{
    /// <summary>The server.</summary>
    public required ServerCalls Server { get; init; }

    /// <summary>Gives the token of this moment.</summary>
    public required Func<string> Token { get; init; }

    /// <summary>Looks whether another token was put in its place.</summary>
    public required Action Renew { get; init; }

    /// <summary>The name of this site.</summary>
    public required string Site { get; init; }

    /// <summary>How often the server is asked.</summary>
    public required TimeSpan AskEvery { get; init; }

    /// <summary>Where it is written down how things stand.</summary>
    public required ServiceBoard Board { get; init; }

    /// <summary>The rate of the hour.</summary>
    public required BandwidthGate Gate { get; init; }

    /// <summary>Programs that run after rolls.</summary>
    public required HookQueue Hooks { get; init; }

    /// <summary>Told, in a sentence, what happens.</summary>
    public required Action<string> Tell { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
