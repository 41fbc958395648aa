using System.Collections.Immutable;
using Acetate.Library.Pulls;
using Acetate.Tools.VfxPulls;

namespace Acetate.Tools.Pulls.Work;

/// <summary>How long plates would take: so many of them on so many machines.</summary>
public sealed record CapacityQuestion
{
    /// <summary>Plates, 1 to 1,000,000.</summary>
    public required int Plates { get; init; }

    /// <summary>Frames of each, handles included, 1 to 100,000.</summary>
    public required int FramesEach { get; init; }

    /// <summary>Machines that work, 1 to 10,000.</summary>
    public required int Nodes { get; init; }

    /// <summary>Cores of each that workers may hold, 1 to 1,024.</summary>
    public required int Cores { get; init; }

    /// <summary>Frames that a worker renders in one go; null for as many as in the pulls that were measured.</summary>
    public int? FramesPerStep { get; init; }

    /// <summary>What cannot be asked: sentences, none when all is right.</summary>
    public IEnumerable<string> Problems()
    {
        if (Plates is < 1 or > 1_000_000) yield return "Plates are 1 to 1,000,000.";
        if (FramesEach is < 1 or > 100_000) yield return "A plate has 1 to 100,000 frames.";
        if (Nodes is < 1 or > 10_000) yield return "Nodes are 1 to 10,000.";
        if (Cores is < 1 or > 1_024) yield return "A node has 1 to 1,024 cores.";
        if (FramesPerStep is < 1 or > 10_000) yield return "A worker renders 1 to 10,000 frames in one go.";
    }
}

/// <summary>How long plates would take, from what such plates took here.</summary>
public sealed record CapacityAnswer
{
    /// <summary>The plates that were measured: the codec and size of their clips.</summary>
    public required string Source { get; init; }

    /// <summary>What was made of them.</summary>
    public required string Made { get; init; }

    /// <summary>In how many pulls they were measured, and how many frames.</summary>
    public required int MeasuredPulls { get; init; }

    /// <summary>How many frames of such plates were measured.</summary>
    public required long MeasuredFrames { get; init; }

    /// <summary>Steps that workers share.</summary>
    public required long Steps { get; init; }

    /// <summary>Cores times hours.</summary>
    public required double CoreHours { get; init; }

    /// <summary>Seconds from the first step to the sealed package.</summary>
    public required double Seconds { get; init; }

    /// <summary>The least that it can be: the quickest pace of a pull, and no worker ever idle.</summary>
    public required double LeastSeconds { get; init; }

    /// <summary>The most: the slowest pace of a pull, and the longest chain begun last.</summary>
    public required double MostSeconds { get; init; }

    /// <summary>Of the seconds, those after all plates are there: documents, reading back, sealing, one after the other.</summary>
    public required double PackageSeconds { get; init; }

    /// <summary>All of this in sentences.</summary>
    public ImmutableArray<string> Sentences => WorkWords.Of(this);
}

/// <summary>Answers how long plates would take. Pure.</summary>
/// <remarks>
/// Each step takes what steps take however short they are, and its frames at the measured pace. S workers that take one step after the other need at least
/// W / S for work W, and at least the longest chain; handed out in any order they never need more than W / S + (1 - 1/S) * chain (R. L. Graham, Bounds for certain
/// multiprocessing anomalies, 1966). Between the two lies the answer: whole waves where all steps are alike, else beyond W / S half a step of frames
/// and a whole movie, since steps are handed out plate by plate, and the last plate's movie waits for its frames.
/// </remarks>
public static class Capacity
{
    // One pull alone does not say how much the next may differ.
    private const double OnePullSpread = 0.2;

    /// <summary>How long it would take.</summary>
    public static CapacityAnswer Of(CapacityQuestion question, PlateHistory history)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(history);
        var load = CapacityLoad.Of(question, history, VfxPullSteps.Rendered.Cores);
        var paces = history.Pulls.Select(PaceOf).Where(pace => pace > 0).ToList();
        var mean = paces.Count == 0 ? 1 : PaceOf(history.Pulls);
        var (slow, quick) = paces.Count > 1 ? (Math.Max(1, paces.Max() / mean), Math.Min(1, paces.Min() / mean)) : (1 + OnePullSpread, 1 - OnePullSpread);
        return new()
        {
            Source = history.Kind.Source,
            Made = history.Kind.Made,
            MeasuredPulls = history.Pulls.Length,
            MeasuredFrames = history.Pulls.Sum(pull => pull.Work.Where(work => work.Kind == history.Kind).Sum(work => work.Amount)),
            Steps = load.Batches.Sum(batch => batch.Steps),
            CoreHours = ((load.Work * VfxPullSteps.Rendered.Cores) + load.PackageSeconds) / 3600,
            Seconds = load.Expected + load.PackageSeconds,
            LeastSeconds = (load.Least + load.PackageSeconds) * quick,
            MostSeconds = (load.Most + load.PackageSeconds) * slow,
            PackageSeconds = load.PackageSeconds,
        };
    }

    private static double PaceOf(PlatePull pull) => PaceOf([pull]);

    private static double PaceOf(ImmutableArray<PlatePull> pulls)
    {
        var work = pulls.SelectMany(pull => pull.Work).Where(one => one.Kind.Task == PullTask.Plates).ToList();
        return work.Sum(one => one.Amount) is > 0 and var frames ? work.Sum(one => one.CoreSeconds) / frames : 0;
    }
}

