using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Acetate.Compute;
using Acetate.Compute.Remote;
using Acetate.Library;
using Acetate.Library.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Acetate.Tools.Jobs;

/// <summary>Brings ledger and engines together: starts what is ready, writes down what ended, takes over from runners that died.</summary>
/// <remarks>
/// All that matters lies in the ledger; this object may be killed at any instant. Any number of runners may share a ledger: a step
/// belongs to the one whose claim was committed first. The engines are the caller's; the runner asks their attempts to stop when it ends.
/// </remarks>
public sealed partial class JobRunner : IDisposable
{
    // So many ends are kept in one transaction.
    private const int MostAtOnce = 256;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly MediaLibrary _library;
    private readonly JobRunnerOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly RunningAttempts _running = new();
    private readonly LedgerTrouble _trouble = new();
    private readonly AttemptLedger _ledger;
    private readonly Dispatcher _dispatcher;
    private readonly RunningOrders _orders;
    private readonly RunnerWatch _watch;
    private readonly StragglerWatch _stragglers;
    private readonly JobMeters _meters;
    private readonly ConcurrentDictionary<string, IComputeEngine> _engines = new(StringComparer.Ordinal);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<Channel<JobProgress>, bool> _listeners = new();
    private readonly ConcurrentBag<Task> _following = [];
    private readonly CancellationTokenSource _end = new();
    private HashSet<string> _suspects = [];
    private volatile string _id = "";
    private volatile QueueState _queue = new();
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes a runner; <see cref="RunAsync"/> sets it going.</summary>
    /// <param name="library">The library that holds the ledger.</param>
    /// <param name="engines">The engines; their names are the places of steps.</param>
    /// <param name="recorders">One for each kind of plan whose results become facts.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="stations">Engines that come and go, or null.</param>
    /// <param name="logger">The log.</param>
    public JobRunner(
        MediaLibrary library, IEnumerable<IComputeEngine> engines, IEnumerable<IJobRecorder> recorders,
        JobRunnerOptions? options = null, RemoteStations? stations = null, ILogger<JobRunner>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(engines);
        _library = library;
        _options = options ?? new();
        _clock = library.Clock;
        _logger = logger ?? NullLogger<JobRunner>.Instance;
        var byKind = recorders.ToFrozenDictionary(r => r.Kind, StringComparer.Ordinal);
        var losses = new LossLimit(byKind, _options);
        _ledger = new(library, byKind, losses, _trouble, _options, _clock, _logger);
        _dispatcher = new(library, byKind, _running, _options, _clock);
        _orders = new(library, _running, _options, _clock);
        _watch = new(library, losses, _options, _clock, _logger);
        _stragglers = new(library, _running, _clock, _logger);
        _meters = new(() => _queue, () => _engines.Values);
        foreach (var engine in engines) Add(engine);
        stations?.Welcome(Add);
    }

    /// <summary>The name under which this runner is signed on; empty before it is, and new after it was struck off.</summary>
    public string Id => _id;

    /// <summary>The queue as it was a few seconds ago.</summary>
    public QueueState Queue => _queue;

    /// <summary>What keeps the ledger from being written now, and since when; null while it can be. The runner itself only waits.</summary>
    public (LibraryException Problem, TimeSpan For)? Trouble => _trouble.Now(_clock);

    /// <summary>Looks at the ledger now. Call it after a submission, replay, cancellation, bump or new rate was committed.</summary>
    public void Wake()
    {
        _orders.Ask();
        GoOn();
    }

    /// <summary>Ends when something about the steps that run here has changed after this was asked.</summary>
    public Task ChangeAsync() => _changed.Task;

    /// <summary>Adds an engine while the runner runs, in place of one of the same name; it goes when its reports end.</summary>
    public void Add(IComputeEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engines[engine.Name] = engine;
        _following.Add(FollowAsync(engine));
    }

