using System.Collections.Immutable;
using Acetate.Library.Matching.Names;
using Acetate.Library.Matching.Rules;
using Acetate.Library.Matching.Times;

namespace Acetate.Library.Matching;

/// <summary>Finds the camera originals that a cut means: events and clips in, one outcome per event out, each with its reasons.</summary>
/// <remarks>
/// <para>Pure: nothing is read, written or changed, and the same input gives the same outcomes. Names bring up candidates; names and
/// timecode are then weighed as evidence, in natural logarithms, against the possibility that the footage was never ingested; the
/// probabilities of the candidates and of "none of them" add up to 1. Timecode alone brings up nobody.</para>
/// <para>Two passes: the first one's sure matches tell the offsets of rolls and where the cut was shot, which the second one uses.</para>
/// </remarks>
public sealed class ClipMatcher(MatchRules rules)
{
    private readonly NameComparison comparison = new(rules);
    private readonly Judgement judgement = new(rules);

    /// <summary>With the rules that come with the program.</summary>
    public ClipMatcher() : this(MatchRules.Default)
    {
    }

    /// <summary>The rules.</summary>
    public MatchRules Rules => rules;

    /// <summary>Matches a cut.</summary>
    /// <param name="events">What the cut says, event by event.</param>
    /// <param name="index">The clips of the library.</param>
    /// <param name="decisions">What people decided before about this cut or earlier versions.</param>
    public MatchResult Match(IReadOnlyList<EventClaim> events, ClipIndex index, IReadOnlyList<MatchDecision>? decisions = null)
    {
        var indexed = new Dictionary<int, IndexedClip>();
        var weighed = Read(events).Select(e => Weigh(e, index, indexed)).ToList();
        var facts = CutFacts.Of(weighed);
        foreach (var e in weighed) judgement.Score(e, facts);
        foreach (var e in weighed.Where(NeedsMore))
        {
            Widen(e, index, indexed);
            judgement.Score(e, facts);
        }

        facts = facts with { Offsets = Offsets(weighed) };
        for (var round = 0; round < 3; round++)
        {
            foreach (var e in weighed) judgement.Score(e, facts);
            if (round < 2) facts = facts.WithShot(weighed, rules);
        }

        var decided = (decisions ?? []).ToLookup(d => d.Names, StringComparer.Ordinal);
        var outcomes = weighed.Select(e => Decided(e, decided, index) ?? judgement.Judge(e)).ToImmutableArray();
        return new MatchResult
        {
            Outcomes = outcomes,
            Offsets = [.. facts.Offsets.Values.OrderBy(o => o.Roll.Name, StringComparer.Ordinal).ThenBy(o => o.Roll.Id)],
            NeededRolls = Needed(outcomes, weighed),
            RulesVersion = rules.Version,
        };
    }

    /// <summary>What a first look at a library needs: the clips that the names bring up.</summary>
    internal ClipLookup Lookup(IReadOnlyList<EventClaim> events)
    {
        var lookup = new ClipLookup();
        foreach (var e in Read(events)) lookup.AddNames(e.Names);
        return lookup;
    }

    /// <summary>What a second look needs, for the events that the first one left open: their rolls' other clips, and typing mistakes.</summary>
    internal ClipLookup SecondLookup(IReadOnlyList<EventClaim> events, ClipIndex first)
    {
        var indexed = new Dictionary<int, IndexedClip>();
        var weighed = Read(events).Select(e => Weigh(e, first, indexed)).ToList();
        var facts = CutFacts.Of(weighed);
        var lookup = new ClipLookup();
        foreach (var e in weighed)
        {
            judgement.Score(e, facts);
            if (NeedsMore(e)) lookup.AddNeighbours(e.Names);
        }

        return lookup;
    }

    private bool NeedsMore(WeighedEvent e) => judgement.AlwaysKind(e) is null && judgement.Judge(e) is not (MatchOutcome.Matched or MatchOutcome.NotCameraMedia);

    private IEnumerable<WeighedEvent> Read(IReadOnlyList<EventClaim> events)
    {
        var cache = new Dictionary<NameClaim, ReadName>();
        for (var i = 0; i < events.Count; i++)
        {
            var names = events[i].Names.AsEnumerable();
            // Some systems write the clip's name onto the black that follows it.
            if (i + 1 < events.Count && !events[i].Names.Any(n => n.Origin is NameOrigin.ClipName or NameOrigin.SourceFile) && judgement.IsBlack(events[i + 1]) && !judgement.IsBlack(events[i]))
                names = names.Concat(events[i + 1].Names.Where(n => n.Origin == NameOrigin.ClipName).Select(n => n with { Origin = NameOrigin.ToClipName }));
            yield return new WeighedEvent(events[i], [.. names.Where(n => n.Text.Length > 0).Distinct().Take(24).Select(Name)]);
        }

        ReadName Name(NameClaim claim)
        {
            if (!cache.TryGetValue(claim, out var read)) cache[claim] = read = ReadName.Of(claim, rules);
            return read;
        }
    }

    private WeighedEvent Weigh(WeighedEvent e, ClipIndex index, Dictionary<int, IndexedClip> indexed)
    {
        if (judgement.AlwaysKind(e) is not null) return e;
        Add(e, index.Find(new ClipLookup().AddNames(e.Names), rules.Document.MostClips, out var isTooMany), index, indexed);
        e.IsTooMany = isTooMany;
        return e;
    }

