namespace Acetate.Media.Sound.Waveform;

/// <summary>A line through what windows of a take say about its offset: where it begins, and how it drifts.</summary>
/// <param name="Start">The deviation at the take's beginning, in samples of the recording.</param>
/// <param name="Slope">Samples of the recording for a sample of the take.</param>
/// <param name="Agreeing">Windows on the line.</param>
/// <param name="Spread">Root mean square of their distances from it.</param>
/// <param name="Chance">The probability that as many windows lie on some line when each says any place.</param>
internal sealed record OffsetLine(double Start, double Slope, bool[] Agreeing, double Spread, double Chance)
{
    /// <summary>How many windows lie on it.</summary>
    public int Count => Agreeing.Count(agrees => agrees);

    /// <summary>Finds the line on which most windows lie.</summary>
    /// <remarks>Every two windows, and every one with no slope, are tried; then a line of least squares goes through those within the tolerance.
    /// There are few windows, so all lines can be tried, and no random choice makes two runs differ.</remarks>
    /// <param name="at">Where each window lies in the take.</param>
    /// <param name="deviation">How far it is from where it was expected; not a number when it said nothing.</param>
    /// <param name="weight">How sharp each is, which settles ties.</param>
    /// <param name="tolerance">How far from the line still agrees.</param>
    /// <param name="margin">How far deviations may be.</param>
    /// <param name="steepest">The greatest slope.</param>
    public static OffsetLine? Through(double[] at, double[] deviation, double[] weight, double tolerance, double margin, double steepest)
    {
        (double Start, double Slope, int Count, double Weight) best = default;
        for (var i = 0; i < at.Length; i++)
        {
            if (double.IsNaN(deviation[i])) continue;
            Try(deviation[i], 0);
            for (var j = i + 1; j < at.Length; j++)
            {
                if (double.IsNaN(deviation[j])) continue;
                var slope = (deviation[j] - deviation[i]) / (at[j] - at[i]);
                if (Math.Abs(slope) <= steepest) Try(deviation[i] - (slope * at[i]), slope);
            }
        }

        if (best.Count == 0) return null;
        var (start, line) = (best.Start, best.Slope);
        for (var round = 0; round < 3; round++) (start, line) = LeastSquares(start, line);
        var agreeing = at.Select((place, i) => Math.Abs(deviation[i] - start - (line * place)) <= tolerance).ToArray();
        var spread = Math.Sqrt(at.Select((place, i) => agreeing[i] ? deviation[i] - start - (line * place) : 0).Sum(rest => rest * rest) / Math.Max(1, agreeing.Count(agrees => agrees)));
        var said = deviation.Count(value => !double.IsNaN(value));
        var length = at.Length == 0 ? 0 : at.Max() - at.Min();
        return new(start, line, agreeing, spread, ChanceOf(said, agreeing.Count(agrees => agrees), Math.Min(1, tolerance / margin), steepest * length > tolerance));

        void Try(double from, double slope)
        {
            var (count, sum) = (0, 0.0);
            for (var k = 0; k < at.Length; k++)
            {
                if (!(Math.Abs(deviation[k] - from - (slope * at[k])) <= tolerance)) continue;
                count++;
                sum += weight[k];
            }

            if (count > best.Count || (count == best.Count && sum > best.Weight)) best = (from, slope, count, sum);
        }

        (double, double) LeastSquares(double from, double slope)
        {
            var (n, x, y, xx, xy) = (0, 0.0, 0.0, 0.0, 0.0);
            for (var k = 0; k < at.Length; k++)
            {
                if (!(Math.Abs(deviation[k] - from - (slope * at[k])) <= tolerance)) continue;
                (n, x, y, xx, xy) = (n + 1, x + at[k], y + deviation[k], xx + (at[k] * at[k]), xy + (at[k] * deviation[k]));
            }

            var spread = (n * xx) - (x * x);
            if (n < 3 || !(spread > 0)) return (from, slope);
            var found = Math.Clamp(((n * xy) - (x * y)) / spread, -steepest, steepest);
            return ((y - (found * x)) / n, found);
        }
    }

    /// <summary>
    /// If windows said any place within the margin, one would lie on a given line with the probability p. The line is laid through one
    /// window (or two, where it may slope), so so many of the others have to lie on it by chance: the tail of a binomial distribution, times the lines that were tried.
    /// </summary>
    private static double ChanceOf(int windows, int agreeing, double p, bool maySlope)
    {
        var free = maySlope ? 2 : 1;
        if (agreeing <= free) return 1;
        var tries = maySlope ? windows * (windows - 1) / 2.0 : windows;
        var (tail, n) = (0.0, windows - free);
        for (var k = agreeing - free; k <= n; k++)
        {
            var ways = 1.0;
            for (var i = 1; i <= k; i++) ways *= (n - k + i) / (double)i;
            tail += ways * Math.Pow(p, k) * Math.Pow(1 - p, n - k);
        }

        return Math.Min(1, tries * tail);
    }
}
