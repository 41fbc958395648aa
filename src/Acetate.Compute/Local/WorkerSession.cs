using System.Diagnostics;
using Acetate.Compute.Native;
using Microsoft.Extensions.Logging;

namespace Acetate.Compute.Local;

/// <summary>A worker's process from its start to its end: what it writes, over all the attempts that it makes.</summary>
internal sealed class WorkerSession : IDisposable
{
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    /// <summary>Follows a process that was started.</summary>
    public WorkerSession(Process process, int longestLine, ILogger logger)
    {
        _process = process;
        Log = new(logger);
        Replies = LineReader.LinesAsync(process.StandardOutput.BaseStream, longestLine).GetAsyncEnumerator();
        Exit = EndGroupAtExitAsync();
        LogEnd = Log.ReadAsync(process.StandardError.BaseStream);
    }

    /// <summary>The process.</summary>
    public Process Process => _process;

    /// <summary>What it logs.</summary>
    public StderrTail Log { get; }

    /// <summary>The lines that it answers.</summary>
    public IAsyncEnumerator<ReadOnlyMemory<byte>> Replies { get; }

    /// <summary>Ends with the process.</summary>
    public Task Exit { get; }

    /// <summary>Ends with its log.</summary>
    public Task LogEnd { get; }

    /// <summary>Attempts that it was given.</summary>
    public int Attempts { get; set; }

    /// <summary>Ends a process that does nothing: no request will come, and it has a moment to hand in what it has yet to tell, such as spans.</summary>
    public async Task EndAsync()
    {
        try
        {
            _process.StandardInput.Close();
            if (await Task.WhenAny(Exit, Task.Delay(EndGrace)).ConfigureAwait(false) != Exit) _process.Kill(entireProcessTree: true);
            await Exit.ConfigureAwait(false);
            await LogEnd.ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
        {
            // It has ended.
        }

        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private async Task EndGroupAtExitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        // Programs the worker started, if it was killed before it could end them. They also hold our pipes open.
        if (OperatingSystem.IsLinux()) LinuxProcess.SignalGroup(_process.Id, LinuxProcess.SigKill);
    }
}
