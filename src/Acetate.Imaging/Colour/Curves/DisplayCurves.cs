using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Imaging.Colour.Curves;

/// <summary>What a display curve does with light below black.</summary>
public enum BelowBlack
{
    /// <summary>It becomes black.</summary>
    Clamp,

    /// <summary>It is encoded as its opposite and stays negative.</summary>
    Mirror,
}

/// <summary>A pure power: BT.1886 with 2.4 and black 0, the 2.2 of computer displays, the 2.6 of cinema.</summary>
/// <param name="Exponent">Of the display.</param>
/// <param name="BelowBlack">What becomes of negative light.</param>
public sealed record PowerCurve(double Exponent, BelowBlack BelowBlack) : ITransferCurve
{
    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"gamma {Exponent}");

    /// <inheritdoc/>
    public double ToLinear(double code) => Signed(code, Exponent);

    /// <inheritdoc/>
    public double ToCode(double linear) => Signed(linear, 1 / Exponent);

    private double Signed(double value, double exponent) =>
        value >= 0 ? Math.Pow(value, exponent) : BelowBlack == BelowBlack.Mirror ? -Math.Pow(-value, exponent) : 0;
}

/// <summary>A power of what is not negative; below black it mirrors or cuts.</summary>
internal readonly struct PowerRow(double exponent, bool mirrors) : IRowFunction
{
    // What is not a number is no less than 0, and the curve gives 0 for it, or its opposite: -NaN.
    private readonly double negative = mirrors ? -1 : 0;

    public Vector512<double> At(Vector512<double> x)
    {
        var power = RowMath.Pow(Vector512.Abs(x), exponent);
        var below = negative == 0 ? Vector512<double>.Zero : Vector512<double>.Zero - power;
        return RowMath.Where(Vector512.GreaterThanOrEqual(x, Vector512<double>.Zero), power, below);
    }
}

/// <summary>The curve of sRGB (IEC 61966-2-1): a power of 2.4 with a straight start.</summary>
/// <param name="Mirrors">Whether negative light is encoded as its opposite; else the straight start goes on below black.</param>
public sealed record SrgbCurve(bool Mirrors) : ITransferCurve
{
    // The exact joint of a curve that has a slope there; the standard's own 12.92 and 0.0031308 leave a small step.
    private const double Offset = 0.055, Exponent = 2.4;

    private const double JointCode = Offset / (Exponent - 1);

    private static readonly double Slope = (Exponent - 1) / Offset * Math.Pow(Offset * Exponent / ((Exponent - 1) * (1 + Offset)), Exponent);

    /// <inheritdoc/>
    public string Name => "sRGB";

    /// <inheritdoc/>
    public double ToLinear(double code) =>
        code < 0 && Mirrors ? -ToLinear(-code)
        : code <= JointCode ? code * Slope
        : Math.Pow((code + Offset) / (1 + Offset), Exponent);

    /// <inheritdoc/>
    public double ToCode(double linear) =>
        linear < 0 && Mirrors ? -ToCode(-linear)
        : linear <= JointCode * Slope ? linear / Slope
        : (1 + Offset) * Math.Pow(linear, 1 / Exponent) - Offset;

    internal readonly struct RowToLinear(bool mirrors) : IRowFunction
    {
        public Vector512<double> At(Vector512<double> x)
        {
            var code = mirrors ? Vector512.Abs(x) : x;
            var power = RowMath.Pow((code + Vector512.Create(Offset)) * Vector512.Create(1 / (1 + Offset)), Exponent);
            var light = RowMath.Where(Vector512.LessThanOrEqual(code, Vector512.Create(JointCode)), code * Vector512.Create(Slope), power);
            return mirrors ? RowMath.Signed(light, x) : light;
        }
    }

    internal readonly struct RowToCode(bool mirrors) : IRowFunction
    {
        public Vector512<double> At(Vector512<double> x)
        {
            var light = mirrors ? Vector512.Abs(x) : x;
            var power = RowMath.Pow(light, 1 / Exponent) * Vector512.Create(1 + Offset) - Vector512.Create(Offset);
            var code = RowMath.Where(Vector512.LessThanOrEqual(light, Vector512.Create(JointCode * Slope)), light * Vector512.Create(1 / Slope), power);
            return mirrors ? RowMath.Signed(code, x) : code;
        }
    }
}

