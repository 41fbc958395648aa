using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Acetate.Library.Rolls;

/// <summary>The content of one camera card or one sound card, as it was shot and as it came in.</summary>
public sealed record Roll
{
    /// <summary>The library's id, a version 7 UUID.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show's short name.</summary>
    public required string Show { get; init; }

    /// <summary>The roll's name: that of its folder, such as <c>A001R2EC</c>. Never changed by us.</summary>
    public required string Name { get; init; }

    /// <summary>Camera, sound or other.</summary>
    public required RollKind Kind { get; init; }

    /// <summary>The shoot day the roll belongs to.</summary>
    public required DateOnly ShootDay { get; init; }

    /// <summary>The unit: MU, SU, TU …; empty when not known.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The episode or block; empty for features.</summary>
    public string Episode { get; init; } = "";

    /// <summary>The number of the shoot day, when known.</summary>
    public int? DayNumber { get; init; }

    /// <summary>The card layout that was recognised, such as <c>arri</c>, <c>sony-xdroot</c>, <c>sound</c>.</summary>
    public string Layout { get; init; } = "";

    /// <summary>Why the roll was classified so, in words.</summary>
    public string LayoutReason { get; init; } = "";

    /// <summary>Where it was read from: the path on the machine that read it.</summary>
    public string Source { get; init; } = "";

    /// <summary>The drive it arrived on: serial and label; empty when not known.</summary>
    public string Drive { get; init; } = "";

    /// <summary>Who brought the drive; empty when not known.</summary>
    public string CarriedBy { get; init; } = "";

    /// <summary>The submission the roll came with, if it came with one.</summary>
    public Guid? Submission { get; init; }

    /// <summary>Further tags, such as a location or a scene.</summary>
    public ImmutableDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Number of files, without ignored ones.</summary>
    public long Files { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>A hash over paths, lengths and known digests: equal for equal content, whatever the roll is called. Empty when not known.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>The folder of the roll in the library store; every file's key is this, <c>/</c> and its path on the card.</summary>
    public string StorePrefix { get; init; } = "";

    /// <summary>What holding the card against its manifest gave.</summary>
    public ManifestState Manifest { get; init; }

    /// <summary>The last stage that is done with all before it.</summary>
    public RollStage Stage { get; init; }

    /// <summary>Why the roll is held, or null when it is not.</summary>
    public Hold? Hold { get; init; }

    /// <summary>Who takes care of the hold; null when nobody said so, or when there is none. It goes with the hold.</summary>
    public Acknowledgement? Acknowledged { get; init; }

    /// <summary>When the library first heard of the roll.</summary>
    public required DateTimeOffset FoundAt { get; init; }
}

/// <summary>What a roll holds.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RollKind>))]
public enum RollKind
{
    /// <summary>Something else: reports, looks, stills.</summary>
    Other,

    /// <summary>Original camera files.</summary>
    Camera,

    /// <summary>Original production sound.</summary>
    Sound,
}

/// <summary>What holding a card against its manifest gave.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ManifestState>))]
public enum ManifestState
{
    /// <summary>Not looked at yet.</summary>
    Unchecked,

    /// <summary>Every file is listed and there.</summary>
    Intact,

    /// <summary>Files of the manifest are not on the card.</summary>
    Missing,

    /// <summary>Files on the card are not in the manifest.</summary>
    Unlisted,

    /// <summary>A size or hash differs from the manifest.</summary>
    Mismatch,

    /// <summary>The manifest or its chain cannot be trusted or read.</summary>
    Untrusted,

    /// <summary>The card had no manifest; it was read twice and sealed by us.</summary>
    UnprovenAtSource,
}

/// <summary>Why something waits for a person.</summary>
/// <param name="Reason">What is wrong: one sentence.</param>
/// <param name="Advice">What to do: one sentence.</param>
public sealed record Hold(string Reason, string Advice);

/// <summary>Somebody's word that they take care of what waits for a person.</summary>
/// <param name="By">Who.</param>
/// <param name="At">Since when.</param>
public sealed record Acknowledgement(string By, DateTimeOffset At);
