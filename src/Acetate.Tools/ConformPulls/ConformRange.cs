using Acetate.Cuts;
using Acetate.Library.Clips;
using Acetate.Library.Matching;
using Acetate.Timing;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls;

/// <summary>Which frames of a clip an event asks for: what is seen of it, transitions included, and handles as far as the clip has them.</summary>
/// <remarks>An editor sees handles in the time of the cut: a clip that plays at twice its speed needs twice as many frames, a slower one never
/// fewer than asked for. In a reversed event the handle before the cut lies after the source's end.</remarks>
/// <param name="Used">What is seen.</param>
/// <param name="Range">What is delivered.</param>
/// <param name="MissingHead">Frames of the handle before that the clip does not have.</param>
/// <param name="MissingTail">Frames of the handle after that the clip does not have.</param>
/// <param name="Clamped">Frames that are asked for at the clip's edges and not there: the odd one of a list that counts differently, or the end of a dissolve.</param>
internal sealed record ConformRange(FrameSpan Used, FrameSpan Range, long MissingHead, long MissingTail, long Clamped)
{
    /// <summary>The frames of an event.</summary>
    /// <param name="one">The event.</param>
    /// <param name="shown">The labels of the clip that it shows, counted from its first, from cut to cut.</param>
    /// <param name="clip">The clip; its length is known.</param>
    /// <param name="facts">What its inspection says.</param>
    /// <param name="settings">The handles.</param>
    /// <exception cref="PullException">The clip does not have what the cut shows.</exception>
    public static ConformRange For(CutEvent one, ClipFrames shown, Clip clip, ClipFacts facts, ConformPullSettings settings)
    {
        var frames = clip.Frames!.Value;
        var each = facts.FramesPerLabel;
        var (start, end) = checked((shown.Start * each, (shown.Start + Math.Max(1, shown.Count)) * each));
        // One frame out at the clip's edge is how some lists count; nothing that is not there is asked for.
        if (start < -each || end > frames + each)
            throw new PullException($"The event shows the frames {start} to {end - 1} of its clip, which has the frames 0 to {frames - 1}. Look at the match: it is another clip, or the clip came in short.");
        if (end <= 0 || start >= frames) throw new PullException("The event shows no frame of its clip.");
        var step = StepOf(one, clip, facts);
        var (early, late) = Overlaps(one, step);
        var asked = (Start: start - early, End: end + late);
        var used = new FrameSpan(Math.Max(0, asked.Start), Math.Min(frames, asked.End));
        var (before, after) = step.Sign < 0 ? (settings.TailHandle, settings.HeadHandle) : (settings.HeadHandle, settings.TailHandle);
        var factor = Ratio.Max(step.Absolute, Ratio.One);
        var (head, tail) = ((factor * before).Ceiling, (factor * after).Ceiling);
        var range = new FrameSpan(Math.Max(0, used.Start - head), Math.Min(frames, used.End + tail));
        return new(used, range, head - (used.Start - range.Start), tail - (range.End - used.End), used.Start - asked.Start + (asked.End - used.End));
    }

    /// <summary>Source frames for each record frame; of a ramp by its fastest stretch; negative for reverse, 0 for a freeze.</summary>
    internal static Ratio StepOf(CutEvent one, Clip clip, ClipFacts facts)
    {
        var factor = one.Speed.Factor;
        foreach (var (a, b) in one.Speed.Points.Zip(one.Speed.Points.Skip(1)))
            if (b.Record > a.Record && (b.Source - a.Source) / (b.Record - a.Record) is var slope && slope.Absolute > factor.Absolute) factor = one.Speed.Factor.Sign < 0 ? -slope.Absolute : slope.Absolute;
        if (one.Record is not { } record || !FrameRate.TryParse(clip.Rate, out var rate)) return factor * facts.FramesPerLabel;
        return factor * facts.FramesPerLabel * new Ratio(rate.Numerator, rate.Denominator) * new Ratio(record.Rate.Denominator, record.Rate.Numerator);
    }

    /// <summary>Frames of the source that transitions show before and after what lies between the cuts.</summary>
    internal static (long Before, long After) Overlaps(CutEvent one, Ratio step) => TransitionFrames.Of(one, step);
}
