using System.Collections.Immutable;
using Acetate.Compute.Local;

namespace Acetate.Compute.Slurm;

/// <summary>How a cluster under Slurm is used, as an options file says it.</summary>
public sealed record SlurmOptions
{
    /// <summary>The name that <see cref="Step.Place"/> refers to; empty (the default) for "anywhere".</summary>
    public string Name { get; init; } = "";

    /// <summary>A folder that this machine and every node see under the same path. It belongs to one engine alone.</summary>
    public required string Spool { get; init; }

    /// <summary>The worker program and its arguments, as nodes see it; the default is what <see cref="WorkerProgram.Find"/> finds.</summary>
    public ImmutableArray<string> Worker { get; init; } = [WorkerProgram.Find()];

    /// <summary>The most Slurm jobs (tasks of arrays counted one by one) at a time; the default is 16.</summary>
    public int Jobs { get; init; } = 16;

    /// <summary>Cores that one Slurm job asks for, unless a step needs more; the default is 1.</summary>
    public int CoresPerJob { get; init; } = 1;

    /// <summary>Memory in MiB that one Slurm job has for its steps, unless a step needs more; the default is 1,024.</summary>
    public int MemoryPerJobMiB { get; init; } = 1024;

    /// <summary>Memory in MiB that a Slurm job asks for beside that of its steps, for the program that starts them; the default is 256.</summary>
    public int OwnMemoryMiB { get; init; } = 256;

    /// <summary>What kind of steps goes where; the first lane that takes a step has it. The default is one lane for all, with what Slurm itself takes for given.</summary>
    public ImmutableArray<SlurmLane> Lanes { get; init; } = [];

    /// <summary>How far a job without a deadline steps back behind others (<c>--nice</c>), in Slurm's points of priority; one that is due soon, less. The default is 100, 0 is for never.</summary>
    public int MostNice { get; init; } = 100;

