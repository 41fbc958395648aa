namespace Acetate.Imaging.Colour.Aces2;

/// <summary>And back.</summary>
internal sealed partial class DisplayGamutCompression
{
    // The line through a colour depends on its lightness before it was moved, which is found by trying: each try is nearer by far.
    private const int MostTries = 40;

    /// <summary>The colour that was brought to this one.</summary>
    /// <param name="jmh">Inside of the gamut.</param>
    /// <param name="reach">The greatest colourfulness of the hue at the peak.</param>
    public Jmh Undone(Jmh jmh, double reach)
    {
        if (jmh.J <= 0) return new(0, 0, jmh.H);
        if (jmh.M <= 0) return jmh with { M = 0 };
        var cusp = cusps.At(jmh.H);
        var lightness = jmh.J;
        for (var i = 0; i < MostTries; i++)
        {
            var tried = Undone(jmh, lightness, cusp, reach);
            if (Math.Abs(tried.J - lightness) < 1e-9) return tried;
            lightness = Math.Min(tried.J, peakLightness);
        }

        return Undone(jmh, lightness, cusp, reach);
    }

    private Jmh Undone(Jmh jmh, double lightness, CuspTable.Cusp cusp, double reach)
    {
        var focus = cusp.J + (middleLightness - cusp.J) * Math.Min(1, CuspMiddleBlend - cusp.J / peakLightness);
        var gain = FocusGain(lightness, cusp.J + (peakLightness - cusp.J) * FocusGainBlend);
        var start = OnAxis(jmh.J, jmh.M, focus, gain);
        var slope = (start < focus ? start : peakLightness - start) * (start - focus) / (focus * gain);
        var line = new Line(start, slope, OnAxis(cusp.J, cusp.M, focus, gain));
        var boundary = Boundary(cusp, cusp.UpperInverseGamma, line);
        if (boundary <= 0) return jmh with { M = 0 };
        var furthest = Meeting(line.Start, line.Slope, 1 / Appearance.Exponent, peakLightness, reach, peakLightness);
        var m = Expanded(jmh.M, boundary, furthest);
        return new(line.Start + m * line.Slope, m, jmh.H);
    }

    private static double Expanded(double m, double boundary, double furthest)
    {
        var proportion = Math.Max(boundary / furthest, Threshold);
        var from = proportion * boundary;
        if (m <= from || proportion >= 1) return m;
        var (inside, outside) = (boundary - from, furthest - from);
        var scale = outside / (outside / inside - 1);
        // Beyond the furthest there was nothing.
        var n = Math.Min((m - from) / scale, 1 - inside / outside);
        return from + scale * n / (1 - n);
    }
}
