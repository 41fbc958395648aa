namespace Acetate.Imaging.Colour.Aces2;

/// <summary>Brings colours into the display's gamut along lines towards a focus on the grey axis, hue kept (Lib.Academy.GamutCompression).</summary>
internal sealed partial class DisplayGamutCompression
{
    private const double SmoothCusps = 0.12, CuspMiddleBlend = 1.3, FocusGainBlend = 0.3, Threshold = 0.75;

    private readonly CuspTable cusps;
    private readonly double peakLightness, middleLightness, focusDistance, lowerInverseGamma;

    public DisplayGamutCompression(Appearance display, Appearance ap1, ToneScale tones, double peakLightness, double middleLightness)
    {
        (this.peakLightness, this.middleLightness) = (peakLightness, middleLightness);
        focusDistance = 1.35 + 1.35 * 1.75 * tones.LogPeak;
        lowerInverseGamma = 1 / (1.14 + 0.07 * tones.LogPeak);
        cusps = new(display, ap1, tones.Peak, peakLightness, 8 * ToneScale.Roof(tones.Peak));
        cusps.Round((cusp, hue) => UpperInverseGamma(display, tones.Peak / 100, cusp, hue));
    }

    /// <summary>The colour inside of the gamut.</summary>
    /// <param name="jmh">After the tone curve.</param>
    /// <param name="reach">The greatest colourfulness of the hue at the peak.</param>
    public Jmh Apply(Jmh jmh, double reach)
    {
        if (jmh.J <= 0) return new(0, 0, jmh.H);
        if (jmh.M <= 0 || jmh.J > peakLightness) return jmh with { M = 0 };
        var cusp = cusps.At(jmh.H);
        var line = LineFor(jmh.J, jmh.M, cusp);
        var boundary = Boundary(cusp, cusp.UpperInverseGamma, line);
        if (boundary <= 0) return jmh with { M = 0 };
        var furthest = Meeting(line.Start, line.Slope, 1 / Appearance.Exponent, peakLightness, reach, peakLightness);
        var m = Compressed(jmh.M, boundary, furthest);
        return new(line.Start + m * line.Slope, m, jmh.H);
    }

    private static double Compressed(double m, double boundary, double furthest)
    {
        var proportion = Math.Max(boundary / furthest, Threshold);
        var from = proportion * boundary;
        if (m <= from || proportion >= 1) return m;
        var (inside, outside) = (boundary - from, furthest - from);
        var scale = outside / (outside / inside - 1);
        var n = (m - from) / scale;
        return from + scale * n / (1 + n);
    }

    private Line LineFor(double lightness, double colourfulness, CuspTable.Cusp cusp)
    {
        var focus = cusp.J + (middleLightness - cusp.J) * Math.Min(1, CuspMiddleBlend - cusp.J / peakLightness);
        var gain = FocusGain(lightness, cusp.J + (peakLightness - cusp.J) * FocusGainBlend);
        var start = OnAxis(lightness, colourfulness, focus, gain);
        var slope = (start < focus ? start : peakLightness - start) * (start - focus) / (focus * gain);
        return new(start, slope, OnAxis(cusp.J, cusp.M, focus, gain));
    }

    private double FocusGain(double lightness, double threshold)
    {
        var gain = peakLightness * focusDistance;
        if (lightness <= threshold) return gain;
        var more = Math.Log10((peakLightness - threshold) / Math.Max(0.0001, peakLightness - lightness));
        return gain * (more * more + 1);
    }

    // Where the line through a colour meets the grey axis: the root of a quadratic equation.
    private double OnAxis(double lightness, double colourfulness, double focus, double gain)
    {
        var scaled = colourfulness / gain;
        var a = scaled / focus;
        if (lightness < focus)
        {
            var b = 1 - scaled;
            return 2 * lightness / (b + Math.Sqrt(b * b + 4 * a * lightness));
        }
        else
        {
            var b = -(1 + scaled + peakLightness * a);
            var c = peakLightness * scaled + lightness;
            return -2 * c / (b - Math.Sqrt(b * b - 4 * a * c));
        }
    }

    // The colourfulness at which a line leaves the gamut: the smooth least of its lower and its upper hull.
    private double Boundary(CuspTable.Cusp cusp, double upperInverseGamma, Line line)
    {
        var lower = Meeting(line.Start, line.Slope, lowerInverseGamma, cusp.J, cusp.M, line.CuspStart);
        var upper = Meeting(peakLightness - line.Start, -line.Slope, upperInverseGamma, peakLightness - cusp.J, cusp.M, peakLightness - line.CuspStart);
        var width = SmoothCusps * cusp.M;
        var h = Math.Max(width - Math.Abs(lower - upper), 0) / width;
        return Math.Min(lower, upper) - h * h * h * width / 6;
    }

    // Where a line meets a hull that bends by a gamma, nearly: the bend is moved into the start of the line.
    private static double Meeting(double start, double slope, double inverseGamma, double lightness, double colourfulness, double reference) =>
        reference * Math.Pow(start / reference, inverseGamma) * colourfulness / (lightness - slope * colourfulness);

    // The least gamma whose hull lies outside of the real gamut at five lightnesses.
    private double UpperInverseGamma(Appearance display, double peak, CuspTable.Cusp cusp, double hue)
    {
        Span<double> positions = [0.01, 0.1, 0.5, 0.8, 0.99];
        var lines = new Line[positions.Length];
        for (var i = 0; i < lines.Length; i++) lines[i] = LineFor(cusp.J + (peakLightness - cusp.J) * positions[i], cusp.M, cusp);
        var (low, high) = (0.0, 0.4);
        while (high < 5 && !IsOutside(high)) (low, high) = (high, high + 0.4);
        while (high - low > 1e-5)
        {
            var middle = (low + high) / 2;
            if (IsOutside(middle)) high = middle;
            else low = middle;
        }

        return 1 / high;

        bool IsOutside(double gamma)
        {
            foreach (var line in lines)
            {
                var m = Boundary(cusp, 1 / gamma, line);
                if (display.FromJmh(new(line.Start + line.Slope * m, m, hue)).Max <= peak) return false;
            }

            return true;
        }
    }

    private readonly record struct Line(double Start, double Slope, double CuspStart);
}
