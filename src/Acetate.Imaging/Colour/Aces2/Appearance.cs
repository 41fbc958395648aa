using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Imaging.Colour.Aces2;

/// <summary>Lightness, colourfulness and hue.</summary>
/// <param name="J">Lightness; 100 for white of 100 cd/m².</param>
/// <param name="M">Colourfulness.</param>
/// <param name="H">Hue in degrees, 0 to 360.</param>
internal readonly record struct Jmh(double J, double M, double H);

/// <summary>The colour appearance model of ACES 2 (Hellwig and Fairchild 2022 over CAM16, fully adapted, dim surround) for one gamut.</summary>
/// <remarks>Lib.Academy.OutputTransform: adapting luminance 100, background 20, cone responses |x|^0.42 / (27.13 + |x|^0.42).</remarks>
internal sealed class Appearance
{
    private const double AdaptingLuminance = 100, Background = 20, SurroundC = 0.59, SurroundN = 0.9, White = 100, Offset = 27.13, Gain = 400;

    private static readonly Gamut Cam16 = new("CAM16", new(0.8336, 0.1735), new(2.3854, -1.4659), new(0.087, -0.125), new(0.333, 0.333), Adaptation.Bradford);

    private readonly Matrix3 toCones, fromCones, toOpponent, fromOpponent;
    private readonly double luminanceFactor, whiteResponse;

    /// <param name="gamut">Whose linear components are turned into appearance; 1 is 100 cd/m².</param>
    public Appearance(Gamut gamut)
    {
        var xyzToCones = Cam16.ToXyz().Inverse();
        var toXyz = gamut.ToXyz();
        var whiteXyz = White * (toXyz * Rgb.Grey(1));
        var whiteCones = xyzToCones * whiteXyz;
        var k = 1 / (5 * AdaptingLuminance + 1);
        var k4 = k * k * k * k;
        var adaptation = 0.2 * k4 * (5 * AdaptingLuminance) + 0.1 * (1 - k4) * (1 - k4) * Math.Cbrt(5 * AdaptingLuminance);
        luminanceFactor = adaptation / White;
        whiteResponse = Compressed(adaptation);
        var adapt = Matrix3.Diagonal(luminanceFactor * whiteXyz.G / whiteCones.R, luminanceFactor * whiteXyz.G / whiteCones.G, luminanceFactor * whiteXyz.G / whiteCones.B);
        toCones = adapt * (White * (xyzToCones * toXyz));
        fromCones = toCones.Inverse();
        var cones = adapt * whiteCones;
        var ofWhite = Gain * (2 * Compressed(cones.R) + Compressed(cones.G) + Compressed(cones.B) / 20);
        const double colour = 43 * SurroundN * Gain;
        toOpponent = new(
            2 * Gain / ofWhite, Gain / ofWhite, Gain / 20 / ofWhite,
            colour, colour * -12 / 11, colour / 11,
            colour / 9, colour / 9, colour * -2 / 9);
        fromOpponent = toOpponent.Inverse();
    }

    /// <summary>The exponent between the achromatic response and lightness, c · z.</summary>
    public static double Exponent { get; } = SurroundC * (1.48 + Math.Sqrt(Background / White));

    /// <summary>Linear components to cone responses.</summary>
    public Matrix3 ToCones => toCones;

    /// <summary>And back.</summary>
    public Matrix3 FromCones => fromCones;

    /// <summary>Compressed cone responses to the achromatic response and the opponents.</summary>
    public Matrix3 ToOpponent => toOpponent;

    /// <summary>And back.</summary>
    public Matrix3 FromOpponent => fromOpponent;

    /// <summary>The achromatic response (1 for white) and the two opponents.</summary>
    public Rgb ToOpponents(Rgb colour) => toOpponent * (toCones * colour).Each(Signed(Compressed));

    /// <summary>Lightness, colourfulness and hue of opponents; black when there is no light.</summary>
    public static Jmh ToJmh(Rgb opponents)
    {
        if (opponents.R <= 0) return default;
        var hue = Math.Atan2(opponents.B, opponents.G) * 180 / Math.PI;
        return new(100 * Math.Pow(opponents.R, Exponent), Math.Sqrt(opponents.G * opponents.G + opponents.B * opponents.B), hue < 0 ? hue + 360 : hue);
    }

    /// <summary>Appearance of linear components.</summary>
    public Jmh ToJmh(Rgb colour, out Rgb opponents) => ToJmh(opponents = ToOpponents(colour));

    /// <summary>The linear components that appear so.</summary>
    public Rgb FromJmh(Jmh jmh)
    {
        var (sin, cos) = Math.SinCos(jmh.H * Math.PI / 180);
        var opponents = new Rgb(Achromatic(jmh.J), jmh.M * cos, jmh.M * sin);
        return fromCones * (fromOpponent * opponents).Each(Signed(Expanded));
    }

    /// <summary>The achromatic response of a lightness.</summary>
    public static double Achromatic(double lightness) => Math.Pow(lightness / 100, 1 / Exponent);

    /// <summary>Luminance in cd/m² of an achromatic response.</summary>
    public double Luminance(double achromatic) => Expanded(whiteResponse * achromatic) / luminanceFactor;

    /// <summary>Lightness of a luminance in cd/m².</summary>
    public double Lightness(double luminance) =>
        Math.CopySign(100 * Math.Pow(Compressed(Math.Abs(luminance) * luminanceFactor) / whiteResponse, Exponent), luminance);

    /// <summary>The luminances of eight achromatic responses.</summary>
    public Vector512<double> Luminance(Vector512<double> achromatic) => Expanded(achromatic * Vector512.Create(whiteResponse)) * Vector512.Create(1 / luminanceFactor);

    /// <summary>The achromatic responses of eight luminances.</summary>
    public Vector512<double> Response(Vector512<double> luminance) => Compressed(luminance * Vector512.Create(luminanceFactor)) * Vector512.Create(1 / whiteResponse);

    /// <summary>Eight cone responses, compressed with their sign.</summary>
    public static Vector512<double> Compressed(Vector512<double> response)
    {
        var power = RowMath.PowWithin(Vector512.Abs(response), 0.42);
        return RowMath.Signed(power / (Vector512.Create(Offset) + power), response);
    }

    /// <summary>And back.</summary>
    public static Vector512<double> Expanded(Vector512<double> response)
    {
        var most = Vector512.Min(Vector512.Abs(response), Vector512.Create(0.99));
        return RowMath.Signed(RowMath.PowWithin(Vector512.Create(Offset) * most / (Vector512<double>.One - most), 1 / 0.42), response);
    }

    private static Func<double, double> Signed(Func<double, double> function) => value => Math.CopySign(function(Math.Abs(value)), value);

    private static double Compressed(double response)
    {
        var power = Math.Pow(response, 0.42);
        return power / (Offset + power);
    }

    private static double Expanded(double response)
    {
        var most = Math.Min(response, 0.99);
        return Math.Pow(Offset * most / (1 - most), 1 / 0.42);
    }
}
