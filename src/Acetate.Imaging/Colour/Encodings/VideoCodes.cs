using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Colour.Encodings;

/// <summary>The numbers by which movies say what their values mean (ITU-T H.273); 2 is <em>not said</em>.</summary>
/// <param name="Primaries">H.273 8.1: 1 BT.709, 9 BT.2020, 10 XYZ, 11 P3-DCI, 12 P3-D65.</param>
/// <param name="Transfer">H.273 8.2: 1 BT.709, 4 gamma 2.2, 8 linear, 13 sRGB, 16 PQ, 17 ST 428-1, 18 HLG.</param>
/// <param name="Matrix">H.273 8.3, for luma and colour difference: 1 BT.709, 9 BT.2020 with non-constant luminance.</param>
public sealed record VideoCodes(int Primaries, int Transfer, int Matrix)
{
    /// <summary>Says nothing.</summary>
    public const int Unspecified = 2;

    /// <summary>The numbers of an encoding. Camera encodings have none for their curves: readers must be told in another way.</summary>
    public static VideoCodes Of(ColourEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        var gamut = encoding.Gamut;
        var primaries = Same(gamut, KnownGamuts.Rec709) ? 1
            : Same(gamut, KnownGamuts.Rec2020) ? 9
            : Same(gamut, KnownGamuts.XyzE) ? 10
            : Same(gamut, KnownGamuts.P3Dci) ? 11
            : Same(gamut, KnownGamuts.P3D65) ? 12
            : Unspecified;
        var transfer = encoding.Curve switch
        {
            PowerCurve { Exponent: 2.4 } => 1,
            PowerCurve { Exponent: 2.2 } => 4,
            PowerCurve { Exponent: 2.6 } when primaries == 10 => 17,
            SrgbCurve => 13,
            PerceptualQuantizer => 16,
            HybridLogGamma => 18,
            LinearCurve => 8,
            _ => Unspecified,
        };
        return new(primaries, transfer, primaries switch { 9 => 9, 10 => Unspecified, _ => 1 });
    }

    private static bool Same(Gamut a, Gamut b) => (a.Red, a.Green, a.Blue, a.White) == (b.Red, b.Green, b.Blue, b.White);
}
