using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Acetate.Library.Jobs;

/// <summary>Where the time of a job went: the chain of steps that it hung on, from asking to its end or to now, and what each stretch of that time was spent on.</summary>
/// <param name="Job">The job.</param>
/// <param name="From">When it was asked for.</param>
/// <param name="To">Its end; now, while it has none.</param>
/// <param name="Phases">What the time was spent on, the longest first; together they are the whole time.</param>
/// <param name="Stretches">The same in the order of time.</param>
/// <param name="Sentence">The same for people.</param>
public sealed record JobPath(Guid Job, DateTimeOffset From, DateTimeOffset To, ImmutableArray<JobPhaseTime> Phases, ImmutableArray<JobStretch> Stretches, string Sentence)
{
    private const int MostNamed = 4;

    /// <summary>Finds where the time went. Pure.</summary>
    /// <param name="job">The job.</param>
    /// <param name="steps">The steps that it hung on, the last one first: each with the one it waited for longest after it.</param>
    /// <param name="now">Now.</param>
    public static JobPath Of(JobRow job, IReadOnlyList<PathStep> steps, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(steps);
        var stretches = new List<JobStretch>();
        var end = job.EndedAt ?? now;
        var at = job.SubmittedAt;
        foreach (var one in steps.Reverse())
        {
            var until = Earlier(one.Step.EndedAt is { } ended && one.Step.State is StepState.Done or StepState.Cancelled ? ended : end, end);
            foreach (var attempt in one.Attempts.Where(attempt => (attempt.EndedAt ?? until) > at))
            {
                if (attempt.StartedAt > at) Add(one, Gap(one, attempt.Number, Earlier(attempt.StartedAt, until)), Earlier(attempt.StartedAt, until));
                Add(one, attempt.State is "done" or "running" ? WorkOf(one.Step.Function) : JobPhase.TriedAgain, Earlier(attempt.EndedAt ?? until, until));
            }

            // What lies behind the last attempt: the step waits, or waits for a person.
            Add(one, one.Step.State == StepState.Held ? JobPhase.Held : Gap(one, int.MaxValue, until), until);
        }

        if (at < end) Add(null, job.State == JobState.Held ? JobPhase.Held : JobPhase.WaitingForWorker, end);
        ImmutableArray<JobPhaseTime> phases = [.. stretches.GroupBy(one => one.Phase).Select(group => new JobPhaseTime(group.Key, group.Sum(one => (one.To - one.From).TotalSeconds))).OrderByDescending(one => one.Seconds).ThenBy(one => one.Phase)];
        return new(job.Id, job.SubmittedAt, end, phases, [.. stretches], SentenceOf(job, phases, end - job.SubmittedAt));

        void Add(PathStep? step, JobPhase phase, DateTimeOffset until)
        {
            if (until <= at) return;
            stretches.Add(new(phase, step?.Step.Name ?? "", at, until));
            at = until;
        }

        // Between two attempts a person was waited for when the step was put aside meanwhile.
        JobPhase Gap(PathStep one, int next, DateTimeOffset until) =>
            one.HeldAt.Any(held => held >= at.AddSeconds(-1) && held < until) ? JobPhase.Held
            : next > 1 && one.Attempts.Length > 0 ? JobPhase.WaitingToTryAgain : JobPhase.WaitingForWorker;
    }

    /// <summary>What a worker function spends its time on.</summary>
    public static JobPhase WorkOf(string function) => function switch
    {
        "copy-files" or "publish-folder" => JobPhase.Copying,
        "hash-files" => JobPhase.Verifying,
        "inspect-clips" => JobPhase.Reading,
        "render-proxy" or "render-frames" or "cut-proxy" => JobPhase.Rendering,
        "trim-clip" or "trim-clips" => JobPhase.CuttingOut,
        "compare-pictures" => JobPhase.Comparing,
        "seal-folder" => JobPhase.Sealing,
        _ => JobPhase.Writing,
    };

    /// <summary>A span of time for people: <c>2 d 3 h</c>, <c>1 h 20 min</c>, <c>4 min</c>, <c>12 s</c>.</summary>
    public static string Shown(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => $"{(int)span.TotalDays} d {span.Hours} h",
        { TotalHours: >= 1 } => $"{span.Hours} h {span.Minutes} min",
        { TotalMinutes: >= 1 } => $"{span.Minutes} min",
        _ => $"{Math.Max(0, (int)span.TotalSeconds)} s",
    };

    private static string SentenceOf(JobRow job, ImmutableArray<JobPhaseTime> phases, TimeSpan whole)
    {
        var named = phases.Where(one => one.Seconds >= 1).Take(MostNamed).Select(one => $"{Word(one.Phase)} {Shown(TimeSpan.FromSeconds(one.Seconds))}").ToList();
        var span = $"{Shown(whole)} from asking to {(job.EndedAt is null ? "now" : "its end")}";
        return named.Count == 0 ? $"{span}." : $"{span}: {string.Join(", ", named)}.";
    }

    private static string Word(JobPhase phase) => phase switch
    {
        JobPhase.WaitingForWorker => "waiting for a worker",
        JobPhase.WaitingToTryAgain => "waiting to try again",
        JobPhase.Held => "held for a person",
        JobPhase.TriedAgain => "tries that failed",
        JobPhase.CuttingOut => "cutting out",
        JobPhase.Writing => "writing lists and reports",
        _ => KebabCase.Of(phase),
    };

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

/// <summary>What time of a job is spent on.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<JobPhase>))]
public enum JobPhase
{
    /// <summary>A step could begin, and no worker was free.</summary>
    WaitingForWorker,

    /// <summary>Files are read from a card or a store and written to another.</summary>
    Copying,

    /// <summary>What was written is read back and hashed.</summary>
    Verifying,

    /// <summary>Clips are inspected.</summary>
    Reading,

    /// <summary>Pictures are rendered.</summary>
    Rendering,

    /// <summary>Stretches are cut out of clips.</summary>
    CuttingOut,

    /// <summary>Pictures are held against each other.</summary>
    Comparing,

    /// <summary>A folder is sealed with its hash list.</summary>
    Sealing,

    /// <summary>Lists, notes and reports are written.</summary>
    Writing,

    /// <summary>A try that failed or was lost.</summary>
    TriedAgain,

    /// <summary>The pause before a step is tried again.</summary>
    WaitingToTryAgain,

    /// <summary>A step waits for a person.</summary>
    Held,
}

/// <summary>How long a job spent on something, on the way that its end hung on.</summary>
/// <param name="Phase">What on.</param>
/// <param name="Seconds">How long.</param>
public sealed record JobPhaseTime(JobPhase Phase, double Seconds);

/// <summary>A stretch of a job's time.</summary>
/// <param name="Phase">What it was spent on.</param>
/// <param name="Step">The step that everything else waited for; empty where there was none.</param>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end.</param>
public sealed record JobStretch(JobPhase Phase, string Step, DateTimeOffset From, DateTimeOffset To);

/// <summary>A step that a job's end hung on.</summary>
/// <param name="Step">The step.</param>
/// <param name="Attempts">Its tries in their order.</param>
/// <param name="HeldAt">When it was put aside for a person, each time.</param>
public sealed record PathStep(StepRow Step, ImmutableArray<AttemptRow> Attempts, ImmutableArray<DateTimeOffset> HeldAt);
