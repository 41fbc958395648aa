using Acetate.Library;
using Acetate.Library.Deliveries;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Microsoft.Extensions.Logging;

namespace Acetate.Tools.News;

/// <summary>Tells people and programs outside what happened: follows the events, fills the outbox, and empties it.</summary>
/// <remarks>
/// Each event is considered once, even over restarts and by several servers: the place in the feed and the outbox are moved on in one
/// transaction. A delivery is tried again with growing pauses for a day and then given up, which is an event of its own.
/// </remarks>
public sealed partial class NewsDesk(MediaLibrary library, MailServer mailServer, ILogger<NewsDesk> logger)
{
    private const string Reader = "news";
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    // With the pauses below, 34 attempts last about a day.
    private const int MostAttempts = 34;

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var webhooks = new WebhookSender(library.Clock);
        var mail = new MailSender(mailServer);
        while (true)
        {
            try
            {
                while (await FillAsync(cancellationToken) || await SendDueAsync(webhooks, mail, cancellationToken))
                    cancellationToken.ThrowIfCancellationRequested();
            }
            catch (LibraryException problem) when (!problem.IsPermanent)
            {
                Waiting(problem.Message);
            }

            await Task.Delay(LookAgain, library.Clock, cancellationToken);
        }
    }

    /// <summary>Considers the next events; whether there were any.</summary>
    internal Task<bool> FillAsync(CancellationToken cancellationToken) => library.WriteAsync(
        async tx =>
        {
            var at = await tx.FeedPositionAsync(Reader, cancellationToken);
            var events = await tx.EventsAfterAsync(at, 200, cancellationToken);
            if (events.Count == 0) return false;
            var shows = (await tx.ShowsAsync(cancellationToken)).ToDictionary(show => show.Name);
            foreach (var news in events)
            {
                if (!shows.TryGetValue(news.Show, out var show)) continue;
                var roll = news.Roll is { } id ? await tx.RollAsync(id, cancellationToken) : null;
                foreach (var delivery in NewsRules.For(news, show, roll, tx.Now)) await tx.AddDeliveryAsync(delivery, cancellationToken);
            }

            await tx.MoveFeedPositionAsync(Reader, events[^1].Sequence, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>Sends what is due; whether there was anything.</summary>
    internal async Task<bool> SendDueAsync(WebhookSender webhooks, MailSender mail, CancellationToken cancellationToken)
    {
        if (!await library.ReadAsync(tx => tx.IsDeliveryDueAsync(cancellationToken), cancellationToken)) return false;
        var claimed = await library.WriteAsync(tx => tx.ClaimDeliveriesAsync(Lease, 10, cancellationToken), cancellationToken);
        foreach (var delivery in claimed)
        {
            if (await IsPutOffAsync(delivery, cancellationToken)) continue;
            var error = delivery.Kind == DeliveryKind.Webhook
                ? await webhooks.TrySendAsync(delivery, await KeyOfAsync(delivery, cancellationToken), cancellationToken)
                : await mail.TrySendAsync(delivery, await TextOfAsync(delivery, cancellationToken), cancellationToken);
            await library.WriteAsync(tx => RecordAsync(tx, delivery, error, cancellationToken), cancellationToken);
        }

        return claimed.Count > 0;
    }

    // The reading comes first, so that mail for nobody's night makes no writer wait.
    private async Task<bool> IsPutOffAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Kind != DeliveryKind.Mail) return false;
        var until = await library.ReadAsync(
            async tx => await tx.ShowAsync(delivery.Show, cancellationToken) is { } show ? NewsRules.QuietUntil(delivery, show, tx.Now) : null, cancellationToken);
        if (until is not { } end) return false;
        await library.WriteAsync(tx => tx.PutOffDeliveryAsync(delivery.Id, end, cancellationToken), cancellationToken);
        return true;
    }

    private async Task RecordAsync(LibraryTransaction tx, Delivery delivery, string? error, CancellationToken cancellationToken)
    {
        if (error is null)
        {
            await tx.DeliveredAsync(delivery.Id, cancellationToken);
            return;
        }

        var isOver = delivery.Attempts >= MostAttempts;
        await tx.NotDeliveredAsync(delivery.Id, error, isOver ? null : tx.Now + Pause(delivery.Attempts), cancellationToken);
        if (!isOver) return;
        GivenUp(delivery.Id, error);
        await tx.AppendEventAsync(
            new LibraryEvent
            {
                At = tx.Now,
                Kind = "news.given-up",
                Actor = "acetate",
                Show = delivery.Show,
                Message = $"News for {delivery.Target} could not be delivered for a day and was given up. {error}",
            },
            cancellationToken);
    }

    // 5 s, 10 s, 20 s … an hour at most.
    private static TimeSpan Pause(int attempts) => TimeSpan.FromSeconds(Math.Min(3600, 5 * Math.Pow(2, Math.Clamp(attempts - 1, 0, 12))));

    private async Task<string> KeyOfAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var show = await library.ReadAsync(tx => tx.ShowAsync(delivery.Show, cancellationToken), cancellationToken);
        var name = show?.Settings.Webhooks.FirstOrDefault(hook => hook.Url.AbsoluteUri == delivery.Target)?.SecretVariable ?? "";
        return name.Length > 0 ? Environment.GetEnvironmentVariable(name) ?? "" : "";
    }

    private async Task<string> TextOfAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Payload.Length > 0) return delivery.Payload;
        var show = await library.ReadAsync(tx => tx.ShowAsync(delivery.Show, cancellationToken), cancellationToken);
        var wanted = show?.Settings.Mail.FirstOrDefault(mail => mail.To == delivery.Target && mail.DailyDigest)?.Events ?? [];
        var day = DateOnly.FromDateTime(delivery.CreatedAt.UtcDateTime);
        List<LibraryEvent> news = [];
        for (var after = 0L; ;)
        {
            var page = await library.ReadAsync(
                tx => tx.EventsAfterAsync(after, new EventFilter { Show = delivery.Show }, 500, cancellationToken), cancellationToken);
            if (page.Count == 0) return NewsRules.Digest(news);
            news.AddRange(page.Where(item => DateOnly.FromDateTime(item.At.UtcDateTime) == day && NewsRules.IsWanted(wanted, item.Kind)));
            after = page[^1].Sequence;
        }
    }

    [LoggerMessage(LogLevel.Warning, "News waits for the library: {Reason}")]
    private partial void Waiting(string reason);

    [LoggerMessage(LogLevel.Warning, "News {Delivery} was given up: {Reason}")]
    private partial void GivenUp(Guid delivery, string reason);
}
