using Acetate.Library.Downloads;

namespace Acetate.Library.Tests.Downloads;

public sealed class SiteNameTests
{
    [Theory]
    [InlineData("Lupus, Munich")]
    [InlineData("raid-01.example.com")]
    [InlineData("Zürich 東京 🎬")]
    public void A_site_is_called_what_people_call_it(string name) => Assert.Null(SiteName.WhyNot(name));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" Lupus")]
    [InlineData("Lupus\a")]
    [InlineData("Lupus\nBy  owner")]
    [InlineData("Lupus\0")]
    [InlineData("Lupus\u202egnp.exe")]
    [InlineData("Lup\u200bus")]
    [InlineData("Lupus\u2028two")]
    [InlineData("Lupus\ufffd")]
    public void Nothing_that_nobody_sees_is_in_a_site_s_name(string name) => Assert.NotNull(SiteName.WhyNot(name));

    [Fact]
    public void A_site_s_name_has_a_hundred_characters_at_most_and_no_half_of_one()
    {
        Assert.Null(SiteName.WhyNot(new string('x', SiteName.Longest)));
        Assert.NotNull(SiteName.WhyNot(new string('x', SiteName.Longest + 1)));
        Assert.NotNull(SiteName.WhyNot("Lupus" + (char)0xd83c));
    }

    [Fact]
    public void What_a_site_says_is_one_line_that_ends_at_a_whole_character()
    {
        Assert.Equal("a.exr: gone   By  owner", SiteName.Line("a.exr: gone\r\n By  owner\n", 500));
        Assert.Equal("abc", SiteName.Line("abc🎬", 4));
        Assert.Equal("abc🎬", SiteName.Line("abc🎬", 5));
    }
}
