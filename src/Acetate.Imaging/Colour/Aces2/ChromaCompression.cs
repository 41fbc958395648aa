namespace Acetate.Imaging.Colour.Aces2;

/// <summary>Lets colourfulness follow the tone curve: less in highlights, a little more in shadows, none lost at once (Lib.Academy.OutputTransform).</summary>
internal sealed partial record ChromaCompression
{
    private readonly double saturation, threshold, compression, scale, peakLightness;

    /// <param name="peak">Of the display, cd/m².</param>
    /// <param name="peakLightness">Its lightness.</param>
    public ChromaCompression(double peak, double peakLightness)
    {
        var log = Math.Log10(peak / 100);
        compression = 2.4 + 2.4 * 3.3 * log;
        saturation = Math.Max(0.2, 1.3 - 1.3 * 0.69 * log);
        threshold = 0.5 / peak;
        scale = Math.Pow(0.03379 * peak, 0.30596) - 0.45135;
        this.peakLightness = peakLightness;
    }

    /// <summary>The colourfulness after the tone curve.</summary>
    /// <param name="jmh">Before the tone curve.</param>
    /// <param name="toned">The lightness after it.</param>
    /// <param name="reach">The greatest colourfulness of the hue at the peak.</param>
    public double Apply(Jmh jmh, double toned, double reach)
    {
        if (jmh.M == 0) return 0;
        var norm = Norm(jmh.H) * scale;
        var share = toned / peakLightness;
        var rest = Math.Max(0, 1 - share);
        var limit = Math.Pow(share, 1 / Appearance.Exponent) * reach / norm;
        var m = jmh.M * Math.Pow(toned / jmh.J, 1 / Appearance.Exponent) / norm;
        m = limit - Toe(limit - m, limit - 0.001, rest * saturation, Math.Sqrt(share * share + threshold));
        return Toe(m, limit, share * compression, rest) * norm;
    }

    // How colourful hues may be, from three harmonics.
    private static double Norm(double hue)
    {
        var (s1, c1) = Math.SinCos(hue * Math.PI / 180);
        var (s2, c2) = (2 * c1 * s1, 2 * c1 * c1 - 1);
        var (s3, c3) = (3 * s1 - 4 * s1 * s1 * s1, 4 * c1 * c1 * c1 - 3 * c1);
        return 11.34072 * c1 + 16.46899 * c2 + 7.88380 * c3 + 14.66441 * s1 - 6.37224 * s2 + 9.19364 * s3 + 77.12896;
    }

    private static double Toe(double x, double limit, double first, double second)
    {
        if (x > limit) return x;
        var k2 = Math.Max(second, 0.001);
        var k1 = Math.Sqrt(first * first + k2 * k2);
        var k3 = (limit + k1) / (limit + k2);
        var b = k3 * x - k1;
        return (b + Math.Sqrt(b * b + 4 * k2 * k3 * x)) / 2;
    }
}
