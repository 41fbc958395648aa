using System.Collections.Immutable;
using System.Threading.Channels;

namespace Acetate.Compute.Remote;

/// <summary>The server's side of a station: attempts wait here until the station's agent asks for them.</summary>
/// <remarks>
/// Nothing is sent to a station; it asks, because it may stand behind a firewall in a truck. What it was given is its own as long
/// as it gives signs of life; after <see cref="LeaseTime"/> without one its attempts are reported lost.
/// </remarks>
public sealed class RemoteEngine : IComputeEngine
{
    /// <summary>How long a station may be silent; the default of the constructor.</summary>
    public static readonly TimeSpan DefaultLeaseTime = TimeSpan.FromSeconds(45);

    private readonly TimeProvider _clock;
    private readonly Channel<EngineReport> _reports = Channel.CreateUnbounded<EngineReport>();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Open> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _formerAgents = new(StringComparer.Ordinal);
    private readonly ITimer _watch;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _agent = "";
    private long _lastSeen;
    private double _cores;
    private int _memoryMiB;
    private bool _connected;

    /// <summary>Makes the engine of one station; the station need not be there yet.</summary>
    /// <param name="name">What <see cref="Step.Place"/> says, such as <c>card:dit-laptop</c>.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="leaseTime">How long the station may be silent; null for <see cref="DefaultLeaseTime"/>.</param>
    public RemoteEngine(string name, TimeProvider? clock = null, TimeSpan? leaseTime = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        LeaseTime = leaseTime ?? DefaultLeaseTime;
        _clock = clock ?? TimeProvider.System;
        _watch = _clock.CreateTimer(_ => Watch(), null, LeaseTime / 4, LeaseTime / 4);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>How long the station may be silent.</summary>
    public TimeSpan LeaseTime { get; }

    /// <inheritdoc/>
    public EngineFeatures Features { get; } = new(CanCancel: true, ReportsProgress: true, SurvivesHostRestart: false);

    /// <summary>Whether the station gave a sign of life within the lease time.</summary>
    public bool IsConnected
    {
        get { lock (_lock) return _connected; }
    }

    /// <summary>How long the station has been silent; zero when it never spoke.</summary>
    public TimeSpan Silence
    {
        get { lock (_lock) return _lastSeen == 0 ? TimeSpan.Zero : _clock.GetElapsedTime(_lastSeen); }
    }

    /// <inheritdoc/>
    public bool HasRoomFor(StepNeeds needs, StepNeeds? chosen = null)
    {
        ArgumentNullException.ThrowIfNull(needs);
        lock (_lock)
            return _connected && ((_open.Count == 0 && chosen is null)
                || (_open.Values.Sum(o => o.Attempt.Needs.Cores) + (chosen?.Cores ?? 0) + needs.Cores <= _cores + 1e-9
                    && _open.Values.Sum(o => (long)o.Attempt.Needs.MemoryMiB) + (chosen?.MemoryMiB ?? 0) + needs.MemoryMiB <= _memoryMiB));
    }

    /// <inheritdoc/>
    public Task SubmitAsync(StepAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_known.Add(attempt.Id)) return Task.CompletedTask;
            _open.Add(attempt.Id, new(attempt));
            Tell();
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task CancelAsync(string attemptId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(attemptId, out var open)) return Task.CompletedTask;
            if (open.IsLeased)
            {
                open.CancelAsked = true;
                Tell();
            }
            else
            {
                End(attemptId, new StepResult.Cancelled());
            }
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ThrottleAsync(string attemptId, long? bytesPerSecond, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(attemptId, out var open)) return Task.CompletedTask;
            open.Attempt = open.Attempt with { ThrottleBytesPerSecond = bytesPerSecond };
            open.RateChanged = open.IsLeased;
            Tell();
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EngineReport> ReportsAsync(CancellationToken cancellationToken) =>
        _reports.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Answers the station's question for work. Held back, as the station allows, until there is news.</summary>
    public async Task<StationLeaseResponse> LeaseAsync(StationLeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var wait = TimeSpan.FromSeconds(Math.Clamp(request.WaitSeconds, 0, Math.Min(30, LeaseTime.TotalSeconds / 3)));
        var running = request.Running.IsDefault ? [] : request.Running;
        Task news;
        lock (_lock)
        {
            var answer = Answer(request, running);
            if (wait == TimeSpan.Zero || !IsEmpty(answer)) return answer;
            news = _news.Task;
        }
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(news, Task.Delay(wait, _clock, waiting.Token)).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        // The asker may have gone while we waited: giving it work now would leave the work lying until the lease ends.
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock) return Answer(request, running);
    }

