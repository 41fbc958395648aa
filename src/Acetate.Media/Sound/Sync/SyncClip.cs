using Acetate.Timing;

namespace Acetate.Media.Sound.Sync;

/// <summary>A camera's clip, as far as its sound is to be found.</summary>
public sealed record SyncClip
{
    /// <summary>What messages call it.</summary>
    public required string Name { get; init; }

    /// <summary>Frames of picture per second.</summary>
    public required FrameRate Rate { get; init; }

    /// <summary>Seconds of picture.</summary>
    public required double Seconds { get; init; }

    /// <summary>The label of its first frame; null when it has none.</summary>
    public Timecode? Start { get; init; }

    public string? Scene { get; init; }

    public string? Take { get; init; }

    /// <summary>Its own sound, which begins with its first frame; null when it has none.</summary>
    public ISoundSamples? Scratch { get; init; }
}
