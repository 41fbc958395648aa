using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Acetate.Media.Native;

/// <summary>The one thread that starts children; it lives as long as the process, and so may they.</summary>
internal static class LauncherThread
{
    private static readonly BlockingCollection<(ProcessStartInfo Info, IReadOnlyList<HollowFile> Given, TaskCompletionSource<Process> Started)> Queue = [];
    private static readonly Thread Launcher = Begin();

    /// <summary>Starts a program.</summary>
    /// <param name="info">Which.</param>
    /// <param name="given">Files that it has open, and no other program.</param>
    public static Task<Process> StartAsync(ProcessStartInfo info, IReadOnlyList<HollowFile> given)
    {
        Debug.Assert(Launcher.IsAlive, "The launcher lives as long as the process.");
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add((info, given, started));
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
        foreach (var (info, given, started) in Queue.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Start(info, given));
            }
            catch (Exception problem) when (problem is Win32Exception or IOException or InvalidOperationException)
            {
                started.SetException(new IOException($"The program '{info.FileName}' could not be started: {problem.Message}", problem));
            }
        }
    }

    // All programs are started here, one after the other: none is started while a file is given to another.
    private static Process Start(ProcessStartInfo info, IReadOnlyList<HollowFile> given)
    {
        try
        {
            foreach (var file in given) file.Give(true);
            return Process.Start(info) ?? throw new IOException($"The program '{info.FileName}' could not be started.");
        }
        finally
        {
            foreach (var file in given) file.Give(false);
        }
    }
}
