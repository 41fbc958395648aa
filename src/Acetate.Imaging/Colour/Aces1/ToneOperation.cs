using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Imaging.Colour.Aces1;

/// <summary>The tone curves of a rendering on each component, one after the other, and their luminance as a share from black to white.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Curves">In order.</param>
/// <param name="Black">The luminance that becomes 0, cd/m².</param>
/// <param name="White">The luminance that becomes 1.</param>
internal sealed record ToneOperation(string Name, ImmutableArray<LogSpline> Curves, double Black, double White) : IColourOperation
{
    /// <summary>The quick form.</summary>
    public RowForm Row => new([.. Curves.Select(curve => new LogSpline.Lanes(curve))], Black, White);

    public Rgb Apply(Rgb colour) => colour.Each(light =>
    {
        foreach (var curve in Curves) light = curve.At(light);
        return (light - Black) / (White - Black);
    });

    internal readonly struct RowForm(LogSpline.Lanes[] curves, double black, double white) : IRowFunction
    {
        public Vector512<double> At(Vector512<double> x)
        {
            // From one curve to the next it stays a logarithm.
            var log = LogSpline.Lanes.Log10(x);
            foreach (var curve in curves) log = curve.At(log);
            return (LogSpline.Lanes.Exp10(log) - Vector512.Create(black)) * Vector512.Create(1 / (white - black));
        }
    }
}
