using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Compute;

/// <summary>Runs attempts at steps somewhere: on this machine's processes or on a cluster.</summary>
/// <remarks>
/// The contract, which <c>ComputeEngineConformance</c> checks for every engine: an attempt accepted by
/// <see cref="SubmitAsync"/> is reported ended exactly once by <see cref="ReportsAsync"/> while this process lives;
/// submitting an attempt id that is known does nothing (one that goes on from an earlier process is taken up); a killed worker is reported as <see cref="RetryClass.Transient"/>.
/// The engine keeps no memory that matters: after a restart the job ledger decides what is tried again, and what goes on.
/// </remarks>
public interface IComputeEngine : IAsyncDisposable
{
    /// <summary>The name that <see cref="Step.Place"/> refers to.</summary>
    string Name { get; }

    /// <summary>What this engine can do.</summary>
    EngineFeatures Features { get; }

    /// <summary>The attempts that an earlier process was given, that go on here, and that nobody has asked for in this one: submitting one of them takes it up. Empty where nothing outlives its process.</summary>
    ImmutableArray<string> Inherited => [];

    /// <summary>Whether an attempt with these needs could start now, once others that were chosen before it have.</summary>
    /// <param name="needs">What it needs.</param>
    /// <param name="chosen">Cores and memory that those others need together; null when there are none.</param>
    bool HasRoomFor(StepNeeds needs, StepNeeds? chosen = null);

    /// <summary>The node on which an attempt runs; null while it does not, and where there is one node or nobody can tell.</summary>
    string? NodeOf(string attemptId) => null;

    /// <summary>Whether an attempt with these needs could begin at once on another node than this one.</summary>
    bool HasRoomBeside(string node, StepNeeds needs) => false;

    /// <summary>Starts an attempt.</summary>
    Task SubmitAsync(StepAttempt attempt, CancellationToken cancellationToken);

    /// <summary>Asks a running attempt to stop; it is reported as cancelled, or as done if it was quicker.</summary>
    Task CancelAsync(string attemptId, CancellationToken cancellationToken);

    /// <summary>Gives a running attempt another rate for its transfers; null for as fast as possible.</summary>
    Task ThrottleAsync(string attemptId, long? bytesPerSecond, CancellationToken cancellationToken);

    /// <summary>Progress and ends of all attempts, as they happen.</summary>
    IAsyncEnumerable<EngineReport> ReportsAsync(CancellationToken cancellationToken);
}

/// <summary>What an engine can do, as data.</summary>
/// <param name="CanCancel">A running attempt can be stopped.</param>
/// <param name="ReportsProgress">Progress arrives while an attempt runs.</param>
/// <param name="SurvivesHostRestart">Attempts go on when the process that submitted them ends.</param>
public sealed record EngineFeatures(bool CanCancel, bool ReportsProgress, bool SurvivesHostRestart);

/// <summary>One try at one step.</summary>
/// <param name="Id">Unique for ever.</param>
/// <param name="Function">The worker function.</param>
/// <param name="Request">Its request.</param>
/// <param name="Needs">What it needs.</param>
/// <param name="TraceParent">The W3C trace context that the worker continues; may be empty.</param>
public sealed record StepAttempt(string Id, string Function, JsonElement Request, StepNeeds Needs, string TraceParent)
{
    /// <summary>The outputs of the steps that <see cref="Step.Uses"/> names, by step name.</summary>
    public ImmutableDictionary<string, JsonElement> Outputs { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;

    /// <summary>The rate that transfers begin with, in bytes per second; null for as fast as possible.</summary>
    public long? ThrottleBytesPerSecond { get; init; }

    /// <summary>The kind of the plan it belongs to; may be empty. Clusters choose queues by it.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The show that is charged; may be empty.</summary>
    public string Show { get; init; } = "";

    /// <summary>When its job is due; null when it is not.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The version with which its job began; engines of this machine run it in the worker of that version where one is installed. Null when not known.</summary>
    public string? Version { get; init; }

    /// <summary>What it reads much of, the same text for all attempts that read the same; empty where that is not known. Engines of many machines give it where that was read before.</summary>
    [JsonIgnore]
    public string Reads { get; init; } = "";

    /// <summary>Higher goes first among those that an engine has not begun; 0 by default.</summary>
    public int Priority { get; init; }

    /// <summary>The node that it had better not run on, if there is another; empty for none.</summary>
    public string Avoid { get; init; } = "";
}

/// <summary>News of an attempt: either progress or the end.</summary>
public sealed record EngineReport(string AttemptId, StepProgress? Progress, StepResult? Result);
