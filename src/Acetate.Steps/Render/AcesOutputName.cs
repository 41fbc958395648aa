using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Aces2;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Displays;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Steps.Render;

/// <summary>What the name of an ACES 2.0 output transform says: <c>P3-D65_1000nit_in_Rec2100-D65_ST2084</c>.</summary>
/// <param name="Limits">The gamut that colours are kept in: Rec709, P3 or Rec2100.</param>
/// <param name="IsD60">Whether its white is that of ACES and not D65.</param>
/// <param name="Peak">As the name has it, cd/m²: cinemas say 48, 108 and 300.</param>
/// <param name="Container">The gamut of the display: Rec709-D65, P3-D65, Rec2100-D65 or XYZ-E.</param>
/// <param name="Transfer">BT1886, Gamma2pt2, Gamma2pt6, sRGB-Piecewise, ST2084 or HLG.</param>
public sealed partial record AcesOutputName(string Limits, bool IsD60, int Peak, string Container, string Transfer)
{
    private static readonly FrozenDictionary<string, Gamut> Gamuts = new Dictionary<string, Gamut>
    {
        ["Rec709"] = KnownGamuts.Rec709,
        ["P3"] = KnownGamuts.P3D65,
        ["Rec2100"] = KnownGamuts.Rec2020,
        ["Rec709-D65"] = KnownGamuts.Rec709,
        ["P3-D65"] = KnownGamuts.P3D65,
        ["Rec2100-D65"] = KnownGamuts.Rec2020,
        ["XYZ-E"] = KnownGamuts.XyzE,
    }.ToFrozenDictionary();

    /// <summary>Reads a name, or what stands in a transform id between <c>Output.Academy.</c> and <c>.a2.v1</c>.</summary>
    /// <returns>Null when any part of it is not one that ACES 2.0 has, or the parts do not go together.</returns>
    public static AcesOutputName? Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > 80 || Form().Match(name) is not { Success: true, Groups: var groups }) return null;
        var read = new AcesOutputName(
            groups[1].Value, groups[2].Value == "D60", int.Parse(groups[3].ValueSpan, CultureInfo.InvariantCulture), groups[4].Value, groups[5].Value);
        return read.GoesTogether ? read : null;
    }

    /// <summary>What the values of the display mean.</summary>
    public ColourEncoding Encoding => new(ToString(), Curve, Gamuts[Container]);

    /// <summary>From ACES2065-1 to the code values of the display.</summary>
    /// <remarks>As the Academy's Output transforms have it: 48 nit are the picture of 100 nit, 108 and 300 nit are rendered for 225 and 625
    /// and scaled by 0.48; the white of D60 is made to fit into the display, but not in XYZ at 48 nit.</remarks>
    public ColourChain Operation()
    {
        var limits = Gamuts[Limits];
        if (IsD60) limits = limits with { Name = $"{limits.Name} D60", White = Chromaticity.Aces };
        var (peak, scale) = Peak switch { 48 => (100.0, 1.0), 108 => (225.0, 0.48), 300 => (625.0, 0.48), var said => (said, 1.0) };
        var container = IsD60 && !(Container == "XYZ-E" && Peak == 48) ? Gamuts[Container] : null;
        return new($"ACES 2.0 output {this}", [new OutputTransform(peak, limits, container, scale), .. Display.Steps]);
    }

    /// <summary>Such as <c>Rec709-D65_100nit_in_Rec709-D65_BT1886</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Limits}-{(IsD60 ? "D60" : "D65")}_{Peak}nit_in_{Container}_{Transfer}");

    /// <summary>The transform id of ACES 2.0.</summary>
    public string TransformId => $"urn:ampas:aces:transformId:v2.0:Output.Academy.{this}.a2.v1";

    // Every display clips what is below black; only Display P3 in high range goes on above 1.
    private ITransferCurve Curve => Transfer switch
    {
        "BT1886" => new PowerCurve(2.4, BelowBlack.Clamp),
        "Gamma2pt2" => new PowerCurve(2.2, BelowBlack.Clamp),
        "Gamma2pt6" => new PowerCurve(2.6, BelowBlack.Clamp),
        "sRGB-Piecewise" => new SrgbCurve(Mirrors: false),
        "ST2084" => new PerceptualQuantizer(),
        _ => new HybridLogGamma(),
    };

    private ColourChain Display => Transfer switch
    {
        "HLG" => DisplayEncoding.Hlg1000,
        _ when Container != "XYZ-E" => DisplayEncoding.To(ToString(), Gamuts[Container], Curve),
        "ST2084" => DisplayEncoding.DcdmHdr,
        _ => DisplayEncoding.Dcdm,
    };

    private bool GoesTogether => Transfer switch
    {
        "BT1886" => Container == "Rec709-D65" && Peak == 100 && Limits == "Rec709",
        "Gamma2pt2" => Container is "Rec709-D65" or "P3-D65" && Peak == 100,
        "sRGB-Piecewise" => (Container is "Rec709-D65" && Peak == 100) || (Container is "P3-D65" && Peak is 100 or 1000),
        "Gamma2pt6" => Container is "P3-D65" or "XYZ-E" && Peak == 48,
        "HLG" => Container == "Rec2100-D65" && Peak == 1000,
        _ => Container == "XYZ-E" ? Peak == 300 : Container != "Rec709-D65" && Peak != 48 && Peak != 300,
    } && Width(Limits) <= Width(Container);

    private static int Width(string gamut) => gamut switch { "Rec709" or "Rec709-D65" => 0, "P3" or "P3-D65" => 1, _ => 2 };

    [GeneratedRegex(@"\A(Rec709|P3|Rec2100)-(D60|D65)_(48|100|108|300|500|1000|2000|4000)nit_in_(Rec709-D65|P3-D65|Rec2100-D65|XYZ-E)_(BT1886|Gamma2pt2|Gamma2pt6|sRGB-Piecewise|ST2084|HLG)\z")]
    private static partial Regex Form();
}
