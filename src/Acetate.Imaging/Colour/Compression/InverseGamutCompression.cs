using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Colour.Compression;

/// <summary>Takes the ACES 1.3 reference gamut compression back (InvLMT.Academy.ReferenceGamutCompress.a1.v1.0).</summary>
/// <remarks>Distances that no compression gives are left as they are.</remarks>
public sealed record InverseGamutCompression : IColourOperation
{
    private const double Power = 1.2;

    private static readonly Matrix3 ToAp1 = KnownGamuts.Ap0.To(KnownGamuts.Ap1);
    private static readonly Matrix3 ToAp0 = ToAp1.Inverse();

    /// <inheritdoc/>
    public string Name => "ACES 1.3 reference gamut compression, inverse";

    /// <inheritdoc/>
    public Rgb Apply(Rgb colour)
    {
        var c = ToAp1 * colour;
        var top = c.Max;
        if (top == 0) return colour;
        var size = Math.Abs(top);
        return ToAp0 * new Rgb(
            top - Expand((top - c.R) / size, 1.147, 0.815) * size,
            top - Expand((top - c.G) / size, 1.264, 0.803) * size,
            top - Expand((top - c.B) / size, 1.312, 0.880) * size);
    }

    private static double Expand(double distance, double limit, double threshold)
    {
        if (distance < threshold) return distance;
        var scale = (limit - threshold) / Math.Pow(Math.Pow((1 - threshold) / (limit - threshold), -Power) - 1, 1 / Power);
        var beyond = (distance - threshold) / scale;
        if (!(beyond < 1)) return distance;
        var raised = Math.Pow(beyond, Power);
        return threshold + scale * Math.Pow(raised / (1 - raised), 1 / Power);
    }
}