/// <summary>The perceptual quantizer (SMPTE ST 2084 5): code 1 is 10,000 cd/m², which is 100 here; codes above it mean no more. Negative light is mirrored.</summary>
public sealed record PerceptualQuantizer : ITransferCurve
{
    private const double M1 = 2610.0 / 16384, M2 = 2523.0 / 4096 * 128, C1 = 3424.0 / 4096, C2 = 2413.0 / 4096 * 32, C3 = 2392.0 / 4096 * 32;

    /// <inheritdoc/>
    public string Name => "ST 2084";

    /// <inheritdoc/>
    public double ToLinear(double code)
    {
        var x = Math.Pow(Math.Min(Math.Abs(code), 1), 1 / M2);
        return Math.CopySign(100 * Math.Pow(Math.Max(0, x - C1) / (C2 - C3 * x), 1 / M1), code);
    }

    /// <inheritdoc/>
    public double ToCode(double linear)
    {
        var y = Math.Pow(Math.Abs(linear) / 100, M1);
        return Math.CopySign(Math.Pow((C1 + C2 * y) / (1 + C3 * y), M2), linear);
    }

    internal readonly struct RowToLinear : IRowFunction
    {
        public Vector512<double> At(Vector512<double> x)
        {
            var code = Vector512.Abs(x);
            code = RowMath.Where(Vector512.GreaterThan(code, Vector512<double>.One), Vector512<double>.One, code);
            var root = RowMath.Pow(code, 1 / M2);
            var above = root - Vector512.Create(C1);
            above = RowMath.Where(Vector512.LessThan(above, Vector512<double>.Zero), Vector512<double>.Zero, above);
            return RowMath.Signed(RowMath.Pow(above / (Vector512.Create(C2) - Vector512.Create(C3) * root), 1 / M1) * Vector512.Create(100.0), x);
        }
    }

    internal readonly struct RowToCode : IRowFunction
    {
        public Vector512<double> At(Vector512<double> x)
        {
            var y = RowMath.Pow(Vector512.Abs(x) * Vector512.Create(0.01), M1);
            return RowMath.Signed(RowMath.Pow((Vector512.Create(C1) + Vector512.Create(C2) * y) / (Vector512<double>.One + Vector512.Create(C3) * y), M2), x);
        }
    }
}

/// <summary>The curve of hybrid log-gamma (ITU-R BT.2100-2 table 5); scene light of 3 is code 1. Negative light is mirrored.</summary>
public sealed record HybridLogGamma : ITransferCurve
{
    private const double A = 0.17883277, B = 1 - 4 * A;

    // 0.5 − a · ln(4a)
    private static readonly double C = 0.5 - A * Math.Log(4 * A);

    /// <inheritdoc/>
    public string Name => "HLG";

    /// <inheritdoc/>
    public double ToLinear(double code)
    {
        var x = Math.Abs(code);
        return Math.CopySign(x <= 0.5 ? x * x : (Math.Exp((x - C) / A) + B) / 4, code);
    }

    /// <inheritdoc/>
    public double ToCode(double linear)
    {
        var e = Math.Abs(linear);
        return Math.CopySign(e <= 0.25 ? Math.Sqrt(e) : A * Math.Log(4 * e - B) + C, linear);
    }

    internal readonly struct RowToLinear : IRowFunction
    {
        private static readonly double Gain = 1 / (A * Math.Log(2));

        public Vector512<double> At(Vector512<double> x)
        {
            var code = Vector512.Abs(x);
            var above = (RowMath.Exp2((code - Vector512.Create(C)) * Vector512.Create(Gain)) + Vector512.Create(B)) * Vector512.Create(0.25);
            return RowMath.Signed(RowMath.Where(Vector512.LessThanOrEqual(code, Vector512.Create(0.5)), code * code, above), x);
        }
    }

    internal readonly struct RowToCode : IRowFunction
    {
        private static readonly double Gain = A * Math.Log(2);

        public Vector512<double> At(Vector512<double> x)
        {
            var light = Vector512.Abs(x);
            var above = RowMath.Log2(light * Vector512.Create(4.0) - Vector512.Create(B)) * Vector512.Create(Gain) + Vector512.Create(C);
            return RowMath.Signed(RowMath.Where(Vector512.LessThanOrEqual(light, Vector512.Create(0.25)), Vector512.Sqrt(light), above), x);
        }
    }
}
