using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Library.Rolls;
using Acetate.Tools.Ingest.Advice;
using Acetate.Tools.Ingest.Targets;

namespace Acetate.Tools.Ingest.Reports;

/// <summary>Everything there is to say about one roll at one moment. Pages, tables and documents are made from it and from nothing else.</summary>
public sealed record RollReport
{
    /// <summary>When the report was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The show's name for people.</summary>
    public required string ShowTitle { get; init; }

    /// <summary>The roll.</summary>
    public required Roll Roll { get; init; }

    /// <summary>The copies, the library's first.</summary>
    public ImmutableArray<ReportCopy> Copies { get; init; } = [];

    /// <summary>The clips by name.</summary>
    public ImmutableArray<ReportClip> Clips { get; init; } = [];

    /// <summary>Files that are not as they should be; at most a thousand, <see cref="FaultCount"/> says how many there are.</summary>
    public ImmutableArray<ReportFault> Faults { get; init; } = [];

    /// <summary>How many files are not as they should be.</summary>
    public long FaultCount { get; init; }

    /// <summary>What was found on the card and since.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>What operating systems left on the card and was not copied.</summary>
    public ImmutableArray<string> Ignored { get; init; } = [];

    /// <summary>Everything that happened, oldest first.</summary>
    public ImmutableArray<ReportEvent> Timeline { get; init; } = [];

    /// <summary>How the show's targets stand.</summary>
    public ImmutableArray<StageTarget> Targets { get; init; } = [];

    /// <summary>Whether the card may be formatted.</summary>
    public required WipeAdvice Advice { get; init; }
}

/// <summary>A copy of the roll in a store.</summary>
/// <param name="Name">For people: <c>library</c>, <c>archive</c>.</param>
/// <param name="Store">The store's URL, without secrets.</param>
/// <param name="State">In one word: <c>verified</c>, <c>writing</c>, <c>damaged</c>.</param>
/// <param name="Files">Files in it.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="VerifiedAt">When the stored bytes were last read back and found right.</param>
/// <param name="Generation">The ASC MHL generation that says so; null when there is none.</param>
public sealed record ReportCopy(string Name, string Store, string State, long Files, long Bytes, DateTimeOffset? VerifiedAt, int? Generation);

/// <summary>A clip of the roll.</summary>
public sealed record ReportClip
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The clip's name.</summary>
    public required string Name { get; init; }

    /// <summary>How its files make up the clip, in one word.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Files.</summary>
    public long Files { get; init; }

    /// <summary>Frames, when it has picture.</summary>
    public long? Frames { get; init; }

    /// <summary>The rate as an exact ratio, <c>24000/1001</c>; empty when not known.</summary>
    public string Rate { get; init; } = "";

    /// <summary>The first timecode; empty when not known.</summary>
    public string TimecodeStart { get; init; } = "";

    /// <summary>The timecode after the last frame; empty when not known.</summary>
    public string TimecodeEnd { get; init; } = "";

    /// <summary>Pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels.</summary>
    public int? Height { get; init; }

    /// <summary>The codec.</summary>
    public string Codec { get; init; } = "";

    /// <summary>Maker and model.</summary>
    public string Camera { get; init; } = "";

    /// <summary>Scene, take and circle, as far as known.</summary>
    public string Slate { get; init; } = "";

    /// <summary>In one word: <c>made</c>, <c>waiting</c>, <c>unavailable</c>, <c>failed</c>.</summary>
    public string Proxy { get; init; } = "";

    /// <summary>Why there is no proxy; empty when there is one or it is awaited.</summary>
    public string ProxyReason { get; init; } = "";

    /// <summary>What is wrong with the clip, one sentence each.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>The poster as JPEG; null when there is none. Not part of the JSON report.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte>? Poster { get; init; }
}

/// <summary>A file that is not as it should be.</summary>
/// <param name="Path">Relative to the roll.</param>
/// <param name="Verdict">In one word.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record ReportFault(string Path, string Verdict, string Message);

/// <summary>Something that happened.</summary>
public sealed record ReportEvent(DateTimeOffset At, string Actor, string Kind, string Message);

