using Acetate.Imaging.Colour.Curves;
using Acetate.Media.Encode;

namespace Acetate.Steps.Render;

/// <summary>What a file says of colours that are delivered.</summary>
internal static class PictureColours
{
    /// <summary>The marks of an encoding.</summary>
    public static PictureColour Of(OutputEncoding output) => output.IsVideo
        ? new(output.Name, output.Encoding.Gamut, output.Encoding.Curve switch
        {
            PerceptualQuantizer => PictureTransfer.Pq,
            HybridLogGamma => PictureTransfer.Hlg,
            SrgbCurve => PictureTransfer.Srgb,
            PowerCurve { Exponent: 2.4 } => PictureTransfer.Bt1886,
            PowerCurve { Exponent: 2.6 } => PictureTransfer.Gamma26,
            _ => PictureTransfer.Other,
        })
        : PictureColour.Of(output.Encoding);
}
