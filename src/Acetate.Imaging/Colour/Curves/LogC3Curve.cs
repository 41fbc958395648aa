using System.Globalization;
using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Imaging.Colour.Curves;

/// <summary>ARRI LogC3 at any exposure index from 160 to 3200, after the closed form of ARRI's ACES input transforms.</summary>
/// <remarks>From 1600 on, a shoulder bends the codes above 0.8 so that the full well of the sensor lands at 1.</remarks>
public sealed record LogC3Curve : ITransferCurve
{
    private const double Nominal = 400, BlackSignal = 16.0 / 4095, MidGreySignal = 0.01, ShoulderStart = 0.8;

    private readonly LogCurve log;
    private readonly double most;

    /// <param name="exposureIndex">160 to 3200, EI 800 being the usual one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside of what ARRI defines.</exception>
    public LogC3Curve(int exposureIndex)
    {
        if (exposureIndex is < 160 or > 3200)
            throw new ArgumentOutOfRangeException(nameof(exposureIndex), exposureIndex, "LogC3 is defined for exposure indexes of 160 to 3200.");
        ExposureIndex = exposureIndex;
        var gain = exposureIndex / Nominal;
        var grey = MidGreySignal / gain;
        var cut = 1.0 / 9;
        var slope = 1 / (cut * Math.Log(10));
        var offset = Math.Log10(cut) - slope * cut;
        var c = (Math.Log2(gain) * (0.89 - 1) / 3 + 1) * (500.0 / 1023 * 0.525);
        var (black, d) = (0.0, 400.0 / 1023);
        for (var i = 0; i < 3; i++)
        {
            black = ((95.0 / 1023 - d) / c - offset) / slope;
            d = 400.0 / 1023 - Math.Log10(1 + black) * c;
        }

        // light = signal · (0.18 / grey); the line goes through the logarithm's value and slope at a normalised signal of 1/9.
        log = new LogCurve(Text, 10, 1 / 0.18, black, c, d, c * slope / 0.18, c * (slope * black + offset) + d, c * Math.Log10(cut) + d);
        var fullWell = (1 - BlackSignal) / grey * 0.18;
        most = log.ToCode(fullWell);
    }

    /// <summary>Of the camera.</summary>
    public int ExposureIndex { get; }

    /// <inheritdoc/>
    public string Name => Text;

    private string Text => string.Create(CultureInfo.InvariantCulture, $"LogC3 EI {ExposureIndex}");

    private bool HasShoulder => most > 1;

    /// <summary>The curve itself where there is no shoulder, below 1600; else null.</summary>
    internal LogCurve? WithoutShoulder => HasShoulder ? null : log;

    /// <inheritdoc/>
    public double ToLinear(double code) => log.ToLinear(HasShoulder && code > ShoulderStart ? Straightened(Math.Min(code, 1)) : code);

    /// <inheritdoc/>
    public double ToCode(double linear)
    {
        var code = log.ToCode(linear);
        if (!HasShoulder || code <= ShoulderStart) return code;
        if (code >= most) return 1;
        // The shoulder rises steadily: halving finds its inverse to the last bit.
        var (low, high) = (ShoulderStart, 1.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (Straightened(middle) < code) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }

    // A cubic Hermite arc from (0.8, 0.8) with slope 1 to (1, most) with slope 1/d².
    private double Straightened(double code)
    {
        var d = 0.2 / (most - ShoulderStart);
        var t = (code - ShoulderStart) / 0.2;
        var (t2, t3) = (t * t, t * t * t);
        return (2 * t3 - 3 * t2 + 1) * ShoulderStart + (t3 - 2 * t2 + t) * 0.2 + (3 * t2 - 2 * t3) * most + (t3 - t2) * 0.2 / (d * d);
    }

    /// <summary>Codes to light where there is a shoulder.</summary>
    internal readonly struct RowToLinear(LogC3Curve curve) : IRowFunction
    {
        private readonly LogCurve.RowToLinear log = new(curve.log);
        private readonly double most = curve.most, end = 0.2 / Math.Pow(0.2 / (curve.most - ShoulderStart), 2);

        public Vector512<double> At(Vector512<double> x)
        {
            var one = Vector512<double>.One;
            var top = RowMath.Where(Vector512.GreaterThan(x, one), one, x);
            var t = (top - Vector512.Create(ShoulderStart)) * Vector512.Create(5.0);
            var (t2, t3) = (t * t, t * t * t);
            var up = Vector512.Create(3.0) * t2 - Vector512.Create(2.0) * t3;
            var straight = (one - up) * Vector512.Create(ShoulderStart) + (t3 - Vector512.Create(2.0) * t2 + t) * Vector512.Create(0.2)
                + up * Vector512.Create(most) + (t3 - t2) * Vector512.Create(end);
            return log.At(RowMath.Where(Vector512.GreaterThan(x, Vector512.Create(ShoulderStart)), straight, x));
        }
    }
}
