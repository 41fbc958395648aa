using System.Collections.Immutable;

namespace Acetate.Library.Jobs;

/// <summary>The queue: what waits and runs of each show and kind, how long, whether it will be in time, who works at it, and why something will not be in time.</summary>
public sealed record WorkQueue
{
    /// <summary>When this was so.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>A line for each show and kind of job with open steps, or with steps that ended in the last hour; by show and kind.</summary>
    public required ImmutableArray<QueueLine> Lines { get; init; }

    /// <summary>Who works: the engine for all places first, then stations by name.</summary>
    public required ImmutableArray<EngineUse> Engines { get; init; }

    /// <summary>What only so many steps may hold at a time, such as licences, and that is held or wanted now; by name.</summary>
    public ImmutableArray<KeyUse> Keys { get; init; } = [];

    /// <summary>Jobs that are late, or will be by the estimate; the latest first, 10 at most.</summary>
    public required ImmutableArray<LateWork> Late { get; init; }

    /// <summary>How many there are, of the 200 that are due first.</summary>
    public int LateJobs { get; init; }

    /// <summary>The server that gives out the work, by the name under which others reach it, else by its machine's; empty where none does.</summary>
    public string Scheduler { get; init; } = "";

    /// <summary>Why nothing begins now: one sentence; null when all is well.</summary>
    public string? Trouble { get; init; }
}

/// <summary>The work of one kind for one show.</summary>
public sealed record QueueLine
{
    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>The kind of job, such as <c>make-pull</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Steps that could begin, and wait for a worker or for the pause before they are tried again.</summary>
    public int Ready { get; init; }

    /// <summary>Steps that wait for others.</summary>
    public int Waiting { get; init; }

    /// <summary>Steps that run.</summary>
    public int Running { get; init; }

    /// <summary>Steps that wait for a person, or for a budget.</summary>
    public int Held { get; init; }

    /// <summary>Since when the step waits for a worker that does so longest; null when none does.</summary>
    public DateTimeOffset? OldestReadyAt { get; init; }

    /// <summary>Tries that ended well in the last hour.</summary>
    public int Done { get; init; }

    /// <summary>Tries that failed in the last hour.</summary>
    public int Failed { get; init; }

    /// <summary>Tries that were lost in the last hour, such as those of a node that died: nobody's fault, and made again.</summary>
    public int Lost { get; init; }

    /// <summary>Tries that were given up in the last hour because another node would be sooner done, and gone on with there.</summary>
    public int Moved { get; init; }

    /// <summary>The job with the least slack; null when none has a deadline.</summary>
    public JobSlack? Tightest { get; init; }
}

/// <summary>How long is left for a job beyond what its work is estimated to need.</summary>
/// <param name="Job">The job.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Deadline">When it is due.</param>
/// <param name="NeedsSeconds">What its work still needs when the workers have nothing else to do; null where nobody can tell.</param>
/// <param name="SlackSeconds">The time to the deadline less that; negative when it will be late.</param>
public sealed record JobSlack(Guid Job, string Title, DateTimeOffset Deadline, double? NeedsSeconds, double SlackSeconds)
{
    /// <summary>The slack of a job. Pure.</summary>
    /// <param name="job">The job, open and with a deadline.</param>
    /// <param name="estimate">What its open steps need by the pace of such steps, in seconds; null where one was never measured.</param>
    /// <param name="now">Now.</param>
    /// <remarks>Once a twentieth is done, the job's own pace tells more than that of others.</remarks>
    public static JobSlack Of(JobRow job, double? estimate, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        var deadline = job.Deadline ?? throw new ArgumentException("The job has no deadline.", nameof(job));
        var needs = LateJob.Left(job, now) ?? estimate;
        return new(job.Id, job.Title, deadline, needs, (deadline - now).TotalSeconds - (needs ?? 0));
    }
}

/// <summary>An engine, or a station, and how much of it is taken.</summary>
/// <param name="Place">The station's name; empty for the engine of all other work.</param>
/// <param name="CoresUsed">Cores that running steps hold.</param>
/// <param name="Cores">Cores that there are; null where nobody can tell.</param>
public sealed record EngineUse(string Place, double CoresUsed, double? Cores)
{
    /// <summary>The same by node, for a cluster that says so.</summary>
    public ImmutableArray<NodeUse> Nodes { get; init; } = [];

    /// <summary>The part that is taken, 0 to 1; null where nobody can tell.</summary>
    public double? Utilisation => Cores is > 0 and var all ? Math.Clamp(CoresUsed / all, 0, 1) : null;
}

/// <summary>A node of a cluster.</summary>
/// <param name="Node">Its name.</param>
/// <param name="CoresUsed">Cores that running steps hold.</param>
/// <param name="Cores">Cores that jobs of ours hold on it.</param>
public sealed record NodeUse(string Node, double CoresUsed, double Cores);

/// <summary>A job that is late or will be, and why.</summary>
/// <param name="Job">The job.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Show">Its show.</param>
/// <param name="Kind">What kind of work it is.</param>
/// <param name="Deadline">When it is due.</param>
/// <param name="Seconds">By how much it is late, or will be by the estimate.</param>
/// <param name="IsOver">Whether the deadline has passed.</param>
/// <param name="Why">Where its time went, in a sentence.</param>
public sealed record LateWork(Guid Job, string Title, string Show, string Kind, DateTimeOffset Deadline, double Seconds, bool IsOver, string Why);
