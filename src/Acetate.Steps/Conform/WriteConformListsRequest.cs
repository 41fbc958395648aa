using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Cuts;
using Acetate.Steps.Compare;
using Acetate.Steps.Render;

namespace Acetate.Steps.Conform;

/// <summary>The lists and reports of a conform package. What trimming gave comes from the outputs of the trim-clips steps that are used.</summary>
public sealed record WriteConformListsRequest
{
    /// <summary>The store that takes them.</summary>
    public required Uri Store { get; init; }

    /// <summary>The package's folder in it; empty for the store itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>Who gets it.</summary>
    public required string Recipient { get; init; }

    /// <summary>The package's name.</summary>
    public required string Name { get; init; }

    /// <summary>The moment that all documents carry.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether only what earlier packages did not deliver is delivered: then changes.csv says what became of each event.</summary>
    public bool IsChange { get; init; }

    /// <summary>The form of edit decision lists; null, the default: the lines of the list that was read where they can stay, otherwise Avid's File_129, which cuts off no reel.</summary>
    public EdlForm? Edl { get; init; }

    /// <summary>What goes before the paths of delivered files in lists: the way from the folder of the lists to the package's, by default <c>../</c>. As the recipient's disk is not known, it is no absolute one.</summary>
    public string Root { get; init; } = "../";

    /// <summary>The cuts, in the order of the programme.</summary>
    public required ImmutableArray<ConformCut> Cuts { get; init; }

    /// <summary>The clips that files and events speak of.</summary>
    public ImmutableArray<ConformClip> Clips { get; init; } = [];

    /// <summary>What became of each event, cut by cut.</summary>
    public required ImmutableArray<ConformEntry> Events { get; init; }

    /// <summary>What is delivered, pictures first, then sound.</summary>
    public ImmutableArray<ConformMedium> Media { get; init; } = [];

    /// <summary>The steps that held events against a reference movie, each with the cut whose events it looked at; empty where there is no movie.</summary>
    public ImmutableArray<ConformCheckOf> Checks { get; init; } = [];

    /// <summary>The steps that make the media.</summary>
    public ImmutableArray<ConformTrims> Trims { get; init; } = [];

    /// <summary>The package.json as it was planned; the media are put right by what trimming gave. Null for none.</summary>
    public byte[]? Manifest { get; init; }
}

/// <summary>A compare-pictures step.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Cut">The cut's name in the package.</param>
public sealed record ConformCheckOf(string Step, string Cut);

/// <summary>A cut as it was handed in.</summary>
/// <param name="Name">Its name in the package, which its lists get.</param>
/// <param name="FileName">Its file's name.</param>
/// <param name="Content">The file; in JSON as Base64.</param>
/// <param name="Rate">The rate of files that do not say theirs; null for what the reader takes.</param>
/// <param name="Timeline">Which cut of a file that holds several; null for the first.</param>
public sealed record ConformCut(string Name, string FileName, byte[] Content, string? Rate = null, string? Timeline = null);

/// <summary>A camera original.</summary>
public sealed record ConformClip
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The reel or tape that the camera wrote, or the roll's name.</summary>
    public required string Tape { get; init; }

    /// <summary>Its roll.</summary>
    public required string Roll { get; init; }

    /// <summary>Its shoot day.</summary>
    public required DateOnly ShootDay { get; init; }

    /// <summary>Labels a second as an exact ratio; empty when not known.</summary>
    public string Rate { get; init; } = "";

    /// <summary>Label of its first frame; empty when it has none.</summary>
    public string Start { get; init; } = "";

    /// <summary>Frames that share one label: 2 for 50 frames a second under timecode at 25.</summary>
    public long FramesPerLabel { get; init; } = 1;

    /// <summary>Its frames; null when not known.</summary>
    public long? Frames { get; init; }

    /// <summary>A small picture of it as JPEG, for the reports, in a store; one that is not there, or is none, does not appear. Null for none.</summary>
    public StoredDocument? Poster { get; init; }

    /// <summary>That picture, as the step has read it.</summary>
    [JsonIgnore]
    public byte[]? Picture { get; init; }
}

/// <summary>A step that makes media.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Pieces">The media, as <see cref="ConformMedium.Step"/> names them, in the order of its result.</param>
public sealed record ConformTrims(string Step, ImmutableArray<string> Pieces);

/// <summary>Something delivered: a file, or the frames of a sequence.</summary>
public sealed record ConformMedium
{
    /// <summary>What the plan calls it; one of the pieces of <see cref="WriteConformListsRequest.Trims"/>.</summary>
    public required string Step { get; init; }

    /// <summary>The clip it is taken from.</summary>
    public required Guid Clip { get; init; }

