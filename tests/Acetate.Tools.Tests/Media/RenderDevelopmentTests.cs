using System.Buffers.Binary;
using Acetate.Amf;
using Acetate.Compute.Hosting;
using Acetate.Imaging.Tests.Formats.Arri;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Steps.Render;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Media;

/// <summary>What an AMF asks of the decoder of raw.</summary>
public sealed class RenderDevelopmentTests : IDisposable
{
    private readonly TempFolder folder = new();
    private uint kelvin = 3200;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Raw_is_developed_for_the_exposure_index_that_the_AMF_asks_for_and_the_recipe_says_so()
    {
        var result = await RenderAsync(Output("a.####.exr", Amf(1600, 3200)));

        Assert.Equal(FrameVerdict.Made, Assert.Single(result.Frames).Verdict);
        Assert.Equal("1600", Said(result, "index"));
        var asked = Assert.Single(result.Recipes[0].Steps, step => step.Name == "developed as the AMF wants");
        Assert.Equal(("1600", "3200 K, the recording's own"), (asked.Parameters["exposure index"], asked.Parameters["white"]));
        Assert.Contains("ei1600-3200.amf", asked.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_request_says_goes_before_what_the_AMF_asks()
    {
        var result = await RenderAsync(Output("a.png", Amf(1600, 3200)) with { Use = AmfUse.Proxies, File = new() { Kind = "png" } }, index: 400);

        Assert.Equal("400", Said(result, "index"));
        Assert.Contains(result.Warnings, warning => warning.Contains("--ei 1600", StringComparison.Ordinal));
        Assert.DoesNotContain("exposure index", Assert.Single(result.Recipes[0].Steps, step => step.Name == "developed as the AMF wants").Parameters.Keys);
    }

    [Fact]
    public async Task Another_white_that_the_AMF_asks_for_is_derived_from_the_recording_s_and_told()
    {
        var result = await RenderAsync(Output("a.####.exr", Amf(800, 5600)));

        Assert.Equal("5600 K", Said(result, "temperature"));
        Assert.Contains(result.Warnings, warning => warning.StartsWith("The white balance of 5600 K is derived from that of the recording (3200 K)", StringComparison.Ordinal));
        Assert.Equal("5600 K", Assert.Single(result.Recipes[0].Steps, step => step.Name == "developed as the AMF wants").Parameters["white"]);
    }

    [Fact]
    public async Task A_white_that_the_decoder_cannot_make_ends_a_plate_and_is_a_warning_for_looking()
    {
        // From a white that no light has no other follows.
        kelvin = 1000;
        var amf = Amf(800, 5600);

        var refused = await Assert.ThrowsAsync<StepFailedException>(() => RenderAsync(Output("a.####.exr", amf)));
        var looked = await RenderAsync(Output("a.png", amf) with { Use = AmfUse.Proxies, File = new() { Kind = "png" } });

        Assert.Contains("says a white of 1000 K, from which no other follows", refused.Message, StringComparison.Ordinal);
        Assert.Contains(looked.Warnings, warning => warning.Contains("--white-balance 5600", StringComparison.Ordinal));
        Assert.Equal("as recorded", Assert.Single(looked.Recipes[0].Steps, step => step.Name == "developed as the AMF wants").Parameters["white"]);
    }

    [Fact]
    public async Task AMFs_that_want_different_developments_are_refused_together()
    {
        var refused = await Assert.ThrowsAsync<StepFailedException>(() => RenderAsync(Output("a.####.exr", Amf(1600, 3200)), Output("b.####.exr", Amf(800, 3200))));

        Assert.Contains("'ei1600-3200.amf' for EI 1600 and 3200 K, 'ei800-3200.amf' for EI 800 and 3200 K", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_AMF_is_told_with_its_line()
    {
        File.WriteAllText(Path.Join(folder.Path, "broken.amf"), "<a>\n<b></a>");

        var refused = await Assert.ThrowsAsync<StepFailedException>(() => RenderAsync(Output("a.####.exr", new(StoreUrl.ForFolder(folder.Path), "broken.amf"))));

        Assert.Contains("broken.amf, line 2", refused.Message, StringComparison.Ordinal);
    }

    private static string Said(RenderFramesResult result, string parameter) =>
        Assert.Single(result.Recipes[0].Steps, step => step.Parameters.ContainsKey(parameter)).Parameters[parameter];

    private static FrameOutputRequest Output(string name, StoredDocument amf) => new() { Name = name, Amf = amf };

    private StoredDocument Amf(int index, int kelvin)
    {
        var author = new AmfAuthor("A", "a@example.org");
        AmfInfo Info() => new() { Authors = [author], Created = DateTimeOffset.UnixEpoch, Modified = DateTimeOffset.UnixEpoch, Uuid = Guid.NewGuid() };
        var name = $"ei{index}-{kelvin}.amf";
        using var file = File.Create(Path.Join(folder.Path, name));
        AmfWriter.Write(new()
        {
            Version = AmfVersion.V2,
            Info = Info(),
            Pipeline = new()
            {
                Info = Info(),
                System = new AcesVersion(1, 3, 0),
                Input = new() { Applied = false, Content = new AmfContent.ById($"urn:ampas:aces:transformId:v1.5:IDT.ARRI.Alexa-v3-raw-EI{index}-CCT{kelvin}.a1.v2") },
            },
        }, file);
        return new(StoreUrl.ForFolder(folder.Path), name);
    }

    private Task<RenderFramesResult> RenderAsync(params FrameOutputRequest[] outputs) => RenderAsync(outputs, null);

    private Task<RenderFramesResult> RenderAsync(FrameOutputRequest output, double index) => RenderAsync([output], index);

    private async Task<RenderFramesResult> RenderAsync(FrameOutputRequest[] outputs, double? index)
    {
        const string frame = "A003C001_190625_R24Y.0000001.ari";
        File.WriteAllBytes(Path.Join(folder.Path, frame), AriFixture.Frame(64, 32, (x, y) => (0.1 + x / 1000.0, 0.1 + y / 500.0, 0.1), change: file => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(0x5C), kelvin)));
        return await RenderFrames.RunAsync(new()
        {
            Store = StoreUrl.ForFolder(folder.Path),
            Clip = new() { Name = "A003C001_190625_R24Y", Kind = ClipKind.Sequence, Files = [frame] },
            IsOneFrame = !outputs[0].Name.Contains('#', StringComparison.Ordinal),
            Development = new() { ExposureIndex = index },
            Outputs = [.. outputs],
            Target = StoreUrl.ForFolder(Directory.CreateDirectory(Path.Join(folder.Path, "out")).FullName),
        }, new StepContext { ScratchFolder = folder.Path }, CancellationToken.None);
    }
}
