using System.Diagnostics;
using System.Globalization;
using Acetate.Benchmarks.Ingest;
using Acetate.Compute.Hosting;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Storage;
using Acetate.Storage.Ranges;

namespace Acetate.Benchmarks.Reads;

/// <summary>Ten frames out of the middle of long clips in a bucket of a real S3 server: the bytes that are fetched over those of the frames, and the time over that of copying the clip.</summary>
/// <remarks>Options: <c>--frames N</c> of a clip (default 234), <c>--size WxH</c> (default 1920x1080); <c>--trace FILE --store URL</c> replays a trace (<c>ACETATE_READ_TRACE</c>) against a store
/// that has its files, against whole copies of them. Without them what the run itself recorded is replayed at its end.</remarks>
internal static class ReadsBenchmark
{
    private const int Wanted = 10, Seed = 13;

    private static readonly (string Name, string[] Codec)[] Clips =
    [
        ("prores.mov", ["-c:v", "prores", "-profile:v", "3", "-c:a", "pcm_s24le"]),
        ("dnxhr.mxf", ["-c:v", "dnxhd", "-profile:v", "dnxhr_hqx", "-pix_fmt", "yuv422p10le", "-c:a", "pcm_s24le"]),
        ("gop13.mp4", ["-c:v", "libx264", "-qp", "12", "-preset", "ultrafast", "-x264-params", "keyint=13:min-keyint=13:bframes=2:scenecut=0", "-pix_fmt", "yuv420p", "-c:a", "aac"]),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var home = Directory.CreateTempSubdirectory("acetate-bench-reads-").FullName;
        try
        {
            if (args.Option("--trace") is { } trace)
            {
                if (args.Option("--store") is not { } url) throw new ArgumentException("--trace needs --store URL: the store that has the files of the trace.");
                await ReplayAsync(trace, new(url), home);
                return 0;
            }

            var script = Path.Join(Checkout.Root, "eng", "s3-server.sh");
            var keys = Shell.Read(script, ["keys"]).Trim().Split(' ');
            Environment.SetEnvironmentVariable("ACETATE_S3_ACCESS_KEY", keys[0]);
            Environment.SetEnvironmentVariable("ACETATE_S3_SECRET_KEY", keys[1]);
            const string port = "18462";
            Shell.Run(script, ["start", Path.Join(home, "s3"), port, $"{Environment.ProcessId}"]);
            Shell.Run(script, ["bucket", port, "reads"]);
            Uri bucket = new($"s3://reads/?endpoint=http%3A%2F%2F127.0.0.1%3A{port}&region=default");
            await MeasureAsync(args, home, bucket);
            await MeasureSequenceAsync(home, bucket);
            Console.WriteLine("\nWhat was recorded of all that, replayed");
            await ReplayAsync(Path.Join(home, "all.jsonl"), bucket, home);
            Shell.Run(script, ["stop", Path.Join(home, "s3")]);
            return 0;
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task MeasureAsync(string[] args, string home, Uri bucket)
    {
        var frames = int.Parse(args.Option("--frames") ?? "234", CultureInfo.InvariantCulture);
        Console.WriteLine($"\n{Wanted} frames out of the middle of {frames:N0} in a bucket, rendered as OpenEXR");
        foreach (var (name, codec) in Clips)
        {
            var path = Shoot(home, name, codec, frames, args.Option("--size") ?? "1920x1080");
            await CopyFiles.RunAsync(new() { Source = StoreUrl.ForFolder(home), Target = bucket, Files = [new(name, new FileInfo(path).Length)] }, new StepContext(), CancellationToken.None);
            Environment.SetEnvironmentVariable(ReadTrace.Variable, Path.Join(home, "all.jsonl"));
            Environment.SetEnvironmentVariable(ReadCache.FolderVariable, Path.Join(home, $"cache-{name}"));
            var started = Stopwatch.GetTimestamp();
            await RenderAsync(Single(name), bucket, home, frames / 2 + 5, Wanted);
            var ours = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Environment.SetEnvironmentVariable(ReadTrace.Variable, null);
            var fetched = new RangeSet();
            foreach (var note in Directory.GetFiles(Path.Join(home, $"cache-{name}"), "ranges", SearchOption.AllDirectories))
                foreach (var line in await File.ReadAllLinesAsync(note)) fetched.Add(new(long.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture), long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)));
            started = Stopwatch.GetTimestamp();
            await CopyFiles.RunAsync(new() { Source = bucket, Target = StoreUrl.ForFolder(Path.Join(home, "whole")), Files = [new(name, new FileInfo(path).Length)] }, new StepContext(), CancellationToken.None);
            await RenderAsync(Single(name), StoreUrl.ForFolder(Path.Join(home, "whole")), home, frames / 2 + 5, Wanted);
            var whole = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var own = OwnBytes(path, frames / 2 + 5);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {name,-11} {new FileInfo(path).Length / 1e6,7:F0} MB: fetched {fetched.Length / 1e6,6:F1} MB for frames of {own / 1e6,5:F1} MB, amplification {(double)fetched.Length / own:F3} (goal 1.2); {ours:F2} s, copied whole and rendered {whole:F2} s, ratio {ours / whole:F2}"));
            File.Delete(path);
            Directory.Delete(Path.Join(home, "whole"), recursive: true);
        }
    }

