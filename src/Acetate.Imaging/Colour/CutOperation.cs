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
}
