using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Acetate.Cuts;

/// <summary>An exact fraction in lowest terms: a speed of 119/60, a time of 1001/24000 of a second, a position between two frames.</summary>
/// <remarks>Both parts have 64 bits, the denominator is at least 1. Arithmetic is exact; a result that does not fit is an
/// <see cref="OverflowException"/>, never a rounded number. The default value is 0.</remarks>
public readonly record struct Ratio : IComparable<Ratio>
{
    private readonly long denominatorLessOne;

    /// <summary>Makes a fraction; it is brought into lowest terms, and the sign moves to the numerator.</summary>
    /// <exception cref="DivideByZeroException">The denominator is 0.</exception>
    public Ratio(long numerator, long denominator = 1)
    {
        if (denominator == 1)
        {
            Numerator = numerator;
            return;
        }

        this = Of(numerator, denominator);
    }

    private Ratio(long numerator, long denominator, bool isReduced)
    {
        _ = isReduced;
        (Numerator, denominatorLessOne) = (numerator, denominator - 1);
    }

    /// <summary>0.</summary>
    public static Ratio Zero => default;

    /// <summary>1.</summary>
    public static Ratio One => new(1);

    /// <summary>The part above the line, with the sign.</summary>
    public long Numerator { get; }

    /// <summary>The part below the line, at least 1.</summary>
    public long Denominator => denominatorLessOne + 1;

    /// <summary>Whether it is a whole number.</summary>
    public bool IsWhole => denominatorLessOne == 0;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => Math.Sign(Numerator);

    /// <summary>Without the sign.</summary>
    public Ratio Absolute => Numerator < 0 ? -this : this;

    /// <summary>The largest whole number that is not above it.</summary>
    public long Floor => Numerator >= 0 || IsWhole ? Numerator / Denominator : Numerator / Denominator - 1;

    /// <summary>The smallest whole number that is not below it.</summary>
    public long Ceiling => IsWhole || Numerator <= 0 ? Numerator / Denominator : Numerator / Denominator + 1;

    /// <summary>The nearest whole number; halves go up.</summary>
    public long Rounded => (this + new Ratio(1, 2)).Floor;

    /// <summary>The nearest binary number, for showing and estimating only.</summary>
    public double Approximate => (double)Numerator / Denominator;

    /// <summary>The fraction whose decimals are written, such as <c>26.4</c> or <c>-100</c>: exact, with up to 18 digits and no exponent.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Ratio ratio)
    {
        ratio = default;
        var rest = text.AsSpan().Trim();
        var slash = rest.IndexOf('/');
        if (slash >= 0)
        {
            if (!long.TryParse(rest[..slash], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var above)
                || !long.TryParse(rest[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var below) || below == 0) return false;
            ratio = new(above, below);
            return true;
        }

        var isNegative = rest.StartsWith("-");
        if (isNegative || rest.StartsWith("+")) rest = rest[1..];
        long number = 0, scale = 1;
        var (digits, hasPoint) = (0, false);
        foreach (var c in rest)
        {
            if (c == '.' && !hasPoint) hasPoint = true;
            else if (char.IsAsciiDigit(c) && ++digits <= 18)
            {
                number = number * 10 + (c - '0');
                if (hasPoint) scale *= 10;
            }
            else return false;
        }

        if (digits == 0) return false;
        ratio = new(isNegative ? -number : number, scale);
        return true;
    }

    /// <summary>The simplest fraction that this binary number can stand for.</summary>
    /// <remarks>Found by continued fractions: 0.1 is 1/10, and 1.98333333, whose decimals were cut off, is 119/60. Numbers beyond 2^53 in size, infinite ones and NaN have none.</remarks>
    public static bool TryFrom(double number, out Ratio ratio)
    {
        ratio = default;
        if (!double.IsFinite(number) || Math.Abs(number) > 1L << 53) return false;
        if (number == Math.Floor(number))
        {
            ratio = new((long)number);
            return true;
        }

        // A fraction with a small denominator that is this very number was meant; otherwise decimals were cut off, often after the eighth.
        var exact = Nearest(Math.Abs(number), Math.Abs(number) * 1e-15);
        ratio = exact.Denominator <= 1_000_000 ? exact : Nearest(Math.Abs(number), 5e-9);
        if (number < 0) ratio = -ratio;
        return true;
    }

    /// <summary>Exact sum.</summary>
    public static Ratio operator +(Ratio a, Ratio b) => a.Denominator == b.Denominator && a.IsWhole
        ? new(checked(a.Numerator + b.Numerator))
        : Of((Int128)a.Numerator * b.Denominator + (Int128)b.Numerator * a.Denominator, (Int128)a.Denominator * b.Denominator);

    /// <summary>Exact difference.</summary>
    public static Ratio operator -(Ratio a, Ratio b) => a.Denominator == b.Denominator && a.IsWhole
        ? new(checked(a.Numerator - b.Numerator))
        : Of((Int128)a.Numerator * b.Denominator - (Int128)b.Numerator * a.Denominator, (Int128)a.Denominator * b.Denominator);

    /// <summary>With the other sign.</summary>
    public static Ratio operator -(Ratio a) => new(checked(-a.Numerator), a.Denominator, isReduced: true);

    /// <summary>Exact product.</summary>
    public static Ratio operator *(Ratio a, Ratio b) => Of((Int128)a.Numerator * b.Numerator, (Int128)a.Denominator * b.Denominator);

    /// <summary>Exact quotient.</summary>
    /// <exception cref="DivideByZeroException">The divisor is 0.</exception>
    public static Ratio operator /(Ratio a, Ratio b) => Of((Int128)a.Numerator * b.Denominator, (Int128)a.Denominator * b.Numerator);

    /// <summary>Smaller.</summary>
    public static bool operator <(Ratio a, Ratio b) => a.CompareTo(b) < 0;

    /// <summary>Larger.</summary>
    public static bool operator >(Ratio a, Ratio b) => a.CompareTo(b) > 0;

    /// <summary>Smaller or the same.</summary>
    public static bool operator <=(Ratio a, Ratio b) => a.CompareTo(b) <= 0;

    /// <summary>Larger or the same.</summary>
    public static bool operator >=(Ratio a, Ratio b) => a.CompareTo(b) >= 0;

    /// <summary>A whole number is a fraction.</summary>
    public static implicit operator Ratio(long number) => new(number);

    /// <summary>The smaller of two.</summary>
    public static Ratio Min(Ratio a, Ratio b) => a <= b ? a : b;

    /// <summary>The larger of two.</summary>
    public static Ratio Max(Ratio a, Ratio b) => a >= b ? a : b;

    /// <inheritdoc/>
    public int CompareTo(Ratio other) => ((Int128)Numerator * other.Denominator).CompareTo((Int128)other.Numerator * Denominator);

    /// <summary>Such as <c>24</c> or <c>119/60</c>.</summary>
    public override string ToString() =>
        IsWhole ? Numerator.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    private static Ratio Nearest(double target, double tolerance)
    {
        long p0 = 0, q0 = 1, p1 = 1, q1 = 0;
        var rest = target;
        for (var step = 0; step < 40; step++)
        {
            var whole = Math.Floor(rest);
            if (whole > 1L << 53 || (double)p1 * whole + p0 > 1L << 60 || (double)q1 * whole + q0 > 1L << 40) break;
            (p0, q0, p1, q1) = (p1, q1, p1 * (long)whole + p0, q1 * (long)whole + q0);
            if (Math.Abs((double)p1 / q1 - target) <= tolerance || rest == whole) break;
            rest = 1 / (rest - whole);
        }

        return new(p1, q1);
    }

    private static Ratio Of(Int128 numerator, Int128 denominator)
    {
        if (denominator == 0) throw new DivideByZeroException("A fraction has a denominator of 0.");
        if (denominator < 0) (numerator, denominator) = (-numerator, -denominator);
        var divisor = Divisor(UInt128.CreateChecked(Int128.Abs(numerator)), (UInt128)denominator);
        if (divisor > 1) (numerator, denominator) = (numerator / (Int128)divisor, denominator / (Int128)divisor);
        return new(checked((long)numerator), checked((long)denominator), isReduced: true);
    }

    private static UInt128 Divisor(UInt128 a, UInt128 b)
    {
        while (b != 0)
        {
            if (a <= ulong.MaxValue && b <= ulong.MaxValue) return Divisor((ulong)a, (ulong)b);
            (a, b) = (b, a % b);
        }

        return a;
    }

    private static ulong Divisor(ulong a, ulong b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
