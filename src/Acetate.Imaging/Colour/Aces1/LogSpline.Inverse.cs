using System.Collections.Immutable;

namespace Acetate.Imaging.Colour.Aces1;

/// <summary>And back: from luminance to light, no further than the outer points.</summary>
internal sealed partial record LogSpline
{
    /// <summary>The light of a luminance, cd/m².</summary>
    public double Back(double luminance)
    {
        var y = Math.Log10(Math.Max(luminance, 1e-10));
        var x = y <= Low.LogY ? Low.LogX
            : y <= Middle.LogY ? Low.LogX + Share(LowCoefficients, y) * (Middle.LogX - Low.LogX)
            : y < High.LogY ? Middle.LogX + Share(HighCoefficients, y) * (High.LogX - Middle.LogX)
            : High.LogX;
        return Math.Pow(10, x);
    }

    // Each piece is a parabola that rises; its root is taken in the form that keeps its digits.
    private static double Share(ImmutableArray<double> coefficients, double y)
    {
        var pieces = coefficients.Length - 3;
        var piece = pieces - 1;
        while (piece > 0 && y <= (coefficients[piece] + coefficients[piece + 1]) / 2) piece--;
        var (a, b, c) = (coefficients[piece], coefficients[piece + 1], coefficients[piece + 2]);
        var (square, slope, start) = ((a - 2 * b + c) / 2, b - a, (a + b) / 2 - y);
        var t = 2 * start / (-Math.Sqrt(Math.Max(0, slope * slope - 4 * square * start)) - slope);
        return (piece + Math.Clamp(t, 0, 1)) / pieces;
    }
}
