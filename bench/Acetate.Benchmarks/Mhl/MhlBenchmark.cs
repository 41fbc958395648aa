using System.Globalization;
using Acetate.Benchmarks.Ingest;
using Acetate.Hashing;
using Acetate.Mhl;
using Acetate.Mhl.Disk;

namespace Acetate.Benchmarks.Mhl;

/// <summary>
/// Verifying a sealed roll against reading the same files with <c>cat</c>, from warm and from cold cache; and sealing and verifying
/// a frame-per-file roll, against the reference program when there is one.
/// </summary>
/// <remarks>
/// <c>ACETATE_REFERENCE_ASCMHL</c> holds the reference program's command line with <c>{verb}</c> for create or verify and
/// <c>{folder}</c> for the roll; without it that comparison is left out. Options: <c>--folder DIR</c>, <c>--rounds N</c>,
/// <c>--files N</c> (default 43,200), <c>--large</c> or <c>--small</c> for one of the two rolls.
/// </remarks>
internal static class MhlBenchmark
{
    private const int LargeFiles = 8;
    private const int LargeBytes = 256 << 20;
    private const int SmallBytes = 16 << 10;

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = int.Parse(args.Option("--rounds") ?? "3", CultureInfo.InvariantCulture);
        var files = int.Parse(args.Option("--files") ?? "43200", CultureInfo.InvariantCulture);
        var home = Directory.CreateDirectory(Path.Join(args.Option("--folder") ?? Path.GetTempPath(), $"acetate-bench-mhl-{Environment.ProcessId}"));
        try
        {
            if (!args.Contains("--small")) await LargeAsync(Path.Join(home.FullName, "A002R2EC"), rounds);
            if (!args.Contains("--large")) await SmallAsync(Path.Join(home.FullName, "A003R2EC"), files, rounds);
        }
        finally
        {
            home.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task LargeAsync(string roll, int rounds)
    {
        BenchmarkCard.Make(roll, LargeFiles, LargeBytes);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nVerify a sealed roll, {LargeFiles} files of {LargeBytes >> 20} MiB"));
        foreach (var format in (HashFormat[])[HashFormat.Xxh64, HashFormat.Xxh128, HashFormat.Md5])
        {
            await SealAsync(roll, format);
            foreach (var isCold in (bool[])[false, true])
            {
                if (isCold && !Shell.CanDropCaches)
                {
                    Console.WriteLine("  The page cache cannot be emptied without root: no cold figures.");
                    continue;
                }

                var (cat, verify) = (new List<double>(), new List<double>());
                for (var round = 0; round <= rounds; round++)
                {
                    if (isCold) Shell.DropCaches();
                    var whileCat = Shell.Time("/bin/sh", "-c", $"cat '{roll}'/*.mov > /dev/null");
                    if (isCold) Shell.DropCaches();
                    var whileVerify = await TimeAsync(() => VerifyAsync(roll));
                    if (round == 0) continue;
                    cat.Add(whileCat);
                    verify.Add(whileVerify);
                }

                Print($"{MhlFormats.Name(format)}, {(isCold ? "cold" : "warm")} cache", (long)LargeFiles * LargeBytes, Shell.Median(cat), Shell.Median(verify),
                    format == HashFormat.Md5 ? "bound by the processor" : "goal 0.95");
            }

            Directory.Delete(Path.Join(roll, "ascmhl"), recursive: true);
        }
    }

    private static async Task SmallAsync(string roll, int files, int rounds)
    {
        BenchmarkCard.Make(roll, files, SmallBytes);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nA frame-per-file roll, {files:N0} files of {SmallBytes >> 10} KiB, warm cache"));
        var (cat, create, verify) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var whileCat = Shell.Time("/bin/sh", "-c", $"find '{roll}' -name '*.dng' -print0 | xargs -0 cat > /dev/null");
            var whileCreate = await TimeAsync(() => SealAsync(roll, HashFormat.Xxh128));
            var whileVerify = await TimeAsync(() => VerifyAsync(roll));
            Directory.Delete(Path.Join(roll, "ascmhl"), recursive: true);
            if (round == 0) continue;
            cat.Add(whileCat);
            create.Add(whileCreate);
            verify.Add(whileVerify);
        }

        Print("create, xxh128", (long)files * SmallBytes, Shell.Median(cat), Shell.Median(create), "no goal");
        Print("verify, xxh128", (long)files * SmallBytes, Shell.Median(cat), Shell.Median(verify), "goal 0.95");

        if (Environment.GetEnvironmentVariable("ACETATE_REFERENCE_ASCMHL") is not { Length: > 0 } reference)
        {
            Console.WriteLine("  ACETATE_REFERENCE_ASCMHL is not set: no comparison with the reference program.");
            return;
        }

        foreach (var (verb, ours) in (ReadOnlySpan<(string, double)>)[("create", Shell.Median(create)), ("verify", Shell.Median(verify))])
        {
            var command = reference.Replace("{verb}", verb, StringComparison.Ordinal).Replace("{folder}", roll, StringComparison.Ordinal);
            var theirs = Shell.Time("/bin/sh", "-c", command);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {verb}: the reference takes {theirs:0.0} s, we take {ours:0.00} s: {theirs / ours:0} times{(verb == "verify" ? " (goal 20)" : "")}"));
        }
    }

    private static async Task SealAsync(string roll, HashFormat format) => await (await MhlFolder.OpenAsync(roll)).SealAsync(new SealOptions
    {
        At = new DateTimeOffset(2026, 1, 16, 9, 15, 0, TimeSpan.Zero),
        Creator = new MhlCreator { HostName = "bench", Tool = "acetate" },
        Formats = [format],
    });

    private static async Task VerifyAsync(string roll)
    {
        if (!(await (await MhlFolder.OpenAsync(roll)).VerifyAsync(new VerifyOptions())).IsIntact)
            throw new InvalidOperationException("The roll is not intact.");
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var started = TimeProvider.System.GetTimestamp();
        await work();
        return TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    private static void Print(string name, long bytes, double cat, double ours, string goal) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"  {name,-24} {ours,7:F2} s  {bytes / ours / 1e9,6:F2} GB/s   cat {bytes / cat / 1e9,6:F2} GB/s   ratio {cat / ours:F2} ({goal})"));
}
