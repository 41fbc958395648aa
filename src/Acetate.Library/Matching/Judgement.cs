using Acetate.Library.Matching.Names;
using Acetate.Library.Matching.Rules;
using Acetate.Library.Matching.Times;

namespace Acetate.Library.Matching;

/// <summary>Weighs the evidence of one event and says what became of it.</summary>
internal sealed class Judgement(MatchRules rules)
{
    private RuleDocument Data => rules.Document;

    /// <summary>Gives every candidate its weight and probability.</summary>
    public void Score(WeighedEvent e, CutFacts facts)
    {
        foreach (var suspect in e.Suspects)
        {
            var offset = facts.Offsets.TryGetValue(suspect.Clip.Clip.Roll.Id, out var off) && off.Rate == suspect.Clip.Clip.Start.Rate ? off : null;
            if (suspect.Time.Words is null || offset is not null)
                suspect.Time = TimeComparison.Compare(e.Claim, suspect.Clip.Clip, Data.ToleranceFrames, offset?.Frames);
        }

        var means = new bool[e.Names.Length];
        for (var i = 0; i < means.Length; i++) means[i] = Means(e, i);
        // The roll's other clips share its name: each is as likely as the next before the timecode is looked at.
        var mates = e.Suspects.GroupBy(s => (s.Relation, s.Clip.Clip.Roll.Id)).ToDictionary(g => g.Key, g => g.Count());
        foreach (var suspect in e.Suspects)
            suspect.Told = NameWeight(e, suspect, means, facts) + TimeWeight(suspect, suspect.IsNamed ? 1 : mates[(suspect.Relation, suspect.Clip.Clip.Roll.Id)], facts);
        Reweigh(e, facts);
    }

    /// <summary>Gives every candidate its probability, with what the events nearby tell now.</summary>
    public void Reweigh(WeighedEvent e, CutFacts facts)
    {
        if (e.Suspects.Count == 0) return;
        var near = facts.Near(e.Claim.RecordStart, Data.Priors.Within);
        foreach (var suspect in e.Suspects) suspect.Weight = suspect.Told + Prior(suspect, near);
        var none = Math.Log(Data.Absent / (1 - Data.Absent));
        var most = Math.Max(none, e.Suspects.Max(s => s.Weight));
        var sum = Math.Exp(none - most) + e.Suspects.Sum(s => Math.Exp(s.Weight - most));
        foreach (var suspect in e.Suspects) suspect.Probability = Math.Exp(suspect.Weight - most) / sum;
        e.Suspects.Sort((a, b) => b.Weight != a.Weight ? b.Weight.CompareTo(a.Weight)
            : a.Relation != b.Relation ? a.Relation.CompareTo(b.Relation) : FilmedClip.Compare(a.Clip.Clip, b.Clip.Clip));
    }

    /// <summary>Whether the event is black by its reel.</summary>
    public bool IsBlack(EventClaim claim) => claim.Kind == MediaKind.Black || claim.Names.Any(n => n.Origin == NameOrigin.Reel && rules.Media.Any(m => m.Always && m.Kind == MediaKind.Black && m.Find.IsMatch(n.Text.Trim())));

    /// <summary>What the event is when a name says so whatever else stands there; null otherwise.</summary>
    public MediaKind? AlwaysKind(WeighedEvent e)
    {
        if (e.Claim.Kind is { } said) return said;
        foreach (var name in e.Names)
            if (name.Claim.Origin is NameOrigin.Reel or NameOrigin.Map && MediaOf(name, always: true) is { } kind) return kind;
        return null;
    }