    /// <summary>Takes progress from the station.</summary>
    /// <returns>False when the attempt is not, or no longer, one of this engine's.</returns>
    public bool Progress(string attemptId, StepProgress progress)
    {
        lock (_lock)
        {
            if (!_open.ContainsKey(attemptId)) return false;
            Seen();
        }
        return _reports.Writer.TryWrite(new(attemptId, progress, null));
    }

    /// <summary>Takes the result from the station. Saying it twice does no harm.</summary>
    /// <returns>False when the attempt was never, or is no longer, one of this engine's.</returns>
    public bool Complete(string attemptId, StepResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        lock (_lock)
        {
            if (!_open.ContainsKey(attemptId)) return false;
            Seen();
            End(attemptId, result);
            return true;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync().ConfigureAwait(false);
        lock (_lock)
        {
            _connected = false;
            Tell();
        }
        _reports.Writer.TryComplete();
    }

    private StationLeaseResponse Answer(StationLeaseRequest request, ImmutableArray<string> running)
    {
        if (_formerAgents.Contains(request.Agent)) return new([], [], running, [], Superseded: true);
        if (_agent != request.Agent)
        {
            if (_agent.Length > 0) _formerAgents.Add(_agent);
            _agent = request.Agent;
            // What an earlier process of the station had been given died with it.
            foreach (var id in _open.Where(o => o.Value.IsLeased && !running.Contains(o.Key)).Select(o => o.Key).ToArray())
                End(id, new StepResult.Lost($"The station '{Name}' was started again."));
        }
        Seen();
        (_cores, _memoryMiB) = (request.Cores, request.MemoryMiB);
        var held = running.ToHashSet(StringComparer.Ordinal);
        // One that was given out but is not held was in an answer that never arrived: it is given again.
        var give = _open.Values.Where(o => !held.Contains(o.Attempt.Id)).ToArray();
        foreach (var open in give) open.IsLeased = true;
        var throttles = _open.Values.Where(o => o.RateChanged && held.Contains(o.Attempt.Id)).ToArray();
        foreach (var open in throttles) open.RateChanged = false;
        return new(
            [.. give.Select(o => o.Attempt)],
            [.. _open.Values.Where(o => o.CancelAsked && held.Contains(o.Attempt.Id) && !o.CancelSent).Select(o => { o.CancelSent = true; return o.Attempt.Id; })],
            [.. running.Where(id => !_open.ContainsKey(id))],
            [.. throttles.Select(o => new StationThrottle(o.Attempt.Id, o.Attempt.ThrottleBytesPerSecond))]);
    }

    private static bool IsEmpty(StationLeaseResponse answer) =>
        answer is { Attempts.IsEmpty: true, Cancel.IsEmpty: true, Drop.IsEmpty: true, Throttles.IsEmpty: true, Superseded: false };

    private void Watch()
    {
        lock (_lock)
        {
            if (!_connected || _clock.GetElapsedTime(_lastSeen) < LeaseTime) return;
            _connected = false;
            foreach (var id in _open.Keys.ToArray())
                End(id, new StepResult.Lost($"The station '{Name}' gave no sign of life for {LeaseTime.TotalSeconds:0} s."));
        }
    }

    private void Seen()
    {
        _lastSeen = _clock.GetTimestamp();
        _connected = true;
    }

    private void End(string attemptId, StepResult result)
    {
        _open.Remove(attemptId);
        _reports.Writer.TryWrite(new(attemptId, null, result));
    }

    private void Tell()
    {
        _news.TrySetResult();
        _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Open(StepAttempt attempt)
    {
        public StepAttempt Attempt { get; set; } = attempt;
        public bool IsLeased { get; set; }
        public bool CancelAsked { get; set; }
        public bool CancelSent { get; set; }
        public bool RateChanged { get; set; }
    }
}
