using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Library.Matching;
using Acetate.Steps.Compare;

namespace Acetate.Tools.ConformPulls.Offlines;

/// <summary>A reference movie of a cut, and what was found of it.</summary>
public sealed record OfflineView
{
    /// <summary>The movie.</summary>
    public required CutOffline Offline { get; init; }

    /// <summary>How far it is.</summary>
    public required OfflineStage Stage { get; init; }

    /// <summary>What is wrong with it, or what a person should know before they believe what they see, each with a way out.</summary>
    public ImmutableArray<OfflineFault> Faults { get; init; } = [];

    /// <summary>Frames per second as an exact ratio; empty while not known.</summary>
    public string Rate { get; init; } = "";

    /// <summary>Frames that it has; null while not known.</summary>
    public long? Frames { get; init; }

    /// <summary>Record label of its first frame, as its frames are counted; empty while not known.</summary>
    public string Start { get; init; } = "";

    /// <summary>The codec, in inspection's words; empty while not known.</summary>
    public string Codec { get; init; } = "";

    /// <summary>Picture width in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Picture height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>Whether it can be played: its proxy is made.</summary>
    public bool IsPlayable { get; init; }

    /// <summary>The comparison with the originals; null when there is none.</summary>
    public OfflineCheck? Check { get; init; }
}

/// <summary>Something that is wrong.</summary>
/// <param name="Message">What, as a sentence.</param>
/// <param name="Fix">What to do, as a sentence; may be empty.</param>
public sealed record OfflineFault(string Message, string Fix);

/// <summary>How far a reference movie is.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<OfflineStage>))]
public enum OfflineStage
{
    /// <summary>It is on its way, or is being read back.</summary>
    Arriving,

    /// <summary>It was not taken.</summary>
    Refused,

    /// <summary>It is being looked at and made playable.</summary>
    Preparing,

    /// <summary>It can be looked at.</summary>
    Ready,

    /// <summary>It is kept and cannot be looked at: the faults say why.</summary>
    Unplayable,
}

/// <summary>A comparison of a reference movie with the originals.</summary>
/// <param name="Job">The job that makes it.</param>
/// <param name="State">Where that stands.</param>
/// <param name="Events">Events that are compared.</param>
/// <param name="Compared">Events that were.</param>
/// <param name="Problem">What holds it; empty when nothing does.</param>
/// <param name="Advice">What to do about that.</param>
public sealed record OfflineCheck(Guid Job, JobState State, int Events, int Compared, string Problem, string Advice);

/// <summary>Where the events of a cut lie in its reference movie, and what comparing them came to.</summary>
/// <param name="Start">Record label of the movie's first frame; empty when its frames cannot be told.</param>
/// <param name="Events">Every picture event, in the order of the cut.</param>
public sealed record OfflineEvents(string Start, ImmutableArray<OfflineEvent> Events);

/// <summary>An event in a reference movie.</summary>
/// <param name="Event">Its id in the cut.</param>
/// <param name="First">The movie's frame at its first record time, counted from 0; null when the movie does not show it.</param>
/// <param name="Frames">Record frames that it has.</param>
public sealed record OfflineEvent(string Event, long? First, long Frames)
{
    /// <summary><c>alike</c>, <c>doubtful</c>, <c>different</c> or <c>not compared</c>; null when it was not looked at (yet).</summary>
    public string? Verdict { get; init; }

    /// <summary>The same in a sentence, with what to look at; empty when it was not looked at.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>How many frames later in the clip the offline is than the list says; below 0 earlier.</summary>
    public int? Slip { get; init; }

    /// <summary>Its places with how alike the pictures are there.</summary>
    public ImmutableArray<PlaceCheck> Places { get; init; } = [];

    /// <summary>Whether there is a picture of the places.</summary>
    public bool HasPicture { get; init; }
}

/// <summary>Which frames of a clip are seen during an event.</summary>
/// <param name="Places">Where a person looks first: head, middle and tail, each as record frames after the event's first one.</param>
/// <param name="Frames">The clip's frame at each record frame of the event, counted from 0.</param>
/// <param name="IsCut">Whether the event is longer than the list, which ends at its most.</param>
public sealed record EventFrames(ImmutableArray<EventPlace> Places, ImmutableArray<long> Frames, bool IsCut);

/// <summary>A place of an event.</summary>
/// <param name="Name"><c>head</c>, <c>middle</c>, <c>tail</c>.</param>
/// <param name="At">Record frames after the event's first one.</param>
public sealed record EventPlace(string Name, long At);
