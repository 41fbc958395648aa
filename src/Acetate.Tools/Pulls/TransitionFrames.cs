using Acetate.Cuts;

namespace Acetate.Tools.Pulls;

/// <summary>What transitions show of a source beyond the cuts of its event: a dissolve shows frames that no cut does.</summary>
internal static class TransitionFrames
{
    /// <summary>Frames of the source before and after what lies between the cuts.</summary>
    /// <param name="one">The event.</param>
    /// <param name="step">Source frames for each record frame; negative for reverse, 0 for a freeze.</param>
    public static (long Before, long After) Of(CutEvent one, Ratio step)
    {
        var (head, tail) = (one.TransitionIn?.InOffset ?? Ratio.Zero, one.TransitionOut?.OutOffset ?? Ratio.Zero);
        if (head.Sign <= 0 && tail.Sign <= 0) return (0, 0);
        var (before, after) = step.Sign < 0 ? (tail, head) : (head, tail);
        var (most, mostAfter) = ((Ratio.Max(before, 0) * step.Absolute).Ceiling, (Ratio.Max(after, 0) * step.Absolute).Ceiling);
        if (!one.Speed.IsNormal) return (most, mostAfter);
        // Some lists count what a transition shows into the range as written (FCP 7), some do not (EDL, OTIO): both are known to the reader.
        if (one.Source.Range is null && one.Source.Used is not null) return (0, 0);
        if (one.Source is not { Range: { } range, Used: { } used } || range.Rate != used.Rate) return (most, mostAfter);
        return (Math.Clamp((range.Start - used.Start).Ceiling, 0, most), Math.Clamp((used.End - range.End).Ceiling, 0, mostAfter));
    }
}
