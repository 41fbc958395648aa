using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Compute;

/// <summary>How an attempt at a step ended.</summary>
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(Cancelled), "cancelled")]
[JsonDerivedType(typeof(Lost), "lost")]
public abstract record StepResult
{
    private StepResult()
    {
    }

    /// <summary>The function finished. What it found (a mismatch, an unreadable clip) stands in its output.</summary>
    public sealed record Done(JsonElement Output) : StepResult
    {
        /// <summary>What it took; null where nobody measured.</summary>
        public StepUsage? Usage { get; init; }
    }

    /// <summary>The function could not finish.</summary>
    /// <param name="Class">Which kind of failure, and so when to try again.</param>
    /// <param name="Message">What was being done, to what, and what went wrong: one sentence.</param>
    /// <param name="Advice">What a person can do about it.</param>
    public sealed record Failed(RetryClass Class, string Message, string Advice) : StepResult
    {
        /// <summary>After this many tries the step is put aside even if its class allows more; null for the class's own limit.</summary>
        /// <remarks>A worker that crashes may have met a fault of the machine, or input that crashes it every time.</remarks>
        public int? Tries { get; init; }
    }

    /// <summary>The attempt was stopped because somebody asked for it.</summary>
    public sealed record Cancelled : StepResult;

    /// <summary>The engine lost sight of the attempt (a station went away). Nobody's fault: it is tried again and not counted.</summary>
    /// <param name="Reason">What happened: one sentence.</param>
    public sealed record Lost(string Reason) : StepResult;
}

/// <summary>Kinds of failure, each with a back-off of its own.</summary>
public enum RetryClass
{
    /// <summary>A passing fault: a network, a store, a killed process. Tried again soon, many times.</summary>
    Transient,

    /// <summary>Something is full: disk, memory, quota. Tried again later, for long.</summary>
    Capacity,

    /// <summary>A licence is not free. The function pauses until one is.</summary>
    Licence,

    /// <summary>The input itself is at fault. Never tried again by itself: the step is quarantined with its inputs.</summary>
    Data,
}

/// <summary>A sign of life from a running step.</summary>
/// <param name="Done">Work done so far, in the function's unit.</param>
/// <param name="Total">All the work, in the same unit.</param>
/// <param name="Detail">What the function wants to show, such as rates and what limits them.</param>
public sealed record StepProgress(double Done, double Total, JsonElement? Detail = null);
