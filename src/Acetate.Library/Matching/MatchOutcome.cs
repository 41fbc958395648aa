using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Acetate.Library.Matching;

/// <summary>What became of one event: a closed family. Every member says why in words that an assistant editor understands.</summary>
public abstract record MatchOutcome
{
    private MatchOutcome()
    {
    }

    /// <summary>The event, as <see cref="EventClaim.Event"/> calls it.</summary>
    public required string Event { get; init; }

    /// <summary>The reason in one sentence.</summary>
    public required string Why { get; init; }

    /// <summary>Clips that were weighed, the likeliest first, each with what speaks for and against it. At most the rules' number.</summary>
    public ImmutableArray<MatchCandidate> Candidates { get; init; } = [];

    /// <summary>The outcome's word: <c>matched</c>, <c>ambiguous</c>, <c>missing</c>, <c>conflict</c>, <c>not-camera-media</c>.</summary>
    public abstract string Word { get; }

    /// <summary>The clip is known.</summary>
    /// <param name="Clip">The clip; it is the first candidate.</param>
    /// <param name="Frames">The frames of the clip that the event shows; null when the timecode could not be compared.</param>
    /// <param name="Confidence">The probability that this is the clip, 0 to 1: of what is said to be so sure, at least so much is right on made shows (docs/guide/matching.md). 1 where a person said so.</param>
    public sealed record Matched(FilmedClip Clip, ClipFrames? Frames, double Confidence) : MatchOutcome
    {
        /// <inheritdoc/>
        public override string Word => "matched";

        /// <summary>Whether the list itself may point at the wrong picture, or at the wrong frames of it: a look at the reference movie is needed.</summary>
        public bool IsPictureUnverified { get; init; }

        /// <summary>Whether a person decided, in this cut or an earlier version.</summary>
        public bool IsDecided { get; init; }
    }

    /// <summary>Several clips are possible, or one that is not sure enough: a person decides between the candidates.</summary>
    public sealed record Ambiguous : MatchOutcome
    {
        /// <inheritdoc/>
        public override string Word => "ambiguous";
    }

    /// <summary>No clip of the library is it.</summary>
    /// <param name="Reason">Why not.</param>
    public sealed record Missing(MissingReason Reason) : MatchOutcome
    {
        /// <inheritdoc/>
        public override string Word => "missing";

        /// <summary>The roll that the list names and the library lacks; empty when it cannot be told.</summary>
        public string Roll { get; init; } = "";

        /// <summary>The shoot day in the name; null when there is none.</summary>
        public DateOnly? ShootDay { get; init; }
    }

    /// <summary>The list contradicts itself or the footage: what it names and what it points at are not the same.</summary>
    public sealed record Conflict : MatchOutcome
    {
        /// <inheritdoc/>
        public override string Word => "conflict";
    }

    /// <summary>The source is no camera original.</summary>
    /// <param name="Kind">What it is.</param>
    public sealed record NotCameraMedia(MediaKind Kind) : MatchOutcome
    {
        /// <inheritdoc/>
        public override string Word => "not-camera-media";
    }
}

/// <summary>Frames of a clip, counted from its first one: <c>Start</c> belongs to it, <c>Start + Count</c> does not.</summary>
/// <param name="Start">The first frame; may be -1 where the list is one frame out.</param>
/// <param name="Count">How many frames are read from the clip, retime included.</param>
public readonly record struct ClipFrames(long Start, long Count);

/// <summary>A clip that an event may mean.</summary>
/// <param name="Clip">The clip.</param>
/// <param name="Probability">That it is meant, 0 to 1; the candidates and "none of them" share 1.</param>
/// <param name="Evidence">What speaks for it and against it.</param>
/// <param name="Frames">Where in the clip the event would be; null when the timecode does not fit.</param>
public sealed record MatchCandidate(FilmedClip Clip, double Probability, ImmutableArray<Evidence> Evidence, ClipFrames? Frames);

/// <summary>One thing that was compared.</summary>
/// <param name="Fits">Whether it speaks for the clip.</param>
/// <param name="Words">What was found, as a sentence.</param>
public readonly record struct Evidence(bool Fits, string Words);

/// <summary>Why no clip was found.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<MissingReason>))]
public enum MissingReason
{
    /// <summary>The library has no roll of that name: it was never ingested.</summary>
    RollNotInLibrary,

    /// <summary>The roll is there, and no clip of it is meant.</summary>
    ClipNotOnRoll,

    /// <summary>The list has no name that could be looked for; a timecode alone is never enough.</summary>
    NoName,

    /// <summary>Nothing in the library is called anything like it.</summary>
    NothingAlike,
}

/// <summary>What a source is that no camera shot.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<MediaKind>))]
public enum MediaKind
{
    /// <summary>Black, slug, leader.</summary>
    Black,

    /// <summary>Bars, tone, charts.</summary>
    Bars,

    /// <summary>Titles and captions made in the edit.</summary>
    Title,

    /// <summary>A picture file or a design.</summary>
    Graphics,

    /// <summary>A version of a visual effects shot, or a temp comp.</summary>
    VfxTemp,

    /// <summary>Stock and archive.</summary>
    Stock,

    /// <summary>Something rendered by the editing system: an effect, a nest, a mixdown.</summary>
    Render,

    /// <summary>The list says that the media was offline or unknown.</summary>
    Offline,

    /// <summary>Sound only.</summary>
    Sound,
}
