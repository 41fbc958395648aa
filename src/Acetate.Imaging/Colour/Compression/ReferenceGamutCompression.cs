using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Colour.Compression;

/// <summary>The ACES 1.3 reference gamut compression: brings colours outside of AP1 towards its hull, without touching those well inside.</summary>
/// <remarks>For viewing and grading; ACES advises against baking it into plates.</remarks>
public sealed record ReferenceGamutCompression : IColourOperation
{
    private const double Power = 1.2;

    private static readonly Matrix3 ToAp1 = KnownGamuts.Ap0.To(KnownGamuts.Ap1);
    private static readonly Matrix3 ToAp0 = ToAp1.Inverse();

    // For each component: the distance from the achromatic axis that lands on the hull, and the one from which on anything changes.
    private static readonly (Distance Cyan, Distance Magenta, Distance Yellow) Limits = (new(1.147, 0.815), new(1.264, 0.803), new(1.312, 0.880));

    /// <inheritdoc/>
    public string Name => "ACES 1.3 reference gamut compression";

    /// <inheritdoc/>
    public Rgb Apply(Rgb colour)
    {
        var c = ToAp1 * colour;
        var top = c.Max;
        if (top == 0) return colour;
        var size = Math.Abs(top);
        return ToAp0 * new Rgb(
            top - Limits.Cyan.Compress((top - c.R) / size) * size,
            top - Limits.Magenta.Compress((top - c.G) / size) * size,
            top - Limits.Yellow.Compress((top - c.B) / size) * size);
    }

    private readonly record struct Distance(double Limit, double Threshold)
    {
        private readonly double scale = (Limit - Threshold) / Math.Pow(Math.Pow((1 - Threshold) / (Limit - Threshold), -Power) - 1, 1 / Power);

        public double Compress(double distance)
        {
            if (distance < Threshold || !double.IsFinite(distance)) return distance;
            var beyond = (distance - Threshold) / scale;
            return Threshold + scale * beyond / Math.Pow(1 + Math.Pow(beyond, Power), 1 / Power);
        }
    }
}
