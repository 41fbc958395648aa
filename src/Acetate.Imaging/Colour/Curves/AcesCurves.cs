namespace Acetate.Imaging.Colour.Curves;

/// <summary>ACEScc (S-2014-003 4.4): purely logarithmic, for grading. Light above 65504 does not exist in it.</summary>
public sealed record AcesCcCurve : ITransferCurve
{
    private const double Most = 65504;

    /// <inheritdoc/>
    public string Name => "ACEScc";

    /// <inheritdoc/>
    public double ToLinear(double code) =>
        code < (9.72 - 15) / 17.52 ? (Math.Pow(2, code * 17.52 - 9.72) - Math.Pow(2, -16)) * 2
        : code < (Math.Log2(Most) + 9.72) / 17.52 ? Math.Pow(2, code * 17.52 - 9.72)
        : Most;

    /// <inheritdoc/>
    public double ToCode(double linear) => ((linear <= 0 ? -16
        : linear < Math.Pow(2, -15) ? Math.Log2(Math.Pow(2, -16) + linear * 0.5)
        : Math.Log2(Math.Min(linear, Most))) + 9.72) / 17.52;
}

/// <summary>ACESproxy in 10 bits (S-2013-001 4.2): code values of 64 to 940. Codes between two whole ones, as scaling makes them, mean the light between.</summary>
public sealed record AcesProxyCurve : ITransferCurve
{
    /// <inheritdoc/>
    public string Name => "ACESproxy10";

    /// <inheritdoc/>
    public double ToLinear(double code) => Math.Pow(2, (Math.Clamp(code * 1023, 64, 940) - 425) / 50 - 2.5);

    /// <inheritdoc/>
    public double ToCode(double linear) =>
        linear <= Math.Pow(2, -9.72) ? 64 / 1023.0 : Math.Clamp(Math.Round((Math.Log2(linear) + 2.5) * 50 + 425), 64, 940) / 1023;
}
