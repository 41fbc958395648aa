using System.Text.Json.Serialization;

namespace Acetate.Library.Dailies;

/// <summary>What was read of a clip's slate, and what a person made of it.</summary>
public sealed record ClipSlate
{
    /// <summary>The clip.</summary>
    public required Guid Clip { get; init; }

    /// <summary>Its roll.</summary>
    public required Guid Roll { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>How it stands.</summary>
    public SlateState State { get; init; }

    /// <summary>What was read, as the step told it (JSON).</summary>
    public string Report { get; init; } = "{}";

    /// <summary>What the person who decided said; empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>When it was read.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>Who decided; empty for nobody.</summary>
    public string DecidedBy { get; init; } = "";

    /// <summary>When that was.</summary>
    public DateTimeOffset? DecidedAt { get; init; }
}

/// <summary>How what was read of a slate stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SlateState>))]
public enum SlateState
{
    /// <summary>A scene or a take was read, and waits for a person.</summary>
    Proposed,

    /// <summary>A person confirmed it, as it was read or put right: the clip has it now.</summary>
    Confirmed,

    /// <summary>A person does not want it.</summary>
    Dismissed,

    /// <summary>Neither a scene nor a take was read.</summary>
    None,

    /// <summary>It could not be read: the reason says what was missing. It is tried again when the clip is made again.</summary>
    Unread,
}
