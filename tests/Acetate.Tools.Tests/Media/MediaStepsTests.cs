using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Media;

public sealed class MediaStepsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("acetate-media-steps-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Clips_of_a_store_are_inspected_and_made_playable_and_again_with_the_same_bytes()
    {
        Corpus.Program("ffmpeg");
        var store = StoreUrl.ForFolder(Path.GetDirectoryName(Corpus.PathOf("samples/prores-mov"))!);
        var target = StoreUrl.ForFolder(Directory.CreateDirectory(Path.Join(_folder, "derived")).FullName);
        ClipFiles clip = new() { Name = "apple-prores-422-hq", Kind = ClipKind.Single, Files = ["apple-prores-422-hq.mov"] };

        var inspected = await DoneAsync<InspectClipsResult>(InspectClips.Name, new InspectClipsRequest { Store = store, Prefix = "prores-mov", Clips = [clip] });
        var request = new RenderProxyRequest { Store = store, Prefix = "prores-mov", Clip = clip, Target = target, TargetPrefix = "show/roll/clip" };
        var made = await DoneAsync<RenderProxyResult>(RenderProxy.Name, request, ("inspect", inspected));
        var first = Published();
        await DoneAsync<RenderProxyResult>(RenderProxy.Name, request, ("inspect", inspected));

        Assert.Equal(("apple-prores-422-hq.mov", "prores"), (inspected.Clips.Single().Files.Single(), inspected.Clips.Single().Image?.Codec));
        Assert.Equal((ProxyState.Made, "show/roll/clip/proxy.mp4", "show/roll/clip/poster.jpg", "show/roll/clip/strip.jpg", 25L),
            (made.State, made.Proxy, made.Poster, made.Strip, made.Frames!.Value));
        Assert.Equal(3, first.Count);
        Assert.Equal(first, Published());
    }

    [Fact]
    public async Task A_clip_that_nobody_can_decode_is_a_result_with_its_reason()
    {
        Corpus.Program("ffmpeg");
        File.WriteAllText(Path.Join(_folder, "A001C001.R3D"), "not really a film");
        var store = StoreUrl.ForFolder(_folder);
        ClipFiles clip = new() { Name = "A001C001", Kind = ClipKind.Single, Files = ["A001C001.R3D"] };

        var inspected = await DoneAsync<InspectClipsResult>(InspectClips.Name, new InspectClipsRequest { Store = store, Clips = [clip] });
        var made = await DoneAsync<RenderProxyResult>(RenderProxy.Name, new RenderProxyRequest { Store = store, Clip = clip, Target = store, TargetPrefix = "derived" });

        Assert.Equal("no-reader", inspected.Clips.Single().Problems.Single().Code);
        Assert.Equal(ProxyState.Unavailable, made.State);
        Assert.Contains("RED R3D", made.Reason);
    }

    [Fact]
    public async Task A_file_that_is_gone_or_badly_named_is_a_problem_of_its_clip_alone()
    {
        Corpus.Program("ffmpeg");
        File.WriteAllText(Path.Join(_folder, "note.wav"), "RIFF but not really a sound");
        var store = StoreUrl.ForFolder(_folder);

        var inspected = await DoneAsync<InspectClipsResult>(InspectClips.Name, new InspectClipsRequest
        {
            Store = store,
            Clips =
            [
                new() { Name = "gone", Kind = ClipKind.Single, Files = ["gone.mov"] },
                new() { Name = "escape", Kind = ClipKind.Single, Files = ["../../etc/passwd"] },
                new() { Name = "note", Kind = ClipKind.Sound, Files = ["note.wav"] },
            ],
        });

        Assert.Equal(["missing", "unusable-name", "unreadable"], inspected.Clips.Select(clip => clip.Problems[0].Code));
    }

    private async Task<TResult> DoneAsync<TResult>(string function, object request, params (string Step, object Output)[] outputs)
    {
        var context = new StepContext
        {
            ScratchFolder = Directory.CreateDirectory(Path.Join(_folder, "scratch")).FullName,
            Outputs = outputs.ToDictionary(output => output.Step, output => JsonSerializer.SerializeToElement(output.Output, StepJson.Options)).ToImmutableDictionary(),
        };
        var outcome = await StepCatalogue.Functions.RunAsync(function, JsonSerializer.SerializeToElement(request, StepJson.Options), context, TestContext.Current.CancellationToken);
        var done = Assert.IsType<StepResult.Done>(outcome.Result);
        Assert.Empty(Directory.GetFileSystemEntries(context.ScratchFolder));
        return done.Output.Deserialize<TResult>(StepJson.Options)!;
    }

    private List<(string, string)> Published() =>
        [.. Directory.GetFiles(Path.Join(_folder, "derived"), "*", SearchOption.AllDirectories).Where(path => path.Contains("show/roll", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(path => (path, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))))];
}
