using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Acetate.Library.Deliveries;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;

namespace Acetate.Tools.News;

/// <summary>Decides who is told of an event: a show's webhooks and mail addresses, less what is muted; and when mail may disturb. Pure.</summary>
public static class NewsRules
{
    // How keys of mail begin: they say what it is when it is due.
    private const string MailKey = "mail/";
    private const string UrgentKey = "urgent/";
    private const string DigestKey = "digest/";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The deliveries that an event asks for; none when nobody listens.</summary>
    /// <param name="news">The event.</param>
    /// <param name="show">Its show.</param>
    /// <param name="roll">Its roll, if one is concerned.</param>
    /// <param name="holders">Who has which role in the show and can be written to.</param>
    /// <param name="now">When it is told.</param>
    public static IEnumerable<Delivery> For(LibraryEvent news, Show show, Roll? roll, IReadOnlyCollection<RoleHolder> holders, DateTimeOffset now)
    {
        // News about the telling itself stays inside, or an address that is down would be told so for ever.
        if (news.Kind.StartsWith("news.", StringComparison.Ordinal)) yield break;
        if (IsMuted(news, show, roll, now)) yield break;
        foreach (var hook in show.Settings.Webhooks.Where(hook => IsWanted(hook.Events, news.Kind)))
        {
            yield return New(DeliveryKind.Webhook, hook.Url.AbsoluteUri, $"webhook/{hook.Url.AbsoluteUri}/{news.Sequence}") with
            {
                Subject = news.Kind,
                Payload = JsonSerializer.Serialize(Posted.Of(news, roll), Json),
            };
        }

        foreach (var (mail, target) in show.Settings.Mail.SelectMany(mail => MailTarget.Of(mail, holders).Select(target => (mail, target))))
        {
            var isUrgent = IsUrgent(mail, news.Kind);
            if (!isUrgent && !IsWanted(mail.Events, news.Kind)) continue;
            // A digest gathers under one key a day; its text is made when it is due, from the events of that day.
            var day = DateOnly.FromDateTime(news.At.UtcDateTime);
            if (mail.DailyDigest && IsWanted(mail.Events, news.Kind))
            {
                yield return New(DeliveryKind.Mail, target, $"{DigestKey}{show.Name}/{target}/{day:yyyy-MM-dd}") with
                {
                    Subject = $"{show.Name}: the day's footage, {day:yyyy-MM-dd}",
                    DueAt = AfterQuiet(mail, new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)),
                };
            }

            if (mail.RemindMinutes > 0 && news.Kind == Reminder.Of && roll is not null)
                yield return Reminder.Next(new Reminder(target, roll.Id, news.Sequence, 1), show, roll, mail.RemindMinutes, now);

            if (mail.DailyDigest && !isUrgent) continue;
            yield return New(DeliveryKind.Mail, target, $"{(isUrgent ? UrgentKey : MailKey)}{target}/{news.Sequence}") with
            {
                Subject = Line($"{show.Name}: {(roll is null ? news.Kind : roll.Name)}: {news.Message}"),
                Payload = Letter(news, roll),
                DueAt = isUrgent ? now : AfterQuiet(mail, now),
            };
        }

