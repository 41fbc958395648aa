using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Cuts;
using Acetate.Library;
using Acetate.Library.Matching;

namespace Acetate.Tools.ConformPulls;

/// <summary>A conform pull as it was decided, before anything is made: for a person to look at and to approve.</summary>
public sealed record PlannedConform
{
    /// <summary>The cuts, in the order of the programme.</summary>
    public required ImmutableArray<ConformedReel> Reels { get; init; }

    /// <summary>What became of each event, reel by reel in the order of the cuts.</summary>
    public required ImmutableArray<ConformedEvent> Events { get; init; }

    /// <summary>The pieces of camera originals that are delivered, each once however many events show it.</summary>
    public required ImmutableArray<ConformPiece> Clips { get; init; }

    /// <summary>Approved versions of shots that are delivered in the place of originals.</summary>
    public ImmutableArray<ConformFinal> Finals { get; init; } = [];

    /// <summary>The production sound that is delivered.</summary>
    public ImmutableArray<ConformSound> Sound { get; init; } = [];

    /// <summary>What cannot be delivered, and why: one for each source that is lacking, not for each event.</summary>
    public ImmutableArray<ConformMissing> Missing { get; init; } = [];

    /// <summary>What making it takes.</summary>
    public required ConformEstimate Estimate { get; init; }

    /// <summary>What could not be read of the cuts, a sentence each: what stands there is not delivered.</summary>
    public ImmutableArray<string> Unread { get; init; } = [];

    /// <summary>What a person has to look at before it is made, a sentence each: that a list was read at a rate which no clip has, for one.</summary>
    public ImmutableArray<string> Doubts { get; init; } = [];

    /// <summary>Whether a person has to look at it before it is made: a cut was not read whole, or perhaps not as it is meant.</summary>
    public bool IsToBeLookedAt => !Unread.IsEmpty || !Doubts.IsEmpty;

    /// <summary>Whether it is a change pull of other lists than those that the pull before was made of.</summary>
    public bool IsOfAnotherCut { get; init; }

    /// <summary>Whether the recipient has to be told of the cut even where no frame of it is new: its lists are others, and what they show was delivered before.</summary>
    public bool IsNews => IsOfAnotherCut && Events.Any(one => one.Earlier is not null);

    /// <summary>Whether there is nothing to deliver: nothing was found, or the recipient has all of it and these very lists.</summary>
    public bool IsEmpty => Clips.IsEmpty && Finals.IsEmpty && Sound.IsEmpty && !IsNews;

    /// <summary>Whether the cuts were read whole, and every event that shows camera originals has them.</summary>
    [JsonIgnore]
    public bool IsWhole => Unread.IsEmpty && Missing.IsEmpty;

    /// <summary>What a recipient has once this was delivered: its pieces, and those of earlier pulls that its events rely on.</summary>
    /// <param name="package">The name of the package it was delivered as.</param>
    public ImmutableArray<DeliveredPiece> Delivered(string package) =>
    [
        .. Clips.Select(piece => new DeliveredPiece(package, piece.Path, piece.Clip, piece.Range)),
        .. Sound.Select(one => new DeliveredPiece(package, one.Path, one.Clip, one.Samples ?? DeliveredPiece.AllOf)),
        .. Events.Select(one => one.Earlier).OfType<DeliveredPiece>().Distinct(),
    ];
}

/// <summary>A cut of the programme: a reel of a feature, or the whole of an episode.</summary>
/// <param name="Name">Its name in this pull, unique: that of its file, without extension.</param>
/// <param name="FileName">The file it was read from.</param>
/// <param name="Rate">Frames per second of its record side, as an exact ratio.</param>
/// <param name="Events">Picture events in it.</param>
public sealed record ConformedReel(string Name, string FileName, string Rate, int Events);

/// <summary>What became of an event.</summary>
public sealed record ConformedEvent
{
    /// <summary>The name of its reel.</summary>
    public required string Reel { get; init; }

    /// <summary>Its id in that cut.</summary>
    public required string Id { get; init; }

    /// <summary>Its number as written; empty when it has none.</summary>
    public string Number { get; init; } = "";

    /// <summary>What the list calls it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The reel that the list names for its source; empty when none.</summary>
    public string SourceReel { get; init; } = "";

    /// <summary>Label of its first record frame; empty in lists without record times.</summary>
    public string RecordIn { get; init; } = "";

    /// <summary>Label of the record frame after its last one.</summary>
    public string RecordOut { get; init; } = "";

    /// <summary>Label of its first source frame as the list has it; empty when it has none.</summary>
    public string SourceIn { get; init; } = "";

    /// <summary>Label of the source frame after its last one.</summary>
    public string SourceOut { get; init; } = "";

    /// <summary>What became of it.</summary>
    public required ConformFate Fate { get; init; }

