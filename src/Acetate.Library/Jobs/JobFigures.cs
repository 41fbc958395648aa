using System.Collections.Immutable;

namespace Acetate.Library.Jobs;

/// <summary>How all work stands: what waits and how long, what will be late, how busy workers were.</summary>
public sealed record JobFigures
{
    /// <summary>When this was so.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Steps that could begin, and wait for a worker or for the pause before they are tried again.</summary>
    public int Ready { get; init; }

    /// <summary>Steps that wait for others.</summary>
    public int Waiting { get; init; }

    /// <summary>Steps that run.</summary>
    public int Running { get; init; }

    /// <summary>Steps that wait for a person.</summary>
    public int Held { get; init; }

    /// <summary>Since when the step waits for a worker that does so longest; null when none does.</summary>
    public DateTimeOffset? OldestReadyAt { get; init; }

    /// <summary>Its job.</summary>
    public Guid? OldestJob { get; init; }

    /// <summary>What that job is about; empty when none waits.</summary>
    public string OldestTitle { get; init; } = "";

    /// <summary>Jobs that are late, or will be if they go on as they did so far; the latest first, 20 at most.</summary>
    public ImmutableArray<LateJob> Late { get; init; } = [];

    /// <summary>How many there are, of the 200 that are due first.</summary>
    public int LateJobs { get; init; }

    /// <summary>Cores of the workers of this machine; 0 where none work here.</summary>
    public double Cores { get; init; }

    /// <summary>Core-seconds of the last hour by the kind of job, wherever they were spent, the most first.</summary>
    public ImmutableArray<KindBusy> Busy { get; init; } = [];

    /// <summary>Core-seconds of the last hour that this machine's workers spent.</summary>
    public double BusyHere { get; init; }

    /// <summary>What functions took where they were measured; empty for who does not see all shows.</summary>
    public ImmutableArray<FunctionProfile> Functions { get; init; } = [];

    /// <summary>The part of the last hour that this machine's workers were busy, 0 to 1; null where none work here.</summary>
    public double? Utilisation => Cores > 0 ? Math.Min(1, BusyHere / (Cores * 3600)) : null;
}

/// <summary>Core-seconds that a kind of job took in the last hour.</summary>
/// <param name="Kind">The kind, such as <c>ingest-roll</c>.</param>
/// <param name="CoreSeconds">Cores times seconds.</param>
public sealed record KindBusy(string Kind, double CoreSeconds);

/// <summary>A job that is late, or will be.</summary>
/// <param name="Job">The job.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Show">Its show.</param>
/// <param name="Deadline">When it is due.</param>
/// <param name="Seconds">By how much it is late at least, or by how much it will be.</param>
/// <param name="IsOver">Whether the deadline has passed; else this is an estimate from how it went so far.</param>
public sealed record LateJob(Guid Job, string Title, string Show, DateTimeOffset Deadline, double Seconds, bool IsOver)
{
    // Of the first few per cent nobody can tell how long the rest takes.
    private const double LeastDone = 0.05;

    /// <summary>Whether a job is late or will be, by the part that is done since it began; null when it is not, is over, or nobody can tell. Pure.</summary>
    public static LateJob? Of(JobRow job, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job is not { Deadline: { } deadline, State: JobState.Waiting or JobState.Running or JobState.Held }) return null;
        var late = (now - deadline).TotalSeconds;
        return Left(job, now) is { } left && left + late > 0 ? new(job.Id, job.Title, job.Show, deadline, left + late, late > 0) :
            late > 0 ? new(job.Id, job.Title, job.Show, deadline, late, true) : null;
    }

    /// <summary>How many seconds a job will take from now on, by the part that is done since it began; null where nobody can tell. Pure.</summary>
    public static double? Left(JobRow job, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        var done = job.Weight > 0 ? job.WeightDone / job.Weight : 0;
        return job is { State: JobState.Running, StartedAt: { } started } && done >= LeastDone && done < 1 ? (now - started).TotalSeconds * (1 - done) / done : null;
    }
}
