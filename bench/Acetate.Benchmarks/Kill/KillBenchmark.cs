using System.Diagnostics;
using System.Globalization;
using Acetate.Tests.Kill;

namespace Acetate.Benchmarks.Kill;

/// <summary>Kills a command and its workers with SIGKILL at random instants until its work is done, then asks checks whether all is well.</summary>
internal static class KillBenchmark
{
    private const string Usage = """
        usage: Acetate.Benchmarks kill [--times 200] [--seed 1] [--shortest-ms 100] [--longest-ms 2000] [--limit-minutes 60]
                 [--check 'COMMAND']... -- COMMAND ARGUMENTS...
          The command must end with 0 when all its work is done, and go on where it stood when it is started again.
          Every check is run by the shell afterwards and must end with 0.
          Workers are the processes below it whose command line holds 'acetate-worker', 'ffmpeg' or 'ffprobe'.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var (times, seed, shortest, longest, limit) = (200, 1UL, 100.0, 2000.0, 60.0);
        var checks = new List<string>();
        var command = Array.IndexOf(args, "--") is var split and >= 0 ? args[(split + 1)..] : [];
        for (var i = 0; i + 1 < args.Length && args[i] != "--"; i += 2)
            switch (args[i])
            {
                case "--times": times = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                case "--seed": seed = ulong.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                case "--shortest-ms": shortest = double.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                case "--longest-ms": longest = double.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                case "--limit-minutes": limit = double.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                case "--check": checks.Add(args[i + 1]); break;
                default: command = []; break;
            }
        if (command.Length == 0)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var report = await KillLoop.RunAsync(new()
        {
            Start = () => new ProcessStartInfo(command[0], command[1..]),
            IsWorker = line => line.Contains("acetate-worker", StringComparison.Ordinal)
                || line.StartsWith("ffmpeg", StringComparison.Ordinal) || line.StartsWith("ffprobe", StringComparison.Ordinal),
            Kills = times,
            Seed = seed,
            Shortest = TimeSpan.FromMilliseconds(shortest),
            Longest = TimeSpan.FromMilliseconds(longest),
            Limit = TimeSpan.FromMinutes(limit),
        }, CancellationToken.None);

        Console.WriteLine($"kills    {report.Kills} of {times}: the process {report.Processes}, a worker {report.Workers}, both {report.Both}");
        Console.WriteLine($"starts   {report.Starts}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time     {report.Elapsed.TotalSeconds:0.0} s"));
        Console.WriteLine($"ended    {report.ExitCode}");
        if (report.ExitCode != 0) await Console.Error.WriteLineAsync(report.Output);
        var failed = report.ExitCode == 0 ? 0 : 1;
        foreach (var check in checks)
        {
            using var shell = Process.Start("/bin/sh", ["-c", check]);
            await shell.WaitForExitAsync();
            Console.WriteLine($"check    {(shell.ExitCode == 0 ? "passed" : $"FAILED ({shell.ExitCode})")}   {check}");
            if (shell.ExitCode != 0) failed = 1;
        }
        if (report.Kills < times)
            Console.WriteLine($"note     the work was done after {report.Kills} kills; give it more, or shorter times between kills");
        return failed;
    }
}
