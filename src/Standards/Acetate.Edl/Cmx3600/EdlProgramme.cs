using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Edl.Cmx3600;

/// <summary>What is to be written as edit decision lists: tracks of clips.</summary>
public sealed record EdlProgramme
{
    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>The rate of all times: a list has one.</summary>
    public required FrameRate Rate { get; init; }

    /// <summary>The tracks. A list carries one of picture and two of sound; more become lists of their own.</summary>
    public ImmutableArray<EdlTrack> Tracks { get; init; } = [];

    /// <summary>Lines of another list that mean nothing here and belong to no clip, as they stood there; they are written below the head.</summary>
    public ImmutableArray<string> OtherLines { get; init; } = [];
}

/// <summary>A track of a programme.</summary>
/// <param name="Channel">Its channel, such as V1.</param>
/// <param name="Clips">Its clips; where none lies, nothing is written.</param>
public sealed record EdlTrack(EdlChannel Channel, ImmutableArray<EdlClip> Clips);

/// <summary>A clip to be written.</summary>
public sealed record EdlClip
{
    /// <summary>The clip's name.</summary>
    public required string Name { get; init; }

    /// <summary>The whole name of its reel; by default the file's name, else the clip's.</summary>
    public string? Reel { get; init; }

    /// <summary>Whether it is black: reel BL, no media.</summary>
    public bool IsBlack { get; init; }

    /// <summary>Whether it is written at all; a list cannot say that a clip is switched off.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Path or address of its media.</summary>
    public string? MediaPath { get; init; }

    /// <summary>The first frame of the media file, which Flame wants to know.</summary>
    public Timecode? MediaStart { get; init; }

    /// <summary>The earliest source frame that is shown, also of a clip that runs backwards.</summary>
    public required Timecode SourceIn { get; init; }

    /// <summary>Where it begins in the programme.</summary>
    public required Timecode RecordIn { get; init; }

    /// <summary>Its length in the programme.</summary>
    public required long RecordFrames { get; init; }

    /// <summary>Its speed: 1 by default, 0 for a freeze, negative backwards. A list keeps one decimal of the frames per second.</summary>
    public EdlFactor Speed { get; init; } = EdlFactor.One;

    /// <summary>How it comes in: a cut by default, a dissolve or a wipe.</summary>
    public EdlTransition Transition { get; init; } = EdlTransition.Cut;

    /// <summary>Frames of the transition that lie before <see cref="RecordIn"/>; 0 by default. A list knows only transitions that begin there: such a one is moved.</summary>
    public int TransitionFramesBefore { get; init; }

    /// <summary>The name of the transition's effect.</summary>
    public string? EffectName { get; init; }

    /// <summary>The source file's name.</summary>
    public string? SourceFile { get; init; }

    /// <summary>The grade. Where an AMF is named too, it counts and the grade is not written.</summary>
    public EdlGrade? Grade { get; init; }

    /// <summary>The id of a correction in a collection.</summary>
    public string? GradeReference { get; init; }

    /// <summary>The name of its ACES metadata file.</summary>
    public string? AmfName { get; init; }

    /// <summary>The id of its ACES metadata file.</summary>
    public string? AmfUuid { get; init; }

    /// <summary>The id of its framing decision list.</summary>
    public string? FdlUuid { get; init; }

    /// <summary>The framing decision in that list.</summary>
    public string? FdlFramingDecision { get; init; }

    /// <summary>Its markers.</summary>
    public ImmutableArray<EdlMarker> Markers { get; init; } = [];

    /// <summary>Other comments, without their stars.</summary>
    public ImmutableArray<string> Comments { get; init; } = [];

    /// <summary>Lines of another list that mean nothing here, as they stood there; they are written below the event.</summary>
    public ImmutableArray<string> OtherLines { get; init; } = [];

    /// <summary>Source frames that it needs.</summary>
    public long SourceFrames => Speed.Numerator == 0 ? Math.Min(RecordFrames, 1) : Speed.SourceFrames(RecordFrames);
}

