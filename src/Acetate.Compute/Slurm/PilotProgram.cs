using System.Runtime.InteropServices;
using Acetate.Compute.Local;
using Microsoft.Extensions.Logging;

namespace Acetate.Compute.Slurm;

/// <summary>The pilot: the program of a Slurm job, which takes steps one after the other, as many as fit at a time, and ends when it is told to or the engine is gone.</summary>
/// <remarks>
/// It speaks with the engine through two files of its folder: <c>orders</c>, which only the engine writes, and <c>journal</c>, which only
/// the pilot writes. It runs once: a job that Slurm starts again finds a journal and ends. Whoever ends it, its workers end with it.
/// </remarks>
public sealed class PilotProgram : IAsyncDisposable
{
    /// <summary>The argument after which the folder of its array comes.</summary>
    public const string Argument = "pilot";

    // An idle pilot looks as often as this at least: a step waits no longer for it.
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    // Where somebody waits: people look at a picture for a while before they ask for the next.
    private static readonly TimeSpan WarmFor = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BeatLook = TimeSpan.FromSeconds(2);

    // A job is asked for when a step waits, which comes as soon as the job has said that it is there.
    private static readonly TimeSpan EagerLook = TimeSpan.FromMilliseconds(20), Eager = TimeSpan.FromSeconds(1);

    private readonly string _journal;
    private readonly LineTail _orders;
    private readonly string _beatFile;
    private readonly List<PilotNews> _unwritten = [];
    private readonly Lock _lock = new();
    private readonly List<StepAttempt> _ahead = new();
    private readonly Dictionary<string, PilotNews> _progress = new(StringComparer.Ordinal);
    private readonly ILoggerFactory _logs;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock = TimeProvider.System;
    private long _journalLength;
    private LocalProcessEngine? _engine;
    private PilotTerms? _terms;
    private int _open;
    private bool _leaves;
    private string? _end;

    private PilotProgram(string folder, ILoggerFactory logs)
    {
        _journal = Path.Join(folder, PilotFiles.Journal);
        _orders = new(Path.Join(folder, PilotFiles.Orders), int.MaxValue);
        _beatFile = Path.Join(folder, "..", "..", "..", PilotFiles.Beat);
        _logs = logs;
        _logger = logs.CreateLogger("Acetate.Pilot");
    }

    /// <summary>Whether a program's arguments ask for this.</summary>
    public static bool IsAskedFor(ReadOnlySpan<string> arguments) => arguments is [Argument, _];

    /// <summary>Works until it is told to end.</summary>
    /// <param name="arrayFolder">The folder of its array; its own is named after its task.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string arrayFolder)
    {
        var task = Environment.GetEnvironmentVariable("SLURM_ARRAY_TASK_ID") is { Length: > 0 } number ? number : "0";
        var folder = Path.Join(arrayFolder, task);
        if (!Directory.Exists(folder))
        {
            await Console.Error.WriteLineAsync($"{folder} is not there: nobody waits for this job any more, or this node does not see the spool folder. Mount it on every node under the same path.").ConfigureAwait(false);
            return WorkerExit.Unavailable;
        }

        using var logs = new Hosting.WorkerLoggerFactory(Console.Error);
        await using var pilot = new PilotProgram(folder, logs);
        return await pilot.WorkAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<int> WorkAsync()
    {
        if (File.Exists(_journal))
        {
            _logger.LogWarning("This job was started before; what it had was given to others.");
            return WorkerExit.Cancelled;
        }

        using var woken = new SemaphoreSlim(0);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            _end ??= "Slurm ended the job: its time was over, somebody took it back, or its node was wanted for others";
            woken.Release();
        });
        Say(new(Begun: new(Environment.GetEnvironmentVariable("SLURM_JOB_ID") ?? "", Environment.GetEnvironmentVariable("SLURMD_NODENAME") ?? Environment.MachineName)));
        var (sign, engineSign, beatRead) = (_clock.GetTimestamp(), _clock.GetTimestamp(), _clock.GetTimestamp());
        var (beat, look) = ("", LongestLook);
        Task? following = null;
        var began = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                foreach (var order in _orders.Read<PilotOrder>())
                {
                    (engineSign, look) = (_clock.GetTimestamp(), TimeSpan.Zero);
                    await ObeyAsync(order).ConfigureAwait(false);
                    if (_engine is not null) following ??= FollowAsync(_engine, woken);
                }

