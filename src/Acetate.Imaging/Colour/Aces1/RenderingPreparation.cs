using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Colour.Aces1;

/// <summary>What the ACES 1 rendering does before its tone curve: glow in the shadows of saturated colours, tamed reds, a little less colour (ACESlib.RRT_Common).</summary>
internal sealed partial record RenderingPreparation : IColourOperation
{
    private const double GlowGain = 0.05, GlowMiddle = 0.08, RedScale = 0.82, RedPivot = 0.03, RedWidth = 135, Tiny = 1e-10;

    private static readonly Matrix3 ToAp1 = KnownGamuts.Ap0.To(KnownGamuts.Ap1);
    private static readonly Matrix3 LessColour = Saturation(0.96);

    public string Name => "RRT: glow, red modifier, AP1, saturation 0.96";

    /// <summary>Mixes each component with the luminance of AP1.</summary>
    public static Matrix3 Saturation(double amount)
    {
        var xyz = KnownGamuts.Ap1.ToXyz();
        var (r, g, b) = (xyz.M10 * (1 - amount), xyz.M11 * (1 - amount), xyz.M12 * (1 - amount));
        return new(r + amount, g, b, r, g + amount, b, r, g, b + amount);
    }

    public Rgb Apply(Rgb colour)
    {
        var saturation = (Math.Max(colour.Max, Tiny) - Math.Max(colour.Min, Tiny)) / Math.Max(colour.Max, 1e-2);
        var aces = (1 + Glow(Luminance(colour), GlowGain * Sigmoid((saturation - 0.4) / 0.2))) * colour;
        var (r, g, b) = aces;
        var hue = r == g && g == b ? double.NaN : Math.Atan2(Math.Sqrt(3) * (g - b), 2 * r - g - b) * 180 / Math.PI;
        r += Bump(hue) * saturation * (RedPivot - r) * (1 - RedScale);
        return LessColour * NotNegative(ToAp1 * NotNegative(new(r, g, b)));
    }

    private static Rgb NotNegative(Rgb c) => new(Math.Max(c.R, 0), Math.Max(c.G, 0), Math.Max(c.B, 0));

    // Luminance with a weight of 1.75 on colour.
    private static double Luminance(Rgb c) =>
        (c.R + c.G + c.B + 1.75 * Math.Sqrt(Math.Max(0, c.B * (c.B - c.G) + c.G * (c.G - c.R) + c.R * (c.R - c.B)))) / 3;

    private static double Glow(double luminance, double gain) =>
        luminance <= 2.0 / 3 * GlowMiddle ? gain : luminance >= 2 * GlowMiddle ? 0 : gain * (GlowMiddle / luminance - 0.5);

    private static double Sigmoid(double x)
    {
        var t = Math.Max(1 - Math.Abs(x / 2), 0);
        return (1 + Math.CopySign(1 - t * t, x)) / 2;
    }

    // A cubic B-spline of 135 degrees about red, 1 at its top.
    private static double Bump(double hue)
    {
        if (!(Math.Abs(hue) < RedWidth / 2)) return 0;
        var at = (hue + RedWidth / 2) * 4 / RedWidth;
        var piece = (int)at;
        var t = at - piece;
        var y = piece switch
        {
            0 => t * t * t,
            1 => ((-3 * t + 3) * t + 3) * t + 1,
            2 => (3 * t - 6) * t * t + 4,
            _ => ((-t + 3) * t - 3) * t + 1,
        };
        return y / 6 * 1.5;
    }
}
