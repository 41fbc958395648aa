namespace Acetate.Imaging.Colour;

/// <summary>Three components of a colour: red, green and blue of some gamut, or X, Y and Z. Without bounds: negative and very large values are real.</summary>
public readonly record struct Rgb(double R, double G, double B)
{
    /// <summary>The same value three times.</summary>
    public static Rgb Grey(double value) => new(value, value, value);

    /// <summary>The greatest of the three.</summary>
    public double Max => Math.Max(R, Math.Max(G, B));

    /// <summary>The least of the three.</summary>
    public double Min => Math.Min(R, Math.Min(G, B));

    /// <summary>Component by component.</summary>
    public Rgb Each(Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new(function(R), function(G), function(B));
    }

    /// <summary>Component by component.</summary>
    public static Rgb operator +(Rgb left, Rgb right) => new(left.R + right.R, left.G + right.G, left.B + right.B);

    /// <summary>Component by component.</summary>
    public static Rgb operator *(Rgb left, Rgb right) => new(left.R * right.R, left.G * right.G, left.B * right.B);

    /// <summary>All three by a factor.</summary>
    public static Rgb operator *(double factor, Rgb colour) => new(factor * colour.R, factor * colour.G, factor * colour.B);
}
