using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;

namespace Acetate.Imaging.Compare;

/// <summary>A colour in CIELAB (ISO/CIE 11664-4) under D65: what a display shows, in steps that look about as large to people.</summary>
/// <remarks>
/// Light that is twice as strong does not look twice as bright. CIELAB takes about the cube root of it, relative to the white that the eye is used to, and
/// holds colours against each other: red against green, yellow against blue. Equal distances still do not look equal in all of it, which is what
/// <see cref="Difference"/> mends.
/// </remarks>
/// <param name="L">L*, lightness: 0 black, 100 the display's white.</param>
/// <param name="A">a*, from green (negative) to red and magenta (positive).</param>
/// <param name="B">b*, from blue (negative) to yellow (positive).</param>
public readonly record struct Lab(double L, double A, double B)
{
    private static readonly Matrix3 ToXyz = KnownGamuts.Rec709.ToXyz();

    private static readonly Rgb White = Chromaticity.D65.ToXyz();

    /// <summary>C*, how far it is from grey.</summary>
    public double Chroma => Math.Sqrt(A * A + B * B);

    /// <summary>The colour of tristimulus values.</summary>
    /// <param name="xyz">X, Y and Z, in any unit.</param>
    /// <param name="white">Those of the white, in the same unit.</param>
    public static Lab OfXyz(Rgb xyz, Rgb white)
    {
        var (x, y, z) = (Root(xyz.R / white.R), Root(xyz.G / white.G), Root(xyz.B / white.B));
        return new(116 * y - 16, 500 * (x - y), 200 * (y - z));
    }

    /// <summary>The colour that a Rec.709 display shows (ITU-R BT.1886 with black at no light: a power of 2.4), its white being the eye's.</summary>
    /// <param name="code">Code values, 0 black and 1 white; what lies outside is cut.</param>
    public static Lab OfDisplay(Rgb code) => OfXyz(ToXyz * new Rgb(Light(code.R), Light(code.G), Light(code.B)), White);

    /// <summary>ΔE by CIEDE2000 (ISO/CIE 11664-6) with all weights 1: about 1 is what a trained eye sees side by side.</summary>
    /// <remarks>The clauses are those of Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula", 2005, equations 2 to 22, whose test pairs it meets.</remarks>
    public double Difference(Lab other)
    {
        // Greys are stretched along a*, where the eye is finer than CIELAB (2 to 7).
        var mean7 = Math.Pow((Chroma + other.Chroma) / 2, 7);
        var stretch = 1.5 - 0.5 * Math.Sqrt(mean7 / (mean7 + Twenty5To7));
        var (a1, a2) = (stretch * A, stretch * other.A);
        var (c1, c2) = (Math.Sqrt(a1 * a1 + B * B), Math.Sqrt(a2 * a2 + other.B * other.B));
        var (h1, h2) = (Hue(a1, B), Hue(a2, other.B));
        // Differences (8 to 11): hues are angles, and the shorter way counts.
        var isGrey = c1 * c2 == 0;
        var turn = isGrey ? 0 : h2 - h1;
        if (turn > 180) turn -= 360;
        else if (turn < -180) turn += 360;
        var (dL, dC, dH) = (other.L - L, c2 - c1, 2 * Math.Sqrt(c1 * c2) * Sine(turn / 2));
        // Means (12 to 14).
        var (l, c) = ((L + other.L) / 2, (c1 + c2) / 2);
        var h = isGrey ? h1 + h2 : Math.Abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
        // Weights (15 to 21): the eye is coarser for light and dark, for strong colours, and by hue; and blues lean.
        var t = 1 - 0.17 * Cosine(h - 30) + 0.24 * Cosine(2 * h) + 0.32 * Cosine(3 * h + 6) - 0.20 * Cosine(4 * h - 63);
        var away = (l - 50) * (l - 50);
        var (weightL, weightC, weightH) = (1 + 0.015 * away / Math.Sqrt(20 + away), 1 + 0.045 * c, 1 + 0.015 * c * t);
        var c7 = Math.Pow(c, 7);
        var lean = -Sine(60 * Math.Exp(-(h - 275) * (h - 275) / 625)) * 2 * Math.Sqrt(c7 / (c7 + Twenty5To7));
        var (p, q, r) = (dL / weightL, dC / weightC, dH / weightH);
        return Math.Sqrt(Math.Max(0, p * p + q * q + r * r + lean * q * r));
    }

    private const double Twenty5To7 = 6103515625;

    private static double Hue(double a, double b)
    {
        if (a == 0 && b == 0) return 0;
        var degrees = Math.Atan2(b, a) * 180 / Math.PI;
        return degrees < 0 ? degrees + 360 : degrees;
    }

    private static double Cosine(double degrees) => Math.Cos(degrees * Math.PI / 180);

    private static double Sine(double degrees) => Math.Sin(degrees * Math.PI / 180);

    // ISO/CIE 11664-4: a straight line near black, where the cube root would stand upright.
    private static double Root(double part) => part > 216.0 / 24389 ? Math.Cbrt(part) : (24389.0 / 27 * part + 16) / 116;

    private static double Light(double code) => VideoEncodings.Rec709.Curve.ToLinear(Math.Clamp(code, 0, 1));
}
