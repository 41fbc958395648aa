using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Library;

namespace Acetate.Tools.Stills;

/// <summary>A frame of a camera original that is rendered, or was.</summary>
public sealed record Still
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The clip.</summary>
    public required Guid Clip { get; init; }

    /// <summary>Which frame, counted from 0.</summary>
    public required long Frame { get; init; }

    /// <summary>What it is written as.</summary>
    public required StillKind Kind { get; init; }

    /// <summary>How far it is.</summary>
    public required StillState State { get; init; }

    /// <summary>The name under which it is saved.</summary>
    public required string FileName { get; init; }

    /// <summary>Why it could not be made; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What to do about that.</summary>
    public string Advice { get; init; } = "";

    /// <summary>Every transform in order, once it is made: why the frame looks so.</summary>
    public ImmutableArray<StillStep> Recipe { get; init; } = [];

    /// <summary>What a person should know, in sentences.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Its key in the store of what is derived from clips.</summary>
    [JsonIgnore]
    public string Key { get; init; } = "";
}

/// <summary>One thing that was done to a picture.</summary>
/// <param name="Stage">Where in its way: <c>decode</c>, <c>debayer</c>, <c>input</c>, <c>framing</c>, <c>look</c>, <c>output</c>, <c>burn-in</c>, <c>encode</c>.</param>
/// <param name="Name">What was done.</param>
/// <param name="Parameters">What it was done with, by name.</param>
/// <param name="Reason">Why, when nobody asked for it; null otherwise.</param>
public sealed record StillStep(string Stage, string Name, ImmutableSortedDictionary<string, string> Parameters, string? Reason);

/// <summary>How far a still is.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<StillState>))]
public enum StillState
{
    /// <summary>It waits, or is being rendered.</summary>
    Waiting,

    /// <summary>It can be looked at.</summary>
    Made,

    /// <summary>It could not be made.</summary>
    Failed,
}
