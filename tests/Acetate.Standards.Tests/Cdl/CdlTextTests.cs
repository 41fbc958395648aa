using Acetate.Cdl;

namespace Acetate.Standards.Tests.Cdl;

/// <summary>A CDL as a line of an edit list or a cell of a log.</summary>
public sealed class CdlTextTests
{
    private static readonly CdlValues Grade = new() { Slope = new(1.1, 0.9, 1), Offset = new(-0.01, 0.02, 0), Power = new(1.2, 0.95, 1), Saturation = 0.85 };

    [Theory]
    [InlineData("(1.1 0.9 1.0)(-0.01 0.02 0.0)(1.2 0.95 1.0)", 1)]
    [InlineData(" ( 1.1 0.9 1.0 ) ( -0.01 0.02 0.0 ) ( 1.2 0.95 1.0 ) ", 1)]
    [InlineData("(1.1,0.9,1.0)(-0.01,0.02,0.0)(1.2,0.95,1.0)", 1)]
    [InlineData("(1.1000 0.9000 1.0000) (-0.0100 0.0200 0.0000) (1.2000 0.9500 1.0000) (0.8500)", 0.85)]
    [InlineData("(11e-1 .9 +1)(-1e-2 .02 -0)(1.2 .95 1.)", 1)]
    public void Every_common_spelling_is_read(string text, double saturation)
    {
        Assert.True(CdlText.TryParse(text, out var values, out var reason), reason);
        Assert.Equal(Grade with { Saturation = saturation }, values);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("(1.1 0.9)(0 0 0)(1 1 1)", "'1.1 0.9' should be 3 numbers and has 2 parts")]
    [InlineData("(1 1 1)(0 0 0)", "has 2 brackets")]
    [InlineData("(1 1 1)(0 0 0)(1 1 1", "is not a CDL")]
    [InlineData("1 1 1 0 0 0 1 1 1", "is not a CDL")]
    [InlineData("((1 1 1)(0 0 0)(1 1 1))", "is not a CDL")]
    [InlineData("(1 1 1)(0 0 0)(1 1 nan)", "'nan' is not a number")]
    [InlineData("(1 1 1)(0 0 0)(1 0 1)", "power is 0 or less")]
    [InlineData("(-1 1 1)(0 0 0)(1 1 1)", "slope is less than 0")]
    [InlineData("(1 1 1)(0 0 0)(1 1 1)(-1)", "saturation is less than 0")]
    [InlineData("(1,1 0,9 1,0)(0 0 0)(1 1 1)", "has 6 parts; the decimal sign is the point")]
    public void What_is_none_is_refused_with_a_reason(string text, string reason)
    {
        Assert.False(CdlText.TryParse(text, out _, out var why));
        Assert.Contains(reason, why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("* ASC_SOP (1.1 0.9 1.0)(-0.01 0.02 0.0)(1.2 0.95 1.0)", "* ASC_SAT 0.85")]
    [InlineData("*ASC_SOP(1.1 0.9 1.0)(-0.01 0.02 0.0)(1.2 0.95 1.0)", "*ASC_SAT: 0.85")]
    [InlineData("* ASC_SOP: (1.1 0.9 1.0)(-0.01 0.02 0.0)(1.2 0.95 1.0)", "* ASC_SAT (0.85)")]
    public void Two_comments_of_an_event_make_one_grade_in_either_order(string sop, string sat)
    {
        foreach (var order in new[] { new[] { sop, sat }, [sat, sop] })
        {
            var values = CdlValues.Neutral;
            foreach (var line in order) Assert.True(CdlText.TryReadComment(line, ref values, out _));
            Assert.Equal(Grade, values);
        }
    }

    [Theory]
    [InlineData("* FROM CLIP NAME: ASC_SOP")]
    [InlineData("* ASC_SOPHISTICATED (1 1 1)(0 0 0)(1 1 1)")]
    [InlineData("001 AX V C 01:00:00:00 01:00:00:00 01:00:00:00 01:00:00:00")]
    public void Other_lines_say_nothing_about_colour(string line)
    {
        var values = Grade;

        Assert.False(CdlText.TryReadComment(line, ref values, out var reason));
        Assert.Equal((Grade, (string?)null), (values, reason));
    }

    [Fact]
    public void A_broken_comment_says_why_and_leaves_the_grade_alone()
    {
        var values = Grade;

        Assert.False(CdlText.TryReadComment("* ASC_SAT lots", ref values, out var reason));
        Assert.Equal(Grade, values);
        Assert.Contains("'lots' is not a number", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_written_as_edit_lists_want_it()
    {
        Assert.Equal(
            ["* ASC_SOP (1.1000 0.9000 1.0000)(-0.0100 0.0200 0.0000)(1.2000 0.9500 1.0000)", "* ASC_SAT 0.8500"],
            CdlText.WriteComments(Grade));
        Assert.Equal("(1.0000 1.0000 1.0000)(0.0000 0.123457 0.0000)(1.0000 1E-09 1.0000)",
            CdlText.WriteSop(new() { Offset = new(-0.0, 0.1234567, 0), Power = new(1, 1e-9, 1) }));
    }

    [Fact]
    public void What_was_written_reads_back_within_the_tolerance_of_an_edit_list()
    {
        var dice = new Damage(11);
        for (var i = 0; i < 1000; i++)
        {
            CdlValues values = new() { Slope = Some(0), Offset = Some(-5), Power = new(0.3, 1e-12, 4), Saturation = dice.Next(4_000_000) / 1e6 };

            Assert.True(CdlText.TryParse($"{CdlText.WriteSop(values)}({CdlText.WriteSaturation(values)})", out var back, out var reason), reason);
            Assert.True(back.IsNear(values, 1e-6));
        }

        Rgb Some(double from) => new(from + dice.Next(9_999_999) / 1e6, from + dice.Next(1000), from + 1.0 / (1 + dice.Next(1000)));
    }
}
