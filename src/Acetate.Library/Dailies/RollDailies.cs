using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Acetate.Library.Dailies;

/// <summary>The dailies of a camera roll: how far they are, and who looks at what was doubted.</summary>
public sealed record RollDailies
{
    /// <summary>The roll.</summary>
    public required Guid Roll { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>How they stand.</summary>
    public DailiesState State { get; init; }

    /// <summary>How often work at them was begun, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The job that makes them, or made them last.</summary>
    public Guid? Job { get; init; }

    /// <summary>The job that delivers them, or delivered them last.</summary>
    public Guid? DeliveryJob { get; init; }

    /// <summary>The workspace folder of the last delivery.</summary>
    public Guid? Folder { get; init; }

    /// <summary>The operator who takes care of them; empty for nobody.</summary>
    public string Assignee { get; init; } = "";

    /// <summary>What keeps them from going on, in sentences; empty for nothing.</summary>
    public string Message { get; init; } = "";

    /// <summary>What was taken because nobody said otherwise, in sentences.</summary>
    public ImmutableArray<string> Defaults { get; init; } = [];

    /// <summary>When they have to be delivered; null when nobody said.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When work at them began first.</summary>
    public DateTimeOffset BegunAt { get; init; }

    /// <summary>When it was asked last which sound of the day there is.</summary>
    public DateTimeOffset SoundAt { get; init; }

    /// <summary>When the last of their clips was made; null while some are not.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>When they were delivered last; null when they were not.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }
}

/// <summary>How the dailies of a roll stand.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DailiesState>))]
public enum DailiesState
{
    /// <summary>Clips are being made.</summary>
    Making,

    /// <summary>All that can be made is made, and a person has to look at some of it.</summary>
    Review,

    /// <summary>They are on their way into the workspace.</summary>
    Delivering,

    /// <summary>They lie in the workspace, read back and sealed.</summary>
    Delivered,

    /// <summary>Something other than a clip went wrong; the message says what.</summary>
    Held,
}

/// <summary>The daily of a clip: what was made of it, what was doubted, and what a person decided.</summary>
public sealed record ClipDaily
{
    /// <summary>The clip.</summary>
    public required Guid Clip { get; init; }

    /// <summary>Its roll.</summary>
    public required Guid Roll { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>Its place in the roll, from 1.</summary>
    public required int Place { get; init; }

    /// <summary>How often it was made, from 1: each time into a folder of its own.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>How it stands.</summary>
    public DailyState State { get; init; }

    /// <summary>A hash of all that decides what it is like: it is made again when that is another.</summary>
    public string Recipe { get; init; } = "";

    /// <summary>What was taken because nobody said otherwise, in sentences.</summary>
    public ImmutableArray<string> Defaults { get; init; } = [];

    /// <summary>What synchronising found, as the step told it (JSON); empty before.</summary>
    public string Sound { get; init; } = "";

    /// <summary>What was made and checked, as the step told it (JSON); empty before.</summary>
    public string Picture { get; init; } = "";

    /// <summary>Why a person should look at it.</summary>
    public ImmutableArray<DailyDoubt> Doubts { get; init; } = [];

    /// <summary>What a person decided about its sound (JSON); empty for nothing.</summary>
    public string Decision { get; init; } = "";

    /// <summary>What the person who decided last said; empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>Who decided last; empty for nobody.</summary>
    public string DecidedBy { get; init; } = "";

    /// <summary>When that was.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>When it was made last; null before.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>The attempt that was delivered last; 0 for none.</summary>
    public int Delivered { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Whether what is made may go to editorial and has not gone yet.</summary>
    [JsonIgnore]
    public bool IsDue => State is DailyState.Made or DailyState.Accepted && Delivered != Attempt;

    /// <summary>Whether it waits for a person.</summary>
    [JsonIgnore]
    public bool NeedsEyes => State is DailyState.Doubted or DailyState.Failed;
}

/// <summary>How the daily of a clip stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DailyState>))]
public enum DailyState
{
    /// <summary>Not made yet.</summary>
    Waiting,

    /// <summary>Made, and nothing about it was doubted.</summary>
    Made,

    /// <summary>Made, and a person should look at it.</summary>
    Doubted,

    /// <summary>A person looked at it and took it.</summary>
    Accepted,

    /// <summary>A person does not want it delivered.</summary>
    Rejected,

    /// <summary>It could not be made.</summary>
    Failed,
}

/// <summary>Why a person should look at a clip.</summary>
/// <param name="Kind">Of what sort: <c>sync</c>, <c>picture</c>, <c>sound</c>, <c>setup</c>, <c>colour</c> or <c>made</c>.</param>
/// <param name="Words">A sentence.</param>
/// <param name="Frame">The clip's frame that it begins at, from 0; null for the whole clip.</param>
public sealed record DailyDoubt(string Kind, string Words, long? Frame = null);
