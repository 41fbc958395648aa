using System.Text.Json;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Timing;

public sealed class FrameRateTests
{
    [Theory]
    [InlineData("23.976", "24000/1001")]
    [InlineData("23.98", "24000/1001")]
    [InlineData("23.9760239", "24000/1001")]
    [InlineData(" 24 ", "24")]
    [InlineData("24.000", "24")]
    [InlineData("25", "25")]
    [InlineData("29.97", "30000/1001")]
    [InlineData("029.97", "30000/1001")]
    [InlineData("30", "30")]
    [InlineData("47.95", "48000/1001")]
    [InlineData("47.952", "48000/1001")]
    [InlineData("48", "48")]
    [InlineData("50", "50")]
    [InlineData("59.94", "60000/1001")]
    [InlineData("60.00", "60")]
    [InlineData("100", "100")]
    [InlineData("119.88", "120000/1001")]
    [InlineData("120", "120")]
    [InlineData("24000/1001", "24000/1001")]
    [InlineData("48000/2002", "24000/1001")]
    [InlineData("2997/100", "2997/100")]
    [InlineData("12.5", "25/2")]
    [InlineData("33.333", "33333/1000")]
    [InlineData("1000", "1000")]
    public void A_rate_is_read_as_people_write_it(string text, string ratio) =>
        Assert.Equal(ratio, FrameRate.Parse(text).ToRatio());

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("", "missing")]
    [InlineData("  ", "missing")]
    [InlineData("0", "not a frame rate")]
    [InlineData("-24", "not a frame rate")]
    [InlineData("24p", "not a frame rate")]
    [InlineData("24,0", "not a frame rate")]
    [InlineData("1e3", "not a frame rate")]
    [InlineData("NaN", "not a frame rate")]
    [InlineData("24/0", "two whole numbers above zero")]
    [InlineData("0/1", "two whole numbers above zero")]
    [InlineData("24/-1", "two whole numbers above zero")]
    [InlineData("24/1/1", "two whole numbers above zero")]
    [InlineData("99999999999999999999", "not a frame rate")]
    [InlineData("23.99", "near")]
    [InlineData("29.981", "near 29.97")]
    [InlineData("0.0000001", "cannot be held")]
    public void What_is_no_rate_is_refused_with_the_reason(string? text, string reason)
    {
        Assert.False(FrameRate.TryParse(text, out var rate, out var given));

        Assert.Contains(reason, given, StringComparison.Ordinal);
        Assert.False(rate.IsSet);
    }

    [Fact]
    public void Every_known_rate_reads_back_from_its_name_its_ratio_and_JSON() => Assert.All(FrameRate.Known, rate =>
    {
        Assert.Equal(rate, FrameRate.Parse(rate.ToString()));
        Assert.Equal(rate, FrameRate.Parse(rate.ToRatio()));
        Assert.Equal(rate, JsonSerializer.Deserialize<FrameRate>(JsonSerializer.Serialize(rate)));
        Assert.Equal(rate, rate.ToKnown());
    });

    [Fact]
    public void Known_rates_stand_in_order_and_far_enough_apart_to_be_told_apart() =>
        Assert.All(FrameRate.Known.Zip(FrameRate.Known.Skip(1)), pair =>
        {
            Assert.True(pair.First < pair.Second);
            Assert.True(pair.Second.Approximate - pair.First.Approximate > 0.02);
        });

    [Theory]
    [InlineData("23.976", 24, 0)]
    [InlineData("24", 24, 0)]
    [InlineData("29.97", 30, 2)]
    [InlineData("30", 30, 0)]
    [InlineData("59.94", 60, 4)]
    [InlineData("119.88", 120, 8)]
    [InlineData("12.5", 13, 0)]
    public void Labels_fill_the_second_above_and_only_NTSC_rates_drop_some(string rate, int labels, int dropped)
    {
        Assert.Equal(labels, FrameRate.Parse(rate).LabelsPerSecond);
        Assert.Equal(dropped, FrameRate.Parse(rate).DroppedPerMinute);
        Assert.Equal(dropped > 0, FrameRate.Parse(rate).CanDropFrames);
    }

    [Theory]
    [InlineData(2997, 100, "29.97")]
    [InlineData(23976, 1000, "23.976")]
    [InlineData(24001, 1000, "24")]
    [InlineData(2401, 100, "2401/100")]
    [InlineData(27, 1, "27")]
    public void A_loosely_stated_ratio_finds_its_known_rate(int numerator, int denominator, string name) =>
        Assert.Equal(name, new FrameRate(numerator, denominator).ToKnown().ToString());

    [Fact]
    public void The_unset_rate_has_no_text_no_labels_and_is_null_in_JSON()
    {
        Assert.Equal("", default(FrameRate).ToString());
        Assert.Equal(0, default(FrameRate).LabelsPerSecond);
        Assert.Equal("null", JsonSerializer.Serialize(default(FrameRate)));
        Assert.Equal(default, JsonSerializer.Deserialize<FrameRate>("null"));
        Assert.True(default(FrameRate) < FrameRate.Fps24);
    }

    [Fact]
    public void A_wrong_rate_in_JSON_is_an_error_that_says_why() =>
        Assert.Contains("near", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<FrameRate>("23.99")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(24, 0)]
    [InlineData(-24, 1)]
    public void A_rate_of_nothing_cannot_be_made(int numerator, int denominator) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrameRate(numerator, denominator));
}
