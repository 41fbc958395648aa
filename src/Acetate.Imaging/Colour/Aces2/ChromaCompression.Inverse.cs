namespace Acetate.Imaging.Colour.Aces2;

/// <summary>And back.</summary>
internal sealed partial record ChromaCompression
{
    /// <summary>The colourfulness before the tone curve.</summary>
    /// <param name="jmh">After the tone curve.</param>
    /// <param name="lightness">Before it.</param>
    /// <param name="reach">The greatest colourfulness of the hue at the peak.</param>
    public double Undone(Jmh jmh, double lightness, double reach)
    {
        if (jmh.M == 0) return 0;
        var norm = Norm(jmh.H) * scale;
        var share = jmh.J / peakLightness;
        var rest = Math.Max(0, 1 - share);
        var limit = Math.Pow(share, 1 / Appearance.Exponent) * reach / norm;
        var m = ToeBack(jmh.M / norm, limit, share * compression, rest);
        m = limit - ToeBack(limit - m, limit - 0.001, rest * saturation, Math.Sqrt(share * share + threshold));
        return m * norm * Math.Pow(jmh.J / lightness, -1 / Appearance.Exponent);
    }

    private static double ToeBack(double y, double limit, double first, double second)
    {
        if (y > limit) return y;
        var k2 = Math.Max(second, 0.001);
        var k1 = Math.Sqrt(first * first + k2 * k2);
        var k3 = (limit + k1) / (limit + k2);
        return (y * y + k1 * y) / (k3 * (y + k2));
    }
}
