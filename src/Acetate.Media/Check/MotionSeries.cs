using System.Globalization;

namespace Acetate.Media.Check;

/// <summary>Frames that do not follow from the one before: dropped frames, strays.</summary>
internal static class MotionSeries
{
    private const int Reach = 3, LeastAreas = 5;

    public static IEnumerable<ClipFinding> Find(IReadOnlyList<FrameFacts> frames, PictureLimits limits)
    {
        for (var i = 1; i < frames.Count; i++)
        {
            if (Stray(frames, i, limits) is { } stray)
            {
                yield return stray;
                i++;
                continue;
            }

            if (Dropped(frames, i, limits) is { } dropped) yield return dropped;
        }
    }

    private static ClipFinding? Stray(IReadOnlyList<FrameFacts> frames, int at, PictureLimits limits)
    {
        if (at + 1 >= frames.Count || frames[at].Motion < 0 || frames[at + 1].Motion < 0 || frames[at + 1].TwoMotion < 0 || frames[at].IsCut || frames[at + 1].IsCut) return null;
        var (away, between) = (Math.Min(frames[at].Motion, frames[at + 1].Motion), frames[at + 1].TwoMotion);
        if (away < limits.StrayDifference || away < limits.StrayFactor * between) return null;
        return new()
        {
            Fault = ClipFault.Stray,
            Severity = FindingSeverity.Alarm,
            First = frames[at].Number,
            Last = frames[at].Number,
            Score = Math.Round(Math.Min(100, away / (limits.StrayFactor * Math.Max(1e-6, between))), 2),
            Words = "The frame does not belong between its neighbours, which are like each other: it is damaged, in the wrong place, or a flash. Look at it.",
        };
    }

    /// <summary>Where a frame was dropped, all that moves has moved about twice as far as it does before and after.</summary>
    private static ClipFinding? Dropped(IReadOnlyList<FrameFacts> frames, int at, PictureLimits limits)
    {
        if (at < Reach + 1 || at + Reach >= frames.Count || frames[at].IsCut) return null;
        for (var i = at - Reach; i <= at + Reach; i++)
            if (frames[i].Missing is not null || frames[i].Motion < 0 || frames[i].IsCut) return null;
        var (areas, jumping) = (0, 0);
        var ratios = new List<double>(FrameMeasure.Areas);
        Span<float> near = stackalloc float[2 * Reach];
        for (var area = 0; area < FrameMeasure.Areas; area++)
        {
            for (var i = 0; i < Reach; i++) (near[i], near[Reach + i]) = (frames[at - 1 - i].AreaMotion[area], frames[at + 1 + i].AreaMotion[area]);
            near.Sort();
            var usual = (near[Reach - 1] + near[Reach]) / 2;
            // What is unsteady by itself, such as leaves and water, says nothing.
            if (usual < limits.DroppedMotion || near[^1] > 1.6f * near[0]) continue;
            // Over two frames it differs more than over one, or nobody could tell; and this one frame should differ about as much as two do elsewhere.
            var two = (frames[at - 1].AreaTwoMotion[area] + frames[at + 2].AreaTwoMotion[area]) / 2;
            if (two < 1.25f * usual) continue;
            areas++;
            var ratio = (frames[at].AreaMotion[area] - usual) / (two - usual);
            ratios.Add(ratio);
            if (ratio >= limits.DroppedPart && frames[at].AreaMotion[area] > 1.1f * near[^1]) jumping++;
        }

        if (areas < LeastAreas || jumping < limits.DroppedAreas * areas) return null;
        ratios.Sort();
        var middle = ratios[ratios.Count / 2];
        if (middle > 8) return null;
        return new()
        {
            Fault = ClipFault.Dropped,
            Severity = FindingSeverity.Alarm,
            First = frames[at].Number,
            Last = frames[at].Number,
            Score = Math.Round(middle / limits.DroppedPart, 2),
            Words = string.Create(CultureInfo.InvariantCulture, $"What moves goes as far within this frame as within {1 + Math.Max(1, Math.Round(middle)):0} frames before and after: a frame is missing before it. Compare with another copy or the card."),
        };
    }
}
