using System.Diagnostics;

namespace Acetate.Benchmarks.Ingest;

/// <summary>Whole programs, timed from outside, with the page cache in a known state.</summary>
internal static class Shell
{
    /// <summary>Whether this run can empty the page cache; without that, "cold" figures are not cold and the table says so.</summary>
    public static bool CanDropCaches { get; } = Environment.IsPrivilegedProcess && File.Exists("/proc/sys/vm/drop_caches");

    /// <summary>Writes back what is dirty and forgets what is cached.</summary>
    public static void DropCaches()
    {
        Run("sync", []);
        if (CanDropCaches) File.WriteAllText("/proc/sys/vm/drop_caches", "3");
    }

    /// <summary>Runs a program to its end and returns the seconds it took; its output is thrown away.</summary>
    public static double Time(string program, params string[] arguments)
    {
        var started = Stopwatch.GetTimestamp();
        Run(program, arguments);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Runs a program to its end; anything but success ends the benchmark with what the program said.</summary>
    public static void Run(string program, string[] arguments) => Read(program, arguments);

    /// <summary>The same, and what it printed.</summary>
    public static string Read(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}: {errors.GetAwaiter().GetResult()}");
        return output;
    }

    /// <summary>The median of some figures.</summary>
    public static double Median(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