    /// <summary>The outcome by the weights as they are.</summary>
    /// <param name="e">The event.</param>
    /// <param name="isSilent">Leaves the words out, where only the outcome is asked for.</param>
    public MatchOutcome Judge(WeighedEvent e, bool isSilent = false)
    {
        var words = new OutcomeWords(rules, e, isSilent);
        if (AlwaysKind(e) is { } always) return new MatchOutcome.NotCameraMedia(always) { Event = e.Claim.Event, Why = words.Media(always) };
        var best = e.Suspects.FirstOrDefault();
        if (best is not { IsNamed: true } && Kind(e) is { } kind && !(best is { Time.IsInside: true } && best.Probability >= Data.Automatic && kind is MediaKind.Offline))
            return new MatchOutcome.NotCameraMedia(kind) { Event = e.Claim.Event, Why = words.Media(kind), Candidates = words.Candidates() };
        if (best is null) return Missing(e, words);
        if (Contradiction(e) is { } contradiction) return new MatchOutcome.Conflict { Event = e.Claim.Event, Why = contradiction, Candidates = words.Candidates() };
        if (best.IsNamed && best.Time.Reading is TimeReading.Outside or TimeReading.Partly) return TimeConflict(e, best, words);
        var isEnough = best.Time.IsInside || (best.Time.Reading == TimeReading.Unknown && best.IsNamed && Relation(best).Alone);
        if (isEnough && best.Probability >= Data.Automatic && best.Relation != NameRelation.Typing && !e.IsTooMany)
            return new MatchOutcome.Matched(best.Clip.Clip, best.Time.Frames, best.Probability)
            {
                Event = e.Claim.Event,
                Why = words.Matched(best),
                Candidates = words.Candidates(),
                IsPictureUnverified = e.Claim.IsMulticam || !best.Time.IsInside || best.Time.Reading == TimeReading.FromZero
                    || best.Fits.Any(f => f.Reading is { IsUnverified: true }) || IsGroup(e),
            };
        // Of clips that were not all weighed nothing can be ruled out: neither that it is there nor that it is another.
        if (e.IsTooMany && !best.IsNamed) return new MatchOutcome.Ambiguous { Event = e.Claim.Event, Why = words.Ambiguous(e.Suspects), Candidates = words.Candidates() };
        var possible = e.Suspects.Where(s => s.Probability >= Data.Possible || (s.Time.IsInside && s.Probability >= Data.Possible / 10)).ToList();
        if (best.Time.Reading is TimeReading.Outside && !best.IsNamed)
            return Outside(e, best, words);
        if (possible.Count > 0)
            return new MatchOutcome.Ambiguous { Event = e.Claim.Event, Why = words.Ambiguous(possible), Candidates = words.Candidates() };
        // Many are possible and each a little: the names say who, and nothing says which.
        return best.Relation < NameRelation.Typing && best.Time.Reading == TimeReading.Unknown
            ? new MatchOutcome.Ambiguous { Event = e.Claim.Event, Why = words.Ambiguous(e.Suspects), Candidates = words.Candidates() }
            : Missing(e, words);
    }

    // A group's mark counts on a slate's name too, although that name finds no clip.
    private static bool IsGroup(WeighedEvent e) => e.Names.Any(n => n.Claim.Origin == NameOrigin.ClipName && n.Readings.Any(r => r.IsUnverified));

    private RelationRule Relation(Suspect suspect) => rules.Relations[suspect.Relation];

    // The best name decides; what other names add or deny is little or much by how far their origin is trusted.
    private double NameWeight(WeighedEvent e, Suspect suspect, bool[] means, CutFacts facts)
    {
        var (weight, others) = (double.NegativeInfinity, 0);
        for (var i = 0; i < e.Names.Length; i++)
        {
            var fit = suspect.Fits[i];
            if (fit.Relation == NameRelation.None) continue;
            var chance = rules.Relations[fit.Relation].ByChance;
            if (IsShared(fit.Relation)) chance = Math.Max(chance, facts.SharedBy(suspect.Clip.Key).Reuse);
            if (suspect.IsRepeated && Suspect.IsWhole(fit.Relation) && fit.Relation != NameRelation.Umid) chance = Math.Max(chance, Data.Repeated.ByChance);
            // An untrusted origin's name may belong to something else; then it tells no more than a name made up.
            var trust = rules.Trust[e.Names[i].Claim.Origin];
            // A mistyped name that happens to be another clip's is much rarer than one that is nobody's.
            if (fit.Relation == NameRelation.Typing && means[i]) chance *= 50;
            weight = Math.Max(weight, Math.Log(trust / (chance + (1 - trust) * 0.01)) - 1.5 * fit.Cost);
            others++;
        }

        var sum = weight + 0.5 * Math.Min(2, others - 1);
        for (var i = 0; i < e.Names.Length; i++)
            if (suspect.Fits[i].Relation == NameRelation.None && means[i]) sum += Math.Log(1 - rules.Trust[e.Names[i].Claim.Origin]);
        return sum;
    }

