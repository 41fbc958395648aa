using System.Globalization;
using Acetate.Benchmarks.Ingest;

namespace Acetate.Benchmarks.Inspect;

/// <summary>A card of short clips inspected by one command, against one FFprobe for each clip; warm cache, both as a person would run them.</summary>
/// <remarks>A third of the clips are ProRes in MOV with timecode, a third DNxHR in MXF, a third H.264 and AAC in MP4. Options: <c>--folder DIR</c>, <c>--clips N</c> (default 1,000), <c>--rounds N</c> (default 1).</remarks>
internal static class InspectBenchmark
{
    public static Task<int> RunAsync(string[] args)
    {
        var clips = int.Parse(args.Option("--clips") ?? "1000", CultureInfo.InvariantCulture);
        var rounds = int.Parse(args.Option("--rounds") ?? "1", CultureInfo.InvariantCulture);
        var home = Directory.CreateDirectory(Path.Join(args.Option("--folder") ?? Path.GetTempPath(), $"acetate-bench-inspect-{Environment.ProcessId}"));
        try
        {
            var card = home.CreateSubdirectory("A001R1AC").FullName;
            var files = Shoot(home.FullName, card, clips);
            var (ours, theirs, probes) = (new List<double>(), new List<double>(), 0);
            for (var round = 0; round < rounds; round++)
            {
                ours.Add(Shell.Time(Checkout.Acetate, "inspect", card, "--json"));
                theirs.Add(files.Sum(file => Shell.Time("ffprobe", "-v", "error", "-print_format", "json", "-show_format", "-show_streams", file)));
                probes += files.Count;
            }

            var (mine, peer) = (Shell.Median(ours), Shell.Median(theirs));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"\nInspect {clips:N0} clips in one command\n  acetate inspect {mine,8:F2} s\n  ffprobe each    {peer,8:F2} s   ({probes:N0} runs, {1000 * peer / clips:F1} ms each)\n  {peer / mine:F1} times   goal 5 or more"));
        }
        finally
        {
            home.Delete(recursive: true);
        }

        return Task.FromResult(0);
    }

    private static List<string> Shoot(string home, string card, int clips)
    {
        string[] source = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=0.2", "-f", "lavfi", "-i", "sine=sample_rate=48000:duration=0.2", "-timecode", "10:00:00:00"];
        string[] seeds = [Path.Join(home, "a.mov"), Path.Join(home, "b.mxf"), Path.Join(home, "c.mp4")];
        Shell.Run("ffmpeg", [.. source, "-c:v", "prores_ks", "-profile:v", "3", "-c:a", "pcm_s16le", seeds[0]]);
        Shell.Run("ffmpeg", [.. source, "-c:v", "dnxhd", "-profile:v", "dnxhr_lb", "-pix_fmt", "yuv422p", "-c:a", "pcm_s16le", seeds[1]]);
        Shell.Run("ffmpeg", [.. source, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", seeds[2]]);
        var files = new List<string>();
        for (var clip = 1; clip <= clips; clip++)
        {
            var seed = seeds[clip % seeds.Length];
            files.Add(Path.Join(card, string.Create(CultureInfo.InvariantCulture, $"A001C{clip % 1000:000}_26{clip / 1000 + 1:00}01_R{clip % 10}AC{Path.GetExtension(seed)}")));
            File.Copy(seed, files[^1]);
        }

        return files;
    }
}
