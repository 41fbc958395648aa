using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Acetate.Media.Inspect;

/// <summary>What the files of one clip say about it: the normalised values, and under <see cref="Facts"/> where each came from.</summary>
/// <remarks>
/// This is the shape of <c>acetate inspect --json</c>. A normalised value is that of the first fact of its field; when another
/// origin says something else, both facts are kept and <see cref="Problems"/> has a note. Nothing is ever guessed: what no file
/// says is null.
/// </remarks>
public sealed record ClipInspection
{
    /// <summary>The clip's name, without extension or frame number.</summary>
    public required string Name { get; init; }

    /// <summary>The reel, tape or card that the clip says it belongs to.</summary>
    public string? Reel { get; init; }

    /// <summary>How the files make up the clip.</summary>
    public required ClipKind Kind { get; init; }

    /// <summary>The clip's files, in order, as the caller named them.</summary>
    public required ImmutableArray<string> Files { get; init; }

    /// <summary>Bytes of all files together.</summary>
    public long Bytes { get; init; }

    /// <summary>The clip's number on its reel, as the camera writes it.</summary>
    public string? Number { get; init; }

    /// <summary>The unique identifier of the material (SMPTE ST 330), in hexadecimal.</summary>
    public string? Umid { get; init; }

    /// <summary>The look that the camera showed the picture with: the name of a LUT or look file.</summary>
    public string? Look { get; init; }

    /// <summary>Where the recording was made, as the file writes it; for satellite positions ISO 6709.</summary>
    public string? Position { get; init; }

    /// <summary>Frames of picture; for sound without a timecode rate null (see <see cref="InspectedSound.Samples"/>).</summary>
    public long? Frames { get; init; }

    /// <summary>When the recording began, as the file writes it in ISO 8601; the zone only when the file has one.</summary>
    public string? RecordedAt { get; init; }

    public InspectedTimecode? Timecode { get; init; }

    public InspectedImage? Image { get; init; }

    public InspectedCamera? Camera { get; init; }

    public InspectedLens? Lens { get; init; }

    public InspectedExposure? Exposure { get; init; }

    public InspectedSound? Sound { get; init; }

    public InspectedSlate? Slate { get; init; }

    /// <summary>Every value that was read, with its origin and its text as it stands in the file. Unknown fields are here too.</summary>
    public ImmutableArray<InspectedFact> Facts { get; init; } = [];

    /// <summary>What is wrong or odd, worst first. Empty: every structural check was made and passed.</summary>
    public ImmutableArray<InspectionProblem> Problems { get; init; } = [];
}

/// <summary>How files make up a clip.</summary>
public enum ClipKind
{
    /// <summary>One file of picture.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "One, in contrast to spanned; the number type has nothing to do with it.")]
    Single,

    /// <summary>Several files in order that are one recording.</summary>
    Spanned,

    /// <summary>One file per frame.</summary>
    Sequence,

    /// <summary>Sound.</summary>
    Sound,

    /// <summary>A still photograph.</summary>
    Still,
}

/// <summary>Where the clip lies in time. <see cref="Start"/> is its first frame, <see cref="End"/> the frame after its last (half-open).</summary>
public sealed record InspectedTimecode
{
    /// <summary>Label of the first frame, <c>HH:MM:SS:FF</c>, with <c>;</c> before the frames for drop frame.</summary>
    public string? Start { get; init; }

    /// <summary>Label of the frame after the last; null when the number of frames is unknown.</summary>
    public string? End { get; init; }

    /// <summary>The exact rate that the labels count in, such as <c>24000/1001</c> or <c>25/1</c>.</summary>
    public string? Rate { get; init; }

    public bool? DropFrame { get; init; }
}

/// <summary>The picture as stored.</summary>
public sealed record InspectedImage
{
    /// <summary>Pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels, both fields of an interlaced picture together.</summary>
    public int? Height { get; init; }

    /// <summary>How much wider a pixel is shown than it is stored, as an exact ratio: <c>2/1</c> for a two times anamorphic lens.</summary>
    public string? Squeeze { get; init; }

    /// <summary>Bits per component.</summary>
    public int? BitDepth { get; init; }

    /// <summary>The codec's short name, such as <c>prores</c>, <c>h264</c> or <c>cfa</c> for uncompressed raw.</summary>
    public string? Codec { get; init; }

    /// <summary>Its profile, such as <c>HQ</c>.</summary>
    public string? Profile { get; init; }

    /// <summary>How samples are laid out, in FFmpeg's words, such as <c>yuv422p10le</c>.</summary>
    public string? PixelFormat { get; init; }

    /// <summary>Frames per second of the picture, an exact ratio.</summary>
    public string? Rate { get; init; }

    /// <summary><c>progressive</c>, or which field comes first: <c>tt</c>, <c>bb</c>, <c>tb</c>, <c>bt</c>.</summary>
    public string? FieldOrder { get; init; }

    public InspectedColour? Colour { get; init; }
}

/// <summary>What the file says about its colours.</summary>
public sealed record InspectedColour
{
    /// <summary>Primaries or camera gamut.</summary>
    public string? Primaries { get; init; }

    /// <summary>Transfer function or camera gamma.</summary>
    public string? Transfer { get; init; }

