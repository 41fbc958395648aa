using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Acetate.Compute.Hosting;
using Acetate.Compute.Native;
using Microsoft.Extensions.Logging;

namespace Acetate.Compute.Local;

/// <summary>One attempt by a worker's process, from the request to the result: a new process, or one that has done a step of the same kind.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Neither the semaphore nor the source holds anything of the system's, "
    + "and a late call to stop must not meet them disposed.")]
internal sealed class WorkerProcess(
    StepAttempt attempt, LocalEngineOptions options, EngineScratch scratch, IdleWorker idle, WarmWorkers warm,
    TimeProvider clock, ILogger logger, Action<StepProgress> onProgress)
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LogGrace = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _inputTurn = new(1);
    private readonly CancellationTokenSource _ended = new();
    private readonly string _kind = WarmWorkers.KindOf(attempt);
    // Held while the process is signalled, and while it is given away.
    private readonly Lock _hold = new();
    private Process? _process;
    private StderrTail? _log;
    private long _lastSign;
    private bool _requestSent;
    private bool _cancelAsked;
    private long? _rate = attempt.ThrottleBytesPerSecond;
    private bool _stalled;
    private bool _heard;
    private bool _offersMore;
    private StepResult? _result;

    /// <summary>Runs the attempt; never throws.</summary>
    public async Task<StepResult> RunAsync()
    {
        var folder = "";
        try
        {
            folder = scratch.For(attempt.Id);
            if (warm.Take(_kind) is { } waiting)
            {
                var result = await RunAsync(waiting, folder).ConfigureAwait(false);
                // One that ended while it waited, or before it said anything, has done nothing: a new one is asked.
                if (_heard || _stalled || Volatile.Read(ref _cancelAsked)) return result;
            }

            Volatile.Write(ref _lastSign, clock.GetTimestamp());
            return await RunAsync(new WorkerSession(await idle.TakeAsync().ConfigureAwait(false), options.LongestLine, logger), folder).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is Win32Exception or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return new StepResult.Failed(RetryClass.Capacity,
                $"The worker program '{options.Worker[0]}' could not be started: {problem.Message}",
                "Check that the program is there, may be run, and that the machine has memory and disk to spare.");
        }
        finally
        {
            await _ended.CancelAsync().ConfigureAwait(false);
            if (folder.Length > 0) EngineScratch.Remove(folder);
        }
    }

    private async Task<StepResult> RunAsync(WorkerSession session, string folder)
    {
        var process = session.Process;
        session.Attempts++;
        Volatile.Write(ref _lastSign, clock.GetTimestamp());
        session.Log.Begin(attempt.Id);
        _requestSent = false;
        lock (_hold) (_process, _log) = (process, session.Log);
        using var done = new CancellationTokenSource();
        var watch = WatchAsync(done.Token);
        await SendAsync(new WorkerRequest(attempt.Id, attempt.Function, attempt.Request, attempt.Outputs, attempt.TraceParent,
            folder, attempt.ThrottleBytesPerSecond, session.Attempts < options.StepsPerWorker)).ConfigureAwait(false);
        // The request must be the first line; what was asked for in the meantime follows.
        _requestSent = true;
        Interlocked.MemoryBarrier();
        if (_cancelAsked) _ = StopAsync();
        if (_rate != attempt.ThrottleBytesPerSecond) await ThrottleAsync(_rate).ConfigureAwait(false);
        var broken = await ReadRepliesAsync(session).ConfigureAwait(false);
        if (_offersMore && await GivenAwayAsync(session).ConfigureAwait(false))
        {
            await done.CancelAsync().ConfigureAwait(false);
            await watch.ConfigureAwait(false);
            return _result!;
        }

        await session.Exit.ConfigureAwait(false);
        await session.LogEnd.ConfigureAwait(false);
        await done.CancelAsync().ConfigureAwait(false);
        await watch.ConfigureAwait(false);
        var result = _result ?? Unfinished(process.ExitCode, broken);
        lock (_hold) _process = null;
        session.Dispose();
        return result;
    }

    /// <summary>Keeps the process for the next attempt of its kind, once nothing that was meant for this one can reach it any more.</summary>
    private async Task<bool> GivenAwayAsync(WorkerSession session)
    {
        // What it logged of this attempt was written before the result; it is here at once.
        await Task.WhenAny(session.Log.Ended, Task.Delay(LogGrace)).ConfigureAwait(false);
        await _inputTurn.WaitAsync().ConfigureAwait(false);
        try
        {
            lock (_hold)
            {
                if (session.Log.Ended.IsCompleted && !_cancelAsked && !_stalled && !session.Process.HasExited)
                {
                    _process = null;
                    _ = warm.PutAsync(_kind, session);
                    return true;
                }
            }

            // It waits for a request that will not come.
            session.Process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended.
        }
        finally
        {
            _inputTurn.Release();
        }

        if (!await EndsWithinAsync(ExitGrace, session.Process).ConfigureAwait(false)) Kill();
        return false;
    }

    /// <summary>Asks, then insists, then ends the process and every program it started.</summary>
    public async Task StopAsync()
    {
        _cancelAsked = true;
        Interlocked.MemoryBarrier();
        if (!_requestSent) return;
        await SendAsync(new WorkerControl(WorkerControlKind.Cancel)).ConfigureAwait(false);
        if (await EndsWithinAsync(options.CancelGrace).ConfigureAwait(false)) return;
        Terminate();
        if (await EndsWithinAsync(options.CancelGrace).ConfigureAwait(false)) return;
        Kill();
    }

    public Task ThrottleAsync(long? bytesPerSecond)
    {
        _rate = bytesPerSecond;
        Interlocked.MemoryBarrier();
        return _requestSent ? SendAsync(new WorkerControl(WorkerControlKind.Throttle, bytesPerSecond)) : Task.CompletedTask;
    }

    /// <summary>Ends the process at once.</summary>
    public void Kill()
    {
        lock (_hold)
        {
            if (_ended.IsCancellationRequested || _process is not { } process) return;
            if (OperatingSystem.IsLinux())
            {
                LinuxProcess.SignalGroup(process.Id, LinuxProcess.SigKill);
                // It leads its group only from its first instruction on.
                LinuxProcess.Signal(process.Id, LinuxProcess.SigKill);
            }
            else
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>How a worker is started: nothing in it belongs to one attempt.</summary>
    public static ProcessStartInfo StartInfo(LocalEngineOptions options, EngineScratch scratch)
    {
        var info = new ProcessStartInfo(options.Worker[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = scratch.Folder,
        };
        foreach (var argument in options.Worker.AsSpan()[1..]) info.ArgumentList.Add(argument);
        // Debuggers and profilers attach through files in the temporary folder, which a killed worker leaves behind.
        info.Environment.TryAdd("DOTNET_EnableDiagnostics", "0");
        foreach (var (name, value) in options.Variables) info.Environment[name] = value;
        info.Environment[WorkerHost.ParentVariable] = Environment.ProcessId.ToString();
        info.Environment[EngineScratch.EngineVariable] = scratch.Id;
        return info;
    }

    private async Task SendAsync<T>(T message)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(message, ComputeJson.Options);
        await _inputTurn.WaitAsync().ConfigureAwait(false);
        try
        {
            // Given away, or ended: nobody is left to be told.
            if (_process is not { } process) return;
            var input = process.StandardInput.BaseStream;
            await input.WriteAsync(line).ConfigureAwait(false);
            await input.WriteAsync(LineEnd).ConfigureAwait(false);
            await input.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The worker has ended; its exit says why.
        }
        finally
        {
            _inputTurn.Release();
        }
    }

    /// <summary>Reads what the worker writes; the answer is what was wrong with it, or null.</summary>
    private async Task<string?> ReadRepliesAsync(WorkerSession session)
    {
        try
        {
            while (await session.Replies.MoveNextAsync().ConfigureAwait(false))
            {
                var line = session.Replies.Current;
                _heard = true;
                Volatile.Write(ref _lastSign, clock.GetTimestamp());
                var reply = JsonSerializer.Deserialize<WorkerReply>(line.Span, ComputeJson.Options);
                if (reply?.Progress is { } progress) onProgress(progress);
                _result = reply?.Result ?? _result;
                _offersMore = reply is { Result: StepResult.Done, More: true };
                if (_result is not null) break;
            }
            return null;
        }
        catch (Exception problem) when (problem is JsonException or InvalidDataException or IOException)
        {
            Kill();
            return problem.Message;
        }
        finally
        {
            // With a result in hand only a worker that hangs is still there after the grace.
            if (_result is not null && !_offersMore && !await EndsWithinAsync(ExitGrace, session.Process).ConfigureAwait(false)) Kill();
        }
    }

    private async Task WatchAsync(CancellationToken done)
    {
        var stall = attempt.Needs.Stall;
        var look = TimeSpan.FromMilliseconds(Math.Clamp(stall.TotalMilliseconds / 4, 20, 5000));
        while (!done.IsCancellationRequested)
        {
            await Task.Delay(look, clock, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested || clock.GetElapsedTime(Volatile.Read(ref _lastSign)) < stall) continue;
            _stalled = true;
            Kill();
            return;
        }
    }

    private async Task<bool> EndsWithinAsync(TimeSpan grace, Process? process = null)
    {
        try
        {
            // Given away is as good as ended.
            if ((process ?? _process) is not { } waited) return true;
            await waited.WaitForExitAsync(CancellationToken.None).WaitAsync(grace).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // Disposed: it has ended and been reported.
            return true;
        }
    }

    private void Terminate()
    {
        lock (_hold)
            if (OperatingSystem.IsLinux() && !_ended.IsCancellationRequested && _process is { } process) LinuxProcess.Signal(process.Id, LinuxProcess.SigTerm);
    }

    private StepResult Unfinished(int exitCode, string? broken)
    {
        var last = _log?.LastLine is { Length: > 0 } line ? $" Its last words: {line}" : "";
        if (Volatile.Read(ref _cancelAsked)) return new StepResult.Cancelled();
        if (_stalled)
            return new StepResult.Failed(RetryClass.Transient,
                $"The worker gave no sign of progress for {attempt.Needs.Stall.TotalSeconds:0.#} s and was ended.{last}",
                "Nothing for now: it is tried again. If it happens again, look at the disks and the network.")
            { Tries = 5 };
        if (broken is not null)
            return new StepResult.Failed(RetryClass.Data, $"The worker did not keep to its contract: {broken}",
                "Use a worker of the same version as the server, then try again.");
        // 128 + signal, as a shell counts: 9 is SIGKILL, 15 is SIGTERM.
        return exitCode is 137 or 143 or WorkerExit.Cancelled
            ? new StepResult.Failed(RetryClass.Transient, $"The worker was killed.{last}",
                "Nothing for now: it is tried again. If it happens again, the machine may be short of memory.")
            : new StepResult.Failed(RetryClass.Transient, $"The worker ended with exit code {exitCode} and no result.{last}",
                "It is tried again twice. If it is then put aside, report it with the log of the step.")
            { Tries = 3 };
    }
}
