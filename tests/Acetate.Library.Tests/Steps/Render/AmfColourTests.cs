using System.Security.Cryptography;
using System.Text;
using Acetate.Amf;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Cdl;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Decode;
using Acetate.Media.Render;
using Acetate.Steps.Render;

namespace Acetate.Library.Tests.Steps.Render;

public sealed class AmfColourTests : IDisposable
{
    private const string Id = "urn:ampas:aces:transformId:";
    private const string LogC3 = $"{Id}v1.5:IDT.ARRI.Alexa-v3-logC-EI800.a1.v2", FromCct = $"{Id}v1.5:ACEScsc.Academy.ACEScct_to_ACES.a1.0.3", ToCct = $"{Id}v1.5:ACEScsc.Academy.ACES_to_ACEScct.a1.0.3";
    private const string Rrt = $"{Id}v1.5:RRT.a1.0.3", Odt = $"{Id}v1.5:ODT.Academy.Rec709_100nits_dim.a1.0.3";

    private static readonly Rgb[] Colours = [new(0.41, 0.39, 0.33), new(0.6, 0.3, 0.2), Rgb.Grey(0.391), new(0.1, 0.3, 0.5)];

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void To_look_at_input_looks_and_output_follow_each_other()
    {
        var plan = Plan(Amf(looks: Grade()), AmfUse.Proxies);

        Assert.Empty(plan.Problems);
        Assert.Equal([RecipeStage.Input, RecipeStage.Look, RecipeStage.Output], plan.Recipe.Select(step => step.Stage));
        foreach (var colour in Colours) Assert.Equal(AcesTransforms.Find(Odt)!.Apply(Graded(AcesTransforms.Find(LogC3)!.Apply(colour))), plan.Operation.Apply(colour));
        Assert.Equal((LogC3, null, Odt), (plan.Recipe[0].TransformId, plan.Recipe[1].TransformId, plan.Recipe[2].TransformId));
        Assert.Equal("1.1 1 0.9", plan.Recipe[1].Parameters["slope"]);
        Assert.Equal("not clamped", plan.Recipe[1].Parameters["style"]);
        Assert.Equal("CDL in ACEScct", plan.Recipe[1].Name);
        Assert.Equal(new VideoCodes(1, 1, 1), plan.Result!.Codes);
    }

    [Fact]
    public void Plates_end_at_ACES_unless_more_is_asked_for()
    {
        var plate = Plan(Amf(looks: Grade()), AmfUse.Plates);
        var looked = Plan(Amf(looks: Grade()), AmfUse.Plates, AmfExtent.WithLooks);

        Assert.Equal("ACES2065-1", plate.Result!.Name);
        Assert.Single(plate.Stages);
        foreach (var colour in Colours)
        {
            Assert.Equal(AcesTransforms.Find(LogC3)!.Apply(colour), plate.Operation.Apply(colour));
            Assert.Equal(Graded(AcesTransforms.Find(LogC3)!.Apply(colour)), looked.Operation.Apply(colour));
        }
    }