/// <summary>Steps that are alike.</summary>
/// <param name="Task">What they do.</param>
/// <param name="Steps">How many.</param>
/// <param name="Seconds">How long each takes.</param>
internal sealed record CapacityBatch(PullTask Task, long Steps, double Seconds);

/// <summary>The steps of the question with their durations, and the bounds of the time that workers need for them.</summary>
internal sealed record CapacityLoad
{
    public required ImmutableArray<CapacityBatch> Batches { get; init; }

    /// <summary>Steps that run at once.</summary>
    public required long Slots { get; init; }

    /// <summary>Seconds of what comes after, one after the other.</summary>
    public required double PackageSeconds { get; init; }

    /// <summary>Seconds of all steps together.</summary>
    public double Work => Batches.Sum(batch => batch.Steps * batch.Seconds);

    /// <summary>The longest chain of a plate: its frames, then its movie.</summary>
    private double Chain => OfFrames + OfMovie;

    private double OfFrames => Batches.Where(batch => batch.Task == PullTask.Plates).Select(batch => batch.Seconds).DefaultIfEmpty(0).Max();

    private double OfMovie => Batches.Where(batch => batch.Task != PullTask.Plates).Select(batch => batch.Seconds).DefaultIfEmpty(0).Max();

    public double Least => Math.Max(Work / Slots, Chain);

    public double Most => Math.Max(Chain, (Work / Slots) + ((1 - (1.0 / Slots)) * Chain));

    public double Expected => Batches is [var only] ? Math.Ceiling((double)only.Steps / Slots) * only.Seconds : Math.Max(Chain, (Work / Slots) + ((1 - (1.0 / Slots)) * ((OfFrames / 2) + OfMovie)));

    /// <summary>The steps, by what such steps took.</summary>
    /// <param name="question">The question.</param>
    /// <param name="history">What was measured.</param>
    /// <param name="coresOfStep">Cores that a step holds.</param>
    public static CapacityLoad Of(CapacityQuestion question, PlateHistory history, double coresOfStep)
    {
        var work = history.Pulls.SelectMany(pull => pull.Work).ToList();
        List<MeasuredWork> Of(PullTask task) => [.. work.Where(one => one.Kind.Task == task)];
        var plates = Of(PullTask.Plates);
        var ofStep = question.FramesPerStep ?? (int)Math.Clamp(Math.Round(plates.Sum(one => one.Amount) / (double)Math.Max(1, plates.Sum(one => one.Steps))), 1, 10_000);
        var (whole, rest) = Math.DivRem(question.FramesEach, ofStep);
        var batches = ImmutableArray.CreateBuilder<CapacityBatch>();
        void Add(PullTask task, long steps, long frames)
        {
            var measured = Of(task);
            var (fixedSeconds, count, amount) = (measured.Sum(one => one.FixedSeconds), measured.Sum(one => one.Steps), measured.Sum(one => one.Amount));
            if (steps == 0 || frames == 0 || amount == 0) return;
            var each = (count > 0 ? fixedSeconds / count : 0) + (frames * ((measured.Sum(one => one.CoreSeconds) - (count > 0 ? fixedSeconds : 0)) / amount));
            batches.Add(new(task, steps, each / coresOfStep));
        }

        Add(PullTask.Plates, (long)question.Plates * whole, ofStep);
        Add(PullTask.Plates, rest > 0 ? question.Plates : 0, rest);
        Add(PullTask.References, question.Plates, question.FramesEach);
        Add(PullTask.Thumbnails, question.Plates, 1);
        // A package's documents and seal are its own; reading back goes by bytes, and bytes by frames.
        var (packages, frames) = (Of(PullTask.Package), history.Pulls.Where(pull => pull.Work.Any(one => one.Kind.Task == PullTask.Package)).Sum(pull => pull.PlateFrames));
        var package = packages.Count == 0 ? 0
            : (packages.Sum(one => one.FixedSeconds) / Math.Max(1, packages.Sum(one => one.Steps)))
                + (packages.Sum(one => one.CoreSeconds - one.FixedSeconds) / Math.Max(1, frames) * question.Plates * question.FramesEach);
        return new() { Batches = batches.ToImmutable(), Slots = Math.Max(1, question.Nodes * (long)Math.Floor(question.Cores / coresOfStep)), PackageSeconds = package };
    }
}
