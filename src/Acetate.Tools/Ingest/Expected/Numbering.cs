using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Ingest.Expected;

/// <summary>What the numbers in names say about things that should exist and were not seen.</summary>
public static partial class Numbering
{
    /// <summary>Gaps between the rolls of each camera or recorder: after A012 and A014, A013 never arrived.</summary>
    public static IEnumerable<Finding> RollGaps(IEnumerable<string> rollNames)
    {
        var byCamera = rollNames.Select(n => (Name: n, Match: RollName().Match(n))).Where(r => r.Match.Success)
            .Select(r => (Camera: r.Match.Groups["camera"].Value, Digits: r.Match.Groups["number"].Length,
                Number: int.Parse(r.Match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture)))
            .Distinct().GroupBy(r => (r.Camera, r.Digits)).OrderBy(g => g.Key.Camera, StringComparer.Ordinal);
        foreach (var camera in byCamera)
        {
            foreach (var gap in Gaps(camera.Select(r => r.Number)))
            {
                string Name(int n) => camera.Key.Camera + n.ToString("D" + camera.Key.Digits, CultureInfo.InvariantCulture);
                // A camera that jumps by hundreds was renumbered; that is no list of lost rolls.
                if (gap.Count > 50) continue;
                yield return new Finding
                {
                    Severity = FindingSeverity.Warning,
                    Code = "roll-gap",
                    Message = gap.Count == 1 ? $"Roll {Name(gap.First)} never arrived: {Name(gap.First - 1)} and {Name(gap.Last + 1)} did."
                        : $"Rolls {Name(gap.First)} to {Name(gap.Last)} never arrived: {Name(gap.First - 1)} and {Name(gap.Last + 1)} did.",
                    Advice = "Ask the camera or sound department for the card before anything is formatted, or note that it was not used.",
                };
            }
        }
    }

    /// <summary>Gaps between the clips of one roll, where the camera counts clips per roll.</summary>
    public static IEnumerable<Finding> ClipGaps(string roll, IEnumerable<string> clipNames)
    {
        var numbers = new List<int>();
        var startsAtOne = false;
        foreach (var name in clipNames)
        {
            if (ClipNumber(name) is not { } clip) continue;
            numbers.Add(clip.Number);
            startsAtOne |= clip.PerRoll;
        }

        if (numbers.Count == 0) yield break;
        if (startsAtOne && numbers.Min() > 1) numbers.Add(0);
        foreach (var gap in Gaps(numbers))
            yield return new Finding
            {
                Severity = FindingSeverity.Warning,
                Code = "clip-gap",
                Message = gap.Count == 1 ? $"Roll {roll} has no clip {gap.First:000}, but clips up to {numbers.Max():000}."
                    : $"Roll {roll} has no clips {gap.First:000} to {gap.Last:000}, but clips up to {numbers.Max():000}.",
                Advice = "A clip deleted in the camera leaves such a gap: hold it against the camera report before the card is formatted.",
            };
    }

    /// <summary>The camera's number of a clip, and whether the camera starts at 1 on every roll; null where numbers tell nothing.</summary>
    private static (int Number, bool PerRoll)? ClipNumber(string name)
    {
        if (MediaNames.ArriClassic().IsMatch(name) || MediaNames.SonyCine().IsMatch(name)) return (Parse(name.AsSpan(5, 3)) + (name[4] == 'D' ? 1000 : 0), true);
        if (MediaNames.Arri35().IsMatch(name)) return (Parse(name.AsSpan(7, name.IndexOf('_', 7) - 7)), true);
        if (MediaNames.Red().IsMatch(name)) return (Parse(name.AsSpan(6, 3)), true);
        if (MediaNames.Blackmagic().IsMatch(name) && name[^4] == 'C') return (Parse(name.AsSpan(name.Length - 3)), true);
        return SonyStandard().IsMatch(name) ? (Parse(name.AsSpan(1)), false) : null;
    }

    private static ImmutableArray<FrameSpan> Gaps(IEnumerable<int> numbers)
    {
        var gaps = ImmutableArray.CreateBuilder<FrameSpan>();
        int? previous = null;
        foreach (var number in numbers.Distinct().Order())
        {
            if (previous is { } p && number > p + 1) gaps.Add(new FrameSpan(p + 1, number - 1));
            previous = number;
        }

        return gaps.ToImmutable();
    }

    private static int Parse(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<camera>[A-Z]{1,2}_?)(?<number>\d{2,4})(?!\d)")]
    private static partial Regex RollName();

    [GeneratedRegex(@"^C\d{4}$")]
    private static partial Regex SonyStandard();
}