    // Whether a name clearly means other clips.
    private static bool Means(WeighedEvent e, int name) => e.Suspects.Any(s => s.Fits[name].Relation is not NameRelation.None and not NameRelation.Typing);

    private double TimeWeight(Suspect suspect, int mates, CutFacts facts)
    {
        if (suspect.Time.Reading == TimeReading.Unknown) return -Math.Log(mates);
        var chance = facts.Coverage * mates;
        if (IsShared(suspect.Relation)) chance = Math.Max(chance, facts.SharedBy(suspect.Clip.Key).Twins);
        chance = Math.Clamp(chance, 0.0005, 0.9);
        var likely = rules.Times[suspect.Time.Reading];
        return suspect.Time.Reading switch
        {
            TimeReading.Outside => Math.Log(likely / mates),
            // A short count from zero lies in nearly every clip.
            TimeReading.FromZero => Math.Log(likely / 0.5 / mates),
            _ => Math.Log(likely / chance),
        };
    }

    // Names that units which begin their rolls anew give out twice.
    private static bool IsShared(NameRelation relation) => relation is NameRelation.Stub or NameRelation.Tokens or NameRelation.RollStub or NameRelation.Roll or NameRelation.Reel;

    // Neighbours in the programme are mostly of one scene, and so of one day and unit. It orders candidates; the rules keep it small.
    private double Prior(Suspect suspect, Dictionary<(string Unit, DateOnly Day), double> near)
    {
        var roll = suspect.Clip.Clip.Roll;
        suspect.Prior = "";
        var (sameDay, sameUnit, all) = (0.0, 0.0, 0.0);
        foreach (var ((unit, day), probability) in near)
        {
            all += probability;
            if (unit != roll.Unit) continue;
            sameUnit += probability;
            if (day == roll.ShootDay) sameDay += probability;
        }

        if (all == 0) return 0;
        if (sameDay / all > 0.5) suspect.Prior = roll.Unit.Length > 0 ? $"most events nearby were shot on the same day by unit {roll.Unit}" : "most events nearby were shot on the same day";
        return Data.Priors.Day * Math.Log((sameDay + 0.5) / (all + 1) * 2) + Data.Priors.Unit * Math.Log((sameUnit + 0.5) / (all + 1) * 2);
    }

    private MediaKind? Kind(WeighedEvent e)
    {
        foreach (var name in e.Names)
            if (name.Claim.Origin is not (NameOrigin.Comment or NameOrigin.ToClipName or NameOrigin.Umid) && MediaOf(name, always: false) is { } kind) return kind;
        return null;
    }

    private MediaKind? MediaOf(ReadName name, bool always)
    {
        foreach (var (kind, find, isAlways) in rules.Media)
            if (isAlways == always && (find.IsMatch(name.Claim.Text.Trim()) || (name.Readings.Length > 1 && find.IsMatch(name.Readings[^1].Text)))) return kind;
        return null;
    }

    /// <summary>Two names that mean different clips, in words; null when they agree, or when the timecode settles a name that is known to stray.</summary>
    private static string? Contradiction(WeighedEvent e)
    {
        for (var i = 0; i < e.Names.Length; i++)
        {
            if (Meant(e, i) is not { } one) continue;
            for (var j = i + 1; j < e.Names.Length; j++)
            {
                if (Meant(e, j) is not { } other || one.Clips.Overlaps(other.Clips)) continue;
                // Dissolves name both sides, not always on the right event; there the timecode decides.
                if (e.Claim.IsTransition && one.IsInside != other.IsInside && e.Names[i].Claim.Origin == e.Names[j].Claim.Origin) continue;
                if ((one.IsWhole && other.IsWhole) || (one.IsInside && other.IsInside) || (one.IsWhole && !one.IsInside && other.IsInside) || (other.IsWhole && !other.IsInside && one.IsInside))
                    return OutcomeWords.Contradiction(e, i, one.First, j, other.First, one.IsInside, other.IsInside);
            }
        }

        return null;
    }

