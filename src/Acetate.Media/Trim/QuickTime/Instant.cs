using System.Numerics;

namespace Acetate.Media.Trim.QuickTime;

/// <summary>A moment of a movie in seconds, exactly. Tracks and the movie count in units of their own, which rarely divide each other.</summary>
internal readonly struct Instant : IComparable<Instant>
{
    private readonly BigInteger _numerator, _denominator;

    private Instant(BigInteger numerator, BigInteger denominator) => (_numerator, _denominator) = (numerator, denominator);

    /// <summary>So many units of 1/<paramref name="scale"/> second; the scale is above zero.</summary>
    public static Instant Of(BigInteger units, long scale) => new(units, scale);

    /// <summary>The nearest unit of 1/<paramref name="scale"/> second; halves go up.</summary>
    public long Nearest(long scale) => (long)Floor((2 * _numerator * scale) + _denominator, 2 * _denominator);

    /// <summary>The last whole unit that is not later.</summary>
    public long Down(long scale) => (long)Floor(_numerator * scale, _denominator);

    /// <summary>Compares exactly.</summary>
    public int CompareTo(Instant other) => (_numerator * other._denominator).CompareTo(other._numerator * _denominator);

    /// <summary>For sentences and for other programs.</summary>
    public double Approximate => (double)_numerator / (double)_denominator;

    public static Instant operator +(Instant left, Instant right) =>
        new((left._numerator * right._denominator) + (right._numerator * left._denominator), left._denominator * right._denominator);

    public static Instant operator -(Instant left, Instant right) =>
        new((left._numerator * right._denominator) - (right._numerator * left._denominator), left._denominator * right._denominator);

    public static bool operator <(Instant left, Instant right) => left.CompareTo(right) < 0;

    public static bool operator >(Instant left, Instant right) => left.CompareTo(right) > 0;

    public static bool operator <=(Instant left, Instant right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Instant left, Instant right) => left.CompareTo(right) >= 0;

    /// <summary>The later of two.</summary>
    public static Instant Max(Instant one, Instant other) => one > other ? one : other;

    /// <summary>The earlier of two.</summary>
    public static Instant Min(Instant one, Instant other) => one < other ? one : other;

    private static BigInteger Floor(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }
}
