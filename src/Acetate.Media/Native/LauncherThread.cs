using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Acetate.Media.Native;

/// <summary>The one thread that starts children; it lives as long as the process, and so may they.</summary>
internal static class LauncherThread
{
    private static readonly BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Started)> Queue = [];
    private static readonly Thread Launcher = Begin();

    /// <summary>Starts a program.</summary>
    public static Task<Process> StartAsync(ProcessStartInfo info)
    {
        Debug.Assert(Launcher.IsAlive, "The launcher lives as long as the process.");
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add((info, started));
        return started.Task;
    }

    private static Thread Begin()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "child launcher" };
        thread.Start();
        return thread;
    }

    private static void Run()
    {
        foreach (var (info, started) in Queue.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(info) ?? throw new IOException($"The program '{info.FileName}' could not be started."));
            }
            catch (Exception problem) when (problem is Win32Exception or IOException or InvalidOperationException)
            {
                started.SetException(new IOException($"The program '{info.FileName}' could not be started: {problem.Message}", problem));
            }
        }
    }
}
