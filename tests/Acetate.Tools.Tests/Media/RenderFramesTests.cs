using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Acetate.Amf;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Media;

/// <summary>The worker's function that renders frames.</summary>
public sealed class RenderFramesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_range_in_chunks_by_several_workers_is_bit_for_bit_the_range_in_one_run()
    {
        var clip = Clip();
        await RenderAsync(Request(clip, "whole", 2, 11) with { Threads = 3 });

        await Task.WhenAll(new (long, long)[] { (2, 5), (5, 6), (6, 11) }
            .Select(part => RenderAsync(Request(clip, "chunks", 2, 11) with { Part = new() { Start = part.Item1, End = part.Item2 }, Threads = 1 })));

        Assert.Equal(9, Files("whole").Count);
        Assert.Equal(Files("whole").Select(file => (Path.GetFileName(file), Convert.ToHexString(File.ReadAllBytes(file)))), Files("chunks").Select(file => (Path.GetFileName(file), Convert.ToHexString(File.ReadAllBytes(file)))));
    }

    [Fact]
    public async Task A_step_that_is_run_again_after_a_kill_finishes_what_it_began_and_makes_nothing_twice()
    {
        var clip = Clip();
        var request = Request(clip, "out", 0, 6);
        await RenderAsync(request);
        var made = Files("out").ToDictionary(file => file, File.GetLastWriteTimeUtc);
        File.Delete(Files("out")[4]);

        var result = await RenderAsync(request);

        Assert.All(result.Frames, frame => Assert.Equal(FrameVerdict.Made, frame.Verdict));
        Assert.Equal(made.Keys, Files("out"));
        Assert.All(Files("out").Where((_, i) => i != 4), file => Assert.Equal(made[file], File.GetLastWriteTimeUtc(file)));
    }

    [Fact]
    public async Task A_step_that_requires_all_frames_fails_with_those_it_could_not_make_and_makes_only_them_when_it_is_run_again()
    {
        var files = Sequence(6);
        var request = Request("", "out", 0, 6) with { Clip = new() { Name = "plate", Kind = ClipKind.Sequence, Files = files }, RequireAll = true };
        var (hurt, whole) = (Path.Join(_folder.Path, files[3]), File.ReadAllBytes(Path.Join(_folder.Path, files[3])));
        File.WriteAllBytes(hurt, whole[..^1000]);

        var problem = await Assert.ThrowsAsync<StepFailedException>(() => RenderAsync(request));

        Assert.Equal(RetryClass.Data, problem.Class);
        Assert.StartsWith("1 frame of 6 could not be made. Frame 3: ", problem.Message, StringComparison.Ordinal);
        Assert.Equal(["plate.1001.exr", "plate.1002.exr", "plate.1003.exr", "plate.1005.exr", "plate.1006.exr"], Files("out").Select(Path.GetFileName));

        // The frames that are made need their source no more: that they are not made again shows when it is gone.
        File.WriteAllBytes(hurt, whole);
        foreach (var other in files.Where((_, i) => i is 1 or 5)) File.WriteAllBytes(Path.Join(_folder.Path, other), whole[..^1000]);
        var result = await RenderAsync(request);

        Assert.Equal([.. Enumerable.Range(0, 6).Select(i => ((long)i, FrameVerdict.Made))], result.Frames.Select(frame => (frame.Number, frame.Verdict)));
        Assert.Equal(6, Files("out").Count);
    }

    [Theory]
    [InlineData(ExrCompression.Zips, true)]
    [InlineData(ExrCompression.Piz, false)] // by OpenEXR's own library, in the worker's process
    public async Task A_worker_renders_again_unless_a_library_was_loaded_into_it_that_decodes_pictures(ExrCompression compression, bool again)
    {
        var request = Request("", "out", 0, 2) with { Clip = new() { Name = "plate", Kind = ClipKind.Sequence, Files = Sequence(2) } };
        request = request with { Outputs = [request.Outputs[0] with { File = new() { Compression = compression } }] };
        using var worker = Process.Start(new ProcessStartInfo(Programs.Worker) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaint = worker.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

        var first = await AskAsync("first");
        Assert.Equal(again, first.More);
        if (again)
        {
            Assert.True((await AskAsync("second")).More);
            Assert.Equal(2, Files("first").Count);
            Assert.Equal(Files("first").Select(File.ReadAllBytes), Files("second").Select(File.ReadAllBytes));
        }

        worker.StandardInput.Close();
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);

        async Task<WorkerReply> AskAsync(string folder)
        {
            var asked = new WorkerRequest(folder, RenderFrames.Name, JsonSerializer.SerializeToElement(request with { Target = StoreUrl.ForFolder(Directory.CreateDirectory(Path.Join(_folder.Path, folder)).FullName) }, StepJson.Options), Scratch: _folder.Path, More: true);
            await worker.StandardInput.WriteLineAsync(JsonSerializer.Serialize(asked, StepJson.Options).AsMemory(), TestContext.Current.CancellationToken);
            await worker.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            while (await worker.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
                if (JsonSerializer.Deserialize<WorkerReply>(line, StepJson.Options) is { Result: { } result } reply) return result is StepResult.Done ? reply : throw new InvalidOperationException($"{result}");
            throw new InvalidOperationException(await complaint);
        }
    }

    [Fact]
    public async Task A_movie_cannot_be_required_frame_by_frame()
    {
        var problem = await Assert.ThrowsAsync<StepFailedException>(() => RenderAsync(Request(Clip(), "out", 0, 3) with { Outputs = [Movie("view.mov")], RequireAll = true }));

        Assert.StartsWith("A movie is made of all its frames at once", problem.Message, StringComparison.Ordinal);
        Assert.Empty(Files("out"));
    }

    [Fact]
    public async Task Another_picture_under_the_name_is_neither_replaced_nor_taken_for_ours()
    {
        var clip = Clip();
        Directory.CreateDirectory(Path.Join(_folder.Path, "out"));
        File.WriteAllText(Path.Join(_folder.Path, "out", "plate.1002.exr"), "somebody else's");

        var problem = await Assert.ThrowsAsync<StoreException>(() => RenderAsync(Request(clip, "out", 0, 3)));

        Assert.Equal(StoreProblem.AlreadyExists, problem.Problem);
        Assert.Contains("plate.1002.exr", problem.Message, StringComparison.Ordinal);
        Assert.Equal("somebody else's", File.ReadAllText(Path.Join(_folder.Path, "out", "plate.1002.exr")));
        Assert.Equal(["plate.1001.exr", "plate.1002.exr"], Files("out").Select(Path.GetFileName));
    }

    [Fact]
    public async Task An_AMF_that_is_stamped_is_the_same_whenever_it_is_written_and_another_stamp_is_another_document()
    {
        var clip = Clip();
        var stamp = new PlateStamp(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Guid.Parse("0f6ae0c5-6a1b-4b2e-9d52-6a3f2f8f0a01"), Guid.Parse("0f6ae0c5-6a1b-4b2e-9d52-6a3f2f8f0a02"));
        RenderFramesRequest Stamped(string folder, PlateStamp? by) => Request(clip, folder, 0, 2) with { Outputs = [Output("plate.####.exr") with { WriteAmf = new("Ann", "ann@example.org"), Stamp = by }] };
        await RenderAsync(Stamped("one", stamp));
        await RenderAsync(Stamped("two", stamp));

        Assert.Equal(File.ReadAllText(Path.Join(_folder.Path, "one/plate.amf")), File.ReadAllText(Path.Join(_folder.Path, "two/plate.amf")));
        await RenderAsync(Stamped("two", stamp));
        await RenderAsync(Stamped("two", null));
        var taken = await Assert.ThrowsAsync<StoreException>(() => RenderAsync(Stamped("two", stamp with { At = stamp.At.AddSeconds(1) })));
        Assert.Contains("'plate.amf' is there already and holds another AMF", taken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_outputs_come_from_one_decode_each_with_its_recipe()
    {
        var request = Request(Clip(), "out", 0, 2) with
        {
            Outputs =
            [
                Output("plate.####.exr"),
                Output("view.####.png") with { File = new() { Kind = "png", Bits = 8 }, Use = AmfUse.Proxies, Framing = new() { Width = 96, Height = 54 } },
            ],
        };

        var result = await RenderAsync(request);

        Assert.Equal(["plate.1001.exr", "plate.1002.exr", "view.1001.png", "view.1002.png"], Files("out").Select(Path.GetFileName));
        Assert.Equal(["plate.1001.exr", "view.1001.png"], result.Frames[0].Files);
        Assert.Equal(2, result.Recipes.Length);
        Assert.DoesNotContain(result.Recipes[0].Steps, step => step.Stage is RecipeStage.Framing or RecipeStage.Output);
        Assert.Equal([RecipeStage.Input, RecipeStage.Framing, RecipeStage.Output, RecipeStage.Encode], result.Recipes[1].Steps.Select(step => step.Stage).SkipWhile(stage => stage < RecipeStage.Input));
        Assert.All(result.Recipes, recipe => Assert.StartsWith("FFmpeg", recipe.Decoder, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Frames_are_named_by_timecode_up_to_without_the_last()
    {
        var result = await RenderAsync(Request(Clip(), "out", 0, 1) with { Frames = new() { In = "10:00:00:03", Out = "10:00:00:06" } });

        Assert.Equal([3, 4, 5], result.Frames.Select(frame => frame.Number));
        Assert.Equal((3, 6), (result.Range.Start, result.Range.End));
    }

    public static TheoryData<string, Func<RenderFramesRequest, RenderFramesRequest>, string> Refusals => new()
    {
        { "beyond the end", request => request with { Frames = new() { Start = 5, End = 99 } }, "frames 0 to 11" },
        { "a clip that is gone", request => request with { Clip = request.Clip with { Files = ["gone.mov"] } }, "gone.mov: The file is not in the store. Bring the file back from another copy of the roll" },
        { "a part of a clip that is gone", request => request with { Clip = request.Clip with { Kind = ClipKind.Spanned, Files = [.. request.Clip.Files, "gone.mov"] } }, "gone.mov: The file is not in the store." },
        { "negative", request => request with { Frames = new() { Start = -1, End = 3 } }, "frames 0 to 11" },
        { "empty", request => request with { Frames = new() { Start = 3, End = 3 } }, "holds no frame" },
        { "a label outside", request => request with { Frames = new() { In = "11:00:00:00" } }, "not all in this clip" },
        { "no label", request => request with { Frames = new() { In = "eleven" } }, "names no frame" },
        { "nothing asked for", request => request with { Outputs = [] }, "no outputs" },
        { "no number", request => request with { Outputs = [Output("plate.exr")] }, "####" },
        { "two numbers", request => request with { Outputs = [Output("##.####.exr")] }, "more than one place" },
        { "out of the folder", request => request with { Outputs = [Output("../####.exr")] }, ".." },
        { "no such encoding", request => request with { Outputs = [Output("a.####.exr") with { To = "Technicolor" }] }, "Technicolor" },
        { "no such source encoding", request => request with { Development = new() { From = "Kinemacolor" } }, "Kinemacolor" },
        { "an encoding half said", request => request with { Development = new() { From = "S-Log3" } }, "'S-Log3 S-Gamut3.Cine'" },
        { "light in code values", request => request with { Outputs = [Output("a.####.dpx") with { File = new() { Kind = "dpx" } }] }, "which has no upper end" },
        { "strict, and not ACES", request => request with { Outputs = [Output("a.####.exr") with { To = "ACEScg", File = new() { Strict = true } }] }, "ST 2065-4" },
        { "a part of something else", request => request with { Part = new() { Start = 2, End = 5 } }, "must lie within them" },
        { "half a kind", request => request with { Outputs = [Output("a.####.exr") with { File = new() { Bits = 12 } }] }, "12" },
        { "a canvas too large", request => request with { Outputs = [Output("a.####.exr") with { Framing = new() { Width = 100_000, Height = 10 } }] }, "100000" },
        { "a movie in parts", request => request with { Outputs = [Movie("a.mov")], Part = new() { Start = 1, End = 2 } }, "made in one go" },
        { "a movie of one frame", request => request with { Outputs = [Movie("a.mov")], IsOneFrame = true }, "no movie" },
        { "a movie that stops", request => request with { Outputs = [Movie("a.mov")], StopAtFault = true }, "keeps its length" },
        { "a movie with numbers", request => request with { Outputs = [Movie("a.####.mov")] }, "one file" },
        { "a movie of no container", request => request with { Outputs = [Movie("a.avi")] }, ".mov, .mxf or .mp4" },
        { "ProRes in MP4", request => request with { Outputs = [Movie("a.mp4")] }, "ProRes is written in MOV only" },
        { "OP-Atom in MOV", request => request with { Outputs = [Movie("a.mov") with { File = new() { Kind = "prores-hq", OpAtom = true } }] }, "OP-Atom is a pattern of MXF" },
        { "light in a movie", request => request with { Outputs = [Movie("a.mov") with { To = "ACEScg" }] }, "which has no upper end" },
        { "a rate that is none", request => request with { Outputs = [Movie("a.mov") with { File = new() { Kind = "prores-hq", Rate = "fast" } }] }, "no frame rate" },
        { "DNxHD of another size", request => request with { Outputs = [Movie("a.mxf") with { File = new() { Kind = "dnxhd-145" } }] }, "Take DNxHR" },
        { "bits of a movie", request => request with { Outputs = [Movie("a.mov") with { File = new() { Kind = "prores-hq", Bits = 12 } }] }, "--bits" },
        { "hashes of other frames", request => request with { SourceHashes = ["xxh128:1", "xxh128:2"] }, "one for each" },
        { "a name that is not ours", request => request with { Outputs = [Output("a.####.exr") with { Attributes = ImmutableSortedDictionary<string, string>.Empty.Add("owner", "me") }] }, "no place for 'owner'" },
        { "a text too long", request => request with { Outputs = [Output("a.####.exr") with { Attributes = ImmutableSortedDictionary<string, string>.Empty.Add("acetate.pull", new('x', 256)) }] }, "255 bytes at most" },
        { "burn-ins of nothing", request => request with { Outputs = [Output("a.####.exr") with { BurnInTemplate = "{}" }] }, "no items" },
        { "burn-ins with a font", request => request with { Outputs = [Output("a.####.exr") with { BurnInTemplate = """{ "font": "/etc/passwd", "items": [ { "text": "x" } ] }""" }] }, "cannot name files" },
        { "burn-ins nobody knows", request => request with { Outputs = [Output("a.####.exr") with { BurnInTemplate = """{ "items": [ { "text": "{weather}" } ] }""" }] }, "weather" },
        { "no list", request => request with { Outputs = [Output("a.####.exr") with { Framing = new() { Fdl = new(request.Target, "none.fdl") } }] }, "none.fdl" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_cannot_be_is_refused_with_its_reason_before_anything_is_written(string _, Func<RenderFramesRequest, RenderFramesRequest> spoil, string says)
    {
        var request = spoil(Request(Clip(), "out", 0, 3));

        var problem = await Assert.ThrowsAsync<StepFailedException>(() => RenderAsync(request));

        Assert.Contains(says, $"{problem.Message} {problem.Advice}", StringComparison.Ordinal);
        Assert.Equal(RetryClass.Data, problem.Class);
        Assert.Empty(Files("out"));
    }

    private static FrameOutputRequest Output(string name) => new() { Name = name };

    private static FrameOutputRequest Movie(string name) => new() { Name = name, File = new() { Kind = "prores-hq" }, Use = AmfUse.Proxies };

    private RenderFramesRequest Request(string clip, string folder, long start, long end) => new()
    {
        Store = StoreUrl.ForFolder(_folder.Path),
        Clip = new() { Name = "clip", Kind = ClipKind.Single, Files = [clip] },
        Frames = new() { Start = start, End = end },
        Development = new() { From = "ARRI LogC4" },
        Outputs = [Output("plate.####.exr")],
        Target = StoreUrl.ForFolder(Directory.CreateDirectory(Path.Join(_folder.Path, folder)).FullName),
    };

    private async Task<RenderFramesResult> RenderAsync(RenderFramesRequest request)
    {
        // As JSON, as a worker gets it.
        var sent = JsonSerializer.Deserialize<RenderFramesRequest>(JsonSerializer.Serialize(request, StepJson.Options), StepJson.Options)!;
        return await RenderFrames.RunAsync(sent, new StepContext { ScratchFolder = _folder.Path }, CancellationToken.None);
    }

    private List<string> Files(string folder) => [.. Directory.EnumerateFiles(Path.Join(_folder.Path, folder)).Order(StringComparer.Ordinal)];

    private ImmutableArray<string> Sequence(int frames)
    {
        string[] arguments = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=192x108:rate=24", "-frames:v", $"{frames}", "-pix_fmt", "gbrp10be", "-start_number", "1", Path.Join(_folder.Path, "plate.%04d.dpx")];
        using var made = Process.Start(Corpus.Program("ffmpeg"), arguments);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return [.. Enumerable.Range(1, frames).Select(number => $"plate.{number:0000}.dpx")];
    }

    private string Clip()
    {
        const string name = "clip.mov";
        string[] arguments = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=192x108:rate=24", "-frames:v", "12", "-c:v", "prores_ks", "-profile:v", "3", "-timecode", "10:00:00:00", Path.Join(_folder.Path, name)];
        using var made = Process.Start(Corpus.Program("ffmpeg"), arguments);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return name;
    }
}
