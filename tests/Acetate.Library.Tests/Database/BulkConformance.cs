using Acetate.Library.Access;
using Acetate.Library.Shows;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task Bulk_is_asked_by_one_person_agreed_to_by_another_and_ends()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        var (zoe, other, robot) = (NewPrincipal(), NewPrincipal("other"), NewPrincipal("robot") with { Kind = PrincipalKind.Service });
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddShowAsync(new Show { Name = "secret" }, Token);
            foreach (var one in (Principal[])[zoe, other, robot]) await tx.AddPrincipalAsync(one, Token);
        }, Token);
        Task<BulkRequest> AskAsync(string reason) => library.WriteAsync(tx => tx.AskForBulkAsync("film", zoe, reason, Token), Token);
        Task<BulkRequest> DecideAsync(Guid id, Principal who, TimeSpan? agreed) => library.WriteAsync(tx => tx.DecideBulkAsync(id, who, agreed, "", Token), Token);
        Task<DateTimeOffset?> UntilAsync(string show) => library.ReadAsync(tx => tx.BulkUntilAsync(zoe.Id, show, Token), Token);
        async Task<LibraryProblem> RefusedAsync(Func<Task> work) => (await Assert.ThrowsAsync<LibraryException>(work)).Problem;

        foreach (var bad in (string[])["", "   ", new('a', 501)]) Assert.Equal(LibraryProblem.Settings, await RefusedAsync(() => AskAsync(bad)));
        var request = await AskAsync("conform of reel 2");
        Assert.Equal(LibraryProblem.Conflict, await RefusedAsync(() => AskAsync("again")));
        Assert.Equal(LibraryProblem.Conflict, await RefusedAsync(() => DecideAsync(request.Id, zoe, TimeSpan.FromHours(1))));
        Assert.Equal(LibraryProblem.Conflict, await RefusedAsync(() => DecideAsync(request.Id, robot, TimeSpan.FromHours(1))));
        foreach (var hours in (double[])[0, -1, 169]) Assert.Equal(LibraryProblem.Settings, await RefusedAsync(() => DecideAsync(request.Id, other, TimeSpan.FromHours(hours))));
        Assert.Null(await UntilAsync("film"));

        var approved = await DecideAsync(request.Id, other, TimeSpan.FromHours(8));
        Assert.Equal((BulkRequestState.Approved, "other", Noon.AddHours(8)), (approved.State, approved.DecidedBy, approved.EndsAt));
        Assert.Equal(LibraryProblem.Conflict, await RefusedAsync(() => DecideAsync(request.Id, other, null)));
        Assert.Equal(Noon.AddHours(8), await UntilAsync("film"));
        Assert.Null(await UntilAsync("secret"));
        clock.Now += TimeSpan.FromHours(8);
        Assert.Null(await UntilAsync("film"));
        Assert.Equal(BulkRequestState.Ended, (await library.ReadAsync(tx => tx.BulkRequestAsync(request.Id, Token), Token))!.State);

        // One that nobody decided ends by itself, and one that was agreed to can be given back.
        var late = await AskAsync("too late");
        clock.Now += BulkRequestQueries.Waits;
        Assert.Equal(LibraryProblem.Conflict, await RefusedAsync(() => DecideAsync(late.Id, other, TimeSpan.FromHours(1))));
        var given = await AskAsync("once more");
        await DecideAsync(given.Id, other, TimeSpan.FromHours(1));
        Assert.Equal(LibraryProblem.NotFound, await RefusedAsync(() => library.WriteAsync(tx => tx.WithdrawBulkAsync(given.Id, other, Token), Token)));
        await library.WriteAsync(tx => tx.WithdrawBulkAsync(given.Id, zoe, Token), Token);
        Assert.Null(await UntilAsync("film"));
    }

    [Fact]
    public async Task What_is_free_in_an_hour_is_counted_by_person_and_show_however_many_ask_at_once()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        var (gate, zoe, other) = (new OriginalsGate(library), NewPrincipal(), NewPrincipal("other"));
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddPrincipalAsync(zoe, Token);
            await tx.AddPrincipalAsync(other, Token);
        }, Token);
        Assert.IsType<OriginalsVerdict.Free>(await gate.AskAsync(zoe, "film", long.MaxValue, Token));
        await library.WriteAsync(tx => tx.PutAccessPolicyAsync(new() { BulkBytes = 1000 }, "zoë", Token), Token);
        gate.Forget();

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => gate.AskAsync(zoe, "film", 100, Token), Token)));

        Assert.Equal(10, verdicts.Count(verdict => verdict is OriginalsVerdict.Free));
        Assert.Equal(40, verdicts.Count(verdict => verdict == new OriginalsVerdict.NeedsAnother(1000)));
        Assert.IsType<OriginalsVerdict.Free>(await gate.AskAsync(zoe, "other-show", 1000, Token));
        Assert.IsType<OriginalsVerdict.Free>(await gate.AskAsync(other, "film", 1000, Token));
        Assert.IsType<OriginalsVerdict.NeedsAnother>(await gate.AskAsync(other, "film", 1, Token));
        Assert.IsType<OriginalsVerdict.NeedsAnother>(await gate.AskAsync(NewPrincipal("third"), "film", long.MaxValue, Token));
        var request = await library.WriteAsync(tx => tx.AskForBulkAsync("film", zoe, "conform", Token), Token);
        await library.WriteAsync(tx => tx.DecideBulkAsync(request.Id, other, TimeSpan.FromHours(2), "", Token), Token);
        Assert.Equal(new OriginalsVerdict.Agreed(Noon.AddHours(2)), await gate.AskAsync(zoe, "film", 5000, Token));
        clock.Now += TimeSpan.FromHours(2);
        Assert.IsType<OriginalsVerdict.NeedsAnother>(await gate.AskAsync(zoe, "film", 5000, Token));
        Assert.IsType<OriginalsVerdict.Free>(await gate.AskAsync(zoe, "film", 1000, Token));
    }
}
