using Acetate.Library.Jobs;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>How rates of jobs and sites are divided among transfers that run.</summary>
public sealed class TransferRatesTests
{
    private static readonly Guid One = new(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), Other = new(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    [Fact]
    public void Uploads_of_a_site_share_its_rate_and_those_of_others_know_nothing_of_it() =>
        Assert.Equal([("a", 30), ("b", 30), ("c", 30), ("d", 50), ("e", null)],
            Rates(Upload("a", One, "set", 90), Upload("b", One, "set", 90), Upload("c", Other, "set", 90), Upload("d", Other, "stage", 50), Upload("e", Other, "", null)));

    [Fact]
    public void What_a_slow_job_leaves_of_its_sites_rate_the_others_share() =>
        Assert.Equal([("a", 10), ("b", 40), ("c", 40)],
            Rates(Upload("a", One, "set", 90, throttle: 10), Upload("b", Other, "set", 90), Upload("c", Other, "set", 90)));

    [Fact]
    public void A_jobs_rate_is_divided_among_its_transfers_and_binds_where_it_is_less() =>
        Assert.Equal([("a", 20), ("b", 20)], Rates(Upload("a", One, "set", 900, throttle: 40), Upload("b", One, "set", 900, throttle: 40)));

    [Fact]
    public void What_the_server_copies_itself_takes_nothing_of_a_sites_line() =>
        Assert.Equal([("a", 90), ("b", null)], Rates(Upload("a", One, "set", 90), Upload("b", One, "set", 90) with { Place = "" }));

    [Fact]
    public void A_site_of_one_show_is_not_that_of_another() =>
        Assert.Equal([("a", 90), ("b", 50)], Rates(Upload("a", One, "set", 90), Upload("b", Other, "set", 50) with { Show = "series" }));

    [Fact]
    public void However_many_share_a_rate_each_gets_something() =>
        Assert.All(Rates([.. Enumerable.Range(0, 9).Select(i => Upload($"{i}", One, "set", 3))]), rate => Assert.Equal(1, rate.Rate));

    private static IEnumerable<(string Attempt, long? Rate)> Rates(params AttemptOrder[] transfers) =>
        TransferRates.Of(transfers).OrderBy(rate => rate.Key, StringComparer.Ordinal).Select(rate => (rate.Key, rate.Value));

    private static AttemptOrder Upload(string attempt, Guid job, string site, long? siteRate, long? throttle = null) =>
        new() { Attempt = attempt, Runner = "r", JobId = job, Function = "copy-files", Place = "card:a", Show = "film", Site = site, SiteRate = siteRate, Throttle = throttle };
}
