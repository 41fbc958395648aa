using Acetate.Imaging.Colour.Curves;

namespace Acetate.Imaging.Colour.Encodings;

/// <summary>Code values that are light.</summary>
public sealed record LinearCurve : ITransferCurve
{
    /// <inheritdoc/>
    public string Name => "linear";

    /// <inheritdoc/>
    public double ToLinear(double code) => code;

    /// <inheritdoc/>
    public double ToCode(double linear) => linear;
}
