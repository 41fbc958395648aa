using System.Collections.Immutable;

namespace Acetate.Imaging.Colour.Luts;

/// <summary>A smooth curve through points, level outside of them.</summary>
/// <remarks>Each inner point has the slope between its two neighbours, and the first and the last
/// piece are parabolas; two points have a straight line between them.</remarks>
/// <param name="X">Rising.</param>
/// <param name="Y">As many.</param>
internal sealed record PointCurve(ImmutableArray<double> X, ImmutableArray<double> Y)
{
    public static PointCurve Smooth(IEnumerable<double> x, IEnumerable<double> y) => new([.. x], [.. y]);

    public double At(double value)
    {
        if (!(value > X[0])) return Y[0];
        if (value >= X[^1]) return Y[^1];
        var at = X.BinarySearch(value);
        if (at >= 0) return Y[at];
        at = ~at;
        var width = X[at] - X[at - 1];
        var t = (value - X[at - 1]) / width;
        var (from, to) = (Y[at - 1], Y[at]);
        if (X.Length == 2) return from + t * (to - from);
        // The slope that a parabola has at the end where no point follows: twice that of the chord less the other end's.
        var chord = to - from;
        var leaving = at > 1 ? Slope(at - 1) * width : 2 * chord - Slope(at) * width;
        var arriving = at < X.Length - 1 ? Slope(at) * width : 2 * chord - leaving;
        return from + t * (leaving + t * (3 * chord - 2 * leaving - arriving + t * (leaving + arriving - 2 * chord)));
    }

    private double Slope(int at) => (Y[at + 1] - Y[at - 1]) / (X[at + 1] - X[at - 1]);
}

/// <summary>A curve through points for each component: the shapers of .csp.</summary>
internal sealed record PointCurves(string Name, PointCurve Red, PointCurve Green, PointCurve Blue) : IColourOperation
{
    public Rgb Apply(Rgb colour) => new(Red.At(colour.R), Green.At(colour.G), Blue.At(colour.B));
}
