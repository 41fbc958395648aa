using System.Text.Json;

namespace Acetate.Library.Events;

/// <summary>Something that happened to a roll, a clip or a job: the stuff of timelines and of live pages.</summary>
public sealed record LibraryEvent
{
    /// <summary>The place in the order of all events; set by the library. Readers continue after the last one they saw.</summary>
    public long Sequence { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What kind, in kebab case with the noun first: <c>roll.verified</c>, <c>roll.held</c>, <c>job.step-failed</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Who did it: a principal's name, or the part of Acetate that acted.</summary>
    public required string Actor { get; init; }

    /// <summary>What happened, for people: one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The show, or empty.</summary>
    public string Show { get; init; } = "";

    /// <summary>The roll, if one is concerned.</summary>
    public Guid? Roll { get; init; }

    /// <summary>The clip, if one is concerned.</summary>
    public Guid? Clip { get; init; }

    /// <summary>The job, if one is concerned.</summary>
    public Guid? Job { get; init; }

    /// <summary>More facts, if any.</summary>
    public JsonElement? Data { get; init; }
}
