using System.Collections.Immutable;
using Acetate.Aaf.Objects;

namespace Acetate.Aaf.Mobs;

/// <summary>What a mob stands for.</summary>
public enum AafMobKind
{
    /// <summary>A sequence, a subclip, a group clip: something edited.</summary>
    Composition,

    /// <summary>A clip in a bin: it joins the files that were made of one take.</summary>
    Master,

    /// <summary>Material: a media file, or the tape, film roll or camera file it was made of.</summary>
    Source,

    /// <summary>None of these.</summary>
    Other,
}

/// <summary>A "material object": a sequence, a clip, a file, a tape. Mobs refer to each other by their ids.</summary>
public sealed record AafMob
{
    /// <summary>The identity.</summary>
    public required AafMobId Id { get; init; }

    /// <summary>What it stands for.</summary>
    public required AafMobKind Kind { get; init; }

    /// <summary>Its name; of a source mob of a tape, the name of the tape. Empty when it has none.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the writer says it is used for, such as <c>Usage_TopLevel</c> or <c>Usage_SubClip</c>; empty when nothing.</summary>
    public string Usage { get; init; } = "";

    /// <summary>Its tracks, markers and timecode.</summary>
    public ImmutableArray<AafSlot> Slots { get; init; } = [];

    /// <summary>Of a source mob, what the material is; otherwise null.</summary>
    public AafDescriptor? Descriptor { get; init; }

    /// <summary>What people entered or the camera reported: the columns of an Avid bin, such as Scene, Take, Camroll.</summary>
    public ImmutableArray<AafTag> Comments { get; init; } = [];

    /// <summary>What the program noted for itself (Avid's mob attributes).</summary>
    public ImmutableArray<AafTag> Attributes { get; init; } = [];

    /// <summary>When it was made; null when that is not told.</summary>
    public DateTime? Created { get; init; }

    /// <summary>When it was last changed; null when that is not told.</summary>
    public DateTime? Modified { get; init; }

    /// <summary>The object with everything else.</summary>
    public required AafObject Raw { get; init; }

    /// <summary>The slot of this id; null when there is none.</summary>
    public AafSlot? Slot(int id) => Slots.FirstOrDefault(slot => slot.Id == id);

    /// <summary>Kind, name and id.</summary>
    public override string ToString() => $"{Kind} '{Name}' {Id}";
}

/// <summary>How a slot counts.</summary>
public enum AafSlotKind
{
    /// <summary>Along time, without gaps: a track, or timecode.</summary>
    Timeline,

    /// <summary>Events at places in time, such as markers.</summary>
    Event,

    /// <summary>Not in time.</summary>
    Static,
}

/// <summary>A track of a mob, or its timecode, its edge code, its markers.</summary>
public sealed record AafSlot
{
    /// <summary>The number by which source clips name it.</summary>
    public required int Id { get; init; }

    /// <summary>How it counts.</summary>
    public required AafSlotKind Kind { get; init; }

    /// <summary>The name, such as <c>V1</c>; empty when it has none.</summary>
    public string Name { get; init; } = "";

    /// <summary>The number among tracks of its kind (2 for A2; 1 for the timecode that counts); null when it has none.</summary>
    public int? PhysicalTrack { get; init; }

    /// <summary>Edit units in a second; (0, 0) for a static slot.</summary>
    public AafRational EditRate { get; init; }

    /// <summary>Edit units before the zero by which source clips count.</summary>
    public long Origin { get; init; }

    /// <summary>What is on it; null when it was unreadable.</summary>
    public AafComponent? Segment { get; init; }

    /// <summary>The program's notes about the track.</summary>
    public ImmutableArray<AafTag> Attributes { get; init; } = [];

    /// <summary>What it carries.</summary>
    public AafMediaKind Media => Segment?.Media ?? AafMediaKind.Other;
}

/// <summary>A name with a value, as programs note them down.</summary>
/// <param name="Name">Such as <c>Camroll</c> or <c>_COLOR_R</c>.</param>
/// <param name="Value">The value; text mostly.</param>
/// <param name="Attributes">Further tags below this one.</param>
public sealed record AafTag(string Name, AafValue Value, ImmutableArray<AafTag> Attributes)
{
    /// <summary>The value as text: numbers in digits, bytes as nothing.</summary>
    public string Text => Value switch
    {
        AafValue.Text { Content: var text } => text,
        AafValue.Whole { Number: var number } => number.ToString(null, null),
        AafValue.Ratio { Number: var number } => number.ToString(),
        AafValue.Identifier { Id: var id } => id.ToString(),
        AafValue.MobId { Id: var id } => id.ToString(),
        _ => "",
    };
}

/// <summary>What a source mob describes.</summary>
public enum AafMaterial
{
    /// <summary>A media file.</summary>
    File,

    /// <summary>A video tape, or a camera roll that a program treats as one.</summary>
    Tape,

    /// <summary>A roll of film.</summary>
    Film,

    /// <summary>The file from which a program made its own media: the camera's file, mostly.</summary>
    Import,

    /// <summary>A recording.</summary>
    Recording,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>What the material of a source mob is, and where.</summary>
public sealed record AafDescriptor
{
    /// <summary>File, tape, film, import.</summary>
    public required AafMaterial Material { get; init; }

    /// <summary>The class, such as <c>CDCIDescriptor</c> or <c>TapeDescriptor</c>.</summary>
    public required string ClassName { get; init; }

    /// <summary>Where the file lies: URLs and paths, as they are written.</summary>
    public ImmutableArray<string> Locations { get; init; } = [];

    /// <summary>Samples in a second, of a file; null when that is not told.</summary>
    public AafRational? SampleRate { get; init; }

    /// <summary>Samples, of a file; null when that is not told.</summary>
    public long? Length { get; init; }

    /// <summary>Pixels across as stored; null when it is no picture.</summary>
    public int? StoredWidth { get; init; }

    /// <summary>Pixels down as stored, of one field where fields are separate; null when it is no picture.</summary>
    public int? StoredHeight { get; init; }

    /// <summary>The descriptors of a file with several kinds of essence.</summary>
    public ImmutableArray<AafDescriptor> Parts { get; init; } = [];

    /// <summary>The object with everything else.</summary>
    public required AafObject Raw { get; init; }
}
