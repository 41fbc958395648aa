using System.Collections.Immutable;

namespace Acetate.Imaging.Colour.Luts;

/// <summary>A curve through points, straight between them and level outside.</summary>
/// <param name="X">Rising.</param>
/// <param name="Y">As many.</param>
internal sealed record PointCurve(ImmutableArray<double> X, ImmutableArray<double> Y)
{
    public static PointCurve Of(IEnumerable<double> x, IEnumerable<double> y) => new([.. x], [.. y]);

    public double At(double value)
    {
        if (!(value > X[0])) return Y[0];
        if (value >= X[^1]) return Y[^1];
        var at = X.BinarySearch(value);
        if (at >= 0) return Y[at];
        at = ~at;
        return Y[at - 1] + (value - X[at - 1]) / (X[at] - X[at - 1]) * (Y[at] - Y[at - 1]);
    }
}

/// <summary>A curve through points for each component: the shapers of .3dl and .csp.</summary>
internal sealed record PointCurves(string Name, PointCurve Red, PointCurve Green, PointCurve Blue) : IColourOperation
{
    public Rgb Apply(Rgb colour) => new(Red.At(colour.R), Green.At(colour.G), Blue.At(colour.B));
}
