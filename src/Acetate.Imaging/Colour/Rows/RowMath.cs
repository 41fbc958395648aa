using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Acetate.Imaging.Colour.Rows;

/// <summary>Exponentials and logarithms of eight numbers at once, to about 2e-10, with the same bits on every machine.</summary>
/// <remarks>Made of plain sums, products, quotients and comparisons, each of which IEEE 754 rounds in one way only: what the processor can do
/// decides how many are computed at once, never what comes out.</remarks>
internal static class RowMath
{
    // 1.5 · 2^52: a sum with it is rounded to a whole number, which stands in its lowest bits.
    private const double Rounder = 6755399441055744.0;

    /// <summary>2 to the power of x. Above 1023 it is infinite, below -1022 it is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp2(Vector512<double> x)
    {
        var result = Exp2Within(x);
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(-1022.0)), Vector512<double>.Zero, result);
        result = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512.Create(1023.0)), Vector512.Create(double.PositiveInfinity), result);
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), result, x);
    }

    /// <summary>The logarithm to base 2: of 0 it is -∞, of less it is not a number. Numbers below 2^-1022 count as 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log2(Vector512<double> x)
    {
        var result = Log2Within(x);
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(2.2250738585072014e-308)), Vector512.Create(double.NegativeInfinity), result);
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<double>.Zero), Vector512.Create(double.NaN), result);
        result = Vector512.ConditionalSelect(Vector512.Equals(x, Vector512.Create(double.PositiveInfinity)), x, result);
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), result, x);
    }

    /// <summary>x to a power other than 0; x must not be negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Pow(Vector512<double> x, double power) => Exp2(Log2(x) * Vector512.Create(power));

    /// <summary>The same, quicker, for numbers that are finite or none at all, and a result below 2^1023; 0 becomes something below 1e-100.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> PowWithin(Vector512<double> x, double power) => PowWithin(x, Vector512.Create(power));

    /// <summary>The same with a power for each, from 0.1 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> PowWithin(Vector512<double> x, Vector512<double> power) =>
        Exp2Within(Vector512.Max(Log2Within(x) * power, Vector512.Create(-1022.0))) + (x - x);

    // Both series are summed in pairs: half as long a chain of operations that wait for each other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Exp2Within(Vector512<double> x)
    {
        var shifted = x + Vector512.Create(Rounder);
        var f = x - (shifted - Vector512.Create(Rounder));
        var f2 = f * f;
        var f4 = f2 * f2;
        // The series of e^(f · ln 2), |f| ≤ 1/2: what is left off is below 2e-10.
        var low = Vector512<double>.One + Vector512.Create(0.6931471805599453) * f + (Vector512.Create(0.24022650695910072) + Vector512.Create(0.05550410866482158) * f) * f2;
        var high = Vector512.Create(0.009618129107628477) + Vector512.Create(0.0013333558146428443) * f
            + (Vector512.Create(0.00015403530393381608) + Vector512.Create(1.5252733804059841e-05) * f) * f2 + Vector512.Create(1.3215486790144307e-06) * f4;
        var scale = ((shifted.AsInt64() + Vector512.Create(1023L)) << 52).AsDouble();
        return (low + high * f4) * scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Log2Within(Vector512<double> x)
    {
        // x = 2^e · m with m from √½ to √2.
        var shifted = x.AsInt64() - Vector512.Create(0x3FE6A09E667F3BCD) + Vector512.Create(1024L << 52);
        var e = shifted >>> 52;
        var m = (x.AsInt64() - (e << 52) + Vector512.Create(1024L << 52)).AsDouble();
        var exponent = (e | Vector512.Create(0x4330000000000000)).AsDouble() - Vector512.Create(4503599627370496.0 + 1024);
        // 2 · artanh s / ln 2; what is left off is below 1e-11.
        var s = (m - Vector512<double>.One) / (m + Vector512<double>.One);
        var z = s * s;
        var z2 = z * z;
        var low = Vector512.Create(2.8853900817779268) + Vector512.Create(0.9617966939259756) * z + (Vector512.Create(0.5770780163555854) + Vector512.Create(0.41219858311113244) * z) * z2;
        var high = Vector512.Create(0.32059889797532520) + Vector512.Create(0.2623081892525388) * z + Vector512.Create(0.22195308321368667) * z2;
        return (low + high * (z2 * z2)) * s + exponent;
    }

    /// <summary>Where the condition holds the first, else the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Where(Vector512<double> condition, Vector512<double> yes, Vector512<double> no) => Vector512.ConditionalSelect(condition, yes, no);

    /// <summary>The size of the first with the sign of the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Signed(Vector512<double> size, Vector512<double> sign) =>
        Vector512.ConditionalSelect(Vector512.Create(long.MinValue).AsDouble(), sign, size);

    /// <summary>A matrix on three numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mix(in Matrix3 m, ref Vector512<double> r, ref Vector512<double> g, ref Vector512<double> b)
    {
        var (x, y, z) = (r, g, b);
        r = Vector512.Create(m.M00) * x + Vector512.Create(m.M01) * y + Vector512.Create(m.M02) * z;
        g = Vector512.Create(m.M10) * x + Vector512.Create(m.M11) * y + Vector512.Create(m.M12) * z;
        b = Vector512.Create(m.M20) * x + Vector512.Create(m.M21) * y + Vector512.Create(m.M22) * z;
    }

    /// <summary>The angle of (x, y) in degrees, 0 to 360, to about 1e-7; of (0, 0) it is 0.</summary>
    public static Vector512<double> Angle(Vector512<double> x, Vector512<double> y)
    {
        var (ax, ay) = (Vector512.Abs(x), Vector512.Abs(y));
        var (low, high) = (Vector512.Min(ax, ay), Vector512.Max(ax, ay));
        // Above 22.5 degrees the angle to 45 is taken: the series ends sooner.
        var isSteep = Vector512.GreaterThan(low, high * Vector512.Create(0.41421356237309503));
        var t = Where(isSteep, low - high, low) / Where(isSteep, low + high, high);
        t = Where(Vector512.Equals(high, Vector512<double>.Zero), Vector512<double>.Zero, t);
        var z = t * t;
        var p = Vector512.Create(1 / 21.0);
        for (var k = 19; k >= 1; k -= 2) p = Vector512.Create(1.0 / k) - p * z;
        var angle = p * t * Vector512.Create(180 / Math.PI) + Where(isSteep, Vector512.Create(45.0), Vector512<double>.Zero);
        angle = Where(Vector512.GreaterThan(ay, ax), Vector512.Create(90.0) - angle, angle);
        angle = Where(Vector512.LessThan(x, Vector512<double>.Zero), Vector512.Create(180.0) - angle, angle);
        return Where(Vector512.LessThan(y, Vector512<double>.Zero), Vector512.Create(360.0) - angle, angle);
    }
}
