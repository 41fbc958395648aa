using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Acetate.Compute.Slurm;

/// <summary>Runs attempts on a cluster under Slurm.</summary>
/// <remarks>
/// Slurm is asked for <em>pilots</em>: jobs that take attempts one after the other, so that neither its start rate nor its latency binds
/// a step. Engine and pilots speak through files of a shared folder, each with one writer, so that either may die and come back: what
/// was given to whom and what became of it stands there. Slurm's word counts for who is dead. docs/decisions/0235, 0236.
/// </remarks>
public sealed partial class SlurmEngine : IComputeEngine
{
    private readonly SlurmOptions _options;
    private readonly ImmutableArray<SlurmLane> _lanes;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SlurmSpool _spool;
    private readonly ISlurm _slurm;
    private readonly Channel<EngineReport> _reports = Channel.CreateUnbounded<EngineReport>();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _woken = new(0);
    private readonly SemaphoreSlim _asked = new(0);
    private readonly Task[] _loops;
    // All that follows is touched under the lock alone; files and programs never are.
    private readonly Lock _lock = new();
    private readonly Dictionary<string, OpenAttempt> _open = new(StringComparer.Ordinal);
    private readonly List<Pilot> _pilots = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _knownOrder = new();
    private readonly Dictionary<string, TimeSpan> _usual = new(StringComparer.Ordinal);
    private readonly List<string> _takeBack = [];
    private long _number;
    private int _ahead;
    private bool _closed;
    private string? _fileTrouble;
    private string? _slurmTrouble;

