using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Colour.Displays;

/// <summary>From XYZ with white D65, 1 being 100 cd/m², to the code values of a display.</summary>
public static class DisplayEncoding
{
    /// <summary>To the primaries and the curve of a display. Its white is adapted to by Bradford where it is another.</summary>
    public static ColourChain To(string name, Gamut gamut, ITransferCurve curve)
    {
        ArgumentNullException.ThrowIfNull(gamut);
        var matrix = gamut.ToXyz().Inverse() * Adaptation.Bradford.Between(Chromaticity.D65, gamut.White);
        return new(name, [new MatrixOperation($"XYZ to {gamut.Name}", matrix), new CurveOperation(curve, ToLinear: false)]);
    }

    /// <summary>The code values of a digital cinema distribution master (SMPTE ST 428-1): XYZ of 48 in 52.37 cd/m² and a power of 2.6.</summary>
    public static ColourChain Dcdm { get; } = new("DCDM", [new MatrixOperation("48 of 52.37 cd/m²", Matrix3.Diagonal(48 / 52.37, 48 / 52.37, 48 / 52.37)), new CurveOperation(new PowerCurve(2.6, BelowBlack.Clamp), ToLinear: false)]);

    /// <summary>XYZ by the perceptual quantizer, for cinema in high dynamic range.</summary>
    public static ColourChain DcdmHdr { get; } = new("DCDM ST 2084", [new CurveOperation(new PerceptualQuantizer(), ToLinear: false)]);

    /// <summary>Hybrid log-gamma on a display of 1000 cd/m² (ITU-R BT.2100-2).</summary>
    public static ColourChain Hlg1000 { get; } = new("Rec.2100 HLG 1000 cd/m²",
    [
        new MatrixOperation("XYZ to Rec.2020", KnownGamuts.Rec2020.ToXyz().Inverse()),
        new SceneLightOfHlg(),
        new CurveOperation(new HybridLogGamma(), ToLinear: false),
    ]);

    /// <summary>Takes back the display's rendering of BT.2100: light of the display to light of the scene, 3 being its peak.</summary>
    internal sealed record SceneLightOfHlg : IColourOperation
    {
        private const double Peak = 10, Gamma = 1.2;

        public string Name => "inverse OOTF, 1000 cd/m², gamma 1.2";

        public Rgb Apply(Rgb colour)
        {
            var luminance = Math.Abs(0.2627 * colour.R + 0.6780 * colour.G + 0.0593 * colour.B) / Peak;
            return luminance == 0 ? default : 3 / Peak * Math.Pow(luminance, (1 - Gamma) / Gamma) * colour;
        }

        /// <summary>And back: the OOTF of BT.2100.</summary>
        public static Rgb Undone(Rgb colour)
        {
            var luminance = Math.Abs(0.2627 * colour.R + 0.6780 * colour.G + 0.0593 * colour.B) / 3;
            return luminance == 0 ? default : Peak / 3 * Math.Pow(luminance, Gamma - 1) * colour;
        }
    }
}
