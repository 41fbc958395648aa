using System.Globalization;
using Acetate.Benchmarks.Ingest;
using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Steps.Render;

namespace Acetate.Benchmarks.Engine;

/// <summary>Proxies with poster and strip as Ingest makes them, beside FFmpeg.</summary>
internal static class Proxies
{
    private const int Frames = 48;

    /// <summary>ARRIRAW, beside FFmpeg making the same of finished pictures in DPX of the same size.</summary>
    public static async Task OfRawAsync(SensorClip shot, string folder, int rounds)
    {
        var clip = shot.Clip(Frames);
        var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(clip, CancellationToken.None);
        var (ours, theirs) = (Directory.CreateDirectory(Path.Join(folder, "ours")).FullName, Directory.CreateDirectory(Path.Join(folder, "theirs")).FullName);
        var pattern = await PrintedAsync(shot, folder);
        var made = await MadeAsync(clip, inspection, ours);
        var job = new PictureJob { Inputs = [pattern], SequenceRate = "24", Width = made.Width!.Value, Height = made.Height!.Value, SourceMatrix = "", KeyInterval = 24, Output = Path.Join(theirs, "proxy.mp4") };
        var figures = await new Turns(rounds)
            .With("ours", () => MadeAsync(clip, inspection, ours))
            .With("FFmpeg", () => Call(FFmpegArguments.Picture(job)))
            .With("FFmpeg, all", async () =>
            {
                await Call(FFmpegArguments.Picture(job));
                await DrawAsync(job.Output, Frames, StripGrid.For(Frames, job.Width, job.Height), theirs);
            })
            .RunAsync();
        Show($"ARRIRAW {SensorClip.Width}×{SensorClip.Height} → half size → Rec.709 by table → {job.Width}×{job.Height} H.264, {Frames} frames, with poster and strip",
            figures, "FFmpeg from DPX, proxy alone", "FFmpeg from DPX, with poster and strip", "below 1");
    }

    /// <summary>ProRes, beside FFmpeg as a person calls it with the proxy's settings.</summary>
    public static async Task OfMovieAsync(string folder, int rounds)
    {
        const int frames = 72;
        var movie = Path.Join(folder, "B001C001.mov");
        Shell.Run("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=3840x2160:rate=24", "-vf", "noise=alls=6:allf=t,format=yuv422p10le", "-frames:v", $"{frames}", "-c:v", "prores", "-profile:v", "3",
            "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-timecode", "10:00:00:00", movie]);
        var clip = new ClipSource { Name = "B001C001", Kind = ClipKind.Single, Files = [ClipFile.At(movie)] };
        var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(clip, CancellationToken.None);
        var (ours, proxy) = (Directory.CreateDirectory(Path.Join(folder, "ours")).FullName, Path.Join(folder, "plain.mp4"));
        string[] plain = ["-v", "error", "-y", "-nostdin", "-i", movie, "-vf", "scale=1920:1080:flags=bicubic,format=yuv420p", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-profile:v", "high", "-g", "24", "-bf", "2", "-an", "-movflags", "+faststart", proxy];
        var figures = await new Turns(rounds)
            .With("ours", () => MadeAsync(clip, inspection, ours))
            .With("FFmpeg", () => Call(plain))
            .With("FFmpeg, all", async () =>
            {
                await Call(plain);
                await DrawAsync(proxy, frames, StripGrid.For(frames, 1920, 1080), folder);
            })
            .RunAsync();
        Show($"ProRes 3840×2160 → 1920×1080 H.264, {frames} frames, with poster and strip", figures, "ffmpeg, proxy alone", "ffmpeg, with poster and strip", "1.00 or less");
    }

    // A poster and a strip as a person calls for them, one after the other.
    private static async Task DrawAsync(string proxy, int frames, StripGrid grid, string folder)
    {
        string[] start = ["-v", "error", "-y", "-nostdin", "-i", proxy, "-an", "-frames:v", "1", "-pix_fmt", "yuvj420p", "-q:v", "4", "-update", "1"];
        await Call([.. start, "-vf", $"select='eq(n\\,{frames / 3})',scale=640:-2:flags=bicubic", Path.Join(folder, "poster.jpg")]);
        await Call([.. start, "-vf", $"select='lt(mod(n*{grid.Count}\\,{frames})\\,{grid.Count})',scale={grid.TileWidth}:{grid.TileHeight}:flags=bicubic,tile={grid.Columns}x{grid.Rows}", Path.Join(folder, "strip.jpg")]);
    }

    private static void Show(string title, IReadOnlyDictionary<string, (double Seconds, double Processor)> figures, string alone, string all, string goal)
    {
        var ours = figures["ours"].Seconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{title}\n  ours {ours,43:F2} s\n  {alone,-40} {figures["FFmpeg"].Seconds,6:F2} s   ours over theirs {ours / figures["FFmpeg"].Seconds:F2}\n  {all,-40} {figures["FFmpeg, all"].Seconds,6:F2} s   ours over theirs {ours / figures["FFmpeg, all"].Seconds:F2}   goal {goal}"));
    }

    private static async Task<ProxyOutcome.Made> MadeAsync(ClipSource clip, ClipInspection inspection, string folder) =>
        await new ProxyRenderer(TimeProvider.System, ProxyColours.Of).RenderAsync(clip, inspection, folder, static (_, _) => { }, CancellationToken.None) switch
        {
            ProxyOutcome.Made made => made,
            ProxyOutcome.Unavailable unavailable => throw new InvalidOperationException(unavailable.Reason),
            ProxyOutcome.Failed failed => throw new InvalidOperationException(failed.Reason),
            _ => throw new InvalidOperationException("The proxy has an outcome that is not known."),
        };

    // The same pictures as somebody else would hand them over: developed, in Rec.709, whole, 10 bits.
    private static async Task<string> PrintedAsync(SensorClip shot, string folder)
    {
        var clip = shot.Clip(4);
        var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(clip, CancellationToken.None);
        await using var source = await PictureFormats.OpenAsync(clip, inspection, new() { Debayer = DebayerQuality.Quick }, CancellationToken.None);
        var look = ProxyColours.Of(source.Description);
        var files = new MemorySink(new FrameFileSettings.Dpx(), new() { DataWindow = PixelWindow.Of(SensorClip.Width, SensorClip.Height) }, PathOf);
        await foreach (var frame in new FrameRun(source, [new() { ToLight = look.ToLight, ToDelivery = look.ToDisplay, Sink = files }], Environment.ProcessorCount).RunAsync(0, 4, CancellationToken.None))
            if (frame.Verdict != FrameVerdict.Made) throw new InvalidOperationException(frame.Reason);
        for (var i = 4; i < Frames; i++) File.CreateSymbolicLink(PathOf(i), PathOf(i % 4));
        return Path.Join(folder, "%07d.dpx");

        string PathOf(long frame) => Path.Join(folder, $"{frame:0000000}.dpx");
    }

    private static Task Call(IEnumerable<string> arguments) => Task.Run(() => Shell.Run("ffmpeg", [.. arguments]));
}