    /// <summary>Makes an engine, and takes up what an earlier one of the same spool folder left going.</summary>
    /// <exception cref="IOException">The spool folder cannot be used, or another engine has it.</exception>
    /// <exception cref="ArgumentException">The options cannot be kept to.</exception>
    public SlurmEngine(SlurmOptions options, TimeProvider? clock = null, ILogger<SlurmEngine>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problems() is { IsEmpty: false } problems) throw new ArgumentException(string.Join(' ', problems), nameof(options));
        _options = options;
        // Whatever no lane takes goes where Slurm itself puts it.
        _lanes = [.. options.Lanes.IsDefault ? [] : options.Lanes, new SlurmLane()];
        _clock = clock ?? TimeProvider.System;
        _logger = logger ?? NullLogger<SlurmEngine>.Instance;
        _spool = SlurmSpool.Open(options.Spool);
        _slurm = options.Rest is { } rest ? new SlurmRest(rest, options.Variables) : new SlurmCommands(options.Programs, options.Variables);
        _started = _slurmLooked = _beaten = _swept = _clock.GetTimestamp();
        Recover();
        _loops = [Task.Run(FollowPilotsAsync), Task.Run(AskSlurmAsync)];
    }

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <inheritdoc/>
    public EngineFeatures Features { get; } = new(CanCancel: true, ReportsProgress: true, SurvivesHostRestart: true);

    /// <summary>What keeps attempts from beginning now, in a sentence; null when nothing is known to. What runs goes on.</summary>
    public string? Trouble
    {
        get { lock (_lock) return _fileTrouble ?? _slurmTrouble; }
    }

    /// <summary>The jobs of this moment: those that wait in Slurm's queue, and those that run.</summary>
    public (int Waiting, int Running) Jobs
    {
        get { lock (_lock) return (_pilots.Count(pilot => !pilot.HasBegun), _pilots.Count(pilot => pilot.HasBegun)); }
    }

    /// <inheritdoc/>
    public ImmutableArray<string> Inherited
    {
        get { lock (_lock) return [.. _open.Values.Where(one => one.IsUnclaimed).Select(one => one.Attempt.Id)]; }
    }

    /// <inheritdoc/>
    /// <remarks>As much as all jobs together could do at once, and of short steps as many more as are given ahead: what is taken from the ledger cannot be given to others.</remarks>
    public bool HasRoomFor(StepNeeds needs, StepNeeds? chosen = null)
    {
        ArgumentNullException.ThrowIfNull(needs);
        lock (_lock)
        {
            if (_closed) return false;
            var (isIdle, cores, memory) = (chosen is null, chosen?.Cores ?? 0, (long)(chosen?.MemoryMiB ?? 0));
            foreach (var one in _open.Values)
            {
                // What an earlier server was given and is over needs nothing, though nobody has asked for its result yet.
                if (one.Ended is null) (isIdle, cores, memory) = (false, cores + one.Attempt.Needs.Cores, memory + one.Attempt.Needs.MemoryMiB);
            }

            if (isIdle) return true;
            return cores + needs.Cores <= _options.Jobs * (double)_options.CoresPerJob + _ahead * needs.Cores + 1e-9
                && memory + needs.MemoryMiB <= _options.Jobs * (long)_options.MemoryPerJobMiB + _ahead * (long)needs.MemoryMiB;
        }
    }

    /// <inheritdoc/>
    /// <remarks>An attempt that an earlier engine of the same spool folder was given goes on, and is reported here.</remarks>
    public Task SubmitAsync(StepAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (!_known.Add(attempt.Id)) return Task.CompletedTask;
            _knownOrder.Enqueue(attempt.Id);
            if (_knownOrder.Count > 100_000) _known.Remove(_knownOrder.Dequeue());
            if (_open.TryGetValue(attempt.Id, out var recovered))
            {
                // What was asked of it while nobody was there to pass it on is passed on now.
                (recovered.IsUnclaimed, recovered.Attempt, recovered.RateChanged) = (false, attempt, true);
                if (recovered.Ended is { } result) Report(recovered, result);
            }
            else
            {
                _open.Add(attempt.Id, new(attempt, ++_number));
            }
        }

        Wake();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task CancelAsync(string attemptId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(attemptId, out var one)) return Task.CompletedTask;
            one.CancelAsked = true;
            if (one.Pilot is null) Report(one, new StepResult.Cancelled());
        }

        Wake();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ThrottleAsync(string attemptId, long? bytesPerSecond, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(attemptId, out var one)) return Task.CompletedTask;
            one.Attempt = one.Attempt with { ThrottleBytesPerSecond = bytesPerSecond };
            one.RateChanged = one.Pilot is not null;
        }

        Wake();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EngineReport> ReportsAsync(CancellationToken cancellationToken) => _reports.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Lets the jobs that have nothing to do end. Attempts that run go on; the next engine of the spool folder hears of them.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_closed) return;
            _closed = true;
            foreach (var pilot in _pilots)
            {
                pilot.Say(new(Leave: true));
                if (!pilot.HasBegun && pilot.Job.Length > 0) _takeBack.Add(pilot.Job);
            }
        }

        await _end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_loops).ConfigureAwait(false);
        _reports.Writer.TryComplete();
        _spool.Dispose();
        (_slurm as IDisposable)?.Dispose();
        _end.Dispose();
        _woken.Dispose();
        _asked.Dispose();
    }

    private void Wake()
    {
        _woken.Release();
        _asked.Release();
    }

    /// <summary>The end of an attempt. Under the lock.</summary>
    private void Report(OpenAttempt one, StepResult result)
    {
        one.Pilot?.Attempts.Remove(one);
        one.Pilot = null;
        if (one.IsUnclaimed)
        {
            one.Ended = result;
            return;
        }

        _open.Remove(one.Attempt.Id);
        _reports.Writer.TryWrite(new(one.Attempt.Id, null, result));
    }

    /// <summary>Attempts that nobody has, in the order in which they should begin, with their lanes. Under the lock.</summary>
    private List<(OpenAttempt One, int Lane)> Waiting()
    {
        var now = _clock.GetUtcNow();
        return [.. _open.Values.Where(one => one.Pilot is null && one.Ended is null)
            .OrderByDescending(one => one.Attempt.Priority).ThenBy(one => one.Attempt.Deadline ?? DateTimeOffset.MaxValue).ThenBy(one => one.Number)
            .Select(one => (one, LaneOf(one.Attempt, now)))];
    }

    private int LaneOf(StepAttempt attempt, DateTimeOffset now)
    {
        for (var lane = 0; lane < _lanes.Length; lane++)
            if (_lanes[lane].Takes(attempt, now)) return lane;
        return _lanes.Length - 1;
    }

    private void Recover()
    {
        foreach (var (submission, task, folder) in _spool.All())
        {
            if (Pilot.Recover(submission, task, folder, _options.LongestLine) is not var (pilot, given)) continue;
            pilot.Since = pilot.Sign = pilot.Busy = _started;
            // It ends what it has. What is asked for from now on is done under the terms of now.
            pilot.Say(new(Leave: true));
            _pilots.Add(pilot);
            foreach (var attempt in given)
            {
                var one = new OpenAttempt(attempt, ++_number) { Pilot = pilot, Given = _started, IsUnclaimed = true };
                if (_open.TryAdd(attempt.Id, one)) pilot.Attempts.Add(one);
            }
        }

        if (_open.Count > 0) Recovered(_open.Count, _pilots.Count);
    }

    [LoggerMessage(LogLevel.Information, "{Attempts} attempts of an earlier server were found with {Jobs} Slurm jobs; those that are still wanted go on")]
    private partial void Recovered(int attempts, int jobs);

    [LoggerMessage(LogLevel.Warning, "{Trouble}")]
    private partial void Told(string trouble);

    [LoggerMessage(LogLevel.Information, "The cluster can be used again")]
    private partial void IsBack();

    [LoggerMessage(LogLevel.Warning, "Slurm job {Job} on {Node} is over: {Reason}. {Lost} steps of it are tried again")]
    private partial void Gone(string job, string node, string reason, int lost);

    [LoggerMessage(LogLevel.Error, "The engine met a bug and goes on")]
    private partial void MetABug(Exception problem);

    [LoggerMessage(LogLevel.Debug, "Asked Slurm for {Count} jobs of {Cores} cores and {Memory} MiB in lane '{Lane}': {Job}")]
    private partial void Submitted(int count, int cores, int memory, string lane, string job);
}
