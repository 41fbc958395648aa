using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Cuts;

/// <summary>A cut: what stands where in a programme, and which source it is taken from. Every list and timeline is read into this one model.</summary>
/// <remarks>
/// Nothing is resolved or guessed here: names stay apart with the place they were read from, and what a format says that this model
/// does not is kept by the cut, so that writing it back in its own format loses nothing. A list without record times (an ALE, a shot
/// list) is a cut whose events have no <see cref="CutEvent.Record"/>.
/// </remarks>
public sealed record Cut
{
    /// <summary>The title, or the sequence's name; empty when the list has none.</summary>
    public string Name { get; init; } = "";

    /// <summary>The format it was read from, or is meant for.</summary>
    public required CutFormat Format { get; init; }

    /// <summary>Whose hand the format shows, such as <c>Avid File_129</c>, <c>Premiere</c>, <c>xmeml 5</c>, <c>FCPXML 1.9</c>; empty when it cannot be told.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>Frames per second of the record side.</summary>
    public required FrameRate Rate { get; init; }

    /// <summary>Whether the record side is labelled drop-frame.</summary>
    public bool IsDrop { get; init; }

    /// <summary>The record time of the cut's first moment, in frames since 00:00:00:00; null when the list does not say.</summary>
    /// <remarks>Record ranges of events contain it already.</remarks>
    public Ratio? RecordStart { get; init; }

    /// <summary>The tracks, picture from the bottom to the top, then sound; in the order of the list.</summary>
    public ImmutableArray<CutTrack> Tracks { get; init; } = [];

    /// <summary>The events, track by track in the order of the list.</summary>
    public ImmutableArray<CutEvent> Events { get; init; } = [];

    /// <summary>Markers that belong to the cut as a whole.</summary>
    public ImmutableArray<CutMarker> Markers { get; init; } = [];

    /// <summary>Comments that belong to no event.</summary>
    public ImmutableArray<string> Comments { get; init; } = [];

    /// <summary>What was not understood and belongs to no event; it is written back in the list's own format.</summary>
    public ImmutableArray<CutRemnant> Unknown { get; init; } = [];

    /// <summary>What reading found: what is wrong, and what to do.</summary>
    public ImmutableArray<CutProblem> Problems { get; init; } = [];

    /// <summary>The file as it was read, for writing back what this model does not hold.</summary>
    internal CutOrigin? Origin { get; init; }

    /// <summary>From the first record frame to the last; null when no event has a record time.</summary>
    public CutRange? Extent
    {
        get
        {
            (Ratio Start, Ratio End)? extent = null;
            foreach (var item in Events)
                if (item.Record is { } record)
                    extent = extent is { } e ? (Ratio.Min(e.Start, record.Start), Ratio.Max(e.End, record.End)) : (record.Start, record.End);
            return extent is { } all ? CutRange.Between(all.Start, all.End, Rate, IsDrop) : null;
        }
    }

    /// <summary>The events that take a picture or a sound from a source: nested ones are replaced by what is seen in them, to the innermost.</summary>
    public IEnumerable<CutEvent> Leaves => Events.SelectMany(item => item.Leaves);
}

/// <summary>Formats of cuts.</summary>
public enum CutFormat
{
    /// <summary>CMX 3600 and its dialects.</summary>
    Edl,

    /// <summary>OpenTimelineIO.</summary>
    Otio,

    /// <summary>Final Cut Pro 7 XML (xmeml).</summary>
    FcpXml,

    /// <summary>FCPXML of Final Cut Pro since X.</summary>
    FcpXmlX,

    /// <summary>Avid Log Exchange: clips without a timeline.</summary>
    Ale,

    /// <summary>A shot list: a table in a text file.</summary>
    ShotList,

    /// <summary>Advanced Authoring Format.</summary>
    Aaf,
}

/// <summary>A track.</summary>
public sealed record CutTrack
{
    /// <summary>Its name in the cut, unique and never empty: <c>V1</c>, <c>A2</c>; events refer to it.</summary>
    public required string Id { get; init; }

    /// <summary>The name a person gave it; empty when none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Picture or sound.</summary>
    public required TrackKind Kind { get; init; }

    /// <summary>Place among the tracks of its kind, from 1; picture counts from the bottom.</summary>
    public required int Order { get; init; }

    /// <summary>False when it is switched off or muted.</summary>
    public bool IsEnabled { get; init; } = true;
}

/// <summary>What a track carries.</summary>
public enum TrackKind
{
    /// <summary>Picture.</summary>
    Video,

    /// <summary>Sound.</summary>
    Audio,

    /// <summary>Titles, data or anything else.</summary>
    Other,
}

/// <summary>What stands in a file and was not understood: a line of a list, an element, an object.</summary>
/// <param name="Line">From 1; 0 when not known.</param>
/// <param name="Where">Such as the element's name or an object's schema; empty for a line.</param>
/// <param name="Text">As it stands there, shortened where it is long.</param>
public sealed record CutRemnant(int Line, string Where, string Text);
