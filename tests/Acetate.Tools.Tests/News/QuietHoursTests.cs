using System.Globalization;
using Acetate.Library.Shows;

namespace Acetate.Tools.Tests.News;

/// <summary>Quiet hours by the clock on the wall; all moments in UTC.</summary>
public sealed class QuietHoursTests
{
    [Theory]
    [InlineData("2026-11-23T21:59:59Z", null)]
    [InlineData("2026-11-23T22:00:00Z", "2026-11-24T07:00:00Z")]
    [InlineData("2026-11-23T23:59:59Z", "2026-11-24T07:00:00Z")]
    [InlineData("2026-11-24T00:00:00Z", "2026-11-24T07:00:00Z")]
    [InlineData("2026-11-24T06:59:59Z", "2026-11-24T07:00:00Z")]
    [InlineData("2026-11-24T07:00:00Z", null)]
    public void Hours_over_midnight_end_on_the_next_morning(string moment, string? end) =>
        Assert.Equal(At(end), new QuietHours("22:00", "07:00").EndAfter(At(moment)!.Value));

    [Theory]
    [InlineData("2026-11-23T12:59:00Z", null)]
    [InlineData("2026-11-23T13:00:00Z", "2026-11-23T14:30:00Z")]
    [InlineData("2026-11-23T14:30:00Z", null)]
    public void Hours_within_a_day_end_on_it(string moment, string? end) =>
        Assert.Equal(At(end), new QuietHours("13:00", "14:30").EndAfter(At(moment)!.Value));

    [Theory]
    [InlineData("2026-07-01T20:00:00Z", "2026-07-02T05:00:00Z")] // summer: two hours before UTC
    [InlineData("2026-12-01T20:00:00Z", null)] // winter: 21:00 on the wall
    [InlineData("2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z")] // the night in which an hour is skipped
    [InlineData("2026-10-24T22:00:00Z", "2026-10-25T06:00:00Z")] // the night that has an hour twice
    public void What_the_wall_of_the_zone_shows_counts(string moment, string? end) =>
        Assert.Equal(At(end), new QuietHours("22:00", "07:00", "Europe/Berlin").EndAfter(At(moment)!.Value));

    [Fact]
    public void An_end_that_the_wall_skips_is_where_it_goes_on() =>
        Assert.Equal(At("2026-03-29T01:00:00Z"), new QuietHours("22:00", "02:30", "Europe/Berlin").EndAfter(At("2026-03-29T00:30:00Z")!.Value));

    [Theory]
    [InlineData("2026-10-24T23:30:00Z", "2026-10-25T00:30:00Z")] // 01:30 on the wall: the first 02:30
    [InlineData("2026-10-25T00:45:00Z", null)] // the first 02:45
    [InlineData("2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z")] // 02:10 for the second time: the second 02:30
    public void Of_an_end_that_comes_twice_the_next_one_counts(string moment, string? end) =>
        Assert.Equal(At(end), new QuietHours("22:00", "02:30", "Europe/Berlin").EndAfter(At(moment)!.Value));

    [Theory]
    [InlineData("22:00", "07:00", "", null)]
    [InlineData("22:00", "07:00", "Europe/Berlin", null)]
    [InlineData("10 pm", "07:00", "", "not at '10 pm' and '07:00'")]
    [InlineData("24:00", "07:00", "", "not at '24:00' and '07:00'")]
    [InlineData("7:00", "", "", "not at '7:00' and ''")]
    [InlineData("07:00", "07:00", "", "have no length")]
    [InlineData("22:00", "07:00", "Europe/Babelsberg", "does not know the time zone 'Europe/Babelsberg'")]
    [InlineData("22:00", "07:00", "../../../etc/hostname", "does not know the time zone")]
    [InlineData("22:00", "07:00", "/etc/localtime", "does not know the time zone")]
    public void What_cannot_be_quiet_hours_is_refused_in_a_sentence(string from, string until, string zone, string? why)
    {
        var settings = new ShowSettings { Mail = [new MailSettings("dit@film.example", []) { Quiet = new QuietHours(from, until, zone) }] };

        var problems = settings.Problems().ToArray();

        if (why is null) Assert.Empty(problems);
        else Assert.Contains(why, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Hours_that_are_not_valid_keep_nothing_back() =>
        Assert.Null(new QuietHours("22:00", "07:00", "Nowhere/Such").EndAfter(At("2026-11-23T23:00:00Z")!.Value));

    private static DateTimeOffset? At(string? text) => text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
