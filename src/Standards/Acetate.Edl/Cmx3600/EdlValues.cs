using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cdl;
using Acetate.Timing;

namespace Acetate.Edl.Cmx3600;

/// <summary>A time as it stands in a list.</summary>
/// <param name="Text">As written.</param>
/// <param name="Timecode">What it means at the rate; null when it means nothing.</param>
public readonly record struct EdlTime(string Text, Timecode? Timecode)
{
    /// <summary>As written.</summary>
    public override string ToString() => Text;
}

/// <summary>A picture or sound channel of the recording.</summary>
/// <param name="IsVideo">Whether it is a picture channel.</param>
/// <param name="Number">From 1. V and V1 are the same channel.</param>
public readonly record struct EdlChannel(bool IsVideo, int Number) : IComparable<EdlChannel>
{
    /// <summary>Video before sound, then by number.</summary>
    public int CompareTo(EdlChannel other) => IsVideo == other.IsVideo ? Number.CompareTo(other.Number) : IsVideo ? -1 : 1;

    /// <summary>Such as V1 or A3.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsVideo ? 'V' : 'A')}{Number}");

    /// <summary>Before.</summary>
    public static bool operator <(EdlChannel left, EdlChannel right) => left.CompareTo(right) < 0;

    /// <summary>After.</summary>
    public static bool operator >(EdlChannel left, EdlChannel right) => left.CompareTo(right) > 0;

    /// <summary>Before or the same.</summary>
    public static bool operator <=(EdlChannel left, EdlChannel right) => left.CompareTo(right) <= 0;

    /// <summary>After or the same.</summary>
    public static bool operator >=(EdlChannel left, EdlChannel right) => left.CompareTo(right) >= 0;
}

/// <summary>How one picture becomes the next.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="WipePattern">The pattern number of a wipe, such as 257; null otherwise.</param>
/// <param name="Frames">Its duration, counted from the record in of its line; null for cuts and where it is missing.</param>
/// <param name="Text">As written, such as D, W001 or K B.</param>
public sealed record EdlTransition(EdlTransitionKind Kind, int? WipePattern, int? Frames, string Text)
{
    /// <summary>A cut.</summary>
    public static EdlTransition Cut { get; } = new(EdlTransitionKind.Cut, null, null, "C");

    /// <summary>A dissolve of so many frames.</summary>
    public static EdlTransition Dissolve(int frames) => new(EdlTransitionKind.Dissolve, null, frames, "D");

    /// <summary>A wipe of a pattern, 0 to 999, and so many frames.</summary>
    public static EdlTransition Wipe(int pattern, int frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pattern);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pattern, 999);
        return new(EdlTransitionKind.Wipe, pattern, frames, string.Create(CultureInfo.InvariantCulture, $"W{pattern:000}"));
    }
}

/// <summary>Kinds of transitions.</summary>
public enum EdlTransitionKind
{
    /// <summary>A word that is not known.</summary>
    Unknown,

    /// <summary>C.</summary>
    Cut,

    /// <summary>D.</summary>
    Dissolve,

    /// <summary>W and a pattern number.</summary>
    Wipe,

    /// <summary>K: the foreground of a key.</summary>
    Key,

    /// <summary>K B: the background of a key.</summary>
    KeyBackground,

    /// <summary>K O: the foreground of a key that fades out.</summary>
    KeyOut,
}

/// <summary>An exact factor of speed, in lowest terms.</summary>
/// <param name="Numerator">Negative when played backwards, 0 for a freeze.</param>
/// <param name="Denominator">Above 0.</param>
public readonly record struct EdlFactor(long Numerator, long Denominator)
{
    /// <summary>Normal speed.</summary>
    public static EdlFactor One { get; } = new(1, 1);

    /// <summary>No movement.</summary>
    public static EdlFactor Freeze { get; } = new(0, 1);

    /// <summary>The nearest double.</summary>
    public double Value => (double)Numerator / Denominator;

    /// <summary>Frames of the source that so many frames of the programme need, rounded up so that none is missing.</summary>
    public long SourceFrames(long recordFrames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(recordFrames);
        return checked((long)(((Int128)recordFrames * Math.Abs(Numerator) + Denominator - 1) / Denominator));
    }

    internal static EdlFactor Of(Int128 numerator, Int128 denominator)
    {
        var (one, other) = (Int128.Abs(numerator), denominator);
        while (other != 0) (one, other) = (other, one % other);
        return one == 0 ? Freeze : new((long)(numerator / one), (long)(denominator / one));
    }
}

