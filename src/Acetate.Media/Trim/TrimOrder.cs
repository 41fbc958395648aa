using Acetate.Timing;

namespace Acetate.Media.Trim;

/// <summary>Which part of a clip is wanted, and what to do when it cannot be cut out.</summary>
public sealed record TrimOrder
{
    /// <summary>The part.</summary>
    public required TrimSelection Selection { get; init; }

    /// <summary>Copy the clip whole, byte for byte, when its format cannot be cut; the default is to refuse with the reason.</summary>
    public bool OrWhole { get; init; }

    /// <summary>Copy the files beside the clip (XML, ALE, RMD) along, unchanged; the default is not to.</summary>
    public bool WithSidecars { get; init; }

    /// <summary>Frames per second of the labels, for sound whose file does not say; the default, unset, is what the file says.</summary>
    public FrameRate Rate { get; init; }

    /// <summary>What the result is called, without extension; the default, null, is the clip's own file name. Frames always keep theirs.</summary>
    public string? Name { get; init; }
}

/// <summary>A part of a clip. All ranges are half-open: the end is the first frame that is not wanted.</summary>
public abstract record TrimSelection
{
    private TrimSelection()
    {
    }

    /// <summary>From one timecode label up to, without, another, as an edit list counts.</summary>
    public sealed record Labels(string In, string Out) : TrimSelection;

    /// <summary>From one frame up to, without, another; the first frame of the clip is 0.</summary>
    public sealed record Frames(long Start, long End) : TrimSelection;

    /// <summary>From one sample of sound up to, without, another; the first is 0. For wave files.</summary>
    public sealed record Samples(long Start, long End) : TrimSelection;
}

/// <summary>The part that is wanted is not in the clip, or makes no sense for it.</summary>
public sealed class TrimRangeException(string message, bool isOutside = false) : ArgumentException(message)
{
    /// <summary>Whether the range was understood but lies outside the clip; else it is wrong in itself.</summary>
    public bool IsOutside { get; } = isOutside;
}

/// <summary>A format that cannot be cut without loss, and why. It becomes <see cref="TrimOutcome.Refused"/>.</summary>
internal sealed class CannotTrimException(string reason) : Exception(reason);
