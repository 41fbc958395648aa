using System.Globalization;
using Acetate.Amf.Registry;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Encode;
using Acetate.Steps.Render;

namespace Acetate.Library.Tests.Steps.Render;

public sealed class OutputEncodingsTests
{
    [Fact]
    public void Every_name_is_found_by_itself_and_means_one_thing()
    {
        foreach (var name in OutputEncodings.Names) Assert.Equal(name, OutputEncodings.Find(name)?.Name);

        Assert.Equal(OutputEncodings.Names.Length, OutputEncodings.Names.Distinct().Count());
    }

    [Theory]
    [InlineData("rec709", "Rec.709")]
    [InlineData("P3 D65", "P3-D65")]
    [InlineData("Rec.2100 PQ 1000nit", "Rec.2100 PQ 1000 nit")]
    [InlineData("aces2065-1", "ACES2065-1")]
    [InlineData("LogC4", "ARRI LogC4")]
    [InlineData("LogC3 EI 1280", "ARRI LogC3 EI 1280")]
    [InlineData("urn:ampas:aces:transformId:v2.0:CSC.Academy.ACES_to_ACEScct.a2.v1", "ACEScct")]
    [InlineData("Output.Academy.P3-D65_1000nit_in_Rec2100-D65_HLG.a2.v1", "P3-D65_1000nit_in_Rec2100-D65_HLG")]
    public void Usual_spellings_and_ids_are_understood(string said, string meant) => Assert.Equal(meant, OutputEncodings.Find(said)?.Name);

    [Theory]
    [InlineData("")]
    [InlineData("S-Log3")] // four encodings begin so
    [InlineData("LogC3 EI 90")]
    [InlineData("Rec.2100 PQ 1001 nit")]
    [InlineData("Output.Academy.P3-D65_1000nit_in_Rec709-D65_BT1886.a2.v1")]
    [InlineData("Output.Academy.Rec709-D65_100nit_in_Rec709-D65_ST2084.a2.v1")]
    public void What_is_no_encoding_is_not_guessed(string said) => Assert.Null(OutputEncodings.Find(said));

    [Theory]
    [InlineData("Rec.709", 1, 1, 1)]
    [InlineData("sRGB", 1, 13, 1)]
    [InlineData("P3-D65", 12, 2, 1)]
    [InlineData("DCDM", 10, 17, 1)]
    [InlineData("Rec.709 gamma 2.2", 1, 4, 1)]
    [InlineData("Rec.2100 PQ 1000 nit", 9, 16, 9)]
    [InlineData("Rec.2100 HLG", 9, 18, 9)]
    [InlineData("ACEScg", 2, 8, 1)]
    [InlineData("ARRI LogC4", 2, 2, 1)]
    [InlineData("Canon Log 3 Rec.2020", 9, 2, 9)]
    public void Movies_are_told_by_the_numbers_of_H273(string name, int primaries, int transfer, int matrix) =>
        Assert.Equal(new CodePoints(primaries, transfer, matrix), CodePoints.Of(OutputEncodings.Find(name)!.Colour));

    [Fact]
    public void Every_ACES_2_output_of_the_registry_is_read_and_keeps_its_name()
    {
        var ids = AmfRegistry.Official.Entries.Where(entry => entry.Kind == "Output").Select(entry => entry.Id).ToList();

        Assert.Equal(54, ids.Count);
        foreach (var id in ids) Assert.Equal(id, OutputEncodings.Find(id)?.TransformId);
    }

    [Fact]
    public void Every_id_of_an_encoding_is_in_the_registry_and_both_ways_undo_each_other()
    {
        var colour = new Rgb(0.22, 0.18, 0.31);
        foreach (var encoding in KnownEncodings.All.Append(KnownEncodings.LogC3(800)).Append(KnownEncodings.LogC3(1280)))
        {
            if (AcesInputs.IdToAces(encoding) is { } to) Assert.True(AmfRegistry.Official.Find(to) is not null, to);
            if (AcesInputs.IdFromAces(encoding) is not { } from) continue;
            Assert.True(AmfRegistry.Official.Find(from) is not null, from);
            if (encoding.Name == "ACESproxy10") continue; // whole code values
            var back = encoding.ToAces().Apply(encoding.FromAces().Apply(colour));
            Assert.True(Math.Abs(back.R - colour.R) + Math.Abs(back.G - colour.G) + Math.Abs(back.B - colour.B) < 1e-9, encoding.Name);
        }
    }

    // The view and the display by which OpenColorIO's ACES configuration renders the same transform.
    [Theory]
    [InlineData("P3-D65_48nit_in_P3-D65_Gamma2pt6", "SDR-100nit-P3-D65", "G2.6-P3-D65")]
    [InlineData("P3-D60_48nit_in_P3-D65_Gamma2pt6", "SDR-100nit-P3-D60-in-P3-D65", "G2.6-P3-D65")]
    [InlineData("P3-D60_48nit_in_XYZ-E_Gamma2pt6", "SDR-100nit-P3-D60-in-XYZ-E", "DCDM-D65")]
    [InlineData("P3-D60_300nit_in_XYZ-E_ST2084", "HDR-300nit-P3-D60-in-XYZ-E", "ST2084-DCDM-D65")]
    [InlineData("P3-D65_108nit_in_P3-D65_ST2084", "HDR-108nit-P3-D65", "ST2084-P3-D65")]
    [InlineData("Rec2100-D60_2000nit_in_Rec2100-D65_ST2084", "HDR-2000nit-REC2020-D60-in-REC2020-D65", "REC.2100-PQ")]
    [InlineData("P3-D65_1000nit_in_Rec2100-D65_HLG", "HDR-1000nit-P3-D65", "REC.2100-HLG-1000nit")]
    [InlineData("Rec709-D60_100nit_in_P3-D65_sRGB-Piecewise", "SDR-100nit-REC709-D60-in-P3-D65", "DisplayP3")]
    [InlineData("Rec709-D65_100nit_in_Rec709-D65_Gamma2pt2", "SDR-100nit-REC709", "G2.2-REC.709")]
    public void An_output_is_its_view_and_its_display(string name, string view, string display)
    {
        var ours = AcesOutputName.Parse(name)!.Operation();
        var output = ColourStyles.Find($"ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - {view}_2.0")!;
        var screen = ColourStyles.Find($"DISPLAY - CIE-XYZ-D65_to_{display}")!;

        foreach (var colour in (Rgb[])[Rgb.Grey(0.18), new(2, 0.4, 0.1), new(0.02, 0.3, 1.5), Rgb.Grey(30)])
        {
            var (a, b) = (ours.Apply(colour), screen.Apply(output.Apply(colour)));
            Assert.True(Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B) < 1e-9, string.Create(CultureInfo.InvariantCulture, $"{colour}: {a}, not {b}"));
        }
    }
}
