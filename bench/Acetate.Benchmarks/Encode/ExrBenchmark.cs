using System.Diagnostics;
using System.Globalization;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Media.Native;

namespace Acetate.Benchmarks.Encode;

/// <summary>OpenEXR frames with grain written row by row on one thread, beside OpenEXR's C++ library as oiiotool uses it on one thread.</summary>
/// <remarks>oiiotool starts and reads the uncompressed frame first: its time for writing it uncompressed again is taken off.</remarks>
internal static class ExrBenchmark
{
    private const int Width = 4448, Height = 1548;

    public static Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 && int.TryParse(args[0], out var asked) && asked > 0 ? asked : 3;
        var folder = Directory.CreateTempSubdirectory("acetate-exr-").FullName;
        try
        {
            var rows = Rows();
            var source = Path.Join(folder, "source.exr");
            using (var file = File.Create(source)) Write(file, ExrCompression.None, rows);
            var contest = new Contest($"{Width} by {Height} halves with grain, one thread: bytes of pixels a second", Width * Height * 6L, rounds);
            foreach (var compression in Enum.GetValues<ExrCompression>())
            {
                var target = new MemoryStream(Width * Height * 7);
                contest.With($"ours, {compression}", () =>
                {
                    target.SetLength(0);
                    Write(target, compression, rows);
                });
            }

            if (ChildProcess.Find("oiiotool") is { } tool)
            {
                foreach (var name in (string[])["none", "zips", "zip", "piz"])
                    contest.With($"oiiotool, {name}", () => Call(tool, "--threads", "1", source, "--compression", name, "-o", Path.Join(folder, "target.exr")));
            }
            else
            {
                Console.WriteLine("oiiotool is not installed (Debian: openimageio-tools): there is nothing to compare with.");
            }

            var rates = contest.Run("ours, None");
            // What oiiotool needs without any compression is its start, its reading and its writing: the rest is the compressor's.
            foreach (var compression in (ExrCompression[])[ExrCompression.Zips, ExrCompression.Zip, ExrCompression.Piz])
            {
                var ours = 1 / (1 / rates[$"ours, {compression}"] - 1 / rates["ours, None"]);
                if (!rates.TryGetValue($"oiiotool, {compression.ToString().ToLowerInvariant()}", out var rate)) continue;
                var theirs = 1 / (1 / rate - 1 / rates["oiiotool, none"]);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {compression} alone: ours {1000 * ours:F0} MB/s, oiiotool's {1000 * theirs:F0} MB/s: {ours / theirs:F1} times"));
            }

            return Task.FromResult(0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(Stream target, ExrCompression compression, float[][] rows)
    {
        using var writer = FrameFiles.Create(target, new FrameFileSettings.Exr { Compression = compression }, new() { DataWindow = PixelWindow.Of(Width, Height) });
        for (var y = 0; y < Height; y++) writer.Row(rows[y % 64], rows[(y + 21) % 64], rows[(y + 42) % 64]);
        writer.Complete();
    }

    // A gradient with grain of half a per cent; 64 rows are enough for a compressor that looks at single chunks.
    private static float[][] Rows()
    {
        var state = 1u;
        return [.. Enumerable.Range(0, 64).Select(_ => Enumerable.Range(0, Width).Select(x => 0.05f + 0.5f * x / Width + Grain() * 0.01f).ToArray())];

        float Grain()
        {
            var sum = 0f;
            for (var i = 0; i < 4; i++) sum += ((state = state * 1664525 + 1013904223) >> 8) / (float)(1 << 24) - 0.5f;
            return sum;
        }
    }

    private static void Call(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}
