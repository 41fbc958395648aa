using System.Text.Json;
using Acetate.Library.Jobs;

namespace Acetate.Server.Tools.Jobs;

/// <summary>A step as people look at it.</summary>
public sealed record StepView
{
    /// <summary>Its place in the plan, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>Its name within the job.</summary>
    public required string Name { get; init; }

    /// <summary>The worker function.</summary>
    public required string Function { get; init; }

    /// <summary>The stage people see it in; empty when it has none.</summary>
    public required string Stage { get; init; }

    /// <summary>Where it must run; empty for anywhere.</summary>
    public required string Place { get; init; }

    /// <summary>Where it stands.</summary>
    public required StepState State { get; init; }

    /// <summary>Attempts so far.</summary>
    public required int Attempts { get; init; }

    /// <summary>Work done, in the function's unit.</summary>
    public required double Done { get; init; }

    /// <summary>All the work, in the same unit; 0 while not known.</summary>
    public required double Total { get; init; }

    /// <summary>Rates and estimates, as the step reports them.</summary>
    public JsonElement? Detail { get; init; }

    /// <summary>What went wrong last; empty when nothing did.</summary>
    public required string Problem { get; init; }

    /// <summary>What a person can do about it.</summary>
    public required string Advice { get; init; }

    /// <summary>What it waits for of which there are only so many, such as a licence: one sentence; empty when it does not wait for such a thing.</summary>
    public string Waits { get; init; } = "";

    /// <summary>When it is tried again, if it waits for that.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>When its latest attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The view of a row of the ledger.</summary>
    /// <param name="row">The row.</param>
    /// <param name="keys">How the keys of steps stand.</param>
    public static StepView Of(StepRow row, IReadOnlyDictionary<string, KeyUse> keys) => new()
    {
        Number = row.Number,
        Name = row.Name,
        Function = row.Function,
        Stage = row.Stage,
        Place = row.Place,
        State = row.State,
        Attempts = row.Attempts,
        Done = row.Done,
        Total = row.Total,
        Detail = string.IsNullOrEmpty(row.Detail) ? null : JsonSerializer.Deserialize<JsonElement>(row.Detail),
        Problem = row.Problem,
        Advice = row.Advice,
        Waits = keys.TryGetValue(row.ExclusiveKey, out var key) ? key.WhyWaits(row) : "",
        RetryAt = row.RetryAt,
        StartedAt = row.StartedAt,
        EndedAt = row.EndedAt,
    };
}
