using Acetate.Library.Audit;
using Acetate.Library.Events;
using Acetate.Library.Shows;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task A_follower_sees_every_event_of_many_writers_once_and_in_order()
    {
        const int writers = 6, each = 20;
        var options = await TestLibrary.NewOptionsAsync(postgres);
        await using var one = await MediaLibrary.OpenAsync(options, Token);
        await using var two = await MediaLibrary.OpenAsync(options, Token);
        await one.WriteAsync(tx => tx.AppendEventAsync(NewEvent("before"), Token), Token);

        var writing = Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            // Two libraries on one database, as two processes would have.
            var library = writer % 2 == 0 ? one : two;
            for (var i = 0; i < each; i++)
                await library.WriteAsync(async tx =>
                {
                    await tx.AppendEventAsync(NewEvent($"{writer}/{i}/a"), Token);
                    await Task.Yield();
                    await tx.AppendEventAsync(NewEvent($"{writer}/{i}/b"), Token);
                }, Token);
        }, Token)).ToList();
        List<LibraryEvent> seen = [];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        await foreach (var item in two.FollowEventsAsync(1, EventFilter.All, limit.Token))
        {
            seen.Add(item);
            if (seen.Count == writers * each * 2) break;
        }

        await Task.WhenAll(writing);
        Assert.Equal(Enumerable.Range(2, seen.Count).Select(n => (long)n), seen.Select(item => item.Sequence));
        Assert.Equal(seen.Count, seen.Select(item => item.Message).Distinct().Count());
        for (var i = 0; i < seen.Count; i += 2) Assert.Equal(seen[i].Message[..^1], seen[i + 1].Message[..^1]);
    }

    [Fact]
    public async Task A_follower_of_one_show_hears_only_of_it_and_also_of_what_comes_later()
    {
        await using var library = await OpenAsync();
        for (var i = 0; i < 3; i++) await library.WriteAsync(tx => tx.AppendEventAsync(NewEvent($"{i}", i == 1 ? "film" : "other"), Token), Token);
        List<string> seen = [];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));

        await foreach (var item in library.FollowEventsAsync(0, new EventFilter { Show = "film" }, limit.Token))
        {
            seen.Add(item.Message);
            if (seen.Count == 3) break;
            await library.WriteAsync(tx => tx.AppendEventAsync(NewEvent("noise", "other"), Token), Token);
            await library.WriteAsync(tx => tx.AppendEventAsync(NewEvent($"later {seen.Count}"), Token), Token);
        }

        Assert.Equal(["1", "later 1", "later 2"], seen);
    }

    [Fact]
    public async Task Writers_that_read_before_they_write_lose_nothing()
    {
        var options = await TestLibrary.NewOptionsAsync(postgres);
        await using var one = await MediaLibrary.OpenAsync(options, Token);
        await using var two = await MediaLibrary.OpenAsync(options, Token);
        await one.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "film", Title = "0" }, Token), Token);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                await (writer % 2 == 0 ? one : two).WriteAsync(async tx =>
                {
                    var show = await tx.RequireShowAsync("film", Token);
                    await Task.Yield();
                    await tx.ChangeShowAsync("film", new($"{int.Parse(show.Title) + 1}", null, null), "test", Token);
                    await tx.AuditAsync("test", "show.counted", "film", "film", null, Token);
                }, Token);
        }, Token)));

        await using var read = await one.ReadAsync(Token);
        Assert.Equal("80", (await read.RequireShowAsync("film", Token)).Title);
        Assert.Equal(80, Assert.IsType<AuditVerdict.Intact>(await read.VerifyAuditAsync(null, Token)).Entries);
    }

    [Fact]
    public async Task A_reader_sees_one_moment_and_neither_waits_for_a_writer_nor_holds_one_up()
    {
        await using var library = await OpenAsync();
        await using var early = await library.ReadAsync(Token);

        await using (var writer = await library.BeginAsync(Token))
        {
            await AddFilmAsync(writer);
            await using var meanwhile = await library.ReadAsync(Token);
            Assert.Empty(await meanwhile.ShowsAsync(Token));
            await writer.CommitAsync(Token);
        }

        Assert.Empty(await early.ShowsAsync(Token));
        await using var late = await library.ReadAsync(Token);
        Assert.Single(await late.ShowsAsync(Token));
    }

    [Fact]
    public async Task A_reading_transaction_cannot_write()
    {
        await using var library = await OpenAsync();
        await using var read = await library.ReadAsync(Token);

        await Assert.ThrowsAnyAsync<Exception>(() => AddFilmAsync(read));

        Assert.Empty(await library.ReadAsync(tx => tx.ShowsAsync(Token), Token));
    }

    [Fact]
    public async Task A_transaction_that_failed_in_the_middle_leaves_nothing_and_the_library_goes_on()
    {
        await using var library = await OpenAsync();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            throw new InvalidTimeZoneException();
        }, Token));
        await library.WriteAsync(tx => tx.AppendEventAsync(NewEvent("after"), Token), Token);

        await using var read = await library.ReadAsync(Token);
        Assert.Empty(await read.ShowsAsync(Token));
        Assert.Equal(1, await read.LastEventAsync(Token));
    }
}
