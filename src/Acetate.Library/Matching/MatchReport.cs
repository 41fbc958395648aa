using System.Collections.Immutable;
using Acetate.Cuts;

namespace Acetate.Library.Matching;

/// <summary>A matched cut, as commands, the API and people see it.</summary>
public sealed record MatchReport
{
    /// <summary>The cut's name.</summary>
    public required string Cut { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>The version of the matching rules.</summary>
    public required int RulesVersion { get; init; }

    /// <summary>How many events came to each outcome, by its word.</summary>
    public required ImmutableSortedDictionary<string, int> Counts { get; init; }

    /// <summary>The picture events, in the order of the cut.</summary>
    public required ImmutableArray<MatchedEvent> Events { get; init; }

    /// <summary>Rolls whose timecode is off by the same amount in most of their events.</summary>
    public ImmutableArray<MatchedOffset> Offsets { get; init; } = [];

    /// <summary>Rolls that the cut needs and the library lacks, by day.</summary>
    public ImmutableArray<NeededRoll> NeededRolls { get; init; } = [];

    /// <summary>What could not be read of the cut: events may be missing or lack their times.</summary>
    public ImmutableArray<UnreadPart> Unread { get; init; } = [];

    /// <summary>Whether the cut could be read, has events, and every one is matched or is no camera original.</summary>
    public bool IsComplete => Unread.IsEmpty && !Events.IsEmpty && Events.All(e => e.Outcome is "matched" or "not-camera-media");

    /// <summary>Puts a cut and its outcomes together.</summary>
    /// <param name="show">The show.</param>
    /// <param name="cut">The cut whose <see cref="CutClaims"/> were matched.</param>
    /// <param name="result">The outcomes of its picture events.</param>
    public static MatchReport Of(string show, Cut cut, MatchResult result)
    {
        var events = CutClaims.PictureEvents(cut).Zip(result.Outcomes).Select(p => MatchedEvent.Of(p.First, p.Second)).ToImmutableArray();
        return new MatchReport
        {
            Cut = cut.Name,
            Show = show,
            RulesVersion = result.RulesVersion,
            Counts = events.GroupBy(e => e.Outcome).ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
            Events = events,
            Offsets = [.. result.Offsets.Select(o => new MatchedOffset(o.Roll.Name, o.Frames, o.Rate.ToRatio(), o.Agreeing, o.Events, o.IsExact))],
            NeededRolls = result.NeededRolls,
            Unread = [.. cut.Problems.Where(p => p.Severity == CutSeverity.Error).Select(p => new UnreadPart(p.Line, p.Element, p.Message, p.Fix))],
        };
    }
}

/// <summary>Something in a cut that could not be read.</summary>
/// <param name="Line">The line; 0 when not known.</param>
/// <param name="Element">The element or object; empty where the line says it.</param>
/// <param name="Message">What is wrong, a whole sentence.</param>
/// <param name="Fix">What to do, a whole sentence.</param>
public sealed record UnreadPart(int Line, string Element, string Message, string Fix);

/// <summary>An offset of a roll's timecode.</summary>
/// <param name="Roll">The roll.</param>
/// <param name="Frames">Added to the cut's labels, it gives the clips'.</param>
/// <param name="Rate">The rate of those frames, as a ratio.</param>
/// <param name="Agreeing">Events that it explains.</param>
/// <param name="Events">Events of the roll that could be compared.</param>
/// <param name="IsExact">False where other offsets explain as much, and frames have to be looked at.</param>
public sealed record MatchedOffset(string Roll, long Frames, string Rate, int Agreeing, int Events, bool IsExact);

/// <summary>An event and what became of it.</summary>
public sealed record MatchedEvent
{
    /// <summary>The event's id in the cut.</summary>
    public required string Event { get; init; }

    /// <summary>Its number in the list; empty when it has none.</summary>
    public string Number { get; init; } = "";

    /// <summary>The line of the list; 0 when not known.</summary>
    public int Line { get; init; }

    /// <summary>The first record label; empty when there is none.</summary>
    public string RecordStart { get; init; } = "";

    /// <summary>The reel, as the list says it.</summary>
    public string Reel { get; init; } = "";

