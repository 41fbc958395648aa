using System.Text.Json.Serialization;

namespace Acetate.Library.Rolls;

/// <summary>The stages of a roll, in the order a person sees them fill. Stages after <see cref="Uploaded"/> may overlap.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RollStage>))]
public enum RollStage
{
    /// <summary>Seen on a card or drive.</summary>
    Found,

    /// <summary>Held against its manifest, or known to have none.</summary>
    ManifestChecked,

    /// <summary>Bytes are on their way.</summary>
    Uploading,

    /// <summary>All bytes are under their final names in the library store.</summary>
    Uploaded,

    /// <summary>Read back past the cache and hashed: copy 1 counts.</summary>
    Verified,

    /// <summary>Every clip was inspected.</summary>
    Inspected,

    /// <summary>Every clip has its proxy, or a reason why it has none.</summary>
    Proxied,

    /// <summary>In the archive store, read back and hashed: copy 2 counts.</summary>
    Archived,

    /// <summary>Everything the show's policy asks for is done.</summary>
    Complete,
}

/// <summary>How one stage of one roll stands: what a bar of the dashboard shows.</summary>
public sealed record StageProgress
{
    /// <summary>The stage.</summary>
    public required RollStage Stage { get; init; }

    /// <summary>How it stands.</summary>
    public StageState State { get; init; }

    /// <summary>Work done, in the unit of <see cref="Total"/>.</summary>
    public double Done { get; init; }

    /// <summary>All the work: bytes or clips; 0 when not known.</summary>
    public double Total { get; init; }

    /// <summary>When the stage began.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who or what acts or acted.</summary>
    public string Actor { get; init; } = "";

    /// <summary>Why it stands so, when that needs saying.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How much is done: 0 to 1.</summary>
    public double Fraction => State is StageState.Done ? 1 : Total > 0 ? Math.Clamp(Done / Total, 0, 1) : 0;
}

/// <summary>How a stage stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<StageState>))]
public enum StageState
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>Done.</summary>
    Done,

    /// <summary>Waits for a person.</summary>
    Held,

    /// <summary>Ended, and not well.</summary>
    Failed,
}
