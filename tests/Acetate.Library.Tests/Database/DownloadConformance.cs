using Acetate.Library.Access;
using Acetate.Library.Downloads;
using Acetate.Library.Events;
using Acetate.Library.Pulls;
using Acetate.Library.Rolls;
using Acetate.Library.Workspaces;

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

    [Fact]
    public async Task A_package_s_receipts_are_the_last_word_of_each_site_and_the_timelines_tell_of_it_a_few_times()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        var roll = NewRoll();
        var (space, pulled, daily) = await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddRollAsync(roll, Token);
            var workspace = await tx.EnsureWorkspaceAsync("film", "lupus", WorkspaceKind.Vendor, "zoë", Token);
            var (plates, dailies) = (await tx.AddWorkspaceFolderAsync(workspace, "vfx-0001", "vfx-pull", "zoë", Token), await tx.AddWorkspaceFolderAsync(workspace, "dailies-1", "dailies", "zoë", roll.Id, Token));
            var pull = await tx.AddPullAsync(NewPull("lupus"), [], Token);
            await tx.PutPullAsync(pull with { Folder = plates.Id, Job = roll.Id, State = PullState.Ready }, Token);
            return (workspace, plates, dailies);
        }, Token);
        FolderAtSite Said(ReceiptState state, string site = "Lupus", string by = "io") => new() { Folder = pulled.Id, ReportedBy = by, Site = site, State = state };
        Task<FolderAtSite> PutAsync(FolderAtSite said, WorkspaceFolder? folder = null) => library.WriteAsync(tx => tx.PutReceiptAsync(space, folder ?? pulled, said, Token), Token);

        await PutAsync(Said(ReceiptState.Fetching));
        await PutAsync(Said(ReceiptState.Fetching));
        clock.Now += TimeSpan.FromMinutes(5);
        await PutAsync(Said(ReceiptState.Complete) with { Files = 7, Bytes = 3_000_000_000, Generation = 2, ManifestHash = "xxh128:00", Package = PackageProof.Matches });
        await PutAsync(Said(ReceiptState.Failed, by: "other") with { Message = "a.exr: gone" });
        await PutAsync(Said(ReceiptState.Fetching), daily);
        var (of, all, events) = await library.ReadAsync(async tx => (await tx.FolderReceiptsAsync(pulled.Id, Token), await tx.WorkspaceReceiptsAsync(space.Id, Token), await tx.EventsAfterAsync(0, 1000, Token)), Token);
        var ofDailies = Assert.Single(await library.ReadAsync(tx => tx.DailiesReceiptsAsync(roll.Id, Token), Token));
        // Whoever says one thing and another for ever is heard, and no longer told of.
        for (var n = 0; n < 60; n++) await PutAsync(Said(n % 2 == 0 ? ReceiptState.Fetching : ReceiptState.Failed, n % 3 == 0 ? "Lupus" : "Second"));
        var told = (await library.ReadAsync(tx => tx.EventsAfterAsync(events[^1].Sequence, 1000, Token), Token)).Count;
        clock.Now += TimeSpan.FromHours(1);
        await PutAsync(Said(ReceiptState.Complete) with { Generation = 2, ManifestHash = "xxh128:01" });
        var later = (await library.ReadAsync(tx => tx.EventsAfterAsync(0, 1000, Token), Token))[^1];
        for (var n = 2; n < ReceiptQueries.MostSites; n++) await PutAsync(Said(ReceiptState.Fetching, $"Site {n}"));
        var refused = await Assert.ThrowsAsync<LibraryException>(() => PutAsync(Said(ReceiptState.Fetching, "One more")));

        Assert.Equal([("Lupus", "io", ReceiptState.Complete), ("Lupus", "other", ReceiptState.Failed)], of.Select(one => (one.Site, one.ReportedBy, one.State)));
        Assert.Equal((7, 3_000_000_000, 2, "xxh128:00", PackageProof.Matches, Noon.AddMinutes(5)), (of[0].Files, of[0].Bytes, of[0].Generation, of[0].ManifestHash, of[0].Package, of[0].ReportedAt));
        Assert.Equal("a.exr: gone", of[1].Message);
        Assert.Equal((daily.Id, "dailies-1", "vfx-0001"), (ofDailies.Folder, ofDailies.Name, of[0].Name));
        Assert.Equal((2, 1), (all.Count(one => one.Folder == pulled.Id), all.Count(one => one.Folder == daily.Id)));
        Assert.Equal(
            [
                ("workspace.receipt-fetching", "Lupus fetches vfx-0001 of workspace lupus."),
                ("workspace.receipt-complete", "Lupus has vfx-0001 of workspace lupus: 7 files, read back, sealed as generation 2, manifest hash matches."),
                ("workspace.receipt-failed", "Lupus does not have vfx-0001 of workspace lupus as it should be. a.exr: gone"),
                ("workspace.receipt-fetching", "Lupus fetches dailies-1 of workspace lupus."),
            ], events.Where(one => one.Kind.StartsWith("workspace.receipt", StringComparison.Ordinal)).Select(one => (one.Kind, one.Message)));
        Assert.Equal([(null, (Guid?)roll.Id), (roll.Id, null)], events.Where(one => one.Kind == "workspace.receipt-fetching").Select(one => (one.Roll, one.Job)));
        Assert.Equal(22, told);
        Assert.Equal(("workspace.receipt-complete", "film"), (later.Kind, later.Show));
        Assert.Equal(LibraryProblem.Conflict, refused.Problem);
    }
}
