using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Acetate.Library.Returns;

/// <summary>A version of a shot that a vendor handed in: returned material, never an original.</summary>
public sealed record VendorReturn
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>Who made it: the name of the workspace that the plates went to.</summary>
    public required string Vendor { get; init; }

    /// <summary>The shot.</summary>
    public required string Shot { get; init; }

    /// <summary>What of the shot it is, as its name says it, such as <c>comp</c> or <c>PL01</c>; may be empty.</summary>
    public string Task { get; init; } = "";

    /// <summary>Its version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Its name, without the frame's number and the extension.</summary>
    public required string Name { get; init; }

    /// <summary>Frames or a movie.</summary>
    public required ReturnedMedia Media { get; init; }

    /// <summary>How it stands.</summary>
    public ReturnState State { get; init; }

    /// <summary>Where it lies in the library's store.</summary>
    public required string Prefix { get; init; }

    /// <summary>The name of its frames below <see cref="Prefix"/>, with <c>#</c> for each digit of the number; of a movie its file's name.</summary>
    public required string Pattern { get; init; }

    /// <summary>The number of its first frame; null for a movie.</summary>
    public long? FirstNumber { get; init; }

    /// <summary>The number of its last frame; null for a movie.</summary>
    public long? LastNumber { get; init; }

    /// <summary>Frames that are there; null where nobody could tell.</summary>
    public long? Frames { get; init; }

    /// <summary>Picture width in pixels; null when not known.</summary>
    public int? Width { get; init; }

    /// <summary>Picture height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>Files, without the manifests.</summary>
    public long Files { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>What all its pictures hash to, in the order of their numbers: the very same content has the same, whatever its files are called.</summary>
    public required string Content { get; init; }

    /// <summary>The pull that its plate came with.</summary>
    public Guid? Pull { get; init; }

    /// <summary>The plate's place in that pull, from 1.</summary>
    public int? Plate { get; init; }

    /// <summary>What is wrong with it, errors first; empty: nothing.</summary>
    public ImmutableArray<ReturnFinding> Findings { get; init; } = [];

    /// <summary>Errors among them.</summary>
    public int Errors { get; init; }

    /// <summary>Warnings among them.</summary>
    public int Warnings { get; init; }

    /// <summary>Who took it in.</summary>
    public string ReceivedBy { get; init; } = "";

    /// <summary>When that was; set by the library.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Who decided last; empty while nobody did.</summary>
    public string DecidedBy { get; init; } = "";

    /// <summary>When that was.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The reason of the last decision, which the vendor reads; may be empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What people call it: <c>SH010 comp v003 of lupus</c>.</summary>
    [JsonIgnore]
    public string Title => FormattableString.Invariant($"{Shot}{(Task.Length > 0 ? " " + Task : "")} v{Version:000} of {Vendor}");
}

/// <summary>What was returned.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ReturnedMedia>))]
public enum ReturnedMedia
{
    /// <summary>A file for each frame, OpenEXR.</summary>
    Exr,

    /// <summary>A file for each frame, DPX.</summary>
    Dpx,

    /// <summary>One file with all frames.</summary>
    Movie,
}

/// <summary>How a returned version stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ReturnState>))]
public enum ReturnState
{
    /// <summary>Taken in and checked; a person has to look at it.</summary>
    Waiting,

    /// <summary>A person approved it.</summary>
    Approved,

    /// <summary>A person sent it back; the reason says why.</summary>
    Rejected,
}

/// <summary>Something about a returned version.</summary>
/// <param name="IsError">Whether it must be mended; otherwise somebody should look at it.</param>
/// <param name="Code">In one word, for programs.</param>
/// <param name="Path">The file; empty for the version as a whole.</param>
/// <param name="Message">What is wrong, as a sentence.</param>
/// <param name="Advice">What to do.</param>
public sealed record ReturnFinding(bool IsError, string Code, string Path, string Message, string Advice);

/// <summary>A decision on a returned version; none is ever taken out of the history.</summary>
/// <param name="State">What it was from then on.</param>
/// <param name="Actor">Who decided.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why; may be empty.</param>
public sealed record ReturnDecision(ReturnState State, string Actor, DateTimeOffset At, string Reason);

/// <summary>A file of a returned version.</summary>
/// <param name="Path">Below the version's prefix.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Xxh128">What it hashed to when it was read back.</param>
public sealed record ReturnedFile(string Path, long Length, string Xxh128);
