using System.Collections.Immutable;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>The longer names of reels, from all lines of a list that map one.</summary>
internal sealed class ReelNames(ImmutableArray<EdlReelName> names, EdlProblems problems)
{
    private readonly Dictionary<string, Entry> entries = Entries(names);

    /// <summary>The names of an event's reel, the most certain first. Lines below the event itself count before those elsewhere.</summary>
    /// <param name="e">The event.</param>
    /// <param name="partner">The other side of its transition.</param>
    /// <param name="truncated">What a comment says of the event.</param>
    public ImmutableArray<EdlReelName> Of(EventStatement e, EventStatement? partner, EdlReelName? truncated)
    {
        if (entries.Count == 0 && e.Reels.Count == 0 && partner is not { Reels.Count: > 0 } && truncated is null) return [];
        List<EdlReelName> own = [.. e.Reels.All];
        if (partner is not null) own.AddRange(partner.Reels.All);
        if (truncated is not null) own.Add(truncated);
        var mine = own.FindAll(name => EventLines.SameReel(name.Reel, e.Reel));
        if (!entries.TryGetValue(e.Reel, out var elsewhere)) return [.. mine.OrderBy(name => name.Origin).DistinctBy(name => name.Name)];
        if (mine.Count == 0 && elsewhere.Conflict is var (one, two))
        {
            if (elsewhere.TellOnce())
                problems.Add(EdlRule.ReelConflict, EdlSeverity.Warning, e.Line, $"The reel {e.Reel} stands for '{one.Name}' in line {one.Line} and for '{two.Name}' in line {two.Line}; neither is taken.", "Write the right one below each event.");
            return [];
        }

        return [.. mine.OrderBy(name => name.Origin).Concat(elsewhere.Names).DistinctBy(name => name.Name)];
    }

    private static Dictionary<string, Entry> Entries(ImmutableArray<EdlReelName> names)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            if (!entries.TryGetValue(name.Reel, out var entry)) entries[name.Reel] = entry = new();
            entry.Add(name);
        }

        return entries;
    }

    /// <summary>What the list as a whole says of a reel: one name of each origin, and two names of the most certain one if it has two.</summary>
    private sealed class Entry
    {
        private readonly SortedDictionary<EdlReelOrigin, (EdlReelName First, EdlReelName? Other)> byOrigin = [];
        private bool isTold;

        public (EdlReelName One, EdlReelName Two)? Conflict => byOrigin.Values.First() is (var one, { } two) ? (one, two) : null;

        public IEnumerable<EdlReelName> Names => byOrigin.Values.Where(names => names.Other is null).Select(names => names.First);

        public void Add(EdlReelName name)
        {
            if (!byOrigin.TryGetValue(name.Origin, out var names)) byOrigin[name.Origin] = (name, null);
            else if (names.Other is null && !names.First.Name.Equals(name.Name, StringComparison.Ordinal)) byOrigin[name.Origin] = (names.First, name);
        }

        public bool TellOnce() => !isTold && (isTold = true);
    }
}
