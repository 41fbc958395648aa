using System.Collections.Immutable;

namespace Acetate.Compute.Slurm;

/// <summary>Decides how many jobs to ask Slurm for. Pure: it knows what waits and who is there, and does nothing.</summary>
internal static class FleetPlan
{
    // Sizes in steps, so that a job for one attempt does for the next.
    private const int MemoryStep = 256;

    /// <summary>Slurm takes arrays of up to a thousand tasks unless a site says otherwise.</summary>
    private const int LargestArray = 1000;

    /// <summary>The jobs to ask for now, those that somebody waits for most first.</summary>
    /// <param name="waiting">Attempts that nobody has, with their lanes, in the order in which they should begin.</param>
    /// <param name="pilots">All jobs that are not over.</param>
    /// <param name="lanes">The lanes.</param>
    /// <param name="options">What one job has and how many there may be.</param>
    /// <param name="now">The time of day.</param>
    public static ImmutableArray<FleetOrder> Wanted(
        IReadOnlyList<(StepAttempt Attempt, int Lane)> waiting, IReadOnlyCollection<Pilot> pilots, ImmutableArray<SlurmLane> lanes, SlurmOptions options, DateTimeOffset now)
    {
        var left = options.Jobs - pilots.Count;
        var orders = ImmutableArray.CreateBuilder<FleetOrder>();
        foreach (var group in waiting.GroupBy(one => (one.Lane, Cores: CoresFor(one.Attempt.Needs, options), MemoryMiB: MemoryFor(one.Attempt.Needs, options))))
        {
            var (lane, cores, memory) = group.Key;
            var byCores = Math.Ceiling(group.Sum(one => one.Attempt.Needs.Cores) / cores - 1e-9);
            var byMemory = Math.Ceiling(group.Sum(one => (double)one.Attempt.Needs.MemoryMiB) / memory - 1e-9);
            var awaited = pilots.Count(pilot => !pilot.HasBegun && !pilot.IsLeaving && pilot.Terms.Lane == lane && pilot.Terms.Cores >= cores && pilot.Terms.MemoryMiB >= memory);
            Add(lane, cores, memory, (int)Math.Max(1, Math.Max(byCores, byMemory)) - awaited, group.Min(one => one.Attempt.Deadline ?? DateTimeOffset.MaxValue));
        }

        for (var lane = 0; lane < lanes.Length; lane++)
        {
            var there = pilots.Count(pilot => pilot.Terms.Lane == lane && !pilot.IsLeaving) + orders.Where(order => order.Lane == lane).Sum(order => order.Count);
            Add(lane, options.CoresPerJob, options.MemoryPerJobMiB, lanes[lane].Warm - there, null);
        }

        return orders.ToImmutable();

        void Add(int lane, int cores, int memory, int count, DateTimeOffset? due)
        {
            count = Math.Min(Math.Min(count, left), LargestArray);
            if (count <= 0) return;
            left -= count;
            orders.Add(new(lane, cores, memory, count, Nice(due, now, options.MostNice)));
        }
    }

    /// <summary>How far a job steps back: not at all when it is due within the hour, all the way when it is due in two days or never.</summary>
    public static int Nice(DateTimeOffset? due, DateTimeOffset now, int most)
    {
        // Kept warm for somebody who waits.
        if (due is not { } at) return 0;
        var hours = at == DateTimeOffset.MaxValue ? 48 : Math.Clamp((at - now).TotalHours - 1, 0, 48);
        return (int)Math.Round(most * hours / 48);
    }

    /// <summary>The cores of a job for such a step.</summary>
    public static int CoresFor(StepNeeds needs, SlurmOptions options) => Math.Max(options.CoresPerJob, (int)Math.Ceiling(needs.Cores - 1e-9));

    /// <summary>The memory for steps, in MiB, of a job for such a step.</summary>
    public static int MemoryFor(StepNeeds needs, SlurmOptions options) => Math.Max(options.MemoryPerJobMiB, (needs.MemoryMiB + MemoryStep - 1) / MemoryStep * MemoryStep);
}

/// <summary>Equal jobs to ask for.</summary>
/// <param name="Lane">The number of their lane.</param>
/// <param name="Cores">Cores of each.</param>
/// <param name="MemoryMiB">Memory for the steps of each, in MiB.</param>
/// <param name="Count">How many.</param>
/// <param name="Nice">How far they step back.</param>
internal sealed record FleetOrder(int Lane, int Cores, int MemoryMiB, int Count, int Nice);
