using System.Globalization;

namespace Acetate.Library.Shows;

/// <summary>The hours in which somebody is not to be disturbed, by the clock on their wall. Pure.</summary>
/// <remarks>An end before the beginning lies on the next day. Where clocks are put forward or back, what the wall shows counts.</remarks>
/// <param name="From">The first minute, <c>HH:MM</c>.</param>
/// <param name="Until">The minute after the last, <c>HH:MM</c>; another than the first.</param>
/// <param name="Zone">The time zone of the wall, such as <c>Europe/Berlin</c>; empty for UTC.</param>
public sealed record QuietHours(string From, string Until, string Zone = "")
{
    private const int LongestZone = 64;

    /// <summary>What is wrong with them, a sentence; null when nothing is.</summary>
    public string? WhyNot()
    {
        if (Time(From) is not { } from || Time(Until) is not { } until)
            return $"Quiet hours begin and end at times such as 22:00 and 07:00, not at '{Shown(From)}' and '{Shown(Until)}'.";
        if (from == until) return $"Quiet hours from {From} to {Until} have no length. Give another end, or leave them out.";
        return ZoneOf(Zone) is null ? $"This server does not know the time zone '{Shown(Zone)}' of quiet hours. Write one such as Europe/Berlin, or leave it empty for UTC." : null;
    }

    /// <summary>When the quiet hours end that a moment lies in: always later than the moment; null when it lies in none.</summary>
    /// <remarks>An end that the wall skips is where it goes on; of an end that it shows twice the first one to come counts. Hours that are not valid are none.</remarks>
    public DateTimeOffset? EndAfter(DateTimeOffset moment)
    {
        // A zone that this machine has forgotten keeps nothing back: news that comes too early is better than none.
        if (Time(From) is not { } from || Time(Until) is not { } until || from == until || ZoneOf(Zone) is not { } zone) return null;
        var wall = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        var now = TimeOnly.FromDateTime(wall);
        if (!(from < until ? now >= from && now < until : now >= from || now < until)) return null;
        var day = DateOnly.FromDateTime(wall);
        var end = (from > until && now >= from ? day.AddDays(1) : day).ToDateTime(until);
        while (zone.IsInvalidTime(end)) end = end.AddMinutes(1);
        TimeSpan[] offsets = zone.IsAmbiguousTime(end) ? zone.GetAmbiguousTimeOffsets(end) : [zone.GetUtcOffset(end)];
        return offsets.Select(offset => new DateTimeOffset(end, offset).ToUniversalTime()).Order().Cast<DateTimeOffset?>().FirstOrDefault(instant => instant > moment);
    }

    private static TimeOnly? Time(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    // A zone's name is looked up as a file: it is a name, and no path.
    private static TimeZoneInfo? ZoneOf(string zone) =>
        string.IsNullOrEmpty(zone) ? TimeZoneInfo.Utc
        : zone.Length <= LongestZone && char.IsAsciiLetter(zone[0]) && zone.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+' or '/')
            && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : null;

    private static string Shown(string? text) => string.Concat((text ?? "").Take(LongestZone).Select(c => char.IsControl(c) ? '?' : c));
}
