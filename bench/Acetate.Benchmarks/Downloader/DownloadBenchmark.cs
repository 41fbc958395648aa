using System.Diagnostics;
using System.Globalization;
using Acetate.Benchmarks.Ingest;
using Acetate.Hashing;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Storage.Local;

namespace Acetate.Benchmarks.Downloader;

/// <summary>The whole <c>acetate download</c>, from its start to a sealed folder, from a server on the same machine: a roll of many small frames against a roll
/// of one file with the same bytes, in turns, each from cold caches; the server is warm.</summary>
/// <remarks>Options: <c>--files N</c> (43,200), <c>--kib N</c> for each (64), <c>--rounds N</c> (3), <c>--folder DIR</c>.</remarks>
internal static class DownloadBenchmark
{
    private const string Show = "BENCH";

    public static async Task<int> RunAsync(string[] args)
    {
        var (files, bytesEach, rounds) = (Number(args, "--files", 43_200), Number(args, "--kib", 64) << 10, Number(args, "--rounds", 3));
        var home = Path.Join(args.Option("--folder") ?? Path.GetTempPath(), $"acetate-bench-{Environment.ProcessId}");
        Directory.CreateDirectory(home);
        try
        {
            var library = Path.Join(home, "library");
            var token = Path.Join(home, "token");
            PrivateFile.Write(token, await MakeAsync(library, files, bytesEach));
            using var server = Process.Start(new ProcessStartInfo(Checkout.Acetate, ["serve", "--library", library, "--listen", "http://127.0.0.1:0", "--link", "--no-work", "--log", "text"]) { RedirectStandardOutput = true, RedirectStandardError = true })
                ?? throw new InvalidOperationException("The server did not start.");
            try
            {
                var url = "";
                while (url.Length == 0 && await server.StandardOutput.ReadLineAsync() is { } line)
                    if (line.IndexOf("http", StringComparison.Ordinal) is >= 0 and var at && line.IndexOf("#token=", at, StringComparison.Ordinal) is > 0 and var end) url = line[at..end].TrimEnd('/');
                if (url.Length == 0) throw new InvalidOperationException($"The server did not start: {await server.StandardError.ReadToEndAsync()}");
                _ = server.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                _ = server.StandardError.BaseStream.CopyToAsync(Stream.Null);
                var (many, one) = (new List<double>(), new List<double>());
                // A server that has just begun still compiles; sites meet one that runs.
                Fetch("warm", 0);
                for (var round = 0; round < rounds; round++)
                {
                    // Nothing is deleted before all is measured: a file system is slow to use freed inodes again, at the next one's cost.
                    many.Add(Fetch("frames", round));
                    one.Add(Fetch("whole", round));
                }

                var bytes = (double)files * bytesEach;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{files:N0} files of {bytesEach >> 10} KiB, {bytes / 1e9:F2} GB: {Shell.Median(many):F2} s, {bytes / Shell.Median(many) / 1e6:F0} MB/s; one file of the same bytes: {Shell.Median(one):F2} s, {bytes / Shell.Median(one) / 1e6:F0} MB/s; "
                    + $"ratio of the rates {Shell.Median(one) / Shell.Median(many):F2} (goal 0.80); median of {rounds}, from {(Shell.CanDropCaches ? "cold" : "whatever")} caches"));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  rounds: {string.Join(", ", many.Zip(one, (m, o) => $"{m:F2} s / {o:F2} s"))}"));
                return 0;

                double Fetch(string unit, int round)
                {
                    Shell.DropCaches();
                    return Shell.Time(Checkout.Acetate, "download", "--server", url, "--token-file", token, "--show", Show, "--unit", unit, "--to", Path.Join(home, $"{unit}-{round}"), "--reserve", "0", "--site", "");
                }
            }
            finally
            {
                server.Kill(entireProcessTree: true);
                await server.WaitForExitAsync();
            }
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    /// <summary>A library with the two rolls, verified, and a token that may fetch them.</summary>
    private static async Task<string> MakeAsync(string home, int files, int bytesEach)
    {
        Directory.CreateDirectory(home);
        var options = LibraryOptions.InFolder(home);
        await using var library = await MediaLibrary.OpenAsync(options, default);
        var store = options.Store.LocalPath;
        var frames = Path.Join(store, "BENCH/frames");
        BenchmarkCard.Make(frames, files, bytesEach);
        BenchmarkCard.Make(Path.Join(store, "BENCH/warm"), Math.Min(files, 1000), bytesEach);
        var names = Directory.EnumerateFiles(frames, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        Directory.CreateDirectory(Path.Join(store, "BENCH/whole"));
        await using (var whole = File.Create(Path.Join(store, "BENCH/whole/A004C001.mov")))
            foreach (var name in names) whole.Write(await File.ReadAllBytesAsync(name));
        return await library.WriteAsync(async tx =>
        {
            await tx.AddShowAsync(new Show { Name = Show, Title = "A roll in many files, and in one" }, default);
            foreach (var roll in (string[])["warm", "frames", "whole"]) await PutRollAsync(tx, options, roll, Path.Join(store, "BENCH", roll));
            var site = await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(tx.Now), Name = "site", Kind = PrincipalKind.Service }, default);
            await tx.GrantAsync(site.Id, Show, ShowRole.Viewer, default);
            return (await tx.AddTokenAsync(site.Id, "bench", [TokenScope.Download], null, default)).Secret.Text;
        }, default);
    }

    private static async Task PutRollAsync(LibraryTransaction tx, LibraryOptions options, string name, string folder)
    {
        var kept = new List<RollFile>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var hash = new MultiHash([HashFormat.Xxh128]);
            var buffer = new byte[1 << 20];
            await using var file = File.OpenRead(path);
            while (await file.ReadAsync(buffer) is > 0 and var count) hash.Append(buffer.AsSpan(0, count));
            kept.Add(new RollFile { Number = kept.Count + 1, Path = Path.GetRelativePath(folder, path), Length = file.Length, Verdict = RollFileVerdict.Listed, Digests = [new("xxh128", hash.Finish()[0].Text)] });
        }

        var (id, bytes, prefix) = (Guid.CreateVersion7(tx.Now), kept.Sum(file => file.Length), $"BENCH/{name}");
        await tx.AddRollAsync(new Roll { Id = id, Show = Show, Name = name, Kind = RollKind.Camera, ShootDay = new DateOnly(2026, 11, 22), Unit = name, StorePrefix = prefix, FoundAt = tx.Now, Files = kept.Count, Bytes = bytes }, default);
        await tx.PutFilesAsync(id, kept, default);
        await tx.PutCopyAsync(new RollCopy { Id = Guid.CreateVersion7(tx.Now), Roll = id, Tier = CopyTier.Library, Store = options.Store.AbsoluteUri, Prefix = prefix, State = CopyState.Verified, Files = kept.Count, Bytes = bytes, Generation = 1, WrittenAt = tx.Now, VerifiedAt = tx.Now }, default);
    }

    private static int Number(string[] args, string name, int otherwise) => args.Option(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
