using System.Collections.Immutable;

namespace Acetate.Library.Shows;

/// <summary>Somebody who is told by e-mail.</summary>
/// <param name="To">The address.</param>
/// <param name="Events">Event kinds, as in <see cref="WebhookSettings"/>.</param>
/// <param name="DailyDigest">One mail a day instead of one for each event.</param>
public sealed record MailSettings(string To, ImmutableArray<string> Events, bool DailyDigest = false)
{
    /// <summary>When they are not to be disturbed: what comes then is sent when it is over. Null for never.</summary>
    public QuietHours? Quiet { get; init; }

    /// <summary>Event kinds that are sent at once all the same, in quiet hours and besides a digest, whether or not <see cref="Events"/> names them; empty for none.</summary>
    public ImmutableArray<string> Urgent { get; init; } = [];

    /// <summary>What is wrong, in sentences.</summary>
    public IEnumerable<string> Problems()
    {
        if (WhyNotAddress(To) is { } reason) yield return reason;
        if (Quiet?.WhyNot() is { } hours) yield return hours;
    }

    /// <summary>Why this is not one mail address, or null when it is.</summary>
    public static string? WhyNotAddress(string address) =>
        string.IsNullOrEmpty(address) || address.Length > 254 || address.Count(c => c == '@') != 1 || address.StartsWith('@') || address.EndsWith('@')
        || address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is ',' or ';' or '<' or '>')
            ? "A mail recipient must be one address, such as dit@film.example."
            : null;
}
