using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Rows;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Acetate.Imaging.Colour.Aces2;

/// <summary>The same for eight colours at once.</summary>
internal sealed partial class DisplayGamutCompression
{
    /// <summary>For hues the lightness and colourfulness of their cusps and the bend above them.</summary>
    public void Cusps(ReadOnlySpan<double> hues, Span<double> j, Span<double> m, Span<double> upper)
    {
        for (var i = 0; i < hues.Length; i++) (j[i], m[i], upper[i]) = cusps.At(hues[i]);
    }

    /// <summary>The colours inside of the gamut.</summary>
    /// <param name="j">Lightness after the tone curve; changed.</param>
    /// <param name="m">Colourfulness; changed.</param>
    /// <param name="cuspJ">Of the cusp of the hue.</param>
    /// <param name="cuspM">Of the cusp of the hue.</param>
    /// <param name="upperInverseGamma">Of the hull above it.</param>
    /// <param name="reach">The greatest colourfulness of the hue at the peak.</param>
    public void Apply(ref V j, ref V m, V cuspJ, V cuspM, V upperInverseGamma, V reach)
    {
        var peak = Vector512.Create(peakLightness);
        var focus = cuspJ + (Vector512.Create(middleLightness) - cuspJ) * Vector512.Min(V.One, Vector512.Create(CuspMiddleBlend) - cuspJ * Vector512.Create(1 / peakLightness));
        var threshold = cuspJ + (peak - cuspJ) * Vector512.Create(FocusGainBlend);
        var more = RowMath.Log2((peak - threshold) / Vector512.Max(Vector512.Create(0.0001), peak - j)) * Vector512.Create(Math.Log10(2));
        more = RowMath.Where(Vector512.GreaterThan(j, threshold), more, V.Zero);
        var gain = Vector512.Create(peakLightness * focusDistance) * (more * more + V.One);
        var start = OnAxis(j, m, focus, gain);
        var slope = RowMath.Where(Vector512.LessThan(start, focus), start, peak - start) * (start - focus) / (focus * gain);
        var cuspStart = OnAxis(cuspJ, cuspM, focus, gain);
        var lower = Meeting(start, slope, Vector512.Create(lowerInverseGamma), cuspJ, cuspM, cuspStart);
        var upper = Meeting(peak - start, V.Zero - slope, upperInverseGamma, peak - cuspJ, cuspM, peak - cuspStart);
        var width = Vector512.Create(SmoothCusps) * cuspM;
        var h = Vector512.Max(width - Vector512.Abs(lower - upper), V.Zero) / width;
        var boundary = Vector512.Min(lower, upper) - h * h * h * width * Vector512.Create(1 / 6.0);
        var furthest = Meeting(start, slope, Vector512.Create(1 / Appearance.Exponent), peak, reach, peak);

        var proportion = Vector512.Max(boundary / furthest, Vector512.Create(Threshold));
        var from = proportion * boundary;
        var (inside, outside) = (boundary - from, furthest - from);
        var scale = outside / (outside / inside - V.One);
        var n = (m - from) / scale;
        var inner = RowMath.Where(Vector512.LessThanOrEqual(m, from) | Vector512.GreaterThanOrEqual(proportion, V.One), m, from + scale * n / (V.One + n));
        var isGrey = Vector512.LessThanOrEqual(m, V.Zero) | Vector512.GreaterThan(j, peak) | Vector512.LessThanOrEqual(boundary, V.Zero);
        var isBlack = Vector512.LessThanOrEqual(j, V.Zero);
        j = RowMath.Where(isBlack, V.Zero, RowMath.Where(isGrey, j, start + inner * slope));
        m = RowMath.Where(isBlack | isGrey, V.Zero, inner);
    }

    private V OnAxis(V lightness, V colourfulness, V focus, V gain)
    {
        var peak = Vector512.Create(peakLightness);
        var scaled = colourfulness / gain;
        var a = scaled / focus;
        var four = Vector512.Create(4.0);
        var isBelow = Vector512.LessThan(lightness, focus);
        // One root for both: b² + 4 · a · lightness below the focus, b² - 4 · a · c above it.
        var b = RowMath.Where(isBelow, V.One - scaled, V.Zero - (V.One + scaled + peak * a));
        var c = RowMath.Where(isBelow, lightness, V.Zero - (peak * scaled + lightness));
        var root = Vector512.Sqrt(b * b + four * a * c);
        var divisor = RowMath.Where(isBelow, b + root, b - root);
        return Vector512.Create(2.0) * c / divisor;
    }

    private static V Meeting(V start, V slope, V inverseGamma, V lightness, V colourfulness, V reference) =>
        reference * RowMath.PowWithin(start / reference, inverseGamma) * colourfulness / (lightness - slope * colourfulness);
}
