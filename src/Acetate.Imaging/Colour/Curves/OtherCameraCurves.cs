using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Imaging.Colour.Curves;

/// <summary>Canon Log 2 and Canon Log 3 in their version 1.2 (2018): a logarithm mirrored about black, whose 1 is 90 % reflectance.</summary>
/// <remarks>The curve goes on below code 0 as Canon's formula does; some libraries stop there.</remarks>
public sealed record CanonLogCurve : ITransferCurve
{
    private readonly double gain, scale, below, above, low, high, slope, middle;

    private CanonLogCurve(string name, double gain, double scale, double below, double above, double low, double high, double slope, double middle) =>
        (Name, this.gain, this.scale, this.below, this.above, this.low, this.high, this.slope, this.middle) = (name, gain, scale, below, above, low, high, slope, middle);

    /// <summary>Canon Log 2.</summary>
    public static CanonLogCurve CLog2 { get; } = new("Canon Log 2", 87.099375, 0.24136077, 0.092864125, 0.092864125, 0.092864125, 0.092864125, 1, 0);

    /// <summary>Canon Log 3, straight about black.</summary>
    public static CanonLogCurve CLog3 { get; } = new("Canon Log 3", 14.98325, 0.36726845, 0.12783901, 0.12240537, 0.097465473, 0.15277891, 1.9754798, 0.12512219);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public double ToLinear(double code) => 0.9 * (
        code < low ? -(Math.Pow(10, (below - code) / scale) - 1) / gain
        : code <= high && slope != 1 ? (code - middle) / slope
        : (Math.Pow(10, (code - above) / scale) - 1) / gain);

    /// <inheritdoc/>
    public double ToCode(double linear)
    {
        var light = linear / 0.9;
        return linear < ToLinear(low) ? below - scale * Math.Log10(1 - gain * light)
            : slope != 1 && linear <= ToLinear(high) ? slope * light + middle
            : above + scale * Math.Log10(1 + gain * light);
    }

    internal readonly struct RowToLinear(CanonLogCurve curve) : IRowFunction
    {
        private readonly double low = curve.low, high = curve.slope == 1 ? double.NegativeInfinity : curve.high, below = curve.below, above = curve.above,
            power = Math.Log2(10) / curve.scale, gain = 0.9 / curve.gain, slope = 0.9 / curve.slope, middle = curve.middle;

        public Vector512<double> At(Vector512<double> x)
        {
            var isBelow = Vector512.LessThan(x, Vector512.Create(low));
            var distance = RowMath.Where(isBelow, Vector512.Create(below) - x, x - Vector512.Create(above));
            var light = (RowMath.Exp2(distance * Vector512.Create(power)) - Vector512<double>.One) * Vector512.Create(gain);
            var straight = (x - Vector512.Create(middle)) * Vector512.Create(slope);
            return RowMath.Where(isBelow, Vector512<double>.Zero - light, RowMath.Where(Vector512.LessThanOrEqual(x, Vector512.Create(high)), straight, light));
        }
    }

    internal readonly struct RowToCode(CanonLogCurve curve) : IRowFunction
    {
        private readonly double low = curve.ToLinear(curve.low), high = curve.slope == 1 ? double.NegativeInfinity : curve.ToLinear(curve.high), below = curve.below, above = curve.above,
            scale = curve.scale / Math.Log2(10), gain = curve.gain / 0.9, slope = curve.slope / 0.9, middle = curve.middle;

        public Vector512<double> At(Vector512<double> x)
        {
            var isBelow = Vector512.LessThan(x, Vector512.Create(low));
            var light = x * Vector512.Create(gain);
            var log = RowMath.Log2(Vector512<double>.One + RowMath.Where(isBelow, Vector512<double>.Zero - light, light)) * Vector512.Create(scale);
            var straight = x * Vector512.Create(slope) + Vector512.Create(middle);
            return RowMath.Where(isBelow, Vector512.Create(below) - log, RowMath.Where(Vector512.LessThanOrEqual(x, Vector512.Create(high)), straight, Vector512.Create(above) + log));
        }
    }
}

/// <summary>Apple Log (Apple Log Profile White Paper, 2023): a logarithm with a parabola near black; below the parabola's foot all is its foot.</summary>
public sealed record AppleLogCurve : ITransferCurve
{
    private const double Foot = -0.05641088, Joint = 0.01, Gain = 47.28711236, Offset = 0.00964052, Scale = 0.08550479, Rise = 0.69336945;

    private const double JointCode = Gain * (Joint - Foot) * (Joint - Foot);

    /// <inheritdoc/>
    public string Name => "Apple Log";

    /// <inheritdoc/>
    public double ToLinear(double code) =>
        code >= JointCode ? Math.Pow(2, (code - Rise) / Scale) - Offset : code >= 0 ? Math.Sqrt(code / Gain) + Foot : Foot;

