using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Imaging.Colour;

/// <summary>Cuts each component off at both ends; what is no number becomes the least.</summary>
/// <param name="Least">Nothing is below it.</param>
/// <param name="Most">Nothing is above it.</param>
public sealed record CutOperation(double Least, double Most) : IColourOperation
{
    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"cut to {Least} and {Most}");

    /// <inheritdoc/>
    public Rgb Apply(Rgb colour) => colour.Each(value => value > Least ? Math.Min(value, Most) : Least);

    internal readonly struct RowForm(CutOperation cut) : IRowFunction
    {
        private readonly double least = cut.Least, most = cut.Most;

        public Vector512<double> At(Vector512<double> x)
        {
            var above = RowMath.Where(Vector512.GreaterThan(x, Vector512.Create(most)), Vector512.Create(most), x);
            return RowMath.Where(Vector512.GreaterThan(x, Vector512.Create(least)), above, Vector512.Create(least));
        }
    }
}