/// <summary>Everything there is to say about one shoot day of a show.</summary>
public sealed record DayReport
{
    /// <summary>When the report was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The show's short name.</summary>
    public required string Show { get; init; }

    /// <summary>The show's name for people.</summary>
    public required string ShowTitle { get; init; }

    /// <summary>The day.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The rolls by name.</summary>
    public required ImmutableArray<RollReport> Rolls { get; init; }

    /// <summary>What was promised and never arrived, and gaps in the numbers.</summary>
    public ImmutableArray<Finding> Missing { get; init; } = [];

    /// <summary>Whether the day is complete.</summary>
    public required DayCompleteness Completeness { get; init; }

    /// <summary>All files of all rolls.</summary>
    public long Files => Rolls.Sum(r => r.Roll.Files);

    /// <summary>All bytes of all rolls.</summary>
    public long Bytes => Rolls.Sum(r => r.Roll.Bytes);
}

/// <summary>Whether a shoot day has arrived, is verified and archived, and who says so.</summary>
public sealed record DayCompleteness
{
    /// <summary>Where the day stands.</summary>
    public required DayVerdict State { get; init; }

    /// <summary>What is missing before somebody may confirm the day; empty when nothing is.</summary>
    public ImmutableArray<string> Open { get; init; } = [];

    /// <summary>Who confirmed it; empty while nobody did.</summary>
    public string ConfirmedBy { get; init; } = "";

    /// <summary>When it was confirmed.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>Judges a day: pure, from what there is and what somebody confirmed.</summary>
    /// <param name="rolls">The day's rolls.</param>
    /// <param name="missing">What was promised and never arrived.</param>
    /// <param name="confirmed">Who confirmed the day and when, if somebody did.</param>
    /// <param name="isReopened">Whether something came after that: then the day is to be confirmed anew when all is there.</param>
    public static DayCompleteness Judge(
        IReadOnlyCollection<RollReport> rolls, IReadOnlyCollection<Finding> missing, (string By, DateTimeOffset At)? confirmed, bool isReopened = false)
    {
        ArgumentNullException.ThrowIfNull(rolls);
        var open = ImmutableArray.CreateBuilder<string>();
        if (rolls.Count == 0) open.Add("No roll has arrived.");
        foreach (var roll in rolls)
        {
            if (roll.Roll.Hold is { } hold) open.Add($"Roll {roll.Roll.Name} is held: {hold.Reason}");
            else if (roll.Roll.Stage != RollStage.Complete) open.Add($"Roll {roll.Roll.Name} is {StageWords.Of(roll.Roll.Stage)}, not complete.");
        }

        open.AddRange(missing.Select(f => f.Message));
        var state = open.Count > 0 ? confirmed is null ? DayVerdict.Open : DayVerdict.Reopened
            : confirmed is null || isReopened ? DayVerdict.Ready : DayVerdict.Confirmed;
        return new DayCompleteness
        {
            State = state,
            Open = open.ToImmutable(),
            ConfirmedBy = confirmed?.By ?? "",
            ConfirmedAt = confirmed?.At,
        };
    }
}

/// <summary>Where a shoot day stands.</summary>
[JsonConverter(typeof(Library.KebabCaseEnumConverter<DayVerdict>))]
public enum DayVerdict
{
    /// <summary>Something is missing or under way.</summary>
    Open,

    /// <summary>Everything expected is archived and verified; somebody may confirm it.</summary>
    Ready,

    /// <summary>Somebody confirmed it.</summary>
    Confirmed,

    /// <summary>Somebody confirmed it, and since then something arrived or went wrong.</summary>
    Reopened,
}

/// <summary>The stages in the words people see everywhere.</summary>
public static class StageWords
{
    /// <summary>The stage's word.</summary>
    public static string Of(RollStage stage) => stage switch
    {
        RollStage.ManifestChecked => "manifest checked",
        _ => stage.ToString().ToLowerInvariant(),
    };

    /// <summary>What the manifest check gave, for people.</summary>
    public static string Of(ManifestState state) => state switch
    {
        ManifestState.Unchecked => "not checked yet",
        ManifestState.UnprovenAtSource => "unproven at source",
        _ => state.ToString().ToLowerInvariant(),
    };
}
