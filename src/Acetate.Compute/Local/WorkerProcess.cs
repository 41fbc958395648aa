using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Acetate.Compute.Hosting;
using Acetate.Compute.Native;
using Microsoft.Extensions.Logging;

namespace Acetate.Compute.Local;

/// <summary>One attempt in one process, from start to result.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Neither the semaphore nor the source holds anything of the system's, "
    + "and a late call to stop must not meet them disposed.")]
internal sealed class WorkerProcess(
    StepAttempt attempt, LocalEngineOptions options, EngineScratch scratch, IdleWorker idle,
    TimeProvider clock, ILogger logger, Action<StepProgress> onProgress)
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _inputTurn = new(1);
    private readonly CancellationTokenSource _ended = new();
    private readonly StderrTail _log = new(logger, attempt.Id);
    private Process? _process;
    private long _lastSign;
    private bool _requestSent;
    private bool _cancelAsked;
    private long? _rate = attempt.ThrottleBytesPerSecond;
    private bool _stalled;
    private StepResult? _result;

    /// <summary>Runs the attempt; never throws.</summary>
    public async Task<StepResult> RunAsync()
    {
        var folder = "";
        try
        {
            folder = scratch.For(attempt.Id);
            Volatile.Write(ref _lastSign, clock.GetTimestamp());
            using var process = await idle.TakeAsync().ConfigureAwait(false);
            Volatile.Write(ref _lastSign, clock.GetTimestamp());
            _process = process;
            var exit = EndGroupAtExitAsync(process);
            var watch = WatchAsync();
            var log = _log.ReadAsync(process.StandardError.BaseStream);
            await SendAsync(new WorkerRequest(attempt.Id, attempt.Function, attempt.Request, attempt.Outputs, attempt.TraceParent,
                folder, attempt.ThrottleBytesPerSecond)).ConfigureAwait(false);
            // The request must be the first line; what was asked for in the meantime follows.
            _requestSent = true;
            Interlocked.MemoryBarrier();
            if (_cancelAsked) _ = StopAsync();
            if (_rate != attempt.ThrottleBytesPerSecond) await ThrottleAsync(_rate).ConfigureAwait(false);
            var broken = await ReadRepliesAsync(process).ConfigureAwait(false);
            await exit.ConfigureAwait(false);
            await log.ConfigureAwait(false);
            await _ended.CancelAsync().ConfigureAwait(false);
            await watch.ConfigureAwait(false);
            return _result ?? Unfinished(process.ExitCode, broken);
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
            var input = _process!.StandardInput.BaseStream;
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
    private async Task<string?> ReadRepliesAsync(Process process)
    {
        try
        {
            await foreach (var line in LineReader.LinesAsync(process.StandardOutput.BaseStream, options.LongestLine).ConfigureAwait(false))
            {
                Volatile.Write(ref _lastSign, clock.GetTimestamp());
                var reply = JsonSerializer.Deserialize<WorkerReply>(line.Span, ComputeJson.Options);
                if (reply?.Progress is { } progress) onProgress(progress);
                _result = reply?.Result ?? _result;
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
            if (_result is not null && !await EndsWithinAsync(ExitGrace, process).ConfigureAwait(false)) Kill();
        }
    }

    private static async Task EndGroupAtExitAsync(Process process)
    {
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        // Programs the worker started, if it was killed before it could end them. They also hold our pipes open.
        if (OperatingSystem.IsLinux()) LinuxProcess.SignalGroup(process.Id, LinuxProcess.SigKill);
    }

    private async Task WatchAsync()
    {
        var stall = attempt.Needs.Stall;
        var look = TimeSpan.FromMilliseconds(Math.Clamp(stall.TotalMilliseconds / 4, 20, 5000));
        while (!_ended.IsCancellationRequested)
        {
            await Task.Delay(look, clock, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ended.IsCancellationRequested || clock.GetElapsedTime(Volatile.Read(ref _lastSign)) < stall) continue;
            _stalled = true;
            Kill();
            return;
        }
    }

    private async Task<bool> EndsWithinAsync(TimeSpan grace, Process? process = null)
    {
        try
        {
            await (process ?? _process!).WaitForExitAsync(CancellationToken.None).WaitAsync(grace).ConfigureAwait(false);
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
        if (OperatingSystem.IsLinux() && !_ended.IsCancellationRequested) LinuxProcess.Signal(_process!.Id, LinuxProcess.SigTerm);
    }

    private StepResult Unfinished(int exitCode, string? broken)
    {
        var last = _log.LastLine is { Length: > 0 } line ? $" Its last words: {line}" : "";
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
