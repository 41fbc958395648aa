using System.Diagnostics;
using System.Globalization;
using Acetate.Benchmarks.Ingest;
using Acetate.Compute.Hosting;
using Acetate.Steps;
using Acetate.Storage;

namespace Acetate.Benchmarks.Transfer;

/// <summary>The two steps that move bytes, copy-files and hash-files, without anything around them, against <c>cp -a</c>,
/// <c>sync</c> and <c>xxhsum</c> over source and copy. Caches are cold before each phase of both.</summary>
/// <remarks>Options: <c>--folder DIR</c>, <c>--rounds N</c>, <c>--mib N</c> for the large files together, <c>--files N</c> for the small ones.</remarks>
internal static class TransferBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var parent = args.Option("--folder") ?? Path.GetTempPath();
        var rounds = Number(args, "--rounds", 3);
        await MeasureAsync("8 large files", parent, 8, Number(args, "--mib", 2048) / 8 << 20, rounds);
        await MeasureAsync("small files of 16 KiB", parent, Number(args, "--files", 43_200), 16 << 10, rounds);
        return 0;
    }

    private static async Task MeasureAsync(string title, string parent, int count, int bytesEach, int rounds)
    {
        var home = Path.Join(parent, $"acetate-transfer-{Guid.NewGuid():N}");
        var (card, copy) = (Path.Join(home, "card"), "");
        try
        {
            BenchmarkCard.Make(card, count, bytesEach);
            List<double> copying = [], hashing = [], ours = [], peer = [];
            CopyFilesResult? last = null;
            for (var round = 0; round < rounds; round++)
            {
                // Nothing is deleted before all is measured: a file system is slow to use freed inodes again, at the next one's cost.
                copy = Path.Join(home, $"ours-{round}");
                var request = Request(card, copy);
                Shell.DropCaches();
                var started = Stopwatch.GetTimestamp();
                last = await CopyFiles.RunAsync(request, new StepContext(), CancellationToken.None);
                copying.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
                Shell.DropCaches();
                started = Stopwatch.GetTimestamp();
                var hashed = await HashFiles.RunAsync(
                    new HashFilesRequest { Store = request.Target, Files = [.. last.Files.Select(file => new HashFile(file.Path, file.Length) { Expected = file.Digests })] },
                    new StepContext(), CancellationToken.None);
                hashing.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
                ours.Add(copying[^1] + hashing[^1]);
                if (hashed.Files.Any(file => file.Verdict != HashVerdict.Intact)) throw new InvalidOperationException("The copy is not intact.");

                copy = Path.Join(home, $"theirs-{round}");
                Directory.CreateDirectory(copy);
                Shell.DropCaches();
                var other = Shell.Time("cp", "-a", card, copy) + Shell.Time("sync");
                Shell.DropCaches();
                other += Shell.Time("sh", "-c", "find \"$1\" \"$2\" -type f -print0 | xargs -0 -n 2000 xxhsum -H2 -q", "sh", card, copy);
                peer.Add(other);
            }

            var bytes = (double)count * bytesEach;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{count:N0} {title}, {bytes / 1e9:F1} GB: copy {Shell.Median(copying):F2} s + read back {Shell.Median(hashing):F2} s = {Shell.Median(ours):F2} s; "
                + $"cp, sync, xxhsum {Shell.Median(peer):F2} s; ratio {Shell.Median(ours) / Shell.Median(peer):F2} (goal 0.60); limited by {last!.LimitedBy}"));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static CopyFilesRequest Request(string card, string copy)
    {
        var files = new DirectoryInfo(card).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => new CopyFile(Path.GetRelativePath(card, file.FullName), file.Length)).OrderBy(file => file.Path, StringComparer.Ordinal);
        return new CopyFilesRequest { Source = StoreUrl.ForFolder(card), Target = StoreUrl.ForFolder(copy), Files = [.. files] };
    }

    private static int Number(string[] args, string name, int otherwise) =>
        args.Option(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
