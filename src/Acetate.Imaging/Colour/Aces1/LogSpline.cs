using System.Collections.Immutable;

namespace Acetate.Imaging.Colour.Aces1;

/// <summary>A tone curve of ACES 1: quadratic B-splines between three points in log-log space, straight beyond the outer two.</summary>
/// <param name="Low">The darkest point: scene light and luminance.</param>
/// <param name="Middle">Where the two splines meet.</param>
/// <param name="High">The brightest point.</param>
/// <param name="LowCoefficients">Of the spline up to the middle, in log10 of luminance; two more than it has pieces.</param>
/// <param name="HighCoefficients">Of the spline from the middle on.</param>
/// <param name="LowSlope">Of the line below the darkest point, log over log.</param>
/// <param name="HighSlope">Of the line above the brightest point.</param>
internal sealed partial record LogSpline(
    LogSpline.Point Low, LogSpline.Point Middle, LogSpline.Point High,
    ImmutableArray<double> LowCoefficients, ImmutableArray<double> HighCoefficients, double LowSlope = 0, double HighSlope = 0)
{
    // The smallest half: what the reference takes for zero and below.
    private const double Least = 5.9604644775390625e-8;

    /// <summary>The rendering transform's own curve (ACESlib.Tonescales, c5).</summary>
    public static LogSpline Rrt { get; } = new(
        new(0.18 * Math.Pow(2, -15), 0.0001), new(0.18, 4.8), new(0.18 * Math.Pow(2, 18), 10000),
        [-4, -4, -3.1573765773, -0.4852499958, 1.8477324706, 1.8477324706],
        [-0.7185482425, 2.0810307172, 3.6681241237, 4, 4, 4]);

    /// <summary>From the rendering to a cinema of 48 cd/m² (ACESlib.Tonescales, c9).</summary>
    public static LogSpline Cinema { get; } = new(
        new(Rrt.At(0.18 * Math.Pow(2, -6.5)), 0.02), new(Rrt.At(0.18), 4.8), new(Rrt.At(0.18 * Math.Pow(2, 6.5)), 48),
        [-1.6989700043, -1.6989700043, -1.4779, -1.2291, -0.8648, -0.4480, 0.00518, 0.4511080334, 0.9113744414, 0.9113744414],
        [0.5154386965, 0.8470437783, 1.1358, 1.3802, 1.5197, 1.5985, 1.6467, 1.6746091357, 1.6878733390, 1.6878733390],
        HighSlope: 0.04);

    /// <summary>The single curve of high dynamic range (ACESlib.SSTS): from 0.0001 cd/m² to a peak, 18 % grey at a luminance of choice.</summary>
    /// <param name="peak">cd/m².</param>
    /// <param name="grey">cd/m².</param>
    public static LogSpline HighDynamicRange(double peak, double grey)
    {
        const double least = 0.0001;
        var low = new Point(0.18 * Math.Pow(2, Between(Math.Log10(least), Math.Log10(0.0001), -15, Math.Log10(0.02), -6.5)), least);
        var high = new Point(0.18 * Math.Pow(2, Between(Math.Log10(peak), Math.Log10(48), 6.5, Math.Log10(10000), 18)), peak);
        var middle = new Point(0.18, 4.8);
        const double slope = 1.55;
        var (down, up) = ((middle.LogX - low.LogX) / 3, (high.LogX - middle.LogX) / 3);
        var bendLow = Between(Math.Log2(low.X / 0.18), -15, 0.18, -6.5, 0.35);
        var bendHigh = Between(Math.Log2(high.X / 0.18), 6.5, 0.89, 18, 0.90);
        var curve = new LogSpline(low, middle, high,
            [low.LogY, low.LogY, low.LogY + bendLow * (middle.LogY - low.LogY), middle.LogY - slope * down / 2, middle.LogY + slope * down / 2, middle.LogY + slope * down / 2],
            [middle.LogY - slope * up / 2, middle.LogY + slope * up / 2, middle.LogY + bendHigh * (high.LogY - middle.LogY), high.LogY, high.LogY, high.LogY]);

        // The whole curve moves along the light until grey has its luminance.
        var (under, over) = (low.LogX, high.LogX);
        for (var i = 0; i < 80; i++)
        {
            var half = (under + over) / 2;
            if (curve.At(Math.Pow(10, half)) < grey) under = half;
            else over = half;
        }

        var shift = Math.Pow(10, (under + over) / 2) / 0.18;
        return curve with { Low = low with { X = low.X / shift }, Middle = middle with { X = middle.X / shift }, High = high with { X = high.X / shift } };
    }

    /// <summary>The luminance of light.</summary>
    public double At(double light)
    {
        var x = Math.Log10(Math.Max(light, Least));
        var y = x <= Low.LogX ? Low.LogY + LowSlope * (x - Low.LogX)
            : x < Middle.LogX ? Spline(LowCoefficients, (x - Low.LogX) / (Middle.LogX - Low.LogX))
            : x < High.LogX ? Spline(HighCoefficients, (x - Middle.LogX) / (High.LogX - Middle.LogX))
            : High.LogY + HighSlope * (x - High.LogX);
        return Math.Pow(10, y);
    }

    private static double Spline(ImmutableArray<double> coefficients, double share)
    {
        var pieces = coefficients.Length - 3;
        var at = share * pieces;
        var piece = Math.Min((int)at, pieces - 1);
        var t = at - piece;
        var (a, b, c) = (coefficients[piece], coefficients[piece + 1], coefficients[piece + 2]);
        return ((a - 2 * b + c) / 2 * t + (b - a)) * t + (a + b) / 2;
    }

    private static double Between(double x, double x0, double y0, double x1, double y1) =>
        x <= x0 ? y0 : x >= x1 ? y1 : y0 + (x - x0) / (x1 - x0) * (y1 - y0);

    /// <summary>A point of the curve: scene light and luminance in cd/m².</summary>
    internal readonly record struct Point(double X, double Y)
    {
        public double LogX => Math.Log10(X);

        public double LogY => Math.Log10(Y);
    }
}
