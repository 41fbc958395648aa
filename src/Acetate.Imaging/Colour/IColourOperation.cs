namespace Acetate.Imaging.Colour;

/// <summary>One step that turns colours into colours, exactly and without state: the reference that every quick path is held against.</summary>
public interface IColourOperation
{
    /// <summary>What it does, in the words of the field, for the recipe of a picture.</summary>
    string Name { get; }

    /// <summary>The colour it makes of a colour.</summary>
    Rgb Apply(Rgb colour);
}

/// <summary>A matrix on the three components.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Matrix">The matrix.</param>
/// <param name="Offset">What is added after it.</param>
public sealed record MatrixOperation(string Name, Matrix3 Matrix, Rgb Offset = default) : IColourOperation
{
    /// <summary>From one gamut's linear light to another's.</summary>
    public static MatrixOperation Between(Gamuts.Gamut from, Gamuts.Gamut to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        return new($"{from.Name} to {to.Name} ({from.Adaptation.Name})", from.To(to));
    }

    /// <inheritdoc/>
    public Rgb Apply(Rgb colour) => Matrix * colour + Offset;
}

/// <summary>A curve on each component.</summary>
/// <param name="Curve">The curve.</param>
/// <param name="ToLinear">Whether from code values to light; else from light to code values.</param>
public sealed record CurveOperation(Curves.ITransferCurve Curve, bool ToLinear) : IColourOperation
{
    /// <inheritdoc/>
    public string Name => ToLinear ? $"{Curve.Name} to linear" : $"linear to {Curve.Name}";

    /// <inheritdoc/>
    public Rgb Apply(Rgb colour) => ToLinear ? colour.Each(Curve.ToLinear) : colour.Each(Curve.ToCode);
}