/// <summary>How a list is written.</summary>
public sealed record EdlStyle
{
    /// <summary>Avid's CMX_3600: reels of 8 letters and digits, paths with FROM CLIP.</summary>
    public static EdlStyle Avid { get; } = new();

    /// <summary>Avid's File_16.</summary>
    public static EdlStyle AvidFile16 { get; } = new() { NumberDigits = 6, ReelColumn = 16, ReelLength = 16, KeepsReelCharacters = true };

    /// <summary>Avid's File_32.</summary>
    public static EdlStyle AvidFile32 { get; } = new() { NumberDigits = 6, ReelColumn = 32, ReelLength = 32, KeepsReelCharacters = true };

    /// <summary>Avid's File_129: whole file names as reels.</summary>
    public static EdlStyle AvidFile129 { get; } = new() { NumberDigits = 6, ReelColumn = 129, ReelLength = 128, KeepsReelCharacters = true };

    /// <summary>Nucoda: paths with FROM FILE.</summary>
    public static EdlStyle Nucoda { get; } = new() { Paths = EdlPathForm.FromFile };

    /// <summary>Premiere: all reels AX, and no FROM CLIP or FROM FILE, beside which Premiere calls its clips UNKNOWN.</summary>
    public static EdlStyle Premiere { get; } = new() { UsesAuxiliaryReels = true, Paths = EdlPathForm.Reference };

    /// <summary>Final Cut Pro 7: shortened reels are mapped with REPLACED BY.</summary>
    public static EdlStyle FinalCut { get; } = new() { LongReels = EdlReelOrigin.FinalCut, Paths = EdlPathForm.None };

    /// <summary>Flame and Smoke: media and reels with DLEDL.</summary>
    public static EdlStyle Flame { get; } = new() { LongReels = EdlReelOrigin.Flame, Paths = EdlPathForm.Flame };

    /// <summary>Digits of an event number, 3 by default; more are written where they are needed.</summary>
    public int NumberDigits { get; init; } = 3;

    /// <summary>Width of the reel's column, 8 by default.</summary>
    public int ReelColumn { get; init; } = 8;

    /// <summary>Longest reel, 8 by default; null keeps every reel as it is.</summary>
    public int? ReelLength { get; init; } = 8;

    /// <summary>Whether a reel may hold more than letters and digits; blanks become underscores all the same. False by default.</summary>
    public bool KeepsReelCharacters { get; init; }

    /// <summary>Whether every reel is AX. False by default.</summary>
    public bool UsesAuxiliaryReels { get; init; }

    /// <summary>How paths are written: FROM CLIP by default.</summary>
    public EdlPathForm Paths { get; init; } = EdlPathForm.FromClip;

    /// <summary>How a reel's whole name is kept where the written one differs: by OpenTimelineIO's comment by default.</summary>
    public EdlReelOrigin LongReels { get; init; } = EdlReelOrigin.OpenTimelineIO;

    /// <summary>How lines end: line feed by default.</summary>
    public EdlLineEnd LineEnd { get; init; } = EdlLineEnd.Lf;
}

/// <summary>How the paths of media are written.</summary>
public enum EdlPathForm
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>FROM CLIP, TO CLIP.</summary>
    FromClip,

    /// <summary>FROM FILE, TO FILE.</summary>
    FromFile,

    /// <summary>OTIO REFERENCE FROM.</summary>
    Reference,

    /// <summary>DLEDL: PATH and FILENAME.</summary>
    Flame,
}

/// <summary>Lists made of a programme, and what they could not carry.</summary>
/// <param name="Lists">One, or more where the programme has more tracks than a list.</param>
/// <param name="Problems">Shortened and colliding reels, and what was left out or changed.</param>
public sealed record EdlComposition(ImmutableArray<EdlDocument> Lists, ImmutableArray<EdlProblem> Problems);
