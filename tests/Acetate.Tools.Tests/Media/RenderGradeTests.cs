using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Acetate.Amf;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Media;

/// <summary>Colour from set without an AMF: a CDL and a LUT as parts of a render.</summary>
public sealed class RenderGradeTests : IDisposable
{
    private const string Sop = "<Slope>1.1 1 0.9</Slope><Offset>0.01 0 -0.01</Offset><Power>1 1.05 1</Power>";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_CDL_in_ACEScct_gives_the_very_pixels_of_an_AMF_that_says_it()
    {
        Clip();
        Write("set.cdl", Cdl(("OTHER", Sop.Replace("1.1", "2", StringComparison.Ordinal)), ("clip", Sop)));
        Write("clip.amf", Amf);

        var result = await RenderAsync(
            Picture("amf.####.png") with { Amf = Document("clip.amf") }, Picture("cdl.####.png") with { Grade = new() { Cdl = Document("set.cdl") } },
            Picture("log.####.png") with { Grade = new() { Cdl = Document("set.cdl"), In = "LogC4" } }, Picture("none.####.png"));

        Assert.Equal(Pixels("amf"), Pixels("cdl"));
        Assert.NotEqual(Pixels("none"), Pixels("cdl"));
        Assert.NotEqual(Pixels("log"), Pixels("cdl"));
        var look = Assert.Single(result.Recipes[1].Steps, step => step.Stage == RecipeStage.Look);
        Assert.Equal("CDL 'clip' of set.cdl in ACEScct", look.Name);
        Assert.Equal(("1.1 1 0.9", "set.cdl", "clip"), (look.Parameters["slope"], look.Parameters["file"], look.Parameters["correction"]));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(At("set.cdl")))), look.Parameters["sha256"]);
        Assert.Contains(result.Recipes[2].Steps, step => step.Name == "CDL 'clip' of set.cdl in ARRI LogC4");
    }

    [Fact]
    public async Task A_LUT_takes_the_encoding_it_is_made_for_after_the_CDL_and_gives_the_finished_picture()
    {
        Clip();
        Write("neutral.cc", """<ColorCorrection id="n"><SOPNode><Slope>1 1 1</Slope><Offset>0 0 0</Offset><Power>1 1 1</Power></SOPNode></ColorCorrection>""");
        Write("darker.cc", """<ColorCorrection id="d"><SOPNode><Slope>1 1 1</Slope><Offset>-0.1 -0.1 -0.1</Offset><Power>1 1 1</Power></SOPNode></ColorCorrection>""");
        Write("turned.cube", "LUT_3D_SIZE 2\n" + string.Join('\n', Enumerable.Range(0, 8).Select(i => $"{1 - (i & 1)} {1 - (i >> 1 & 1)} {1 - (i >> 2)}")) + "\n");
        GradeRequest Turned(string? cdl) => new() { Cdl = cdl is null ? null : Document(cdl), Lut = Document("turned.cube"), In = "ARRI LogC4" };

        var result = await RenderAsync(
            Picture("log.####.png") with { To = "ARRI LogC4" }, Picture("lut.####.png") with { Grade = Turned(null) }, Picture("both.####.png") with { Grade = Turned("darker.cc") }, Picture("same.####.png") with { Grade = Turned("neutral.cc"), To = "Rec.709" });

        var (log, lut, both) = (Pixels("log"), Pixels("lut"), Pixels("both"));
        Assert.True(log.Zip(lut).All(pair => Math.Abs(65535 - pair.First - pair.Second) <= 8), "The LUT turns the values of the camera's log.");
        // Where nothing comes to the ends of the range, 0.1 darker before the LUT is 0.1 brighter after it.
        Assert.True(log.Zip(both).Where(pair => pair.First > 8000).All(pair => Math.Abs(65535 - pair.First + 6554 - pair.Second) <= 8), "The CDL comes before the LUT.");
        Assert.Equal(lut, Pixels("same"));
        var output = Assert.Single(result.Recipes[2].Steps, step => step.Stage == RecipeStage.Output);
        Assert.Equal(("ARRI LogC4", "turned.cube", 64), (output.Parameters["takes"], output.Parameters["file"], output.Parameters["sha256"].Length));
    }

    [Fact]
    public async Task A_table_is_close_to_the_transform_and_outputs_that_share_their_way_are_what_each_is_alone()
    {
        // Colours within two stops, as scenes have them: the saturation of a CDL makes black of colours far outside of the gamut, and a table cuts them before.
        Clip("eq=saturation=0.12:contrast=0.45,");
        Write("set.cdl", Cdl(("clip", Sop)));
        var grade = new GradeRequest { Cdl = Document("set.cdl") };
        const string BurnIn = """{"items":[{"text":"{frame}","size":0.2}]}""";

        var result = await RenderAsync(
            Picture("exact.####.png") with { Grade = grade }, Picture("table.####.png") with { Grade = grade, ByTable = true }, Picture("twin.####.png") with { Grade = grade, ByTable = true },
            Picture("drawn.####.png") with { Grade = grade, ByTable = true, BurnInTemplate = BurnIn }, Picture("plain.####.png") with { ByTable = true });
        await RenderAsync(Picture("alone.####.png") with { Grade = grade, ByTable = true, BurnInTemplate = BurnIn });

        Assert.Equal(Pixels("table"), Pixels("twin"));
        Assert.Equal(Pixels("alone"), Pixels("drawn"));
        Assert.NotEqual(Pixels("table"), Pixels("drawn"));
        Assert.NotEqual(Pixels("table"), Pixels("plain"));
        var off = Pixels("exact").Zip(Pixels("table")).Select(pair => Math.Abs(pair.First - pair.Second) / 257.0).Order().ToList();
        Assert.True(off[off.Count / 2] < 0.5 && off[off.Count * 99 / 100] < 3, $"off by {off[off.Count / 2]:0.000} in the middle, {off[off.Count * 99 / 100]:0.000} for 99 of 100, {off[^1]:0.000} at most, of 255");
        Assert.All(result.Recipes[1].Steps.Where(step => step.Stage is RecipeStage.Look or RecipeStage.Output), step => Assert.Equal("65 entries an edge, over ACEScct", step.Parameters["table"]));
        Assert.DoesNotContain(result.Recipes[0].Steps, step => step.Parameters.ContainsKey("table"));
    }

    [Fact]
    public async Task A_finished_picture_is_graded_in_its_own_values_with_a_warning()
    {
        Clip();
        Write("darker.cc", """<ColorCorrection id="d"><SOPNode><Slope>0.5 0.5 0.5</Slope><Offset>0 0 0</Offset><Power>1 1 1</Power></SOPNode></ColorCorrection>""");

        var result = await RenderAsync("Rec.709", Picture("as.####.png"), Picture("half.####.png") with { Grade = new() { Cdl = Document("darker.cc") } });

        Assert.True(Pixels("as").Zip(Pixels("half")).All(pair => Math.Abs(pair.First / 2.0 - pair.Second) <= 2));
        Assert.Contains(result.Warnings, warning => warning.StartsWith("The clip is a finished Rec.709 picture: CDL 'd' of darker.cc was applied to its values as they are", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_look_that_cannot_be_had_is_refused_with_the_way_out()
    {
        Write("set.ccc", Cdl(("A", Sop), ("B", Sop.Replace("1.1", "2", StringComparison.Ordinal))));
        Write("torn.cdl", "<ColorDecisionList>");
        Write("below.cc", """<ColorCorrection id="n"><SOPNode><Slope>-1 1 1</Slope><Offset>0 0 0</Offset><Power>1 1 1</Power></SOPNode></ColorCorrection>""");
        Write("torn.cube", "LUT_3D_SIZE 33\n0 0 0\n");
        Write("good.cube", "LUT_3D_SIZE 2\n" + string.Concat(Enumerable.Repeat("0 0 0\n", 8)));

        foreach (var (grade, from, output, says) in ((GradeRequest, string?, Func<FrameOutputRequest, FrameOutputRequest>, string)[])
        [
            (new() { Cdl = Document("gone.cdl") }, "LogC4", same => same, "'gone.cdl' is not in"),
            (new() { Cdl = Document("torn.cdl") }, "LogC4", same => same, "The CDL 'torn.cdl' cannot be used."),
            (new() { Cdl = Document("below.cc") }, "LogC4", same => same, "below.cc"),
            (new() { Cdl = Document("set.ccc") }, "LogC4", same => same, "no correction with the clip's name or reel (clip). It has 'A', 'B'. Name the correction by its id."),
            (new() { Cdl = Document("set.ccc"), Correction = "C" }, "LogC4", same => same, "no correction 'C'. It has 'A', 'B'."),
            (new() { Cdl = Document("set.ccc"), Correction = "A", In = "Technicolor" }, "LogC4", same => same, "no encoding 'Technicolor'"),
            (new() { Cdl = Document("set.ccc"), Correction = "A", In = "Rec.709" }, "LogC4", same => same, "is a finished picture"),
            (new() { Cdl = Document("set.ccc"), Correction = "A" }, null, same => same, "Nothing says how this clip's colours are encoded, so its grade cannot be applied"),
            (new() { Cdl = Document("set.ccc"), Correction = "A" }, "LogC4", same => same with { Amf = Document("clip.amf") }, "with an AMF and with a grade"),
            (new() { Lut = Document("torn.cube") }, "LogC4", same => same, "The LUT 'torn.cube' cannot be used."),
            (new() { Lut = Document("good.cube") }, "LogC4", same => same with { To = "ACEScct" }, "makes a finished Rec.709 picture, and ACEScct is asked for"),
            (new() { Lut = Document("good.cube") }, "LogC4", same => same with { Use = AmfUse.Plates }, "and ACES2065-1 is asked for"),
            (new() { Lut = Document("good.cube") }, "Rec.709", same => same, "the clip is a finished Rec.709 picture, which cannot go there"),
            (new() { Correction = "A", Lut = Document("good.cube") }, "LogC4", same => same, "and no CDL"),
            (new(), "LogC4", same => same, "neither a CDL nor a LUT"),
        ])
        {
            var wanted = output(Picture("a.####.png") with { Grade = grade });
            var picture = new PictureDescription { Width = 4, Height = 2, Frames = 1, Encoding = from is null ? null : KnownEncodings.Find(from)!, Decoder = "test", Steps = [] };
            Assert.Contains(says, await WhyNotAsync(wanted, picture), StringComparison.Ordinal);
        }
    }

    private static async Task<string> WhyNotAsync(FrameOutputRequest wanted, PictureDescription picture)
    {
        try
        {
            var grade = await OutputGrade.OpenAsync(wanted, new() { Name = "clip", Kind = ClipKind.Single, Files = [] }, new StepContext(), CancellationToken.None);
            return string.Join(' ', grade!.Plan(picture, wanted.Use, wanted.To is { } to ? OutputEncodings.Find(to) : null).Problems);
        }
        catch (StepFailedException problem) when (problem.Class == RetryClass.Data)
        {
            return $"{problem.Message} {problem.Advice}";
        }
    }

    private static FrameOutputRequest Picture(string name) => new() { Name = name, File = new() { Kind = "png" }, Use = AmfUse.Proxies };

    private static string Cdl(params (string Id, string Sop)[] all) =>
        $"""<ColorCorrectionCollection xmlns="urn:ASC:CDL:v1.01">{string.Concat(all.Select(one => $"""<ColorCorrection id="{one.Id}"><SOPNode>{one.Sop}</SOPNode><SatNode><Saturation>0.9</Saturation></SatNode></ColorCorrection>"""))}</ColorCorrectionCollection>""";

    private static string Amf
    {
        get
        {
            const string urn = "urn:ampas:aces:transformId:v2.0:", info = "<aces:dateTime><aces:creationDateTime>2024-01-01T00:00:00Z</aces:creationDateTime><aces:modificationDateTime>2024-01-01T00:00:00Z</aces:modificationDateTime></aces:dateTime>", author = "<aces:author><aces:name>A</aces:name><aces:emailAddress>a@b.org</aces:emailAddress></aces:author>";
            var sop = Sop.Replace("<", "<cdl:", StringComparison.Ordinal).Replace("<cdl:/", "</cdl:", StringComparison.Ordinal);
            return $"""
                <?xml version="1.0" encoding="UTF-8"?>
                <aces:acesMetadataFile xmlns:aces="urn:ampas:aces:amf:v2.0" xmlns:cdl="urn:ASC:CDL:v1.01" version="2.0">
                <aces:amfInfo>{author}{info}<aces:uuid>urn:uuid:afe122be-59d3-4360-ad69-33c10108fa7a</aces:uuid></aces:amfInfo>
                <aces:pipeline><aces:pipelineInfo>{author}{info}<aces:uuid>urn:uuid:bfe122be-59d3-4360-ad69-33c10108fa7a</aces:uuid>
                <aces:systemVersion><aces:majorVersion>2</aces:majorVersion><aces:minorVersion>0</aces:minorVersion><aces:patchVersion>0</aces:patchVersion></aces:systemVersion></aces:pipelineInfo>
                <aces:inputTransform applied="false"><aces:transformId>{urn}CSC.Arri.LogC4_to_ACES.a2.v1</aces:transformId></aces:inputTransform>
                <aces:lookTransform applied="false"><aces:cdlWorkingSpace><aces:toCdlWorkingSpace><aces:transformId>{urn}CSC.Academy.ACES_to_ACEScct.a2.v1</aces:transformId></aces:toCdlWorkingSpace><aces:fromCdlWorkingSpace><aces:transformId>{urn}CSC.Academy.ACEScct_to_ACES.a2.v1</aces:transformId></aces:fromCdlWorkingSpace></aces:cdlWorkingSpace><cdl:SOPNode>{sop}</cdl:SOPNode><cdl:SatNode><cdl:Saturation>0.9</cdl:Saturation></cdl:SatNode></aces:lookTransform>
                </aces:pipeline></aces:acesMetadataFile>
                """;
        }
    }

    private StoredDocument Document(string name) => new(StoreUrl.ForFolder(folder.Path), name);

    private void Write(string name, string text) => File.WriteAllText(At(name), text);

    private string At(string name) => Path.Join(folder.Path, name);

    private Task<RenderFramesResult> RenderAsync(params FrameOutputRequest[] outputs) => RenderAsync("ARRI LogC4", outputs);

    private async Task<RenderFramesResult> RenderAsync(string? from, params FrameOutputRequest[] outputs)
    {
        var request = new RenderFramesRequest
        {
            Store = StoreUrl.ForFolder(folder.Path),
            Clip = new() { Name = "clip", Kind = ClipKind.Single, Files = ["clip.mkv"] },
            Frames = new() { Start = 0, End = 1 },
            Development = new() { From = from },
            Outputs = [.. outputs],
            Target = StoreUrl.ForFolder(Directory.CreateDirectory(At("out")).FullName),
        };
        // As JSON, as a worker gets it.
        var sent = JsonSerializer.Deserialize<RenderFramesRequest>(JsonSerializer.Serialize(request, StepJson.Options), StepJson.Options)!;
        return await RenderFrames.RunAsync(sent, new StepContext { ScratchFolder = folder.Path }, CancellationToken.None);
    }

    private ushort[] Pixels(string name)
    {
        Run("-i", At($"out/{name}.1001.png"), "-f", "rawvideo", "-pix_fmt", "rgb48le", At("decoded.raw"));
        return MemoryMarshal.Cast<byte, ushort>(File.ReadAllBytes(At("decoded.raw"))).ToArray();
    }

    // Nothing in the file says what its values mean.
    private void Clip(string soften = "") => Run("-f", "lavfi", "-i", "testsrc2=size=64x36:rate=24", "-frames:v", "1", "-vf", $"{soften}format=gbrp10le,setparams=color_primaries=unknown:color_trc=unknown:colorspace=gbr", "-c:v", "ffv1", At("clip.mkv"));

    private static void Run(params string[] arguments)
    {
        using var child = Process.Start(Corpus.Program("ffmpeg"), ["-v", "error", "-y", .. arguments]);
        child.WaitForExit();
        Assert.Equal(0, child.ExitCode);
    }
}
