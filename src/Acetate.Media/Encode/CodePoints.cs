using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Media.Encode;

/// <summary>The numbers by which ITU-T H.273 tells primaries, curves and matrices: what nclc, nclx, H.264, H.265 and PNG carry.</summary>
/// <param name="Primaries">Table 2: 1 BT.709, 9 BT.2020, 10 XYZ, 11 P3-DCI, 12 P3-D65.</param>
/// <param name="Transfer">Table 3: 1 BT.709, 4 gamma 2.2, 8 linear, 13 sRGB, 14 BT.2020, 16 PQ, 17 ST 428-1, 18 HLG.</param>
/// <param name="Matrix">Table 4: the one that goes with the primaries: 1 BT.709, 9 BT.2020 with non-constant luminance.</param>
public sealed record CodePoints(int Primaries, int Transfer, int Matrix)
{
    /// <summary>Not said.</summary>
    public const int Unspecified = 2;

    /// <summary>The numbers of a picture. Camera encodings have none for their curves: readers must be told in another way.</summary>
    public static CodePoints Of(PictureColour colour)
    {
        ArgumentNullException.ThrowIfNull(colour);
        var primaries = Same(colour.Gamut, KnownGamuts.Rec709) ? 1 : Same(colour.Gamut, KnownGamuts.Rec2020) ? 9
            : Same(colour.Gamut, KnownGamuts.XyzE) ? 10 : Same(colour.Gamut, KnownGamuts.P3Dci) ? 11 : Same(colour.Gamut, KnownGamuts.P3D65) ? 12 : Unspecified;
        var transfer = colour.Transfer switch
        {
            PictureTransfer.Linear => 8,
            // A reference screen's picture is marked by the curve of the camera that is its counterpart: that is how readers know it.
            PictureTransfer.Bt1886 => primaries == 9 ? 14 : 1,
            PictureTransfer.Srgb => 13,
            PictureTransfer.Gamma22 => 4,
            PictureTransfer.Gamma26 => primaries == 10 ? 17 : Unspecified,
            PictureTransfer.Pq => 16,
            PictureTransfer.Hlg => 18,
            _ => Unspecified,
        };
        return new(primaries, transfer, primaries == 9 ? 9 : 1);
    }

    private static bool Same(Gamut a, Gamut b) => (a.Red, a.Green, a.Blue, a.White) == (b.Red, b.Green, b.Blue, b.White);
}
