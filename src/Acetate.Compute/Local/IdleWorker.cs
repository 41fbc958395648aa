using System.Diagnostics;

namespace Acetate.Compute.Local;

/// <summary>A worker started in advance, which waits on its standard input for its first request.</summary>
/// <remarks>Starting a process and its runtime takes a tenth of a second, which is as well spent while the step before still runs.</remarks>
internal sealed class IdleWorker(LauncherThread launcher, Func<ProcessStartInfo> program, TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private Task<Process>? _next;
    private bool _closed;

    /// <summary>Starts one, unless one waits already. One that nobody takes for half a minute is let go.</summary>
    public void Prepare()
    {
        lock (_lock)
        {
            if (_closed || _next is not null) return;
            _next = launcher.StartAsync(program());
            _ = LetGoAsync(_next);
        }
    }

    /// <summary>The one that waits, or else a new one; the next is started in advance.</summary>
    public async Task<Process> TakeAsync()
    {
        var process = await FindAsync().ConfigureAwait(false);
        Prepare();
        return process;
    }

    private async Task<Process> FindAsync()
    {
        if (Take(null) is { } waiting)
        {
            try
            {
                var process = await waiting.ConfigureAwait(false);
                if (!process.HasExited) return process;
                process.Dispose();
            }
            catch (Exception problem) when (problem is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
            {
                // What kept it from starting may have passed; if not, the next line says so.
            }
        }

        return await launcher.StartAsync(program()).ConfigureAwait(false);
    }

    /// <summary>Ends the one that waits; no other is started in advance.</summary>
    public async Task CloseAsync()
    {
        lock (_lock) _closed = true;
        if (Take(null) is { } waiting) await EndAsync(waiting).ConfigureAwait(false);
    }

    private Task<Process>? Take(Task<Process>? only)
    {
        lock (_lock)
        {
            if (only is not null && _next != only) return null;
            var taken = _next;
            _next = null;
            return taken;
        }
    }

    private async Task LetGoAsync(Task<Process> started)
    {
        await Task.Delay(LongestWait, clock).ConfigureAwait(false);
        if (Take(started) is { } unused) await EndAsync(unused).ConfigureAwait(false);
    }

    private static async Task EndAsync(Task<Process> started)
    {
        try
        {
            using var process = await started.ConfigureAwait(false);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
        {
            // It never started, or has ended.
        }
    }
}
