using Acetate.Timing;

namespace Acetate.Aaf;

/// <summary>A fraction as AAF writes it: a rate, a ratio, the value of an effect's parameter.</summary>
/// <param name="Numerator">Above the line.</param>
/// <param name="Denominator">Below the line; 0 makes no number.</param>
public readonly record struct AafRational(int Numerator, int Denominator)
{
    /// <summary>Whether it is a number: nothing is divided by 0.</summary>
    public bool IsNumber => Denominator != 0;

    /// <summary>The nearest double; NaN when it is no number.</summary>
    public double ToDouble() => IsNumber ? (double)Numerator / Denominator : double.NaN;

    /// <summary>The exact rate, if it is one above 0. Loose ones such as 2997/100 become the known rate.</summary>
    public FrameRate? ToRate() => Numerator > 0 && Denominator > 0 ? new FrameRate(Numerator, Denominator).ToKnown() : null;

    /// <summary>Such as <c>24000/1001</c>.</summary>
    public override string ToString() => $"{Numerator}/{Denominator}";
}
