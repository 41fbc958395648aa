using System.Collections.Immutable;
using System.Globalization;
using Acetate.Timing;

namespace Acetate.Media.Check;

/// <summary>Takes the frames of a clip one after the other, and says what is wrong with its picture.</summary>
/// <remarks>Not for several threads at once; what can be measured in a frame alone was measured before (<see cref="FrameMeasuring"/>), on any of them. Deterministic.</remarks>
internal sealed class PictureCheck(PictureLimits limits, FrameRate rate, int width, int height)
{
    /// <summary>Findings of one kind beyond this many are told as a number.</summary>
    public const int MostOfAKind = 100;

    private const int Past = 6;

    private readonly List<FrameFacts> frames = [];
    private readonly LonePixelSeries lone = new(limits);
    // The frames before, the nearest first.
    private readonly List<FrameMeasure> before = [];

    /// <summary>Frames that were seen, those that are missing included.</summary>
    public long Count => frames.Count;

    /// <summary>Takes the next frame.</summary>
    /// <param name="number">Its number; they rise by one.</param>
    /// <param name="label">Its own timecode, where it has one.</param>
    /// <param name="measure">What was measured in it.</param>
    public void Add(long number, string? label, FrameMeasure measure)
    {
        var (one, two) = (before.ElementAtOrDefault(0), before.ElementAtOrDefault(1));
        var means = AreaPictures.Means(measure);
        var areaMotion = one is null ? new float[FrameMeasure.Areas] : AreaPictures.Differences(measure, one);
        var areaTwo = two is null ? [] : AreaPictures.Differences(measure, two);
        var levels = new Levels(measure.Small);
        var motion = one is null ? -1 : areaMotion.Average();
        if (measure.Lone is { } pixels) lone.Add(number, pixels);
        frames.Add(new()
        {
            Number = number,
            Label = label,
            IsFinite = measure.IsFinite,
            Mean = means.Average(),
            Low = levels.At(0.02),
            High = levels.At(0.98),
            BlackTop = levels.At(limits.BlackPart),
            RedToGreen = measure.Red / Math.Max(1e-4f, measure.Green),
            BlueToGreen = measure.Blue / Math.Max(1e-4f, measure.Green),
            Clipped = measure.Clipped,
            BlockEdges = measure.BlockEdges,
            BlockRegion = measure.BlockRegion,
            Sharpness = measure.Sharpness,
            Steps = measure.Steps,
            Motion = motion,
            TwoMotion = two is null ? -1 : areaTwo.Average(),
            Likeness = one is null ? 1 : Likeness(measure.Small, one.Small),
            IsSame = one is not null && one.Print == measure.Print,
            AreaMotion = areaMotion,
            AreaTwoMotion = areaTwo,
            Older = Older(measure),
            AreaMeans = means,
            IsCut = one is null,
        });
        before.Insert(0, measure);
        if (before.Count > Past) before.RemoveAt(Past);
    }

    /// <summary>Takes a frame that cannot be had.</summary>
    public void Miss(long number, string reason)
    {
        frames.Add(new() { Number = number, Missing = reason, IsCut = true });
        before.Clear();
    }

    /// <summary>Says why the last frame cannot be had.</summary>
    public void Explain(long number, string reason)
    {
        if (frames is [.., { Missing: not null } last] && last.Number == number) last.Missing = reason;
    }

    /// <summary>Everything that was found.</summary>
    public ImmutableArray<ClipFinding> Finish()
    {
        MarkCuts();
        var found = new List<ClipFinding>();
        found.AddRange(Missing());
        found.AddRange(StillSeries.Find(frames, limits, rate));
        found.AddRange(MotionSeries.Find(frames, limits));
        found.AddRange(DamageSeries.Find(frames, limits, width, height));
        found.AddRange(LightSeries.Find(frames, limits, rate));
        found.AddRange(lone.Find(frames));
        return [.. found.GroupBy(finding => (finding.Fault, finding.Severity)).SelectMany(Few).OrderBy(finding => finding.First ?? -1).ThenBy(finding => finding.Fault)];
    }

