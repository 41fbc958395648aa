using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cdl;
using Acetate.Timing;

namespace Acetate.Media.Editorial;

/// <summary>What the set knows of a clip, by the names that editors expect: made into columns once, for the media, the log and the bin alike.</summary>
public sealed record EditorialSlate
{
    /// <summary>The scene; column <c>Scene</c>.</summary>
    public string? Scene { get; init; }

    /// <summary>The take; column <c>Take</c>.</summary>
    public string? Take { get; init; }

    /// <summary>Whether the take is circled; column <c>Circled</c>, Yes or empty.</summary>
    public bool IsCircled { get; init; }

    /// <summary>The camera's letter; column <c>Camera</c>.</summary>
    public string? Camera { get; init; }

    /// <summary>The camera roll; column <c>Camroll</c>.</summary>
    public string? Camroll { get; init; }

    /// <summary>The original's file name; column <c>Source File</c>.</summary>
    public string? SourceFile { get; init; }

    /// <summary>The sound roll; column <c>Soundroll</c>.</summary>
    public string? Soundroll { get; init; }

    /// <summary>The label of the sound at the clip's first frame; column <c>Sound TC</c>.</summary>
    public Timecode? SoundStart { get; init; }

    /// <summary>The recording's file name; column <c>Audiofile</c>.</summary>
    public string? SoundFile { get; init; }

    /// <summary>Names of its tracks; columns <c>Audiotrack1</c> and so on. Tracks without a name have an empty one.</summary>
    public ImmutableArray<string> SoundTracks { get; init; } = [];

    /// <summary>The grade from set; columns <c>ASC_SOP</c> and <c>ASC_SAT</c>.</summary>
    public CdlValues? Grade { get; init; }

    /// <summary>The LUT that the pictures went through; column <c>LUT</c>.</summary>
    public string? Lut { get; init; }

    /// <summary>The look's name; column <c>Look</c>.</summary>
    public string? Look { get; init; }

    /// <summary>What people said of the take; column <c>Comments</c>, which Avid shows as its own.</summary>
    public string? Comments { get; init; }

    /// <summary>The episode; column <c>Episode</c>.</summary>
    public string? Episode { get; init; }

    /// <summary>The unit; column <c>Unit</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>Columns beyond these, in order.</summary>
    public ImmutableArray<EditorialNote> Others { get; init; } = [];

    /// <summary>The columns that have something in them, in the order of a log.</summary>
    public ImmutableArray<EditorialNote> ToNotes() =>
    [
        .. ((EditorialNote[])
        [
            new("Scene", Scene ?? ""), new("Take", Take ?? ""), new("Circled", IsCircled ? "Yes" : ""), new("Camera", Camera ?? ""), new("Camroll", Camroll ?? ""),
            new("Source File", SourceFile ?? ""), new("Soundroll", Soundroll ?? ""), new("Sound TC", SoundStart is { IsSet: true } start ? start.ToString() : ""), new("Audiofile", SoundFile ?? ""),
            .. SoundTracks.Select((name, i) => new EditorialNote($"Audiotrack{(i + 1).ToString(CultureInfo.InvariantCulture)}", name)),
            new("ASC_SOP", Grade is null ? "" : CdlText.WriteSop(Grade)), new("ASC_SAT", Grade is null ? "" : CdlText.WriteSaturation(Grade)),
            new("LUT", Lut ?? ""), new("Look", Look ?? ""), new("Comments", Comments ?? ""), new("Episode", Episode ?? ""), new("Unit", Unit ?? ""), .. Others,
        ]).Where(note => !string.IsNullOrWhiteSpace(note.Value)),
    ];
}
