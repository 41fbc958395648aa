using System.Collections.Immutable;
using Acetate.Library.Clips;
using Acetate.Media.Inspect;
using Acetate.Timing;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls;

/// <summary>Makes pieces of what events ask for: what touches or overlaps in one clip is one file, whichever reels show it.</summary>
internal static class PieceMerge
{
    /// <summary>The pieces, by shoot day, roll and clip, so that cards are read one after the other.</summary>
    public static ImmutableArray<ConformPiece> Of(
        List<DecidedEvent> decided, IReadOnlyDictionary<Guid, PulledClip> clips, Func<PulledClip, ClipFacts> facts, ConformPullSettings settings, PieceNames names)
    {
        var size = CommonSize(decided, clips);
        var wanted = decided.Where(one => one.Event.Fate == ConformFate.Pulled).GroupBy(one => one.Event.Clip!.Value)
            .Select(group => (Clip: clips[group.Key], Events: group.ToList()))
            .OrderBy(one => one.Clip.Roll.ShootDay).ThenBy(one => one.Clip.Roll.Name, StringComparer.Ordinal).ThenBy(one => one.Clip.Roll.Id)
            .ThenBy(one => one.Clip.Clip.Name, StringComparer.Ordinal).ThenBy(one => one.Clip.Clip.Id);
        var pieces = ImmutableArray.CreateBuilder<ConformPiece>();
        foreach (var (pulled, events) in wanted)
        {
            var known = facts(pulled);
            foreach (var stretch in Stretches(pulled, events, known, settings))
                pieces.Add(Piece(pieces.Count + 1, pulled, stretch, known, names, size));
        }

        return pieces.ToImmutable();
    }

    /// <summary>The events, each with the piece it is found in.</summary>
    public static IEnumerable<ConformedEvent> WithPieces(List<DecidedEvent> decided, ImmutableArray<ConformPiece> pieces)
    {
        var places = new Dictionary<ReelEvent, int>();
        foreach (var piece in pieces)
            foreach (var one in piece.Events) places[one] = piece.Place;
        return decided.Select(one => places.TryGetValue(new(one.Event.Reel, one.Event.Id), out var place) ? one.Event with { Piece = place } : one.Event);
    }

    private static List<Stretch> Stretches(PulledClip pulled, List<DecidedEvent> events, ClipFacts facts, ConformPullSettings settings)
    {
        var whole = settings.WholeClips ? "Whole clips were asked for."
            : facts.Forecast is { IsCertain: true } forecast ? forecast.Reason
            : events.Exists(one => one.Range is null) ? "Nobody can tell which of its frames are meant." : null;
        var stretches = new List<Stretch>();
        foreach (var one in events.OrderBy(one => one.Range?.Range.Start ?? 0))
        {
            if (whole is null && (stretches.Count == 0 || one.Range!.Range.Start > stretches[^1].Range.End + settings.MergeGap)) stretches.Add(new(one.Range!.Used, one.Range.Range, one.Range.MissingHead, one.Range.MissingTail));
            else if (whole is not null && stretches.Count == 0) stretches.Add(All(pulled, events, whole));
            else if (whole is null) stretches[^1] = stretches[^1].With(one.Range!);
            stretches[^1].Events.Add(one);
        }

        return stretches;
    }

    private static Stretch All(PulledClip pulled, List<DecidedEvent> events, string why)
    {
        var ranges = events.Select(one => one.Range).OfType<ConformRange>().ToList();
        var frames = pulled.Clip.Frames ?? ranges.Select(range => range.Range.End).DefaultIfEmpty(0).Max();
        var used = ranges.Count == events.Count ? new FrameSpan(ranges.Min(range => range.Used.Start), ranges.Max(range => range.Used.End)) : new(0, frames);
        return new(used, new(0, frames), ranges.Select(range => range.MissingHead).DefaultIfEmpty(0).Max(), ranges.Select(range => range.MissingTail).DefaultIfEmpty(0).Max()) { WhyWhole = why };
    }