    /// <summary>What the pictures are like; null when there were none.</summary>
    public ClipStatistics? Statistics()
    {
        var seen = frames.Where(frame => frame.Missing is null).ToList();
        return seen.Count == 0 ? null : new(Median(seen, frame => frame.Mean), Median(seen, frame => frame.RedToGreen), Median(seen, frame => frame.BlueToGreen), Median(seen, frame => frame.Sharpness));
    }

    private static double Median(List<FrameFacts> seen, Func<FrameFacts, float> value) => Math.Round(seen.Select(value).Order().ElementAt(seen.Count / 2), 5);

    // Of thousands of findings of a kind a person reads none.
    private static IEnumerable<ClipFinding> Few(IEnumerable<ClipFinding> kind)
    {
        var all = kind.ToList();
        if (all.Count <= MostOfAKind) return all;
        var rest = all.Skip(MostOfAKind).ToList();
        return all.Take(MostOfAKind).Append(rest[0] with { Region = null, Last = rest.Max(one => one.Last), Score = rest.Count, Words = $"There are {rest.Count} more findings of this kind." });
    }

    private IEnumerable<ClipFinding> Missing()
    {
        for (var i = 0; i < frames.Count; i++)
        {
            if (frames[i].Missing is not { } reason) continue;
            var last = i;
            while (last + 1 < frames.Count && frames[last + 1].Missing is not null) last++;
            yield return new()
            {
                Fault = ClipFault.Undecodable,
                Severity = FindingSeverity.Alarm,
                First = frames[i].Number,
                Last = frames[last].Number,
                Words = last == i ? reason : string.Create(CultureInfo.InvariantCulture, $"{last - i + 1} frames in a row cannot be had. Of the first: {reason}"),
            };
            i = last;
        }
    }

    /// <summary>A cut is a frame that is unlike the one before and like the one after: what lies on both its sides is not compared.</summary>
    private void MarkCuts()
    {
        for (var i = 1; i < frames.Count; i++)
        {
            if (frames[i].Missing is not null || frames[i - 1].Missing is not null || frames[i].Likeness >= 0.6 || frames[i].Motion < 0.03) continue;
            // A stray frame is unlike both its neighbours, and those are alike.
            var isStray = i + 1 < frames.Count && frames[i + 1].TwoMotion >= 0 && frames[i + 1].TwoMotion * 2 < frames[i].Motion
                || i > 1 && frames[i].TwoMotion >= 0 && frames[i].TwoMotion * 2 < frames[i].Motion;
            frames[i].IsCut = !isStray;
        }
    }

    private float[] Older(FrameMeasure measure)
    {
        var least = Enumerable.Repeat(float.MaxValue, FrameMeasure.AreasDown).ToArray();
        for (var past = 1; past < before.Count; past++)
        {
            var differences = AreaPictures.Differences(measure, before[past]);
            for (var band = 0; band < least.Length; band++) least[band] = Math.Min(least[band], AreaPictures.Band(differences, band));
        }

        return least;
    }

    private static float Likeness(float[] one, float[] other)
    {
        var (a, b) = (one.Average(), other.Average());
        var (both, first, second) = (0.0, 0.0, 0.0);
        for (var i = 0; i < one.Length; i++)
        {
            var (x, y) = (one[i] - a, other[i] - b);
            (both, first, second) = (both + x * y, first + x * x, second + y * y);
        }

        // Two even pictures are as alike as they can be.
        return first < 1e-4 * one.Length && second < 1e-4 * one.Length ? 1 : (float)(both / Math.Sqrt(Math.Max(1e-9, first) * Math.Max(1e-9, second)));
    }

    /// <summary>How many pixels have which value, in steps of a 500th: black and white are steps 50 and 550.</summary>
    private readonly struct Levels
    {
        private readonly int[] counts = new int[650];
        private readonly int all;

        public Levels(float[] values)
        {
            all = values.Length;
            foreach (var value in values) counts[Math.Clamp((int)(value * 500) + 50, 0, counts.Length - 1)]++;
        }

        /// <summary>The value that a part of the pixels is at or below.</summary>
        public float At(double part)
        {
            var (wanted, sum) = (part * all, 0);
            for (var step = 0; step < counts.Length; step++)
                if ((sum += counts[step]) >= wanted) return (step - 50) / 500f;
            return 1.2f;
        }
    }
}
