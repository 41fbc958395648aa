using System.Text.Json.Serialization;

namespace Acetate.Library.Sharing;

/// <summary>A stretch of a clip's proxy as a file of its own: nothing of the clip outside of the stretch is in it.</summary>
public sealed record ClipCut
{
    /// <summary>The clip.</summary>
    public required Guid Clip { get; init; }

    /// <summary>Which frames.</summary>
    public required FrameStretch Stretch { get; init; }

    /// <summary>How it stands.</summary>
    public ClipCutState State { get; init; }

    /// <summary>Key of the playable file in the derived store; empty until it is made.</summary>
    public string Video { get; init; } = "";

    /// <summary>Key of one frame of the stretch.</summary>
    public string Poster { get; init; } = "";

    /// <summary>Label of its first frame; empty when the clip has no timecode.</summary>
    public string Timecode { get; init; } = "";

    /// <summary>Why it could not be made; empty otherwise.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>How a cut of a proxy stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ClipCutState>))]
public enum ClipCutState
{
    /// <summary>Not made yet.</summary>
    Waiting,

    /// <summary>There, and its frames were counted.</summary>
    Made,

    /// <summary>Could not be made.</summary>
    Failed,
}
