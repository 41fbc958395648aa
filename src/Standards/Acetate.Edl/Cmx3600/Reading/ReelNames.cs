using System.Collections.Immutable;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>The longer names of reels, from all lines of a list that map one.</summary>
internal sealed class ReelNames(ImmutableArray<EdlReelName> names, EdlProblems problems)
{
    private readonly ILookup<string, EdlReelName> byShort = names.ToLookup(name => name.Reel, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> told = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of an event's reel, the most certain first. Lines below the event itself count before those elsewhere.</summary>
    public ImmutableArray<EdlReelName> Of(EventStatement e, IEnumerable<EdlReelName> own)
    {
        var mine = own.Where(name => EventLines.SameReel(name.Reel, e.Reel)).ToList();
        if (mine.Count == 0 && (e.Reel.Length == 0 || !byShort.Contains(e.Reel))) return [];
        var elsewhere = byShort[e.Reel].ToList();
        if (mine.Count == 0 && elsewhere.Where(name => name.Origin == elsewhere.Min(other => other.Origin)).DistinctBy(name => name.Name).Take(2).ToList() is [var one, var two])
        {
            if (told.Add(e.Reel))
                problems.Add(EdlRule.ReelConflict, EdlSeverity.Warning, e.Line, $"The reel {e.Reel} stands for '{one.Name}' in line {one.Line} and for '{two.Name}' in line {two.Line}; neither is taken.", "Write the right one below each event.");
            return [];
        }

        return [.. mine.OrderBy(name => name.Origin).Concat(elsewhere.OrderBy(name => name.Origin)).DistinctBy(name => name.Name)];
    }
}
