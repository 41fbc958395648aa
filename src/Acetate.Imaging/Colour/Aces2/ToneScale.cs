using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Imaging.Colour.Aces2;

/// <summary>The tone curve of ACES 2 (Lib.Academy.Tonescale), from scene luminance to display luminance.</summary>
internal sealed partial record ToneScale
{
    private const double Contrast = 1.15, Toe = 0.04;

    private readonly double gain, half;

    /// <param name="peak">Of the display, cd/m².</param>
    public ToneScale(double peak)
    {
        Peak = peak;
        LogPeak = Math.Log10(peak / 100);
        var roof = Roof(peak);
        var white = WithToe(peak / 100);
        var top = white / Math.Pow(roof / white / (roof / white + 1), Contrast);
        Grey = 10.013 / 100 * (1 + Math.Log2(peak / 100) * 0.14);
        var share = Math.Pow(WithToe(Grey) / top, 1 / Contrast);
        var width = 0.18 / (-(white * share) / (share - 1));
        half = width * white * 100;
        gain = white / Math.Pow(roof / white / (roof / white + width), Contrast);
    }

    /// <summary>Of the display, cd/m².</summary>
    public double Peak { get; }

    /// <summary>log10 of the peak over 100 cd/m².</summary>
    public double LogPeak { get; }

    /// <summary>Where 18 % grey comes to lie; 1 is 100 cd/m².</summary>
    public double Grey { get; }

    /// <summary>The scene light that reaches the peak.</summary>
    public static double Roof(double peak) => 128 + (896 - 128) * (Math.Log(peak / 100) / Math.Log(100));

    /// <summary>Luminance in cd/m² for one of the scene, 100 being its diffuse white.</summary>
    public double At(double luminance)
    {
        var f = gain * Math.Pow(luminance / (luminance + half), Contrast);
        return f <= 0 ? 0 : f * f / (f + Toe) * 100;
    }

    /// <summary>The same for eight luminances that are not negative.</summary>
    public Vector512<double> At(Vector512<double> luminance)
    {
        var f = RowMath.PowWithin(luminance / (luminance + Vector512.Create(half)), Contrast) * Vector512.Create(gain);
        return f * f / (f + Vector512.Create(Toe)) * Vector512.Create(100.0);
    }

    // What must go in for the toe to give this.
    private static double WithToe(double value) => (value + Math.Sqrt(value * (value + 4 * Toe))) / 2;
}
