using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Acetate.Library.Pulls;

namespace Acetate.Tools.Pulls.Packages;

/// <summary>What a delivered package says of itself in its <c>package.json</c>, version 1. Every file is named by its path below the package, with <c>/</c>.</summary>
/// <remarks>Members that have nothing to say are left out. Ranges are half-open: the end is the first frame, or the label of the first frame, that
/// does not belong. Whoever reads it passes over members that it does not know; a change that would mislead such a reader is another version.</remarks>
public sealed record PackageManifest
{
    /// <summary>The version that is written.</summary>
    public const int Current = 1;

    /// <summary>The version of the document.</summary>
    public int Version { get; init; } = Current;

    /// <summary>Plates or originals.</summary>
    public required PullKind Kind { get; init; }

    /// <summary>The show's short name.</summary>
    public required string Show { get; init; }

    /// <summary>Who gets it.</summary>
    public required string Recipient { get; init; }

    /// <summary>Its number among the pulls of this kind for this recipient, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The package's name, which is its folder's.</summary>
    public required string Name { get; init; }

    /// <summary>The moment that all its documents carry.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What made it, with its version, such as <c>Acetate 1.2.0</c>.</summary>
    public required string Tool { get; init; }

    /// <summary>The text that every plate's frames carry as the attribute <c>acetate.pull</c>; null: they carry none.</summary>
    public string? PullTag { get; init; }

    /// <summary>The cut it was made from.</summary>
    public required PackageCut Cut { get; init; }

    /// <summary>Plates, in the order of the cut; empty in a conform package.</summary>
    public ImmutableArray<PackagePlate> Plates { get; init; } = [];

    /// <summary>Plates of earlier turnovers of which nothing is delivered this time: the same, shorter, or no longer in the cut.</summary>
    public ImmutableArray<StandingPlate> Standing { get; init; } = [];

    /// <summary>Originals, in the order of the cut; empty in a VFX package.</summary>
    public ImmutableArray<PackageClip> Clips { get; init; } = [];

    /// <summary>Events of the cut that could not be delivered.</summary>
    public ImmutableArray<MissingEvent> Missing { get; init; } = [];

    /// <summary>The list of frames of plates that could not be read and for which something stands, or nothing; null: there are none such.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Files that belong to no plate and no clip: lists, sheets, what was handed in with the order.</summary>
    public ImmutableArray<PackageDocument> Documents { get; init; } = [];
}

/// <summary>The cut that a package was made from.</summary>
public sealed record PackageCut
{
    /// <summary>The file's name as it was handed in.</summary>
    public required string Name { get; init; }

    /// <summary>Where it lies in the package, byte for byte as it was handed in.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of its bytes, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Which timeline of a file that holds several.</summary>
    public string? Timeline { get; init; }

    /// <summary>Its rate as a ratio, such as <c>24000/1001</c>.</summary>
    public string? Rate { get; init; }

    /// <summary>The same cut as OpenTimelineIO.</summary>
    public string? Otio { get; init; }
}

/// <summary>A plate: frames of a clip, rendered for a shot.</summary>
public sealed record PackagePlate
{
    /// <summary>The shot.</summary>
    public required string Shot { get; init; }

    /// <summary>Which plate of the shot, such as <c>PL01</c>.</summary>
    public required string Element { get; init; }

    /// <summary>Its version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Against the turnover before: <c>new</c>, <c>extended</c>, <c>shortened</c>, <c>slipped</c>, <c>remade</c> or <c>same</c>.</summary>
    public required string Change { get; init; }

    /// <summary>Numbers of the events that show it, as the cut writes them.</summary>
    public ImmutableArray<string> Events { get; init; } = [];

    /// <summary>The clip it is made of.</summary>
    public required PackageSource Source { get; init; }

    /// <summary>The clip's frames in it.</summary>
    public required PackageRange Range { get; init; }

    /// <summary>The name of its frames, with <c>#</c> in the place of each digit of the number.</summary>
    public required string Pattern { get; init; }

    /// <summary>The number of its first frame.</summary>
    public required long FirstNumber { get; init; }

    /// <summary>The number of its last frame: that of the first, and the frames less one.</summary>
    public required long LastNumber { get; init; }

    /// <summary>Pixels across: of the display window.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels down: of the display window.</summary>
    public required int Height { get; init; }

    /// <summary>What its numbers mean: <c>ACES2065-1</c>, <c>ACEScg</c>, or the name that its frames carry as <c>acetate.encoding</c>.</summary>
    public required string Encoding { get; init; }

    /// <summary>Its channels.</summary>
    public ImmutableArray<string> Channels { get; init; } = ["B", "G", "R"];

    /// <summary>What a component is stored as: <c>half</c> or <c>float</c>.</summary>
    public string Pixel { get; init; } = "half";

