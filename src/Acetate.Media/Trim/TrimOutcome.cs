using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Media.Trim;

/// <summary>What became of a trim.</summary>
public abstract record TrimOutcome
{
    private TrimOutcome()
    {
    }

    /// <summary>The files lie in the folder, read back and compared.</summary>
    public sealed record Made : TrimOutcome
    {
        /// <summary>How it was cut.</summary>
        public required TrimMethod Method { get; init; }

        /// <summary>Whether the files hold exactly the frames of <see cref="Range"/>, each as it is in the source, and this was checked on the finished files.</summary>
        public required bool Exact { get; init; }

        /// <summary>How exactness was checked, in words.</summary>
        public required string Proof { get; init; }

        /// <summary>The part of the source that the files hold.</summary>
        public required TrimmedRange Range { get; init; }

        /// <summary>The files, in order.</summary>
        public required ImmutableArray<TrimmedFile> Files { get; init; }

        /// <summary>Files beside the clip that were copied along, unchanged: they describe the whole clip.</summary>
        public ImmutableArray<TrimmedFile> Sidecars { get; init; } = [];

        /// <summary>What a person should know: what was left out or still describes the whole clip.</summary>
        public ImmutableArray<string> Notes { get; init; } = [];

        /// <summary>Frames of the range that the source lacks; of a sequence with holes.</summary>
        public ImmutableArray<long> Missing { get; init; } = [];
    }

    /// <summary>The clip cannot be cut without loss. Nothing was written.</summary>
    /// <param name="Reason">Why, in a sentence.</param>
    public sealed record Refused(string Reason) : TrimOutcome;
}

/// <summary>How a clip was cut.</summary>
public enum TrimMethod
{
    /// <summary>QuickTime or MP4: the samples as they are, with a new movie header.</summary>
    MovieSamples,

    /// <summary>MXF: the essence as it is, with durations, timecode and index corrected.</summary>
    MxfEditUnits,

    /// <summary>Wave: the samples as they are, with time reference and sizes corrected.</summary>
    WaveSamples,

    /// <summary>A sequence: the files of the frames, unchanged.</summary>
    Frames,

    /// <summary>The whole clip, unchanged, because it cannot be cut.</summary>
    Whole,
}

/// <summary>The part of a clip that a trim holds. Half-open: <see cref="End"/> is the first frame (or sample) that it does not hold.</summary>
public sealed record TrimmedRange
{
    /// <summary>What is counted: <c>frames</c> or <c>samples</c>.</summary>
    public string Unit { get; init; } = "frames";

    /// <summary>First frame or sample, counted in the source from 0.</summary>
    public required long Start { get; init; }

    /// <summary>The frame or sample after the last one.</summary>
    public required long End { get; init; }

    /// <summary>Always true; said so that nobody has to guess.</summary>
    public bool HalfOpen { get; } = true;

    /// <summary>Label of the first frame; null where the clip has no timecode.</summary>
    public string? In { get; init; }

    /// <summary>Label of the frame after the last one.</summary>
    public string? Out { get; init; }

    /// <summary>Exact rate of the labels.</summary>
    public FrameRate? Rate { get; init; }
}

/// <summary>A file of a trim.</summary>
/// <param name="Path">Where it lies, relative to the folder of the trim.</param>
/// <param name="Source">The file of the clip that it comes from.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Hash of the file as read back from the disk.</param>
public sealed record TrimmedFile(string Path, string Source, long Size, string Sha256);
