using System.Collections.Immutable;

namespace Acetate.Media.Slates;

/// <summary>What stands on a slate.</summary>
public enum SlateField
{
    /// <summary>The scene, or the number of the slate where slates are counted through.</summary>
    Scene,

    /// <summary>The take.</summary>
    Take,

    /// <summary>The camera roll.</summary>
    Roll,

    /// <summary>The camera's letter.</summary>
    Camera,

    /// <summary>Frames a second, as written.</summary>
    Rate,

    /// <summary>The date, as written.</summary>
    Date,

    /// <summary>What else is said of a take: <c>MOS</c>, <c>SYNC</c>.</summary>
    Note,
}

/// <summary>Something that was read in one frame.</summary>
/// <param name="Field">What it is.</param>
/// <param name="Value">In the form that fields have.</param>
/// <param name="Raw">As it was read.</param>
/// <param name="Confidence">0 to 1, of this frame alone.</param>
/// <param name="Frame">The clip's frame, from 0.</param>
/// <param name="Box">Where in the frame.</param>
/// <param name="IsCode">Whether it was read from a code, which has a checksum, and not from writing.</param>
public sealed record SlateReading(SlateField Field, string Value, string Raw, double Confidence, long Frame, SlateBox Box, bool IsCode = false);

/// <summary>A part of a frame, as parts of its width and height from 0 to 1.</summary>
/// <param name="Left">From the left.</param>
/// <param name="Top">From the top.</param>
/// <param name="Width">Across.</param>
/// <param name="Height">Down.</param>
public sealed record SlateBox(double Left, double Top, double Width, double Height)
{
    /// <summary>A box from pixels of a picture; what lies outside is cut.</summary>
    public static SlateBox Of(GreyPicture picture, double left, double top, double right, double bottom)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (x0, x1) = (Math.Clamp(left / picture.Width, 0, 1), Math.Clamp(right / picture.Width, 0, 1));
        var (y0, y1) = (Math.Clamp(top / picture.Height, 0, 1), Math.Clamp(bottom / picture.Height, 0, 1));
        return new(Math.Round(x0, 4), Math.Round(y0, 4), Math.Round(Math.Max(0, x1 - x0), 4), Math.Round(Math.Max(0, y1 - y0), 4));
    }
}

/// <summary>What the frames of a clip together say about one field.</summary>
public sealed record SlateValue
{
    /// <summary>What it is.</summary>
    public required SlateField Field { get; init; }

    /// <summary>The value that most speaks for.</summary>
    public required string Value { get; init; }

    /// <summary>As it was read in the frame that shows it best.</summary>
    public required string Raw { get; init; }

    /// <summary>How sure that is, 0 to 1: what frames disagree about is never above a half.</summary>
    public required double Confidence { get; init; }

    /// <summary>The frame that shows it best, counted from 0.</summary>
    public required long Frame { get; init; }

    /// <summary>Where in that frame.</summary>
    public required SlateBox Box { get; init; }

    /// <summary>Frames that say so.</summary>
    public required int Frames { get; init; }

    /// <summary>Whether a code says so.</summary>
    public bool IsCode { get; init; }

    /// <summary>What other frames say, the best first. The default is none.</summary>
    public ImmutableArray<string> Others { get; init; } = [];
}

/// <summary>What was read of a clip's slate.</summary>
public sealed record SlateReport
{
    /// <summary>What is proposed; empty when nothing was found.</summary>
    public ImmutableArray<SlateValue> Values { get; init; } = [];

    /// <summary>Codes as they were read, where they are in no form that is known. The default is none.</summary>
    public ImmutableArray<string> Codes { get; init; } = [];

    /// <summary>The frame that shows the slate best, from 0; null when there is none.</summary>
    public long? Frame { get; init; }

    /// <summary>Whether it was found at the end of the clip.</summary>
    public bool IsTail { get; init; }

    /// <summary>Frames that were looked at.</summary>
    public int FramesSeen { get; init; }

    /// <summary>Frames in which text or codes were read for.</summary>
    public int FramesRead { get; init; }

    /// <summary>What could not be done, in sentences.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>What is proposed for a field; null for nothing.</summary>
    public SlateValue? this[SlateField field] => Values.FirstOrDefault(value => value.Field == field);
}
