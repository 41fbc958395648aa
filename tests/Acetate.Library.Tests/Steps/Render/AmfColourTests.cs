using System.Security.Cryptography;
using System.Text;
using Acetate.Amf;
using Acetate.Imaging.Colour;
using Acetate.Media.Encode;
using Acetate.Media.Render;
using Acetate.Steps.Render;
using static Acetate.Library.Tests.Steps.Render.AmfTexts;

namespace Acetate.Library.Tests.Steps.Render;

public sealed class AmfColourTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void To_look_at_input_looks_and_output_follow_each_other()
    {
        var plan = Plan(Text(looks: Grade()), AmfUse.Proxies);

        Assert.Empty(plan.Problems);
        Assert.Equal([RecipeStage.Input, RecipeStage.Look, RecipeStage.Output], plan.Recipe.Select(step => step.Stage));
        foreach (var colour in Colours) Assert.Equal(AcesTransforms.Find(Odt)!.Apply(Graded(AcesTransforms.Find(LogC3)!.Apply(colour))), plan.Operation.Apply(colour));
        Assert.Equal((LogC3, null, Odt), (plan.Recipe[0].TransformId, plan.Recipe[1].TransformId, plan.Recipe[2].TransformId));
        Assert.Equal("1.1 1 0.9", plan.Recipe[1].Parameters["slope"]);
        Assert.Equal("not clamped", plan.Recipe[1].Parameters["style"]);
        Assert.Equal("CDL in ACEScct", plan.Recipe[1].Name);
        Assert.Equal(new CodePoints(1, 1, 1), CodePoints.Of(plan.Result!.Colour));
    }

    [Fact]
    public void Plates_end_at_ACES_unless_more_is_asked_for()
    {
        var plate = Plan(Text(looks: Grade()), AmfUse.Plates);
        var looked = Plan(Text(looks: Grade()), AmfUse.Plates, AmfExtent.WithLooks);

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
        var amf = Text(applied: "true", looks: Grade("true") + Grade());
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
        var both = Plan(Text(looks: Grade()), AmfUse.Proxies);
        var one = Plan(Text(looks: Grade(to: null)), AmfUse.Proxies);

        foreach (var colour in Colours) Assert.Equal(both.Operation.Apply(colour), one.Operation.Apply(colour));
    }

    [Fact]
    public void A_grade_without_its_space_is_a_problem_for_plates_and_left_out_to_look_at()
    {
        var amf = Text(looks: Grade(from: null, to: null));
        var plan = Plan(amf, AmfUse.Proxies);

        Assert.NotEmpty(Plan(amf, AmfUse.Plates, AmfExtent.WithLooks).Problems);
        Assert.Empty(plan.Problems);
        Assert.Contains("left out", plan.Recipe[1].Reason, StringComparison.Ordinal);
        Assert.Contains(plan.Warnings, warning => warning.Contains("Look 1 was left out: The CDL does not say in which space it works", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_transform_is_a_problem_for_plates_and_left_out_to_look_at()
    {
        var amf = Text(looks: Look($"<aces:transformId>{Id}v1.5:LMT.ACME.Show.a1.v5</aces:transformId>"));
        var plan = Plan(amf, AmfUse.Proxies);

        Assert.Contains(Plan(amf, AmfUse.Plates).Problems, problem => problem.Contains("LMT.ACME.Show", StringComparison.Ordinal) && problem.StartsWith("AMF, line ", StringComparison.Ordinal));
        Assert.Empty(plan.Problems);
        Assert.Contains("left out", plan.Recipe[1].Reason, StringComparison.Ordinal);
        foreach (var colour in Colours) Assert.Equal(AcesTransforms.Find(Odt)!.Apply(AcesTransforms.Find(LogC3)!.Apply(colour)), plan.Operation.Apply(colour));
    }

    [Fact]
    public void An_unknown_transform_that_is_in_the_pixels_stops_nothing()
    {
        var amf = Text(input: $"{Id}v1.5:IDT.Acme.Camera.a1.v1", applied: "true");

        Assert.Empty(Plan(amf, AmfUse.Plates, clip: "ACES2065-1").Problems);
        Assert.NotEmpty(Plan(Text(input: $"{Id}v1.5:IDT.Acme.Camera.a1.v1"), AmfUse.Plates, clip: null).Problems);
    }

    [Fact]
    public void An_input_that_contradicts_the_clip_is_a_problem_for_plates()
    {
        var amf = Text();

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
        var amf = isSaidToBeApplied ? Text(applied: "true") : Text(input: null);

        var problem = Assert.Single(Plan(amf, AmfUse.Plates, clip: "ARRI LogC4").Problems);
        Assert.Contains("ARRI LogC4", problem, StringComparison.Ordinal);
        var seen = Plan(amf, AmfUse.Proxies, clip: "ARRI LogC4");
        foreach (var colour in Colours) Assert.Equal(AcesTransforms.Find(Odt)!.Apply(ColourStyles.Find("ARRI_LOGC4_to_ACES2065-1")!.Apply(colour)), seen.Operation.Apply(colour));
    }

    [Fact]
    public void Raw_that_the_decoder_developed_has_its_input_in_the_pixels()
    {
        var developed = Clip("ACES2065-1") with { Steps = [new(RecipeStage.Debayer, "RCD")] };
        var raw = Read(Text(input: $"{Id}v1.5:IDT.ARRI.Alexa-v3-raw-EI1280-CCT3200.a1.v2"));

        var plan = AmfColour.Plan(raw, folder.Path, AmfUse.Plates, developed);

        Assert.Empty(plan.Problems);
        Assert.Empty(plan.Operation.Steps);
        Assert.Equal((1280, 3200), AmfColour.Development(raw));
        Assert.Null(AmfColour.Development(Read(Text())));
        var otherwise = developed with { Steps = [new RecipeStep(RecipeStage.Input, "exposure").With("index", "800"), new RecipeStep(RecipeStage.Input, "matrix").With("temperature", "3200 K")] };
        Assert.Contains("--ei 1280 --white-balance 3200", Assert.Single(AmfColour.Plan(raw, folder.Path, AmfUse.Plates, otherwise).Problems), StringComparison.Ordinal);
        var camera = AmfColour.Plan(Read(Text()), folder.Path, AmfUse.Plates, developed);
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

        var plan = Plan(Text(looks: Table("half.clf", hash) + grade), AmfUse.Plates, AmfExtent.WithLooks);

        Assert.Empty(plan.Problems);
        foreach (var colour in Colours) Near(Graded(0.5 * AcesTransforms.Find(LogC3)!.Apply(colour)), plan.Operation.Apply(colour));
        Assert.Equal("as the AMF says", plan.Recipe[1].Parameters["hash"]);

        var other = Convert.ToBase64String(SHA256.HashData([1]));
        Assert.Contains("another file", Assert.Single(Plan(Text(looks: Table("half.clf", other)), AmfUse.Plates, AmfExtent.WithLooks).Problems), StringComparison.Ordinal);
        Assert.Contains(Plan(Text(looks: Table("half.clf", other)), AmfUse.Proxies).Warnings, warning => warning.Contains("another file", StringComparison.Ordinal));
        Assert.Empty(Plan(Text(looks: Table("half.clf", other)), AmfUse.Plates).Problems); // the look is not applied
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

        var plan = AmfColour.Plan(Read(Text(looks: Table(address, null))), inside, AmfUse.Plates, Clip("ARRI LogC3 EI 800"), AmfExtent.WithLooks);

        Assert.Contains(plan.Problems, problem => problem.Contains("is not in the folder of the AMF", StringComparison.Ordinal) || problem.Contains("lies elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public void The_place_of_the_user_s_grade_is_kept_and_nothing_is_applied_there()
    {
        var plan = Plan(Text(looks: Grade() + "<aces:workingLocation/>" + Grade()), AmfUse.Proxies);

        Assert.Equal(["CDL in ACEScct", "working location", "CDL in ACEScct"], plan.Recipe.Where(step => step.Stage == RecipeStage.Look).Select(step => step.Name));
        foreach (var colour in Colours) Assert.Equal(AcesTransforms.Find(Odt)!.Apply(Graded(Graded(AcesTransforms.Find(LogC3)!.Apply(colour)))), plan.Operation.Apply(colour));
    }

    [Fact]
    public void An_output_that_is_in_the_pixels_leaves_nothing_to_do()
    {
        var amf = Text(applied: "true", output: Output("true"));

        var seen = Plan(amf, AmfUse.Proxies, clip: "Rec.709");
        Assert.Empty(seen.Problems);
        Assert.Empty(seen.Operation.Steps);
        Assert.Contains("finished picture", Plan(amf, AmfUse.Plates, clip: "Rec.709").Problems[0], StringComparison.Ordinal);
        Assert.Contains(Plan(Text(output: Output("true")), AmfUse.Proxies).Problems, problem => problem.Contains("cannot be made good", StringComparison.Ordinal));
    }

    [Fact]
    public void A_finished_picture_comes_back_to_the_scene_by_an_inverse_output()
    {
        var amf = Text().Replace(
            $"<aces:transformId>{LogC3}</aces:transformId>",
            $"<aces:inverseOutputDeviceTransform><aces:transformId>{Odt.Replace(":ODT.", ":InvODT.", StringComparison.Ordinal)}</aces:transformId></aces:inverseOutputDeviceTransform><aces:inverseReferenceRenderingTransform><aces:transformId>{Id}v1.5:InvRRT.a1.0.3</aces:transformId></aces:inverseReferenceRenderingTransform>",
            StringComparison.Ordinal);

        var plate = Plan(amf, AmfUse.Plates, clip: "Rec.709");
        Assert.Empty(plate.Problems);
        Assert.Equal("ACES2065-1", plate.Result!.Name);
        var seen = Plan(amf, AmfUse.Proxies, clip: "Rec.709");
        foreach (var code in (Rgb[])[Rgb.Grey(0.4), new(0.35, 0.4, 0.45)]) Near(code, seen.Operation.Apply(code));
    }

    [Fact]
    public void Without_an_output_that_of_its_ACES_version_for_Rec709_is_taken_and_said()
    {
        var plan = Plan(Text(output: ""), AmfUse.Proxies);

        Assert.Equal(Odt, plan.Recipe[^1].TransformId);
        Assert.Contains("prescribes no output", plan.Recipe[^1].Reason, StringComparison.Ordinal);
        var asked = Plan(Text(), AmfUse.Proxies, to: OutputEncodings.Find("sRGB"));
        Assert.Contains("asked for in place", asked.Recipe[^1].Reason, StringComparison.Ordinal);
        Assert.Equal("sRGB", asked.Result!.Name);
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

    private ColourPlan Plan(string amf, AmfUse use, AmfExtent? extent = null, string? clip = "ARRI LogC3 EI 800", OutputEncoding? to = null) =>
        AmfColour.Plan(Read(amf), folder.Path, use, Clip(clip), extent, to);
}
