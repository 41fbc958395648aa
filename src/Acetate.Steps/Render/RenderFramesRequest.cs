using System.Collections.Immutable;
using Acetate.Amf;
using Acetate.Imaging.Resample;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Media.Render;

namespace Acetate.Steps.Render;

/// <summary>Which frames of a clip to render, how, and where to.</summary>
public sealed record RenderFramesRequest
{
    /// <summary>URL of the store that has the clip.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in the store that the clip's files are relative to; empty for the store itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The clip.</summary>
    public required ClipFiles Clip { get; init; }

    /// <summary>The frames; the whole clip when null.</summary>
    public FrameSelection? Frames { get; init; }

    /// <summary>Which of <see cref="Frames"/> this run renders, by frames counted from the clip's first; null: all. Numbers and headers are those of
    /// the whole, so that several runs over its parts make the very files that one run makes.</summary>
    public FrameSelection? Part { get; init; }

    /// <summary>Whether one frame alone is wanted, the first of <see cref="Frames"/>, under a name without a number.</summary>
    public bool IsOneFrame { get; init; }

    /// <summary>What the clip's files hash to, each with its kind (<c>xxh128:…</c>), for headers of OpenEXR: one text for a clip in one file, or one for
    /// each frame of <see cref="Part"/> (without it, of <see cref="Frames"/>) in order. The default is none, and nothing is said.</summary>
    public ImmutableArray<string> SourceHashes { get; init; } = [];

    /// <summary>What the clip's files were when they came in, by their names in <see cref="Clip"/>: of clips that have no file for each frame, what is read of
    /// them is held against it before it is rendered. The default is not to.</summary>
    public ImmutableArray<CopyFile> Expected { get; init; } = [];

    /// <summary>Hashes of the blocks of the clip's large files: of these only what is used is read for that. The default is none.</summary>
    public ImmutableArray<SourceBlocks> Blocks { get; init; } = [];

    /// <summary>What stands for the clip where nothing opens it; null for nothing.</summary>
    public CameraProxy? CameraProxy { get; init; }

    /// <summary>How the clip is decoded and developed.</summary>
    public DevelopmentRequest Development { get; init; } = new();

    /// <summary>What is made of each frame, from one decode. At least one.</summary>
    public required ImmutableArray<FrameOutputRequest> Outputs { get; init; }

    /// <summary>URL of the store that takes the results.</summary>
    public required Uri Target { get; init; }

    /// <summary>The folder in that store.</summary>
    public string TargetPrefix { get; init; } = "";

    /// <summary>The step, named in the plan's <c>uses</c>, that synced the clip with its sound (<c>sync-sound</c>, into the same target): movies get what it cut in place of
    /// the clip's own sound. Null, or where it found none: the clip's own.</summary>
    public string? SoundOf { get; init; }

    /// <summary>Checks the clip's files and pictures from the same decode; null: they are not checked. Not with <see cref="Part"/> or <see cref="RequireAll"/>.</summary>
    public CheckRequest? Check { get; init; }

    /// <summary>Whether nothing more is rendered after a frame that cannot be; the default is to go on with the others.</summary>
    public bool StopAtFault { get; init; }

    /// <summary>Whether the step fails when a frame could not be made, and, run again, makes only those whose files are not there. For a folder that
    /// nothing but this plan writes to, and for files, not movies.</summary>
    public bool RequireAll { get; init; }

    /// <summary>With <see cref="RequireAll"/>: what becomes of a frame that cannot be read, though it was tried twice; the default is that the step fails.</summary>
    public UnreadableFrames Unreadable { get; init; }

    /// <summary>Frames that are made at once; null: as many as there are processors and <see cref="Memory"/> allows.</summary>
    public int? Threads { get; init; }

    /// <summary>Bytes of memory that pictures may take; the default is 2 GB.</summary>
    public long Memory { get; init; } = 2_000_000_000;
}

/// <summary>A part of a clip, half-open: the end is the first frame that is not wanted. By frames counted from 0, or by labels.</summary>
public sealed record FrameSelection
{
    /// <summary>The first frame, counted from 0.</summary>
    public long? Start { get; init; }

    /// <summary>The frame after the last.</summary>
    public long? End { get; init; }

    /// <summary>Label of the first frame.</summary>
    public string? In { get; init; }

    /// <summary>Label of the frame after the last.</summary>
    public string? Out { get; init; }
}

