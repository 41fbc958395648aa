using System.Collections.Immutable;
using Acetate.Library.Matching.Names;
using Acetate.Library.Matching.Rules;
using Acetate.Library.Matching.Times;

namespace Acetate.Library.Matching;

/// <summary>One cut on its way through the matcher: looked up, begun with what its names bring up, ended with what open events may mean besides.</summary>
internal sealed class MatchRun
{
    /// <summary>Clips that a name still brings up when a cut has too many comparisons already.</summary>
    private const int FewClips = 8;

    private readonly MatchRules rules;
    private readonly NameComparison comparison;
    private readonly Judgement judgement;
    private readonly List<WeighedEvent> weighed;
    private readonly Dictionary<Guid, IndexedClip> indexed = [];
    private CutFacts facts = new();
    private int comparisons;

    public MatchRun(MatchRules rules, IReadOnlyList<EventClaim> events)
    {
        this.rules = rules;
        (comparison, judgement) = (new NameComparison(rules), new Judgement(rules));
        weighed = [.. Read(events)];
    }

    /// <summary>What the names bring up.</summary>
    public ClipLookup First()
    {
        var lookup = new ClipLookup();
        foreach (var e in weighed) lookup.AddNames(e.Names);
        return lookup;
    }

    /// <summary>Compares the events with the clips that their names bring up.</summary>
    public void Begin(ClipIndex index)
    {
        foreach (var e in weighed)
        {
            if (judgement.AlwaysKind(e) is not null) continue;
            Add(e, index.Find(new ClipLookup().AddNames(e.Names), MostClips, out var isTooMany), index);
            e.IsTooMany = isTooMany;
        }

        facts = CutFacts.Of(weighed);
        foreach (var e in weighed)
        {
            judgement.Score(e, facts);
            e.IsOpen = judgement.AlwaysKind(e) is null && judgement.Judge(e, isSilent: true) is not (MatchOutcome.Matched or MatchOutcome.NotCameraMedia);
        }
    }

    /// <summary>What the events that are open may mean besides: their rolls' other clips, and names a typing mistake away.</summary>
    public ClipLookup Second()
    {
        var lookup = new ClipLookup();
        foreach (var e in weighed)
            if (e.IsOpen) lookup.AddNeighbours(e.Names);
        return lookup;
    }

    /// <summary>Compares the open events with what else they may mean, weighs all once more by what the whole cut tells, and judges.</summary>
    public MatchResult End(ClipIndex index, IReadOnlyList<MatchDecision> decisions)
    {
        foreach (var e in weighed)
        {
            if (!e.IsOpen) continue;
            Add(e, index.Find(new ClipLookup().AddNeighbours(e.Names), MostClips, out _), index);
            judgement.Score(e, facts);
        }

        facts = facts with { Offsets = Offsets() };
        if (facts.Offsets.Count > 0)
            foreach (var e in weighed) judgement.Score(e, facts);
        for (var round = 0; round < 2; round++)
        {
            facts = facts.WithShot(weighed, rules);
            foreach (var e in weighed) judgement.Reweigh(e, facts);
        }

        var decided = decisions.ToLookup(d => d.Names, StringComparer.Ordinal);
        var outcomes = weighed.Select(e => Decided(e, decided, index) ?? judgement.Judge(e)).ToImmutableArray();
        return new MatchResult
        {
            Outcomes = outcomes,
            Offsets = [.. facts.Offsets.Values.OrderBy(o => o.Roll.Name, StringComparer.Ordinal).ThenBy(o => o.Roll.Id)],
            NeededRolls = Needed(outcomes, weighed),
            RulesVersion = rules.Version,
        };
    }

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

    /// <summary>How many clips one name may bring up: fewer once a cut of very many short names has brought up more than can be kept.</summary>
    private int MostClips => comparisons < rules.Document.MostComparisons ? rules.Document.MostClips : FewClips;

    private void Add(WeighedEvent e, SortedSet<int> found, ClipIndex index)
    {
        var known = e.Suspects.Concat(e.RollMates).Select(s => s.Clip.Clip.Id).ToHashSet();
        foreach (var i in found)
        {
            var filmed = index[i];
            if (!known.Add(filmed.Id)) continue;
            comparisons++;
            if (!indexed.TryGetValue(filmed.Id, out var clip)) indexed[filmed.Id] = clip = new IndexedClip(filmed);
            var fits = ImmutableArray.CreateRange(e.Names, n => comparison.Compare(n, clip));
            var suspect = new Suspect(clip, fits, fits.Any(f => Suspect.IsWhole(f.Relation)) && rules.Repeated.IsMatch(filmed.Name));
            (suspect.Relation == NameRelation.None ? e.RollMates : e.Suspects).Add(suspect);
        }
    }

    private ImmutableDictionary<Guid, RollOffset> Offsets() =>
        OffsetInference.Infer(weighed.Select(AllowedOffset).OfType<OffsetInference.Allowed>(), rules.Document.OffsetSupport, rules.Document.OffsetEvents)
            .GroupBy(o => o.Roll.Id).ToImmutableDictionary(g => g.Key, g => g.First());

    // Only events whose clip the names alone tell: a timecode that is to be explained cannot be its own witness.
    private static OffsetInference.Allowed? AllowedOffset(WeighedEvent e)
    {
        if (e.Claim.Source is not { Start.IsSet: true } source || e.Suspects.Count == 0) return null;
        var best = e.Suspects.Min(s => s.Relation);
        var named = e.Suspects.Where(s => s.Relation == best).ToArray();
        if (!named[0].IsNamed && best is not (NameRelation.Stub or NameRelation.Tokens)) return null;
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
