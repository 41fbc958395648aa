using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Acetate.Amf;
using Acetate.Benchmarks.Engine;
using Acetate.Benchmarks.Ingest;
using Acetate.Compute;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Storage;

namespace Acetate.Benchmarks.Dailies;

/// <summary>One clip of ProRes 4K in the camera's log to the three deliverables of dailies, checked, by the worker as it is shipped; beside one plain call of FFmpeg with the same outputs.</summary>
/// <remarks>Options: <c>--seconds N</c> (5), <c>--rounds N</c> (3), <c>--size WxH</c> (3840x2160), <c>--no-check</c>, <c>--keep DIR</c> to make and leave everything there.</remarks>
internal static class DailiesBenchmark
{
    private const string Log = "S-Log3 S-Gamut3.Cine";

    public static async Task<int> RunAsync(string[] args)
    {
        int Number(string name, int otherwise) => args.Option(name) is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
        var (seconds, rounds, size, kept, isChecked) = (Number("--seconds", 5), Number("--rounds", 3), args.Option("--size") ?? "3840x2160", args.Option("--keep"), !args.Contains("--no-check"));
        var folder = Directory.CreateDirectory(kept ?? Path.Join(Path.GetTempPath(), $"acetate-bench-dailies-{Environment.ProcessId}")).FullName;
        try
        {
            var (clip, table) = (Path.Join(folder, "A001C001.mov"), Path.Join(folder, "look.cube"));
            if (!File.Exists(clip))
                // Grain and movement, so that neither decoder nor encoders have an easy day, in the codes that a log picture has: no colour of it is one that no camera sees.
                Shell.Run("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", $"testsrc2=size={size}:rate=24", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-vf", "noise=alls=3:allf=t,format=yuv422p10le,lutyuv=y=val*0.5+200:u=(val-512)*0.4+512:v=(val-512)*0.4+512",
                    "-t", $"{seconds}", "-c:v", "prores_ks", "-profile:v", "3", "-c:a", "pcm_s24le", "-ac", "2", "-timecode", "10:00:00:00", clip]);
            // The same look for both: how much an encoder has to do depends on the picture it is given.
            if (!File.Exists(table))
                Shell.Run(Path.Join(Checkout.Root, "artifacts", "acetate"), ["colour", "bake", $"{Log} to ACES2065-1", "ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - SDR-100nit-REC709_2.0", "DISPLAY - CIE-XYZ-D65_to_REC.1886-REC.709", "--size", "65", "-o", table]);
            var round = 0;
            var figures = await new Turns(rounds)
                .With("ours", () => OursAsync(clip, Path.Join(folder, $"ours-{++round}"), isChecked), warmsUp: true)
                .With("FFmpeg", () => Task.Run(() => Theirs(clip, table, Directory.CreateDirectory(Path.Join(folder, "theirs")).FullName)), warmsUp: true)
                .RunAsync();
            var (ours, theirs) = (figures["ours"].Seconds, figures["FFmpeg"].Seconds);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"\nProRes HQ {size}, {seconds} s, {(isChecked ? "checked, " : "")}to DNxHR LB for Avid (a file a track), ProRes Proxy 1080p and H.264 720p with burn-ins; medians of {rounds}\n  acetate-worker   {ours,8:F2} s\n  ffmpeg           {theirs,8:F2} s   ours over theirs {ours / theirs:F2}   goal 1.0 or less"));
            return 0;
        }
        finally
        {
            if (kept is null) Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task OursAsync(string clip, string folder, bool isChecked)
    {
        var note = new EditorialRequest { Name = "A001C001", Tape = "A001", ShootDay = new(2026, 1, 5) };
        FrameOutputRequest Output(string name, string kind, int width, int height) =>
            new() { Name = name, Use = AmfUse.Proxies, ByTable = true, File = new() { Kind = kind, OpAtom = name.EndsWith(".mxf", StringComparison.Ordinal) }, Framing = new() { Width = width, Height = height }, Editorial = note };
        var request = new RenderFramesRequest
        {
            Store = StoreUrl.ForFolder(Path.GetDirectoryName(clip)!),
            Clip = new() { Name = "A001C001", Kind = ClipKind.Single, Files = [Path.GetFileName(clip)] },
            Development = new() { From = Log },
            Outputs =
            [
                Output("avid/A001C001.mxf", "dnxhr-lb", 1920, 1080),
                Output("cut/A001C001.mov", "prores-proxy", 1920, 1080),
                Output("review/A001C001.mp4", "h264", 1280, 720) with { BurnInTemplate = """{"items":[{"text":"{clip}","at":"top-left"},{"text":"{timecode}","at":"bottom-left"}]}""" },
            ],
            Check = isChecked ? new() : null,
            Target = StoreUrl.ForFolder(Directory.CreateDirectory(folder).FullName),
        };
        var line = JsonSerializer.Serialize(new WorkerRequest("1", RenderFrames.Name, JsonSerializer.SerializeToElement(request, StepJson.Options), Scratch: folder), StepJson.Options);
        await File.WriteAllTextAsync(Path.Join(folder, "request.json"), line + '\n');
        using var process = Process.Start(new ProcessStartInfo(Path.Join(Checkout.Root, "artifacts", "programs", "acetate-worker")) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaint = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
        var last = "";
        while (await process.StandardOutput.ReadLineAsync() is { } reply) last = JsonSerializer.Deserialize<WorkerReply>(reply, StepJson.Options) is { Result: null } ? last : reply;
        await process.WaitForExitAsync();
        if (JsonSerializer.Deserialize<WorkerReply>(last, StepJson.Options) is not { Result: StepResult.Done }) throw new InvalidOperationException($"acetate-worker ended with {process.ExitCode}: {last} {await complaint}");
    }

    // As a person calls it who knows how: scaled once for both large pictures, before the table.
    private static void Theirs(string clip, string table, string folder) => Shell.Run("ffmpeg",
    [
        "-v", "error", "-y", "-nostdin", "-i", clip, "-filter_complex",
        $"[0:v]scale=1920:1080:flags=lanczos,format=gbrp10le,lut3d=file={table}:interp=tetrahedral,split=3[a][b][c];[a]format=yuv422p[avid];[b]format=yuv422p10le[cut];"
            + "[c]scale=1280:720:flags=lanczos,drawtext=text=A001C001:x=20:y=20:fontsize=24:fontcolor=white,drawtext=timecode='10\\:00\\:00\\:00':rate=24:x=20:y=h-44:fontsize=24:fontcolor=white,format=yuv420p[review]",
        "-map", "[avid]", "-c:v", "dnxhd", "-profile:v", "dnxhr_lb", Path.Join(folder, "avid.mxf"), "-map", "0:a", "-c:a", "pcm_s24le", Path.Join(folder, "avid.wav"),
        "-map", "[cut]", "-map", "0:a", "-c:v", "prores_ks", "-profile:v", "proxy", "-c:a", "pcm_s24le", Path.Join(folder, "cut.mov"),
        "-map", "[review]", "-map", "0:a", "-c:v", "libx264", "-preset", "medium", "-crf", "18", "-profile:v", "high", "-g", "24", "-bf", "2", "-threads", "4", "-c:a", "aac", "-b:a", "320k", "-movflags", "+faststart", Path.Join(folder, "review.mp4"),
    ]);
}
