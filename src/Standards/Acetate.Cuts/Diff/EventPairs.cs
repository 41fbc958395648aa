using Acetate.Cuts.Lint;

namespace Acetate.Cuts.Diff;

/// <summary>Finds for each event of the new cut the one of the old cut that it was.</summary>
internal static class EventPairs
{
    /// <summary>Candidates of one event at most: the nearest in the programme. A reel of a whole show has thousands of events.</summary>
    private const int MostCandidates = 48;

    private static readonly SourceNameKind[] Telling =
    [
        SourceNameKind.Umid, SourceNameKind.MediaId, SourceNameKind.MediaPath, SourceNameKind.SourceFile, SourceNameKind.LongReel, SourceNameKind.ClipName,
        SourceNameKind.Reel, SourceNameKind.Tape, SourceNameKind.CameraRoll, SourceNameKind.Shot, SourceNameKind.Group,
    ];

    /// <summary>For each event of the new cut the index of its old one.</summary>
    public static int?[] Of(Cut old, Cut @new)
    {
        var keys = old.Events.Select(Keys).ToArray();
        var byKey = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < keys.Length; i++)
            foreach (var key in keys[i])
            {
                if (!byKey.TryGetValue(key, out var list)) byKey[key] = list = [];
                list.Add(i);
            }

        // Within a key by record time, so that the nearest are found by halving.
        var start = old.Events.Select(item => item.Record?.Start ?? 0).ToArray();
        foreach (var list in byKey.Values) list.Sort((a, b) => start[a].CompareTo(start[b]) is var order and not 0 ? order : a.CompareTo(b));
        var possible = new List<(double Score, double Distance, int New, int Old)>();
        for (var i = 0; i < @new.Events.Length; i++)
        {
            var item = @new.Events[i];
            var at = item.Record?.Start ?? 0;
            var seen = new HashSet<int>();
            foreach (var key in Keys(item))
            {
                if (!byKey.TryGetValue(key, out var list)) continue;
                foreach (var candidate in Nearest(list, start, at))
                    if (seen.Add(candidate) && Score(old.Events[candidate], item, keys[candidate]) is { } score)
                        possible.Add((score, Math.Abs((at - start[candidate]).Approximate), i, candidate));
            }
        }

        possible.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Distance != b.Distance ? a.Distance.CompareTo(b.Distance) : a.New != b.New ? a.New.CompareTo(b.New) : a.Old.CompareTo(b.Old));
        var pairs = new int?[@new.Events.Length];
        var taken = new bool[old.Events.Length];
        foreach (var (_, _, now, was) in possible)
        {
            if (pairs[now] is not null || taken[was]) continue;
            (pairs[now], taken[was]) = (was, true);
        }

        return pairs;
    }

    private static IEnumerable<int> Nearest(List<int> list, Ratio[] start, Ratio at)
    {
        if (list.Count <= MostCandidates) return list;
        var (low, high) = (0, list.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (start[list[middle]] < at) low = middle + 1;
            else high = middle;
        }

        var from = Math.Clamp(low - MostCandidates / 2, 0, list.Count - MostCandidates);
        return list.Skip(from).Take(MostCandidates);
    }

    /// <summary>How much two events have in common; null when they are not the same event.</summary>
    private static double? Score(CutEvent old, CutEvent item, List<string> oldKeys)
    {
        var (wasAudio, isAudio) = (old.Tracks is [['A', ..], ..], item.Tracks is [['A', ..], ..]);
        if (wasAudio != isAudio) return null;
        var shared = Keys(item).Count(oldKeys.Contains);
        var isSamePlace = old.Record is { } was && item.Record is { } now && was.Overlaps(now);
        var score = 0.3 * Math.Min(shared, 4) + (old.Record is not null && old.Record == item.Record ? 0.6 : 0) + (old.Number == item.Number ? 0.05 : 0) + (old.Speed.Factor == item.Speed.Factor ? 0.2 : 0);
        if (old.Source.Used is { } before && item.Source.Used is { } after)
        {
            if (before.Rate != after.Rate) before = before.ConvertTo(after.Rate);
            if (before == after) return score + 3;
            var (from, to) = (Ratio.Max(before.Start, after.Start), Ratio.Min(before.End, after.End));
            if (to > from)
            {
                var shorter = Ratio.Min(before.Length, after.Length);
                return score + 1 + (shorter.Sign == 0 ? 0 : ((to - from) / shorter).Approximate);
            }
        }
        else if (old.Source.Used is null && item.Source.Used is null) return score + 1;

        // Slipped so far that no frame is left: only where it stands tells.
        return isSamePlace ? score : null;
    }

    private static List<string> Keys(CutEvent item)
    {
        var keys = new List<string>();
        foreach (var kind in Telling)
            foreach (var name in item.Source.Names)
            {
                if (name.Kind != kind || LintNames.IsAuxiliary(name.Value)) continue;
                var key = (kind is SourceNameKind.MediaPath or SourceNameKind.SourceFile ? "FILE " : kind is SourceNameKind.Reel or SourceNameKind.LongReel or SourceNameKind.Tape ? "REEL " : $"{kind} ") + name.Value.ToUpperInvariant();
                if (!keys.Contains(key)) keys.Add(key);
                if (keys.Count == 8) return keys;
            }

        if (item.Kind is CutEventKind.Black or CutEventKind.Bars) keys.Add($"{item.Kind}");
        if (keys.Count == 0) keys.Add(item.Name.Length > 0 ? $"NAME {item.Name.ToUpperInvariant()}" : $"{item.Kind} without a name");
        return keys;
    }
}