    /// <summary>Progress of all steps that run here, as it happens. A slow listener misses old news, never the newest.</summary>
    public async IAsyncEnumerable<JobProgress> ProgressAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var news = Channel.CreateBounded<JobProgress>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest });
        _listeners[news] = true;
        try
        {
            await foreach (var item in news.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false)) yield return item;
        }
        finally
        {
            _listeners.TryRemove(news, out _);
        }
    }

    /// <summary>Waits until a job is done or cancelled, or held with nothing left that could run by itself.</summary>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public async Task<JobRow> EndOfAsync(Guid jobId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _changed.Task;
            var ended = await _library.ReadAsync(async tx =>
            {
                var job = await tx.JobHeadAsync(jobId, cancellationToken) ?? throw new KeyNotFoundException($"There is no job {jobId}.");
                var isOver = job.State is JobState.Done or JobState.Cancelled
                    || (job.State is JobState.Held && !(await tx.StepsAsync(jobId, cancellationToken)).Any(s => s.State is StepState.Ready or StepState.Running));
                return isOver ? await tx.JobAsync(jobId, cancellationToken) : null;
            }, cancellationToken);
            if (ended is not null) return ended;
            // Another runner may end the job: look again after a while in any case.
            await Task.WhenAny(changed, Task.Delay(_options.Poll, _clock, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Works until cancelled; then stops its attempts and signs off, so that nobody has to wait for a lease.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await SignOnAsync(cancellationToken);
        Task[] loops = [DispatchAsync(cancellationToken), BeatAsync(cancellationToken), WriteProgressAsync(cancellationToken)];
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await SignOffAsync();
    }

    /// <summary>Stops listening to the engines.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _meters.Dispose();
        _end.Dispose();
    }

    private async Task SignOnAsync(CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(_library.Clock.GetUtcNow()).ToString("N");
        await PatientlyAsync(() => _library.WriteAsync(async tx =>
        {
            await tx.RegisterRunnerAsync(id, RunnerProcess.Own, _options.Epoch, cancellationToken);
            await DecoderLicences.RenewAsync(tx, cancellationToken);
        }, cancellationToken), cancellationToken);
        _id = id;
        await PatientlyAsync(() => LookAfterOthersAsync(cancellationToken), cancellationToken);
        SignedOn(id);
        Wake();
    }

    /// <summary>Strikes off runners that are gone; what goes on of theirs in engines of ours is ours from now on.</summary>
    private async Task<int> LookAfterOthersAsync(CancellationToken cancellationToken)
    {
        var (released, taken) = await _watch.LookAsync(_id, [.. _engines.Values.SelectMany(engine => engine.Inherited)], cancellationToken);
        foreach (var attempt in taken) await _dispatcher.ResumeAsync(attempt, _id, _engines, cancellationToken);
        return released;
    }

    private async Task SignOffAsync()
    {
        using var limit = new CancellationTokenSource(_options.StopGrace, _clock);
        try
        {
            var ending = _running.All.Where(attempt => !attempt.Engine.Features.SurvivesHostRestart).ToArray();
            foreach (var attempt in ending) await attempt.Engine.CancelAsync(attempt.Id, limit.Token);
            // An end that cannot be written down is not waited for.
            while (ending.Any(attempt => _running.Find(attempt.Id) is not null) && Trouble is null) await Task.Delay(TimeSpan.FromMilliseconds(20), _clock, limit.Token);
        }
        catch (Exception problem) when (problem is OperationCanceledException or ObjectDisposedException)
        {
            // What did not stop in time is given free below; its own end will find that nobody waits for it.
        }
        // What goes on keeps this name in the ledger, until the next process of this engine takes it over or others have waited long enough.
        if (_running.All.Any(attempt => attempt.Engine.Features.SurvivesHostRestart)) return;
        try
        {
            using var last = new CancellationTokenSource(_options.StopGrace, _clock);
            await _library.WriteAsync(tx => tx.StrikeOffAsync(_id, null, "The runner was stopped.", last.Token), last.Token);
        }
        catch (Exception problem) when (problem is LibraryException or OperationCanceledException)
        {
            SignOffFailed(problem.Message);
        }
    }

    private Task DispatchAsync(CancellationToken cancellationToken) => ForEverAsync(async () =>
    {
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            await Task.WhenAny(_wake.Reader.WaitToReadAsync(limit.Token).AsTask(), Task.Delay(_options.Poll, _clock, limit.Token));
            await limit.CancelAsync();
        }
        cancellationToken.ThrowIfCancellationRequested();
        while (_wake.Reader.TryRead(out _)) { }
        await _orders.ObeyWhenDueAsync(_id, cancellationToken);
        while (await _dispatcher.RoundAsync(_id, _engines, cancellationToken) > 0) { }
        await _orders.RateWhatBeganAsync(_id, cancellationToken);
    }, cancellationToken);

    private Task BeatAsync(CancellationToken cancellationToken) => ForEverAsync(async () =>
    {
        await Task.Delay(_options.Beat, _clock, cancellationToken);
        if (!await _library.WriteAsync(tx => tx.BeatAsync(_id, cancellationToken), cancellationToken))
        {
            // Asleep for longer than the lease, perhaps: our steps are others' by now, and what our workers do is not wanted.
            StruckOff(_id);
            foreach (var attempt in _running.All) await attempt.Engine.CancelAsync(attempt.Id, cancellationToken);
            await SignOnAsync(cancellationToken);
        }
        _trouble.IsOver();
        if (await LookAfterOthersAsync(cancellationToken) + await FreeForgottenAsync(cancellationToken) > 0) Wake();
        _queue = await _library.ReadAsync(tx => tx.QueueStateAsync(cancellationToken), cancellationToken);
        await _stragglers.LookAsync(_queue.Ready == 0, cancellationToken);
    }, cancellationToken);

    /// <summary>
    /// Frees steps that the ledger holds to be ours but of which we know nothing: the claim was committed, but its answer was lost with
    /// the connection. Only after two looks, because between a claim and our taking note of it there is always a moment.
    /// </summary>
    private async Task<int> FreeForgottenAsync(CancellationToken cancellationToken)
    {
        var suspects = (await _library.ReadAsync(tx => tx.RunningOfAsync(_id, cancellationToken), cancellationToken))
            .Where(id => _running.Find(id) is null).ToHashSet(StringComparer.Ordinal);
        var certain = suspects.Where(_suspects.Contains).ToArray();
        _suspects = suspects;
        foreach (var id in certain)
            await _library.WriteAsync(async tx =>
            {
                if (await tx.LostAsync(id, _id, "The answer to its claim was lost.", cancellationToken) is { } step)
                    await tx.SettleJobAsync(step.JobId, "jobs", cancellationToken);
            }, cancellationToken);
        return certain.Length;
    }

    private Task WriteProgressAsync(CancellationToken cancellationToken) => ForEverAsync(async () =>
    {
        await Task.Delay(_options.ProgressPace, _clock, cancellationToken);
        var news = _running.All.Select(a => (a.Id, Progress: a.TakeUnwritten())).Where(n => n.Progress is not null).ToArray();
        if (news.Length == 0) return;
        await _library.WriteAsync(async tx =>
        {
            foreach (var (id, progress) in news)
                await tx.ReportProgressAsync(id, progress!.Done, progress.Total, progress.Detail?.GetRawText(), cancellationToken);
        }, cancellationToken);
        Changed();
    }, cancellationToken);

    private async Task FollowAsync(IComputeEngine engine)
    {
        try
        {
            await using var reports = engine.ReportsAsync(_end.Token).GetAsyncEnumerator(_end.Token);
            var next = reports.MoveNextAsync().AsTask();
            while (await next)
            {
                var ends = new List<(RunningAttempt Attempt, StepResult Result)>();
                // What is there already is kept together.
                while (true)
                {
                    if (Hear(reports.Current) is { } end) ends.Add(end);
                    next = reports.MoveNextAsync().AsTask();
                    if (ends.Count >= MostAtOnce || !next.IsCompletedSuccessfully) break;
                    if (!await next) break;
                }

                if (ends.Count > 0) await KeepAsync(ends);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
        }
        _engines.TryRemove(KeyValuePair.Create(engine.Name, engine));
    }

    /// <summary>Passes progress on; the answer is an end that is to be kept.</summary>
    private (RunningAttempt Attempt, StepResult Result)? Hear(EngineReport report)
    {
        if (_running.Find(report.AttemptId) is not { } attempt) return null;
        if (report.Progress is { } progress)
        {
            attempt.Progress = progress;
            attempt.Began ??= (_clock.GetTimestamp(), progress.Done);
            var news = new JobProgress(attempt.Job.Id, attempt.Step.Id, attempt.Job.Show, attempt.Job.Subject, attempt.Step.Name, attempt.Step.Stage, progress);
            foreach (var listener in _listeners.Keys) listener.Writer.TryWrite(news);
        }

        return report.Result is { } result ? (attempt, result) : null;
    }

    private async Task KeepAsync(List<(RunningAttempt Attempt, StepResult Result)> ends)
    {
        await _ledger.KeepAsync(ends, _end.Token);
        foreach (var (attempt, result) in ends)
        {
            _running.Remove(attempt.Id);
            _stragglers.Ended(attempt, result);
            _meters.Ended(attempt.Step.Function, attempt.Moving is not null && result is StepResult.Cancelled ? "moved" : JobWords.Of(result), _clock.GetElapsedTime(attempt.Started));
            if (result is StepResult.Failed failed) attempt.Span?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, failed.Message);
            attempt.Span?.Dispose();
        }

        Changed();
        GoOn();
    }

    private void GoOn() => _wake.Writer.TryWrite(true);

    private void Changed() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Repeats something for ever; when the database is away it waits, ever longer, and goes on.</summary>
    private async Task ForEverAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        while (true) await PatientlyAsync(work, cancellationToken);
    }

    private async Task PatientlyAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        for (var pause = TimeSpan.FromMilliseconds(250); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await work();
                return;
            }
            catch (LibraryException problem)
            {
                _trouble.Note(problem, _clock);
                DatabaseAway(problem.Message);
            }
            catch (Exception problem) when (problem is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // A bug that one job brings out must not stop the others.
                MetABug(problem);
            }
            await Task.Delay(pause, _clock, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Runner {Runner} is ready for work")]
    private partial void SignedOn(string runner);

    [LoggerMessage(LogLevel.Warning, "Runner {Runner} had been taken for dead; it begins anew")]
    private partial void StruckOff(string runner);

    [LoggerMessage(LogLevel.Warning, "The ledger cannot be used now and is tried again: {Problem}")]
    private partial void DatabaseAway(string problem);

    [LoggerMessage(LogLevel.Error, "The runner met a bug and goes on")]
    private partial void MetABug(Exception problem);

    [LoggerMessage(LogLevel.Warning, "The runner could not sign off; its steps are given free after the lease. {Problem}")]
    private partial void SignOffFailed(string problem);
}
