using System.Diagnostics;
using Acetate.Compute.Hosting;
using Acetate.Hashing;
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
        Same("whole", "ranged", Count);
        var (fetched, own) = (Fetched(), await BytesOfFramesAsync(name));
        TestContext.Current.SendDiagnosticMessage($"{name}: {fetched:N0} of {new FileInfo(Path.Join(card.Path, name)).Length:N0} bytes fetched for frames of {own:N0}: {(double)fetched / own:F3}");
        Assert.InRange((double)fetched / own, 0.99, most);
        Assert.Empty(Directory.GetDirectories(scratch.Path, "part-*"));
    }

    [Fact]
    public async Task A_second_step_for_the_same_frames_fetches_nothing()
    {
        var bucket = await ShotAsync("prores.mov", ["-c:v", "prores", "-an"]);
        await RenderFrames.RunAsync(Request("prores.mov", bucket, "one"), Context(), Token);
        File.Delete(trace);

        await RenderFrames.RunAsync(Request("prores.mov", bucket, "two"), Context(), Token);

        using var reader = new StringReader(await File.ReadAllTextAsync(trace, Token));
        var reads = ReadTrace.Read(reader).ToList();
        Assert.NotEmpty(reads);
        Assert.All(reads, read => Assert.True(read.IsHit));
    }

    [Fact]
    public async Task Of_a_sequence_the_files_of_the_frames_are_fetched_and_the_first()
    {
        var (request, names) = await SequenceAsync();

        await RenderFrames.RunAsync(request, Context(), Token);
        await RenderFrames.RunAsync(request with { Store = StoreUrl.ForFolder(card.Path), TargetPrefix = "whole" }, Context(), Token);

        using var reader = new StringReader(await File.ReadAllTextAsync(trace, Token));
        Assert.Equal([names[0], .. names[30..40]], ReadTrace.Read(reader).Select(read => read.Key).Order(StringComparer.Ordinal));
        Same("whole", "ranged", Count);
    }

    [Fact]
    public async Task Of_a_sequence_a_file_with_other_bytes_than_came_in_is_no_picture_and_the_others_are()
    {
        var (request, names) = await SequenceAsync();
        var hashes = names[30..40].Select(name => $"xxh128:{HashOf(Path.Join(card.Path, name))}").ToArray();
        hashes[4] = $"xxh128:{new string('0', 32)}";

        var made = await RenderFrames.RunAsync(request with { SourceHashes = [.. hashes] }, Context(), Token);

        Assert.Equal([34L], made.Frames.Where(frame => frame.Verdict == FrameVerdict.Failed).Select(frame => frame.Number));
        Assert.Equal($"'{names[34]}' does not have the xxh128 hash that it had when it came in: this copy of it is damaged.", made.Frames[4].Reason);
        Assert.Equal(9, Directory.GetFiles(Path.Join(target.Path, "ranged")).Length);
    }

    [Fact]
    public async Task Of_frames_that_an_earlier_run_made_no_file_is_fetched()
    {
        var (request, names) = await SequenceAsync();
        await RenderFrames.RunAsync(request, Context(), Token);
        File.Delete(Path.Join(target.Path, "ranged", "f.1007.exr"));
        File.Delete(trace);

        var again = await RenderFrames.RunAsync(request with { RequireAll = true }, Context(), Token);

        using var reader = new StringReader(await File.ReadAllTextAsync(trace, Token));
        Assert.Equal([names[0], names[36]], ReadTrace.Read(reader).Select(read => read.Key).Order(StringComparer.Ordinal));
        Assert.All(again.Frames, frame => Assert.Equal(FrameVerdict.Made, frame.Verdict));
    }

    /// <summary>What is kept says of bytes that they are there, and they are not: zeros lie in their place.</summary>
    [Fact]
    public async Task A_frame_whose_bytes_are_not_there_is_told_and_is_no_picture()
    {
        var bucket = await ShotAsync("prores.mov", ["-c:v", "prores", "-an"]);
        await RenderFrames.RunAsync(Request("prores.mov", bucket, "right"), Context(), Token);
        var (place, size) = (await PlacesAsync("prores.mov"))[First + 3];
        await EmptyAsync(place, size);

        var made = await RenderFrames.RunAsync(Request("prores.mov", bucket, "hollow"), Context(), Token);

        Assert.Equal([First + 3L], made.Frames.Where(frame => frame.Verdict == FrameVerdict.Failed).Select(frame => frame.Number));
        Assert.Contains($"Frame {First + 3} ", made.Frames[3].Reason, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Join(target.Path, "hollow", "f.1004.exr")));
        Same("right", "hollow", count: Count - 1);
    }

    [Fact]
    public async Task Where_pictures_hang_on_one_that_is_not_there_the_whole_clip_is_fetched_and_the_pictures_are_right()
    {
        var bucket = await ShotAsync("gop.mp4", ["-c:v", "libx264", "-qp", "10", "-preset", "ultrafast", "-x264-params", "keyint=13:min-keyint=13:bframes=2:scenecut=0", "-pix_fmt", "yuv420p", "-an"]);
        await RenderFrames.RunAsync(Request("gop.mp4", bucket, "right"), Context(), Token);
        var (place, size) = (await PlacesAsync("gop.mp4"))[First - 2];
        await EmptyAsync(place, size);

        var made = await RenderFrames.RunAsync(Request("gop.mp4", bucket, "hollow"), Context(), Token);

        Assert.All(made.Frames, frame => Assert.Equal(FrameVerdict.Made, frame.Verdict));
        Same("right", "hollow", Count);
    }

    [Fact]
    public async Task Bytes_that_are_not_what_came_in_are_found_by_the_hashes_of_their_blocks()
    {
        var bucket = await ShotAsync("prores.mov", ["-c:v", "prores", "-an"]);
        var path = Path.Join(card.Path, "prores.mov");
        var request = Request("prores.mov", bucket, "proved") with
        {
            Expected = [new("prores.mov", new FileInfo(path).Length) { Expected = [new("xxh128", new string('0', 32))] }],
            Blocks = [new("", "prores.mov", BlocksOf(path, null))],
        };

        var right = await RenderFrames.RunAsync(request, Context(), Token);
        var at = (int)((await PlacesAsync("prores.mov"))[First + 1].Place / BlockHashes.BlockLength);
        var wrong = await RenderFrames.RunAsync(request with { TargetPrefix = "wrong", Blocks = [new("", "prores.mov", BlocksOf(path, at))] }, Context(), Token);

        Assert.All(right.Frames, frame => Assert.Equal(FrameVerdict.Made, frame.Verdict));
        Assert.Contains(wrong.Frames, frame => frame.Reason?.Contains("has other bytes between byte", StringComparison.Ordinal) == true);
        Assert.Equal(right.Warnings, wrong.Warnings);
    }

    /// <summary>Where the header has every sample far outside the file.</summary>
    [Fact]
    public async Task A_header_that_points_outside_the_file_gives_no_picture_and_fetches_no_more_than_there_is()
    {
        var bucket = await ShotAsync("prores.mov", ["-c:v", "prores", "-an"], bytes =>
        {
            for (var at = bytes.AsSpan().LastIndexOf("moov"u8); bytes.AsSpan(at).IndexOf("stco"u8) is >= 0 and var found; at += found + 4)
                bytes.AsSpan(at + found + 12, 4 * System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at + found + 8))).Fill(0xf0);
        });

        var made = await Record.ExceptionAsync(async () =>
        {
            var result = await RenderFrames.RunAsync(Request("prores.mov", bucket, "none"), Context(), Token);
            Assert.DoesNotContain(result.Frames, frame => frame.Verdict == FrameVerdict.Made);
        });

        Assert.True(made is null or StepFailedException, made?.ToString());
        Assert.False(Directory.Exists(Path.Join(target.Path, "none")));
        Assert.InRange(Fetched(), 1, 2 << 20);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(ReadTrace.Variable, null);
        Environment.SetEnvironmentVariable(ReadCache.FolderVariable, null);
        card.Dispose();
        scratch.Dispose();
        target.Dispose();
    }

    private void Same(string one, string other, int count)
    {
        var frames = Directory.GetFiles(Path.Join(target.Path, other));
        Assert.Equal(count, frames.Length);
        foreach (var frame in frames)
            Assert.True(File.ReadAllBytes(frame).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Join(target.Path, one, Path.GetFileName(frame)))), Path.GetFileName(frame));
    }

    private async Task EmptyAsync(long place, int size)
    {
        await using var data = new FileStream(Directory.GetFiles(Path.Join(scratch.Path, "cache"), "data", SearchOption.AllDirectories).Single(), FileMode.Open);
        data.Position = place;
        await data.WriteAsync(new byte[size], Token);
    }

    private static string HashOf(string path)
    {
        using var hash = new MultiHash(HashFormat.Xxh128);
        hash.Append(File.ReadAllBytes(path));
        return hash.Finish()[0].Text;
    }

    private static string BlocksOf(string path, int? wrong)
    {
        var hashes = File.ReadAllBytes(path).Chunk(BlockHashes.BlockLength).Select(block => BlockHashes.Of(block)).ToArray();
        if (wrong is { } block) hashes[block] ^= 1;
        return BlockHashes.From(hashes).ToString();
    }

    /// <summary>Sixty frames in a bucket, of which ten are wanted.</summary>
    private async Task<(RenderFramesRequest Request, List<string> Names)> SequenceAsync()
    {
        await RunAsync("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=24", "-frames:v", "60", "-pix_fmt", "gbrp10le", "-start_number", "1001", Path.Join(card.Path, "f.%06d.dpx")]);
        var names = Directory.GetFiles(card.Path, "*.dpx").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();
        var bucket = await S3Server.NewBucketAsync();
        await CopyFiles.RunAsync(new() { Source = StoreUrl.ForFolder(card.Path), Target = bucket, Files = [.. names.Select(name => new CopyFile(name, new FileInfo(Path.Join(card.Path, name)).Length))] }, new StepContext(), Token);
        return (Request("", bucket, "ranged") with { Clip = new() { Name = "clip", Kind = ClipKind.Sequence, Files = [.. names] }, Frames = new() { Start = 30, End = 40 } }, names);
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

    private async Task<Uri> ShotAsync(string name, string[] codec, Action<byte[]>? change = null)
    {
        var path = Path.Join(card.Path, name);
        // Thirteen frames that differ, again and again: an offset by one, or by ten, shows.
        var seed = Path.Join(scratch.Path, $"seed{Path.GetExtension(name)}");
        await RunAsync("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=960x540:r=24,noise=alls=60:allf=t", "-f", "lavfi", "-i", "sine=r=48000:d=0.5416667", "-frames:v", "13", "-shortest", .. codec, seed]);
        await RunAsync("ffmpeg", ["-v", "error", "-stream_loop", "15", "-i", seed, "-map", "0:v", "-map", "0:a?", "-c", "copy", "-timecode", "10:00:00:00", "-movflags", codec.Contains("+faststart") ? "+faststart" : "0", path]);
        File.Delete(seed);
        if (change is not null)
        {
            var bytes = await File.ReadAllBytesAsync(path, Token);
            change(bytes);
            await File.WriteAllBytesAsync(path, bytes, Token);
        }

        var bucket = await S3Server.NewBucketAsync();
        await CopyFiles.RunAsync(new() { Source = StoreUrl.ForFolder(card.Path), Target = bucket, Files = [new(name, new FileInfo(path).Length)] }, new StepContext(), Token);
        return bucket;
    }

    private async Task<long> BytesOfFramesAsync(string name) => (await PlacesAsync(name)).Skip(First).Take(Count).Sum(packet => (long)packet.Size);

    /// <summary>Where each frame lies, in the order in which they are shown, as FFprobe says.</summary>
    private async Task<List<(long Place, int Size)>> PlacesAsync(string name)
    {
        var said = await RunAsync("ffprobe", ["-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts,size,pos", "-of", "csv=p=0", Path.Join(card.Path, name)]);
        return [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd(',').Split(',').Select(word => long.Parse(word, System.Globalization.CultureInfo.InvariantCulture)).ToArray())
            .OrderBy(packet => packet[0]).Select(packet => (packet[2], (int)packet[1]))];
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