/// <summary>An M2 line: the speed of a source.</summary>
/// <param name="Line">In the file.</param>
/// <param name="Reel">As written.</param>
/// <param name="FramesPerSecond">Source frames shown per second, one decimal, negative when backwards.</param>
/// <param name="Time">The source time at which it begins; when backwards, the last frame of the source comes first.</param>
/// <param name="Factor">
/// The speed over the list's rate, exact. The line holds one decimal only; a speed within 0.1 of a whole multiple, a half or a
/// quarter of the rate (or of its labels per second) counts as that. At rates such as 24000/1001 the simplest fraction of at most twelve
/// parts that is written so is taken: 8.0 is a third.
/// </param>
public sealed record EdlSpeed(int Line, string Reel, decimal FramesPerSecond, EdlTime Time, EdlFactor Factor);

/// <summary>The source frames that an event plays.</summary>
/// <param name="First">The earliest of them.</param>
/// <param name="Frames">How many; one for a freeze.</param>
/// <param name="IsReversed">Whether the last comes first.</param>
/// <param name="Basis">Where the length comes from.</param>
public sealed record EdlPlayed(Timecode First, long Frames, bool IsReversed, EdlPlayedBasis Basis)
{
    /// <summary>The frame after the last of them.</summary>
    public Timecode End => First.AddWrapping(Frames);
}

/// <summary>Where the length of the played source comes from.</summary>
public enum EdlPlayedBasis
{
    /// <summary>The source columns.</summary>
    Columns,

    /// <summary>The record length times the speed: the source columns only repeat the record length.</summary>
    Speed,

    /// <summary>The larger of both, as they contradict each other.</summary>
    Larger,
}

/// <summary>A SPLIT line: picture and sound do not begin together.</summary>
/// <param name="Line">In the file.</param>
/// <param name="IsAudio">Whether the sound begins later; otherwise the picture does.</param>
/// <param name="Delay">By how much, as written.</param>
/// <param name="Frames">By how many frames; null when it cannot be read.</param>
public sealed record EdlSplit(int Line, bool IsAudio, string Delay, long? Frames);

/// <summary>A marker.</summary>
/// <param name="Line">In the file.</param>
/// <param name="Time">In the programme. A marker of DaVinci Resolve lies at the record in of its event.</param>
/// <param name="Colour">In capitals, such as RED, also when it is not a colour of Avid; empty when none is said.</param>
/// <param name="Text">May be empty.</param>
public sealed record EdlMarker(int Line, EdlTime Time, string Colour, string Text)
{
    /// <summary>Its duration in frames; null when not said.</summary>
    public long? Frames { get; init; }

    /// <summary>Who set it; null when not said.</summary>
    public string? Author { get; init; }

    /// <summary>The track it lies on, such as V1; null when not said.</summary>
    public string? Track { get; init; }
}

/// <summary>What a list says about the grade of an event.</summary>
/// <param name="Line">Of its first comment.</param>
public sealed record EdlGrade(int Line)
{
    /// <summary>From ASC_SOP; null without one.</summary>
    public Rgb? Slope { get; init; }

    /// <summary>From ASC_SOP; null without one.</summary>
    public Rgb? Offset { get; init; }

    /// <summary>From ASC_SOP; null without one.</summary>
    public Rgb? Power { get; init; }

    /// <summary>From ASC_SAT; null without one, which counts as 1 when the grade is applied.</summary>
    public double? Saturation { get; init; }

    /// <summary>The numbers as a CDL, with 1, 0, 1 and 1 for what is not said. Ask <see cref="CdlValues.WhyNot"/> before use.</summary>
    public CdlValues Values => new()
    {
        Slope = Slope ?? Rgb.Of(1),
        Offset = Offset ?? Rgb.Of(0),
        Power = Power ?? Rgb.Of(1),
        Saturation = Saturation ?? 1,
    };
}