    /// <summary>How frames are compressed: <c>none</c>, <c>rle</c>, <c>zips</c>, <c>zip</c>, <c>piz</c>; null: as whoever made it liked.</summary>
    public string? Compression { get; init; }

    /// <summary>Its AMF.</summary>
    public string? Amf { get; init; }

    /// <summary>Its framing decision list.</summary>
    public string? Fdl { get; init; }

    /// <summary>Its ASC CDL.</summary>
    public string? Cdl { get; init; }

    /// <summary>Its look-up table.</summary>
    public string? Lut { get; init; }

    /// <summary>The readable note: what is applied and what is not.</summary>
    public string? Note { get; init; }

    /// <summary>The reference movie.</summary>
    public string? Reference { get; init; }

    /// <summary>A small picture.</summary>
    public string? Thumbnail { get; init; }

    /// <summary>Reference stills of the dailies.</summary>
    public ImmutableArray<string> Stills { get; init; } = [];

    /// <summary>What is not in its pictures and left to whoever works on them, such as a speed: a sentence each.</summary>
    public ImmutableArray<string> Remaining { get; init; } = [];

    /// <summary>What a person should know, such as a handle that is short: a sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Why this clip: the evidence in words, one text for each event.</summary>
    public ImmutableArray<string> Why { get; init; } = [];
}

/// <summary>A plate that was delivered before and is not delivered again.</summary>
public sealed record StandingPlate
{
    /// <summary>The shot.</summary>
    public required string Shot { get; init; }

    /// <summary>Which plate of the shot.</summary>
    public required string Element { get; init; }

    /// <summary>The version that stands.</summary>
    public required int Version { get; init; }

    /// <summary><c>same</c>, <c>shortened</c>, <c>slipped</c>, <c>extended</c> within the handles, or <c>omitted</c> when the cut no longer has it.</summary>
    public required string Change { get; init; }

    /// <summary>What this cut asks of the artist beyond its frames, such as a speed: a sentence each. It replaces what an earlier note says.</summary>
    public ImmutableArray<string> Remaining { get; init; } = [];

    /// <summary>The clip's frames that the cut shows now; null when it shows none.</summary>
    public PackageRange? Range { get; init; }

    /// <summary>The number of the first frame that the cut shows now; null when it shows none.</summary>
    public long? FirstShown { get; init; }

    /// <summary>The number of the last frame that the cut shows now.</summary>
    public long? LastShown { get; init; }

    /// <summary>The name of the package that it came in; null when that is no longer known, and before anything is made.</summary>
    public string? Package { get; init; }

    /// <summary>The name of its frames below that package.</summary>
    public string? Pattern { get; init; }

    /// <summary>What to do about it, a sentence each.</summary>
    [JsonIgnore]
    public ImmutableArray<string> Sentences => Change == "omitted" ? ["The cut no longer has it: stop work on it, or ask."] :
    [
        $"Keep what you have{(Package is null ? "" : $" ({Package})")}; its frames are enough{(FirstShown is { } first && LastShown is { } last ? string.Create(CultureInfo.InvariantCulture, $", and the cut shows {first} to {last} of them") : "")}.",
        .. Remaining,
    ];
}

/// <summary>A clip's frames in a plate or a trimmed original: counted from the clip's first, which is 0; ends do not belong.</summary>
/// <param name="Start">The first frame delivered.</param>
/// <param name="End">The frame after the last one delivered.</param>
/// <param name="UsedStart">The first frame that the cut shows.</param>
/// <param name="UsedEnd">The frame after the last one that the cut shows.</param>
/// <param name="MissingHead">Frames of the handle before that the clip does not have.</param>
/// <param name="MissingTail">Frames of the handle after that the clip does not have.</param>
public sealed record PackageRange(long Start, long End, long UsedStart, long UsedEnd, long MissingHead = 0, long MissingTail = 0);

/// <summary>An event of the cut that is not in the package.</summary>
public sealed record MissingEvent
{
    /// <summary>The event's number as the cut writes it.</summary>
    public required string Event { get; init; }

    /// <summary>The shot it belongs to.</summary>
    public string? Shot { get; init; }

    /// <summary>The reel or clip that the cut names.</summary>
    public string? Source { get; init; }

    /// <summary>In one word: <c>not-camera-media</c>, <c>refused</c>, <c>missing</c>, <c>ambiguous</c>, <c>conflict</c>.</summary>
    public required string Fate { get; init; }

    /// <summary>Why, as a sentence.</summary>
    public required string Why { get; init; }
}

/// <summary>A file that belongs to no plate and no clip.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Role">What it is: <c>readme</c>, <c>count-sheet</c>, <c>report</c>, <c>missing</c>, <c>mapping</c> (which events show what, and what changed), <c>list</c>, <c>reference</c>, <c>check</c>, <c>handed-in</c>.</param>
public sealed record PackageDocument(string Path, string Role);