    /// <summary>Whether it is sound alone: lists of pictures are not linked to it.</summary>
    public bool IsSound { get; init; }

    /// <summary>Samples a second of sound; null of pictures, and where that is not known.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Whether it has a file for each frame, which lists name as a sequence; of any other clip with several files they name the first.</summary>
    public bool IsSequence { get; init; }

    /// <summary>The clip's frames that are asked for, or samples of sound; null for all of it.</summary>
    public TrimSpan? Range { get; init; }

    /// <summary>The frames of it that events show; null when nobody can tell.</summary>
    public TrimSpan? Used { get; init; }

    /// <summary>The clip's file that lists name, by its name in the trim's result: the first one.</summary>
    public string FirstFile { get; init; } = "";

    /// <summary>Why it is copied whole, or may have to be; empty otherwise.</summary>
    public string WhyWhole { get; init; } = "";

    /// <summary>The events it is for.</summary>
    public ImmutableArray<ConformEventName> Events { get; init; } = [];

    /// <summary>What a person should look at, a sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>An event of a cut.</summary>
/// <param name="Cut">The cut's name in the package.</param>
/// <param name="Id">The event's id in it.</param>
public sealed record ConformEventName(string Cut, string Id);

/// <summary>What became of an event.</summary>
public sealed record ConformEntry
{
    /// <summary>The cut's name in the package.</summary>
    public required string Cut { get; init; }

    /// <summary>Its id in that cut.</summary>
    public required string Id { get; init; }

    /// <summary>Its number as written; empty when it has none.</summary>
    public string Number { get; init; } = "";

    /// <summary>What the list calls it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The reel that the list names.</summary>
    public string Reel { get; init; } = "";

    /// <summary>Label of its first record frame.</summary>
    public string RecordIn { get; init; } = "";

    /// <summary>Label of the record frame after its last one.</summary>
    public string RecordOut { get; init; } = "";

    /// <summary>Label of its first source frame as the list has it.</summary>
    public string SourceIn { get; init; } = "";

    /// <summary>Label of the source frame after its last one.</summary>
    public string SourceOut { get; init; } = "";

    /// <summary>In a word: <c>pulled</c>, <c>approved-final</c>, <c>delivered-before</c>, <c>not-camera-media</c>, <c>switched-off</c>, <c>missing</c>, <c>ambiguous</c>, <c>refused</c>.</summary>
    public required string Fate { get; init; }

    /// <summary>What it shows instead of camera originals, in a word such as <c>stock</c>; empty for those.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The reason: why this clip, or why none.</summary>
    public required string Why { get; init; }

    /// <summary>The probability that the clip is the right one; null where none was found.</summary>
    public double? Confidence { get; init; }

    /// <summary>The clip; null where none was found.</summary>
    public Guid? Clip { get; init; }

    /// <summary>The clip's name, also of one that is not delivered.</summary>
    public string ClipName { get; init; } = "";

    /// <summary>The clip's frames that it shows, transitions included; null when nobody can tell.</summary>
    public TrimSpan? Used { get; init; }

    /// <summary>Whether the list asks for frames beyond the clip's edge, which <see cref="Used"/> leaves out.</summary>
    public bool IsClamped { get; init; }

    /// <summary>The medium that it is found in, as <see cref="ConformMedium.Step"/> names it; null where nothing is delivered for it now.</summary>
    public string? Step { get; init; }

    /// <summary>Where an earlier package has it; null otherwise.</summary>
    public ConformEarlier? Earlier { get; init; }

    /// <summary>The roll that is lacking, where the list names one.</summary>
    public string NeededRoll { get; init; } = "";

    /// <summary>How the cut changes its speed; empty when it does not.</summary>
    public string Speed { get; init; } = "";

    /// <summary>How the cut places its picture, with the names of the list.</summary>
    public ImmutableArray<CutValue> Reposition { get; init; } = [];

    /// <summary>What a person should look at, a sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>What holding it against the reference movie came to; null where it was not.</summary>
    [JsonIgnore]
    public EventCheck? Check { get; init; }
}

/// <summary>What an earlier package has.</summary>
/// <param name="Package">That package's name, which is its folder's, beside this one's.</param>
/// <param name="Path">Where it lies there: its file, or its first one.</param>
/// <param name="Range">The clip's frames that it holds.</param>
/// <param name="IsSequence">Whether it has a file for each frame.</param>
public sealed record ConformEarlier(string Package, string Path, TrimSpan Range, bool IsSequence = false)
{
    /// <summary>Whether it is an approved version of the shot, delivered with this very package in the place of the original; the default is no.</summary>
    public bool IsFinal { get; init; }
}

/// <summary>What was written.</summary>
/// <param name="Files">Paths below the prefix.</param>
public sealed record WriteConformListsResult(ImmutableArray<string> Files);
