using System.Collections.Immutable;

namespace Acetate.Cuts.Writing;

/// <summary>The events of a cut by track, in the order of the programme, with none above another.</summary>
internal static class Layout
{
    /// <summary>The tracks with their events. What overlaps an event before it moves to a track of its own.</summary>
    public static IEnumerable<(CutTrack Track, List<CutEvent> Events)> Tracks(Cut cut, LossList losses)
    {
        var byTrack = new Dictionary<string, List<CutEvent>>();
        foreach (var item in cut.Events)
        {
            if (item.Record is null) continue;
            foreach (var id in item.Tracks.IsEmpty ? ["V1"] : item.Tracks)
            {
                if (!byTrack.TryGetValue(id, out var list)) byTrack[id] = list = [];
                list.Add(item);
            }
        }

        var known = cut.Tracks.Where(track => byTrack.ContainsKey(track.Id)).ToList();
        var missing = byTrack.Keys.Except(known.Select(track => track.Id)).Order(StringComparer.Ordinal)
            .Select((id, i) => new CutTrack { Id = id, Kind = id.StartsWith('A') ? TrackKind.Audio : TrackKind.Video, Order = known.Count + i + 1 });
        foreach (var track in known.Concat(missing).OrderBy(track => track.Kind).ThenBy(track => track.Order).ToList())
        {
            var (row, over) = (new List<CutEvent>(), new List<CutEvent>());
            var end = new Ratio(long.MinValue);
            foreach (var item in byTrack[track.Id].OrderBy(item => item.Record!.Value.Start).ThenBy(item => item.Line))
            {
                var record = item.Record!.Value;
                if (record.Start < end && !record.IsEmpty)
                {
                    over.Add(item);
                    losses.Add("overlap", item, $"It begins before the event before it on {track.Id} ends, and was moved to a track of its own.", "Mend the overlap in the editing system.");
                    continue;
                }

                row.Add(item);
                end = Ratio.Max(end, record.End);
            }

            yield return (track, row);
            if (over.Count > 0) yield return (track with { Id = track.Id + "+", Name = $"{track.Id} overlaps" }, [.. over.OrderBy(item => item.Record!.Value.Start)]);
        }
    }

    /// <summary>Nested events replaced by what is seen in them, for formats that know no nesting.</summary>
    public static Cut Flat(Cut cut, LossList losses, string format)
    {
        if (cut.Events.All(item => item.Inner.IsEmpty)) return cut;
        var events = ImmutableArray.CreateBuilder<CutEvent>();
        foreach (var item in cut.Events)
        {
            if (item.Inner.IsEmpty)
            {
                events.Add(item);
                continue;
            }

            losses.Add("nested", item, $"{format} knows no nesting here: what is seen in it was written in its place.", "Check the events against the picture.");
            events.AddRange(item.Leaves.Select(leaf => leaf with { Tracks = leaf.Tracks.Length == 1 && leaf.Tracks[0].StartsWith('A') == (item.Tracks is [['A', ..], ..]) && !item.Tracks.IsEmpty ? item.Tracks : leaf.Tracks }));
        }

        return cut with { Events = events.ToImmutable() };
    }

    /// <summary>Whether the cut is the one that was read.</summary>
    public static bool IsUnchanged(Cut cut) => cut.Origin?.AsRead is { } read && cut.Name == read.Name && cut.Rate == read.Rate && cut.IsDrop == read.IsDrop && cut.RecordStart == read.RecordStart
        && Same(cut.Events, read.Events) && Same(cut.Tracks, read.Tracks) && Same(cut.Markers, read.Markers) && Same(cut.Comments, read.Comments);

    /// <summary>The events that differ from those read, each with what it was; null when events were added, taken out or put in another order.</summary>
    public static List<(CutEvent Now, CutEvent Then)>? Changes(Cut cut)
    {
        if (cut.Origin?.AsRead is not { } read || read.Events.Length != cut.Events.Length || cut.Name != read.Name || cut.Rate != read.Rate
            || cut.RecordStart != read.RecordStart || !Same(cut.Tracks, read.Tracks) || !Same(cut.Markers, read.Markers)) return null;
        var changes = new List<(CutEvent, CutEvent)>();
        for (var i = 0; i < cut.Events.Length; i++)
        {
            if (cut.Events[i].Id != read.Events[i].Id) return null;
            if (!ReferenceEquals(cut.Events[i], read.Events[i]) && cut.Events[i] != read.Events[i]) changes.Add((cut.Events[i], read.Events[i]));
        }

        return changes;
    }

    private static bool Same<T>(ImmutableArray<T> now, ImmutableArray<T> then) => now == then || now.SequenceEqual(then);
}