/// <summary>How a clip is decoded and developed; what is null is taken from the recording.</summary>
public sealed record DevelopmentRequest
{
    /// <inheritdoc cref="DecodeSettings.Debayer"/>
    public DebayerQuality Debayer { get; init; } = DebayerQuality.Plate;

    /// <inheritdoc cref="DecodeSettings.ExposureIndex"/>
    public double? ExposureIndex { get; init; }

    /// <inheritdoc cref="DecodeSettings.WhiteBalance"/>
    public double? WhiteBalance { get; init; }

    /// <inheritdoc cref="DecodeSettings.Tint"/>
    public double? Tint { get; init; }

    /// <summary>What the clip's values mean, by name (<c>S-Log3 S-Gamut3.Cine</c>); null: what the file says.</summary>
    public string? From { get; init; }
}

/// <summary>One of the things made of each frame.</summary>
public sealed record FrameOutputRequest
{
    /// <summary>The name: of frames a pattern with <c>####</c> in the place of the number, of a movie the file's.</summary>
    public required string Name { get; init; }

    /// <summary>The number of the first frame that is rendered, in names, headers and burn-ins; the default is 1001.</summary>
    public long Start { get; init; } = 1001;

    /// <summary>What kind of file.</summary>
    public FileKindRequest File { get; init; } = new();

    /// <summary>Whether this is to be worked on (plates: what is not known is an error) or to be looked at (it is a warning).</summary>
    public AmfUse Use { get; init; } = AmfUse.Plates;

    /// <summary>The encoding that is delivered; null: ACES2065-1 for plates, Rec.709 for looking at.</summary>
    public string? To { get; init; }

    /// <summary>An ACES metadata file whose transforms are applied.</summary>
    public StoredDocument? Amf { get; init; }

    /// <summary>How far along the AMF's pipeline; null: the input transform for plates, everything for looking at.</summary>
    public AmfExtent? Extent { get; init; }

    /// <summary>Colour that was decided on set, where there is no AMF; null: none.</summary>
    public GradeRequest? Grade { get; init; }

    /// <summary>What a movie says of its clip as media for editing; null: it has the clip's own name and reel. DNx as OP-Atom becomes media for Avid with a file for
    /// each track: <c>name_V1.mxf</c>, <c>name_A1.mxf</c> … for <c>name.mxf</c>.</summary>
    public EditorialRequest? Editorial { get; init; }

    /// <summary>Whether looks and the way to a display go through one table of 65 entries an edge: some thirty times as quick. Of soft colours 995 of 1000 are off by
    /// about one step of 8 bits at most, colours at the edge of the display's by more (docs/formats/colour.md). For movies to look at and to edit offline; the default is that every pixel is computed.</summary>
    public bool ByTable { get; init; }

    /// <summary>Where the picture lies on what is delivered.</summary>
    public FramingRequest? Framing { get; init; }

    /// <summary>Degrees clockwise by which the framed picture is turned: 0, 90, 180 or 270; null: as players show the clip where it is looked at, and not at all for plates.</summary>
    public int? Turn { get; init; }

    /// <summary>A template of what is written over the picture.</summary>
    public StoredDocument? BurnIn { get; init; }

    /// <summary>Such a template itself, as JSON, in place of <see cref="BurnIn"/>; it names no font and no images.</summary>
    public string? BurnInTemplate { get; init; }

    /// <summary>Who has an AMF of the plate written beside its frames; null: none is. For OpenEXR plates.</summary>
    public PlateAuthor? WriteAmf { get; init; }

    /// <summary>When and under which id that AMF is written, so that each run writes the same bytes; null: now, under a new id.</summary>
    public PlateStamp? Stamp { get; init; }

    /// <summary>Texts for headers of OpenEXR, by names that begin with <c>acetate.</c>; the default is none. SMPTE ST 2065-4 has no place for them.</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>What an AMF would else have anew each time it is written.</summary>
/// <param name="At">When it is made.</param>
/// <param name="Document">The document's id.</param>
/// <param name="Pipeline">Its pipeline's id, another one.</param>
public sealed record PlateStamp(DateTimeOffset At, Guid Document, Guid Pipeline);

/// <summary>Who has a plate rendered, as its AMF says it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Email">The address, which the schema of AMF wants.</param>
public sealed record PlateAuthor(string Name, string Email);

/// <summary>A document in a store, such as an AMF with the files beside it.</summary>
/// <param name="Store">URL of the store.</param>
/// <param name="Key">The document in it.</param>
public sealed record StoredDocument(Uri Store, string Key);

/// <summary>A kind of file.</summary>
public sealed record FileKindRequest
{
    /// <summary>exr, dpx, tiff, png or jpeg; a movie's codec, such as prores-hq or h264.</summary>
    public string Kind { get; init; } = "exr";

