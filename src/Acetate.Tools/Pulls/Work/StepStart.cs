using Acetate.Library.Pulls;

namespace Acetate.Tools.Pulls.Work;

/// <summary>What a step takes before and after its work, however short that is: a process is started, files are opened, colours are set up.</summary>
internal static class StepStart
{
    // Steps that are nearly alike tell little of what none of their frames cost.
    private const double Apart = 2;

    // A step of one frame tells its start, and little of a kind whose steps are not much longer.
    private const double OneFrame = 1, Longer = 4;

    /// <summary>Core-seconds of one step of a kind that no amount of its work explains; 0 where its steps do not tell.</summary>
    /// <param name="steps">Steps of the kind that went well at once.</param>
    /// <param name="others">All such steps of the pull, of kinds that are weighed alike.</param>
    /// <remarks>
    /// Where steps differ enough in weight, a line is laid through them (least squares), and where it meets no weight at all is what each takes besides; never
    /// more than the shortest took. Else a step of one frame that holds as many cores, that of a thumbnail, tells about as much.
    /// </remarks>
    public static double Of(IReadOnlyCollection<SpentAttempt> steps, IReadOnlyCollection<SpentAttempt> others)
    {
        if (steps.Count == 0) return 0;
        var (least, shortest) = (steps.Min(step => step.Weight), steps.Min(step => step.CoreSeconds));
        if (least > 0 && steps.Max(step => step.Weight) >= Apart * least)
        {
            var (weight, seconds) = (steps.Average(step => step.Weight), steps.Average(step => step.CoreSeconds));
            var slope = steps.Sum(step => (step.Weight - weight) * (step.CoreSeconds - seconds)) / steps.Sum(step => (step.Weight - weight) * (step.Weight - weight));
            return Math.Clamp(seconds - (slope * weight), 0, shortest);
        }

        var cores = steps.First().Cores;
        if (least < Longer) return 0;
        return others.Where(step => step.Cores == cores && step.Weight <= OneFrame).Select(step => (double?)step.CoreSeconds).Min() is { } start ? Math.Min(start, shortest) : 0;
    }
}
