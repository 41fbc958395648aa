using System.Collections.Immutable;
using Acetate.Library.Matching.Names;
using Acetate.Library.Matching.Rules;
using Acetate.Library.Matching.Times;

namespace Acetate.Library.Matching;

/// <summary>What the whole cut tells about single events: how much timecode says by chance, whether names are used twice, where most of it was shot.</summary>
internal sealed record CutFacts
{
    private static readonly (double Reuse, double Twins) Unseen = (0.05, 0.05);

    /// <summary>How likely a source range lies in a clip that has nothing to do with it.</summary>
    public double Coverage { get; init; } = 0.005;

    /// <summary>
    /// By camera letter: how likely a shortened name stands for clips of more than one roll, and how likely a source range then lies in
    /// the other roll too: units that begin their rolls anew often shoot them at the same hours.
    /// </summary>
    public ImmutableDictionary<char, (double Reuse, double Twins)> Shared { get; init; } = ImmutableDictionary<char, (double, double)>.Empty;

    /// <summary>Offsets by roll.</summary>
    public ImmutableDictionary<Guid, RollOffset> Offsets { get; init; } = ImmutableDictionary<Guid, RollOffset>.Empty;

    /// <summary>By record position: the day and unit that events were probably shot on, with how probably.</summary>
    public ImmutableArray<(long Record, DateOnly Day, string Unit, double Probability)> Shot { get; init; } = [];

    public (double Reuse, double Twins) SharedBy(string key) => key.Length > 0 && Shared.TryGetValue(key[0], out var shared) ? shared : Unseen;

    /// <summary>Counts over the cut's events and the clips their names brought up.</summary>
    public static CutFacts Of(IReadOnlyList<WeighedEvent> events)
    {
        var (timed, clips) = (Sample([.. events.Where(e => e.Claim.Source is { Start.IsSet: true })]), new List<Suspect>());
        foreach (var e in Sample(events)) clips.AddRange(e.Suspects.OrderBy(s => s.Clip.Clip, Comparer<FilmedClip>.Create(FilmedClip.Compare)).Take(2));
        var (covered, pairs) = (0.5, 100.0);
        foreach (var e in timed)
            foreach (var other in clips)
            {
                if (!other.Clip.Clip.Start.IsSet || e.Suspects.Any(s => s.Clip.Clip.Id == other.Clip.Clip.Id)) continue;
                pairs++;
                if (IsIn(e.Claim.Source!.Value, other.Clip.Clip)) covered++;
            }

        return new CutFacts { Coverage = Math.Clamp(covered / pairs, 0.0005, 0.9), Shared = SharedIn(events) };
    }

    private static ImmutableDictionary<char, (double, double)> SharedIn(IReadOnlyList<WeighedEvent> events)
    {
        var counts = new Dictionary<char, (double Names, double Twice, double Twins, double Inside)>();
        foreach (var e in events)
        {
            if (e.Suspects.Count == 0 || e.Suspects.Any(s => s.IsNamed)) continue;
            var best = e.Suspects.Min(s => s.Relation);
            if (best == NameRelation.Typing) continue;
            var rolls = e.Suspects.Where(s => s.Relation == best).GroupBy(s => s.Clip.Clip.Roll.Id).ToList();
            var letter = rolls[0].First().Clip.Key is { Length: > 0 } key ? key[0] : ' ';
            var (names, twice, twins, twinsInside) = counts.GetValueOrDefault(letter, (1.0, 0.05, 10.0, 0.5));
            names++;
            if (rolls.Count > 1)
            {
                twice++;
                var inside = e.Claim.Source is { Start.IsSet: true } source ? rolls.Count(r => r.Any(s => IsIn(source, s.Clip.Clip))) : 0;
                if (inside > 0) (twins, twinsInside) = (twins + rolls.Count - 1, twinsInside + inside - 1);
            }

            counts[letter] = (names, twice, twins, twinsInside);
        }

        return counts.ToImmutableDictionary(c => c.Key, c => (c.Value.Twice / c.Value.Names, c.Value.Inside / c.Value.Twins));
    }

    /// <summary>The same facts with what the weighed events tell of where the cut was shot.</summary>
    public CutFacts WithShot(IEnumerable<WeighedEvent> events, MatchRules rules)
    {
        var shot = ImmutableArray.CreateBuilder<(long, DateOnly, string, double)>();
        foreach (var e in events)
            foreach (var suspect in e.Suspects.TakeWhile(s => s.Probability >= rules.Document.Possible).Take(4))
                shot.Add((e.Claim.RecordStart, suspect.Clip.Clip.Roll.ShootDay, suspect.Clip.Clip.Roll.Unit, suspect.Probability));
        shot.Sort((a, b) => a.Item1.CompareTo(b.Item1));
        return this with { Shot = shot.ToImmutable() };
    }

    /// <summary>By unit and day: how much of the events nearby was probably shot so; the events at the position itself do not count.</summary>
    /// <remarks>Of many in one place the nearest count: a list with all its events in one minute takes no longer than another.</remarks>
    public Dictionary<(string Unit, DateOnly Day), double> Near(long record, long within)
    {
        const int MostOfSide = 512;
        var near = new Dictionary<(string, DateOnly), double>();
        var (from, to) = (FirstFrom(record), FirstFrom(record + 1));
        var (low, high) = (Math.Max(FirstFrom(record - within), from - MostOfSide), Math.Min(FirstFrom(record + within + 1), to + MostOfSide));
        for (var i = low; i < from; i++) Add(i);
        for (var i = to; i < high; i++) Add(i);
        return near;

        void Add(int i)
        {
            var (_, day, unit, probability) = Shot[i];
            near[(unit, day)] = near.GetValueOrDefault((unit, day)) + probability;
        }
    }

    /// <summary>The first place in <see cref="Shot"/> that is not before a position.</summary>
    private int FirstFrom(long record)
    {
        var (low, high) = (0, Shot.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Shot[middle].Record < record) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static bool IsIn(SourceRange source, FilmedClip clip) =>
        TimeComparison.LabelPosition(source, clip) is { } at && at >= 0 && at + source.Frames <= clip.Frames;

    // Every so many, so that the sample does not depend on chance and covers the whole cut.
    private static List<T> Sample<T>(IReadOnlyList<T> all)
    {
        const int Most = 64;
        if (all.Count <= Most) return [.. all];
        var sample = new List<T>(Most);
        for (var i = 0; i < Most; i++) sample.Add(all[(int)((long)i * all.Count / Most)]);
        return sample;
    }
}
