using System.Diagnostics;
using Acetate.Benchmarks.Ingest;

namespace Acetate.Benchmarks.Engine;

/// <summary>Ways to do some work, done in turns, so that a busy machine is unfair to all alike. The figure of each is the median of its rounds.</summary>
internal sealed class Turns(int rounds)
{
    private readonly List<(string Name, Func<Task> Work, bool WarmsUp)> _entries = [];

    /// <summary>Adds a way.</summary>
    /// <param name="name">Of the way.</param>
    /// <param name="work">One round.</param>
    /// <param name="warmsUp">Whether a round before all others does not count: for what the runtime compiles while it runs.</param>
    public Turns With(string name, Func<Task> work, bool warmsUp = false)
    {
        _entries.Add((name, work, warmsUp));
        return this;
    }

    /// <summary>Runs all.</summary>
    /// <returns>By name: seconds of the clock, and seconds of the processor that this process itself took.</returns>
    public async Task<IReadOnlyDictionary<string, (double Seconds, double Processor)>> RunAsync()
    {
        var figures = _entries.ToDictionary(entry => entry.Name, _ => new List<(double Seconds, double Processor)>());
        foreach (var (_, work, _) in _entries.Where(entry => entry.WarmsUp)) await work();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, work, _) in _entries)
            {
                var (started, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
                await work();
                figures[name].Add((Stopwatch.GetElapsedTime(started).TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds));
            }
        }

        return figures.ToDictionary(pair => pair.Key, pair => (Shell.Median(pair.Value.Select(figure => figure.Seconds)), Shell.Median(pair.Value.Select(figure => figure.Processor))));
    }
}