                if (_clock.GetElapsedTime(beatRead) > BeatLook)
                {
                    beatRead = _clock.GetTimestamp();
                    if (File.ReadAllText(_beatFile) is var now && now != beat) (beat, engineSign) = (now, beatRead);
                }
            }
            catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException or InvalidDataException)
            {
                _end ??= $"Its orders cannot be read: {problem.Message}";
            }
            catch (IOException problem)
            {
                // The file system is away. What runs goes on; the engine decides how long it waits.
                _logger.LogWarning("The spool folder cannot be read now: {Problem}", problem.Message);
            }

            if (_end is null) await BeginAsync().ConfigureAwait(false);
            var lease = TimeSpan.FromSeconds(_terms?.LeaseSeconds ?? 60);
            var isIdle = Volatile.Read(ref _open) == 0 && _ahead.Count == 0;
            if (isIdle && _leaves) _end ??= "It was told to leave";
            if (isIdle && _terms is { } terms && _clock.GetElapsedTime(engineSign).TotalSeconds > terms.OrphanedSeconds) _end ??= "Its engine is gone";
            if (_end is not null) break;
            if (_clock.GetElapsedTime(sign) > Shorter(lease / 4, TimeSpan.FromSeconds(10)) && TryWrite(aSign: true)) sign = _clock.GetTimestamp();
            else if (TryWrite(aSign: false)) sign = _clock.GetTimestamp();
            var shortest = TimeSpan.FromSeconds(_terms?.LookSeconds ?? 0.1);
            // Looked at more seldom the longer nothing comes.
            look = !isIdle || _terms is { IsWarm: true } ? shortest : _clock.GetElapsedTime(began) < Eager ? Shorter(EagerLook, shortest) : Shorter(look < shortest ? shortest : look * 1.1, LongestLook);
            await woken.WaitAsync(look).ConfigureAwait(false);
        }

        if (_engine is not null) await _engine.DisposeAsync().ConfigureAwait(false);
        if (following is not null) await following.ConfigureAwait(false);
        Say(new(Ended: _end + "."));
        // Where nobody can be told, silence says the same.
        for (var tries = 0; !TryWrite(aSign: false) && tries < 3; tries++) await Task.Delay(TimeSpan.FromMilliseconds(200), _clock).ConfigureAwait(false);
        return WorkerExit.Done;
    }

    private async Task ObeyAsync(PilotOrder order)
    {
        if (order.Terms is { } terms)
        {
            _terms = terms;
            _engine = new(new LocalEngineOptions
            {
                Worker = [.. terms.Worker],
                Cores = terms.Cores,
                MemoryMiB = terms.MemoryMiB,
                // Of this job alone: another job of this node has a folder of its own.
                ScratchRoot = Path.Join(terms.Scratch is { Length: > 0 } named ? named : Path.GetTempPath(), $"acetate-{Environment.UserName}"),
                CancelGrace = TimeSpan.FromSeconds(terms.CancelGraceSeconds),
                WarmFor = terms.IsWarm ? WarmFor : LocalEngineOptions.UsuallyWarmFor,
            }, _clock, _logs.CreateLogger<LocalProcessEngine>());
            _engine.Prepare();
        }

        if (order.Attempt is { } attempt) _ahead.Add(attempt);
        if (order.End) _end ??= "It was told to end: what it does is not wanted any more";
        if (order.Leave) _leaves = true;
        if (_engine is null) return;
        if (order.Cancel is { } cancelled && !TakenBack(cancelled)) await _engine.CancelAsync(cancelled, CancellationToken.None).ConfigureAwait(false);
        if (order.Throttle is not { } throttled) return;
        var waiting = _ahead.FindIndex(attempt => attempt.Id == throttled);
        if (waiting >= 0) _ahead[waiting] = _ahead[waiting] with { ThrottleBytesPerSecond = order.BytesPerSecond };
        else await _engine.ThrottleAsync(throttled, order.BytesPerSecond, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>An attempt that was not begun is cancelled by not beginning it.</summary>
    private bool TakenBack(string id)
    {
        if (_ahead.RemoveAll(attempt => attempt.Id == id) == 0) return false;
        Say(new(Attempt: id, Result: new StepResult.Cancelled()));
        return true;
    }

    private async Task BeginAsync()
    {
        while (_ahead.Count > 0 && _ahead[0] is var next && _engine!.HasRoomFor(next.Needs))
        {
            _ahead.RemoveAt(0);
            Interlocked.Increment(ref _open);
            await _engine.SubmitAsync(next, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(LocalProcessEngine engine, SemaphoreSlim woken)
    {
        await foreach (var report in engine.ReportsAsync(CancellationToken.None).ConfigureAwait(false))
        {
            lock (_lock)
            {
                if (report.Progress is { } progress) _progress[report.AttemptId] = new(Attempt: report.AttemptId, Progress: progress);
                if (report.Result is not { } result) continue;
                // What was told of it last counts: it is what the ledger compares a next try with.
                if (_progress.Remove(report.AttemptId, out var last)) _unwritten.Add(last);
                // A worker that ends with its pilot has not failed: it is lost, like the pilot.
                if (_end is null || result is StepResult.Done) _unwritten.Add(new(Attempt: report.AttemptId, Result: result));
            }

            Interlocked.Decrement(ref _open);
            woken.Release();
        }
    }

    private void Say(PilotNews news)
    {
        lock (_lock) _unwritten.Add(news);
    }

    /// <summary>Writes what there is to tell; true when something was written.</summary>
    private bool TryWrite(bool aSign)
    {
        PilotNews[] lines;
        int kept;
        lock (_lock)
        {
            kept = _unwritten.Count;
            lines = [.. _unwritten, .. _progress.Values];
            _progress.Clear();
        }

        if (lines.Length == 0 && aSign) lines = [new()];
        if (lines.Length == 0) return false;
        try
        {
            LineFile.Append(_journal, ref _journalLength, lines);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            _logger.LogWarning("The journal cannot be written now: {Problem}", problem.Message);
            return false;
        }

        lock (_lock) _unwritten.RemoveRange(0, kept);
        return true;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
