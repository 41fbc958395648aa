using System.Collections.Frozen;
using Acetate.Compute;
using Acetate.Compute.Local;

namespace Acetate.Tools.Jobs;

/// <summary>How a runner behaves. The defaults suit a server and a laptop.</summary>
public sealed record JobRunnerOptions
{
    /// <summary>How often the ledger is looked at when nobody wakes the runner.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the runner gives a sign of life.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A runner on another machine that gave no sign of life for this long is struck off. Several times <see cref="Beat"/>.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The term of the scheduler to which the runner belongs: runners of earlier terms are struck off at once. Null for a runner that belongs to no scheduler.</summary>
    public long? Epoch { get; init; }

    /// <summary>The version that is noted with jobs that begin here; the program's own by default.</summary>
    public string Version { get; init; } = WorkerProgram.OwnVersion;

    /// <summary>Whether steps may be begun now; asked before each round.</summary>
    public Func<bool> MayBegin { get; init; } = static () => true;

    /// <summary>How often progress is written to the ledger; listeners hear of it at once.</summary>
    public TimeSpan ProgressPace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long workers may take to stop when the runner is stopped.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A step that could have begun this long ago and finds no room keeps later ones from taking it.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>When each kind of failure is tried again.</summary>
    public FrozenDictionary<RetryClass, RetryPolicy> Retries { get; init; } = RetryPolicy.Standard;

    /// <summary>After this many attempts in a row whose end nobody saw, and which got no further, the step itself is suspected and held.</summary>
    public int MostLosses { get; init; } = 100;

    /// <summary>The functions among whose running attempts a job's rate is divided.</summary>
    public FrozenSet<string> Transfers { get; init; } = FrozenSet.Create(StringComparer.Ordinal, "copy-files");
}

/// <summary>News of a running step, for whoever watches live.</summary>
/// <param name="JobId">The job.</param>
/// <param name="StepId">The step.</param>
/// <param name="Show">The job's show.</param>
/// <param name="Subject">What the job is about.</param>
/// <param name="Step">The step's name.</param>
/// <param name="Stage">The stage people see it in.</param>
/// <param name="Progress">How far it is.</param>
public sealed record JobProgress(Guid JobId, Guid StepId, string Show, string Subject, string Step, string Stage, StepProgress Progress);
