using Acetate.Library.Deliveries;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;

namespace Acetate.Tools.News;

/// <summary>A letter about a hold that nobody takes care of, as the outbox's key of it says. Pure.</summary>
/// <param name="Target">Who is reminded.</param>
/// <param name="Roll">The roll.</param>
/// <param name="Held">The sequence of the event that told of the hold: another hold has reminders of its own.</param>
/// <param name="Number">Which one it is, from 1.</param>
public sealed record Reminder(string Target, Guid Roll, long Held, int Number)
{
    /// <summary>The kind of event that people are reminded of.</summary>
    public const string Of = "roll.held";

    /// <summary>What nobody has heeded so often is not told once more: the show's people look elsewhere.</summary>
    public const int Most = 20;

    private const string Mark = "remind/";

    /// <summary>The key in the outbox.</summary>
    public string Key => $"{Mark}{Target}/{Roll}/{Held}/{Number}";

    /// <summary>Reads a key; false for that of another letter.</summary>
    public static bool TryParse(string key, out Reminder reminder)
    {
        reminder = new("", Guid.Empty, 0, 0);
        if (!key.StartsWith(Mark, StringComparison.Ordinal)) return false;
        // Targets may hold a slash, what follows them may not.
        var parts = key[Mark.Length..].Split('/');
        if (parts.Length < 4 || !Guid.TryParse(parts[^3], out var roll) || !long.TryParse(parts[^2], out var held) || !int.TryParse(parts[^1], out var number)) return false;
        reminder = new Reminder(string.Join('/', parts[..^3]), roll, held, number);
        return true;
    }

    /// <summary>The reminder that is due when so many minutes have passed; quiet hours are looked at when it is.</summary>
    public static Delivery Next(Reminder reminder, Show show, Roll roll, int minutes, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Show = show.Name,
        Key = reminder.Key,
        Kind = DeliveryKind.Mail,
        Target = reminder.Target,
        Subject = NewsRules.Line($"{show.Name}: {roll.Name} is still held"),
        CreatedAt = now,
        DueAt = now.AddMinutes(minutes),
    };

    /// <summary>After how many minutes a target is reminded again; null when it is not any more.</summary>
    public static int? MinutesOf(Show show, string target) =>
        show.Settings.Mail.Where(mail => mail.RemindMinutes > 0 && MailTarget.IsMeant(mail, target)).Select(mail => (int?)mail.RemindMinutes).Min();

    /// <summary>What is written.</summary>
    public string Text(LibraryEvent told, Roll roll) =>
        $"Nobody has said that they take care of this yet; this is reminder {Number}. Say so on Today, or on the roll's page: that ends the reminders.\r\n\r\n{NewsRules.Letter(told, roll)}";
}
