using System.Globalization;
using Acetate.Library.Matching;

namespace Acetate.Cli.Matching;

/// <summary>Finds the event of a cut that a person means. Lists use numbers twice: a transition has two sides, and long lists begin again at 001.</summary>
internal static class EventAtHand
{
    /// <summary>What people type for an event: its number, with <c>#2</c> behind for the second of that number.</summary>
    public static string LabelOf(MatchReport report, MatchedEvent one)
    {
        var alike = report.Events.Where(e => NumberOf(e) == NumberOf(one)).ToList();
        return alike.Count == 1 ? NumberOf(one) : $"{NumberOf(one)}#{alike.IndexOf(one) + 1}";
    }

    /// <summary>The event that is meant by a number, a number with its place among those alike, an id or a record timecode.</summary>
    /// <exception cref="CommandException">There is none, or there are several.</exception>
    public static MatchedEvent Find(MatchReport report, string text)
    {
        var found = report.Events.Where(e => NumberOf(e) == text || e.Event == text || e.RecordStart == text).ToList();
        if (found.Count == 0 && text.LastIndexOf('#') is > 0 and var at && int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            found = [.. report.Events.Where(e => NumberOf(e) == text[..at]).Skip(place - 1).Take(place > 0 ? 1 : 0)];
        if (found.Count == 0) found = [.. report.Events.Where(e => text.TrimStart('0') is { Length: > 0 } digits && e.Number.TrimStart('0') == digits)];
        return found switch
        {
            [var only] => only,
            [] => throw new CommandException(ExitCode.NotFound, $"The cut has no picture event '{Table.Visible(text)}'. Name one by its number, such as 012, or by its first record timecode; 'acetate match' lists them."),
            _ => throw new CommandException(ExitCode.Usage, $"{found.Count} events are '{Table.Visible(text)}': {string.Join(", ", found.Take(10).Select(e => $"{LabelOf(report, e)} at {e.RecordStart} ({Table.Visible(e.Name.Length > 0 ? e.Name : e.Reel)}, {Word(e)})"))}. Write the one that is meant so, or its record timecode."),
        };
    }

    /// <summary>Whether a person may have to say which clip it is.</summary>
    public static bool IsOpen(MatchedEvent one) => one.Outcome is "ambiguous" or "conflict";

    private static string NumberOf(MatchedEvent one) => one.Number.Length > 0 ? one.Number : one.Event;

    private static string Word(MatchedEvent one) => one.Outcome.Replace('-', ' ');
}