    /// <summary>Matrix from RGB to luma and chroma.</summary>
    public string? Matrix { get; init; }

    /// <summary><c>tv</c> (limited) or <c>pc</c> (full).</summary>
    public string? Range { get; init; }

    /// <summary>A name of the whole encoding, where the maker gives one.</summary>
    public string? Space { get; init; }
}

/// <summary>Who recorded the clip.</summary>
public sealed record InspectedCamera
{
    public string? Make { get; init; }

    public string? Model { get; init; }

    public string? Serial { get; init; }

    /// <summary>The camera's letter or index on the shoot.</summary>
    public string? Id { get; init; }

    public string? Firmware { get; init; }

    /// <summary>The part of the sensor that is used, in the maker's words.</summary>
    public string? SensorMode { get; init; }

    /// <summary>Serial number or name of the card that the clip was recorded on.</summary>
    public string? MediaSerial { get; init; }
}

/// <summary>The lens, as the camera saw it at the first frame.</summary>
public sealed record InspectedLens
{
    public string? Model { get; init; }

    public string? Serial { get; init; }

    /// <summary>Millimetres.</summary>
    public double? FocalLength { get; init; }

    /// <summary>F- or T-stop, as the maker writes it.</summary>
    public string? Iris { get; init; }

    /// <summary>Metres.</summary>
    public double? FocusDistance { get; init; }
}

/// <summary>How the first frame was exposed.</summary>
public sealed record InspectedExposure
{
    /// <summary>Exposure index.</summary>
    public double? Iso { get; init; }

    /// <summary>Decibels, for cameras that count in them.</summary>
    public double? Gain { get; init; }

    /// <summary>Degrees.</summary>
    public double? ShutterAngle { get; init; }

    /// <summary>Seconds, as an exact ratio where the file has one: <c>1/48</c>.</summary>
    public string? ShutterTime { get; init; }

    /// <summary>Kelvin.</summary>
    public double? WhiteBalance { get; init; }

    /// <summary>Green to magenta, in the maker's unit.</summary>
    public double? Tint { get; init; }

    /// <summary>Frames per second at the sensor, an exact ratio.</summary>
    public string? SensorRate { get; init; }

    /// <summary>Density of the neutral filter in front of the sensor.</summary>
    public string? Nd { get; init; }
}

/// <summary>The sound of the clip.</summary>
public sealed record InspectedSound
{
    public string? Codec { get; init; }

    /// <summary>Channels of all sound streams together.</summary>
    public int? Channels { get; init; }

    /// <summary>Hertz.</summary>
    public int? SampleRate { get; init; }

    public int? BitDepth { get; init; }

    /// <summary>Samples per channel.</summary>
    public long? Samples { get; init; }

    /// <summary>Samples since midnight at the first sample (bext TimeReference).</summary>
    public long? TimeReference { get; init; }

    /// <summary>The tracks in the order in which they lie in the file.</summary>
    public ImmutableArray<InspectedTrack> Tracks { get; init; } = [];
}

/// <summary>One track of sound.</summary>
/// <param name="Index">Place in the file, from 1.</param>
/// <param name="Name">What the mixer called it.</param>
/// <param name="RecorderChannel">The recorder's own number of the track.</param>
/// <param name="Function">What it is for, such as <c>M-MID_SIDE</c>.</param>
public sealed record InspectedTrack(int Index, string? Name, int? RecorderChannel, string? Function);

/// <summary>What the slate said, as camera or recorder stored it.</summary>
public sealed record InspectedSlate
{
    public string? Project { get; init; }

    public string? Scene { get; init; }

    public string? Take { get; init; }

    public bool? Circled { get; init; }

    public string? Note { get; init; }

    /// <summary>The production or company, where it is told apart from the project.</summary>
    public string? Production { get; init; }

    public string? Director { get; init; }

    public string? Cinematographer { get; init; }

    public string? Operator { get; init; }

    public string? Location { get; init; }
}

/// <summary>One value that was read.</summary>
/// <param name="Field">The normalised field (<c>camera.model</c>), or the file's own name of it when we have none.</param>
/// <param name="Value">The normalised text.</param>
/// <param name="Raw">The text as it stands in the file, at most <see cref="InspectionDraft.LongestRaw"/> characters of it.</param>
/// <param name="Origin">Where it stands, such as <c>ixml</c>, <c>bext</c>, <c>dng tag 51043</c>, <c>ffprobe format tag</c>.</param>
public sealed record InspectedFact(string Field, string Value, string Raw, string Origin);

/// <summary>Something wrong or odd in a clip.</summary>
/// <param name="Code">A stable kebab-case word, such as <c>truncated</c>; docs/guide/inspect.md lists them all.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">One sentence that says what, where and what it means.</param>
/// <param name="File">The file it is about, as the caller named it; null for the whole clip.</param>
public sealed record InspectionProblem(string Code, ProblemSeverity Severity, string Message, string? File = null);

/// <summary>How bad a problem is.</summary>
public enum ProblemSeverity
{
    /// <summary>Footage is damaged, missing or cannot be read.</summary>
    Error,

    /// <summary>Something is not as it should be; the footage itself is there.</summary>
    Warning,

    /// <summary>Worth knowing.</summary>
    Note,
}
