using System.Collections.Immutable;
using Acetate.Library.Matching;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls;

/// <summary>Decides which pieces of which originals a locked cut asks for. Pure: the same cuts, matches, clips and earlier pulls give the same plan.</summary>
public static class ConformPullPlan
{
    /// <summary>Handles and gaps longer than this are a mistake in writing.</summary>
    public const int LongestHandle = 100_000;

    private static readonly Dictionary<Guid, string> NoReasons = [];

    /// <summary>Plans a pull.</summary>
    /// <param name="reels">The cuts of the programme, in its order, with what the matcher found.</param>
    /// <param name="clips">The clips that were matched, by their id, with the copy of their files that is read. One that is not there has no copy that can be trusted.</param>
    /// <param name="sound">Recordings of the shoot days of those clips, where production sound is asked for; else none.</param>
    /// <param name="settings">What was agreed on.</param>
    /// <param name="delivered">What the recipient has from earlier pulls, for a change pull; else none. See <see cref="PlannedConform.Delivered"/>.</param>
    /// <param name="whyNot">Why clips that are not in <paramref name="clips"/> cannot be pulled, in sentences, as far as that is known.</param>
    /// <param name="finals">The approved versions of the show's shots, the latest first; none when null.</param>
    /// <exception cref="PullException">The settings cannot be used, or there is no cut.</exception>
    public static PlannedConform For(
        IReadOnlyList<ReelCut> reels, IReadOnlyDictionary<Guid, PulledClip> clips, IReadOnlyList<PulledClip> sound,
        ConformPullSettings settings, IReadOnlyList<DeliveredPiece> delivered, IReadOnlyDictionary<Guid, string>? whyNot = null, IReadOnlyList<ApprovedFinal>? finals = null)
    {
        ArgumentNullException.ThrowIfNull(reels);
        ArgumentNullException.ThrowIfNull(clips);
        ArgumentNullException.ThrowIfNull(sound);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(delivered);
        Check(reels, settings);
        var facts = new Dictionary<Guid, ClipFacts>();
        ClipFacts FactsOf(PulledClip pulled) => facts.TryGetValue(pulled.Clip.Id, out var known) ? known : facts[pulled.Clip.Id] = ClipFacts.Of(pulled);
        var had = delivered.ToLookup(piece => piece.Clip);
        var decided = new List<DecidedEvent>();
        foreach (var reel in reels)
        {
            var overlaps = RecordOverlaps.In(reel.Cut);
            foreach (var one in CutClaims.PictureEvents(reel.Cut))
                decided.Add(EventDecision.Of(reel, one, clips, FactsOf, settings, had, overlaps.GetValueOrDefault(one.Id), whyNot ?? NoReasons) with { Order = decided.Count });
        }

        (decided, var versions) = FinalChoice.Of(decided, finals ?? [], settings);
        var names = new PieceNames(settings.Layout, delivered);
        var pieces = PieceMerge.Of(decided, clips, FactsOf, settings, names);
        ImmutableArray<ConformedEvent> events = [.. PieceMerge.WithPieces(decided, pieces)];
        ImmutableArray<ConformSound> tracks = settings.IncludeSound ? SoundTurnover.Of(reels, events, clips, sound, FactsOf, settings, had, names) : [];
        return new()
        {
            Reels = [.. reels.Select(reel => new ConformedReel(reel.Name, reel.FileName, reel.Cut.Rate.ToString(), decided.Count(one => ReferenceEquals(one.Reel, reel))))],
            Events = events,
            Clips = pieces,
            Finals = versions,
            Sound = tracks,
            Missing = MissingOf(decided),
            Estimate = EstimateOf(pieces, versions, tracks, clips, FactsOf),
        };
    }

    private static void Check(IReadOnlyList<ReelCut> reels, ConformPullSettings settings)
    {
        if (reels.Count == 0) throw new PullException("There is no cut to pull for. Hand one in.");
        if (settings.HeadHandle is < 0 or > LongestHandle || settings.TailHandle is < 0 or > LongestHandle) throw new PullException($"A handle has 0 to {LongestHandle} frames.");
        if (settings.MergeGap is < 0 or > LongestHandle) throw new PullException($"Stretches are joined over a gap of 0 to {LongestHandle} frames.");
        if (reels.GroupBy(reel => reel.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new PullException($"Two cuts are called '{twice.Key}'. Give each its own name.");
    }

    private static ImmutableArray<ConformMissing> MissingOf(List<DecidedEvent> decided) =>
    [
        .. decided.Where(one => one.Event.Fate is ConformFate.Missing or ConformFate.Ambiguous or ConformFate.Refused)
            .GroupBy(one => (one.Event.Fate, one.Source, one.NeededRoll))
            .Select(group => new ConformMissing(group.Key.Source, group.Key.Fate, group.First().Event.Why, group.Key.NeededRoll,
                [.. group.Select(one => new ReelEvent(one.Event.Reel, one.Event.Id))])),
    ];

    private static ConformEstimate EstimateOf(ImmutableArray<ConformPiece> pieces, ImmutableArray<ConformFinal> finals, ImmutableArray<ConformSound> sound, IReadOnlyDictionary<Guid, PulledClip> clips, Func<PulledClip, ClipFacts> facts)
    {
        var whole = pieces.Where(piece => piece.IsWhole).ToList();
        var pictures = pieces.Sum(piece => piece.Bytes);
        var all = pieces.Select(piece => piece.Clip).Distinct().Sum(id => facts(clips[id]).Bytes);
        return new(
            pieces.Sum(piece => piece.IsSequence ? (int)Math.Min(piece.Range.Count, clips[piece.Clip].Media.Files.Length) : clips[piece.Clip].Media.Files.Length) + sound.Sum(one => one.FileCount) + finals.Sum(one => one.Files.Length),
            pieces.Sum(piece => piece.Range.Count) + finals.Sum(one => one.Range.Count), pictures + sound.Sum(one => one.Bytes) + finals.Sum(one => one.Files.Sum(file => file.Length)), whole.Count, whole.Sum(piece => piece.Bytes), Math.Max(0, all - pictures));
    }
}
