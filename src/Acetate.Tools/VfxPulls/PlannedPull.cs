using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Library;
using Acetate.Tools.Pulls.Work;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.VfxPulls;

/// <summary>A turnover as it was decided, before anything is made: for a person to look at and to approve.</summary>
public sealed record PlannedPull
{
    /// <summary>What became of each event of the cut, in its order.</summary>
    public required ImmutableArray<PulledEvent> Events { get; init; }

    /// <summary>The plates, in the order of the cut; then those that the cut no longer has.</summary>
    public required ImmutableArray<PlannedPlate> Plates { get; init; }

    /// <summary>What making it takes.</summary>
    public required PullEstimate Estimate { get; init; }

    /// <summary>What could not be read of the cut, a sentence each: what stands there is in no plate.</summary>
    public ImmutableArray<string> Unread { get; init; } = [];

    /// <summary>What a person has to look at before it is made, a sentence each: that the list was read at a rate which no clip has, for one.</summary>
    public ImmutableArray<string> Doubts { get; init; } = [];

    /// <summary>Whether a person has to look at it before it is made: the cut was not read whole, or perhaps not as it is meant.</summary>
    public bool IsToBeLookedAt => !Unread.IsEmpty || !Doubts.IsEmpty;

    /// <summary>The turnover that this one follows; null for the first of its shots.</summary>
    public TurnoverBefore? Since { get; init; }

    /// <summary>Whether the vendor has to be told of the cut even where no frame of it is new: it follows another one, and plates stand or have left it.</summary>
    public bool IsNews => Since is { IsSameCut: false } && Plates.Any(plate => !plate.IsDelivered);

    /// <summary>Whether there is nothing to deliver: nothing was found, or the vendor has all of it and was told of this very cut.</summary>
    public bool IsEmpty => Estimate.Plates == 0 && !IsNews;

    /// <summary>Whether the whole cut was read, and every event that belongs to a shot has its plate.</summary>
    [JsonIgnore]
    public bool IsWhole => Unread.IsEmpty && Events.All(one => one.Fate is not PulledEventFate.Refused);
}

/// <summary>The turnover before: the last one that its vendor was given of shots that are in the cut.</summary>
/// <param name="Pull">The pull.</param>
/// <param name="Package">The name of its package.</param>
/// <param name="CutName">The file name of its cut.</param>
/// <param name="IsSameCut">Whether that is the very same cut, byte for byte.</param>
public sealed record TurnoverBefore(Guid Pull, string Package, string CutName, bool IsSameCut);

/// <summary>What became of an event.</summary>
/// <param name="Id">Its id in the cut.</param>
/// <param name="Number">Its number as written.</param>
/// <param name="Shot">The shot it belongs to; null when to none.</param>
/// <param name="Fate">Whether it is pulled.</param>
/// <param name="Why">The reason: why this clip, or why not.</param>
/// <param name="Notes">What a person should look at.</param>
public sealed record PulledEvent(string Id, string Number, string? Shot, PulledEventFate Fate, string Why, ImmutableArray<string> Notes);

/// <summary>Whether an event is pulled.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PulledEventFate>))]
public enum PulledEventFate
{
    /// <summary>It belongs to no shot.</summary>
    NotWanted,

    /// <summary>It is in a plate.</summary>
    Pulled,

    /// <summary>It belongs to a shot and shows nothing that a camera shot: titles, black, a vendor's own version.</summary>
    NotCameraMedia,

    /// <summary>It belongs to a shot and has no plate: the reason says what to do.</summary>
    Refused,
}

/// <summary>A plate as it was decided.</summary>
public sealed record PlannedPlate
{
    /// <summary>The shot.</summary>
    public required string Shot { get; init; }

    /// <summary>Which plate of the shot.</summary>
    public required string Element { get; init; }

    /// <summary>Its version.</summary>
    public required int Version { get; init; }

    /// <summary>Against the turnover before.</summary>
    public required PlateChange Change { get; init; }

    /// <summary>Events that show it.</summary>
    public required ImmutableArray<string> Events { get; init; }

    /// <summary>The clip.</summary>
    public required Guid Clip { get; init; }

    /// <summary>The clip's name.</summary>
    public required string ClipName { get; init; }

    /// <summary>The clip's frames in it.</summary>
    public required PlateRange Range { get; init; }

    /// <summary>What must be rendered; empty when nothing is delivered.</summary>
    public required ImmutableArray<FrameRun> Render { get; init; }

    /// <summary>The name of its frames; empty when nothing is delivered.</summary>
    public required string Pattern { get; init; }

    /// <summary>The number of the first frame of <see cref="Range"/>; where nothing is delivered, that which it has in the version that stands.</summary>
    public required long FirstNumber { get; init; }

    /// <summary>Pixels across.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels down.</summary>
    public required int Height { get; init; }

    /// <summary>What its numbers mean, by the engine's name: <c>ACES2065-1</c>, <c>linear ARRI Wide Gamut 4</c>; empty when nothing is delivered, and in plans from before this was kept.</summary>
    public string Encoding { get; init; } = "";

    /// <summary>How it was made; another text makes other pictures.</summary>
    public required string Recipe { get; init; }

    /// <summary>What is not in its pictures and left to the artist, such as a speed: a sentence each.</summary>
    public ImmutableArray<string> Remaining { get; init; } = [];

    /// <summary>What a person should know, such as a handle that is short.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Whether a version of it is delivered in this turnover.</summary>
    [JsonIgnore]
    public bool IsDelivered => !Render.IsEmpty;

    /// <summary>Whether it was delivered before, is not delivered again, and the cut still shows it.</summary>
    [JsonIgnore]
    public bool IsStanding => !IsDelivered && Change != PlateChange.Omitted;

    /// <summary>The numbers of the first and the last frame that the cut shows.</summary>
    [JsonIgnore]
    public (long First, long Last) Shown => (FirstNumber + Range.UsedStart - Range.Start, FirstNumber + Range.UsedEnd - 1 - Range.Start);
}

/// <summary>What making a turnover takes.</summary>
/// <param name="Plates">Plates that are delivered.</param>
/// <param name="Frames">Frames that are delivered.</param>
/// <param name="RenderFrames">Of them, those that must be rendered; the others were rendered for a version before.</param>
/// <param name="Bytes">About so many bytes, uncompressed: at most.</param>
public sealed record PullEstimate(int Plates, long Frames, long RenderFrames, long Bytes)
{
    /// <summary>The work, by what such work took here before; null for pulls that were planned before this was known.</summary>
    public WorkEstimate? Work { get; init; }
}
