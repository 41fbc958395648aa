using System.Diagnostics;
using System.Globalization;
using Acetate.Benchmarks.Ingest;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Tests.Kill;

namespace Acetate.Benchmarks.Kill;

/// <summary>
/// SIGKILLs at random instants over real ingest, until there were so many: in turns the command that ingests by itself, and a server
/// that does the work, with their workers. Goal: no roll lost, no byte wrong; work done twice is counted.
/// </summary>
/// <remarks>Options: <c>--times N</c> (default 200), <c>--seed N</c>, <c>--folder DIR</c>, <c>--seconds N</c> of the demo's takes.</remarks>
internal static class IngestKillBenchmark
{
    /// <summary>So many that every stage of an ingest is cut off, so few that many ingests are tried, in both ways.</summary>
    private const int KillsPerIngest = 20;

    public static async Task<int> RunAsync(string[] args)
    {
        var times = int.Parse(args.Option("--times") ?? "200", CultureInfo.InvariantCulture);
        var seed = ulong.Parse(args.Option("--seed") ?? "1", CultureInfo.InvariantCulture);
        var acetate = Checkout.Acetate;
        var folder = Path.Join(args.Option("--folder") ?? Path.GetTempPath(), $"acetate-kill-{Guid.NewGuid():N}");
        var started = Stopwatch.GetTimestamp();
        var (kills, rounds, lost, wrong, steps, attempts, starts) = (0, 0, 0, 0, 0, 0, 0);
        try
        {
            Shell.Run(acetate, ["demo", "shoot", Path.Join(folder, "card"), "--seconds", args.Option("--seconds") ?? "10"]);
            while (kills < times)
            {
                var home = Path.Join(folder, "card");
                var library = Path.Join(folder, "library");
                var isServed = rounds % 2 == 1;
                string[] command = isServed
                    ? ["demo", "run", "--home", folder, "--listen", "http://127.0.0.1:0", "--until-complete"]
                    : ["ingest", Day(home), "--library", library, "--show", "demo", "--yes"];
                var report = await KillLoop.RunAsync(
                    new()
                    {
                        Start = () => new ProcessStartInfo(acetate, command),
                        IsWorker = line => line.Contains("acetate-worker", StringComparison.Ordinal) || line.Contains("acetate-server", StringComparison.Ordinal)
                            || line.StartsWith("ffmpeg", StringComparison.Ordinal) || line.StartsWith("ffprobe", StringComparison.Ordinal),
                        Kills = Math.Min(KillsPerIngest, times - kills),
                        Seed = seed + (ulong)rounds,
                        Shortest = TimeSpan.FromMilliseconds(200),
                        Longest = TimeSpan.FromMilliseconds(2500),
                        AgainOn = 5,
                        Limit = TimeSpan.FromMinutes(30),
                    },
                    CancellationToken.None);
                (rounds, kills, starts) = (rounds + 1, kills + report.Kills, starts + report.Starts);
                if (report.ExitCode != 0) Console.Error.WriteLine($"round {rounds} ended with {report.ExitCode}:\n{report.Output}");
                var (lostNow, wrongNow) = Compare(Day(home), library);
                (lost, wrong) = (lost + lostNow + (report.ExitCode == 0 ? 0 : 1), wrong + wrongNow);
                var (stepsNow, attemptsNow) = await CountAsync(library);
                (steps, attempts) = (steps + stepsNow, attempts + attemptsNow);
                Directory.Delete(library, recursive: true);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kills} SIGKILLs (seed {seed}) over {rounds} ingests of the demo day, {starts} starts, {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s"));
        Console.WriteLine($"  rolls lost {lost}, files wrong {wrong} (store and archive, compared byte by byte with the card)");
        Console.WriteLine($"  work done twice: {steps} steps took {attempts} attempts; {attempts - steps} were cut off and done again");
        return lost + wrong == 0 ? 0 : 1;

        static string Day(string card) => Directory.EnumerateDirectories(card).Single();
    }

    /// <summary>Rolls that are not in both stores, and files there that differ from the card's.</summary>
    private static (int Lost, int Wrong) Compare(string day, string library)
    {
        var (lost, wrong) = (0, 0);
        foreach (var tier in new[] { "store", "archive" })
        {
            foreach (var roll in Directory.EnumerateDirectories(day, "*", SearchOption.AllDirectories).Where(folder => Directory.Exists(Path.Join(folder, "ascmhl"))))
            {
                var copy = Path.Join(library, tier, "demo", Path.GetFileName(day), Path.GetRelativePath(day, roll));
                if (!Directory.Exists(copy))
                {
                    lost++;
                    continue;
                }

                using var diff = Process.Start(new ProcessStartInfo("diff", ["-rq", "-x", "ascmhl", roll, copy]) { RedirectStandardOutput = true })!;
                wrong += diff.StandardOutput.ReadToEnd().Count(c => c == '\n');
                diff.WaitForExit();
                using var verify = Process.Start(new ProcessStartInfo(Checkout.Acetate, ["mhl", "verify", copy]) { RedirectStandardOutput = true })!;
                verify.StandardOutput.ReadToEnd();
                verify.WaitForExit();
                if (verify.ExitCode != 0) wrong++;
            }
        }

        return (lost, wrong);
    }

    private static async Task<(int Steps, int Attempts)> CountAsync(string home)
    {
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(home), CancellationToken.None);
        return await library.ReadAsync(
            async tx =>
            {
                var (steps, attempts) = (0, 0);
                foreach (var job in await tx.JobsAsync(null, null, 1000, CancellationToken.None))
                {
                    foreach (var step in await tx.StepsAsync(job.Id, CancellationToken.None))
                        (steps, attempts) = (steps + 1, attempts + step.Attempts);
                }

                return (steps, attempts);
            },
            CancellationToken.None);
    }
}