    /// <summary>How long a job without a step stays, so that the next step finds a warm worker; the default is 20 seconds.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>After this long a job takes no more steps, so that nodes can be given to others and programs renewed; the default is an hour.</summary>
    public TimeSpan JobLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A job that gave no sign of life for this long is given up, whatever Slurm says; the default is a minute. Signs come every quarter of it, and at least every ten seconds.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A job whose engine was silent for this long ends when it has no step left; the default is ten minutes.</summary>
    public TimeSpan Orphaned { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After a restart, attempts that go on and that nobody asks for within this time are stopped; the default is two minutes. A server that was on another machine before is taken for gone after half a minute.</summary>
    public TimeSpan ClaimGrace { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often the scheduler is asked for the state of all jobs, in one call; the default is 5 seconds.</summary>
    public TimeSpan SlurmLook { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often files are looked at while steps run; the default is 100 ms.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long logs of ended jobs are kept; the default is a day.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a node is left out after one of its jobs fell silent: Slurm takes some minutes to find out that it is gone. The default is ten minutes; a job that begins there all the same ends it.</summary>
    public TimeSpan LeaveOut { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a worker may take to stop after it was told to, and again after it was sent SIGTERM; the default is 5 seconds.</summary>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where workers keep files that are not results, on the node; empty (the default) for the node's temporary folder.</summary>
    public string Scratch { get; init; } = "";

    /// <summary>Where <c>slurmrestd</c> answers; null (the default) to call Slurm's programs on this machine.</summary>
    public SlurmRestOptions? Rest { get; init; }

    /// <summary>The folder of <c>sbatch</c>, <c>squeue</c> and <c>scancel</c>; empty (the default) for the PATH.</summary>
    public string Programs { get; init; } = "";

    /// <summary>Variables added to the environment of <c>sbatch</c> and so of workers: where secrets travel. Slurm hands the rest of this process's environment on, too.</summary>
    public ImmutableDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The longest line that a job may write, in bytes.</summary>
    public int LongestLine { get; init; } = 256 << 20;

    /// <summary>What is wrong with them, as sentences; empty when they can be used.</summary>
    public ImmutableArray<string> Problems()
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        if (string.IsNullOrWhiteSpace(Spool)) problems.Add("'spool' must name a folder that this machine and every node see under the same path.");
        if (Worker.IsDefaultOrEmpty) problems.Add("'worker' must name the worker program.");
        if (Jobs is < 1 or > 100_000) problems.Add("'jobs' must be between 1 and 100,000.");
        if (CoresPerJob < 1) problems.Add("'coresPerJob' must be at least 1.");
        if (MemoryPerJobMiB < 1 || OwnMemoryMiB < 0) problems.Add("'memoryPerJobMiB' must be at least 1 and 'ownMemoryMiB' at least 0.");
        if (Rest is { } rest && (rest.Url is not { IsAbsoluteUri: true, Scheme: "http" or "https" } || rest.TokenFile is not { Length: > 0 } || rest.Version is not { Length: > 2 and < 16 } || rest.Version.Any(sign => !char.IsAsciiDigit(sign) && sign is not ('v' or '.'))))
            problems.Add("'rest' must have a 'url' such as \"http://slurm:6820\", a 'tokenFile' and a 'version' such as \"v0.0.40\".");
        foreach (var (name, time) in new[] { ("idle", Idle), ("jobLife", JobLife), ("lease", Lease), ("orphaned", Orphaned), ("slurmLook", SlurmLook), ("look", Look), ("leaveOut", LeaveOut), ("cancelGrace", CancelGrace) })
            if (time <= TimeSpan.Zero) problems.Add($"'{name}' must be longer than nothing.");
        foreach (var lane in Lanes.IsDefault ? [] : Lanes)
            if (lane.Warm < 0 || lane.Warm > Jobs) problems.Add($"Lane '{lane.Name}' keeps {lane.Warm} jobs warm; it can be 0 to {Jobs}, the most jobs.");
        return problems.ToImmutable();
    }
}

/// <summary>Steps that are handed to Slurm in the same way. What is left empty asks for nothing: every step, and what Slurm takes for given.</summary>
public sealed record SlurmLane
{
    /// <summary>A word for it, for logs.</summary>
    public string Name { get; init; } = "";

    /// <summary>Kinds of plans whose steps it takes, such as <c>make-pull</c>.</summary>
    public ImmutableArray<string> Kinds { get; init; } = [];

    /// <summary>Functions whose steps it takes, such as <c>render-frames</c>.</summary>
    public ImmutableArray<string> Functions { get; init; } = [];

    /// <summary>Shows whose steps it takes.</summary>
    public ImmutableArray<string> Shows { get; init; } = [];

    /// <summary>Takes only steps of jobs that are due within this time, or overdue; null for any.</summary>
    public TimeSpan? DueWithin { get; init; }

    /// <summary>The partition (<c>--partition</c>); a higher tier may take nodes from a lower one.</summary>
    public string Partition { get; init; } = "";

    /// <summary>The quality of service (<c>--qos</c>).</summary>
    public string Qos { get; init; } = "";

    /// <summary>The account that is charged (<c>--account</c>); a site's fair share is by account.</summary>
    public string Account { get; init; } = "";

    /// <summary>Licences that each job holds (<c>--licenses</c>), such as <c>grader:1</c>. A licence of which there is one is an exclusive key.</summary>
    public string Licences { get; init; } = "";

    /// <summary>Jobs that are kept when there is nothing to do, with a worker started, for steps that somebody waits for; the default is none.</summary>
    public int Warm { get; init; }

    /// <summary>More arguments for <c>sbatch</c>, such as <c>--constraint=avx2</c>.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Whether it takes such a step.</summary>
    public bool Takes(StepAttempt attempt, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return Allows(Kinds, attempt.Kind) && Allows(Functions, attempt.Function) && Allows(Shows, attempt.Show)
            && (DueWithin is not { } within || (attempt.Deadline is { } due && due - now <= within));
    }

    private static bool Allows(ImmutableArray<string> named, string one) => named.IsDefaultOrEmpty || named.Contains(one, StringComparer.Ordinal);
}
