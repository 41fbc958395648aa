using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Acetate.Library.Pulls;

/// <summary>Footage gathered for somebody outside from a cut: a turnover of plates to a VFX vendor, or of originals to the finishing house.</summary>
public sealed record Pull
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>Of plates or of originals.</summary>
    public required PullKind Kind { get; init; }

    /// <summary>Who gets it: the name of the workspace.</summary>
    public required string Recipient { get; init; }

    /// <summary>Its number among the pulls of this kind for this recipient, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>What people call it: <c>VFX pull 3 for lupus</c>.</summary>
    public string Title => $"{(Kind == PullKind.Vfx ? "VFX" : "Conform")} pull {Number} for {Recipient}";

    /// <summary>The folder of the workspace it goes to; null until it is approved.</summary>
    public Guid? Folder { get; init; }

    /// <summary>The job that makes it; null until it is approved.</summary>
    public Guid? Job { get; init; }

    /// <summary>How it stands.</summary>
    public PullState State { get; init; }

    /// <summary>The file name of the cut.</summary>
    public required string CutName { get; init; }

    /// <summary>The file names of further cuts that were handed in with it: the other reels of the programme.</summary>
    public ImmutableArray<string> Reels { get; init; } = [];

    /// <summary>The cut as it was handed in, as Base64.</summary>
    public required string Cut { get; init; }

    /// <summary>What was asked for, as the tool keeps it.</summary>
    public required string Settings { get; init; }

    /// <summary>What was decided for each event, as the tool keeps it.</summary>
    public required string Plan { get; init; }

    /// <summary>Why it failed or was refused; empty otherwise.</summary>
    public string Message { get; init; } = "";

    /// <summary>Who asked for it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When that was; set by the library.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who approved what it costs; empty until somebody did.</summary>
    public string ApprovedBy { get; init; } = "";

    /// <summary>When that was.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>When it was ready, failed or was withdrawn.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>What a pull gathers.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PullKind>))]
public enum PullKind
{
    /// <summary>Plates for visual effects.</summary>
    Vfx,

    /// <summary>Camera originals for the conform.</summary>
    Conform,
}

/// <summary>How a pull stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PullState>))]
public enum PullState
{
    /// <summary>Planned and estimated; somebody must approve it before anything is made.</summary>
    Planned,

    /// <summary>Being made.</summary>
    Running,

    /// <summary>Delivered: its folder is whole and sealed.</summary>
    Ready,

    /// <summary>Something could not be made; the job says what, and can be taken up when that is mended.</summary>
    Held,

    /// <summary>Given up by a person. Nothing of it was delivered.</summary>
    Withdrawn,
}

/// <summary>A plate of a pull.</summary>
public sealed record PullPlate
{
    /// <summary>The pull.</summary>
    public required Guid Pull { get; init; }

    /// <summary>Its place in the pull, from 1.</summary>
    public required int Place { get; init; }

    /// <summary>The shot.</summary>
    public required string Shot { get; init; }

    /// <summary>Which plate of the shot, such as <c>PL01</c>.</summary>
    public required string Element { get; init; }

    /// <summary>Its version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The clip it is made of.</summary>
    public required Guid Clip { get; init; }

    /// <summary>The first frame of the clip that the cut shows, from 0.</summary>
    public required long UsedStart { get; init; }

    /// <summary>The frame after the last one that the cut shows.</summary>
    public required long UsedEnd { get; init; }

    /// <summary>The first frame delivered.</summary>
    public required long Start { get; init; }

    /// <summary>The frame after the last one delivered.</summary>
    public required long End { get; init; }

    /// <summary>What decides how it looks.</summary>
    public required string Recipe { get; init; }

    /// <summary>The name of its frames below the package's folder, with <c>#</c> for each digit of the number.</summary>
    public required string Pattern { get; init; }

    /// <summary>The number of its first frame.</summary>
    public required long FirstNumber { get; init; }

    /// <summary>Frames made so far.</summary>
    public long Made { get; init; }

    /// <summary>What <see cref="Failed"/> begins with where something stands for frames that could not be read, or they are left out.</summary>
    public const string UnreadMark = "Not readable, ";

    /// <summary>Frames that could not be made, with the reason, in sentences; empty when there are none.</summary>
    public string Failed { get; init; } = "";

    /// <summary>Whether it is delivered without frames that could not be read: with others in their place, or with gaps.</summary>
    [JsonIgnore]
    public bool IsUnread => Failed.StartsWith(UnreadMark, StringComparison.Ordinal);
}
