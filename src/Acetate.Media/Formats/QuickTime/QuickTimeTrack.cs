using System.Collections.Immutable;

namespace Acetate.Media.Formats.QuickTime;

/// <summary>A track as <c>moov</c> describes it.</summary>
public sealed record QuickTimeTrack
{
    /// <summary><c>vide</c>, <c>soun</c>, <c>tmcd</c>, …</summary>
    public string Handler { get; set; } = "";

    /// <summary>Four letters of the codec.</summary>
    public string Codec { get; set; } = "";

    /// <summary>The first sample description: its head and what lies in it, at most 64 KiB.</summary>
    public ImmutableArray<byte> Description { get; set; } = [];

    /// <summary>How wide the track is shown, in 1/65536 of a pixel; 0 when it does not say.</summary>
    public long ShownWidth { get; set; }

    /// <summary>How high the track is shown, in 1/65536 of a pixel; 0 when it does not say.</summary>
    public long ShownHeight { get; set; }

    /// <summary>How far the picture is turned clockwise where it is shown, in degrees: 0, 90, 180 or 270; 0 too for a matrix that does something else.</summary>
    public int Rotation { get; set; }

    /// <summary>Whether the turned picture is shown mirrored, left and right changed.</summary>
    public bool IsMirrored { get; set; }

    /// <summary>Units per second of <see cref="Duration"/>.</summary>
    public long TimeScale { get; set; }

    /// <summary>Length of the media in units of <see cref="TimeScale"/>, as the header says.</summary>
    public long Duration { get; set; }

    /// <summary>Number of samples (frames of picture) in the size table.</summary>
    public long? Samples { get; set; }

    /// <summary>Number of samples in the time table; null when the table is too long to be read whole.</summary>
    public long? TimedSamples { get; set; }

    /// <summary>Sum of the sample times in the time table.</summary>
    public long? TimedDuration { get; set; }

    /// <summary>The length of nearly all samples, in units of <see cref="TimeScale"/>; null when they differ.</summary>
    public long? SteadyDelta { get; set; }

    /// <summary>Where the first sample begins.</summary>
    public long? FirstChunk { get; set; }

    /// <summary>Bytes of the first sample.</summary>
    public long? FirstSize { get; set; }

    /// <summary>Where the last chunk begins.</summary>
    public long? LastChunk { get; set; }

    /// <summary>Whether an edit list shows something else than all of it from one place on.</summary>
    public bool HasEdits { get; set; }

    /// <summary>Whether there is an edit list at all.</summary>
    public bool HasEditList { get; set; }

    /// <summary>What is left out at the beginning, in units of <see cref="TimeScale"/>.</summary>
    public long LeftOut { get; set; }
}

/// <summary>A value of metadata: a key of <c>keys</c>/<c>ilst</c>, or a box of user data.</summary>
/// <param name="Key">The key, or four letters.</param>
/// <param name="Text">The value as text; null for what is none.</param>
/// <param name="Track">The number of the track it belongs to, from 1; 0 for the movie.</param>
/// <param name="Content">The first bytes, when it is no text.</param>
public sealed record QuickTimeTag(string Key, string? Text, int Track, ImmutableArray<byte> Content);