    private void Widen(WeighedEvent e, ClipIndex index, Dictionary<int, IndexedClip> indexed)
    {
        Add(e, index.Find(new ClipLookup().AddNeighbours(e.Names), rules.Document.MostClips, out _), index, indexed);
        e.IsWidened = true;
    }

    private void Add(WeighedEvent e, SortedSet<int> found, ClipIndex index, Dictionary<int, IndexedClip> indexed)
    {
        var known = e.Suspects.Concat(e.RollMates).Select(s => s.Clip.Clip.Id).ToHashSet();
        foreach (var i in found)
        {
            if (!indexed.TryGetValue(i, out var clip)) indexed[i] = clip = new IndexedClip(index[i]);
            if (!known.Add(clip.Clip.Id)) continue;
            var fits = ImmutableArray.CreateRange(e.Names, n => comparison.Compare(n, clip));
            var suspect = new Suspect(clip, fits);
            (suspect.Relation == NameRelation.None ? e.RollMates : e.Suspects).Add(suspect);
        }
    }

    private ImmutableDictionary<Guid, RollOffset> Offsets(IEnumerable<WeighedEvent> weighed) =>
        OffsetInference.Infer(weighed.Select(AllowedOffset).OfType<OffsetInference.Allowed>(), rules.Document.OffsetSupport, rules.Document.OffsetEvents)
            .GroupBy(o => o.Roll.Id).ToImmutableDictionary(g => g.Key, g => g.First());

    // Only events whose clip the names alone tell: a timecode that is to be explained cannot be its own witness.
    private static OffsetInference.Allowed? AllowedOffset(WeighedEvent e)
    {
        if (e.Claim.Source is not { Start.IsSet: true } source || e.Suspects.Count == 0) return null;
        var best = e.Suspects.Min(s => s.Relation);
        if (!Suspect.IsWhole(best) && best is not (NameRelation.Stub or NameRelation.Tokens)) return null;
        var named = e.Suspects.Where(s => s.Relation == best).ToArray();
        if (named.Length != 1 || named[0].Clip.Clip is not { Frames: { } frames } clip || TimeComparison.LabelPosition(source, clip) is not { } at) return null;
        var count = Math.Min(Math.Max(1, source.Frames), frames);
        return new(clip.Roll, clip.Start.Rate, clip.Start.IsDrop, -at, frames - count - at);
    }

    private static MatchOutcome? Decided(WeighedEvent e, ILookup<string, MatchDecision> decisions, ClipIndex index)
    {
        var held = decisions[MatchDecision.KeyOf(e.Claim)].Where(d => d.HoldsFor(e.Claim)).OrderByDescending(d => d.At).ThenByDescending(d => d.Id).ToList();
        foreach (var not in held.SelectMany(d => d.NotClips)) e.Suspects.RemoveAll(s => s.Clip.Clip.Id == not);
        if (held.FirstOrDefault(d => d.Clip is not null || d.Kind is not null) is not { } decision) return null;
        var words = $"{(decision.By.Length == 0 ? "A person" : decision.By)} decided so on {decision.At:yyyy-MM-dd}{(decision.Note.Length == 0 ? "" : $": {decision.Note}")}.";
        if (decision.Kind is { } kind) return new MatchOutcome.NotCameraMedia(kind) { Event = e.Claim.Event, Why = words };
        var suspect = e.Suspects.FirstOrDefault(s => s.Clip.Clip.Id == decision.Clip);
        if ((suspect?.Clip.Clip ?? index.ById(decision.Clip!.Value)) is not { } clip) return null;
        var time = suspect?.Time ?? TimeComparison.Compare(e.Claim, clip, 1, null);
        return new MatchOutcome.Matched(clip, time.Frames, 1)
        {
            Event = e.Claim.Event,
            Why = words,
            IsDecided = true,
            IsPictureUnverified = !time.IsInside,
            Candidates = [new MatchCandidate(clip, 1, [new(true, words), new(time.IsInside, $"{char.ToUpperInvariant(time.Words[0])}{time.Words[1..]}.")], time.Frames)],
        };
    }

    private static ImmutableArray<NeededRoll> Needed(ImmutableArray<MatchOutcome> outcomes, List<WeighedEvent> weighed) =>
    [
        .. outcomes.Zip(weighed).Where(p => p.First is MatchOutcome.Missing { Reason: MissingReason.RollNotInLibrary })
            .Select(p => (Outcome: (MatchOutcome.Missing)p.First, Name: p.Second.Names.SelectMany(n => n.Readings).FirstOrDefault(r => r.Camera is { Clip: >= 0 })?.Text))
            .GroupBy(p => (p.Outcome.Roll, p.Outcome.ShootDay))
            .OrderBy(g => g.Key.ShootDay ?? DateOnly.MaxValue).ThenBy(g => g.Key.Roll, StringComparer.Ordinal)
            .Select(g => new NeededRoll(g.Key.Roll, g.Key.ShootDay,
                [.. g.Select(p => p.Name).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], [.. g.Select(p => p.Outcome.Event)])),
    ];
}