/// <summary>Frame numbers of a plate or an image sequence.</summary>
/// <param name="First">Of the first frame.</param>
/// <param name="Last">Of the last frame.</param>
/// <param name="Frames">How many the list says there are; null when it does not.</param>
public sealed record EdlFrameNumbers(long First, long Last, long? Frames = null);

/// <summary>A longer name of a reel.</summary>
/// <param name="Line">In the file.</param>
/// <param name="Origin">Which kind of line says it.</param>
/// <param name="Reel">The reel in the events; empty for a comment, which speaks of its event.</param>
/// <param name="Name">The name it stands for.</param>
/// <param name="Id">The time or id that a source table adds; null otherwise.</param>
public sealed record EdlReelName(int Line, EdlReelOrigin Origin, string Reel, string Name, string? Id = null);

/// <summary>Lines that give a longer name for a reel, the most certain first.</summary>
public enum EdlReelOrigin
{
    /// <summary>FINAL CUT PRO REEL … REPLACED BY.</summary>
    FinalCut,

    /// <summary>DLEDL: REEL.</summary>
    Flame,

    /// <summary>&gt;&gt;&gt; SOURCE.</summary>
    SourceTable,

    /// <summary>OTIO TRUNCATED REEL NAME FROM.</summary>
    OpenTimelineIO,

    /// <summary>REEL … IS CLIP.</summary>
    ReelIsClip,
}

/// <summary>The media that DLEDL lines of Flame and Smoke name.</summary>
public sealed record EdlFlameMedia
{
    /// <summary>START TC: the first frame of the media file.</summary>
    public EdlTime? Start { get; init; }

    /// <summary>PATH: the folder.</summary>
    public string? Path { get; init; }

    /// <summary>FILENAME, in order: the picture first, then the sound.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>ORIGIN: where the media came from.</summary>
    public string? Origin { get; init; }
}

/// <summary>A comment.</summary>
/// <param name="Line">In the file.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Text">Without its star and outer blanks.</param>
/// <param name="Value">What follows the key word and its colon; the text itself for <see cref="EdlCommentKind.Other"/>.</param>
public sealed record EdlComment(int Line, EdlCommentKind Kind, string Text, string Value);

/// <summary>Kinds of comments.</summary>
public enum EdlCommentKind
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>FROM CLIP NAME.</summary>
    FromClipName,

    /// <summary>TO CLIP NAME.</summary>
    ToClipName,

    /// <summary>FROM CLIP.</summary>
    FromClip,

    /// <summary>TO CLIP.</summary>
    ToClip,

    /// <summary>FROM FILE.</summary>
    FromFile,

    /// <summary>TO FILE.</summary>
    ToFile,

    /// <summary>SOURCE FILE.</summary>
    SourceFile,

    /// <summary>REEL.</summary>
    Reel,

    /// <summary>LOC.</summary>
    Locator,

    /// <summary>ASC_SOP.</summary>
    AscSop,

    /// <summary>ASC_SAT.</summary>
    AscSat,

    /// <summary>ASC_CC_XML.</summary>
    AscCcXml,

    /// <summary>EFFECT NAME.</summary>
    EffectName,

    /// <summary>KEY CLIP NAME or KEY CLIP IS.</summary>
    KeyClipName,

    /// <summary>COMMENT.</summary>
    Comment,

    /// <summary>FREEZE FRAME.</summary>
    FreezeFrame,

    /// <summary>TIMEWARP EFFECT AT …: the speed changes.</summary>
    Timewarp,

    /// <summary>AMF_NAME.</summary>
    AmfName,

    /// <summary>AMF_UUID.</summary>
    AmfUuid,

    /// <summary>FDL-UUID.</summary>
    FdlUuid,

    /// <summary>FDL-FRAMING-DECISION-ID.</summary>
    FdlFramingDecision,

    /// <summary>FRMC START … END … DURATION.</summary>
    FrameCount,

    /// <summary>OTIO TRUNCATED REEL NAME FROM.</summary>
    OtioTruncatedReel,

    /// <summary>OTIO REFERENCE FROM.</summary>
    OtioReference,

    /// <summary>DLEDL written as a comment.</summary>
    Flame,

    /// <summary>A line of the marker table that Avid writes at the end.</summary>
    MarkerTable,
}