    [Fact]
    public void What_is_in_the_pixels_already_is_not_applied_again()
    {
        var amf = Amf(applied: "true", looks: Grade("true") + Grade());
        var plan = Plan(amf, AmfUse.Proxies, clip: "ACES2065-1");

        Assert.Empty(plan.Problems);
        var colour = new Rgb(0.3, 0.2, 0.1);
        Assert.Equal(AcesTransforms.Find(Odt)!.Apply(Graded(colour)), plan.Operation.Apply(colour));
        Assert.Equal("in the pixels already", plan.Recipe[1].Reason);
        Assert.Contains("ungraded", Assert.Single(Plan(amf, AmfUse.Plates, clip: "ACES2065-1").Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_grade_without_the_way_into_its_space_takes_the_inverse_of_the_way_back()
    {
        var both = Plan(Amf(looks: Grade()), AmfUse.Proxies);
        var one = Plan(Amf(looks: Grade(to: null)), AmfUse.Proxies);

        foreach (var colour in Colours) Assert.Equal(both.Operation.Apply(colour), one.Operation.Apply(colour));
    }

    [Fact]
    public void A_grade_without_its_space_is_a_problem_for_plates_and_left_out_to_look_at()
    {
        var amf = Amf(looks: Grade(from: null, to: null));
        var plan = Plan(amf, AmfUse.Proxies);

        Assert.NotEmpty(Plan(amf, AmfUse.Plates, AmfExtent.WithLooks).Problems);
        Assert.Empty(plan.Problems);
        Assert.Contains("left out", plan.Recipe[1].Reason, StringComparison.Ordinal);
        Assert.Contains(plan.Warnings, warning => warning.Contains("Look 1 was left out: The CDL does not say in which space it works", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_transform_is_a_problem_for_plates_and_left_out_to_look_at()
    {
        var amf = Amf(looks: Look($"<aces:transformId>{Id}v1.5:LMT.ACME.Show.a1.v5</aces:transformId>"));
        var plan = Plan(amf, AmfUse.Proxies);

        Assert.Contains(Plan(amf, AmfUse.Plates).Problems, problem => problem.Contains("LMT.ACME.Show", StringComparison.Ordinal) && problem.StartsWith("AMF, line ", StringComparison.Ordinal));
        Assert.Empty(plan.Problems);
        Assert.Contains("left out", plan.Recipe[1].Reason, StringComparison.Ordinal);
        foreach (var colour in Colours) Assert.Equal(AcesTransforms.Find(Odt)!.Apply(AcesTransforms.Find(LogC3)!.Apply(colour)), plan.Operation.Apply(colour));
    }

    [Fact]
    public void An_unknown_transform_that_is_in_the_pixels_stops_nothing()
    {
        var amf = Amf(input: $"{Id}v1.5:IDT.Acme.Camera.a1.v1", applied: "true");

        Assert.Empty(Plan(amf, AmfUse.Plates, clip: "ACES2065-1").Problems);
        Assert.NotEmpty(Plan(Amf(input: $"{Id}v1.5:IDT.Acme.Camera.a1.v1"), AmfUse.Plates, clip: null).Problems);
    }

    [Fact]
    public void An_input_that_contradicts_the_clip_is_a_problem_for_plates()
    {
        var amf = Amf();

        var problem = Assert.Single(Plan(amf, AmfUse.Plates, clip: "S-Log3 S-Gamut3.Cine").Problems);
        Assert.Contains("LogC3", problem, StringComparison.Ordinal);
        Assert.Contains("S-Log3", problem, StringComparison.Ordinal);
        var seen = Plan(amf, AmfUse.Proxies, clip: "S-Log3 S-Gamut3.Cine");
        Assert.Empty(seen.Problems);
        Assert.NotEmpty(seen.Warnings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pixels_that_are_not_ACES_need_an_input(bool isSaidToBeApplied)
    {
        var amf = isSaidToBeApplied ? Amf(applied: "true") : Amf(input: null);

        var problem = Assert.Single(Plan(amf, AmfUse.Plates, clip: "ARRI LogC4").Problems);
        Assert.Contains("ARRI LogC4", problem, StringComparison.Ordinal);
        var seen = Plan(amf, AmfUse.Proxies, clip: "ARRI LogC4");
        foreach (var colour in Colours) Assert.Equal(AcesTransforms.Find(Odt)!.Apply(ColourStyles.Find("ARRI_LOGC4_to_ACES2065-1")!.Apply(colour)), seen.Operation.Apply(colour));
    }

    [Fact]
    public void Raw_that_the_decoder_developed_has_its_input_in_the_pixels()
    {
        var developed = Clip("ACES2065-1") with { Steps = [new(RecipeStage.Debayer, "RCD")] };
        var raw = Read(Amf(input: $"{Id}v1.5:IDT.ARRI.Alexa-v3-raw-EI1280-CCT3200.a1.v2"));

        var plan = AmfColour.Plan(raw, folder.Path, AmfUse.Plates, developed);

        Assert.Empty(plan.Problems);
        Assert.Empty(plan.Operation.Steps);
        Assert.Equal((1280, 3200), AmfColour.Development(raw));
        Assert.Null(AmfColour.Development(Read(Amf())));
        var camera = AmfColour.Plan(Read(Amf()), folder.Path, AmfUse.Plates, developed);
        Assert.Empty(camera.Problems);
        Assert.Contains("the same light", Assert.Single(camera.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_and_corrections_beside_the_document_are_used_when_their_hash_is_right()
    {
        const string clf = """
            <?xml version="1.0"?>
            <ProcessList xmlns="urn:AMPAS:CLF:v3.0" compCLFversion="3.0" id="half"><Matrix inBitDepth="32f" outBitDepth="32f"><Array dim="3 3">0.5 0 0 0 0.5 0 0 0 0.5</Array></Matrix></ProcessList>
            """;
        const string ccc = """
            <ColorCorrectionCollection xmlns="urn:ASC:CDL:v1.01"><ColorCorrection id="sc1"><SOPNode><Slope>1.1 1 0.9</Slope><Offset>0.01 0 -0.01</Offset><Power>1 1.05 1</Power></SOPNode><SatNode><Saturation>0.9</Saturation></SatNode></ColorCorrection></ColorCorrectionCollection>
            """;
        File.WriteAllText(Path.Join(folder.Path, "half.clf"), clf);
        File.WriteAllText(Path.Join(folder.Path, "grades.ccc"), ccc);
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(clf)));
        var grade = Look(Space(FromCct, ToCct) + """<cdl:ColorCorrectionRef ref="sc1"/><aces:file>grades.ccc</aces:file>""");

        var plan = Plan(Amf(looks: Table("half.clf", hash) + grade), AmfUse.Plates, AmfExtent.WithLooks);

        Assert.Empty(plan.Problems);
        foreach (var colour in Colours) Near(Graded(0.5 * AcesTransforms.Find(LogC3)!.Apply(colour)), plan.Operation.Apply(colour));
        Assert.Equal("as the AMF says", plan.Recipe[1].Parameters["hash"]);

        var other = Convert.ToBase64String(SHA256.HashData([1]));
        Assert.Contains("another file", Assert.Single(Plan(Amf(looks: Table("half.clf", other)), AmfUse.Plates, AmfExtent.WithLooks).Problems), StringComparison.Ordinal);
        Assert.Contains(Plan(Amf(looks: Table("half.clf", other)), AmfUse.Proxies).Warnings, warning => warning.Contains("another file", StringComparison.Ordinal));
        Assert.Empty(Plan(Amf(looks: Table("half.clf", other)), AmfUse.Plates).Problems); // the look is not applied
    }

    [Theory]
    [InlineData("../outside.clf")]
    [InlineData("/etc/passwd.clf")]
    [InlineData("https://example.org/look.clf")]
    [InlineData("%2e%2e/outside.clf")]
    [InlineData("link/look.clf")]
    public void Nothing_outside_the_folder_is_opened(string address)
    {
        var inside = Directory.CreateDirectory(Path.Join(folder.Path, "amf")).FullName;
        File.WriteAllText(Path.Join(folder.Path, "outside.clf"), "x");
        Directory.CreateDirectory(Path.Join(folder.Path, "elsewhere"));
        File.WriteAllText(Path.Join(folder.Path, "elsewhere", "look.clf"), "x");
        Directory.CreateSymbolicLink(Path.Join(inside, "link"), Path.Join(folder.Path, "elsewhere"));

        var plan = AmfColour.Plan(Read(Amf(looks: Table(address, null))), inside, AmfUse.Plates, Clip("ARRI LogC3 EI 800"), AmfExtent.WithLooks);

        Assert.Contains(plan.Problems, problem => problem.Contains("is not in the folder of the AMF", StringComparison.Ordinal) || problem.Contains("lies elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public void The_place_of_the_user_s_grade_is_kept_and_nothing_is_applied_there()
    {
        var plan = Plan(Amf(looks: Grade() + "<aces:workingLocation/>" + Grade()), AmfUse.Proxies);

        Assert.Equal(["CDL in ACEScct", "working location", "CDL in ACEScct"], plan.Recipe.Where(step => step.Stage == RecipeStage.Look).Select(step => step.Name));
        foreach (var colour in Colours) Assert.Equal(AcesTransforms.Find(Odt)!.Apply(Graded(Graded(AcesTransforms.Find(LogC3)!.Apply(colour)))), plan.Operation.Apply(colour));
    }

    [Fact]
    public void An_output_that_is_in_the_pixels_leaves_nothing_to_do()
    {
        var amf = Amf(applied: "true", output: Output("true"));

        var seen = Plan(amf, AmfUse.Proxies, clip: "Rec.709");
        Assert.Empty(seen.Problems);
        Assert.Empty(seen.Operation.Steps);
        Assert.Contains("finished picture", Plan(amf, AmfUse.Plates, clip: "Rec.709").Problems[0], StringComparison.Ordinal);
        Assert.Contains(Plan(Amf(output: Output("true")), AmfUse.Proxies).Problems, problem => problem.Contains("cannot be made good", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_an_output_that_of_its_ACES_version_for_Rec709_is_taken_and_said()
    {
        var plan = Plan(Amf(output: ""), AmfUse.Proxies);

        Assert.Equal(Odt, plan.Recipe[^1].TransformId);
        Assert.Contains("prescribes no output", plan.Recipe[^1].Reason, StringComparison.Ordinal);
        var asked = Plan(Amf(), AmfUse.Proxies, to: OutputEncodings.Find("sRGB"));
        Assert.Contains("asked for in place", asked.Recipe[^1].Reason, StringComparison.Ordinal);
        Assert.Equal("sRGB", asked.Result!.Name);
    }

    [Fact]
    public void A_plate_s_own_AMF_shows_it_as_the_clip_s_AMF_shows_the_clip()
    {
        var source = Read(Amf(looks: Grade() + "<aces:workingLocation/>" + Grade()));
        foreach (var to in (OutputEncoding?[])[null, OutputEncodings.Find("ACEScct")])
        {
            var plate = AmfColour.Plan(source, folder.Path, AmfUse.Plates, Clip("ARRI LogC3 EI 800"), to: to);
            var written = Written(AmfPlates.Of(plate, source, Facts(), out var reason)!);
            Assert.Null(reason);

            Assert.Equal(to is null, written.Pipeline.Input!.Applied);
            Assert.All(written.Pipeline.Looks, look => Assert.Equal(false, look.Applied));
            Assert.Single(written.Archived);
            var ofClip = AmfColour.Plan(source, folder.Path, AmfUse.Proxies, Clip("ARRI LogC3 EI 800"));
            var ofPlate = AmfColour.Plan(written, folder.Path, AmfUse.Plates, Clip(to?.Name ?? "ACES2065-1"), AmfExtent.WithOutput);
            Assert.Empty(ofPlate.Problems);
            foreach (var colour in Colours) Near(ofClip.Operation.Apply(colour), ofPlate.Operation.Apply(plate.Operation.Apply(colour)));
        }
    }

    [Theory]
    [InlineData("ARRI LogC4")]
    [InlineData("ARRI LogC3 EI 1280")]
    [InlineData("Apple Log 2")]
    public void A_plate_of_a_clip_without_AMF_gets_one(string encoding)
    {
        var plate = ColourPlan.Default(Clip(encoding), AmfUse.Plates);
        var written = Written(AmfPlates.Of(plate, null, Facts(), out _)!);

        Assert.DoesNotContain(AmfValidation.Check(written), problem => problem.Severity >= AmfSeverity.Warning);
        var seen = AmfColour.Plan(written, folder.Path, AmfUse.Plates, Clip("ACES2065-1"), AmfExtent.WithOutput);
        Assert.Empty(seen.Problems);
        Assert.Equal(2, seen.Recipe.Length);
        Assert.Equal("Rec.709", plate.Result is null ? "" : written.Pipeline.Output!.Description);
    }

    [Fact]
    public void Looks_that_were_applied_to_a_plate_are_marked()
    {
        var source = Read(Amf(looks: Grade()));
        var plate = AmfColour.Plan(source, folder.Path, AmfUse.Plates, Clip("ARRI LogC3 EI 800"), AmfExtent.WithLooks);

        Assert.All(AmfPlates.Of(plate, source, Facts(), out _)!.Pipeline.Looks, look => Assert.Equal(true, look.Applied));
        Assert.Null(AmfPlates.Of(AmfColour.Plan(source, folder.Path, AmfUse.Proxies, Clip("ARRI LogC3 EI 800")), source, Facts(), out var reason));
        Assert.Contains("finished", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_example_of_the_reference_library_is_planned_or_refused_in_sentences()
    {
        var count = 0;
        foreach (var file in Directory.EnumerateFiles(Corpus.PathOf("conformance/amf"), "*.amf", SearchOption.AllDirectories))
        {
            AmfDocument document;
            try
            {
                document = AmfReader.Read(file);
            }
            catch (AmfException)
            {
                continue;
            }

            foreach (var use in (AmfUse[])[AmfUse.Plates, AmfUse.Proxies])
            {
                var plan = AmfColour.Plan(document, Path.GetDirectoryName(file)!, use, Clip(null), AmfExtent.WithOutput);
                Assert.All(plan.Problems.Concat(plan.Warnings), sentence => Assert.Matches("^[A-Z'].{20,}", sentence));
                if (!plan.Problems.IsEmpty) continue;
                var made = plan.Operation.Apply(new(0.4, 0.35, 0.3));
                Assert.True(double.IsFinite(made.R + made.G + made.B), file);
                count++;
            }
        }

        Assert.True(count > 150, $"{count}");
    }

    [Fact]
    public void The_generated_examples_are_rendered_by_their_ids()
    {
        var folderOf = Corpus.PathOf("conformance/amf/examples/generated");
        List<string> wrong = [];
        foreach (var file in Directory.EnumerateFiles(folderOf, "*.amf", SearchOption.AllDirectories))
        {
            var plan = AmfColour.Plan(AmfReader.Read(file), folderOf, AmfUse.Plates, Clip(null), AmfExtent.WithOutput);
            if (!plan.Problems.IsEmpty) wrong.Add($"{Path.GetFileName(file)}: {plan.Problems[0]}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static AmfPlateFacts Facts() => new()
    {
        Name = "A001C002_plate",
        Sequence = new("A001C002_plate.####.exr", "#", 1001, 1024),
        Author = new("Editorial", "editorial@example.org"),
        Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero),
        Uuid = Guid.Parse("0f6ae0c5-6a1b-4b2e-9d52-6a3f2f8f0a01"),
        PipelineUuid = Guid.Parse("0f6ae0c5-6a1b-4b2e-9d52-6a3f2f8f0a02"),
    };

    private static AmfDocument Written(AmfDocument document)
    {
        using var bytes = new MemoryStream();
        AmfWriter.Write(document, bytes);
        bytes.Position = 0;
        return AmfReader.Read(bytes, "plate.amf");
    }

    private static Rgb Graded(Rgb aces)
    {
        var cdl = new CdlOperation(new(1.1, 1, 0.9), new(0.01, 0, -0.01), new(1, 1.05, 1), 0.9, IsClamped: false);
        return ColourStyles.Find("ACEScct_to_ACES2065-1")!.Apply(cdl.Apply(ColourStyles.Find("ACES2065-1 to ACEScct")!.Apply(aces)));
    }

    private static void Near(Rgb wanted, Rgb got) => Assert.True(Math.Abs(wanted.R - got.R) + Math.Abs(wanted.G - got.G) + Math.Abs(wanted.B - got.B) < 1e-6, $"{got}, not {wanted}");

    private ColourPlan Plan(string amf, AmfUse use, AmfExtent? extent = null, string? clip = "ARRI LogC3 EI 800", OutputEncoding? to = null) =>
        AmfColour.Plan(Read(amf), folder.Path, use, Clip(clip), extent, to);

    private static PictureDescription Clip(string? encoding) => new()
    {
        Width = 4,
        Height = 2,
        Frames = 1,
        Encoding = encoding is null ? null : KnownEncodings.Find(encoding) ?? throw new ArgumentException(encoding),
        EncodingOrigin = "said by the file",
        Decoder = "test",
        Steps = [],
    };

    private static AmfDocument Read(string amf) => AmfReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(amf)), "test.amf");

    private static string Space(string? from, string? to) => from is null ? "" : $"""
        <aces:cdlWorkingSpace>{(to is null ? "" : $"<aces:toCdlWorkingSpace><aces:transformId>{to}</aces:transformId></aces:toCdlWorkingSpace>")}<aces:fromCdlWorkingSpace><aces:transformId>{from}</aces:transformId></aces:fromCdlWorkingSpace></aces:cdlWorkingSpace>
        """;

    private static string Grade(string applied = "false", string? from = FromCct, string? to = ToCct) => Look(
        Space(from, to) + "<cdl:SOPNode><cdl:Slope>1.1 1 0.9</cdl:Slope><cdl:Offset>0.01 0 -0.01</cdl:Offset><cdl:Power>1 1.05 1</cdl:Power></cdl:SOPNode><cdl:SatNode><cdl:Saturation>0.9</cdl:Saturation></cdl:SatNode>", applied);

    private static string Look(string content, string applied = "false") => $"""<aces:lookTransform applied="{applied}">{content}</aces:lookTransform>""" + "\n";

    private static string Table(string address, string? sha256) =>
        Look($"{(sha256 is null ? "" : $"""<aces:hash algorithm="{AmfHash.Sha256}">{sha256}</aces:hash>""")}<aces:file>{address}</aces:file>");

    private static string Output(string applied) => $"""
        <aces:outputTransform applied="{applied}"><aces:referenceRenderingTransform><aces:transformId>{Rrt}</aces:transformId></aces:referenceRenderingTransform><aces:outputDeviceTransform><aces:transformId>{Odt}</aces:transformId></aces:outputDeviceTransform></aces:outputTransform>
        """;

    private static string Amf(string? input = LogC3, string applied = "false", string looks = "", string? output = null)
    {
        const string info = "<aces:dateTime><aces:creationDateTime>2024-01-01T00:00:00Z</aces:creationDateTime><aces:modificationDateTime>2024-01-01T00:00:00Z</aces:modificationDateTime></aces:dateTime>";
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <aces:acesMetadataFile xmlns:aces="urn:ampas:aces:amf:v2.0" xmlns:cdl="urn:ASC:CDL:v1.01" version="2.0">
            <aces:amfInfo><aces:author><aces:name>A</aces:name><aces:emailAddress>a@b.org</aces:emailAddress></aces:author>{info}<aces:uuid>urn:uuid:afe122be-59d3-4360-ad69-33c10108fa7a</aces:uuid></aces:amfInfo>
            <aces:pipeline>
            <aces:pipelineInfo><aces:author><aces:name>A</aces:name><aces:emailAddress>a@b.org</aces:emailAddress></aces:author>{info}<aces:uuid>urn:uuid:bfe122be-59d3-4360-ad69-33c10108fa7a</aces:uuid>
            <aces:systemVersion><aces:majorVersion>1</aces:majorVersion><aces:minorVersion>3</aces:minorVersion><aces:patchVersion>0</aces:patchVersion></aces:systemVersion></aces:pipelineInfo>
            {(input is null ? "" : $"""<aces:inputTransform applied="{applied}"><aces:transformId>{input}</aces:transformId></aces:inputTransform>""")}
            {looks}
            {output ?? Output("false")}
            </aces:pipeline></aces:acesMetadataFile>
            """;
    }
}
