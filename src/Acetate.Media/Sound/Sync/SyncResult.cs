using System.Collections.Immutable;

namespace Acetate.Media.Sound.Sync;

/// <summary>By what a clip's sound was found; in the order in which they are asked.</summary>
public enum SyncMethod
{
    /// <summary>By nothing.</summary>
    None,

    /// <summary>The camera's timecode and the recorder's time reference.</summary>
    Timecode,

    /// <summary>Linear timecode on a sound track of the camera or the recorder.</summary>
    TimecodeTrack,

    /// <summary>Scene and take name the recording, sound the place in it.</summary>
    SceneAndTake,

    /// <summary>What both microphones heard.</summary>
    Waveform,

    /// <summary>The clap of the slate.</summary>
    Clap,
}

/// <summary>How far an answer may be trusted.</summary>
public enum SyncVerdict
{
    /// <summary>The recording is not this clip's, or nothing says that it is.</summary>
    None,

    /// <summary>Something contradicts, or what was found could be chance: a person has to look.</summary>
    Doubtful,

    /// <summary>Timecode alone says it: nothing contradicts, and nothing confirms it.</summary>
    Unconfirmed,

    /// <summary>What both microphones heard confirms it.</summary>
    Sure,
}

/// <summary>What one method says.</summary>
/// <param name="Method">Which.</param>
/// <param name="Offset">The sample of the recording at which the clip begins; null when it cannot say.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Words">The same for a person.</param>
public sealed record SyncEvidence(SyncMethod Method, double? Offset, double Confidence, string Words);

/// <summary>Whether a recording is the sound of a clip, and where the clip begins in it.</summary>
public sealed record SyncResult
{
    /// <summary>The recording.</summary>
    public required SoundTake Sound { get; init; }

    public required SyncVerdict Verdict { get; init; }

    /// <summary>The method whose answer stands.</summary>
    public required SyncMethod Method { get; init; }

    /// <summary>The probability that the offset is right, as far as the method can tell; 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>The sample of the recording at which the clip's first frame begins, with its fraction; negative when the recording begins later. Null: not known.</summary>
    public double? Offset { get; init; }

    /// <summary><see cref="Offset"/> in frames of the clip.</summary>
    public double? OffsetFrames { get; init; }

    /// <summary>How much faster the recorder's clock ran than the camera's, in millionths; null when nothing measured it to 15 millionths.</summary>
    public double? DriftPpm { get; init; }

    /// <summary>How far sound is off at the clip's end when it is right at its beginning, in samples of the recording; null when nothing measured it.</summary>
    public double? DriftSamples { get; init; }

    /// <summary>Whether the clip's sound may be cut from this recording without a person having looked.</summary>
    /// <param name="withUnconfirmed">Whether what timecode alone says is enough.</param>
    public bool CanBeCut(bool withUnconfirmed = false) => Offset is not null && (Verdict == SyncVerdict.Sure || (withUnconfirmed && Verdict == SyncVerdict.Unconfirmed));

    /// <summary>Why, in sentences.</summary>
    public required string Reason { get; init; }

    /// <summary>What each method said, in the order in which they were asked.</summary>
    public required ImmutableArray<SyncEvidence> Evidence { get; init; }
}
