using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Acetate.Compute.Local;

/// <summary>Runs attempts as processes on this machine: a process of its own for each, or the one that has just done a step of the same kind well.</summary>
public sealed class LocalProcessEngine : IComputeEngine
{
    private readonly LocalEngineOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly EngineScratch _scratch;
    private readonly LauncherThread _launcher = new();
    private readonly IdleWorker _idle;
    // Of other versions, which end with the jobs that began with them.
    private readonly ConcurrentDictionary<string, IdleWorker> _others = new(StringComparer.Ordinal);
    private readonly WarmWorkers _warm;
    private readonly Channel<EngineReport> _reports = Channel.CreateUnbounded<EngineReport>();
    private readonly ConcurrentDictionary<string, Running> _running = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    // Which attempts were already accepted: enough of them to catch a repeated call.
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _knownOrder = new();
    private double _coresTaken;
    private long _memoryTaken;
    private bool _closed;

    /// <summary>Makes an engine and tidies up after engines of this scratch root that were killed.</summary>
    /// <exception cref="IOException">The scratch root cannot be written.</exception>
    public LocalProcessEngine(LocalEngineOptions options, TimeProvider? clock = null, ILogger<LocalProcessEngine>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfZero(options.Worker.Length, nameof(options));
        _options = options;
        _clock = clock ?? TimeProvider.System;
        _logger = logger ?? NullLogger<LocalProcessEngine>.Instance;
        _scratch = EngineScratch.Open(options.ScratchRoot);
        _idle = new(_launcher, () => WorkerProcess.StartInfo(options, _scratch), _clock);
        _warm = new(Math.Max(1, (int)Math.Ceiling(options.Cores)), options.WarmFor, _clock);
    }

    /// <summary>Starts a worker in advance: the first attempt begins without waiting for one. Later ones are prepared by themselves.</summary>
    public void Prepare() => _idle.Prepare();

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <inheritdoc/>
    public EngineFeatures Features { get; } = new(CanCancel: true, ReportsProgress: true, SurvivesHostRestart: false);

    /// <summary>How much of the cores is taken, 0 to 1 (above 1 while one step alone needs more than there is).</summary>
    public double Utilisation
    {
        get { lock (_lock) return _options.Cores <= 0 ? 0 : _coresTaken / _options.Cores; }
    }

    /// <inheritdoc/>
    /// <remarks>A step that needs more than the whole machine runs alone rather than never.</remarks>
    public bool HasRoomFor(StepNeeds needs, StepNeeds? chosen = null)
    {
        ArgumentNullException.ThrowIfNull(needs);
        lock (_lock)
            return !_closed && ((_running.IsEmpty && chosen is null)
                || (_coresTaken + (chosen?.Cores ?? 0) + needs.Cores <= _options.Cores + 1e-9 && _memoryTaken + (chosen?.MemoryMiB ?? 0) + needs.MemoryMiB <= _options.MemoryMiB));
    }

    /// <inheritdoc/>
    public Task SubmitAsync(StepAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        cancellationToken.ThrowIfCancellationRequested();
        WorkerProcess worker;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (!_known.Add(attempt.Id)) return Task.CompletedTask;
            _knownOrder.Enqueue(attempt.Id);
            if (_knownOrder.Count > 100_000) _known.Remove(_knownOrder.Dequeue());
            _coresTaken += attempt.Needs.Cores;
            _memoryTaken += attempt.Needs.MemoryMiB;
            worker = new(attempt, _options, _scratch, IdleOf(attempt.Version), _warm, _clock, _logger,
                progress => _reports.Writer.TryWrite(new(attempt.Id, progress, null)));
            _running[attempt.Id] = new(worker, RunAsync(attempt, worker));
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task CancelAsync(string attemptId, CancellationToken cancellationToken)
    {
        // Stopping may take the whole grace; the report says when it is done.
        if (_running.TryGetValue(attemptId, out var running)) _ = running.Worker.StopAsync();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ThrottleAsync(string attemptId, long? bytesPerSecond, CancellationToken cancellationToken) =>
        _running.TryGetValue(attemptId, out var running)
            ? running.Worker.ThrottleAsync(bytesPerSecond).WaitAsync(cancellationToken)
            : Task.CompletedTask;

    /// <inheritdoc/>
    public IAsyncEnumerable<EngineReport> ReportsAsync(CancellationToken cancellationToken) =>
        _reports.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Ends all workers; their steps are simply run again later.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_closed) return;
            _closed = true;
        }
        await _idle.CloseAsync().ConfigureAwait(false);
        foreach (var other in _others.Values) await other.CloseAsync().ConfigureAwait(false);
        await _warm.CloseAsync().ConfigureAwait(false);
        var all = _running.Values.ToArray();
        var ended = Task.WhenAll(all.Select(r => r.Run));
        do
        {
            // Again and again: one that was only just being started is killed once it is there.
            foreach (var running in all) running.Worker.Kill();
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(50))).ConfigureAwait(false);
        }
        while (!ended.IsCompleted);
        _reports.Writer.TryComplete();
        _launcher.Dispose();
        _scratch.Dispose();
    }

    /// <summary>Who starts workers of a version: of another one than this program's, while it is installed.</summary>
    private IdleWorker IdleOf(string? version) => version is not null && _options.Versions.TryGetValue(version, out var program) && File.Exists(program)
        ? _others.GetOrAdd(version, _ => new(_launcher, () => WorkerProcess.StartInfo(_options with { Worker = [program] }, _scratch), _clock)) : _idle;

    private async Task RunAsync(StepAttempt attempt, WorkerProcess worker)
    {
        // Never under the lock of the submitter, and never on its time.
        await Task.Yield();
        var result = await worker.RunAsync().ConfigureAwait(false);
        lock (_lock)
        {
            _running.TryRemove(attempt.Id, out _);
            _coresTaken -= attempt.Needs.Cores;
            _memoryTaken -= attempt.Needs.MemoryMiB;
            if (_running.IsEmpty) (_coresTaken, _memoryTaken) = (0, 0);
        }
        _reports.Writer.TryWrite(new(attempt.Id, null, result));
    }

    private sealed record Running(WorkerProcess Worker, Task Run);
}
