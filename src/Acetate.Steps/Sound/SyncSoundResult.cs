using System.Collections.Immutable;
using Acetate.Media.Check;
using Acetate.Media.Sound.Sync;

namespace Acetate.Steps.Sound;

/// <summary>Which recording is a clip's sound, and where the clip begins in it.</summary>
public sealed record SyncSoundResult
{
    /// <summary>How sure it is.</summary>
    public required SyncVerdict Verdict { get; init; }

    /// <summary>The method whose answer stands.</summary>
    public SyncMethod? Method { get; init; }

    /// <summary>0 to 1.</summary>
    public double Confidence { get; init; }

    /// <summary>Why, in sentences.</summary>
    public required string Reason { get; init; }

    /// <summary>What else a person should know.</summary>
    public string? Remark { get; init; }

    /// <summary>The recordings that were looked at.</summary>
    public ImmutableArray<SyncedRecording> Recordings { get; init; } = [];

    /// <summary>The sound that was cut to the clip; null: there is none.</summary>
    public SyncedWave? Sound { get; init; }

    /// <summary>What was found in the sound.</summary>
    public ImmutableArray<ClipFinding> Findings { get; init; } = [];
}

/// <summary>A recording that was looked at.</summary>
public sealed record SyncedRecording
{
    /// <summary>The sound roll.</summary>
    public required string Roll { get; init; }

    /// <summary>Its files.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>The scene.</summary>
    public string? Scene { get; init; }

    /// <summary>The take.</summary>
    public string? Take { get; init; }

    /// <summary>What was noted.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the take is circled.</summary>
    public bool? IsCircled { get; init; }
}

/// <summary>Sound that was cut to a clip: it begins at the clip's first frame.</summary>
public sealed record SyncedWave
{
    /// <summary>In the target store, with its prefix.</summary>
    public required string Key { get; init; }

    /// <summary>Samples per second.</summary>
    public int SampleRate { get; init; }

    /// <summary>Channels.</summary>
    public int Channels { get; init; }

    /// <summary>Samples of each channel.</summary>
    public long Samples { get; init; }

    /// <summary>Names of the channels.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Label of the sound at the clip's first frame.</summary>
    public string? StartTimecode { get; init; }

    /// <summary>The recording's file name.</summary>
    public required string Recording { get; init; }

    /// <summary>The tape.</summary>
    public string? Tape { get; init; }
}
