using System.Collections.Immutable;
using Acetate.Cuts;
using Acetate.Library.Clips;
using Acetate.Steps.Compare;
using Acetate.Timing;

namespace Acetate.Tools.ConformPulls;

/// <summary>Which places of an event are looked at, and which frames of the clip are seen there: head, middle and tail, without the transitions, at its speed and in its direction.</summary>
internal static class CheckPlaces
{
    /// <summary>The places; none for an event whose frames cannot be told: without record times, or with a ramp whose points the list does not hold.</summary>
    /// <param name="one">The event.</param>
    /// <param name="used">The frames of the clip that it shows, transitions included.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="facts">What its inspection says.</param>
    public static ImmutableArray<ComparedFrame> Of(CutEvent one, FrameSpan used, Clip clip, ClipFacts facts)
    {
        if (FramesOf(one, used, clip, facts) is not { } frameOf || one.Record is not { } record) return [];
        var (first, end) = ((one.TransitionIn?.OutOffset ?? Ratio.Zero).Ceiling, record.Length.Ceiling - Math.Max(0, (one.TransitionOut?.InOffset ?? Ratio.Zero).Ceiling));
        // An event that is nothing but transitions is looked at in its middle.
        if (first < 0 || end - first < 1) (first, end) = (record.Length.Ceiling / 2, record.Length.Ceiling / 2 + 1);
        var places = new List<(string Name, long At)> { ("head", first), ("middle", (first + end - 1) / 2), ("tail", end - 1) };
        return [.. places.DistinctBy(place => place.At).Select(place => Frame(place.Name, place.At))];

        ComparedFrame Frame(string name, long at)
        {
            var frame = frameOf(at);
            return new(name, CutRange.Label(record.Start.Floor + at, record.Rate, record.IsDrop), frame, LabelOf(clip, frame / facts.FramesPerLabel));
        }
    }

    /// <summary>Which frame of the clip is seen so many record frames after the event's first; null for an event whose frames cannot be told.</summary>
    /// <param name="one">The event.</param>
    /// <param name="used">The frames of the clip that it shows, transitions included.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="facts">What its inspection says.</param>
    public static Func<long, long>? FramesOf(CutEvent one, FrameSpan used, Clip clip, ClipFacts facts)
    {
        if (one.Record is not { IsEmpty: false } record || record.Length.Ceiling > int.MaxValue) return null;
        if (one.Speed.Kind == SpeedKind.Ramp && one.Speed.Points.Length < 2) return null;
        var step = ConformRange.StepOf(one, clip, facts);
        var (early, late) = ConformRange.Overlaps(one, step);
        var (start, last) = (used.Start + early, used.End - 1 - late);
        return at => Math.Clamp(
            one.Speed.Kind == SpeedKind.Ramp ? start + (Ramped(one.Speed.Points, at) * facts.FramesPerLabel).Floor
                : step.Sign < 0 ? last - (step.Absolute * at).Floor : start + (step * at).Floor,
            used.Start, used.End - 1);
    }

    // Source frames after the earliest one that the ramp reaches.
    private static Ratio Ramped(ImmutableArray<SpeedPoint> points, long at)
    {
        var lowest = points.Select(point => point.Source).Aggregate((a, b) => a < b ? a : b);
        var (before, after) = (points[0], points[^1]);
        foreach (var (a, b) in points.Zip(points.Skip(1)))
            if (b.Record > a.Record && (a.Record <= at || a == points[0])) (before, after) = (a, b);
        return before.Record == after.Record ? before.Source - lowest : before.Source - lowest + (after.Source - before.Source) / (after.Record - before.Record) * (new Ratio(at, 1) - before.Record);
    }

    private static string LabelOf(Clip clip, long labels) =>
        FrameRate.TryParse(clip.Rate, out var rate) && Timecode.TryParse(clip.TimecodeStart, rate, out var start) ? start.AddWrapping(labels).ToString() : "";
}
