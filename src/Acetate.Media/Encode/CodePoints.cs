using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Media.Encode;

/// <summary>The numbers by which ITU-T H.273 tells primaries, curves and matrices: what nclc, nclx, H.264, H.265 and PNG carry.</summary>
/// <param name="Primaries">Table 2.</param>
/// <param name="Transfer">Table 3.</param>
/// <param name="Matrix">Table 4: the one that goes with the primaries.</param>
internal sealed record CodePoints(int Primaries, int Transfer, int Matrix)
{
    public const int Unspecified = 2;

    public static CodePoints Of(PictureColour colour)
    {
        var primaries = colour.Gamut == KnownGamuts.Rec709 ? 1 : colour.Gamut == KnownGamuts.Rec2020 ? 9
            : colour.Gamut == KnownGamuts.P3Dci ? 11 : colour.Gamut == KnownGamuts.P3D65 ? 12 : Unspecified;
        var transfer = colour.Transfer switch
        {
            PictureTransfer.Linear => 8,
            // A reference screen's picture is marked by the curve of the camera that is its counterpart: that is how readers know it.
            PictureTransfer.Bt1886 => primaries == 9 ? 14 : 1,
            PictureTransfer.Srgb => 13,
            PictureTransfer.Gamma26 => Unspecified,
            PictureTransfer.Pq => 16,
            PictureTransfer.Hlg => 18,
            _ => Unspecified,
        };
        return new(primaries, transfer, primaries == 9 ? 9 : 1);
    }
}
