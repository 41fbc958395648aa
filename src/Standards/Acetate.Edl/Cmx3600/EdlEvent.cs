using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Edl.Cmx3600;

/// <summary>One event line, with all that the lines after it say about it.</summary>
/// <remarks>
/// A transition is two of them with the same number: the outgoing picture, often of no length, and the incoming one, whose
/// record in is where the transition begins. What could not be read is null or empty, and is told in <see cref="EdlReading.Problems"/>.
/// </remarks>
public sealed record EdlEvent
{
    /// <summary>Place in <see cref="EdlReading.Events"/>, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The event's line in the file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The last line that belongs to the event.</summary>
    public required int LastLine { get; init; }

    /// <summary>The number as written, such as 001 or 000001.</summary>
    public required string Number { get; init; }

    /// <summary>The reel as written, blanks inside included; empty when there is none.</summary>
    public required string Reel { get; init; }

    /// <summary>Characters that the reel's column holds. A reel that fills a column of 8, 16 or 32 may have been cut off.</summary>
    public required int ReelColumn { get; init; }

    /// <summary>What the reel means.</summary>
    public required EdlReelKind ReelKind { get; init; }

    /// <summary>Longer names that the list gives for the reel, the most certain first.</summary>
    public ImmutableArray<EdlReelName> ReelNames { get; init; } = [];

    /// <summary>The longer name of the reel by a map line (Final Cut Pro, source table, Flame and so on); null when none says it.</summary>
    public string? OriginalReel => ReelNames.IsEmpty ? null : ReelNames[0].Name;

    /// <summary>The channels as written, such as AA/V.</summary>
    public required string ChannelText { get; init; }

    /// <summary>The channels, video first, those of AUD lines last.</summary>
    public required ImmutableArray<EdlChannel> Channels { get; init; }

    /// <summary>Cut, dissolve, wipe or key.</summary>
    public required EdlTransition Transition { get; init; }

    /// <summary>Alone, or a side of a transition.</summary>
    public required EdlSide Side { get; init; }

    /// <summary>The <see cref="Index"/> of the other side of the transition; null when the event stands alone.</summary>
    public int? Partner { get; init; }

    /// <summary>The first frame of the source.</summary>
    public required EdlTime SourceIn { get; init; }

    /// <summary>The frame after the last one of the source.</summary>
    public required EdlTime SourceOut { get; init; }

    /// <summary>The first frame in the programme.</summary>
    public required EdlTime RecordIn { get; init; }

    /// <summary>The frame after the last one in the programme.</summary>
    public required EdlTime RecordOut { get; init; }

    /// <summary>Frames between source in and out, over midnight if need be; null when a time is missing or they contradict each other.</summary>
    public long? SourceFrames { get; init; }

    /// <summary>Frames between record in and out, over midnight if need be.</summary>
    public long? RecordFrames { get; init; }

    /// <summary>The M2 line of this side.</summary>
    public EdlSpeed? Speed { get; init; }

    /// <summary>The source frames that are played, by speed and lengths; null when they cannot be known.</summary>
    public EdlPlayed? Played { get; internal set; }

    /// <summary>Whether one frame is held: an M2 of 0, or the comment FREEZE FRAME.</summary>
    public bool IsFreeze { get; init; }

    /// <summary>Whether the list says that the speed changes within the event; its course does not stand in a list.</summary>
    public bool HasSpeedRamp { get; init; }

    /// <summary>FROM CLIP NAME, or TO CLIP NAME for the incoming side; for the foreground of a key its KEY CLIP NAME.</summary>
    public string? ClipName { get; init; }

    /// <summary>FROM CLIP, TO CLIP or OTIO REFERENCE FROM: a media path.</summary>
    public string? ClipPath { get; init; }

    /// <summary>FROM FILE or TO FILE: a media path as Nucoda gives it.</summary>
    public string? FilePath { get; init; }

    /// <summary>SOURCE FILE.</summary>
    public string? SourceFile { get; init; }

    /// <summary>The comment REEL: a label that a writer chose, not always a reel.</summary>
    public string? ReelComment { get; init; }

    /// <summary>First and last frame of an image sequence that a path names, such as <c>a.[1001-1048].exr</c>.</summary>
    public EdlFrameNumbers? ImageSequence { get; init; }

    /// <summary>EFFECT NAME or EFFECTS NAME IS.</summary>
    public string? EffectName { get; init; }

    /// <summary>KEY CLIP NAME or KEY CLIP IS.</summary>
    public string? KeyClipName { get; init; }

    /// <summary>ASC_SOP and ASC_SAT.</summary>
    public EdlGrade? Grade { get; init; }

