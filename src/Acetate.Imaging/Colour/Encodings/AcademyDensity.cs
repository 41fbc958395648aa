namespace Acetate.Imaging.Colour.Encodings;

/// <summary>Academy density exchange, ADX10 and ADX16 (SMPTE ST 2065-3), to ACES2065-1: scanned film by printing densities.</summary>
/// <param name="Is16Bit">Whether code 1 is 65535 and not 1023.</param>
public sealed record AcademyDensity(bool Is16Bit) : IColourOperation
{
    // Channel-dependent densities to channel-independent ones, and exposures to ACES (A.2 of the standard).
    private static readonly Matrix3 ToIndependent = new(0.75573, 0.22197, 0.02230, 0.05901, 0.96928, -0.02829, 0.16134, 0.07406, 0.76460);
    private static readonly Matrix3 ToAces = new(0.72286, 0.12630, 0.15084, 0.11923, 0.76418, 0.11659, 0.01427, 0.08213, 0.90359);

    // Densities below 0.6 to the logarithm of exposure.
    private static readonly double[] Densities = [-0.19, 0.01, 0.028, 0.054, 0.095, 0.145, 0.22, 0.3, 0.4, 0.5, 0.6];
    private static readonly double[] Exposures =
    [
        -6, -2.721718645, -2.521718645, -2.321718645, -2.121718645, -1.921718645, -1.721718645, -1.521718645, -1.321718645, -1.121718645, -0.926545676714876,
    ];

    private static readonly double Reference = (7120.0 - 1520) / 8000 * (100 / 55.0) - Math.Log10(0.18);

    /// <inheritdoc/>
    public string Name => Is16Bit ? "ADX16 to ACES2065-1" : "ADX10 to ACES2065-1";

    /// <inheritdoc/>
    public Rgb Apply(Rgb colour)
    {
        var densities = colour.Each(code => Is16Bit ? (code * 65535 - 1520) / 8000 : (code * 1023 - 95) / 500);
        return ToAces * (ToIndependent * densities).Each(density => Math.Pow(10, Exposure(density)));
    }

    private static double Exposure(double density)
    {
        if (density > 0.6) return density * (100 / 55.0) - Reference;
        if (density <= Densities[0]) return Exposures[0];
        var i = 1;
        while (density > Densities[i]) i++;
        var share = (density - Densities[i - 1]) / (Densities[i] - Densities[i - 1]);
        return Exposures[i - 1] + share * (Exposures[i] - Exposures[i - 1]);
    }
}
