using System.Collections.Immutable;

namespace Acetate.Library.Jobs;

/// <summary>A step that may begin, with what decides about its turn.</summary>
public sealed record ReadyStep
{
    /// <summary>The step.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The show that is charged.</summary>
    public required string Show { get; init; }

    /// <summary>The function.</summary>
    public required string Function { get; init; }

    /// <summary>Where it must run.</summary>
    public string Place { get; init; } = "";

    /// <summary>The job's priority.</summary>
    public int Priority { get; init; }

    /// <summary>The job's deadline.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>When the job was submitted.</summary>
    public DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Since when it could have begun.</summary>
    public DateTimeOffset ReadyAt { get; init; }

    /// <summary>The step's place in its plan.</summary>
    public int Number { get; init; }

    /// <summary>Cores it needs.</summary>
    public double Cores { get; init; }

    /// <summary>Memory it needs, in MiB.</summary>
    public int MemoryMib { get; init; }

    /// <summary>The longest silence allowed, in seconds.</summary>
    public double StallSeconds { get; init; }

    /// <summary>Attempts in a row whose end nobody saw.</summary>
    public int Losses { get; init; }

    /// <summary>The name of what it must hold while it runs; empty for nothing.</summary>
    public string ExclusiveKey { get; init; } = "";

    /// <summary>How many steps may begin now that have its key; of no meaning without one.</summary>
    public int KeyRoom { get; init; }
}

/// <summary>What a show may use and has used.</summary>
/// <param name="Share">Its weight against other shows; 1 by default, more is more.</param>
/// <param name="MostCores">The most cores it may hold at once; null for no cap.</param>
/// <param name="RecentCoreSeconds">What it used lately; older use counts less.</param>
/// <param name="RunningCores">Cores it holds now.</param>
public sealed record ShowUse(double Share, double? MostCores, double RecentCoreSeconds, double RunningCores)
{
    /// <summary>A show nobody said anything about.</summary>
    public static ShowUse None { get; } = new(1, null, 0, 0);
}

/// <summary>Decides which ready steps begin: the show that had least of its share first; in a show, the earliest deadline first.</summary>
public static class DispatchOrder
{
    // A running step counts as if it had already used this long: otherwise a show that starts many steps at once
    // would look idle until the first of them ends. Seconds.
    private const double AssumedSeconds = 30;

    /// <summary>The steps to begin now, in order.</summary>
    /// <param name="ready">Steps that may begin.</param>
    /// <param name="uses">The shows' use; a show that is missing has <see cref="ShowUse.None"/>.</param>
    /// <param name="tryTake">Reserves room for a step where it must run; false when there is none.</param>
    public static ImmutableArray<ReadyStep> Choose(
        IEnumerable<ReadyStep> ready, IReadOnlyDictionary<string, ShowUse> uses, Func<ReadyStep, bool> tryTake)
    {
        ArgumentNullException.ThrowIfNull(ready);
        ArgumentNullException.ThrowIfNull(uses);
        ArgumentNullException.ThrowIfNull(tryTake);
        var queues = ready
            .GroupBy(s => s.Show, StringComparer.Ordinal)
            .Select(g => new ShowQueue(g.Key, uses.GetValueOrDefault(g.Key) ?? ShowUse.None, g))
            .ToList();
        var chosen = ImmutableArray.CreateBuilder<ReadyStep>();
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        while (queues.Count > 0)
        {
            var next = queues.MinBy(q => (q.Standing, q.Show))!;
            var step = next.Steps.Dequeue();
            if (HasKey(step) && next.MayTake(step) && tryTake(step))
            {
                if (step.ExclusiveKey.Length > 0) keys[step.ExclusiveKey] = keys.GetValueOrDefault(step.ExclusiveKey) + 1;
                next.RunningCores += step.Cores;
                chosen.Add(step);
            }
            if (next.Steps.Count == 0) queues.Remove(next);
        }
        return chosen.ToImmutable();

        // What waits for a key is passed over before room is asked for: it keeps none from others.
        bool HasKey(ReadyStep step) => step.ExclusiveKey.Length == 0 || keys.GetValueOrDefault(step.ExclusiveKey) < step.KeyRoom;
    }

    /// <summary>Earlier is before later: priority, then deadline, then submission, then the order of the plan.</summary>
    public static int Compare(ReadyStep a, ReadyStep b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var order = b.Priority.CompareTo(a.Priority);
        if (order == 0) order = (a.Deadline ?? DateTimeOffset.MaxValue).CompareTo(b.Deadline ?? DateTimeOffset.MaxValue);
        if (order == 0) order = a.SubmittedAt.CompareTo(b.SubmittedAt);
        if (order == 0) order = a.JobId.CompareTo(b.JobId);
        return order == 0 ? a.Number.CompareTo(b.Number) : order;
    }

    private sealed class ShowQueue(string show, ShowUse use, IEnumerable<ReadyStep> steps)
    {
        public string Show { get; } = show;

        public Queue<ReadyStep> Steps { get; } = new(steps.Order(Comparer<ReadyStep>.Create(Compare)));

        public double RunningCores { get; set; } = use.RunningCores;

        /// <summary>How much of its share the show has had; the lowest is next.</summary>
        public double Standing => (use.RecentCoreSeconds + RunningCores * AssumedSeconds) / Math.Max(use.Share, 1e-6);

        /// <summary>A step larger than the whole cap runs alone rather than never.</summary>
        public bool MayTake(ReadyStep step) =>
            use.MostCores is not { } most || RunningCores + step.Cores <= most + 1e-9 || (RunningCores <= 0 && most > 0);
    }
}
