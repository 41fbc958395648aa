using Acetate.Amf;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Formats;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Media;

/// <summary>A raw clip that nothing here opens is seen by what its camera recorded beside it.</summary>
public sealed class CameraProxyTests : IDisposable
{
    private const string Raw = "A001.RDC/A001C001_001.R3D", Small = "A001.RDC/A001C001_001.mov";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("A001C001.braw", "Proxy/A001C001.mp4", "Proxy/A001C001.mp4")]
    [InlineData("Clip/A001C001.MXF", "Sub/A001C001S03.MP4", "Sub/A001C001S03.MP4")]
    [InlineData("Clip/A001C001.MXF", "Clip/A001C001_Proxy.MXF", "Clip/A001C001_Proxy.MXF")]
    [InlineData("Clip/A001C001.MXF", "Clip/A001C0012S03.MP4 Clip/A001C0012.MP4 Other/A001C001.MP4 Clip/A001C001.XML Clip/A001C001.MXF", "")]
    [InlineData("A001C001.nev", "A001C001.LRV A001C001.MP4", "A001C001.MP4")]
    public void It_is_found_by_its_name_beside_the_clip(string clip, string paths, string found) =>
        Assert.Equal(found, string.Join(' ', CameraProxies.Of([clip], paths.Split(' '))));

    [Fact]
    public void A_proxy_in_parts_is_in_the_order_of_the_clip() =>
        Assert.Equal(["R/A_001.mov", "R/A_002.mov"], CameraProxies.Of(["R/A_001.R3D", "R/A_002.R3D"], ["R/A_002.mov", "R/A_001.R3D", "R/A_001.mov", "R/A_003.mov", "R/B_001.mov"]));

    [Fact]
    public async Task A_proxy_to_look_at_and_dailies_are_made_of_it_and_say_so()
    {
        Record();

        var proxy = Output<RenderProxyResult>(await RunAsync(RenderProxy.Name, new RenderProxyRequest { Store = Store, Clip = Clip(Raw), CameraProxy = [Small], Target = Store, TargetPrefix = "derived" }));
        var made = Output<RenderFramesResult>(await RunAsync(RenderFrames.Name, Dailies()));

        Assert.Equal((ProxyState.Made, 6L), (proxy.State, proxy.Frames!.Value));
        Assert.StartsWith($"Made from the camera's own proxy '{Small}': RED R3D cannot be decoded", proxy.Reason, StringComparison.Ordinal);
        Assert.StartsWith($"Made from the camera's own proxy '{Small}', without the show's look and framing, because RED R3D cannot be decoded here.", made.Warnings[0], StringComparison.Ordinal);
        Assert.Equal(("small.mov", 6), (Assert.Single(made.Movies).Name.Split('/')[^1], made.Frames.Length));
    }

    [Fact]
    public async Task A_proxy_that_is_no_longer_what_came_in_is_not_rendered()
    {
        Record();
        var request = Dailies();
        var damaged = request with { CameraProxy = request.CameraProxy! with { Expected = [new(Small, new FileInfo(At(Small)).Length) { Expected = [new("xxh128", new string('0', 32))] }] } };

        var made = Output<RenderFramesResult>(await RunAsync(RenderFrames.Name, damaged));

        Assert.All(made.Frames, frame => Assert.NotNull(frame.Reason));
        Assert.Empty(made.Movies);
    }

    [Fact]
    public async Task A_clip_that_opens_is_rendered_itself_and_one_without_a_proxy_says_that_nothing_opens_it()
    {
        Record();
        var opened = Output<RenderFramesResult>(await RunAsync(RenderFrames.Name, Dailies() with { Clip = Clip(Small), Development = new() { From = "ARRI LogC4" } }));
        var closed = Assert.IsType<StepResult.Failed>((await RunAsync(RenderFrames.Name, Dailies() with { CameraProxy = null })).Result);

        Assert.Equal("whole.mov", Assert.Single(opened.Movies).Name);
        Assert.DoesNotContain(opened.Warnings, warning => warning.Contains("own proxy", StringComparison.Ordinal));
        Assert.Contains("RED R3D cannot be decoded without its maker's software", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_begins_at_another_frame_is_not_used()
    {
        Record();
        Movie("A001.RDC/A001C001_001.braw", "11:00:00:00");

        var failed = Assert.IsType<StepResult.Failed>((await RunAsync(RenderFrames.Name, Dailies() with { Clip = Clip("A001.RDC/A001C001_001.braw") })).Result);

        Assert.Contains("begins at 10:00:00:00 where the clip begins at 11:00:00:00", failed.Message, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Join(folder.Path, name);

    private Uri Store => StoreUrl.ForFolder(folder.Path);

    private void Record()
    {
        Corpus.Program("ffmpeg");
        folder.Write(Raw, 5000);
        Movie(Small, "10:00:00:00");
    }

    private void Movie(string name, string timecode)
    {
        using var ffmpeg = System.Diagnostics.Process.Start("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=256x144:rate=24", "-frames:v", "6", "-c:v", "prores_ks", "-timecode", timecode, "-f", "mov", At(name)]);
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
    }

    private RenderFramesRequest Dailies() => new()
    {
        Store = Store,
        Clip = Clip(Raw),
        Outputs = [new() { Name = "whole.mov", Use = AmfUse.Proxies, File = new() { Kind = "prores-proxy" } }],
        CameraProxy = new()
        {
            Clip = Clip(Small),
            Expected = [],
            Outputs = [new() { Name = "small.mov", Use = AmfUse.Proxies, File = new() { Kind = "prores-proxy" } }],
        },
        Target = StoreUrl.ForFolder(Directory.CreateDirectory(At("out")).FullName),
    };

    private static ClipFiles Clip(string file) => new() { Name = "A001C001", Kind = ClipKind.Single, Files = [file] };

    private Task<StepOutcome> RunAsync(string function, object request) => StepCatalogue.Functions.RunAsync(
        function, JsonSerializer.SerializeToElement(request, StepJson.Options), new StepContext { ScratchFolder = Directory.CreateDirectory(At("scratch")).FullName }, TestContext.Current.CancellationToken);

    private static TResult Output<TResult>(StepOutcome outcome)
    {
        if (outcome.Result is StepResult.Failed failed) Assert.Fail($"{failed.Message} {failed.Advice}");
        return Assert.IsType<StepResult.Done>(outcome.Result).Output.Deserialize<TResult>(StepJson.Options)!;
    }
}
