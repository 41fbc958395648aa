using Acetate.Cuts;
using Acetate.Library.Matching;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls;

/// <summary>An event that is decided on, before pieces are made of what is wanted.</summary>
/// <param name="Reel">Its cut.</param>
/// <param name="Event">What became of it.</param>
/// <param name="Range">The frames it asks for; null when none are pulled for it, or nobody can tell which.</param>
/// <param name="Source">What the list calls its source.</param>
/// <param name="NeededRoll">The roll that is lacking; else empty.</param>
internal sealed record DecidedEvent(ReelCut Reel, ConformedEvent Event, ConformRange? Range, string Source, string NeededRoll)
{
    /// <summary>Its place among all events of the pull.</summary>
    public int Order { get; init; }
}

/// <summary>Decides what becomes of one event.</summary>
internal static class EventDecision
{
    /// <summary>Decides.</summary>
    public static DecidedEvent Of(
        ReelCut reel, CutEvent one, IReadOnlyDictionary<Guid, PulledClip> clips, Func<PulledClip, ClipFacts> facts,
        ConformPullSettings settings, ILookup<Guid, DeliveredPiece> delivered, string? overlap, IReadOnlyDictionary<Guid, string> whyNot)
    {
        var described = Described(reel, one, overlap);
        var source = SourceOf(one);
        if (!one.IsEnabled) return As(ConformFate.SwitchedOff, "It is switched off in the cut.");
        if (one.Tracks.Length > 0 && reel.Cut.Tracks.FirstOrDefault(track => track.Id == one.Tracks[0]) is { IsEnabled: false } off) return As(ConformFate.SwitchedOff, $"Its track {off.Id} is switched off in the cut.");
        if (!reel.Outcomes.TryGetValue(one.Id, out var outcome)) return As(ConformFate.Refused, "It was not matched.");
        if (outcome is MatchOutcome.NotCameraMedia other) return As(ConformFate.NotCameraMedia, outcome.Why, described with { Kind = other.Kind });
        if (outcome is MatchOutcome.Missing missing) return As(ConformFate.Missing, outcome.Why) with { NeededRoll = missing.Roll };
        if (outcome is not MatchOutcome.Matched matched) return As(ConformFate.Ambiguous, MatchedCut.WhyOpen(outcome));
        described = described with { Clip = matched.Clip.Id, ClipName = matched.Clip.Name, Confidence = matched.Confidence };
        if (matched.IsPictureUnverified) described = Noted(described, ConformConcern.PictureUnverified, "The list itself may point at the wrong picture: compare it with the reference movie.");
        if (!clips.TryGetValue(matched.Clip.Id, out var pulled))
            return As(ConformFate.Refused, $"{outcome.Why} But {(whyNot.GetValueOrDefault(matched.Clip.Id) is { } reason ? $"it cannot be pulled. {reason}" : $"no copy of its roll {matched.Clip.Roll.Name} can be read and is verified: look at the roll, then plan again.")}");
        if (pulled.Media.Files.IsEmpty) return As(ConformFate.Refused, $"{outcome.Why} But the library knows none of its files: look at the roll's report.");
        var clip = pulled.Clip;
        if (matched.Frames is not { } shown)
        {
            if (one.Source.Range is not null && clip.TimecodeStart.Length > 0 && clip.Frames is not null)
                return As(ConformFate.Refused, $"{outcome.Why} But the source range of the list lies outside the clip, which begins at {clip.TimecodeStart} and has {clip.Frames} frames: look at the list, or decide on the clip by hand.");
            return As(ConformFate.Pulled, outcome.Why, Noted(described, ConformConcern.FramesUnknown, "The timecode of list and clip cannot be compared, so nobody can tell which frames are meant: the clip is delivered whole."));
        }

        if (clip.Frames is null)
            return As(ConformFate.Pulled, outcome.Why, Noted(described, ConformConcern.FramesUnknown, "The clip's length is not known, so it is delivered whole."));
        try
        {
            var range = ConformRange.For(one, shown, clip, facts(pulled), settings);
            described = EventNotes.Of(described, range) with { Used = range.Used };
            if (delivered[clip.Id].FirstOrDefault(piece => piece.Range.Covers(range.Used)) is not { } earlier) return new(reel, described with { Fate = ConformFate.Pulled, Why = outcome.Why }, range, source, "");
            var (head, tail) = (range.Used.Start - earlier.Range.Start, earlier.Range.End - range.Used.End);
            described = described with { Earlier = earlier };
            return head < range.Used.Start - range.Range.Start || tail < range.Range.End - range.Used.End
                ? As(ConformFate.DeliveredBefore, outcome.Why, Noted(described, ConformConcern.HandlesShort, $"In the earlier file it has {EventNotes.Frames(head)} before it and {EventNotes.Frames(tail)} after it."))
                : As(ConformFate.DeliveredBefore, outcome.Why, described);
        }
        catch (PullException problem)
        {
            return As(ConformFate.Refused, problem.Message);
        }
        catch (OverflowException)
        {
            return As(ConformFate.Refused, "Its times are too large to be counted: look at the list.");
        }

        DecidedEvent As(ConformFate fate, string why, ConformedEvent? with = null) => new(reel, (with ?? described) with { Fate = fate, Why = why }, null, source, "");
    }

    private static ConformedEvent Described(ReelCut reel, CutEvent one, string? overlap)
    {
        var described = new ConformedEvent
        {
            Reel = reel.Name,
            Id = one.Id,
            Number = one.Number,
            Name = one.Name,
            SourceReel = one.Source[SourceNameKind.LongReel] ?? one.Source.Reel ?? one.Source[SourceNameKind.Tape] ?? "",
            RecordIn = one.Record?.StartLabel ?? "",
            RecordOut = one.Record?.EndLabel ?? "",
            SourceIn = (one.Source.Range ?? one.Source.Used)?.StartLabel ?? "",
            SourceOut = (one.Source.Range ?? one.Source.Used)?.EndLabel ?? "",
            Fate = ConformFate.Refused,
            Why = "",
            Speed = EventNotes.SpeedOf(one),
            Reposition = EventNotes.RepositionOf(one),
        };
        if (described.Speed.Length > 0) described = Noted(described, ConformConcern.OffSpeed, described.Speed);
        if (!described.Reposition.IsEmpty) described = Noted(described, ConformConcern.Repositioned, EventNotes.RepositionIn(described.Reposition));
        return overlap is null ? described : Noted(described, ConformConcern.RecordOverlap, overlap);
    }

    private static string SourceOf(CutEvent one) =>
        one.Source[SourceNameKind.SourceFile] ?? one.Source.ClipName ?? one.Source[SourceNameKind.LongReel] ?? one.Source.Reel ?? one.Source[SourceNameKind.Tape]
        ?? (one.Name.Length > 0 ? one.Name : one.Number.Length > 0 ? $"event {one.Number}" : one.Id);

    private static ConformedEvent Noted(ConformedEvent one, ConformConcern concern, string text) => one with { Notes = one.Notes.Add(new(concern, text)) };
}
