using System.Diagnostics;
using System.Globalization;

namespace Acetate.Benchmarks;

/// <summary>Measures several ways to do the same work in one run, in turns, so that a busy machine is unfair to all alike.</summary>
/// <remarks>The figure of each is the median of its rounds; the first round warms up and does not count.</remarks>
internal sealed class Contest(string title, long bytesPerRound, int rounds)
{
    private readonly List<(string Name, Action Work)> entries = [];

    /// <summary>Adds a way. Each call of the work takes in the bytes of one round.</summary>
    public Contest With(string name, Action work)
    {
        entries.Add((name, work));
        return this;
    }

    /// <summary>Runs all and prints a table; ratios are against the entry named.</summary>
    public IReadOnlyDictionary<string, double> Run(string reference)
    {
        var times = entries.ToDictionary(entry => entry.Name, _ => new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (name, work) in entries)
            {
                var started = Stopwatch.GetTimestamp();
                work();
                if (round > 0)
                    times[name].Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
        }

        var rates = times.ToDictionary(pair => pair.Key, pair => bytesPerRound / Median(pair.Value) / 1e9);
        Console.WriteLine();
        Console.WriteLine(title);
        foreach (var (name, _) in entries)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {name,-34} {rates[name],8:F2} GB/s   {rates[name] / rates[reference],6:F2} x {reference}"));
        }

        return rates;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
