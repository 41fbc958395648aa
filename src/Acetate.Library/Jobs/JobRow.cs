using System.Text.Json.Serialization;

namespace Acetate.Library.Jobs;

/// <summary>A job as it was submitted and began, without what its steps add up to: that costs a look at all of them.</summary>
public record JobHead
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The idempotency key of the plan.</summary>
    public required string Key { get; init; }

    /// <summary>What kind of work, such as <c>ingest-roll</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about, for people.</summary>
    public required string Title { get; init; }

    /// <summary>The show that is charged.</summary>
    public required string Show { get; init; }

    /// <summary>The id of the thing the work is about; may be empty.</summary>
    public string Subject { get; init; } = "";

    /// <summary>When it is due.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Higher runs earlier within its show; 0 by default.</summary>
    public int Priority { get; init; }

    /// <summary>Where it stands.</summary>
    public JobState State { get; init; }

    /// <summary>The rate that all its transfers together keep, in bytes per second; null for as fast as possible.</summary>
    public long? Throttle { get; init; }

    /// <summary>The W3C trace context of the submission; may be empty.</summary>
    public string Trace { get; init; } = "";

    /// <summary>Who submitted it.</summary>
    public string SubmittedBy { get; init; } = "";

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When its first attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was done or cancelled.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who asked for it to be cancelled, or null.</summary>
    public string? CancelledBy { get; init; }

    /// <summary>The version of Acetate that began it; its other steps run in the same while that is installed. Null before, and of jobs that began before it was noted.</summary>
    public string? Version { get; init; }
}

/// <summary>A job: a plan that was submitted, and how far it is.</summary>
public sealed record JobRow : JobHead
{
    /// <summary>Number of steps.</summary>
    [JsonPropertyOrder(1)]
    public int Steps { get; init; }

    /// <summary>Steps that are done.</summary>
    [JsonPropertyOrder(1)]
    public int StepsDone { get; init; }

    /// <summary>Steps that wait for a person.</summary>
    [JsonPropertyOrder(1)]
    public int StepsHeld { get; init; }

    /// <summary>The weight of all steps.</summary>
    [JsonPropertyOrder(1)]
    public double Weight { get; init; }

    /// <summary>The weight that is done, with running steps in part.</summary>
    [JsonPropertyOrder(1)]
    public double WeightDone { get; init; }
}

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>Nothing has begun.</summary>
    Waiting,

    /// <summary>Begun and not at its end.</summary>
    Running,

    /// <summary>Every step is done.</summary>
    Done,

    /// <summary>At least one step waits for a person; others may go on.</summary>
    Held,

    /// <summary>Stopped because somebody asked.</summary>
    Cancelled,
}

/// <summary>A step of a job, without its output.</summary>
public sealed record StepRow
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The job it belongs to.</summary>
    public required Guid JobId { get; init; }

    /// <summary>Its place in the plan, from 0.</summary>
    public int Number { get; init; }

    /// <summary>Its name within the job.</summary>
    public required string Name { get; init; }

    /// <summary>The worker function.</summary>
    public required string Function { get; init; }

    /// <summary>The stage people see it in; may be empty.</summary>
    public string Stage { get; init; } = "";

    /// <summary>Where it must run; empty for anywhere.</summary>
    public string Place { get; init; } = "";

    /// <summary>Names of the steps whose outputs it is given, as a JSON array.</summary>
    public string Uses { get; init; } = "[]";

    /// <summary>The expected amount of work.</summary>
    public double Weight { get; init; }

    /// <summary>Cores it needs.</summary>
    public double Cores { get; init; }

    /// <summary>Memory it needs, in MiB.</summary>
    public int MemoryMib { get; init; }

    /// <summary>The longest silence allowed, in seconds.</summary>
    public double StallSeconds { get; init; }

    /// <summary>Where it stands.</summary>
    public StepState State { get; init; }

    /// <summary>How many steps it still waits for.</summary>
    public int WaitsFor { get; init; }

    /// <summary>Attempts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>Failed attempts in a row that got no further than the one before.</summary>
    public int Failures { get; init; }

    /// <summary>Attempts in a row whose end nobody saw.</summary>
    public int Losses { get; init; }

    /// <summary>When it may be tried again; null for at once.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Work done, in the function's unit.</summary>
    public double Done { get; init; }

    /// <summary>All the work, in the same unit; 0 while not known.</summary>
    public double Total { get; init; }

    /// <summary>The furthest any attempt came.</summary>
    public double Furthest { get; init; }

    /// <summary>Details of the progress as JSON, or null.</summary>
    public string? Detail { get; init; }

    /// <summary>The class of the last failure, such as <c>transient</c>; empty without one.</summary>
    public string ProblemClass { get; init; } = "";

    /// <summary>What went wrong last: one sentence; empty when nothing did.</summary>
    public string Problem { get; init; } = "";

    /// <summary>What a person can do about it.</summary>
    public string Advice { get; init; } = "";

    /// <summary>When it could have begun.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When its latest attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The name of what it must hold while it runs; empty for nothing. See <see cref="StepKey"/>.</summary>
    public string ExclusiveKey { get; init; } = "";
}

/// <summary>Where a step stands.</summary>
public enum StepState
{
    /// <summary>Waits for other steps.</summary>
    Waiting,

    /// <summary>May begin, perhaps only after a pause.</summary>
    Ready,

    /// <summary>An attempt runs.</summary>
    Running,

    /// <summary>Done, recorded, never run again.</summary>
    Done,

    /// <summary>In quarantine: waits for a person, with its inputs.</summary>
    Held,

    /// <summary>Will not run because the job was cancelled.</summary>
    Cancelled,
}

/// <summary>One attempt at a step.</summary>
public sealed record AttemptRow
{
    /// <summary>Unique for ever.</summary>
    public required string Id { get; init; }

    /// <summary>The step.</summary>
    public required Guid StepId { get; init; }

    /// <summary>Its number within the step, from 1.</summary>
    public int Number { get; init; }

    /// <summary>The runner that answers for it.</summary>
    public required string Runner { get; init; }

    /// <summary>The engine it was given to; empty for the general one.</summary>
    public string Place { get; init; } = "";

    /// <summary>How it stands: running, done, failed, cancelled, lost, or moved to another node.</summary>
    public required string State { get; init; }

    /// <summary>The result as JSON, without the output of a step that is done.</summary>
    public string? Result { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
