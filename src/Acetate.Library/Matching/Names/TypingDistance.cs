using System.Collections.Frozen;
using Acetate.Library.Matching.Rules;

namespace Acetate.Library.Matching.Names;

/// <summary>What it costs to mistype one name as another: letters that look alike cost little.</summary>
internal static class TypingDistance
{
    private const int Longest = 64;

    /// <summary>The least cost, or <see cref="double.PositiveInfinity"/> when it is above the rules' most.</summary>
    /// <remarks>Optimal string alignment (Damerau's distance without edits inside a swap) with weights, in a band: names differ by at most the most.</remarks>
    public static double Of(string one, string other, TypingRule rule, FrozenSet<(char, char)> pairs)
    {
        var band = (int)Math.Floor(rule.Most / Math.Min(rule.Missing, 1));
        if (one.Length > Longest || other.Length > Longest || Math.Abs(one.Length - other.Length) > band) return double.PositiveInfinity;
        var (width, none) = (other.Length + 1, double.PositiveInfinity);
        Span<double> cells = stackalloc double[3 * (Longest + 1)];
        var before = cells[..width];
        var last = cells[width..(2 * width)];
        var now = cells[(2 * width)..(3 * width)];
        for (var j = 0; j < width; j++) last[j] = j * rule.Missing;
        before.Fill(none);
        for (var i = 1; i <= one.Length; i++)
        {
            now.Fill(none);
            now[0] = i * rule.Missing;
            var least = now[0];
            for (var j = Math.Max(1, i - band - 1); j <= Math.Min(other.Length, i + band + 1); j++)
            {
                var (a, b) = (one[i - 1], other[j - 1]);
                var cost = last[j - 1] + (a == b ? 0 : pairs.Contains((a, b)) ? rule.Alike : rule.Changed);
                cost = Math.Min(cost, Math.Min(last[j], now[j - 1]) + rule.Missing);
                if (i > 1 && j > 1 && a == other[j - 2] && one[i - 2] == b && a != b) cost = Math.Min(cost, before[j - 2] + rule.Swapped);
                now[j] = cost;
                least = Math.Min(least, cost);
            }

            if (least > rule.Most) return none;
            var free = before;
            before = last;
            last = now;
            now = free;
        }

        return last[other.Length] <= rule.Most ? last[other.Length] : none;
    }
}
