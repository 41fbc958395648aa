using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Acetate.Media.Check;
using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Timing;

namespace Acetate.Benchmarks.Qc;

/// <summary>What the check of pictures costs beside a decode that happens anyway: processor time of this process and FFmpeg with and without it, in turns.</summary>
internal static partial class QcCost
{
    private const int Rounds = 5;

    [GeneratedRegex(@"bench: utime=([\d.]+)s stime=([\d.]+)s")]
    private static partial Regex Bench { get; }

    public static async Task<int> RunAsync(string samples)
    {
        var folder = Directory.CreateTempSubdirectory("acetate-qc-cost-").FullName;
        try
        {
            Console.WriteLine("| clip | decoded and developed | with the check | more | of the check alone, for a frame |\n|---|---|---|---|---|");
            foreach (var (name, codec) in new[] { ("H.264 1920×1080", new[] { "-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p" }), ("ProRes 422 HQ 1920×1080", ["-c:v", "prores_ks", "-profile:v", "3"]) })
            {
                var path = Path.Join(folder, "clip.mov");
                using (var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-nostdin", "-y", "-i", Path.Join(samples, "natural-video", "flower.mp4"), "-an", "-vf", "scale=1920:1080,noise=alls=4:allf=t", .. codec, path])) await ffmpeg.WaitForExitAsync();
                await Measure(name, path);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Measure(string name, string path)
    {
        var clip = new ClipSource { Name = "clip", Kind = ClipKind.Single, Files = [ClipFile.At(path)] };
        var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(clip, CancellationToken.None);
        var (plain, check, decoder, frames) = (new List<double>(), new List<double>(), new List<double>(), 0L);
        for (var round = 0; round <= Rounds; round++)
        {
            using (var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-benchmark", "-i", path, "-an", "-f", "null", "-"]) { RedirectStandardError = true })!)
            {
                var told = Bench.Match(await ffmpeg.StandardError.ReadToEndAsync());
                await ffmpeg.WaitForExitAsync();
                if (round > 0) decoder.Add(double.Parse(told.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + double.Parse(told.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
            }

            foreach (var withCheck in new[] { false, true })
            {
                await using var source = await PictureFormats.OpenAsync(clip, inspection, new(), CancellationToken.None);
                frames = source.Description.Frames;
                var rate = FrameRate.Parse(inspection.Image!.Rate!);
                var output = withCheck ? new CheckSink(source.Description, new(), rate).Output : new RenderOutput { Sink = new Nothing() };
                var before = Environment.CpuUsage.TotalTime;
                await foreach (var outcome in new FrameRun(source, [output], 2).RunAsync(0, frames, CancellationToken.None))
                    if (outcome.Verdict != FrameVerdict.Made) throw new InvalidOperationException(outcome.Reason);
                if (withCheck) ((CheckSink)output.Sink).Finish();
                var used = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
                if (round > 0) (withCheck ? check : plain).Add(used);
            }
        }

        var (own, with, ffmpegs) = (Middle(plain), Middle(check), Middle(decoder));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name}, {frames} frames | {(ffmpegs + own) * 1000 / frames:0.0} ms | {(ffmpegs + with) * 1000 / frames:0.0} ms | {(with - own) / (ffmpegs + own) * 100:0} % | {(with - own) * 1000 / frames:0.0} ms |"));

        static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);
    }

    /// <summary>Takes rows and forgets them.</summary>
    private sealed class Nothing : FrameSink
    {
        public override ValueTask<FrameWriter> BeginAsync(SourceFrame frame, CancellationToken cancellationToken) => ValueTask.FromResult<FrameWriter>(new Nowhere());

        public override ValueTask<string?> TakeAsync(SourceFrame frame, FrameWriter writer, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

        private sealed class Nowhere : FrameWriter
        {
            public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
            {
            }

            public override void Complete()
            {
            }
        }
    }
}