    /// <summary>What it shows instead of camera originals; null for those.</summary>
    public MediaKind? Kind { get; init; }

    /// <summary>The reason: why this clip, or why none.</summary>
    public required string Why { get; init; }

    /// <summary>The probability that the clip is the right one, 0 to 1; null where none was found.</summary>
    public double? Confidence { get; init; }

    /// <summary>The clip.</summary>
    public Guid? Clip { get; init; }

    /// <summary>The clip's name; empty when none was found.</summary>
    public string ClipName { get; init; } = "";

    /// <summary>The frames of the clip that the event shows, what transitions show beyond its cuts included; null where none are pulled, and where
    /// nobody can tell which: the timecode of list and clip cannot be compared, and the clip is copied whole.</summary>
    public FrameSpan? Used { get; init; }

    /// <summary>The place of its piece in <see cref="PlannedConform.Clips"/>, from 1; null where none is delivered for it.</summary>
    public int? Piece { get; init; }

    /// <summary>What an earlier pull delivered and this event is found in; null otherwise.</summary>
    public DeliveredPiece? Earlier { get; init; }

    /// <summary>How the cut changes its speed, in words; empty when it does not.</summary>
    public string Speed { get; init; } = "";

    /// <summary>How the cut places its picture, as values with the names of the list: scale, position, flips. They are not in the delivered files.</summary>
    public ImmutableArray<CutValue> Reposition { get; init; } = [];

    /// <summary>What a person should look at.</summary>
    public ImmutableArray<ConformNote> Notes { get; init; } = [];
}

/// <summary>What became of an event.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ConformFate>))]
public enum ConformFate
{
    /// <summary>Its frames are in a piece of this pull.</summary>
    Pulled,

    /// <summary>An approved version of its shot is delivered in the place of the original.</summary>
    ApprovedFinal,

    /// <summary>Its frames were delivered by an earlier pull.</summary>
    DeliveredBefore,

    /// <summary>It shows nothing that a camera shot: visual effects, stock, graphics, black. <see cref="ConformedEvent.Kind"/> says which.</summary>
    NotCameraMedia,

    /// <summary>The editor switched it off.</summary>
    SwitchedOff,

    /// <summary>No clip of the library is it.</summary>
    Missing,

    /// <summary>Several clips may be meant, or the list contradicts itself: a person must decide.</summary>
    Ambiguous,

    /// <summary>The clip is known and cannot be delivered: the reason says what to do.</summary>
    Refused,
}

/// <summary>Frames of a clip, counted from its first one, or samples of sound: <c>End</c> does not belong.</summary>
/// <param name="Start">The first.</param>
/// <param name="End">The one after the last.</param>
public sealed record FrameSpan(long Start, long End)
{
    /// <summary>How many.</summary>
    [JsonIgnore]
    public long Count => End - Start;

    /// <summary>Whether the other lies within it.</summary>
    public bool Covers(FrameSpan other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Start <= other.Start && other.End <= End;
    }
}

/// <summary>An event of a reel.</summary>
/// <param name="Reel">The name of the reel.</param>
/// <param name="Id">The event's id in that cut.</param>
public sealed record ReelEvent(string Reel, string Id);

/// <summary>A piece of a camera original that is delivered: a file, or the frames of a sequence.</summary>
public sealed record ConformPiece
{
    /// <summary>Its place, from 1.</summary>
    public required int Place { get; init; }

