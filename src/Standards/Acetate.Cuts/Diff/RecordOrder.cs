namespace Acetate.Cuts.Diff;

/// <summary>Tells what moved from what only follows. An event moved when it left its order, its track, or keeps another distance to what stands before it.</summary>
internal sealed class RecordOrder
{
    private readonly Cut old;
    private readonly Cut @new;
    private readonly int?[] pairs;
    private readonly bool[] isOutOfOrder;
    private readonly Dictionary<int, Ratio> gapBeforeOld;
    private readonly Dictionary<int, Ratio> gapBeforeNew;

    public RecordOrder(Cut old, Cut @new, int?[] pairs)
    {
        (this.old, this.@new, this.pairs) = (old, @new, pairs);
        isOutOfOrder = OutOfOrder();
        (gapBeforeOld, gapBeforeNew) = (Gaps(old), Gaps(@new));
    }

    /// <summary>Why an event of the new cut counts as moved; null when it does not.</summary>
    public string? WhyMoved(int index)
    {
        if (pairs[index] is not { } was) return null;
        var (before, now) = (old.Events[was], @new.Events[index]);
        if (!before.Tracks.IsEmpty && !now.Tracks.IsEmpty && !before.Tracks.SequenceEqual(now.Tracks)) return $"from track {string.Join(' ', before.Tracks)} to {string.Join(' ', now.Tracks)}";
        if (before.Record is not { } from || now.Record is not { } to) return null;
        if (isOutOfOrder[index]) return $"from {from.StartLabel} to {to.StartLabel}, in another order";
        if (from.Start == to.Start) return null;
        return gapBeforeOld.GetValueOrDefault(was) != gapBeforeNew.GetValueOrDefault(index) ? $"from {from.StartLabel} to {to.StartLabel}, away from what stands before it" : null;
    }

    /// <summary>Of events in their new order the longest row that stood in that order before; the others left it.</summary>
    private bool[] OutOfOrder()
    {
        var left = new bool[@new.Events.Length];
        foreach (var track in Enumerable.Range(0, @new.Events.Length).Where(i => pairs[i] is { } was && old.Events[was].Record is not null && @new.Events[i].Record is not null)
            .GroupBy(i => @new.Events[i].Tracks.FirstOrDefault() ?? ""))
        {
            var row = track.OrderBy(i => @new.Events[i].Record!.Value.Start).ThenBy(i => i).ToArray();
            // Longest increasing subsequence of old places, by patience.
            var tails = new List<int>();
            var before = new int[row.Length];
            for (var i = 0; i < row.Length; i++)
            {
                var place = Place(row[i]);
                var (low, high) = (0, tails.Count);
                while (low < high)
                {
                    var middle = (low + high) / 2;
                    if (Place(row[tails[middle]]).CompareTo(place) <= 0) low = middle + 1;
                    else high = middle;
                }

                before[i] = low > 0 ? tails[low - 1] : -1;
                if (low == tails.Count) tails.Add(i);
                else tails[low] = i;
            }

            foreach (var i in row) left[i] = true;
            for (var i = tails.Count > 0 ? tails[^1] : -1; i >= 0; i = before[i]) left[row[i]] = false;
        }

        return left;

        Ratio Place(int i) => old.Events[pairs[i]!.Value].Record!.Value.Start;
    }

    private static Dictionary<int, Ratio> Gaps(Cut cut)
    {
        var gaps = new Dictionary<int, Ratio>();
        foreach (var track in Enumerable.Range(0, cut.Events.Length).Where(i => cut.Events[i].Record is not null).GroupBy(i => cut.Events[i].Tracks.FirstOrDefault() ?? ""))
        {
            Ratio? end = null;
            foreach (var i in track.OrderBy(i => cut.Events[i].Record!.Value.Start).ThenBy(i => i))
            {
                var record = cut.Events[i].Record!.Value;
                gaps[i] = end is { } last ? record.Start - last : 0;
                end = end is { } already ? Ratio.Max(already, record.End) : record.End;
            }
        }

        return gaps;
    }
}
