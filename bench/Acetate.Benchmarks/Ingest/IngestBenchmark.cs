using System.Globalization;

namespace Acetate.Benchmarks.Ingest;

/// <summary>
/// Ingest of a card into a library on the same machine, against <c>cp -a</c>, <c>sync</c> and <c>xxhsum</c> over source and
/// copy: the same reading, writing and verifying, each from cold caches, the copy read back from the device in both.
/// </summary>
/// <remarks>
/// The physical limit is measured in the same run: the card's bytes written once and read twice past the page cache, at the rates
/// that <c>dd</c> reaches with direct I/O. Options: <c>--folder DIR</c> (default: the temporary folder), <c>--rounds N</c>,
/// <c>--large</c> or <c>--small</c> for one of the two cards.
/// </remarks>
internal static class IngestBenchmark
{
    private const long Mebi = 1 << 20;

    public static Task<int> RunAsync(string[] args)
    {
        var rounds = args.Option("--rounds") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 3;
        var parent = args.Option("--folder") ?? Path.GetTempPath();
        var acetate = Checkout.Acetate;
        if (!Shell.CanDropCaches) Console.WriteLine("The page cache cannot be emptied without root: these figures are warm.");

        if (!args.Contains("--small")) Measure("8 large files of 256 MiB", parent, acetate, 8, (int)(256 * Mebi), rounds);
        if (!args.Contains("--large")) Measure("43,200 files of 16 KiB, a frame-per-file roll", parent, acetate, 43_200, 16 << 10, rounds);
        return Task.FromResult(0);
    }

    private static void Measure(string title, string parent, string acetate, int files, int bytesEach, int rounds)
    {
        var work = Directory.CreateTempSubdirectory("acetate-bench-");
        try
        {
            var home = Path.Join(parent, work.Name);
            var card = Path.Join(home, "card", "A003R2EC");
            BenchmarkCard.Make(card, files, bytesEach);
            Shell.Run(acetate, ["mhl", "create", card, "--hash", "xxh128"]); // sealed on set, as a card should be
            var bytes = (double)files * bytesEach;
            List<double> ours = [], peer = [], writing = [], reading = [];
            for (var round = 0; round < rounds; round++)
            {
                ours.Add(Ingest(acetate, card, Path.Join(home, "library")));
                peer.Add(CopyAndCheck(card, Path.Join(home, "copy")));
                var (write, read) = DeviceTimes(Path.Join(home, "device"), bytes);
                writing.Add(write);
                reading.Add(read);
            }

            // Read the card, write the copy, read the copy back; reading and writing may overlap on one device only as far as it lets them.
            var limit = Shell.Median(writing) + (2 * Shell.Median(reading));
            var (a, b) = (Shell.Median(ours), Shell.Median(peer));
            Console.WriteLine();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title} ({bytes / 1e9:F1} GB, {rounds} rounds in turns, medians)"));
            Row("acetate ingest, to verified copy 1", a, bytes, b);
            Row("cp -a, sync, xxhsum source and copy", b, bytes, b);
            Row("device limit: write, read, read", limit, bytes, b);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  against the peer {a / b:F2}, against the device limit {a / limit:F2}"));
        }
        finally
        {
            Directory.Delete(Path.Join(parent, work.Name), recursive: true);
            if (work.Exists) work.Delete(recursive: true);
        }
    }

    private static void Row(string name, double seconds, double bytes, double reference) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {name,-38} {seconds,7:F2} s  {bytes / seconds / 1e6,7:F0} MB/s of footage  {seconds / reference,5:F2}"));

    private static double Ingest(string acetate, string card, string library)
    {
        Shell.DropCaches();
        var seconds = Shell.Time(acetate, "ingest", card, "--library", library, "--show", "bench", "--yes", "--until", "verified");
        Directory.Delete(library, recursive: true);
        return seconds;
    }

    private static double CopyAndCheck(string card, string copy)
    {
        Directory.CreateDirectory(copy);
        Shell.DropCaches();
        var seconds = Shell.Time("cp", "-a", card, copy) + Shell.Time("sync");
        // The same state of caches as ours: the copy is read from the device, the source again as anybody would read it.
        Shell.DropCaches();
        seconds += Shell.Time("sh", "-c", "find \"$1\" \"$2\" -type f -print0 | xargs -0 -n 2000 xxhsum -H2 -q", "sh", card, copy);
        Directory.Delete(copy, recursive: true);
        return seconds;
    }

    private static (double Write, double Read) DeviceTimes(string file, double bytes)
    {
        var blocks = ((long)(bytes / Mebi / 4)).ToString(CultureInfo.InvariantCulture);
        Shell.DropCaches();
        var write = Shell.Time("dd", "if=/dev/zero", $"of={file}", "bs=4M", $"count={blocks}", "oflag=direct", "conv=fsync");
        var read = Shell.Time("dd", $"if={file}", "of=/dev/null", "bs=4M", "iflag=direct");
        File.Delete(file);
        return (write, read);
    }
}
