using Acetate.Amf;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Imaging.Colour.Luts;
using Acetate.Media.Inspect;
using Acetate.Steps.Render;

namespace Acetate.Library.Tests.Steps.Render;

/// <summary>Light in the gamut that a camera records in.</summary>
public sealed class CameraLightTests
{
    private static ClipInspection Clip(string codec = "prores", string? model = null) =>
        new() { Name = "A001C001", Kind = ClipKind.Single, Files = ["A001C001.mov"], Image = new() { Codec = codec }, Camera = model is null ? null : new() { Model = model } };

    [Theory]
    [InlineData("ARRI LogC3 EI 1600", "linear ARRI Wide Gamut 3")]
    [InlineData("ARRI LogC4", "linear ARRI Wide Gamut 4")]
    [InlineData("S-Log3 S-Gamut3.Cine", "linear S-Gamut3.Cine")]
    [InlineData("S-Log3 S-Gamut3 Venice", "linear Venice S-Gamut3")]
    [InlineData("V-Log V-Gamut", "linear V-Gamut")]
    [InlineData("RED Log3G10 REDWideGamutRGB", "linear REDWideGamutRGB")]
    [InlineData("Canon Log 3 Rec.2020", "linear Canon Rec.2020")]
    [InlineData("Apple Log", "linear Rec.2020")]
    public void It_is_that_of_what_the_camera_wrote(string wrote, string light) =>
        Assert.Equal(light, CameraLight.Of(Clip(), KnownEncodings.Find(wrote), null, out _)?.Name);

    [Theory]
    [InlineData("ALEXA Mini LF", "linear ARRI Wide Gamut 3")]
    [InlineData("ALEXA 35", "linear ARRI Wide Gamut 4")]
    [InlineData("SomeCam", null)]
    [InlineData(null, null)]
    public void Of_ARRI_raw_it_is_that_of_the_camera_s_logarithm(string? model, string? light) => Assert.Equal(light, CameraLight.Of(Clip("arriraw", model), null, null, out _)?.Name);

    [Theory]
    [InlineData("ACEScct", "which is no camera's own gamut")]
    [InlineData("Rec.709", "Nothing says")]
    [InlineData(null, "Nothing says")]
    public void What_no_camera_wrote_is_refused_with_the_way_out(string? named, string reason)
    {
        Assert.Null(CameraLight.Of(Clip(), named is null ? null : KnownEncodings.Find(named), null, out var why));

        Assert.Contains(reason, why, StringComparison.Ordinal);
        Assert.Contains("Deliver ACES2065-1 or ACEScg".ToUpperInvariant(), why!.ToUpperInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_AMF_goes_before_what_the_file_says()
    {
        var info = new AmfInfo { Authors = [new("A", "a@example.org")], Created = DateTimeOffset.UnixEpoch, Modified = DateTimeOffset.UnixEpoch, Uuid = Guid.Empty };
        var amf = new AmfDocument { Info = info, Pipeline = new() { Info = info, Input = new() { Applied = false, Content = new AmfContent.ById("urn:ampas:aces:transformId:v2.0:CSC.Sony.SLog3_SGamut3_to_ACES.a2.v1") } } };

        Assert.Equal("linear S-Gamut3", CameraLight.Of(Clip(), KnownEncodings.Find("V-Log"), amf, out _)?.Name);
    }

    [Fact]
    public void Each_has_a_table_to_ACES_that_is_its_matrix_and_can_be_asked_for_by_name()
    {
        Assert.True(KnownEncodings.CameraLinear.Length >= 14);
        Assert.Equal(KnownEncodings.CameraLinear.Length, KnownEncodings.CameraLinear.Select(light => light.Name).Distinct().Count());
        foreach (var light in KnownEncodings.CameraLinear)
        {
            var (input, bytes) = CameraLight.InputOf(light, "x.clf")!.Value;
            var read = LutFile.Read(new MemoryStream(bytes), "x.clf");
            var (made, wanted) = (read.Apply(new(0.2, 0.5, 3)), light.Gamut.To(KnownGamuts.Ap0) * new Rgb(0.2, 0.5, 3));

            Assert.Equal((wanted.R, wanted.G, wanted.B), (made.R, made.G, made.B), (a, b) => Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B) < 1e-6);
            Assert.Equal("x.clf", Assert.IsType<AmfContent.ByFile>(input.Content).Address);
            Assert.Same(light, OutputEncodings.Find(light.Name)!.Encoding);
        }

        Assert.Null(CameraLight.InputOf(KnownEncodings.AcesCg, "x.clf"));
    }
}
