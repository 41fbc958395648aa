using System.Globalization;
using System.Text;
using Acetate.Library.Matching;

namespace Acetate.Library.Tests.Matching;

/// <summary>How often the matcher is right, on made shows: the figures of docs/guide/matching.md, worked out anew by every run.</summary>
public sealed class MatchingFigures
{
    private const int Events = 1500;

    private static readonly Family[] Cameras = [Family.Arri, Family.Arri35, Family.Red, Family.Sony, Family.Canon, Family.Blackmagic];

    private static readonly (string Title, Func<ulong, FilmedShow> Shoot, double Goal)[] Shows =
    [
        ("one unit, time of day", seed => FilmedShow.Shoot(seed, Cameras, days: 40), 0.99),
        ("one unit, record run", seed => FilmedShow.Shoot(seed, Cameras, days: 40, isRecordRun: true), 0.99),
        ("two units that reuse letters, time of day", seed => FilmedShow.Shoot(seed, Cameras, days: 40, units: 2), 0.95),
        ("two units that reuse letters, record run", seed => FilmedShow.Shoot(seed, Cameras, days: 40, units: 2, isRecordRun: true), 0.95),
    ];

    private static readonly (string Title, Func<FilmedClip, Family, Dice, IEnumerable<(string, NameOrigin)>> Names)[] Lists =
    [
        ("whole names", (c, _, d) => d.Chance(0.5) ? [(c.Name, NameOrigin.Reel)] : [("AX", NameOrigin.Reel), ($"{c.Name}{d.Of([".mov", "_Proxy.mov", ".new.01", ""])}", NameOrigin.ClipName)]),
        ("16 letters", (c, _, _) => [(c.Name.Length > 16 ? c.Name[..16] : c.Name, NameOrigin.Reel)]),
        ("8 letters", (c, _, _) => [(c.Name.Length > 8 ? c.Name[..8] : c.Name, NameOrigin.Reel)]),
        ("tape or roll", (c, f, _) => [(f is Family.Dji or Family.GoPro or Family.Phone ? c.Name : c.Roll.Name, NameOrigin.Reel)]),
        ("hand-typed", (c, _, d) => [(Typed(c.Name, d), NameOrigin.Reel)]),
    ];

    /// <param name="Right">The likeliest candidate was the clip, of the events whose footage is there.</param>
    /// <param name="Automatic">Matched without a person, and rightly.</param>
    /// <param name="Wrong">Matched without a person, and wrongly, of all events.</param>
    /// <param name="WrongCount">How many that were.</param>
    private sealed record Figures(double Right, double Automatic, double Wrong, int WrongCount);

    [Fact]
    public void The_guide_says_how_often_the_matcher_is_right()
    {
        var table = new StringBuilder("| show | list | first candidate is right | automatic and right | automatic and wrong |\n|---|---|---|---|---|\n");
        var (bins, failures, wrongs) = (new (double Sum, int Right, int Count)[6], new List<string>(), new List<string>());
        foreach (var (title, shoot, goal) in Shows)
        {
            var show = shoot(11);
            var (right, wrong, lists) = (0.0, 0, 0);
            foreach (var (list, names) in Lists)
            {
                var figures = Measure(show, names, 23, bins, wrongs);
                table.Append(CultureInfo.InvariantCulture, $"| {title} | {list} | {figures.Right:P2} | {figures.Automatic:P2} | {figures.Wrong:P2} |\n");
                // What carries whole or shortened names has to meet the goal; a roll alone with record-run timecode cannot, whoever asks.
                (right, wrong, lists) = (right + figures.Right, wrong + figures.WrongCount, lists + 1);
            }

            table.Append(CultureInfo.InvariantCulture, $"| **{title}** | **all** | **{right / lists:P2}** | | **{wrong / (double)(lists * Events):P2}** |\n");
            if (right / lists < goal) failures.Add($"{title}: {right / lists:P2} right, {goal:P0} wanted");
            if (wrong > lists * Events * 0.001) failures.Add($"{title}: {wrong} of {lists * Events} wrong automatically");
        }

        table.Append("\n| said probability | measured | candidates |\n|---|---|---|\n");
        for (var i = 0; i < bins.Length; i++)
            if (bins[i].Count > 0) table.Append(CultureInfo.InvariantCulture, $"| {Edges[i]:P1} to {Edges[i + 1]:P1} (mean {bins[i].Sum / bins[i].Count:P1}) | {bins[i].Right / (double)bins[i].Count:P1} | {bins[i].Count} |\n");

        // Confidence may be too modest, never too bold.
        foreach (var (sum, sure, count) in bins)
            if (count >= 500 && sure / (double)count < sum / count - 0.002) failures.Add($"of candidates said to be {sum / count:P1} sure, {sure / (double)count:P1} are right");

        ApprovedGuide.Holds("matching.md", "figures", table.ToString());
        Assert.True(failures.Count == 0, string.Join('\n', failures.Concat(wrongs).Take(40)));
    }

