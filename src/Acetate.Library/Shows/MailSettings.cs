using System.Collections.Immutable;
using Acetate.Library.Access;

namespace Acetate.Library.Shows;

/// <summary>Somebody who is told by e-mail.</summary>
/// <param name="To">The address; empty where a role is told.</param>
/// <param name="Events">Event kinds, as in <see cref="WebhookSettings"/>.</param>
/// <param name="DailyDigest">One mail a day instead of one for each event.</param>
public sealed record MailSettings(string To, ImmutableArray<string> Events, bool DailyDigest = false)
{
    /// <summary>A role of the show: everybody who has it then and has a mail address is told, each in a letter of their own. Null where <see cref="To"/> is told.</summary>
    public ShowRole? Role { get; init; }

    /// <summary>After how many minutes of a hold that nobody takes care of they are reminded of it, again and again: 5 to 10,080 (a week), or 0 for never.</summary>
    public int RemindMinutes { get; init; }

    /// <summary>When they are not to be disturbed: what comes then is sent when it is over. Null for never.</summary>
    public QuietHours? Quiet { get; init; }

    /// <summary>Event kinds that are sent at once all the same, in quiet hours and besides a digest, whether or not <see cref="Events"/> names them; empty for none.</summary>
    public ImmutableArray<string> Urgent { get; init; } = [];

    /// <summary>What is wrong, in sentences.</summary>
    public IEnumerable<string> Problems()
    {
        if (Role is not null && !string.IsNullOrEmpty(To)) yield return "A mail recipient is one address or a role of the show, not both: make two of them.";
        if (Role is null && WhyNotAddress(To) is { } reason) yield return reason;
        if (RemindMinutes is not 0 and (< 5 or > 10_080)) yield return "People are reminded of a hold after 5 to 10080 minutes, or never with 0.";
        if (Quiet?.WhyNot() is { } hours) yield return hours;
    }

    /// <summary>Why this is not one mail address, or null when it is.</summary>
    public static string? WhyNotAddress(string address) =>
        string.IsNullOrEmpty(address) || address.Length > 254 || address.Count(c => c == '@') != 1 || address.StartsWith('@') || address.EndsWith('@')
        || address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is ',' or ';' or ':' or '<' or '>')
            ? "A mail recipient must be one address, such as dit@film.example."
            : null;
}
