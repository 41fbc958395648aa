using System.Collections.Immutable;
using Acetate.Cdl;

namespace Acetate.Cuts;

/// <summary>One event of a cut: a stretch of a source at a place of the record side.</summary>
/// <remarks>One event of a list that uses several channels (picture with its sound) stays one event; see <see cref="Tracks"/>.</remarks>
public sealed record CutEvent
{
    /// <summary>A name that is unique in this cut and the same whenever the same file is read. It says nothing about another version.</summary>
    public required string Id { get; init; }

    /// <summary>The event's number as written, such as <c>001</c> or <c>000123</c>; empty when the format has none.</summary>
    public string Number { get; init; } = "";

    /// <summary>The line of the file it begins in, from 1; 0 when not known.</summary>
    public int Line { get; init; }

    /// <summary>What the editor calls it: the name of the clip in the timeline. The same name stands among the source's, with its origin.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it shows, as far as the list says.</summary>
    public CutEventKind Kind { get; init; } = CutEventKind.Clip;

    /// <summary>Ids of its tracks; the first is the leading one. Empty for lists of clips.</summary>
    public ImmutableArray<string> Tracks { get; init; } = [];

    /// <summary>Everything said about where picture or sound come from.</summary>
    public CutSource Source { get; init; } = CutSource.Unknown;

    /// <summary>Its place in the programme, from cut to cut, at the cut's rate; null in lists of clips. Overlaps of transitions do not belong to it.</summary>
    public CutRange? Record { get; init; }

    /// <summary>The transition from what comes before into this event; null for a cut.</summary>
    public CutTransition? TransitionIn { get; init; }

    /// <summary>The transition from this event into what comes after; null for a cut.</summary>
    public CutTransition? TransitionOut { get; init; }

    /// <summary>How fast the source runs.</summary>
    public CutSpeed Speed { get; init; } = CutSpeed.Normal;

    /// <summary>Markers and locators on it.</summary>
    public ImmutableArray<CutMarker> Markers { get; init; } = [];

    /// <summary>Comments as written, without the sign that makes them comments.</summary>
    public ImmutableArray<string> Comments { get; init; } = [];

    /// <summary>The ASC CDL values that stand in the list; null when none.</summary>
    public CdlValues? Grade { get; init; }

    /// <summary>The id of a correction that stands elsewhere; null when none.</summary>
    public string? GradeId { get; init; }

    /// <summary>Scale, position, rotation, flips and crop, as carried; null when the list carries none.</summary>
    public CutReposition? Reposition { get; init; }

    /// <summary>Names of other effects on it.</summary>
    public ImmutableArray<string> Effects { get; init; } = [];

    /// <summary>False when the editor switched it off.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Whether it stands for a group of others: then the list itself may point at the wrong picture.</summary>
    public CutGrouping Grouping { get; init; }

    /// <summary>What is seen of a nested sequence, of the active angle or of the picked audition, in record time of this cut; empty when the list does not hold it.</summary>
    public ImmutableArray<CutEvent> Inner { get; init; } = [];

    /// <summary>Lines and elements of this event that were not understood; they are written back in the list's own format.</summary>
    public ImmutableArray<CutRemnant> Unknown { get; init; } = [];

    /// <summary>The stretch of the source that is seen between the event's own cuts: <see cref="CutSource.Used"/> without what transitions show beyond them. Null when it cannot be told.</summary>
    public CutRange? Played
    {
        get
        {
            if (Source.Used is not { } used || Speed.Kind != SpeedKind.Constant || Record is not { } record) return Source.Used;
            var step = Reading.SourceUse.Step(Speed.Factor.Absolute, used.Rate, record.Rate);
            var (head, tail) = (step * (TransitionIn?.InOffset ?? 0), step * (TransitionOut?.OutOffset ?? 0));
            if (Speed.IsReverse) (head, tail) = (tail, head);
            return head + tail <= used.Length ? new(used.Start + head, used.Length - head - tail, used.Rate, used.IsDrop) : used;
        }
    }

    /// <summary>This event, or what is seen in it, to the innermost.</summary>
    public IEnumerable<CutEvent> Leaves => Inner.IsEmpty ? [this] : Inner.SelectMany(inner => inner.Leaves);
}

/// <summary>What an event shows, as far as its list says.</summary>
public enum CutEventKind
{
    /// <summary>A clip of some medium.</summary>
    Clip,

    /// <summary>Black: the reel BL or BLACK, a slug.</summary>
    Black,

    /// <summary>Colour bars.</summary>
    Bars,

    /// <summary>A title or caption made in the editing system.</summary>
    Title,

    /// <summary>Any other picture or sound made in the editing system: solids, tone, leaders.</summary>
    Generator,

    /// <summary>Another sequence; see <see cref="CutEvent.Grouping"/> and <see cref="CutEvent.Inner"/>.</summary>
    Nested,

    /// <summary>An effect over what lies below; it has no picture of its own.</summary>
    Adjustment,
}

/// <summary>How an event stands for several others.</summary>
public enum CutGrouping
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>A sequence within the sequence.</summary>
    Nested,

    /// <summary>A compound clip of FCPXML.</summary>
    Compound,

    /// <summary>A multicam group: the name may be that of one angle and the picture that of another.</summary>
    Multicam,

    /// <summary>Picture and sound synchronized into one clip.</summary>
    Synchronized,

    /// <summary>Alternatives of which one is picked.</summary>
    Audition,
}
