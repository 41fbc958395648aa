using System.Collections.Concurrent;
using System.Diagnostics;
using Acetate.Compute;
using Acetate.Library.Jobs;

namespace Acetate.Tools.Jobs;

/// <summary>An attempt that this process answers for, until its end is in the ledger.</summary>
internal sealed class RunningAttempt(string id, string runner, JobHead job, StepRow step, IComputeEngine engine, Activity? span, long started)
{
    private StepProgress? _progress;
    private StepProgress? _written;

    public string Id { get; } = id;
    public string Runner { get; } = runner;
    public JobHead Job { get; } = job;
    public StepRow Step { get; } = step;
    public IComputeEngine Engine { get; } = engine;
    public Activity? Span { get; } = span;

    /// <summary>A timestamp of the clock, not a time of day.</summary>
    public long Started { get; } = started;

    public bool CancelAsked { get; set; }
    public long? Rate { get; set; }

    /// <summary>Whether another attempt takes up what this one has made.</summary>
    public bool TakesUp { get; init; }

    /// <summary>A timestamp of the first sign of progress, and how much was done then.</summary>
    public (long At, double Done)? Began { get; set; }

    /// <summary>Why it is given up here to go on elsewhere; null while it is not.</summary>
    public string? Moving { get; set; }

    /// <summary>Whether its step was moved before: nothing is moved twice.</summary>
    public bool StaysHere { get; set; }

    /// <summary>Whether its rate was looked up since it began.</summary>
    public bool IsRated { get; set; }

    public StepProgress? Progress
    {
        get => Volatile.Read(ref _progress);
        set => Volatile.Write(ref _progress, value);
    }

    /// <summary>The newest progress if it is not in the ledger yet.</summary>
    public StepProgress? TakeUnwritten()
    {
        var newest = Progress;
        return ReferenceEquals(Interlocked.Exchange(ref _written, newest), newest) ? null : newest;
    }
}

/// <summary>The attempts this process answers for.</summary>
internal sealed class RunningAttempts
{
    private readonly ConcurrentDictionary<string, RunningAttempt> _all = new(StringComparer.Ordinal);

    public bool IsEmpty => _all.IsEmpty;

    /// <summary>The nodes from which steps were moved, by step: what follows goes elsewhere where it can.</summary>
    public ConcurrentDictionary<Guid, string> Left { get; } = [];

    public ICollection<RunningAttempt> All => _all.Values;

    public void Add(RunningAttempt attempt) => _all[attempt.Id] = attempt;

    public RunningAttempt? Find(string id) => _all.GetValueOrDefault(id);

    public void Remove(string id) => _all.TryRemove(id, out _);
}
