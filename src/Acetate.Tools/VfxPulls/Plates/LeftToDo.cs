using System.Globalization;
using Acetate.Cuts;

namespace Acetate.Tools.VfxPulls.Plates;

/// <summary>An event and the frames of its clip that it shows, what its transitions show beyond the cuts included.</summary>
/// <param name="Event">The event.</param>
/// <param name="Step">Frames of the clip for each record frame; negative for reverse, 0 for a freeze.</param>
/// <param name="Start">The first frame, counted from 0.</param>
/// <param name="End">The frame after the last.</param>
internal sealed record ShownEvent(CutEvent Event, Ratio Step, long Start, long End);

/// <summary>What a cut does to a plate and is not in its pictures: speeds and transitions, which whoever works on it does.</summary>
internal static class LeftToDo
{
    /// <summary>A sentence for each.</summary>
    /// <param name="shown">The event.</param>
    /// <param name="range">The frames of the plate.</param>
    /// <param name="firstNumber">The number of its first frame.</param>
    /// <param name="numbers">Numbers of the cut's events, by their ids.</param>
    public static IEnumerable<string> Of(ShownEvent shown, PlateRange range, long firstNumber, IReadOnlyDictionary<string, string> numbers)
    {
        var one = shown.Event;
        if (RetimeOf(one) is { } retime) yield return retime;
        // A plate that is played backwards begins to be seen at its end.
        var isReverse = shown.Step.Sign < 0;
        if (one.TransitionIn is { Frames.Sign: > 0 } into)
            yield return $"The cut begins it with {Named(into)} {(Number(into.From) is { } from ? $"from event {from}" : "from what is before")}{At(into, isReverse)}; the plate has its pictures alone.";
        if (one.TransitionOut is { Frames.Sign: > 0 } leaving)
            yield return $"The cut ends it with {Named(leaving)} {(Number(leaving.To) is { } to ? $"to event {to}" : "to what is after")}{At(leaving, !isReverse)}; the plate has its pictures alone.";

        string? Number(string? id) => id is not null && numbers.GetValueOrDefault(id) is { Length: > 0 } number ? number : null;

        string At(CutTransition mix, bool isAtEnd)
        {
            var frames = Math.Min((mix.Frames * shown.Step.Absolute).Ceiling, shown.End - shown.Start);
            if (frames <= 0) return "";
            var start = isAtEnd ? shown.End - frames : shown.Start;
            var number = firstNumber + start - range.Start;
            return string.Create(CultureInfo.InvariantCulture, $", frames {number} to {number + frames - 1} of the plate");
        }
    }

    private static string Named(CutTransition mix) => string.Create(CultureInfo.InvariantCulture, $"{mix.Kind switch
    {
        TransitionKind.Dissolve => "a dissolve",
        TransitionKind.Wipe => mix.Name.Length > 0 ? $"a wipe ({mix.Name})" : "a wipe",
        TransitionKind.Key => "a key",
        _ => mix.Name.Length > 0 ? $"a transition ({mix.Name})" : "a transition",
    }} of {mix.Frames.Rounded} frame{(mix.Frames.Rounded == 1 ? "" : "s")}");

    private static string? RetimeOf(CutEvent one) => one.Speed switch
    {
        { IsNormal: true } => null,
        { Kind: SpeedKind.Freeze } => "The cut freezes the first frame of the cut.",
        { Kind: SpeedKind.Ramp } => $"The cut changes speed within the shot ({one.Speed.AsWritten}): the vendor rebuilds the ramp; the plate runs as it was shot.",
        _ => $"The cut plays it at {Percent(one.Speed.Factor.Absolute)} of its speed{(one.Speed.IsReverse ? ", backwards" : "")}; the plate runs as it was shot.",
    };

    private static string Percent(Ratio factor) => (factor.Approximate * 100).ToString("0.###", CultureInfo.InvariantCulture) + " %";
}