    /// <summary>Frames with a file each: fetched ahead of their turn, or all of them before the first is rendered.</summary>
    private static async Task MeasureSequenceAsync(string home, Uri bucket)
    {
        const int frames = 24;
        Shell.Run("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=24,noise=alls=40:allf=t", "-frames:v", $"{frames}", "-pix_fmt", "gbrp10le", "-start_number", "1001", Path.Join(home, "f.%06d.dpx")]);
        string[] names = [.. Directory.GetFiles(home, "f.*.dpx").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        CopyFile[] files = [.. names.Select(name => new CopyFile(name, new FileInfo(Path.Join(home, name)).Length))];
        await CopyFiles.RunAsync(new() { Source = StoreUrl.ForFolder(home), Target = bucket, Files = [.. files] }, new StepContext(), CancellationToken.None);
        ClipFiles clip = new() { Name = "clip", Kind = ClipKind.Sequence, Files = [.. names] };
        Environment.SetEnvironmentVariable(ReadTrace.Variable, Path.Join(home, "all.jsonl"));
        var started = Stopwatch.GetTimestamp();
        await RenderAsync(clip, bucket, home, 0, frames);
        var ours = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Environment.SetEnvironmentVariable(ReadTrace.Variable, null);
        started = Stopwatch.GetTimestamp();
        await CopyFiles.RunAsync(new() { Source = bucket, Target = StoreUrl.ForFolder(Path.Join(home, "first")), Files = [.. files] }, new StepContext(), CancellationToken.None);
        var copied = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await RenderAsync(clip, StoreUrl.ForFolder(Path.Join(home, "first")), home, 0, frames);
        var whole = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {frames} DPX files of {files[0].Length / 1e6:F1} MB: {ours:F2} s; copied ({copied:F2} s), then rendered {whole:F2} s, ratio {ours / whole:F2}"));
    }

    private static ClipFiles Single(string name) => new() { Name = "clip", Kind = ClipKind.Single, Files = [name] };

    private static async Task RenderAsync(ClipFiles clip, Uri store, string home, int first, int count)
    {
        var scratch = Directory.CreateDirectory(Path.Join(home, $"scratch-{Guid.CreateVersion7():N}")).FullName;
        await RenderFrames.RunAsync(new()
        {
            Store = store,
            Clip = clip,
            Frames = new() { Start = first, End = first + count },
            Development = new() { From = "ARRI LogC4" },
            Outputs = [new() { Name = "f.####.exr" }],
            Target = StoreUrl.ForFolder(scratch),
        }, new StepContext { ScratchFolder = scratch }, CancellationToken.None);
        Directory.Delete(scratch, recursive: true);
    }

    private static string Shoot(string home, string name, string[] codec, int frames, string size)
    {
        var (seed, path) = (Path.Join(home, $"seed{Path.GetExtension(name)}"), Path.Join(home, name));
        Shell.Run("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", $"testsrc2=s={size}:r=24,noise=alls=40:allf=t", "-f", "lavfi", "-i", "sine=r=48000:d=0.5416667", "-frames:v", $"{Seed}", "-shortest", .. codec, seed]);
        Shell.Run("ffmpeg", ["-v", "error", "-stream_loop", $"{(frames + Seed - 1) / Seed - 1}", "-i", seed, "-map", "0:v", "-map", "0:a?", "-c", "copy", "-timecode", "10:00:00:00", path]);
        File.Delete(seed);
        return path;
    }

    private static long OwnBytes(string path, int first) =>
        Shell.Read("ffprobe", ["-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts,size", "-of", "csv=p=0", path]).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd(',').Split(',')).Select(words => (Time: long.Parse(words[0], CultureInfo.InvariantCulture), Size: long.Parse(words[1], CultureInfo.InvariantCulture)))
            .OrderBy(packet => packet.Time).Skip(first).Take(Wanted).Sum(packet => packet.Size);

    private static async Task ReplayAsync(string path, Uri url, string home)
    {
        await using var store = await StoreUrl.OpenAsync(url, StoreAccess.Read, CancellationToken.None);
        using var reader = new StreamReader(path);
        var reads = ReadTrace.Read(reader).ToList();
        var cache = new ReadCache(Path.Join(home, "cache"), long.MaxValue, TimeProvider.System);
        var files = new Dictionary<string, CachedFile>(StringComparer.Ordinal);
        var wanted = new Dictionary<string, RangeSet>(StringComparer.Ordinal);
        var started = Stopwatch.GetTimestamp();
        foreach (var read in reads)
        {
            if (!files.TryGetValue(read.Key, out var file))
            {
                var found = await store.FindAsync(StoreKey.Parse(read.Key), CancellationToken.None) ?? throw new FileNotFoundException($"'{read.Key}' of the trace is not in {url}.");
                (files[read.Key], wanted[read.Key]) = (file = await cache.OpenAsync(store, found, CancellationToken.None), new());
            }

            await file.FetchAsync([read.Range], () => { }, CancellationToken.None);
            wanted[read.Key].Add(read.Range);
        }

        var ours = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var (fetched, asked, all) = (files.Values.Sum(file => file.Fetched), wanted.Values.Sum(set => set.Length), files.Values.Sum(file => file.File.Length));
        foreach (var file in files.Values) file.Dispose();
        started = Stopwatch.GetTimestamp();
        foreach (var key in files.Keys)
        {
            await using var source = await store.OpenReadAsync(StoreKey.Parse(key), new(), CancellationToken.None);
            await using var target = File.Create(Path.Join(home, $"{Guid.CreateVersion7():N}"));
            await source.CopyToAsync(target);
        }

        var whole = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{reads.Count:N0} reads of {files.Count:N0} files: fetched {fetched / 1e6:F1} MB for {asked / 1e6:F1} MB asked for, amplification {(double)fetched / Math.Max(1, asked):F3}; {ours:F2} s. Copied whole: {all / 1e6:F1} MB, {whole:F2} s. Ratio of bytes {(double)fetched / Math.Max(1, all):F3}, of time {ours / whole:F2}"));
    }
}
