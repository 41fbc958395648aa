using System.Diagnostics;
using System.Globalization;

namespace Acetate.Benchmarks.Corruption;

/// <summary>Random single-bit flips in sealed card, transfer and store, through the real steps; goal: none undetected.</summary>
/// <remarks>Options: <c>--flips N</c> (default 10,000), <c>--seed N</c>, <c>--folder DIR</c>.</remarks>
internal static class CorruptionBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var flips = int.Parse(args.Option("--flips") ?? "10000", CultureInfo.InvariantCulture);
        var seed = ulong.Parse(args.Option("--seed") ?? "1", CultureInfo.InvariantCulture);
        var folder = Path.Join(args.Option("--folder") ?? Path.GetTempPath(), $"acetate-corruption-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        try
        {
            var started = Stopwatch.GetTimestamp();
            var result = await new CorruptionTrial(folder, seed).RunAsync(flips, CancellationToken.None);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{result.Flips.Values.Sum():N0} single-bit flips (seed {seed}) in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s"));
            foreach (var (place, count) in result.Flips)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {place,-8} {count,6:N0} flipped, {result.Undetected[place]} undetected"));
            Console.WriteLine($"  bad bytes published under a final name: {result.Published}; false alarms: {result.FalseAlarms}");
            return result.Undetected.Values.Sum() + result.Published + result.FalseAlarms == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
