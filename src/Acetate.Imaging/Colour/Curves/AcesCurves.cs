using System.Runtime.Intrinsics;
using Acetate.Imaging.Colour.Rows;

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

    internal readonly struct RowToLinear : IRowFunction
    {
        private static readonly double Top = (Math.Log2(Most) + 9.72) / 17.52;

        public Vector512<double> At(Vector512<double> x)
        {
            var light = RowMath.Exp2(x * Vector512.Create(17.52) - Vector512.Create(9.72));
            var below = (light - Vector512.Create(1 / 65536.0)) * Vector512.Create(2.0);
            var above = RowMath.Where(Vector512.LessThan(x, Vector512.Create(Top)), light, Vector512.Create(Most));
            return RowMath.Where(Vector512.LessThan(x, Vector512.Create((9.72 - 15) / 17.52)), below, above);
        }
    }

    internal readonly struct RowToCode : IRowFunction
    {
        public Vector512<double> At(Vector512<double> x)
        {
            var shadow = x * Vector512.Create(0.5) + Vector512.Create(1 / 65536.0);
            var light = RowMath.Where(Vector512.LessThan(x, Vector512.Create(1 / 32768.0)), shadow, RowMath.Where(Vector512.GreaterThan(x, Vector512.Create(Most)), Vector512.Create(Most), x));
            var log = RowMath.Where(Vector512.LessThanOrEqual(x, Vector512<double>.Zero), Vector512.Create(-16.0), RowMath.Log2(light));
            return (log + Vector512.Create(9.72)) * Vector512.Create(1 / 17.52);
        }
    }
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