        Delivery New(DeliveryKind kind, string target, string key) => new()
        {
            Id = Guid.CreateVersion7(now),
            Show = show.Name,
            Key = key,
            Kind = kind,
            Target = target,
            CreatedAt = now,
            DueAt = now,
        };
    }

    /// <summary>Until when mail that is due now waits, because whoever gets it is not to be disturbed; null when it goes now.</summary>
    /// <remarks>Asked again when mail is due: what was tried in vain, or could not be tried, must not wake anybody either.</remarks>
    public static DateTimeOffset? QuietUntil(Delivery delivery, Show show, DateTimeOffset now)
    {
        if (delivery.Kind != DeliveryKind.Mail || delivery.Key.StartsWith(UrgentKey, StringComparison.Ordinal)) return null;
        var (isDigest, isReminder) = (delivery.Key.StartsWith(DigestKey, StringComparison.Ordinal), Reminder.TryParse(delivery.Key, out _));
        var meant = show.Settings.Mail.Where(mail => MailTarget.IsMeant(mail, delivery.Target) && (isReminder ? mail.RemindMinutes > 0 : mail.DailyDigest == isDigest)).ToArray();
        if (isReminder && meant.Any(mail => IsUrgent(mail, Reminder.Of))) return null;
        var ends = meant.Select(mail => mail.Quiet?.EndAfter(now)).ToArray();
        return ends.Length > 0 && ends.All(end => end is not null) ? ends.Min() : null;
    }

    private static DateTimeOffset AfterQuiet(MailSettings mail, DateTimeOffset due) => mail.Quiet?.EndAfter(due) ?? due;

    private static bool IsUrgent(MailSettings mail, string kind) => !mail.Urgent.IsDefaultOrEmpty && IsWanted(mail.Urgent, kind);

    /// <summary>Whether a list of patterns asks for a kind: exact, or with <c>*</c> at the end; an empty list asks for all.</summary>
    public static bool IsWanted(IReadOnlyCollection<string> patterns, string kind) =>
        patterns.Count == 0 || patterns.Any(pattern => pattern.EndsWith('*')
            ? kind.StartsWith(pattern[..^1], StringComparison.Ordinal)
            : kind == pattern);

    /// <summary>The text of a digest: the day's news that the address asks for, a line each.</summary>
    public static string Digest(IEnumerable<LibraryEvent> news)
    {
        var text = new StringBuilder();
        foreach (var item in news) text.Append($"{item.At.UtcDateTime:HH:mm} UTC  {Line(item.Message)} ({Line(item.Actor)})\r\n");
        return text.Length == 0 ? "Nothing happened that this address asks for.\r\n" : text.ToString();
    }

    /// <summary>Whether a show's mute rules silence an event now.</summary>
    public static bool IsMuted(LibraryEvent news, Show show, Roll? roll, DateTimeOffset now) => show.Settings.Mute.Any(rule => Silences(rule, news, roll, now));

    private static bool Silences(MuteRule rule, LibraryEvent news, Roll? roll, DateTimeOffset now) =>
        IsWanted(rule.Events, news.Kind)
        && (rule.Until is not { } until || now < until)
        && (rule.Rolls.Length == 0 || (roll?.Name.StartsWith(rule.Rolls, StringComparison.Ordinal) ?? false));

    /// <summary>What is written about an event.</summary>
    internal static string Letter(LibraryEvent news, Roll? roll)
    {
        var text = new StringBuilder().Append(news.Message).Append("\r\n\r\n");
        if (roll is not null)
        {
            text.Append($"Roll      {Line(roll.Name)}\r\nShoot day {roll.ShootDay:yyyy-MM-dd} {Line(roll.Unit)}\r\n");
            text.Append($"Size      {roll.Bytes:N0} bytes in {roll.Files:N0} files\r\nManifest  {roll.Manifest}\r\n");
            if (roll.Hold is { } hold) text.Append($"Held      {Line(hold.Reason)}\r\nTo do     {Line(hold.Advice)}\r\n");
        }

        return text.Append($"At        {news.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC\r\nBy        {Line(news.Actor)}\r\n").ToString();
    }

    // Names come from cards: no line of theirs may become a header or a line of ours.
    internal static string Line(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>What a webhook receives, in the shape of a CloudEvent 1.0 in structured mode.</summary>
    private sealed record Posted(
        [property: JsonPropertyName("specversion")] string SpecVersion,
        string Id, string Source, string Type, DateTimeOffset Time, string Subject,
        [property: JsonPropertyName("datacontenttype")] string DataContentType, PostedData Data)
    {
        public static Posted Of(LibraryEvent news, Roll? roll) => new(
            "1.0", news.Sequence.ToString(), "acetate", news.Kind, news.At, roll?.Name ?? news.Show, "application/json",
            new PostedData(news.Show, news.Message, news.Actor, roll?.Id, roll?.Name, roll?.ShootDay, roll?.Files, roll?.Bytes, roll?.Hold, news.Data));
    }

    private sealed record PostedData(
        string Show, string Message, string Actor, Guid? RollId, string? Roll, DateOnly? ShootDay, long? Files, long? Bytes, Hold? Hold, JsonElement? Detail);
}
