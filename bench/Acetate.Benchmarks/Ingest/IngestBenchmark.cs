using System.Globalization;

namespace Acetate.Benchmarks.Ingest;

/// <summary>
/// Ingest of a card into a library on the same machine, against <c>cp -a</c>, <c>sync</c> and <c>xxhsum</c> over source and
/// copy: the same reading, writing and verifying, each from cold caches, the copy read back from the device in both.
/// </summary>
/// <remarks>
/// Measured is the whole command, from its start to its end, with copy 1 verified and sealed; what comes after that is no work of
/// <c>cp</c>'s, and its time is told beside. The physical limit is measured in the same run: as many bytes written past the page
/// cache as the card has, while twice as many are read. Options: <c>--folder DIR</c> (default: the temporary folder),
/// <c>--rounds N</c>, <c>--large</c> or <c>--small</c> for one of the two cards, <c>--to-the-end</c> to measure that too.
/// </remarks>
internal static class IngestBenchmark
{
    private const long Mebi = 1 << 20;
    private const double Goal = 0.60, GoalOfLimit = 1.05;

    public static Task<int> RunAsync(string[] args)
    {
        var rounds = args.Option("--rounds") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 3;
        var parent = args.Option("--folder") ?? Path.GetTempPath();
        if (!Shell.CanDropCaches) Console.WriteLine("The page cache cannot be emptied without root: these figures are warm.");

        if (!args.Contains("--small")) Measure("8 large files of 256 MiB", parent, 8, (int)(256 * Mebi), rounds, args.Contains("--to-the-end"));
        if (!args.Contains("--large")) Measure("43,200 files of 16 KiB, a frame-per-file roll", parent, 43_200, 16 << 10, rounds, args.Contains("--to-the-end"));
        return Task.FromResult(0);
    }

    private static void Measure(string title, string parent, int files, int bytesEach, int rounds, bool toTheEnd)
    {
        var home = Path.Join(parent, $"acetate-bench-{Environment.ProcessId}");
        try
        {
            var card = Path.Join(home, "card", "A003R2EC");
            BenchmarkCard.Make(card, files, bytesEach);
            Shell.Run(Checkout.Acetate, ["mhl", "create", card, "--hash", "xxh128"]); // sealed on set, as a card should be
            var bytes = (double)files * bytesEach;
            List<double> ours = [], peer = [], limits = [];
            for (var round = 0; round < rounds; round++)
            {
                // Nothing is deleted before all is measured: a file system is slow to use freed inodes again, at the next one's cost.
                ours.Add(Ingest(card, Path.Join(home, $"library-{round}"), "verified"));
                peer.Add(CopyAndCheck(card, Path.Join(home, $"copy-{round}")));
                limits.Add(DeviceTime(Path.Join(home, "device"), bytes));
            }

            var (a, b, limit) = (Shell.Median(ours), Shell.Median(peer), Shell.Median(limits));
            Console.WriteLine();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title} ({bytes / 1e9:F1} GB, {rounds} rounds in turns, medians)"));
            Row("acetate ingest, to verified copy 1", a, bytes, b);
            Row("cp -a, sync, xxhsum source and copy", b, bytes, b);
            Row("device: written once while read twice", limit, bytes, b);
            if (toTheEnd) Row("acetate ingest, to the end (2 copies)", Ingest(card, Path.Join(home, "library-end"), "complete"), bytes, b);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  against the peer {a / b:F2} (goal {Goal:F2}), against the device {a / limit:F2} (goal {GoalOfLimit:F2}): {(a / b <= Goal || a / limit <= GoalOfLimit ? "met" : "missed")}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  round by round against the peer: {string.Join(", ", ours.Zip(peer, (one, other) => (one / other).ToString("F2", CultureInfo.InvariantCulture)))}"));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static void Row(string name, double seconds, double bytes, double reference) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {name,-38} {seconds,7:F2} s  {bytes / seconds / 1e6,7:F0} MB/s of footage  {seconds / reference,5:F2}"));

    private static double Ingest(string card, string library, string until)
    {
        Shell.DropCaches();
        return Shell.Time(Checkout.Acetate, "ingest", card, "--library", library, "--show", "bench", "--yes", "--until", until);
    }

    private static double CopyAndCheck(string card, string copy)
    {
        Directory.CreateDirectory(copy);
        Shell.DropCaches();
        var seconds = Shell.Time("cp", "-a", card, copy) + Shell.Time("sync");
        // The same state of caches as ours: the copy is read from the device, the source again as anybody would read it.
        Shell.DropCaches();
        return seconds + Shell.Time("sh", "-c", "find \"$1\" \"$2\" -type f -print0 | xargs -0 -n 2000 xxhsum -H2 -q", "sh", card, copy);
    }

    private static double DeviceTime(string folder, double bytes)
    {
        Directory.CreateDirectory(folder);
        var (read, written) = (Path.Join(folder, "read"), Path.Join(folder, "written"));
        var blocks = ((long)(bytes / Mebi / 4)).ToString(CultureInfo.InvariantCulture);
        Shell.Run("dd", ["if=/dev/zero", $"of={read}", "bs=4M", $"count={blocks}", "oflag=direct", "conv=fsync"]);
        Shell.DropCaches();
        var seconds = Shell.Time("sh", "-c",
            "dd if=/dev/zero of=\"$2\" bs=4M count=\"$3\" oflag=direct conv=fsync & dd if=\"$1\" of=/dev/null bs=4M iflag=direct && dd if=\"$1\" of=/dev/null bs=4M iflag=direct; wait",
            "sh", read, written, blocks);
        Directory.Delete(folder, recursive: true);
        return seconds;
    }
}
