using System.Globalization;
using Acetate.Benchmarks.Ingest;
using Acetate.Imaging.Debayer;
using Acetate.Imaging.Sensor;
using Acetate.Imaging.Tests;
using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Arri;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Media.Render;

namespace Acetate.Benchmarks.Engine;

/// <summary>ARRIRAW to ACES2065-1 in OpenEXR of 16-bit floats, beside LibRaw and oiiotool, and where the time goes.</summary>
internal static class Plates
{
    private const int Frames = 12, CopyBytes = 256 << 20;

    public static async Task RunAsync(SensorClip shot, string folder, int rounds)
    {
        var clip = shot.Clip(Frames);
        var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(clip, CancellationToken.None);
        await using var source = await PictureFormats.OpenAsync(clip, inspection, new(), CancellationToken.None);
        var cores = Environment.ProcessorCount;
        var (from, to) = (new byte[CopyBytes], new byte[CopyBytes]);
        from.AsSpan().Fill(1);
        var bytes = 0L;

        var turns = new Turns(rounds)
            .With("unpacked", () => OnAllCores(() => Unpack(shot[0])), warmsUp: true)
            .With("RCD alone", () => OnAllCores(Debayer), warmsUp: true)
            .With("developed", () => RenderAsync(source, null), warmsUp: true)
            .With("uncompressed", async () => await RenderAsync(source, ExrCompression.None), warmsUp: true)
            .With("ZIPS", async () => bytes = await RenderAsync(source, ExrCompression.Zips), warmsUp: true)
            .With("copy", () => Task.Run(() => Parallel.For(0, cores, core => from.AsSpan(core * (CopyBytes / cores), CopyBytes / cores).CopyTo(to.AsSpan(core * (CopyBytes / cores))))), warmsUp: true);
        var hasPeer = ChildProcess.Find("dcraw_emu") is not null && ChildProcess.Find("oiiotool") is not null;
        if (hasPeer)
        {
            turns.With("LibRaw", () => Parallel.ForAsync(0, cores, (core, _) =>
            {
                LibRaw(shot[core], Path.Join(folder, $"peer{core}"));
                return ValueTask.CompletedTask;
            }));
        }

        var figures = await turns.RunAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nARRIRAW {SensorClip.Width}×{SensorClip.Height} → RCD → ACES2065-1 half → OpenEXR in memory, {cores} cores; frames/s, and processor time for a frame"));
        foreach (var (name, title) in new[]
        {
            ("unpacked", "unpacked, square roots"), ("RCD alone", "RCD alone, in memory"), ("developed", "read and developed, rows thrown away"), ("uncompressed", "OpenEXR, uncompressed"), ("ZIPS", "OpenEXR, ZIPS"),
        })
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {title,-40} {Rate(name),6:F1} frames/s   {1000 * figures[name].Processor / Frames,6:F1} ms"));
        var (rcd, deflate) = (figures["RCD alone"].Processor, figures["ZIPS"].Processor - figures["uncompressed"].Processor);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {(rcd > deflate ? "the debayer" : "deflate")} binds: debayer {1000 * rcd / Frames:F1} ms, deflate with its predictor {1000 * deflate / Frames:F1} ms a frame; {bytes / 1e6 / Frames:F1} MB a frame"));
        var copied = CopyBytes / figures["copy"].Seconds / 1e9;
        var written = Rate("uncompressed") * SensorClip.Width * SensorClip.Height * 6 / 1e9;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  uncompressed: {Rate("uncompressed"):F1} frames/s, goal 25 or more; {written:F2} GB/s written where a copy by {cores} threads has {copied:F2} GB/s; {Rate("uncompressed") / Rate("RCD alone"):F2} of RCD alone"));
        if (!hasPeer)
        {
            Console.WriteLine("  dcraw_emu and oiiotool are not both installed (Debian: libraw-bin, openimageio-tools): there is nothing to compare with.");
            return;
        }

        var theirs = cores / figures["LibRaw"].Seconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  LibRaw (AHD) and oiiotool to ZIPS, {cores} at once: {theirs:F2} frames/s; ours {Rate("ZIPS") / theirs:F1} times   goal 7 frames/s and 6 times"));

        double Rate(string name) => Frames / figures[name].Seconds;
    }

    private static async Task<long> RenderAsync(PictureSource source, ExrCompression? compression)
    {
        var sink = new MemorySink(
            compression is { } way ? new FrameFileSettings.Exr { Compression = way } : null,
            new() { DataWindow = PixelWindow.Of(SensorClip.Width, SensorClip.Height) });
        await foreach (var frame in new FrameRun(source, [new() { Sink = sink }], Environment.ProcessorCount).RunAsync(0, Frames, CancellationToken.None))
            if (frame.Verdict != FrameVerdict.Made) throw new InvalidOperationException(frame.Reason);
        return sink.Bytes;
    }

    private static Task OnAllCores(Action frame) => Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(core => Task.Run(() =>
    {
        for (var i = core; i < Frames; i += Environment.ProcessorCount) frame();
    })));

    private static void Unpack(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var header = AriHeader.Read(bytes);
        var development = new AriDevelopment(AriParameters.Of(header), bytes.AsMemory((int)header.PictureOffset, TwelveBits.RowBytes(SensorClip.Width) * SensorClip.Height));
        var (codes, values) = (new ushort[SensorClip.Width], new float[SensorClip.Width]);
        for (var line = 0; line < SensorClip.Height; line++) development.Row(line, codes, values);
    }

    [ThreadStatic]
    private static RatioCorrected? debayer;

    [ThreadStatic]
    private static float[]? row;

    private static void Debayer()
    {
        debayer ??= new(SensorClip.Width, SensorClip.Height, BayerPattern.Grbg);
        if (row is null)
        {
            row = new float[SensorClip.Width + 64];
            var grain = new Grain(1);
            for (var x = 0; x < row.Length; x++) row[x] = 0.1f + (float)grain.Unit() * 0.02f;
        }

        var values = row;
        debayer.Run((y, into) => values.AsSpan(y % 64, into.Length).CopyTo(into), static (_, _, _, _) => { });
    }

    // Each of the two as a person calls it, on one thread: as many at once as there are cores.
    private static void LibRaw(string frame, string folder)
    {
        Directory.CreateDirectory(folder);
        var link = Path.Join(folder, "frame.ari");
        if (!File.Exists(link)) File.CreateSymbolicLink(link, frame);
        Shell.Run("env", ["OMP_NUM_THREADS=1", "dcraw_emu", "-q", "3", "-T", "-4", "-o", "6", link]);
        Shell.Run("oiiotool", ["--threads", "1", link + ".tiff", "-d", "half", "--compression", "zips", "-o", Path.Join(folder, "frame.exr")]);
    }
}
