using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Library.Matching;

/// <summary>What a cut says about the source of one event: names, and where in the source. None of it is believed yet.</summary>
public sealed record EventClaim
{
    /// <summary>How the event is called in reports; no two events of a cut share it.</summary>
    public required string Event { get; init; }

    /// <summary>Every name that may mean the source, with where it was read.</summary>
    public ImmutableArray<NameClaim> Names { get; init; } = [];

    /// <summary>The source range as the list says it; null when it says none.</summary>
    public SourceRange? Source { get; init; }

    /// <summary>Frames the event lasts in the record, at the cut's rate; null when not known.</summary>
    public long? RecordFrames { get; init; }

    /// <summary>The record position, in frames at the cut's rate: events near each other are often of one scene.</summary>
    public long RecordStart { get; init; }

    /// <summary>Speed: 1 as shot, 2 twice as quick, negative backwards, 0 a freeze frame.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Whether the event dissolves or wipes from the one before: its comments may name the other side.</summary>
    public bool IsTransition { get; init; }

    /// <summary>Whether the list itself says that this came out of a multicam group.</summary>
    public bool IsMulticam { get; init; }

    /// <summary>What the list itself says that it is, where that is no clip; null otherwise.</summary>
    public MediaKind? Kind { get; init; }

    /// <summary>Picture width that the list claims; null when it claims none.</summary>
    public int? Width { get; init; }

    /// <summary>Picture height that the list claims.</summary>
    public int? Height { get; init; }
}

/// <summary>A source range by the list's own labels.</summary>
/// <param name="Start">The first frame's label, at the rate and counting that the list claims.</param>
/// <param name="Frames">Labels from the first to the one after the last; 0 or more.</param>
public readonly record struct SourceRange(Timecode Start, long Frames);

/// <summary>A name in a list.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Origin">Where it was read.</param>
public readonly record struct NameClaim(string Text, NameOrigin Origin);

/// <summary>Where a name was read. Rules give each origin its trust.</summary>
public enum NameOrigin
{
    /// <summary>The reel column, as it stands.</summary>
    Reel,

    /// <summary>A line that says what a reel name stands for: <c>REPLACED BY</c>, a source table, Flame's <c>DLEDL</c>.</summary>
    Map,

    /// <summary><c>* SOURCE FILE</c>, a media reference, a file's path or URL.</summary>
    SourceFile,

    /// <summary><c>* FROM CLIP NAME</c>, or the clip's name in a timeline.</summary>
    ClipName,

    /// <summary><c>* TO CLIP NAME</c>: the incoming side of a transition, sometimes on the wrong event.</summary>
    ToClipName,

    /// <summary>A tape, camera roll or lab roll column.</summary>
    Tape,

    /// <summary>A UMID or a mob id, in hex.</summary>
    Umid,

    /// <summary>A comment or a locator.</summary>
    Comment,
}