    /// <summary>How OpenEXR is compressed.</summary>
    public ExrCompression? Compression { get; init; }

    /// <summary>Bits of a component.</summary>
    public int? Bits { get; init; }

    /// <summary>Whether OpenEXR keeps SMPTE ST 2065-4 to the letter.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether an MXF movie is OP-Atom, one track a file, and not OP1a.</summary>
    public bool OpAtom { get; init; }

    /// <summary>Frames per second of a movie, such as <c>24000/1001</c>; null: the clip's.</summary>
    public string? Rate { get; init; }
}

/// <summary>Where the picture lies on what is delivered: by a framing decision list, or by a size to fit into.</summary>
public sealed record FramingRequest
{
    /// <summary>An ASC FDL that has the clip's canvas.</summary>
    public StoredDocument? Fdl { get; init; }

    /// <summary>An ASC FDL that has the canvas template; null: that of <see cref="Fdl"/>.</summary>
    public StoredDocument? TemplateFile { get; init; }

    /// <summary>The canvas template's id; null where there is only one.</summary>
    public string? Template { get; init; }

    /// <summary>The context's label.</summary>
    public string? Context { get; init; }

    /// <summary>The canvas's id.</summary>
    public string? Canvas { get; init; }

    /// <summary>The framing decision's or intent's id.</summary>
    public string? Intent { get; init; }

    /// <summary>Pixels across to fit into, without a list.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels down to fit into, without a list.</summary>
    public int? Height { get; init; }

    /// <summary>How pixels are mixed.</summary>
    public ResampleFilter Filter { get; init; } = ResampleFilter.Lanczos3;

    /// <summary>A picture of one size within another: never larger than it is, sides even, so that colours that are shared by pixels have their place.</summary>
    public static FramingRequest Within(int width, int height, int mostWidth, int mostHeight)
    {
        var scale = Math.Min(1, Math.Min((double)mostWidth / width, (double)mostHeight / height));
        return new() { Width = Math.Max(2, (int)Math.Round(width * scale / 2) * 2), Height = Math.Max(2, (int)Math.Round(height * scale / 2) * 2) };
    }
}

/// <summary>What was rendered.</summary>
public sealed record RenderFramesResult
{
    /// <summary>Each frame in order, by its number in the clip from 0.</summary>
    public required ImmutableArray<FrameOutcome> Frames { get; init; }

    /// <summary>The frames that were rendered, half-open: the first, and the one after the last.</summary>
    public required FrameSelection Range { get; init; }

    /// <summary>For each output, every transform in order.</summary>
    public required ImmutableArray<OutputRecipe> Recipes { get; init; }

    /// <summary>The frames that could not be read, where something stands for them or they are left out on purpose.</summary>
    public ImmutableArray<FrameStandIn> StandIns { get; init; } = [];

    /// <summary>The AMFs of plates that are there.</summary>
    public ImmutableArray<string> Amfs { get; init; } = [];

    /// <summary>The movies that were made.</summary>
    public ImmutableArray<RenderedMovie> Movies { get; init; } = [];

    /// <summary>Media for editing that was made, one for each output that asked for it.</summary>
    public ImmutableArray<EditorialMedia> Media { get; init; } = [];

    /// <summary>What the check found; null: none was asked for.</summary>
    public CheckResult? Check { get; init; }

    /// <summary>What a person should know, in sentences.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}

/// <summary>A movie, as it was read back.</summary>
/// <param name="Name">The file's; of media for Avid that of the pictures.</param>
/// <param name="Frames">How many it has.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Rate">Frames per second.</param>
/// <param name="Timecode">Label of its first frame.</param>
/// <param name="Reel">The reel.</param>
/// <param name="SoundStreams">Streams of sound.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Black">The clip's frames that could not be made and are black in it.</param>
public sealed record RenderedMovie(string Name, long Frames, int Width, int Height, string Rate, string? Timecode, string? Reel, int SoundStreams, long Bytes, ImmutableArray<long> Black);

/// <summary>Why an output's pictures look as they do.</summary>
/// <param name="Name">The output's.</param>
/// <param name="Decoder">What decoded, with its version.</param>
/// <param name="Steps">Every step in order.</param>
public sealed record OutputRecipe(string Name, string Decoder, ImmutableArray<RecipeStep> Steps);
