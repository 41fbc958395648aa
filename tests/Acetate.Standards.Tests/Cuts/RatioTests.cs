using Acetate.Cuts;

namespace Acetate.Standards.Tests.Cuts;

public sealed class RatioTests
{
    [Theory]
    [InlineData(48, 24, "2")]
    [InlineData(-476, 240, "-119/60")]
    [InlineData(1001, -24000, "-1001/24000")]
    [InlineData(0, 7, "0")]
    [InlineData(long.MaxValue, long.MaxValue, "1")]
    [InlineData(long.MinValue, 2, "-4611686018427387904")]
    public void A_fraction_stands_in_lowest_terms_with_its_sign_above(long above, long below, string text) =>
        Assert.Equal(text, new Ratio(above, below).ToString());

    [Theory]
    [InlineData("026.4", "132/5")]
    [InlineData("-024.0", "-24")]
    [InlineData("000.0", "0")]
    [InlineData(".5", "1/2")]
    [InlineData(" 23.976 ", "2997/125")]
    [InlineData("1001/24000", "1001/24000")]
    public void Decimals_and_fractions_are_read_as_written(string text, string expected)
    {
        Assert.True(Ratio.TryParse(text, out var ratio));
        Assert.Equal(expected, ratio.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1e3")]
    [InlineData("1/0")]
    [InlineData("1/-2")]
    [InlineData("1.2.3")]
    [InlineData("NaN")]
    [InlineData("1234567890123456789012")]
    [InlineData("99999999999999999999/2")]
    public void What_is_no_number_is_refused(string? text) => Assert.False(Ratio.TryParse(text, out _));

    [Theory]
    [InlineData(1.98333333, "119/60")]
    [InlineData(0.1, "1/10")]
    [InlineData(-1.0, "-1")]
    [InlineData(0.9990009990009990, "1000/1001")]
    [InlineData(23.976023976023978, "24000/1001")]
    [InlineData(2.25, "9/4")]
    [InlineData(86400.5, "172801/2")]
    public void The_simplest_fraction_of_a_binary_number_is_found(double number, string expected)
    {
        Assert.True(Ratio.TryFrom(number, out var ratio));
        Assert.Equal(expected, ratio.ToString());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void Numbers_without_a_fraction_have_none(double number) => Assert.False(Ratio.TryFrom(number, out _));

    [Fact]
    public void Sums_and_products_are_exact()
    {
        var third = new Ratio(1, 3);

        Assert.Equal(new Ratio(5, 6), third + new Ratio(1, 2));
        Assert.Equal(new Ratio(-1, 6), third - new Ratio(1, 2));
        Assert.Equal(Ratio.One, third * 3);
        Assert.Equal(new Ratio(2, 3), third / new Ratio(1, 2));
        Assert.True(third < new Ratio(1, 2) && new Ratio(2, 6) <= third && third > -third && new Ratio(2, 6) >= third);
        Assert.Equal(default, Ratio.Zero);
        Assert.Equal((0L, 1L), (default(Ratio).Numerator, default(Ratio).Denominator));
    }

    [Fact]
    public void What_does_not_fit_is_never_rounded()
    {
        var huge = new Ratio(long.MaxValue);

        Assert.Throws<OverflowException>(() => huge + 1);
        Assert.Throws<OverflowException>(() => huge * 2);
        Assert.Throws<OverflowException>(() => -new Ratio(long.MinValue));
        Assert.Throws<DivideByZeroException>(() => Ratio.One / 0);
    }

    [Theory]
    [InlineData(7, 2, 3, 4, 4)]
    [InlineData(-7, 2, -4, -3, -3)]
    [InlineData(4, 1, 4, 4, 4)]
    [InlineData(-10, 3, -4, -3, -3)]
    public void Floor_ceiling_and_rounding_hold_on_both_sides_of_zero(long above, long below, long floor, long ceiling, long rounded)
    {
        var ratio = new Ratio(above, below);

        Assert.Equal((floor, ceiling, rounded), (ratio.Floor, ratio.Ceiling, ratio.Rounded));
    }
}