    /// <summary>What steps and lists call it. Several are made by one step, which has the name of its first.</summary>
    [JsonIgnore]
    public string Step => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"trim/{Place:0000}");

    /// <summary>The clip.</summary>
    public required Guid Clip { get; init; }

    /// <summary>The clip's name.</summary>
    public required string ClipName { get; init; }

    /// <summary>The reel or tape that the camera wrote, which finishing systems look for; the roll's name where it wrote none.</summary>
    public required string Tape { get; init; }

    /// <summary>The roll.</summary>
    public required Guid Roll { get; init; }

    /// <summary>The roll's name.</summary>
    public required string RollName { get; init; }

    /// <summary>Its shoot day.</summary>
    public required DateOnly ShootDay { get; init; }

    /// <summary>The events that show it, in the order of the cuts.</summary>
    public required ImmutableArray<ReelEvent> Events { get; init; }

    /// <summary>From the first frame that an event shows to the last.</summary>
    public required FrameSpan Used { get; init; }

    /// <summary>The frames that are delivered: what is shown, with handles as far as the clip has them; all of the clip when it is copied whole.</summary>
    public required FrameSpan Range { get; init; }

    /// <summary>Frames of the handle before that the clip does not have.</summary>
    public long MissingHead { get; init; }

    /// <summary>Frames of the handle after that the clip does not have.</summary>
    public long MissingTail { get; init; }

    /// <summary>Frames that the clip has; null when not known: then it is copied whole.</summary>
    public required long? ClipFrames { get; init; }

    /// <summary>Frames per second as an exact ratio; empty when not known.</summary>
    public string Rate { get; init; } = "";

    /// <summary>Label of its first frame; empty when the clip has no timecode.</summary>
    public string TimecodeIn { get; init; } = "";

    /// <summary>Label of the frame after its last one.</summary>
    public string TimecodeOut { get; init; } = "";

    /// <summary>Picture width in pixels; null when not known.</summary>
    public int? Width { get; init; }

    /// <summary>Picture height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>The codec, in inspection's words.</summary>
    public string Codec { get; init; } = "";

    /// <summary>Whether it has a file for each frame.</summary>
    public bool IsSequence { get; init; }

    /// <summary>Whether the clip is copied whole. A piece that is not may still turn out whole when it is made: the trim's own result says what happened.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Why it is copied whole, or may have to be; empty otherwise.</summary>
    public string WhyWhole { get; init; } = "";

    /// <summary>The folder it is put into, below the package's: <c>media/A001R2EC</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether the folders of the roll are kept below <see cref="Folder"/>.</summary>
    public bool KeepsFolders { get; init; }

    /// <summary>What its file is called, without extension; null for its own name. Frames of a sequence always keep theirs.</summary>
    public string? Name { get; init; }

    /// <summary>Where it will lie, below the package's folder: its file; the first one of a sequence, or of a clip that has several. No two pieces share one.</summary>
    public required string Path { get; init; }

    /// <summary>About so many bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>What a person should look at.</summary>
    public ImmutableArray<ConformNote> Notes { get; init; } = [];
}

/// <summary>Production sound that is delivered with the pictures it was recorded with.</summary>
public sealed record ConformSound
{
    /// <summary>Its place, from 1.</summary>
    public required int Place { get; init; }

    /// <summary>What steps and lists call it. Several are made by one step, which has the name of its first.</summary>
    [JsonIgnore]
    public string Step => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"sound/{Place:0000}");

    /// <summary>The recording.</summary>
    public required Guid Clip { get; init; }

    /// <summary>Its name.</summary>
    public required string ClipName { get; init; }

    /// <summary>The sound roll.</summary>
    public required Guid Roll { get; init; }

    /// <summary>The sound roll's name.</summary>
    public required string RollName { get; init; }

    /// <summary>Its shoot day.</summary>
    public required DateOnly ShootDay { get; init; }

    /// <summary>The events that it was recorded with.</summary>
    public required ImmutableArray<ReelEvent> Events { get; init; }

    /// <summary>Why it belongs to them.</summary>
    public required string Why { get; init; }

    /// <summary>Samples that are delivered; null when the recording is copied whole.</summary>
    public FrameSpan? Samples { get; init; }

    /// <summary>Samples a second; null when not known.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Names of its tracks, in the order of the file; a track without a name is empty.</summary>
    public ImmutableArray<string> Tracks { get; init; } = [];

    /// <summary>Scene and take as the recorder wrote them, such as <c>12A/3</c>; empty when it wrote none.</summary>
    public string Slate { get; init; } = "";

    /// <summary>The folder it is put into, below the package's.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether the folders of the roll are kept below <see cref="Folder"/>.</summary>
    public bool KeepsFolders { get; init; }

    /// <summary>What its file is called, without extension; null for its own name.</summary>
    public string? Name { get; init; }

    /// <summary>Where it, or its first file, will lie below the package's folder.</summary>
    public required string Path { get; init; }

    /// <summary>Files it has.</summary>
    public required int FileCount { get; init; }

    /// <summary>About so many bytes.</summary>
    public required long Bytes { get; init; }
}

/// <summary>A source that cannot be delivered.</summary>
/// <param name="Source">What the lists call it.</param>
/// <param name="Fate">What became of its events: missing, ambiguous or refused.</param>
/// <param name="Why">The reason, and what to do.</param>
/// <param name="Roll">The roll that is lacking, where the list names one; else empty.</param>
/// <param name="Events">The events that need it.</param>
public sealed record ConformMissing(string Source, ConformFate Fate, string Why, string Roll, ImmutableArray<ReelEvent> Events);

/// <summary>A piece that a recipient was given, of picture or sound.</summary>
/// <param name="Package">The package it is in.</param>
/// <param name="Path">Where it lies in that package: its file, or its first one.</param>
/// <param name="Clip">The clip.</param>
/// <param name="Range">The frames of the clip that it holds, or the samples of a recording.</param>
public sealed record DeliveredPiece(string Package, string Path, Guid Clip, FrameSpan Range)
{
    /// <summary>All of a clip, however long it is.</summary>
    public static FrameSpan AllOf { get; } = new(0, long.MaxValue);
}
