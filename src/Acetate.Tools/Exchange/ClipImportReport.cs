using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Library;

namespace Acetate.Tools.Exchange;

/// <summary>What a list says about clips, held against what the library knows.</summary>
public sealed record ClipImportReport
{
    /// <summary>The list's name.</summary>
    public required string Name { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>What becomes of values that say otherwise.</summary>
    public required ConflictRule Rule { get; init; }

    /// <summary>Rows that were read.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns that are understood, as the list writes them.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>Columns that are not; what stands in them is not brought in.</summary>
    public ImmutableArray<string> Unknown { get; init; } = [];

    /// <summary>Lines that could not be read, in sentences.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>The clips that the list is about, in its order.</summary>
    public ImmutableArray<ImportedClip> Clips { get; init; } = [];

    /// <summary>Rows without a clip, or with several.</summary>
    public ImmutableArray<UnmatchedRow> Unmatched { get; init; } = [];

    /// <summary>Names what would be written; to be given when it is to be written.</summary>
    public string Mark { get; init; } = "";

    /// <summary>Whether it was written.</summary>
    public bool IsApplied { get; init; }

    /// <summary>How many fields are written, or would be.</summary>
    public int Written => Clips.Sum(clip => clip.Fields.Count(one => one.IsWritten));

    /// <summary>How many fields say what holds already.</summary>
    public int Same => Count(ImportState.Same);

    /// <summary>How many fields say something where nothing is known.</summary>
    public int New => Count(ImportState.New);

    /// <summary>How many fields say otherwise than what holds.</summary>
    public int Conflicts => Count(ImportState.Conflict);

    /// <summary>How many fields cannot be understood.</summary>
    public int Unclear => Count(ImportState.Unclear);

    /// <summary>Whether a person has something to look at.</summary>
    public bool HasDoubts => Conflicts + Unclear + Unmatched.Length + Problems.Length > 0;

    private int Count(ImportState state) => Clips.Sum(clip => clip.Fields.Count(one => one.State == state));
}

/// <summary>A clip that a list says something about.</summary>
/// <param name="Clip">The clip.</param>
/// <param name="Name">Its name.</param>
/// <param name="Roll">Its roll's name.</param>
/// <param name="ShootDay">When it was shot.</param>
/// <param name="How">What it was found by, in words.</param>
/// <param name="Lines">The lines about it.</param>
/// <param name="Fields">What they say.</param>
public sealed record ImportedClip(Guid Clip, string Name, string Roll, DateOnly ShootDay, string How, ImmutableArray<int> Lines, ImmutableArray<ImportedField> Fields);

/// <summary>A field of a clip in a list.</summary>
public sealed record ImportedField
{
    /// <summary>The field.</summary>
    public required string Field { get; init; }

    /// <summary>What people call it.</summary>
    public required string Label { get; init; }

    /// <summary>What the list says, in the form in which it would be kept.</summary>
    public required string Value { get; init; }

    /// <summary>What holds; empty for nothing.</summary>
    public string Now { get; init; } = "";

    /// <summary>Where that comes from.</summary>
    public string Origin { get; init; } = "";

    /// <summary>The version of the field that was looked at.</summary>
    public long Version { get; init; }

    /// <summary>The line of the list.</summary>
    public int Line { get; init; }

    /// <summary>How both stand to each other.</summary>
    public ImportState State { get; init; }

    /// <summary>Whether it is written, or would be.</summary>
    public bool IsWritten { get; init; }

    /// <summary>Why it is unclear; empty when it is not.</summary>
    public string Why { get; init; } = "";
}

/// <summary>A row whose clip is not known.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Title">What it calls the clip.</param>
/// <param name="Kind">None, or several.</param>
/// <param name="Why">A sentence with the way out.</param>
/// <param name="Candidates">The clips that could be meant; at most ten.</param>
public sealed record UnmatchedRow(int Line, string Title, UnmatchedKind Kind, string Why, ImmutableArray<Guid> Candidates);

/// <summary>Why a row has no clip.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<UnmatchedKind>))]
public enum UnmatchedKind
{
    /// <summary>The show has none of that name.</summary>
    NoSuchClip,

    /// <summary>Several could be meant, or the timecode speaks against the one.</summary>
    Ambiguous,
}

/// <summary>How a value of a list stands to what holds.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ImportState>))]
public enum ImportState
{
    /// <summary>It says the same.</summary>
    Same,

    /// <summary>Nothing was known.</summary>
    New,

    /// <summary>It says otherwise.</summary>
    Conflict,

    /// <summary>It is no value of the field, or the list says two things.</summary>
    Unclear,
}

/// <summary>What becomes of values of a list that say otherwise than what holds.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ConflictRule>))]
public enum ConflictRule
{
    /// <summary>What holds stays.</summary>
    Keep,

    /// <summary>The list counts where only files say otherwise; what a person or another list said stays.</summary>
    Files,

    /// <summary>The list counts everywhere.</summary>
    All,
}
