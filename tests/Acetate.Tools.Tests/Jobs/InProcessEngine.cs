using System.Collections.Concurrent;
using System.Threading.Channels;
using Acetate.Compute;
using Acetate.Compute.Hosting;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>Runs functions in this process: for tests of the runner in which starting processes would only take time.</summary>
internal sealed class InProcessEngine(FunctionCatalogue functions, string name = "", double cores = 8) : IComputeEngine
{
    private readonly Channel<EngineReport> _reports = Channel.CreateUnbounded<EngineReport>();
    private readonly ConcurrentDictionary<string, (StepAttempt Attempt, CancellationTokenSource Cancel, Throttle Throttle)> _running = new();

    public string Name => name;

    public EngineFeatures Features { get; } = new(true, true, false);

    /// <summary>The rates that were asked for, in order.</summary>
    public ConcurrentQueue<long?> Rates { get; } = [];

    /// <summary>The node that each attempt is on, by what it avoids; null for an engine without nodes.</summary>
    public Func<StepAttempt, string>? Node { get; init; }

    public string? NodeOf(string attemptId) => Node is not null && _running.TryGetValue(attemptId, out var entry) ? Node(entry.Attempt) : null;

    public bool HasRoomBeside(string node, StepNeeds needs) => Node is not null && HasRoomFor(needs);

    /// <summary>The most attempts that ever ran at once.</summary>
    public int Most { get; private set; }

    public bool HasRoomFor(StepNeeds needs, StepNeeds? chosen = null) =>
        (_running.IsEmpty && chosen is null) || _running.Values.Sum(r => r.Attempt.Needs.Cores) + (chosen?.Cores ?? 0) + needs.Cores <= cores;

    public Task SubmitAsync(StepAttempt attempt, CancellationToken cancellationToken)
    {
        var entry = (attempt, new CancellationTokenSource(), new Throttle { BytesPerSecond = attempt.ThrottleBytesPerSecond });
        if (_running.TryAdd(attempt.Id, entry)) _ = RunAsync(attempt, entry.Item2, entry.Item3);
        Most = Math.Max(Most, _running.Count);
        return Task.CompletedTask;
    }

    public Task CancelAsync(string attemptId, CancellationToken cancellationToken) =>
        _running.TryGetValue(attemptId, out var entry) ? entry.Cancel.CancelAsync() : Task.CompletedTask;

    public Task ThrottleAsync(string attemptId, long? bytesPerSecond, CancellationToken cancellationToken)
    {
        Rates.Enqueue(bytesPerSecond);
        if (_running.TryGetValue(attemptId, out var entry)) entry.Throttle.BytesPerSecond = bytesPerSecond;
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<EngineReport> ReportsAsync(CancellationToken cancellationToken) => _reports.Reader.ReadAllAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        _reports.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync(StepAttempt attempt, CancellationTokenSource cancel, Throttle throttle)
    {
        await Task.Yield();
        var context = new StepContext
        {
            AttemptId = attempt.Id,
            Outputs = attempt.Outputs,
            Throttle = throttle,
            Progress = (done, total, detail) => _reports.Writer.TryWrite(new(attempt.Id, new(done, total, detail?.Invoke()), null)),
        };
        var outcome = await functions.RunAsync(attempt.Function, attempt.Request, context, cancel.Token);
        _running.TryRemove(attempt.Id, out _);
        _reports.Writer.TryWrite(new(attempt.Id, null, outcome.Result));
    }
}
