using System.Collections.Immutable;
using System.Globalization;

namespace Acetate.Media.Check;

/// <summary>Compares takes of one setup: which is brighter, darker, warmer or cooler than the others.</summary>
public static class SetupCheck
{
    /// <summary>Takes that a setup must have for one of them to be odd.</summary>
    public const int Fewest = 4;

    /// <summary>What is found, by the place of the clip in <paramref name="takes"/>.</summary>
    /// <param name="takes">What the takes of one setup are like; null where there is no picture: those are left out.</param>
    /// <param name="limits">From where on a take is odd.</param>
    public static IEnumerable<(int Take, ClipFinding Finding)> Find(IReadOnlyList<ClipStatistics?> takes, PictureLimits limits)
    {
        ArgumentNullException.ThrowIfNull(takes);
        ArgumentNullException.ThrowIfNull(limits);
        var seen = Enumerable.Range(0, takes.Count).Where(i => takes[i] is not null).ToImmutableArray();
        if (seen.Length < Fewest) return [];
        return Odd(one => one.Brightness, limits.SetupExposure, ClipFault.Exposure, "brighter", "darker")
            .Concat(Odd(one => one.RedToGreen, limits.SetupBalance, ClipFault.WhiteBalance, "redder", "less red"))
            .Concat(Odd(one => one.BlueToGreen, limits.SetupBalance, ClipFault.WhiteBalance, "bluer", "less blue"));

        IEnumerable<(int, ClipFinding)> Odd(Func<ClipStatistics, double> value, double least, ClipFault fault, string above, string below)
        {
            foreach (var take in seen)
            {
                // Against the others: one odd take must not hide itself.
                var others = seen.Where(other => other != take).Select(other => value(takes[other]!)).ToList();
                var middle = Middle(others);
                var spread = 1.4826 * Middle([.. others.Select(other => Math.Abs(other - middle))]);
                var (own, limit) = (value(takes[take]!), Math.Max(least, limits.SetupFactor * spread));
                if (Math.Abs(own - middle) <= limit) continue;
                yield return (take, new()
                {
                    Fault = fault,
                    Severity = FindingSeverity.Warning,
                    Score = Math.Round(Math.Abs(own - middle) / limit, 2),
                    Words = string.Create(CultureInfo.InvariantCulture, $"The take is {(own > middle ? above : below)} than the other takes of its setup ({own:0.000} against {middle:0.000}). Check iris, filters and white balance."),
                });
            }
        }
    }

    private static double Middle(List<double> values)
    {
        values.Sort();
        return values.Count % 2 == 1 ? values[values.Count / 2] : (values[values.Count / 2 - 1] + values[values.Count / 2]) / 2;
    }
}
