using System.Diagnostics;
using Acetate.Compute.Hosting;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Storage;
using Acetate.Storage.Ranges;

namespace Acetate.Library.Tests.Steps;

/// <summary>Frames out of the middle of clips in a bucket: how many bytes travel for them, and that they are the frames that the whole clip gives.</summary>
[Collection(nameof(RangedRenderTests))]
public sealed class RangedRenderTests : IDisposable
{
    private const int First = 110, Count = 10;

    private readonly TempFolder card = new(), scratch = new(), target = new();
    private readonly string trace;

    public RangedRenderTests()
    {
        trace = Path.Join(card.Path, "reads.jsonl");
        Environment.SetEnvironmentVariable(ReadTrace.Variable, trace);
        Environment.SetEnvironmentVariable(ReadCache.FolderVariable, Path.Join(scratch.Path, "cache"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A clip of 208 frames with sound; the bytes of ten of its frames are what they take in the file, as FFprobe says.</summary>
    [Theory]
    [InlineData("prores.mov", 1.2, "-c:v", "prores", "-profile:v", "3", "-c:a", "pcm_s24le")]
    [InlineData("dnxhr.mxf", 1.2, "-c:v", "dnxhd", "-profile:v", "dnxhr_hqx", "-pix_fmt", "yuv422p10le", "-c:a", "pcm_s24le")]
    [InlineData("dnxhr.mov", 1.2, "-c:v", "dnxhd", "-profile:v", "dnxhr_hqx", "-pix_fmt", "yuv422p10le", "-movflags", "+faststart")]
    [InlineData("intra.mp4", 1.2, "-c:v", "libx264", "-qp", "4", "-preset", "ultrafast", "-g", "1", "-pix_fmt", "yuv420p", "-c:a", "aac")]
    [InlineData("gop.mp4", 3, "-c:v", "libx264", "-qp", "4", "-preset", "ultrafast", "-x264-params", "keyint=13:min-keyint=13:bframes=2:scenecut=0", "-pix_fmt", "yuv420p", "-c:a", "aac")]
    public async Task Ten_frames_fetch_little_more_than_those_frames_and_are_those_of_the_whole_clip(string name, double most, params string[] codec)
    {
        var bucket = await ShotAsync(name, codec);
        var request = Request(name, bucket, "ranged");

        var ranged = await RenderFrames.RunAsync(request, Context(), Token);
        var whole = await RenderFrames.RunAsync(request with { Store = StoreUrl.ForFolder(card.Path), TargetPrefix = "whole" }, Context(), Token);

        Assert.All(ranged.Frames, frame => Assert.Equal(FrameVerdict.Made, frame.Verdict));
        Assert.Equal(whole.Warnings, ranged.Warnings);
        Assert.Equal((whole.Range, whole.Recipes.Single().Decoder), (ranged.Range, ranged.Recipes.Single().Decoder));
        foreach (var frame in Directory.GetFiles(Path.Join(target.Path, "whole")))
            Assert.True(File.ReadAllBytes(frame).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Join(target.Path, "ranged", Path.GetFileName(frame)))), Path.GetFileName(frame));
        var (fetched, own) = (Fetched(), await BytesOfFramesAsync(name));
        TestContext.Current.SendDiagnosticMessage($"{name}: {fetched:N0} of {new FileInfo(Path.Join(card.Path, name)).Length:N0} bytes fetched for frames of {own:N0}: {(double)fetched / own:F3}");
        Assert.InRange((double)fetched / own, 0.99, most);
        Assert.Empty(Directory.GetDirectories(scratch.Path, "part-*"));
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(ReadTrace.Variable, null);
        Environment.SetEnvironmentVariable(ReadCache.FolderVariable, null);
        card.Dispose();
        scratch.Dispose();
        target.Dispose();
    }

    private StepContext Context() => new() { ScratchFolder = scratch.Path };

    /// <summary>What was not on this machine when it was asked for, by the cache's own notes: each byte once.</summary>
    private long Fetched()
    {
        using var reader = new StringReader(File.ReadAllText(trace));
        var there = new RangeSet();
        foreach (var read in ReadTrace.Read(reader)) there.Add(read.Range);
        var kept = new RangeSet();
        foreach (var note in Directory.GetFiles(Path.Join(scratch.Path, "cache"), "ranges", SearchOption.AllDirectories))
            foreach (var line in File.ReadLines(note)) kept.Add(new(long.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture), long.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.True(kept.Length >= there.Length);
        return kept.Length;
    }

    private RenderFramesRequest Request(string name, Uri bucket, string prefix) => new()
    {
        Store = bucket,
        Clip = new() { Name = "clip", Kind = ClipKind.Single, Files = [name] },
        Frames = new() { Start = First, End = First + Count },
        Development = new() { From = "ARRI LogC4" },
        Outputs = [new() { Name = "f.####.exr" }],
        Target = StoreUrl.ForFolder(target.Path),
        TargetPrefix = prefix,
    };

    private async Task<Uri> ShotAsync(string name, string[] codec)
    {
        var path = Path.Join(card.Path, name);
        // Thirteen frames that differ, again and again: an offset by one, or by ten, shows.
        var seed = Path.Join(scratch.Path, $"seed{Path.GetExtension(name)}");
        await RunAsync("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=960x540:r=24,noise=alls=60:allf=t", "-f", "lavfi", "-i", "sine=r=48000:d=0.5416667", "-frames:v", "13", "-shortest", .. codec, seed]);
        await RunAsync("ffmpeg", ["-v", "error", "-stream_loop", "15", "-i", seed, "-map", "0:v", "-map", "0:a?", "-c", "copy", "-timecode", "10:00:00:00", "-movflags", codec.Contains("+faststart") ? "+faststart" : "0", path]);
        File.Delete(seed);
        var bucket = await S3Server.NewBucketAsync();
        await CopyFiles.RunAsync(new() { Source = StoreUrl.ForFolder(card.Path), Target = bucket, Files = [new(name, new FileInfo(path).Length)] }, new StepContext(), Token);
        return bucket;
    }

    private async Task<long> BytesOfFramesAsync(string name)
    {
        var said = await RunAsync("ffprobe", ["-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts,size", "-of", "csv=p=0", Path.Join(card.Path, name)]);
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd(',').Split(',').Select(word => long.Parse(word, System.Globalization.CultureInfo.InvariantCulture)).ToArray())
            .OrderBy(packet => packet[0]).Skip(First).Take(Count).Sum(packet => packet[1]);
    }

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Corpus.Program(program), arguments) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
        return said;
    }
}

/// <summary>The environment says where the cache is; one test at a time says it.</summary>
[CollectionDefinition(nameof(RangedRenderTests), DisableParallelization = true)]
public sealed class RangedRenderCollection;