    private static (HashSet<Guid> Clips, bool IsWhole, bool IsInside, Suspect First)? Meant(WeighedEvent e, int name)
    {
        if (e.Names[name].Claim.Origin is NameOrigin.Comment or NameOrigin.ToClipName) return null;
        var best = e.Suspects.Select(s => s.Fits[name].Relation).Where(r => r is not NameRelation.None and not NameRelation.Typing).DefaultIfEmpty(NameRelation.None).Min();
        if (best == NameRelation.None) return null;
        var meant = e.Suspects.Where(s => Suspect.IsWhole(best) ? s.Fits[name].Relation == best : s.Fits[name].Relation is not NameRelation.None and not NameRelation.Typing).ToList();
        return (meant.Select(s => s.Clip.Clip.Id).ToHashSet(), Suspect.IsWhole(best) && meant.Any(s => s.IsNamed), meant.Any(s => s.Time.IsInside && s.Time.Reading != TimeReading.FromZero), meant.FirstOrDefault(s => s.Time.IsInside) ?? meant[0]);
    }

    private static MatchOutcome.Conflict TimeConflict(WeighedEvent e, Suspect named, OutcomeWords words)
    {
        var elsewhere = e.RollMates.Concat(e.Suspects).Where(s => s != named && s.Clip.Clip.Roll.Id == named.Clip.Clip.Roll.Id)
            .FirstOrDefault(s => TimeComparison.Compare(e.Claim, s.Clip.Clip, 0, null).Reading == TimeReading.Labels);
        return new MatchOutcome.Conflict { Event = e.Claim.Event, Why = words.TimeConflict(named, elsewhere), Candidates = words.Candidates(elsewhere) };
    }

    private static MatchOutcome Outside(WeighedEvent e, Suspect best, OutcomeWords words)
    {
        var same = e.Suspects.Where(s => s.Relation == best.Relation).ToList();
        return best.Relation is NameRelation.Stub or NameRelation.Tokens or NameRelation.NameAndMore or NameRelation.Chapter && same.Count == 1
            ? TimeConflict(e, best, words)
            : Missing(e, words);
    }

    private static MatchOutcome.Missing Missing(WeighedEvent e, OutcomeWords words)
    {
        var usable = e.Names.Where(n => n.Ignored.Length == 0 && n.Claim.Origin != NameOrigin.Comment).ToList();
        if (usable.Count == 0) return Made(MissingReason.NoName, "", null);
        foreach (var name in usable.OrderByDescending(n => n.Readings.Any(r => r.Camera is { IsWhole: true })))
        {
            if (name.Readings.FirstOrDefault(r => r.Camera is not null)?.Camera is not { } camera) continue;
            var isThere = e.Suspects.Concat(e.RollMates).Any(s => s.Clip.Camera is { } has && has.Camera == camera.Camera && has.Roll == camera.Roll
                && (camera.RollKey.Length < 8 || has.RollKey.Length < 8 || has.RollKey == camera.RollKey));
            return Made(isThere ? MissingReason.ClipNotOnRoll : MissingReason.RollNotInLibrary, camera.RollKey, camera.Day);
        }

        return Made(e.Suspects.Any(s => s.Relation != NameRelation.Typing) ? MissingReason.ClipNotOnRoll : MissingReason.NothingAlike, "", null);

        MatchOutcome.Missing Made(MissingReason reason, string roll, DateOnly? day) =>
            new(reason) { Event = e.Claim.Event, Why = words.Missing(reason, roll, usable), Roll = roll, ShootDay = day, Candidates = words.Candidates() };
    }
}
