using System.Collections.Immutable;

namespace Acetate.Library.Jobs;

/// <summary>A plan as the ledger takes it: checked, and with requests as text.</summary>
public sealed record JobSubmission
{
    /// <summary>The idempotency key.</summary>
    public required string Key { get; init; }

    /// <summary>What kind of work.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about, for people.</summary>
    public required string Title { get; init; }

    /// <summary>The show that is charged.</summary>
    public required string Show { get; init; }

    /// <summary>The id of the thing the work is about; may be empty.</summary>
    public string Subject { get; init; } = "";

    /// <summary>When it is due.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Who submits it.</summary>
    public required string Actor { get; init; }

    /// <summary>The W3C trace context; may be empty.</summary>
    public string Trace { get; init; } = "";

    /// <summary>The steps; what they wait for is in the list too, and nothing waits in a circle.</summary>
    public required ImmutableArray<StepSubmission> Steps { get; init; }
}

/// <summary>One step of a <see cref="JobSubmission"/>. See <see cref="StepRow"/> for what each member means.</summary>
public sealed record StepSubmission
{
    /// <summary>Its name within the job.</summary>
    public required string Name { get; init; }

    /// <summary>The worker function.</summary>
    public required string Function { get; init; }

    /// <summary>The request as JSON.</summary>
    public required string Request { get; init; }

    /// <summary>Names of all steps that must be done first.</summary>
    public ImmutableArray<string> Predecessors { get; init; } = [];

    /// <summary>Those of them whose outputs it is given.</summary>
    public ImmutableArray<string> Uses { get; init; } = [];

    /// <summary>The stage people see it in.</summary>
    public string Stage { get; init; } = "";

    /// <summary>Where it must run.</summary>
    public string Place { get; init; } = "";

    /// <summary>The expected amount of work.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Cores it needs.</summary>
    public double Cores { get; init; } = 1;

    /// <summary>Memory it needs, in MiB.</summary>
    public int MemoryMib { get; init; } = 512;

    /// <summary>The longest silence allowed, in seconds.</summary>
    public double StallSeconds { get; init; } = 600;

    /// <summary>What it must hold while it runs; null for nothing.</summary>
    public StepKey? Key { get; init; }
}