    private static ConformPiece Piece(int place, PulledClip pulled, Stretch stretch, ClipFacts facts, PieceNames names, (int, int)? size)
    {
        var (clip, roll) = (pulled.Clip, pulled.Roll);
        var tape = clip.Reel.Length > 0 ? clip.Reel : roll.Name;
        // The stretch was put together in the order of the clip; reports and folders go by the order of the cuts.
        stretch.Events.Sort((one, other) => one.Order.CompareTo(other.Order));
        var first = stretch.Events[0].Reel;
        var isWhole = stretch.WhyWhole is not null || (clip.Frames is { } frames && stretch.Range.Start == 0 && stretch.Range.End >= frames);
        var lies = names.Of(pulled, tape, first.Name, stretch.Range.Start);
        return new()
        {
            Place = place,
            Clip = clip.Id,
            ClipName = clip.Name,
            Tape = tape,
            Roll = roll.Id,
            RollName = roll.Name,
            ShootDay = roll.ShootDay,
            Events = [.. stretch.Events.Select(one => new ReelEvent(one.Event.Reel, one.Event.Id))],
            Used = stretch.Used,
            Range = stretch.Range,
            MissingHead = stretch.MissingHead,
            MissingTail = stretch.MissingTail,
            ClipFrames = clip.Frames,
            Rate = clip.Rate,
            TimecodeIn = LabelOf(clip, facts, stretch.Range.Start),
            TimecodeOut = LabelOf(clip, facts, stretch.Range.End),
            Width = clip.Width,
            Height = clip.Height,
            Codec = clip.Codec,
            IsSequence = pulled.Media.Kind == ClipKind.Sequence,
            IsWhole = isWhole,
            WhyWhole = stretch.WhyWhole ?? (isWhole ? "All of it is shown, handles included." : facts.Forecast?.Reason ?? ""),
            Folder = lies.Folder,
            KeepsFolders = lies.KeepsFolders,
            Name = lies.Name,
            Path = lies.Path,
            // What may turn out to be copied whole is estimated so.
            Bytes = facts.Forecast is null ? facts.BytesOf(stretch.Range, pulled) : facts.Bytes,
            Notes = NotesOf(pulled, stretch, facts, size),
        };
    }

    private static ImmutableArray<ConformNote> NotesOf(PulledClip pulled, Stretch stretch, ClipFacts facts, (int Width, int Height)? size)
    {
        var clip = pulled.Clip;
        var notes = facts.Problems.ToBuilder();
        if (FrameRate.TryParse(clip.Rate, out var rate) && stretch.Events.FirstOrDefault(one => one.Reel.Cut.Rate.IsSet && one.Reel.Cut.Rate != rate) is { } other)
            notes.Add(new(ConformConcern.RateDiffers, $"It runs at {rate} frames a second, and the cut {other.Event.Reel} at {other.Reel.Cut.Rate}."));
        if (size is { } usual && clip is { Width: { } width, Height: { } height } && (width, height) != usual)
            notes.Add(new(ConformConcern.SizeDiffers, $"It has {width} × {height} pixels, and most of the cut {usual.Width} × {usual.Height}."));
        if (pulled.IsFromArchive) notes.Add(new(ConformConcern.FromArchive, $"Only the archive has a whole copy of roll {pulled.Roll.Name}: this clip alone is read from there."));
        return notes.ToImmutable();
    }

    /// <summary>The size that most events have.</summary>
    private static (int, int)? CommonSize(List<DecidedEvent> decided, IReadOnlyDictionary<Guid, PulledClip> clips) =>
        decided.Where(one => one.Event.Fate is ConformFate.Pulled or ConformFate.DeliveredBefore).Select(one => clips[one.Event.Clip!.Value].Clip)
            .Where(clip => clip is { Width: not null, Height: not null }).GroupBy(clip => (clip.Width!.Value, clip.Height!.Value))
            .OrderByDescending(group => group.Count()).ThenByDescending(group => group.Key).Select(group => ((int, int)?)group.Key).FirstOrDefault();

    private static string LabelOf(Clip clip, ClipFacts facts, long frame) =>
        frame % facts.FramesPerLabel == 0 && FrameRate.TryParse(clip.Rate, out var rate) && Timecode.TryParse(clip.TimecodeStart, rate, out var start)
            ? start.AddWrapping(frame / facts.FramesPerLabel).ToString() : "";

    /// <summary>Frames of one clip that become one file.</summary>
    private sealed record Stretch(FrameSpan Used, FrameSpan Range, long MissingHead, long MissingTail)
    {
        public string? WhyWhole { get; init; }

        public List<DecidedEvent> Events { get; private init; } = [];

        public Stretch With(ConformRange other) => this with
        {
            Used = new(Math.Min(Used.Start, other.Used.Start), Math.Max(Used.End, other.Used.End)),
            Range = new(Math.Min(Range.Start, other.Range.Start), Math.Max(Range.End, other.Range.End)),
            // What lacks at an edge is what lacks to the stretch that reaches it.
            MissingHead = other.Range.Start == Range.Start ? Math.Max(MissingHead, other.MissingHead) : Range.Start < other.Range.Start ? MissingHead : other.MissingHead,
            MissingTail = other.Range.End == Range.End ? Math.Max(MissingTail, other.MissingTail) : Range.End > other.Range.End ? MissingTail : other.MissingTail,
        };
    }
}
