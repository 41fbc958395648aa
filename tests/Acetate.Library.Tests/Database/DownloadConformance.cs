using Acetate.Library.Access;
using Acetate.Library.Downloads;
using Acetate.Library.Rolls;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task A_standing_rule_is_asked_for_once_agreed_to_once_and_taken_back_and_opens_nothing_else()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        var (site, zoe) = (NewPrincipal("site") with { Kind = PrincipalKind.Service }, NewPrincipal());
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            foreach (var one in (Principal[])[site, zoe]) await tx.AddPrincipalAsync(one, Token);
        }, Token);
        var rule = new DownloadFilter { Units = ["MU"], Day = new(2026, 11, 21), Kinds = [RollKind.Camera], Cameras = ["A", "B"] };
        Task<BulkRequest> AskAsync(DownloadFilter wanted) => library.WriteAsync(tx => tx.AskForStandingAsync("film", site, "Lupus", wanted, Token), Token);
        Task<BulkRequest> DecideAsync(Guid id, TimeSpan? agreed) => library.WriteAsync(tx => tx.DecideBulkAsync(id, zoe, agreed, "", Token), Token);
        Task<List<DownloadFilter>> RulesAsync(string show) => library.ReadAsync(tx => tx.StandingRulesAsync(site.Id, show, Token), Token);

        var asked = await AskAsync(rule);
        var again = await AskAsync(rule);
        var wider = await AskAsync(new DownloadFilter());
        await library.WriteAsync(tx => tx.AskForBulkAsync("film", site, "one reel", Token), Token);
        Assert.Empty(await RulesAsync("film"));
        await DecideAsync(asked.Id, TimeSpan.FromHours(1));
        clock.Now += TimeSpan.FromDays(300);

        Assert.Equal("Standing rule of the downloader at Lupus: originals of film, unit MU, 2026-11-21, camera, camera A or B.", asked.Reason);
        Assert.Equal(asked.Id, again.Id);
        Assert.NotEqual(asked.Id, wider.Id);
        Assert.Equal(["MU"], Assert.Single(await RulesAsync("film")).Units);
        Assert.Empty(await RulesAsync("other"));
        Assert.Null(await library.ReadAsync(tx => tx.BulkUntilAsync(site.Id, "film", Token), Token));
        Assert.Equal(BulkRequestState.Approved, (await AskAsync(rule)).State);
        Assert.Equal(BulkRequestState.Refused, (await DecideAsync(asked.Id, null)).State);
        Assert.Empty(await RulesAsync("film"));
        Assert.Equal(asked.Id, (await AskAsync(rule)).Id);
        clock.Now += BulkRequestQueries.Waits + TimeSpan.FromMinutes(1);
        Assert.Equal(BulkRequestState.Waiting, (await AskAsync(rule)).State);
        for (var n = 0; n < 19; n++) await AskAsync(rule with { Units = [$"U{n}"] });
        Assert.Equal(LibraryProblem.Conflict, (await Assert.ThrowsAsync<LibraryException>(() => AskAsync(rule with { Units = ["one more"] }))).Problem);
    }

    [Fact]
    public async Task A_roll_is_moved_to_the_front_for_one_site_or_for_all_and_back()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        var (one, two) = (NewRoll(), NewRoll("A002R2EC"));
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddRollAsync(one, Token);
            await tx.AddRollAsync(two, Token);
            await tx.PutReceiptAsync(one, new RollAtSite { Roll = one.Id, ReportedBy = "io", Site = "Lupus", Asset = DownloadAsset.Originals, State = ReceiptState.Fetching }, Token);
            await tx.PutFirstAsync(one, "Lupus", "zoë", Token);
        }, Token);
        clock.Now += TimeSpan.FromMinutes(1);
        await library.WriteAsync(async tx =>
        {
            await tx.PutFirstAsync(one, "", "zoë", Token);
            await tx.PutFirstAsync(two, "Elsewhere", "zoë", Token);
        }, Token);

        var (lupus, elsewhere, sites) = await library.ReadAsync(async tx => (await tx.PutFirstInAsync("film", "Lupus", Token), await tx.PutFirstInAsync("film", "Elsewhere", Token), await tx.SitesAsync("film", Token)), Token);
        var back = await library.WriteAsync(tx => tx.TakePutFirstBackAsync(one, "", "zoë", Token), Token);
        var twice = await library.WriteAsync(tx => tx.TakePutFirstBackAsync(one, "", "zoë", Token), Token);
        var left = Assert.Single(await library.ReadAsync(tx => tx.FirstAtSitesAsync(one.Id, Token), Token));

        Assert.Equal(Noon.AddMinutes(1), Assert.Single(lupus).Value);
        Assert.Equal(2, elsewhere.Count);
        Assert.Equal(["Lupus"], sites);
        Assert.True(back);
        Assert.False(twice);
        Assert.Equal(("Lupus", "zoë", Noon), (left.Site, left.PutBy, left.PutAt));
    }
}