    private static readonly double[] Edges = [0, 0.2, 0.5, 0.8, 0.99, 0.999, 1];

    private static Figures Measure(FilmedShow show, Func<FilmedClip, Family, Dice, IEnumerable<(string, NameOrigin)>> names, ulong seed, (double Sum, int Right, int Count)[] bins, List<string> wrongs)
    {
        var dice = new Dice(seed);
        var mangling = new Mangling(show, dice);
        // Two of a hundred rolls never came in; the cut uses them all the same.
        var lost = show.Clips.Select(c => c.Roll.Id).Distinct().Where(_ => dice.Chance(0.02)).ToHashSet();
        var index = ClipIndex.Of(show.Clips.Where(c => !lost.Contains(c.Roll.Id)));
        var (claims, truths, record) = (new List<EventClaim>(), new List<FilmedClip>(), 86400L);
        while (claims.Count < Events)
        {
            // A scene: some events from one day of one unit.
            var scene = dice.Of(show.Clips).Roll;
            var day = show.Clips.Where(c => c.Roll.ShootDay == scene.ShootDay && c.Roll.Unit == scene.Unit).ToList();
            for (var shots = dice.Between(5, 30); shots > 0 && claims.Count < Events; shots--)
            {
                var clip = dice.Of(day);
                var range = mangling.Range(clip);
                truths.Add(clip);
                claims.Add(Mangling.Claim(range, [.. names(clip, show.Families[clip.Id], dice)]) with { Event = $"{claims.Count + 1:000000}", RecordStart = record });
                record += range.Frames;
            }
        }

        var (there, right, automatic, wrong) = (0, 0, 0, 0);
        var outcomes = new ClipMatcher().Match(claims, index).Outcomes;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (truth, outcome) = (truths[i], outcomes[i]);
            var isThere = !lost.Contains(truth.Roll.Id);
            if (isThere) there++;
            if (isThere && outcome.Candidates.FirstOrDefault()?.Clip.Id == truth.Id) right++;
            if (outcome.Candidates.FirstOrDefault() is { } first)
            {
                var bin = Array.FindLastIndex(Edges, Edges.Length - 2, e => first.Probability >= e);
                bins[bin] = (bins[bin].Sum + first.Probability, bins[bin].Right + (first.Clip.Id == truth.Id ? 1 : 0), bins[bin].Count + 1);
            }

            if (outcome is not MatchOutcome.Matched matched) continue;
            if (matched.Clip.Id == truth.Id && matched.Frames is { } frames && truth.Start.AddWrapping(frames.Start) == claims[i].Source!.Value.Start) automatic++;
            else
            {
                wrong++;
                wrongs.Add($"wrong: '{claims[i].Names[^1].Text}' at {claims[i].Source!.Value.Start} is {truth.Name} ({truth.Roll.Unit}{(isThere ? "" : ", not in the library")}), taken for {matched.Clip.Name} ({matched.Clip.Roll.Unit}) with {matched.Confidence:F4}");
            }
        }

        return new(right / (double)there, automatic / (double)there, wrong / (double)Events, wrong);
    }

    private static string Typed(string name, Dice dice)
    {
        if (dice.Chance(0.5)) return name;
        var at = dice.Between(1, name.Length - 1);
        return dice.Next(4) switch
        {
            0 => name.Replace('0', 'O'),
            1 => name.Remove(at, 1),
            2 => $"{name[..at]}{dice.Letters(1)}{name[(at + 1)..]}",
            _ => name.Replace("_", " ").ToLowerInvariant(),
        };
    }
}
