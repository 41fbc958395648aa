using System.Diagnostics;
using System.Runtime.InteropServices;
using Acetate.Amf;
using Acetate.Compute.Hosting;
using Acetate.Hashing;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Media;

/// <summary>Movies as outputs of the worker's function that renders frames.</summary>
public sealed class RenderMoviesTests : IDisposable
{
    private const int Width = 192, Height = 108;

    private readonly TempFolder folder = new();

    private string Out => Directory.CreateDirectory(Path.Join(folder.Path, "out")).FullName;

    private string Scratch => Directory.CreateDirectory(Path.Join(folder.Path, "scratch")).FullName;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_movie_has_the_range_with_its_label_and_marks_beside_the_frames_of_the_same_decode()
    {
        var result = await RenderAsync(Clip(), 2, 8, Movie("view.mov"), new() { Name = "plate.####.exr" });

        Assert.Equal(["plate.1001.exr", "plate.1002.exr", "plate.1003.exr", "plate.1004.exr", "plate.1005.exr", "plate.1006.exr", "view.mov"], Files());
        Assert.Equal(["plate.1001.exr"], result.Frames[0].Files);
        var movie = Assert.Single(result.Movies);
        Assert.Equal(("view.mov", 6L, Width, Height, "24", "10:00:00:02"), (movie.Name, movie.Frames, movie.Width, movie.Height, movie.Rate, movie.Timecode));
        Assert.Empty(movie.Black);
        var probe = Run("ffprobe", "-v", "error", "-show_streams", Path.Join(Out, "view.mov"));
        foreach (var mark in (string[])["codec_tag_string=apch", "r_frame_rate=24/1", "nb_frames=6", "TAG:timecode=10:00:00:02", "color_primaries=bt709", "color_transfer=bt709", "color_space=bt709"]) Assert.Contains(mark, probe, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Scratch));
    }

    [Fact]
    public async Task The_pictures_are_those_that_a_still_of_the_same_frame_shows()
    {
        var clip = Clip();
        await RenderAsync(clip, 5, 6, Movie("view.mov") with { File = new() { Kind = "prores-4444xq" } }, new() { Name = "still.####.png", File = new() { Kind = "png" }, Use = AmfUse.Proxies });

        var still = Words(Run16("-i", Path.Join(Out, "still.1001.png"), "-f", "rawvideo", "-pix_fmt", "gbrp16le"));
        var movie = Words(Run16("-i", Path.Join(Out, "view.mov"), "-vf", "zscale=matrixin=709:rangein=limited:matrix=gbr:range=full,format=gbrp16le", "-f", "rawvideo"));
        Assert.Equal(still.Length, movie.Length);
        var difference = still.Zip(movie, (a, b) => Math.Abs(a - b) / 65535.0).Average();
        Assert.InRange(difference, 0, 0.006);
    }

    [Fact]
    public async Task Burn_ins_count_a_movie_s_frames_from_the_number_it_starts_with()
    {
        static string Text(string text) => $$"""{ "items": [ { "text": "{{text}}", "size": 0.3 } ] }""";
        await RenderAsync(Clip(), 4, 6,
            Movie("counted.mov") with { Start = 992, BurnInTemplate = Text("{frame}") }, Movie("first.mov") with { BurnInTemplate = Text("992") }, Movie("second.mov") with { BurnInTemplate = Text("993") });

        var (counted, first, second) = (Frames("counted.mov"), Frames("first.mov"), Frames("second.mov"));
        Assert.True(counted[0].SequenceEqual(first[0]));
        Assert.True(counted[1].SequenceEqual(second[1]));
        Assert.False(first[0].SequenceEqual(second[0]));

        ushort[][] Frames(string name) => [.. Words(Run16("-i", Path.Join(Out, name), "-f", "rawvideo", "-pix_fmt", "yuv422p10le")).Chunk(2 * Width * Height)];
    }

    [Fact]
    public async Task A_frame_that_cannot_be_made_is_black_and_told_and_the_others_keep_their_place()
    {
        await RenderAsync(Clip(), 0, 6, new FrameOutputRequest { Name = "plate.####.exr" });
        var kept = Enumerable.Range(1001, 6).Where(number => number != 1003).Select(number => $"out/plate.{number}.exr").ToArray();
        File.Delete(Path.Join(Out, "plate.1003.exr"));
        File.WriteAllBytes(Path.Join(Out, "plate.1005.exr"), File.ReadAllBytes(Path.Join(Out, "plate.1005.exr"))[..5000]);

        var result = await RenderAsync(new ClipFiles { Name = "plate", Kind = ClipKind.Sequence, Files = [.. kept] }, 0, 6, Movie("view.mov"));

        Assert.Equal([2, 4], Assert.Single(result.Movies).Black);
        Assert.Equal([FrameVerdict.Failed, FrameVerdict.Failed], [result.Frames[2].Verdict, result.Frames[4].Verdict]);
        var pictures = Words(Run16("-i", Path.Join(Out, "view.mov"), "-f", "rawvideo", "-pix_fmt", "yuv422p10le")).Chunk(2 * Width * Height).ToList();
        Assert.Equal(6, pictures.Count);
        for (var i = 0; i < 6; i++)
        {
            var isBlack = pictures[i].Take(Width * Height).All(value => Math.Abs(value - 64) <= 1) && pictures[i].Skip(Width * Height).All(value => Math.Abs(value - 512) <= 1);
            Assert.Equal(i is 2 or 4, isBlack);
        }
    }

    [Fact]
    public async Task A_frame_whose_file_is_not_what_came_in_is_black()
    {
        await RenderAsync(Clip(), 0, 3, new FrameOutputRequest { Name = "plate.####.exr" });
        string[] names = ["out/plate.1001.exr", "out/plate.1002.exr", "out/plate.1003.exr"];
        var hashes = names.Select(name => $"xxh128:{Hash(File.ReadAllBytes(Path.Join(folder.Path, name)))}").ToArray();
        hashes[1] = hashes[0];

        var result = await RenderAsync(new ClipFiles { Name = "plate", Kind = ClipKind.Sequence, Files = [.. names] }, 0, 3, request => request with { SourceHashes = [.. hashes] }, Movie("view.mov"));

        Assert.Equal([1], Assert.Single(result.Movies).Black);
        Assert.Equal(3, result.Movies[0].Frames);
        Assert.Contains("this copy of it is damaged", result.Frames[1].Reason, StringComparison.Ordinal);

        static string Hash(byte[] bytes)
        {
            using var hash = new MultiHash(HashFormat.Xxh128);
            hash.Append(bytes);
            return hash.Finish()[0].Text;
        }
    }

    [Fact]
    public async Task Made_again_the_same_movie_counts_as_made_and_another_file_is_never_replaced()
    {
        var clip = Clip();
        await RenderAsync(clip, 0, 4, Movie("view.mov"));
        var (bytes, written) = (File.ReadAllBytes(Path.Join(Out, "view.mov")), File.GetLastWriteTimeUtc(Path.Join(Out, "view.mov")));

        var again = await RenderAsync(clip, 0, 4, Movie("view.mov"));
        var other = await Assert.ThrowsAsync<StoreException>(() => RenderAsync(clip, 1, 5, Movie("view.mov")));

        Assert.Single(again.Movies);
        Assert.Equal(StoreProblem.AlreadyExists, other.Problem);
        Assert.Contains("'view.mov' is there already and holds another movie", other.Message, StringComparison.Ordinal);
        Assert.Equal((written, Convert.ToHexString(bytes)), (File.GetLastWriteTimeUtc(Path.Join(Out, "view.mov")), Convert.ToHexString(File.ReadAllBytes(Path.Join(Out, "view.mov")))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Scratch));
    }

    [Fact]
    public async Task An_MXF_file_that_is_there_ends_the_run_before_it_begins()
    {
        File.WriteAllText(Path.Join(Out, "view.mxf"), "mine");

        var taken = await Assert.ThrowsAsync<StoreException>(() => RenderAsync(Clip(), 0, 4, Movie("view.mxf") with { File = new() { Kind = "dnxhr-lb" }, Framing = new() { Width = 320, Height = 180 } }, new() { Name = "plate.####.exr" }));

        Assert.Equal(StoreProblem.AlreadyExists, taken.Problem);
        Assert.Equal(["view.mxf"], Files());
        Assert.Equal("mine", File.ReadAllText(Path.Join(Out, "view.mxf")));
    }

    [Fact]
    public async Task A_run_that_ends_early_leaves_no_movie_and_no_scratch()
    {
        File.WriteAllText(Path.Join(Out, "plate.1003.exr"), "somebody else's");

        await Assert.ThrowsAsync<StoreException>(() => RenderAsync(Clip(), 0, 8, Movie("view.mov"), new() { Name = "plate.####.exr" }));

        Assert.DoesNotContain("view.mov", Files());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Scratch));
    }

    [Fact]
    public async Task A_movie_of_which_no_frame_can_be_made_is_not_made()
    {
        await RenderAsync(Clip(), 0, 3, new FrameOutputRequest { Name = "plate.####.exr" });
        foreach (var number in (int[])[1002, 1003]) File.WriteAllBytes(Path.Join(Out, $"plate.{number}.exr"), File.ReadAllBytes(Path.Join(Out, $"plate.{number}.exr"))[..5000]);

        var result = await RenderAsync(new ClipFiles { Name = "plate", Kind = ClipKind.Sequence, Files = ["out/plate.1001.exr", "out/plate.1002.exr", "out/plate.1003.exr"] }, 1, 3, Movie("view.mov"));

        Assert.Empty(result.Movies);
        Assert.Contains("'view.mov' was not made: no frame of it could be.", result.Warnings);
        Assert.DoesNotContain("view.mov", Files());
    }

    [Theory]
    [InlineData("view.mov", "prores-proxy")]
    [InlineData("view.mxf", "dnxhr-lb")]
    public async Task The_clip_s_sound_goes_with_the_range_to_the_sample(string name, string codec)
    {
        var result = await RenderAsync(Clip(withSound: true), 6, 10, Movie(name) with { File = new() { Kind = codec }, Framing = new() { Width = 320, Height = 180 } });

        Assert.Equal(1, Assert.Single(result.Movies).SoundStreams);
        var samples = MemoryMarshal.Cast<byte, int>(Run16("-i", Path.Join(Out, name), "-map", "0:a:0", "-f", "s32le", "-c:a", "pcm_s32le")).ToArray();
        // The sound counts its samples; frame 6 at 24 frames a second is sample 12000.
        Assert.Equal(8000, samples.Length);
        Assert.Equal([12000, 12001, 12002], samples[..3].Select(sample => (sample + 32768) >> 16));
    }

    [Fact]
    public async Task OP_Atom_holds_the_picture_alone_and_says_so()
    {
        var result = await RenderAsync(Clip(withSound: true), 0, 3, Movie("view.mxf") with { File = new() { Kind = "dnxhr-sq", OpAtom = true }, Framing = new() { Width = 320, Height = 180 } });

        Assert.Equal(0, Assert.Single(result.Movies).SoundStreams);
        Assert.Contains(result.Warnings, warning => warning.Contains("OP-Atom", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Rec.709 gamma 2.2", "bt709", "bt470m", "bt709")]
    [InlineData("P3-D65", "smpte432", "unknown", "bt709", Traits = ["kind", "thorough"])]
    [InlineData("DCDM", "smpte428", "smpte428", "bt709", Traits = ["kind", "thorough"])]
    [InlineData("Rec.2100 PQ 1000 nit", "bt2020", "smpte2084", "bt2020nc")]
    public async Task A_movie_is_marked_with_what_is_delivered(string to, string primaries, string transfer, string matrix)
    {
        await RenderAsync(Clip(), 0, 2, Movie("view.mov") with { To = to }, Movie("view.mp4") with { To = to, File = new() { Kind = "h264" } });

        foreach (var name in (string[])["view.mov", "view.mp4"])
        {
            var probe = Run("ffprobe", "-v", "error", "-select_streams", "v", "-show_streams", Path.Join(Out, name)).Replace("gamma22", "bt470m", StringComparison.Ordinal);
            foreach (var mark in (string[])[$"color_primaries={primaries}\n", $"color_transfer={transfer}\n", $"color_space={matrix}\n"]) Assert.Contains(mark, probe, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("view.mov", "prores-hq", "A001R2EC")]
    [InlineData("view.mxf", "dnxhr-lb", "A001R2EC")]
    [InlineData("view.mp4", "h264", null, Traits = ["kind", "thorough"])] // FFmpeg's MP4 has no place for it
    public async Task The_reel_is_said_where_the_container_can(string name, string codec, string? reel)
    {
        var result = await RenderAsync(Clip(), 3, 5, Movie(name) with { File = new() { Kind = codec }, Framing = new() { Width = 320, Height = 180 } });

        Assert.Equal((reel, "10:00:00:03"), (result.Movies[0].Reel, result.Movies[0].Timecode));
    }

    [Fact]
    public async Task Odd_sides_are_made_even_and_the_recipe_says_so()
    {
        var result = await RenderAsync(Clip(), 0, 2, Movie("view.mov") with { Framing = new() { Width = 95, Height = 53 } });

        Assert.Equal((96, 54), (result.Movies[0].Width, result.Movies[0].Height));
        Assert.Contains(result.Recipes[0].Steps, step => step is { Stage: RecipeStage.Framing, Name: "sides made even: 96×54, the last column or row twice" });
    }

    [Fact]
    public async Task A_rate_that_is_named_is_the_movie_s_and_sound_that_would_not_fit_is_left_out_with_a_warning()
    {
        var result = await RenderAsync(Clip(withSound: true), 0, 4, Movie("view.mov") with { File = new() { Kind = "prores-lt", Rate = "25" } });

        Assert.Equal(("25", null, 0), (result.Movies[0].Rate, result.Movies[0].Timecode, result.Movies[0].SoundStreams));
        Assert.Contains(result.Warnings, warning => warning.Contains("the clip's sound would not fit", StringComparison.Ordinal));
        Assert.Contains(result.Warnings, warning => warning.Contains("has no timecode", StringComparison.Ordinal));
    }

    private static FrameOutputRequest Movie(string name) => new() { Name = name, File = new() { Kind = "prores-hq" }, Use = AmfUse.Proxies };

    private static ushort[] Words(byte[] bytes) => MemoryMarshal.Cast<byte, ushort>(bytes).ToArray();

    private List<string> Files() => [.. Directory.EnumerateFiles(Out).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private Task<RenderFramesResult> RenderAsync(ClipFiles clip, long start, long end, params FrameOutputRequest[] outputs) => RenderAsync(clip, start, end, request => request, outputs);

    private async Task<RenderFramesResult> RenderAsync(ClipFiles clip, long start, long end, Func<RenderFramesRequest, RenderFramesRequest> change, params FrameOutputRequest[] outputs) => await RenderFrames.RunAsync(change(new()
    {
        Store = StoreUrl.ForFolder(folder.Path),
        Clip = clip,
        Frames = new() { Start = start, End = end },
        Development = new() { From = clip.Kind == ClipKind.Single ? "ARRI LogC4" : null },
        Outputs = [.. outputs],
        Target = StoreUrl.ForFolder(Out),
    }), new StepContext { ScratchFolder = Scratch }, CancellationToken.None);

    private ClipFiles Clip(bool withSound = false)
    {
        const string name = "clip.mov";
        string[] sound = withSound ? ["-f", "lavfi", "-i", "aevalsrc=n/32768:s=48000:d=0.5", "-c:a", "pcm_s24le"] : [];
        Run("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", $"testsrc2=size={Width}x{Height}:rate=24", .. sound, "-frames:v", "12", "-c:v", "prores_ks", "-profile:v", "3", "-timecode", "10:00:00:00", "-metadata:s:v:0", "reel_name=A001R2EC", Path.Join(folder.Path, name)]);
        return new() { Name = "clip", Kind = ClipKind.Single, Files = [name] };
    }

    private byte[] Run16(params string[] arguments)
    {
        var file = Path.Join(folder.Path, "decoded.raw");
        Run("ffmpeg", ["-v", "error", "-y", .. arguments, file]);
        return File.ReadAllBytes(file);
    }

    private static string Run(string program, params string[] arguments)
    {
        using var child = Process.Start(new ProcessStartInfo(Corpus.Program(program), arguments) { RedirectStandardOutput = true })!;
        var text = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.Equal(0, child.ExitCode);
        return text;
    }
}
