using System.Globalization;
using Acetate.Imaging.Compare;

namespace Acetate.Benchmarks.Compare;

/// <summary>Counts how verdicts and hints compare with the truth.</summary>
/// <param name="lists">Whether each event is printed too.</param>
internal sealed class Tally(bool lists)
{
    private readonly List<(string Clip, string Treatment, string Truth, int Slip, EventLikeness Found)> all = [];

    public void Add(string clip, string treatment, string truth, int slip, EventLikeness found)
    {
        all.Add((clip, treatment, truth, slip, found));
        if (lists)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{clip,-24:.24} {treatment,-30} {truth,-27} {slip,4}  {found.Verdict,-13} {found.Slip,4}{(found.IsAtEdge ? "+" : " ")} {string.Join(' ', found.Places.Select(place => $"{place.Score:F2}/{place.Dissent:F2}"))} {found.Places[0].Framing}"));
    }

    public void Print(int clips, TimeSpan took)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nConform check on {clips} clips of real footage, {all.Count:N0} events of three places in {took.TotalSeconds:F0} s\n"));
        Console.WriteLine("| the offline shows | events | alike | doubtful | different | slip named right | within 1 | wrong slip named |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var group in all.GroupBy(one => one.Truth))
        {
            var isSlip = group.Key.StartsWith("a slip", StringComparison.Ordinal);
            var named = group.Where(one => one.Found.Slip != 0 && !one.Found.IsAtEdge).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {group.Key} | {group.Count()} | {Of(PictureVerdict.Alike)} | {Of(PictureVerdict.Doubtful)} | {Of(PictureVerdict.Different)} | {(isSlip ? named.Count(one => one.Found.Slip == one.Slip) : "")} | {(isSlip ? named.Count(one => Math.Abs(one.Found.Slip - one.Slip) <= 1) : "")} | {named.Count(one => Math.Abs(one.Found.Slip - one.Slip) > 1 || !isSlip)} |"));

            int Of(PictureVerdict verdict) => group.Count(one => one.Found.Verdict == verdict);
        }

        Ratio("different, where it is another clip", one => one.Truth == "another clip", one => one.Found.Verdict == PictureVerdict.Different, one => one.Truth == "another moment of the clip");
        Ratio("not alike, where it is another clip or moment", one => one.Truth.StartsWith("another", StringComparison.Ordinal), one => one.Found.Verdict is PictureVerdict.Different or PictureVerdict.Doubtful, one => one.Truth.StartsWith("a slip", StringComparison.Ordinal));
        Ratio("a slip is named, right within 1, where there is one", one => one.Truth.StartsWith("a slip", StringComparison.Ordinal), one => one.Found is { Slip: not 0, IsAtEdge: false } && (Math.Abs(one.Found.Slip - one.Slip) <= 1 || !one.Truth.StartsWith("a slip", StringComparison.Ordinal)), _ => false);
        Console.WriteLine("\n| frames of the list, seen through | events | alike | doubtful | different |\n|---|---|---|---|---|");
        foreach (var group in all.Where(one => one.Truth == "the frames of the list").GroupBy(one => one.Treatment))
            Console.WriteLine($"| {group.Key} | {group.Count()} | {group.Count(one => one.Found.Verdict == PictureVerdict.Alike)} | {group.Count(one => one.Found.Verdict == PictureVerdict.Doubtful)} | {group.Count(one => one.Found.Verdict == PictureVerdict.Different)} |");
    }

    private void Ratio(string what, Func<(string Clip, string Treatment, string Truth, int Slip, EventLikeness Found), bool> isTrue, Func<(string Clip, string Treatment, string Truth, int Slip, EventLikeness Found), bool> isSaid, Func<(string Clip, string Treatment, string Truth, int Slip, EventLikeness Found), bool> isLeftOut)
    {
        var looked = all.Where(one => !isLeftOut(one)).ToList();
        var (said, right, wanted) = (looked.Count(isSaid), looked.Count(one => isSaid(one) && isTrue(one)), looked.Count(isTrue));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{what}: precision {100.0 * right / Math.Max(1, said):F1} % ({right} of {said}), recall {100.0 * right / Math.Max(1, wanted):F1} % ({right} of {wanted})"));
    }
}
