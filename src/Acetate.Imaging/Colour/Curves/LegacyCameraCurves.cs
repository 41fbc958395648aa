using System.Collections.Frozen;

namespace Acetate.Imaging.Colour.Curves;

/// <summary>Sony S-Log and S-Log2 with the codes of 10 or 12 bits, as the ACES input transforms have them (IDT.Sony.SLog1/SLog2, a1.v1).</summary>
/// <remarks>Codes are normalised by 1023 or 4095: black and white lie a little differently for the two.</remarks>
/// <param name="IsSLog2">S-Log2, whose light is 219/155 times that of S-Log.</param>
/// <param name="Bits">10 or 12.</param>
public sealed record SonyLegacyCurve(bool IsSLog2, int Bits) : ITransferCurve
{
    private readonly double most = (1 << Bits) - 1, black = 64 << (Bits - 10), white = 940 << (Bits - 10), straightEnd = 90 << (Bits - 10);

    /// <inheritdoc/>
    public string Name => $"S-Log{(IsSLog2 ? "2" : "")}, {Bits} bits";

    private double Gain => IsSLog2 ? 219.0 / 155 : 1;

    private double Toe => IsSLog2 ? 3.53881278538813 : 5;

    /// <inheritdoc/>
    public double ToLinear(double code)
    {
        var at = code * most;
        var share = (at - black) / (white - black);
        return 0.9 * (at >= straightEnd ? Gain * (Math.Pow(10, (share - 0.616596 - 0.03) / 0.432699) - 0.037584) : (share - 0.030001222851889303) / Toe);
    }

    /// <inheritdoc/>
    public double ToCode(double linear)
    {
        var light = linear / 0.9;
        var share = linear >= ToLinear(straightEnd / most) ? 0.432699 * Math.Log10(light / Gain + 0.037584) + 0.616596 + 0.03 : light * Toe + 0.030001222851889303;
        return (share * (white - black) + black) / most;
    }
}

/// <summary>LogC of the ALEXA with software 2, for each exposure index that ARRI made an ACES input transform for (IDT.ARRI.Alexa-v2-logC, a1.v1).</summary>
public sealed record AlexaTwoCurve : ITransferCurve
{
    // Exposure index: the code at which the straight part ends, gain of the logarithm, slope of the straight part.
    private static readonly FrozenDictionary<int, (double Cut, double Gain, double Slope)> Known = new Dictionary<int, (double, double, double)>
    {
        [160] = (0.108361, 0.269035, 6.332427),
        [200] = (0.111543, 0.266007, 6.189953),
        [250] = (0.114725, 0.262978, 6.034414),
        [320] = (0.118246, 0.259627, 5.844973),
        [400] = (0.121428, 0.256598, 5.656190),
        [500] = (0.124610, 0.253569, 5.449261),
        [640] = (0.128130, 0.250218, 5.198031),
        [800] = (0.131313, 0.247189, 4.950469),
        [1000] = (0.134495, 0.244161, 4.684112),
        [1280] = (0.138015, 0.240810, 4.369609),
        [1600] = (0.141197, 0.237781, 4.070466),
    }.ToFrozenDictionary();

    private readonly (double Cut, double Gain, double Slope) shape;

    /// <param name="exposureIndex">One of <see cref="ExposureIndexes"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">ARRI made none for this index.</exception>
    public AlexaTwoCurve(int exposureIndex)
    {
        if (!Known.TryGetValue(exposureIndex, out shape))
            throw new ArgumentOutOfRangeException(nameof(exposureIndex), exposureIndex, "LogC of software 2 is defined for the exposure indexes of 160 to 1600 in thirds of a stop.");
        ExposureIndex = exposureIndex;
    }

    /// <summary>160 to 1600 in thirds of a stop.</summary>
    public static IEnumerable<int> ExposureIndexes => Known.Keys.Order();

    /// <summary>Of the camera.</summary>
    public int ExposureIndex { get; }

    /// <inheritdoc/>
    public string Name => $"LogC, software 2, EI {ExposureIndex}";

    /// <inheritdoc/>
    public double ToLinear(double code) =>
        code > shape.Cut ? (Math.Pow(10, (code - 0.391007) / shape.Gain) - 0.089004) / 5.061087 : (code - shape.Cut) / shape.Slope;

    /// <inheritdoc/>
    public double ToCode(double linear) =>
        linear > 0 ? Math.Log10(linear * 5.061087 + 0.089004) * shape.Gain + 0.391007 : linear * shape.Slope + shape.Cut;
}

/// <summary>White-balanced values of an ALEXA sensor in 16 bits, 0 to 1, to light that has 18 % grey at 0.18 (IDT.ARRI.Alexa-v3-raw, a1.v2).</summary>
/// <param name="ExposureIndex">More than 0.</param>
public sealed record AlexaSensorCurve(int ExposureIndex) : ITransferCurve
{
    private const double Black = 256.0 / 65535;

    /// <inheritdoc/>
    public string Name => $"ALEXA sensor, EI {ExposureIndex}";

    private double Exposure => Sensor.ArriSensor.Exposure(ExposureIndex);

    /// <inheritdoc/>
    public double ToLinear(double code) => (code - Black) * Exposure;

    /// <inheritdoc/>
    public double ToCode(double linear) => linear / Exposure + Black;
}

/// <summary>ACESproxy in 12 bits (S-2013-001 4.2): code values of 256 to 3760.</summary>
public sealed record AcesProxy12Curve : ITransferCurve
{
    /// <inheritdoc/>
    public string Name => "ACESproxy12";

    /// <inheritdoc/>
    public double ToLinear(double code) => Math.Pow(2, (Math.Clamp(code * 4095, 256, 3760) - 1700) / 200 - 2.5);

    /// <inheritdoc/>
    public double ToCode(double linear) =>
        linear <= Math.Pow(2, -9.72) ? 256 / 4095.0 : Math.Clamp(Math.Round((Math.Log2(linear) + 2.5) * 200 + 1700), 256, 3760) / 4095;
}
