using Acetate.Amf;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Render;
using Acetate.Steps.Render;

namespace Acetate.Library.Tests.Steps.Render;

public sealed class ColourDefaultsTests
{
    private static readonly Rgb Colour = new(0.41, 0.39, 0.33);

    [Fact]
    public void A_plate_of_a_camera_goes_to_ACES_and_says_why()
    {
        var plan = ColourPlan.Default(Clip("S-Log3 S-Gamut3.Cine"), AmfUse.Plates);

        Assert.Empty(plan.Problems);
        Assert.Equal("ACES2065-1", plan.Result!.Name);
        Assert.Equal(ColourStyles.Find("SONY_SLOG3-SGAMUT3.CINE_to_ACES2065-1")!.Apply(Colour), plan.Operation.Apply(Colour));
        var step = Assert.Single(plan.Recipe);
        Assert.Equal((RecipeStage.Input, "urn:ampas:aces:transformId:v2.0:CSC.Sony.SLog3_SGamut3Cine_to_ACES.a2.v1"), (step.Stage, step.TransformId));
        Assert.Equal("no AMF; the clip's encoding is said by the file; nothing else asked for: plates are ACES2065-1", step.Reason);
    }

    [Fact]
    public void A_camera_s_clip_is_looked_at_in_Rec709_by_ACES_2()
    {
        var plan = ColourPlan.Default(Clip("ARRI LogC4"), AmfUse.Proxies);

        var aces = ColourStyles.Find("ARRI_LOGC4_to_ACES2065-1")!.Apply(Colour);
        var xyz = ColourStyles.Find("ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - SDR-100nit-REC709_2.0")!.Apply(aces);
        var wanted = ColourStyles.Find("DISPLAY - CIE-XYZ-D65_to_REC.1886-REC.709")!.Apply(xyz);
        Assert.Equal(wanted, plan.Operation.Apply(Colour));
        Assert.Equal([RecipeStage.Input, RecipeStage.Output], plan.Recipe.Select(step => step.Stage));
        Assert.Equal("urn:ampas:aces:transformId:v2.0:Output.Academy.Rec709-D65_100nit_in_Rec709-D65_BT1886.a2.v1", plan.Recipe[1].TransformId);
        Assert.Contains("to look at", plan.Recipe[1].Reason, StringComparison.Ordinal);
        Assert.Equal(new CodePoints(1, 1, 1), CodePoints.Of(plan.Result!.Colour));
    }

    [Theory]
    [InlineData("Rec.709")]
    [InlineData("sRGB")]
    [InlineData("Rec.2100 HLG")]
    public void Finished_video_is_looked_at_as_it_is(string encoding)
    {
        var plan = ColourPlan.Default(Clip(encoding), AmfUse.Proxies);

        Assert.Empty(plan.Problems);
        Assert.Equal(Colour, plan.Operation.Apply(Colour));
        Assert.Equal(encoding, plan.Result!.Name);
        Assert.Equal(encoding == "Rec.2100 HLG", plan.Warnings.Length == 1);
        Assert.Contains("finished", Assert.Single(plan.Recipe).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Rec.709", "Rec.709")]
    [InlineData("Rec.2100 PQ", "Rec.2100 PQ 1000 nit")]
    [InlineData("Rec.2100 HLG", "Rec.2100 HLG")]
    public void Finished_video_is_kept_as_it_is_in_plates_by_the_name_that_the_refusal_gives(string encoding, string name)
    {
        Assert.Contains($"--to \"{name}\"", Assert.Single(ColourPlan.Default(Clip(encoding), AmfUse.Plates).Problems), StringComparison.Ordinal);

        var plan = ColourPlan.Default(Clip(encoding), AmfUse.Plates, OutputEncodings.Find(name));

        Assert.Empty(plan.Problems);
        Assert.Empty(plan.Operation.Steps);
        Assert.Equal(encoding, plan.Result!.Name);
    }

    [Fact]
    public void Finished_video_gives_no_plates_of_scene_light()
    {
        var problem = Assert.Single(ColourPlan.Default(Clip("Rec.709"), AmfUse.Plates).Problems);

        Assert.Contains("inverse output transform", problem, StringComparison.Ordinal);
        Assert.Contains("--from", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clip_that_nothing_is_known_of_is_shown_as_it_is_and_gives_no_plates()
    {
        var seen = ColourPlan.Default(Clip(null), AmfUse.Proxies);
        var plate = ColourPlan.Default(Clip(null), AmfUse.Plates);

        Assert.Equal(Colour, seen.Operation.Apply(Colour));
        Assert.Null(seen.Result);
        Assert.Contains("--from", Assert.Single(seen.Warnings), StringComparison.Ordinal);
        Assert.Contains("--from", Assert.Single(plate.Problems), StringComparison.Ordinal);
        Assert.Single(ColourPlan.Default(Clip(null), AmfUse.Proxies, OutputEncodings.Find("sRGB")).Problems);
    }

    [Fact]
    public void An_encoding_that_is_asked_for_is_made_of_any_camera_s()
    {
        var plan = ColourPlan.Default(Clip("V-Log V-Gamut"), AmfUse.Plates, OutputEncodings.Find("acescct"));

        var wanted = ColourStyles.Find("ACES2065-1 to ACEScct")!.Apply(ColourStyles.Find("PANASONIC_VLOG-VGAMUT_to_ACES2065-1")!.Apply(Colour));
        Assert.Equal(wanted, plan.Operation.Apply(Colour));
        Assert.Equal("urn:ampas:aces:transformId:v2.0:CSC.Academy.ACES_to_ACEScct.a2.v1", plan.Recipe[1].TransformId);
        Assert.Null(plan.Recipe[1].Reason);
    }

    [Fact]
    public void An_encoding_that_the_clip_has_already_is_left_bit_for_bit()
    {
        var plan = ColourPlan.Default(Clip("ARRI LogC4"), AmfUse.Plates, OutputEncodings.Find("LogC4"));

        Assert.Empty(plan.Operation.Steps);
        Assert.Contains("left as it is", Assert.Single(plan.Recipe).Name, StringComparison.Ordinal);
    }

    [Fact]
    public void Video_is_converted_between_displays_of_standard_range_and_white_stays_white()
    {
        var plan = ColourPlan.Default(Clip("Rec.709"), AmfUse.Proxies, OutputEncodings.Find("Display P3"));

        var white = plan.Operation.Apply(Rgb.Grey(1));
        Assert.All((double[])[white.R, white.G, white.B], value => Assert.Equal(1, value, 9));
        var red = plan.Operation.Apply(new(1, 0, 0));
        Assert.InRange(red.R, 0.91, 0.92); // 709 red in P3: 0.8225 of light, 0.9175 in sRGB's curve
        Assert.Single(ColourPlan.Default(Clip("Rec.2100 PQ"), AmfUse.Proxies, OutputEncodings.Rec709).Problems);
    }

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
}