    /// <summary>ASC_CC_XML: the id of a correction in a collection.</summary>
    public string? GradeReference { get; init; }

    /// <summary>AMF_NAME.</summary>
    public string? AmfName { get; init; }

    /// <summary>AMF_UUID, without <c>urn:uuid:</c>.</summary>
    public string? AmfUuid { get; init; }

    /// <summary>FDL-UUID, without <c>urn:uuid:</c>.</summary>
    public string? FdlUuid { get; init; }

    /// <summary>FDL-FRAMING-DECISION-ID.</summary>
    public string? FdlFramingDecision { get; init; }

    /// <summary>FRMC: the frame numbers of a plate.</summary>
    public EdlFrameNumbers? FrameCount { get; init; }

    /// <summary>The media that DLEDL lines name.</summary>
    public EdlFlameMedia? Flame { get; init; }

    /// <summary>SPLIT lines.</summary>
    public ImmutableArray<EdlSplit> Splits { get; init; } = [];

    /// <summary>LOC comments and markers of DaVinci Resolve.</summary>
    public ImmutableArray<EdlMarker> Markers { get; init; } = [];

    /// <summary>All comments of this side, in order.</summary>
    public ImmutableArray<EdlComment> Comments { get; init; } = [];

    /// <summary>Whether it has a length of 0 in the programme: the outgoing line of a transition mostly.</summary>
    public bool IsEmpty => RecordFrames == 0;

    /// <summary>The speed as a factor of the list's rate: 1 without an M2 line, negative when reversed, 0 for a freeze.</summary>
    public EdlFactor SpeedFactor => Speed?.Factor ?? (IsFreeze ? EdlFactor.Freeze : EdlFactor.One);
}

/// <summary>What a reel name means.</summary>
public enum EdlReelKind
{
    /// <summary>A tape, a card or a file.</summary>
    Media,

    /// <summary>BL or BLACK: no media.</summary>
    Black,

    /// <summary>BARS: colour bars.</summary>
    Bars,

    /// <summary>AX or AUX: no tape; the clip's name has to find the media.</summary>
    Auxiliary,

    /// <summary>There is none.</summary>
    Missing,
}

/// <summary>Which side of a transition an event is.</summary>
public enum EdlSide
{
    /// <summary>It stands alone.</summary>
    Whole,

    /// <summary>The picture that goes, or the background of a key.</summary>
    Outgoing,

    /// <summary>The picture that comes, or the foreground of a key.</summary>
    Incoming,
}

/// <summary>What reading a list at a rate gave.</summary>
public sealed record EdlReading
{
    /// <summary>The rate.</summary>
    public required FrameRate Rate { get; init; }

    /// <summary>The title; null when the list has none.</summary>
    public string? Title { get; init; }

    /// <summary>All events, in the order of the file.</summary>
    public ImmutableArray<EdlEvent> Events { get; init; } = [];

    /// <summary>Markers of the whole list: the table that Avid writes at its end.</summary>
    public ImmutableArray<EdlMarker> Markers { get; init; } = [];

    /// <summary>All that is wrong or unusual, by line.</summary>
    public ImmutableArray<EdlProblem> Problems { get; init; } = [];

    /// <summary>Whether everything could be read. Warnings may be there.</summary>
    public bool IsValid => Problems.All(problem => problem.Severity != EdlSeverity.Error);

    /// <summary>The problems of an event's lines.</summary>
    public IEnumerable<EdlProblem> ProblemsOf(EdlEvent of)
    {
        ArgumentNullException.ThrowIfNull(of);
        return Between(of.Line, of.LastLine);
    }

    private IEnumerable<EdlProblem> Between(int first, int last)
    {
        // They are sorted by line: looked for by halves.
        var (low, high) = (0, Problems.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Problems[middle].Line < first) low = middle + 1;
            else high = middle;
        }

        for (; low < Problems.Length && Problems[low].Line <= last && Problems[low].Line > 0; low++) yield return Problems[low];
    }

    /// <summary>The channels that the events use, video first.</summary>
    public ImmutableArray<EdlChannel> Channels
    {
        get
        {
            var channels = new SortedSet<EdlChannel>();
            foreach (var e in Events)
                foreach (var channel in e.Channels) channels.Add(channel);
            return [.. channels];
        }
    }

    /// <summary>The events of a channel in the order of the programme, whatever the order of the list is (C-mode lists are sorted by source).</summary>
    public ImmutableArray<EdlEvent> On(EdlChannel channel) =>
        [.. Events.Where(e => e.Channels.Contains(channel) && e.RecordIn.Timecode is not null).OrderBy(e => e.RecordIn.Timecode!.Value.Frame).ThenBy(e => e.Index)];
}
