using Acetate.Timing;

namespace Acetate.Aaf.Compositions;

/// <summary>A place in time counted in edit units, exactly: it may fall between two of them after a change of rate.</summary>
internal readonly record struct Fraction
{
    // Numbers above are no honest times; they are rounded down so that nothing ever overflows.
    private static readonly Int128 Largest = Int128.One << 62;

    public Fraction(Int128 top, Int128 bottom)
    {
        if (bottom < 0)
            (top, bottom) = (-top, -bottom);
        var divisor = Common(Int128.Abs(top), bottom);
        (top, bottom) = (top / divisor, bottom / divisor);
        (Top, Bottom) = bottom < Largest && Int128.Abs(top) / bottom < Largest ? (top, bottom) : (Int128.Clamp(Down(top, bottom), -Largest, Largest), Int128.One);
    }

    public static Fraction Zero { get; } = new(0, 1);

    public Int128 Top { get; }
    public Int128 Bottom { get; }
    public bool IsWhole => Bottom == 1;

    /// <summary>The edit unit in which it falls.</summary>
    public long Floor => (long)Down(Top, Bottom);

    public static Fraction Of(long units) => new(units, 1);

    public static Fraction operator +(Fraction left, long right) => left + Of(right);

    public static Fraction operator +(Fraction left, Fraction right) => left.Bottom == right.Bottom
        ? new(left.Top + right.Top, left.Bottom)
        : Sum(left, right);

    public static Fraction operator -(Fraction left, Fraction right) => left + new Fraction(-right.Top, right.Bottom);

    public static Fraction operator *(Fraction left, AafRational right) => left.Times(right.Numerator, right.Denominator);

    /// <summary>The same instant counted at another rate.</summary>
    public Fraction At(FrameRate from, FrameRate to) => from == to ? this
        : Times((Int128)to.Numerator * from.Denominator, (Int128)to.Denominator * from.Numerator);

    private Fraction Times(Int128 top, Int128 bottom)
    {
        var factor = new Fraction(top, bottom);
        try
        {
            return new(checked(Top * factor.Top), checked(Bottom * factor.Bottom));
        }
        catch (OverflowException)
        {
            return new(Int128.Clamp(Down(Top, Bottom), -(Int128)int.MaxValue, int.MaxValue) * Int128.Clamp(Down(factor.Top, factor.Bottom), -(Int128)int.MaxValue, int.MaxValue), 1);
        }
    }

    private static Fraction Sum(Fraction left, Fraction right)
    {
        try
        {
            return new(checked((left.Top * right.Bottom) + (right.Top * left.Bottom)), checked(left.Bottom * right.Bottom));
        }
        catch (OverflowException)
        {
            return new(Down(left.Top, left.Bottom) + Down(right.Top, right.Bottom), 1);
        }
    }

    private static Int128 Down(Int128 top, Int128 bottom)
    {
        var (quotient, rest) = Int128.DivRem(top, bottom);
        return rest < 0 ? quotient - 1 : quotient;
    }

    private static Int128 Common(Int128 one, Int128 other)
    {
        while (other != 0)
            (one, other) = (other, one % other);
        return one == 0 ? 1 : one;
    }
}
