namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>Finds the two lines of each transition, and numbers that are used twice.</summary>
internal static class EventPairs
{
    private static readonly System.Buffers.SearchValues<char> PathCharacters = System.Buffers.SearchValues.Create("/\\:*?\"<>|\0");

    public static void Find(List<EventStatement> events, EdlProblems problems)
    {
        var seen = new Dictionary<(int Section, int Number), int>(events.Count);
        var valueBefore = 0;
        for (var i = 0; i < events.Count; i++)
        {
            var here = events[i];
            var before = i > 0 ? events[i - 1] : null;
            var value = int.Parse(here.Number, System.Globalization.CultureInfo.InvariantCulture);
            var follows = before is not null && before.Section == here.Section && valueBefore == value;
            valueBefore = value;
            if (follows && before!.Side == EdlSide.Whole && Joins(before, here))
            {
                (before.Side, before.Partner, here.Side, here.Partner) = (EdlSide.Outgoing, i, EdlSide.Incoming, i - 1);
            }
            else if (here.Transition.Kind is EdlTransitionKind.Dissolve or EdlTransitionKind.Wipe or EdlTransitionKind.Key or EdlTransitionKind.KeyOut)
            {
                here.Side = EdlSide.Incoming;
                problems.Add(
                    EdlRule.Transition, EdlSeverity.Warning, here.Line,
                    $"Event {here.Number} has the transition {here.Transition.Text}, but not the line before it with the same number that says what goes.",
                    "The event before it on the channel is what goes, if it ends there; give both lines one number.");
            }

            if (seen.TryAdd((here.Section, value), i) || here.Partner == i - 1) continue;
            var first = events[seen[(here.Section, value)]];

            // Picture and sound of one event may stand on a line each.
            if (follows && !here.Channels.Any(before!.Channels.Contains)) continue;
            problems.Add(EdlRule.DuplicateNumber, EdlSeverity.Warning, here.Line, $"The number {here.Number} is used again; line {first.Line} has it too.", "Both events are read. Renumber the list.");
        }

        foreach (var e in events)
        {
            if (e.Reel.Length == 0)
                problems.Add(EdlRule.MissingReel, EdlSeverity.Warning, e.Line, $"Event {e.Number} has no reel.", "Write the reel, or AX where the clip's name has to do.");
            else if (e.Reel.AsSpan().ContainsAny(PathCharacters) || e.Reel is "." or "..")
                problems.Add(EdlRule.ReelPath, EdlSeverity.Warning, e.Line, $"The reel '{e.Reel}' has characters of a path; it is a name and never a place.", "Take them out if folders are to be named after it.");
        }
    }

    private static bool Joins(EventStatement first, EventStatement second) => second.Transition.Kind switch
    {
        EdlTransitionKind.Dissolve or EdlTransitionKind.Wipe => first.Transition.Kind == EdlTransitionKind.Cut,
        EdlTransitionKind.Key or EdlTransitionKind.KeyOut => first.Transition.Kind is EdlTransitionKind.KeyBackground or EdlTransitionKind.Cut,
        _ => false,
    };
}
