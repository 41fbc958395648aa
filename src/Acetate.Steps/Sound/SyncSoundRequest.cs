using System.Collections.Immutable;

namespace Acetate.Steps.Sound;

/// <summary>Which clip's sound is looked for, in which recordings, and where it goes.</summary>
public sealed record SyncSoundRequest
{
    /// <summary>URL of the store that has the clip.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in that store that the clip's files are relative to; empty for the store itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The clip.</summary>
    public required ClipFiles Clip { get; init; }

    /// <summary>The sound rolls in which it may be. The default is none.</summary>
    public ImmutableArray<SoundRoll> Sounds { get; init; } = [];

    /// <summary>Whether the camera had no timecode worth asking, such as one that begins at zero with each clip: only slate and sound are asked. The default is no.</summary>
    public bool NoTimecode { get; init; }

    /// <summary>The clip's scene, where people say it; null, the default, is as its files say.</summary>
    public string? Scene { get; init; }

    /// <summary>The clip's take, where people say it; null, the default, is as its files say.</summary>
    public string? Take { get; init; }

    /// <summary>Whether samples are copied as they are, however far clocks drifted apart. The default is no: drift that would be seen is taken out.</summary>
    public bool KeepsDrift { get; init; }

    /// <summary>Whether sound is cut, too, that timecode alone found: nothing contradicts it, and nothing confirms it. The default is no.</summary>
    public bool WithUnconfirmed { get; init; }

    /// <summary>What a person decided; it stands over every method. Null, the default: nobody did.</summary>
    public SoundDecision? Decision { get; init; }

    /// <summary>URL of the store that takes the sound.</summary>
    public required Uri Target { get; init; }

    /// <summary>The folder in that store for <c>sound.wav</c>; empty for the store itself.</summary>
    public string TargetPrefix { get; init; } = "";
}

/// <summary>What one recorder wrote on one card.</summary>
public sealed record SoundRoll
{
    /// <summary>The roll's name.</summary>
    public required string Roll { get; init; }

    /// <summary>URL of the store that has it.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in that store that its files are relative to; empty for the store itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Its wave files, relative to the prefix. The default is none.</summary>
    public ImmutableArray<string> Files { get; init; } = [];
}

/// <summary>Which recording is a clip's sound, and where it begins in it, as a person decided.</summary>
public sealed record SoundDecision
{
    /// <summary>The files of the recording, as <see cref="SyncedRecording.Files"/> or <see cref="SoundRoll.Files"/> name them: one of several files is enough.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>The roll that they are of. Null, the default, is enough unless two rolls have files of one name.</summary>
    public string? Roll { get; init; }

    /// <summary>The sample of the recording at which the clip's first frame begins; below 0 the recording begins later. It is taken as it is.</summary>
    public double OffsetSamples { get; init; }

    /// <summary>Whether the clip has no sound (MOS): then nothing else is asked for.</summary>
    public bool IsNone { get; init; }
}
