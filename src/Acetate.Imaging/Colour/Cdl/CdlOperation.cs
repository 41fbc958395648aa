using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Imaging.Colour.Cdl;

/// <summary>A CDL: slope, offset, power for each component, then saturation (ASC CDL Transfer Functions and Interchange Syntax 1.2).</summary>
/// <remarks>In the ASC's manner colours are cut to 0 and 1 before the power and at the end, and what is no number becomes 0. In the other, that of
/// ACES and CLF (ST 2136-1, <c>FwdNoClamp</c>), nothing is cut and the power passes by what is negative.</remarks>
/// <param name="Slope">At least 0; above 0 to be taken back.</param>
/// <param name="Offset">Any.</param>
/// <param name="Power">Above 0.</param>
/// <param name="Saturation">At least 0; above 0 to be taken back.</param>
/// <param name="IsClamped">The ASC's manner; else that of ACES and CLF.</param>
/// <param name="IsInverse">Whether it is taken back.</param>
public sealed record CdlOperation(Rgb Slope, Rgb Offset, Rgb Power, double Saturation, bool IsClamped, bool IsInverse = false) : IColourOperation
{
    // Of ITU-R BT.709, whatever the colours are (ASC CDL 1.2, 3).
    private const double Red = 0.2126, Green = 0.7152, Blue = 0.0722;

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant(
        $"{(IsInverse ? "inverse " : "")}CDL slope {Slope.R} {Slope.G} {Slope.B} offset {Offset.R} {Offset.G} {Offset.B} power {Power.R} {Power.G} {Power.B} saturation {Saturation}, {(IsClamped ? "ASC clamped" : "not clamped")}");

    /// <summary>A sentence about a number that no CDL has, or null.</summary>
    public string? WhyNot() =>
        !IsFinite(Slope) || !IsFinite(Offset) || !IsFinite(Power) || !double.IsFinite(Saturation) ? "A number of the CDL is infinite or none at all."
        : Slope.Min < 0 ? "The slope is less than 0; a CDL cannot mirror a component."
        : Power.Min <= 0 ? "The power is 0 or less; it must be more than 0."
        : Saturation < 0 ? "The saturation is less than 0."
        : IsInverse && (Slope.Min == 0 || Saturation == 0) ? "A slope or a saturation of 0 cannot be taken back."
        : null;

    /// <inheritdoc/>
    public Rgb Apply(Rgb colour)
    {
        if (!IsInverse)
        {
            var graded = Powered(Limited(Slope * colour + Offset), Power);
            return Limited(Saturated(graded, Saturation));
        }

        var flat = Limited(Saturated(Limited(colour), 1 / Saturation));
        var back = Powered(flat, new(1 / Power.R, 1 / Power.G, 1 / Power.B)) + -1 * Offset;
        return Limited(new(back.R / Slope.R, back.G / Slope.G, back.B / Slope.B));
    }

    private static bool IsFinite(Rgb colour) => double.IsFinite(colour.R) && double.IsFinite(colour.G) && double.IsFinite(colour.B);

    private static Rgb Saturated(Rgb c, double amount)
    {
        var luma = Red * c.R + Green * c.G + Blue * c.B;
        return new(luma + amount * (c.R - luma), luma + amount * (c.G - luma), luma + amount * (c.B - luma));
    }

    private static Rgb Powered(Rgb c, Rgb power)
    {
        return new(At(c.R, power.R), At(c.G, power.G), At(c.B, power.B));

        static double At(double value, double power) => value > 0 ? Math.Pow(value, power) : value;
    }

    private Rgb Limited(Rgb c) => IsClamped ? new(Limit(c.R), Limit(c.G), Limit(c.B)) : c;

    private static double Limit(double value) => value > 0 ? Math.Min(value, 1) : 0;

    internal readonly struct RowForm(CdlOperation cdl) : IRowMixture
    {
        private readonly Rgb slope = cdl.Slope, offset = cdl.Offset, power = cdl.Power;
        private readonly double saturation = cdl.Saturation;
        private readonly bool isClamped = cdl.IsClamped, isInverse = cdl.IsInverse;

        public void At(ref Vector512<double> r, ref Vector512<double> g, ref Vector512<double> b)
        {
            if (isInverse)
            {
                Limit(ref r, ref g, ref b);
                Saturate(ref r, ref g, ref b, 1 / saturation);
                Limit(ref r, ref g, ref b);
                r = (Powered(r, 1 / power.R) - Vector512.Create(offset.R)) / Vector512.Create(slope.R);
                g = (Powered(g, 1 / power.G) - Vector512.Create(offset.G)) / Vector512.Create(slope.G);
                b = (Powered(b, 1 / power.B) - Vector512.Create(offset.B)) / Vector512.Create(slope.B);
                Limit(ref r, ref g, ref b);
                return;
            }

            r = r * Vector512.Create(slope.R) + Vector512.Create(offset.R);
            g = g * Vector512.Create(slope.G) + Vector512.Create(offset.G);
            b = b * Vector512.Create(slope.B) + Vector512.Create(offset.B);
            Limit(ref r, ref g, ref b);
            (r, g, b) = (Powered(r, power.R), Powered(g, power.G), Powered(b, power.B));
            Saturate(ref r, ref g, ref b, saturation);
            Limit(ref r, ref g, ref b);
        }

        private static Vector512<double> Powered(Vector512<double> x, double power) =>
            power == 1 ? x : RowMath.Where(Vector512.GreaterThan(x, Vector512<double>.Zero), RowMath.Pow(x, power), x);

        private static void Saturate(ref Vector512<double> r, ref Vector512<double> g, ref Vector512<double> b, double amount)
        {
            var luma = Vector512.Create(Red) * r + Vector512.Create(Green) * g + Vector512.Create(Blue) * b;
            var share = Vector512.Create(amount);
            (r, g, b) = (luma + share * (r - luma), luma + share * (g - luma), luma + share * (b - luma));
        }

        private void Limit(ref Vector512<double> r, ref Vector512<double> g, ref Vector512<double> b)
        {
            if (isClamped) (r, g, b) = (Limited(r), Limited(g), Limited(b));
        }

        private static Vector512<double> Limited(Vector512<double> x)
        {
            var above = RowMath.Where(Vector512.GreaterThan(x, Vector512<double>.One), Vector512<double>.One, x);
            return RowMath.Where(Vector512.GreaterThan(x, Vector512<double>.Zero), above, Vector512<double>.Zero);
        }
    }
}
