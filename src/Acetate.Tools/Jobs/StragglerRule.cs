namespace Acetate.Tools.Jobs;

/// <summary>How quickly steps of a kind go: seconds for a unit of their work (a frame).</summary>
/// <param name="Median">What is usual.</param>
/// <param name="Spread">How far they lie around it: the median distance from the median, as a standard deviation.</param>
internal sealed record UsualPace(double Median, double Spread)
{
    private const int EnoughOfKind = 5, EnoughOfAll = 8;

    /// <summary>What is usual for a step; null where too little was measured to say.</summary>
    /// <param name="own">Paces of steps of the same plate.</param>
    /// <param name="all">Paces of all such steps of the job, its own among them: of another size or codec, so that only the slowest of them says something.</param>
    public static UsualPace? Of(IReadOnlyCollection<double> own, IReadOnlyCollection<double> all)
    {
        if (own.Count >= EnoughOfKind)
        {
            var median = Middle(own);
            return new(median, Middle([.. own.Select(pace => Math.Abs(pace - median))]) * 1.4826);
        }

        return all.Count >= EnoughOfAll ? new(all.Max(), 0) : null;
    }

    private static double Middle(IReadOnlyCollection<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>Decides whether a step that runs would sooner be done if it were given up where it is and gone on with elsewhere. docs/decisions/0263.</summary>
internal static class StragglerRule
{
    // Seconds: less is not worth the unrest, and is noise; what a worker takes before its first frame, with a look at what is there.
    private const double LeastGain = 30, Start = 10;

    /// <summary>Seconds that are gained by going on elsewhere; null to leave the step where it is.</summary>
    /// <param name="usual">How quickly such steps go; null where nobody can say.</param>
    /// <param name="ran">For how long it has worked, in seconds, from its first sign of progress on.</param>
    /// <param name="done">Units that it has done in that time.</param>
    /// <param name="left">Units that are left, the one that it works at among them.</param>
    public static double? Gain(UsualPace? usual, double ran, double done, double left)
    {
        // What has said nothing, or nonsense, is not judged; a clock that stands or goes back has no seconds.
        if (usual is not { Median: > 0 } || !double.IsFinite(ran + done + left) || ran < LeastGain || done < 0 || left < 1) return null;
        // The unit under way counts as done: no pace is worse than what was seen.
        var pace = ran / (done + 1);
        if (pace < 2 * usual.Median || pace <= usual.Median + 4 * Math.Max(usual.Spread, usual.Median * 0.05)) return null;
        var (here, there) = (left * pace, Start + left * (usual.Median + usual.Spread));
        return here >= 2 * there && here - there >= LeastGain ? here - there : null;
    }
}
