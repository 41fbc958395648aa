using System.Globalization;

namespace Acetate.Media.Check;

/// <summary>Pictures that are damaged: blocks, tears, values that are no numbers.</summary>
internal static class DamageSeries
{
    private const int Before = 12;

    public static IEnumerable<ClipFinding> Find(IReadOnlyList<FrameFacts> frames, PictureLimits limits, int width, int height)
    {
        foreach (var finding in NoNumbers(frames).Concat(Blocks(frames, limits))) yield return finding;
        for (var i = 1; i < frames.Count; i++)
            if (Tear(frames, i, limits, height) is var (row, part, words))
                yield return new()
                {
                    Fault = ClipFault.Torn,
                    Severity = FindingSeverity.Alarm,
                    First = frames[i].Number,
                    Last = frames[i].Number,
                    Score = Math.Round(part / limits.TearPart, 2),
                    Region = new(0, row, width, height - row),
                    Words = words,
                };
    }

    private static IEnumerable<ClipFinding> NoNumbers(IReadOnlyList<FrameFacts> frames)
    {
        for (var i = 0; i < frames.Count; i++)
        {
            if (frames[i].IsFinite) continue;
            var last = i;
            while (last + 1 < frames.Count && !frames[last + 1].IsFinite) last++;
            yield return new() { Fault = ClipFault.NotANumber, Severity = FindingSeverity.Alarm, First = frames[i].Number, Last = frames[last].Number, Words = "The picture has values that are no numbers. Have it made again." };
            i = last;
        }
    }

    /// <summary>Borders of blocks that were not there before. A shot may have some for good, such as a chart or a title.</summary>
    private static IEnumerable<ClipFinding> Blocks(IReadOnlyList<FrameFacts> frames, PictureLimits limits)
    {
        for (var i = 0; i < frames.Count; i++)
        {
            if (Rise(i) < limits.BlockPart) continue;
            var (from, last, worst) = (i, i, Rise(i));
            while (last + 1 < frames.Count && frames[last + 1].Missing is null && !frames[last + 1].IsCut && frames[last + 1].BlockEdges > Usual(from) + limits.BlockPart / 2) worst = Math.Max(worst, frames[++last].BlockEdges - Usual(from));
            // What stays until the shot ends, and comes with its first frame, is the scene.
            yield return new()
            {
                Fault = ClipFault.Corrupt,
                Severity = FindingSeverity.Alarm,
                First = frames[from].Number,
                Last = frames[last].Number,
                Score = Math.Round(worst / limits.BlockPart, 2),
                Region = frames[from].BlockRegion,
                Words = "Blocks of the picture stand out along their borders: the recording or a copy of it is damaged. Compare with another copy or the card.",
            };
            i = last;
        }

        double Rise(int at) => frames[at].Missing is null ? frames[at].BlockEdges - Usual(at) : 0;

        // The usual number around: of a shot's first frame what comes after it, else what was before; never less than what the shot has everywhere.
        double Usual(int at)
        {
            var before = new List<float>();
            for (var i = at - 1; i >= 0 && i >= at - Before && !frames[i + 1].IsCut && frames[i].Missing is null; i--) before.Add(frames[i].BlockEdges);
            if (before.Count >= 3) return before.Order().ElementAt(before.Count / 2);
            var after = new List<float>(before);
            for (var i = at + 1; i < frames.Count && i <= at + 3 * Before && !frames[i].IsCut && frames[i].Missing is null; i++) after.Add(frames[i].BlockEdges);
            return after.Count == 0 ? frames[at].BlockEdges : after.Order().ElementAt(after.Count / 2);
        }
    }

    private static (int Row, double Part, string Words)? Tear(IReadOnlyList<FrameFacts> frames, int at, PictureLimits limits, int height)
    {
        var frame = frames[at];
        if (frame.Missing is not null) return null;
        foreach (var (row, part) in frame.Steps)
        {
            if (part < limits.TearPart) break;
            // A line of the scene is there before or after, too; one that a tear makes is not.
            if (HasStep(at - 1, row, part) || HasStep(at + 1, row, part)) continue;
            return (row, part, string.Create(CultureInfo.InvariantCulture, $"The picture steps between rows {row - 1} and {row} over {part * 100:0} % of its width: it is made of parts of two frames, or damaged. Compare with another copy or the card."));
        }

        return Half(frames, at, limits) is { } half ? (half.Band * height / FrameMeasure.AreasDown, 1, half.Words) : null;

        bool HasStep(int other, int row, float part) => other >= 0 && other < frames.Count && frames[other].Steps.Any(step => Math.Abs(step.Row - row) <= 16 && step.Part > 0.4 * part);
    }

    /// <summary>A part of the picture, from top or to bottom, that repeats the frame before while all else moves.</summary>
    private static (int Band, string Words)? Half(IReadOnlyList<FrameFacts> frames, int at, PictureLimits limits)
    {
        if (at < 3 || at + 3 >= frames.Count) return null;
        for (var i = at - 2; i <= at + 3; i++)
            if (frames[i].Missing is not null || frames[i].IsCut || frames[i].Motion < 0) return null;
        var (still, moving) = (new bool[FrameMeasure.AreasDown], new bool[FrameMeasure.AreasDown]);
        for (var band = 0; band < still.Length; band++)
        {
            var usual = Math.Min(Math.Min(Band(at - 2), Band(at - 1)), Math.Min(Band(at + 2), Band(at + 3)));
            if (usual < 2 * limits.RepeatMotion) continue;
            (still[band], moving[band]) = (Band(at) < limits.RepeatPart * usual, Band(at) > 0.6 * usual);

            float Band(int index) => Enumerable.Range(0, FrameMeasure.AreasAcross).Average(column => frames[index].AreaMotion[band * FrameMeasure.AreasAcross + column]);
        }

        // At least two bands that stand still at one end, and two that move at the other.
        var top = still.TakeWhile(stands => stands).Count();
        var bottom = still.Reverse().TakeWhile(stands => stands).Count();
        if (top >= 2 && top < still.Length && moving.Skip(top + 1).Count(stands => stands) >= 2 && still.Skip(top).All(stands => !stands))
            return (top, "The upper part of the picture repeats the frame before, and the lower does not: it is made of two frames. Compare with another copy or the card.");
        if (bottom >= 2 && bottom < still.Length && moving.Take(still.Length - bottom - 1).Count(stands => stands) >= 2 && still.Take(still.Length - bottom).All(stands => !stands))
            return (still.Length - bottom, "The lower part of the picture repeats the frame before, and the upper does not: it is made of two frames. Compare with another copy or the card.");
        return null;
    }
}
