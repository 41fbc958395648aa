using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Library.Matching.Times;

/// <summary>Finds the offset that the events of a roll have in common: proxies whose timecode was set anew, a camera's clock corrected later.</summary>
/// <remarks>
/// An event whose clip is known by name allows every offset that moves its range into the clip: an interval. The offset that most
/// intervals of a roll share is the answer, when enough share it and zero is not among them.
/// </remarks>
internal static class OffsetInference
{
    /// <summary>The offsets, from the least to the greatest, that one event allows.</summary>
    /// <param name="Roll">The roll of the event's clip.</param>
    /// <param name="Rate">The clip's rate.</param>
    /// <param name="IsDrop">The clip's way of counting.</param>
    /// <param name="Low">The least offset, in frames.</param>
    /// <param name="High">The greatest.</param>
    internal readonly record struct Allowed(FilmedRoll Roll, FrameRate Rate, bool IsDrop, long Low, long High);

    /// <summary>The offsets, by roll.</summary>
    public static IEnumerable<RollOffset> Infer(IEnumerable<Allowed> allowed, double support, int least)
    {
        foreach (var group in allowed.GroupBy(a => (a.Roll.Id, a.Rate, a.IsDrop)).OrderBy(g => g.Key.Id))
        {
            var all = group.ToImmutableArray();
            if (all.Length < least) continue;
            // A roll whose events mostly stand where they say needs no explanation.
            if (all.Count(a => a.Low <= 0 && a.High >= 0) > (1 - support) * all.Length) continue;
            var (low, high, agreeing) = Densest(all);
            if (agreeing < least || agreeing < support * all.Length) continue;
            var (frames, isExact) = Choose(low, high, group.Key.Rate);
            yield return new RollOffset(all[0].Roll, frames, group.Key.Rate, agreeing, all.Length, isExact);
        }
    }

    private static (long Low, long High, int Count) Densest(ImmutableArray<Allowed> all)
    {
        var ends = all.SelectMany(a => new[] { (At: a.Low, Opens: true), (At: a.High, Opens: false) }).OrderBy(e => e.At).ThenByDescending(e => e.Opens).ToArray();
        var (open, best, low, high) = (0, 0, 0L, 0L);
        for (var i = 0; i < ends.Length; i++)
        {
            if (!ends[i].Opens)
            {
                open--;
                continue;
            }

            if (++open <= best) continue;
            // From here to the next end, this many intervals share every offset.
            (best, low, high) = (open, ends[i].At, ends.Skip(i + 1).First(e => !e.Opens).At);
        }

        return (low, high, best);
    }

    private static (long Frames, bool IsExact) Choose(long low, long high, FrameRate rate)
    {
        if (high - low <= 2) return (low + (high - low) / 2, true);
        long second = rate.LabelsPerSecond;
        foreach (var (unit, isExact) in new[] { (3600 * second, true), (60 * second, false), (second, false) })
        {
            var multiple = (long)Math.Ceiling((double)low / unit) * unit;
            if (multiple <= high) return (multiple, isExact);
        }

        return (low + (high - low) / 2, false);
    }
}
