using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>What is wrong between events: two at the same time on a channel, and an order that is not that of the programme.</summary>
internal static class RecordChecks
{
    public static void Tell(ImmutableArray<EdlEvent> events, EdlStructure structure, EdlProblems problems)
    {
        var channels = new Dictionary<(int Section, EdlChannel Channel), List<EdlEvent>>();
        var last = new Dictionary<(int Section, EdlChannel Channel), EdlEvent>();
        EdlEvent? unordered = null;
        foreach (var e in events)
        {
            if (e is not { RecordIn.Timecode: { } start, RecordFrames: not null }) continue;
            foreach (var channel in e.Channels)
            {
                var key = (structure.Events[e.Index].Section, channel);
                // Half a day back is the other side of midnight.
                if (last.TryGetValue(key, out var before) && before.RecordIn.Timecode!.Value.Frame - start.Frame is > 0 and var back && back < Timecode.FramesPerDay(start.Rate, start.IsDrop) / 2) unordered ??= e;
                last[key] = e;
                if (e.RecordFrames == 0) continue;
                if (!channels.TryGetValue(key, out var list)) channels[key] = list = [];
                list.Add(e);
            }
        }

        if (unordered is not null)
            problems.Add(EdlRule.RecordOrder, EdlSeverity.Notice, unordered.Line, $"Event {unordered.Number} lies before the event above it in the programme; the list is not in its order (a C-mode list is sorted by source).", "Sort by record in before building a track.");
        var told = new HashSet<(int, int)>();
        foreach (var (key, list) in channels)
        {
            list.Sort((a, b) => a.RecordIn.Timecode!.Value.Frame.CompareTo(b.RecordIn.Timecode!.Value.Frame) is not 0 and var order ? order : a.Index.CompareTo(b.Index));
            EdlEvent? longest = null;
            foreach (var e in list)
            {
                if (longest is not null && e.RecordIn.Timecode!.Value.Frame < End(longest) && e.Partner != longest.Index && told.Add((longest.Index, e.Index)))
                {
                    problems.Add(
                        EdlRule.RecordOverlap, EdlSeverity.Warning, e.Line,
                        $"Event {e.Number} begins at {e.RecordIn} on {key.Channel}, where event {longest.Number} in line {longest.Line} runs until {longest.RecordOut}.",
                        "One channel shows one picture at a time; move one of them to another channel, or correct its times.");
                }

                if (longest is null || End(e) > End(longest)) longest = e;
            }
        }

        static long End(EdlEvent e) => e.RecordIn.Timecode!.Value.Frame + e.RecordFrames!.Value;
    }
}