    /// <inheritdoc/>
    public double ToCode(double linear) =>
        linear >= Joint ? Scale * Math.Log2(linear + Offset) + Rise : linear >= Foot ? Gain * (linear - Foot) * (linear - Foot) : 0;

    internal readonly struct RowToLinear : IRowFunction
    {
        public Vector512<double> At(Vector512<double> x)
        {
            var log = RowMath.Exp2((x - Vector512.Create(Rise)) * Vector512.Create(1 / Scale)) - Vector512.Create(Offset);
            var root = Vector512.Sqrt(x * Vector512.Create(1 / Gain)) + Vector512.Create(Foot);
            return RowMath.Where(Vector512.GreaterThanOrEqual(x, Vector512.Create(JointCode)), log,
                RowMath.Where(Vector512.GreaterThanOrEqual(x, Vector512<double>.Zero), root, Vector512.Create(Foot)));
        }
    }

    internal readonly struct RowToCode : IRowFunction
    {
        public Vector512<double> At(Vector512<double> x)
        {
            var log = RowMath.Log2(x + Vector512.Create(Offset)) * Vector512.Create(Scale) + Vector512.Create(Rise);
            var fromFoot = x - Vector512.Create(Foot);
            return RowMath.Where(Vector512.GreaterThanOrEqual(x, Vector512.Create(Joint)), log,
                RowMath.Where(Vector512.GreaterThanOrEqual(fromFoot, Vector512<double>.Zero), fromFoot * fromFoot * Vector512.Create(Gain), Vector512<double>.Zero));
        }
    }
}

/// <summary>Nikon N-Log (N-Log Specification Document 1.0): a cube root, and a logarithm above code 452 of 1023.</summary>
public sealed record NLogCurve : ITransferCurve
{
    private const double Cut = 452.0 / 1023;

    /// <inheritdoc/>
    public string Name => "N-Log";

    /// <inheritdoc/>
    public double ToLinear(double code) => code < Cut ? Cube(code * 1023 / 650) - 0.0075 : Math.Exp((code - 619.0 / 1023) * 1023 / 150);

    /// <inheritdoc/>
    public double ToCode(double linear) =>
        linear < Cube(452.0 / 650) - 0.0075 ? Math.Cbrt(linear + 0.0075) * 650 / 1023 : Math.Log(linear) * 150 / 1023 + 619.0 / 1023;

    private static double Cube(double value) => value * value * value;
}

/// <summary>GoPro Protune: a logarithm without a negative part, nearer to a display curve than to a camera's.</summary>
public sealed record ProtuneCurve : ITransferCurve
{
    /// <inheritdoc/>
    public string Name => "Protune";

    /// <inheritdoc/>
    public double ToLinear(double code) => (Math.Pow(113, code) - 1) / 112;

    /// <inheritdoc/>
    public double ToCode(double linear) => Math.Log(Math.Max(0, linear) * 112 + 1) / Math.Log(113);
}

/// <summary>Sony S-Log2 (S-Log2 Technical Paper): S-Log with a gain of 155/219 of the light, straight below black; codes of the full range.</summary>
public sealed record SLog2Curve : ITransferCurve
{
    private const double Black = 64.0 / 1023, Range = 876.0 / 1023;

    /// <inheritdoc/>
    public string Name => "S-Log2";

    /// <inheritdoc/>
    public double ToLinear(double code)
    {
        var y = (code - Black) / Range;
        var x = y >= 0.030001222851889303 ? Math.Pow(10, (y - 0.616596 - 0.03) / 0.432699) - 0.037584 : (y - 0.030001222851889303) / 5;
        return x * 219 / 155 * 0.9;
    }

    /// <inheritdoc/>
    public double ToCode(double linear)
    {
        var x = linear / 0.9 * 155 / 219;
        var y = x >= 0 ? 0.432699 * Math.Log10(x + 0.037584) + 0.616596 + 0.03 : 5 * x + 0.030001222851889303;
        return y * Range + Black;
    }
}

/// <summary>REDLogFilm: the printing densities of Cineon, reference black 95 and white 685 of 1023, a gamma of 0.6.</summary>
public sealed record RedLogFilmCurve : ITransferCurve
{
    private const double White = 685, Black = 95, Density = 0.002 / 0.6;

    private static readonly double Offset = Math.Pow(10, (Black - White) * Density);

    /// <inheritdoc/>
    public string Name => "REDLogFilm";

    /// <inheritdoc/>
    public double ToLinear(double code) => (Math.Pow(10, (code * 1023 - White) * Density) - Offset) / (1 - Offset);

    /// <inheritdoc/>
    public double ToCode(double linear) => (Math.Log10(Math.Max(linear * (1 - Offset) + Offset, 1e-10)) / Density + White) / 1023;
}
