using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Compute;

/// <summary>Work decided on but not begun: steps and the order they need. A plan is data; making one does nothing.</summary>
public sealed record Plan
{
    /// <summary>The idempotency key: submitting a plan whose key is known returns the job that already has it.</summary>
    public required string Key { get; init; }

    /// <summary>What kind of work this is, in kebab case, such as <c>ingest-roll</c>. It selects who records the results.</summary>
    public required string Kind { get; init; }

    /// <summary>What the work is about, for people: "A001R2EC".</summary>
    public required string Title { get; init; }

    /// <summary>The show that is charged for the work; shows share the machine fairly.</summary>
    public required string Show { get; init; }

    /// <summary>The id of the thing in the library that the work is about (a roll, a clip), for the recorder.</summary>
    public string Subject { get; init; } = "";

    /// <summary>When the work is due; earlier deadlines run first. None means after everything that has one.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The steps, in an order in which every step comes after those it waits for.</summary>
    public required ImmutableArray<Step> Steps { get; init; }
}

/// <summary>One call of one worker function. It knows files and parameters and nothing else.</summary>
public sealed record Step
{
    /// <summary>The name within its plan, stable over re-planning: <c>copy/0001</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The worker function, such as <c>copy-files</c>.</summary>
    public required string Function { get; init; }

    /// <summary>The function's request record as JSON. It never holds a secret.</summary>
    public required JsonElement Request { get; init; }

    /// <summary>Names of the steps that must be done before this one starts.</summary>
    public ImmutableArray<string> After { get; init; } = [];

    /// <summary>Names of earlier steps whose outputs the function is given; they are waited for as well.</summary>
    public ImmutableArray<string> Uses { get; init; } = [];

    /// <summary>The names of all steps that must be done first: <see cref="After"/> and <see cref="Uses"/>, each once.</summary>
    [JsonIgnore]
    public ImmutableArray<string> Predecessors =>
        [.. (After.IsDefault ? [] : After).Concat(Uses.IsDefault ? [] : Uses).Distinct(StringComparer.Ordinal)];

    /// <summary>The stage a person sees this step in, such as <c>uploading</c>. Empty: shown under its function's name.</summary>
    public string Stage { get; init; } = "";

    /// <summary>The expected amount of work in the function's own unit (bytes, frames), for progress and estimates.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Where the step must run: empty for anywhere, else the name of an engine, such as <c>card:dit-laptop</c>.</summary>
    public string Place { get; init; } = "";

    /// <summary>What the step needs while it runs.</summary>
    public StepNeeds Needs { get; init; } = new();

    /// <summary>What it must hold while it runs, of which there are only so many, over all engines; null for nothing.</summary>
    public ExclusiveKey? Key { get; init; }
}

/// <summary>What a step must hold while it runs, and only so many may hold at a time: a licence, a tape drive.</summary>
/// <param name="Name">What it is known by: its kind and its name, such as <c>adapter:RED</c>.</param>
/// <param name="Width">How many steps may hold it at once; at least 1. The plan that was submitted last decides for all.</param>
/// <param name="Label">What a step waits for, in words: "a licence of RED".</param>
public sealed record ExclusiveKey(string Name, int Width, string Label);

/// <summary>What a step needs while it runs.</summary>
public sealed record StepNeeds
{
    /// <summary>Processor cores; the default is 1. A step that mostly waits for a disk may ask for less.</summary>
    public double Cores { get; init; } = 1;

    /// <summary>Memory in MiB; the default is 512.</summary>
    public int MemoryMiB { get; init; } = 512;

    /// <summary>The longest time without a sign of progress before an attempt is given up; the default is 10 minutes.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromMinutes(10);
}
