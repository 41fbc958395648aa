using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Imaging.Colour.Compression;

/// <summary>The ACES 1.3 reference gamut compression: brings colours outside of AP1 towards its hull, without touching those well inside.</summary>
/// <remarks>For viewing and grading; ACES advises against baking it into plates. Its inverse gives back what went in; distances at or beyond the
/// curve's roof, which no colour reaches, are left as they are.</remarks>
/// <param name="IsInverse">Whether it is taken back.</param>
public sealed record ReferenceGamutCompression(bool IsInverse = false) : IColourOperation
{
    private const double Power = 1.2;

    private static readonly Matrix3 ToAp1 = KnownGamuts.Ap0.To(KnownGamuts.Ap1);
    private static readonly Matrix3 ToAp0 = ToAp1.Inverse();

    // For each component: the distance from the achromatic axis that lands on the hull, and the one from which on anything changes.
    private static readonly (Distance Cyan, Distance Magenta, Distance Yellow) Limits = (new(1.147, 0.815), new(1.264, 0.803), new(1.312, 0.880));

    /// <inheritdoc/>
    public string Name => IsInverse ? "inverse ACES 1.3 reference gamut compression" : "ACES 1.3 reference gamut compression";

    /// <inheritdoc/>
    public Rgb Apply(Rgb colour)
    {
        var c = ToAp1 * colour;
        var top = c.Max;
        if (top == 0) return colour;
        var size = Math.Abs(top);
        return ToAp0 * new Rgb(
            top - Limits.Cyan.At((top - c.R) / size, IsInverse) * size,
            top - Limits.Magenta.At((top - c.G) / size, IsInverse) * size,
            top - Limits.Yellow.At((top - c.B) / size, IsInverse) * size);
    }

    private readonly record struct Distance(double Limit, double Threshold)
    {
        private readonly double scale = (Limit - Threshold) / Math.Pow(Math.Pow((1 - Threshold) / (Limit - Threshold), -Power) - 1, 1 / Power);

        public double At(double distance, bool isInverse)
        {
            if (distance < Threshold || !double.IsFinite(distance)) return distance;
            var beyond = (distance - Threshold) / scale;
            if (!isInverse) return Threshold + scale * beyond / Math.Pow(1 + Math.Pow(beyond, Power), 1 / Power);
            if (beyond >= 1) return distance;
            var power = Math.Pow(beyond, Power);
            return Threshold + scale * Math.Pow(power / (1 - power), 1 / Power);
        }

        public Vector512<double> At(Vector512<double> distance, bool isInverse)
        {
            var (one, threshold) = (Vector512<double>.One, Vector512.Create(Threshold));
            var beyond = (distance - threshold) * Vector512.Create(1 / scale);
            var power = RowMath.Pow(beyond, Power);
            var compressed = isInverse
                ? RowMath.Pow(power / (one - power), 1 / Power)
                : beyond / RowMath.Pow(one + power, 1 / Power);
            var isIn = Vector512.GreaterThanOrEqual(distance, threshold) & Vector512.LessThan(isInverse ? beyond : distance, isInverse ? one : Vector512.Create(double.PositiveInfinity));
            return RowMath.Where(isIn, threshold + Vector512.Create(scale) * compressed, distance);
        }
    }

    internal RowForm Row => new(IsInverse);

    internal readonly struct RowForm(bool isInverse) : IRowMixture
    {
        public void At(ref Vector512<double> r, ref Vector512<double> g, ref Vector512<double> b)
        {
            var (x, y, z) = (r, g, b);
            RowMath.Mix(ToAp1, ref x, ref y, ref z);
            var top = Vector512.Max(x, Vector512.Max(y, z));
            var size = Vector512.Abs(top);
            x = top - Limits.Cyan.At((top - x) / size, isInverse) * size;
            y = top - Limits.Magenta.At((top - y) / size, isInverse) * size;
            z = top - Limits.Yellow.At((top - z) / size, isInverse) * size;
            RowMath.Mix(ToAp0, ref x, ref y, ref z);
            var isBlack = Vector512.Equals(top, Vector512<double>.Zero);
            (r, g, b) = (RowMath.Where(isBlack, r, x), RowMath.Where(isBlack, g, y), RowMath.Where(isBlack, b, z));
        }
    }
}
