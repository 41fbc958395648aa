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

    /// <summary>A part of the picture, from top or to bottom, that is of an earlier frame, or of none nearby, while the rest goes on.</summary>
    private static (int Band, string Words)? Half(IReadOnlyList<FrameFacts> frames, int at, PictureLimits limits)
    {
        if (at < 3 || at + 3 >= frames.Count) return null;
        for (var i = at - 2; i <= at + 3; i++)
            if (frames[i].Missing is not null || frames[i].IsCut || frames[i].AreaTwoMotion.Length == 0) return null;
        var (odd, usual) = (new bool[FrameMeasure.AreasDown], new bool[FrameMeasure.AreasDown]);
        for (var band = 0; band < odd.Length; band++)
        {
            var (here, next) = (AreaPictures.Band(frames[at].AreaMotion, band), AreaPictures.Band(frames[at + 1].AreaMotion, band));
            var (between, around) = (AreaPictures.Band(frames[at + 1].AreaTwoMotion, band), Math.Min(Math.Min(Of(at - 2), Of(at - 1)), Math.Min(Of(at + 2), Of(at + 3))));
            // Of the frame before or an earlier one; or unlike its neighbours, which are like each other.
            var isOld = around >= 2 * limits.RepeatMotion && Math.Min(here, frames[at].Older[band]) < limits.RepeatPart * around;
            var isStray = Math.Min(here, next) >= limits.StrayDifference && Math.Min(here, next) >= limits.StrayFactor * between;
            (odd[band], usual[band]) = (isOld || isStray, here < 2 * Math.Max(Of(at - 1), Of(at + 2)) && !isOld);

            float Of(int index) => AreaPictures.Band(frames[index].AreaMotion, band);
        }

        // At least two rows of areas at one end that are odd, and two at the other that are as usual; nothing odd among those.
        var top = odd.TakeWhile(isOdd => isOdd).Count();
        var bottom = odd.Reverse().TakeWhile(isOdd => isOdd).Count();
        if (top >= 2 && usual.Skip(top + 1).Count(isUsual => isUsual) >= 2 && odd.Skip(top).All(isOdd => !isOdd)) return (top, Words("upper"));
        if (bottom >= 2 && usual.Take(odd.Length - bottom - 1).Count(isUsual => isUsual) >= 2 && odd.Take(odd.Length - bottom).All(isOdd => !isOdd)) return (odd.Length - bottom, Words("lower"));
        return null;

        static string Words(string part) => $"The {part} part of the picture does not go with the rest: it is of another frame, or moved. Compare with another copy or the card.";
    }
}
