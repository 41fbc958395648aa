using Acetate.Library;
using Acetate.Library.Access;
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
            var holders = new Dictionary<string, RoleHolder[]>();
            foreach (var news in events)
            {
                if (!shows.TryGetValue(news.Show, out var show)) continue;
                var roll = news.Roll is { } id ? await tx.RollAsync(id, cancellationToken) : null;
                if (!holders.TryGetValue(show.Name, out var some))
                    holders[show.Name] = some = show.Settings.Mail.Any(mail => mail.Role is not null) ? [.. RoleHolder.Of(await tx.RolesInAsync(show.Name, cancellationToken))] : [];
                foreach (var delivery in NewsRules.For(news, show, roll, some, tx.Now)) await tx.AddDeliveryAsync(delivery, cancellationToken);
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
            if (delivery.Kind == DeliveryKind.Mail)
            {
                await SendMailAsync(delivery, mail, cancellationToken);
                continue;
            }

            var error = await webhooks.TrySendAsync(delivery, await KeyOfAsync(delivery, cancellationToken), cancellationToken);
            await library.WriteAsync(tx => RecordAsync(tx, delivery, error, null, cancellationToken), cancellationToken);
        }

        return claimed.Count > 0;
    }

    private async Task SendMailAsync(Delivery delivery, MailSender mail, CancellationToken cancellationToken)
    {
        switch (await library.ReadAsync(tx => DueMail.OfAsync(tx, delivery, cancellationToken), cancellationToken))
        {
            case DueMail.PutOff(var until):
                await library.WriteAsync(tx => tx.PutOffDeliveryAsync(delivery.Id, until, cancellationToken), cancellationToken);
                break;
            case DueMail.Withdraw(var reason):
                await library.WriteAsync(tx => tx.WithdrawDeliveryAsync(delivery.Id, reason, cancellationToken), cancellationToken);
                break;
            case DueMail.Send(var address, var text, var next):
                var letter = text.Length > 0 ? text : await DigestAsync(delivery, cancellationToken);
                var error = await mail.TrySendAsync(delivery with { Target = address }, letter, cancellationToken);
                // What a mail server answers may name the address of a person, which is not for everybody in the show.
                if (address != delivery.Target) error = error?.Replace(address, "the address", StringComparison.OrdinalIgnoreCase);
                await library.WriteAsync(tx => RecordAsync(tx, delivery, error, next, cancellationToken), cancellationToken);
                break;
        }
    }

    private async Task RecordAsync(LibraryTransaction tx, Delivery delivery, string? error, Delivery? next, CancellationToken cancellationToken)
    {
        if (error is null)
        {
            await tx.DeliveredAsync(delivery.Id, cancellationToken);
            if (next is not null) await tx.AddDeliveryAsync(next, cancellationToken);
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
                Message = $"News for {MailTarget.Shown(delivery.Target)} could not be delivered for a day and was given up. {error}",
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

    private async Task<string> DigestAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var show = await library.ReadAsync(tx => tx.ShowAsync(delivery.Show, cancellationToken), cancellationToken);
        var wanted = show?.Settings.Mail.FirstOrDefault(mail => MailTarget.IsMeant(mail, delivery.Target) && mail.DailyDigest)?.Events ?? [];
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