    /// <summary>The clip's name, as the list says it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The first source label, as the list says it; empty when it says none.</summary>
    public string SourceStart { get; init; } = "";

    /// <summary>The rate of the source labels as a ratio; empty when there are none.</summary>
    public string SourceRate { get; init; } = "";

    /// <summary>How many source frames.</summary>
    public long SourceFrames { get; init; }

    /// <summary>The event's names as one text; with the source it says to which events a decision belongs.</summary>
    public string Names { get; init; } = "";

    /// <summary><c>matched</c>, <c>ambiguous</c>, <c>missing</c>, <c>conflict</c> or <c>not-camera-media</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The clip, when it is matched.</summary>
    public MatchedClip? Clip { get; init; }

    /// <summary>The frames of the clip, counted from its first; null when they are not known.</summary>
    public ClipFrames? Frames { get; init; }

    /// <summary>How sure, 0 to 1; null where nothing is matched.</summary>
    public double? Confidence { get; init; }

    /// <summary>Whether somebody has to look at the picture.</summary>
    public bool IsPictureUnverified { get; init; }

    /// <summary>Whether a person decided.</summary>
    public bool IsDecided { get; init; }

    /// <summary>Why it is missing; null otherwise.</summary>
    public MissingReason? Reason { get; init; }

    /// <summary>What it is, when it is no camera original.</summary>
    public MediaKind? Kind { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string Why { get; init; }

    /// <summary>The candidates, the likeliest first.</summary>
    public ImmutableArray<MatchedCandidate> Candidates { get; init; } = [];

    internal static MatchedEvent Of(CutEvent item, MatchOutcome outcome)
    {
        var matched = outcome as MatchOutcome.Matched;
        var claim = CutClaims.Of(item);
        return new MatchedEvent
        {
            Event = item.Id,
            Number = item.Number,
            Line = item.Line,
            RecordStart = item.Record?.StartLabel ?? "",
            Reel = item.Source.Reel ?? "",
            Name = item.Source.ClipName ?? item.Source[SourceNameKind.SourceFile] ?? item.Name,
            SourceStart = claim.Source?.Start.ToString() ?? "",
            SourceRate = claim.Source?.Start.Rate.ToRatio() ?? "",
            SourceFrames = claim.Source?.Frames ?? 0,
            Names = MatchDecision.KeyOf(claim),
            Outcome = outcome.Word,
            Clip = matched is null ? null : MatchedClip.Of(matched.Clip),
            Frames = matched?.Frames,
            Confidence = matched?.Confidence,
            IsPictureUnverified = matched?.IsPictureUnverified ?? false,
            IsDecided = matched?.IsDecided ?? false,
            Reason = (outcome as MatchOutcome.Missing)?.Reason,
            Kind = (outcome as MatchOutcome.NotCameraMedia)?.Kind,
            Why = outcome.Why,
            Candidates = [.. outcome.Candidates.Select(c => new MatchedCandidate(MatchedClip.Of(c.Clip), Math.Round(c.Probability, 6), c.Frames, c.Evidence))],
        };
    }
}

/// <summary>A clip of the library, in a report.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Roll">Its roll.</param>
/// <param name="ShootDay">The day it was shot.</param>
/// <param name="Unit">By which unit; empty when not known.</param>
/// <param name="Start">Its first label; empty when it has none.</param>
/// <param name="Rate">The label's rate as a ratio; empty when it has none.</param>
public sealed record MatchedClip(Guid Id, string Name, string Roll, DateOnly ShootDay, string Unit, string Start, string Rate)
{
    internal static MatchedClip Of(FilmedClip clip) =>
        new(clip.Id, clip.Name, clip.Roll.Name, clip.Roll.ShootDay, clip.Roll.Unit, clip.Start.ToString(), clip.Start.Rate.ToRatio());
}

/// <summary>A clip that may be meant, in a report.</summary>
/// <param name="Clip">The clip.</param>
/// <param name="Probability">How likely, 0 to 1.</param>
/// <param name="Frames">Where in it; null when the timecode does not fit.</param>
/// <param name="Evidence">For and against it.</param>
public sealed record MatchedCandidate(MatchedClip Clip, double Probability, ClipFrames? Frames, ImmutableArray<Evidence> Evidence);
