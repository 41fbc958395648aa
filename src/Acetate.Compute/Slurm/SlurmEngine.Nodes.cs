using System.Collections.Immutable;

namespace Acetate.Compute.Slurm;

public sealed partial class SlurmEngine
{
    /// <summary>Cores that all its jobs together may hold.</summary>
    public double MostCores => _options.Jobs * (double)_options.CoresPerJob;

    /// <inheritdoc/>
    public string? NodeOf(string attemptId)
    {
        lock (_lock) return _open.TryGetValue(attemptId, out var one) && one.Pilot is { HasBegun: true, Over: null, Node.Length: > 0 } pilot ? pilot.Node : null;
    }

    /// <inheritdoc/>
    /// <remarks>Only jobs count that are there and have nothing to do: for one that is asked for, nobody can say when it begins.</remarks>
    public bool HasRoomBeside(string node, StepNeeds needs)
    {
        ArgumentNullException.ThrowIfNull(needs);
        lock (_lock)
            return _open.Values.All(one => one.Pilot is not null || one.Ended is not null)
                && _pilots.Any(pilot => pilot.Over is null && pilot.Node.Length > 0 && pilot.Node != node && pilot.Takes(needs, null));
    }

    /// <summary>The nodes on which its jobs run, by name, with the cores that the jobs hold there and those that steps hold of them.</summary>
    public ImmutableArray<(string Node, double Cores, double CoresUsed)> Nodes
    {
        get
        {
            lock (_lock)
                return
                [
                    .. _pilots.Where(pilot => pilot is { HasBegun: true, Over: null, Node.Length: > 0 }).GroupBy(pilot => pilot.Node, StringComparer.Ordinal).OrderBy(node => node.Key, StringComparer.Ordinal)
                        .Select(node => (node.Key, (double)node.Sum(pilot => pilot.Terms.Cores), Math.Min(node.Sum(pilot => pilot.Terms.Cores), node.Sum(pilot => pilot.Attempts.Sum(one => one.Attempt.Needs.Cores))))),
                ];
        }
    }
}
