using System.Numerics;

namespace Acetate.Media.Inspect;

/// <summary>Writes ratios in lowest terms: <c>24000/1001</c>, <c>2</c>.</summary>
internal static class ExactRatio
{
    /// <summary>The text, or null when a part is not above zero.</summary>
    public static string? Of(long numerator, long denominator)
    {
        if (numerator <= 0 || denominator <= 0) return null;
        var divisor = (long)BigInteger.GreatestCommonDivisor(numerator, denominator);
        return denominator == divisor ? $"{numerator / divisor}" : $"{numerator / divisor}/{denominator / divisor}";
    }
}
