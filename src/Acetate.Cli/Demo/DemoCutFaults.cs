using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Acetate.Media.Demo;
using Acetate.Timing;

namespace Acetate.Cli.Demo;

/// <summary>Something that can be wrong with a list, done on purpose.</summary>
/// <param name="Name">How the command line calls it.</param>
/// <param name="Meaning">What it does, for the help.</param>
/// <param name="List">The list that it is done to.</param>
/// <param name="Apply">Does it.</param>
internal sealed record DemoCutFault(string Name, string Meaning, string List, Action<DemoCutLines> Apply);

/// <summary>All faults of the demo's cuts.</summary>
internal static class DemoCutFaults
{
    private const string Other = DemoCutList.Premiere;

    private static readonly DemoDay Day = new();

    public static ImmutableArray<DemoCutFault> All { get; } =
    [
        Avid("wrong-reel", "the reel of event 3 is the other camera's, which ran beside; its source file is right", list => list.Put(3, Day.MovieTakes[0].Clip, Day.RawTakes[0].Clip, isLineOnly: true)),
        Avid("missing-roll", "event 2 is of a roll that never came in", list => list.Put(2, Day.RawTakes[0].Clip, "A009_01031530_C002")),
        Avid("typing", "the reel of event 4 was typed by hand, with an O for a 0, and its source file is not said", list =>
        {
            list.Put(4, "B001", "B0O1", isLineOnly: true);
            list.Drop(4, "SOURCE FILE");
        }),
        Avid("25-hours", "the source of event 10 begins at hour 25", list => list.Put(10, " 10:12:", " 25:12:")),
        Avid("same-number", "two events have the number 4", list => list.Put(5, "000005", "000004", isLineOnly: true)),
        Avid("gap", "from event 10 on all record times are a second later", list => list.Record(number => number >= 10 ? 24 : 0)),
        Avid("overlap", "event 3 begins four frames before event 2 ends", list => list.Record(number => number == 3 ? -4 : 0)),
        Avid("wrong-rate", "the list counts 30 frames a second, as a project of another rate would", list => list.Count(30)),
        Avid("offset", "every source time on the ProRes roll is an hour late: that camera's clock was wrong when editorial took its clips in", list => list.Source(Day.MovieTakes[0].Roll, 3600 * 24)),
        Avid("beyond-clip", "event 2 asks for frames after the end of its clip", list => list.Source(2, 40)),
        Avid("backwards", "the source of event 3 ends before it begins", list => list.Swap(3)),
        Avid("multicam", "the clip of event 3 is a multicam group that was not committed", list => list.Put(3, "BCAM", "BCAM.grp.01")),
        Avid("path-reel", "the reel of event 4 reads like a path out of the folder", list => list.Put(4, "B001C002", "../../B001C002", isLineOnly: true)),
        new("ax-without-name", "event 4 of the Premiere-like list has the reel AX and no clip name", Other, list => list.Drop(4, "FROM CLIP NAME")),
    ];

    /// <summary>The lists with faults.</summary>
    public static ImmutableArray<DemoCutList> Apply(ImmutableArray<DemoCutList> lists, IEnumerable<DemoCutFault> faults)
    {
        foreach (var fault in faults)
        {
            var list = lists.Single(one => one.Name == fault.List);
            var lines = new DemoCutLines(Encoding.UTF8.GetString(list.Content.Span));
            fault.Apply(lines);
            lists = lists.Replace(list, list with { Content = Encoding.UTF8.GetBytes(lines.ToString()) });
        }

        return lists;
    }

    private static DemoCutFault Avid(string name, string meaning, Action<DemoCutLines> apply) => new(name, meaning, DemoCutList.Avid, apply);
}

/// <summary>The lines of a list, to be changed event by event.</summary>
internal sealed partial class DemoCutLines(string text)
{
    private readonly List<string> lines = [.. text.Split('\n')];

    /// <summary>Replaces a text in an event, in its comments too unless only its line is meant.</summary>
    public void Put(int number, string from, string to, bool isLineOnly = false)
    {
        var isDone = false;
        foreach (var i in Of(number))
        {
            if (isLineOnly && !EventLine().IsMatch(lines[i])) continue;
            isDone |= lines[i].Contains(from, StringComparison.Ordinal);
            lines[i] = lines[i].Replace(from, to, StringComparison.Ordinal);
        }

        if (!isDone) throw new InvalidDataException($"Event {number} has no '{from}'.");
    }

    /// <summary>Takes a comment out of an event.</summary>
    public void Drop(int number, string comment) => lines.RemoveAt(Of(number).First(i => lines[i].StartsWith($"* {comment}", StringComparison.Ordinal)));

    /// <summary>Moves record times, by the events' numbers.</summary>
    public void Record(Func<int, int> frames) => Times((number, _, place, time) => place >= 2 ? time.AddWrapping(frames(number)).ToString() : time.ToString());

    /// <summary>Moves the source times of an event.</summary>
    public void Source(int number, int frames) => Times((at, _, place, time) => (at == number && place < 2 ? time.AddWrapping(frames) : time).ToString());

    /// <summary>Moves the source times of all events whose reel begins so.</summary>
    public void Source(string reel, int frames) => Times((_, has, place, time) => (place < 2 && has.StartsWith(reel, StringComparison.Ordinal) ? time.AddWrapping(frames) : time).ToString());

    /// <summary>Writes every time in other frames per second, at the same moment of the clock.</summary>
    public void Count(int perSecond) => Times((_, _, _, time) => $"{time.ToString()[..9]}{time.Frames * perSecond / DemoDay.Rate.LabelsPerSecond:00}");

    /// <summary>Exchanges source in and out of an event.</summary>
    public void Swap(int number)
    {
        var i = Of(number).First();
        var times = Time().Matches(lines[i]);
        lines[i] = $"{lines[i][..times[0].Index]}{times[1].Value} {times[0].Value}{lines[i][(times[1].Index + 11)..]}";
    }

    public override string ToString() => string.Join('\n', lines);

    private void Times(Func<int, string, int, Timecode, string> change)
    {
        for (var (i, number, reel) = (0, 0, ""); i < lines.Count; i++)
        {
            if (EventLine().Match(lines[i]) is { Success: true } found) (number, reel) = (int.Parse(found.Groups[1].ValueSpan), found.Groups[2].Value);
            else if (lines[i].StartsWith("M2", StringComparison.Ordinal)) reel = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            else if (!lines[i].StartsWith("* LOC:", StringComparison.Ordinal)) continue;
            var place = lines[i].StartsWith('*') ? 2 : 0;
            lines[i] = Time().Replace(lines[i], time => change(number, reel, place++, Timecode.Parse(time.Value, DemoDay.Rate)));
        }
    }

    private IEnumerable<int> Of(int number)
    {
        var at = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            if (EventLine().Match(lines[i]) is { Success: true } found) at = int.Parse(found.Groups[1].ValueSpan);
            if (at == number) yield return i;
        }
    }

    [GeneratedRegex("^([0-9]+) +([^ ]+) ")]
    private static partial Regex EventLine();

    [GeneratedRegex("[0-9]{2}(:[0-9]{2}){3}")]
    private static partial Regex Time();
}
