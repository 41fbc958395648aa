using System.Collections.Concurrent;
using System.Diagnostics;

namespace Acetate.Compute.Local;

/// <summary>Starts processes from one thread that lives as long as the engine.</summary>
/// <remarks>
/// Linux counts as a worker's parent the <i>thread</i> that started it: a worker tied to its parent would be killed whenever
/// the pool retires that thread.
/// </remarks>
internal sealed class LauncherThread : IDisposable
{
    private readonly BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Started)> _orders = [];
    private readonly Thread _thread;

    public LauncherThread()
    {
        _thread = new(Work) { IsBackground = true, Name = "Worker launcher" };
        _thread.Start();
    }

    public Task<Process> StartAsync(ProcessStartInfo info)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Add((info, started));
        return started.Task;
    }

    public void Dispose()
    {
        _orders.CompleteAdding();
        _thread.Join();
        _orders.Dispose();
    }

    private void Work()
    {
        foreach (var (info, started) in _orders.GetConsumingEnumerable())
            try
            {
                started.SetResult(Process.Start(info) ?? throw new InvalidOperationException("The system started no process."));
            }
            catch (Exception problem)
            {
                started.SetException(problem);
            }
    }
}
