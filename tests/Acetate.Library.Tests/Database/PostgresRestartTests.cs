using System.Collections.Concurrent;
using Acetate.Library.Database;
using Acetate.Library.Events;

namespace Acetate.Library.Tests.Database;

/// <summary>What only a database server can do to us: go away, refuse, be slow to return.</summary>
public sealed class PostgresRestartTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static LibraryEvent NewEvent(string message) => new() { At = TimeProvider.System.GetUtcNow(), Kind = "roll.found", Actor = "test", Message = message, Show = "film" };

    [Fact]
    public async Task A_server_that_crashes_under_writers_and_followers_costs_no_write_and_doubles_none()
    {
        await using var server = await PostgresServer.StartNewAsync();
        var options = LibraryOptions.InFolder(Path.GetTempPath()) with { Database = DatabaseOptions.Postgres(server.ConnectionString) };
        await using var library = await MediaLibrary.OpenAsync(options, Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var acknowledged = new ConcurrentBag<string>();
        var followed = new ConcurrentQueue<LibraryEvent>();
        var following = Task.Run(async () =>
        {
            await foreach (var item in library.FollowEventsAsync(0, EventFilter.All, stop.Token)) followed.Enqueue(item);
        }, Token);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var writing = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                var message = $"{writer}/{i}";
                await library.WriteAsync(tx => tx.AppendEventAsync(NewEvent(message), Token), Token);
                acknowledged.Add(message);
            }
        }, Token)).ToList();

        for (var crash = 0; crash < 2; crash++)
        {
            await Task.Delay(300, Token);
            await server.CrashAsync();
            await Task.Delay(200, Token);
            await server.StartAsync();
        }

        await Task.Delay(300, Token);
        await enough.CancelAsync();
        await Task.WhenAll(writing);
        var kept = await library.ReadAsync(tx => tx.EventsAfterAsync(0, 1_000_000, Token), Token);
        for (var i = 0; i < 100 && followed.Count < kept.Count; i++) await Task.Delay(100, Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);

        Assert.True(acknowledged.Count > 20, $"Only {acknowledged.Count} writes were tried.");
        Assert.Equal(acknowledged.Order(), kept.Select(item => item.Message).Order());
        Assert.Equal(kept.Select(item => item.Sequence), followed.Select(item => item.Sequence));
    }

    [Fact]
    public async Task A_server_that_goes_away_during_a_commit_and_stays_away_leaves_the_outcome_unknown_and_the_work_is_not_done_again()
    {
        await using var server = await PostgresServer.StartNewAsync();
        var options = LibraryOptions.InFolder(Path.GetTempPath()) with { Database = DatabaseOptions.Postgres(server.ConnectionString) with { Patience = TimeSpan.FromSeconds(1) } };
        await using var library = await MediaLibrary.OpenAsync(options, Token);
        var runs = 0;

        var unknown = await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(async tx =>
        {
            runs++;
            await tx.AppendEventAsync(NewEvent("once"), Token);
            await server.CrashAsync();
        }, Token));
        await server.StartAsync();

        Assert.Equal(LibraryProblem.OutcomeUnknown, unknown.Problem);
        Assert.True(unknown.IsPermanent, "Nothing may do it again by itself.");
        Assert.Contains("Whether the change was kept is not known", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(1, runs);
        Assert.Empty(await library.ReadAsync(tx => tx.EventsAfterAsync(0, 10, Token), Token));
    }

    [Fact]
    public async Task A_server_that_is_away_is_a_sentence_that_says_trying_again_can_help()
    {
        var options = LibraryOptions.InFolder(Path.GetTempPath()) with
        {
            Database = DatabaseOptions.Postgres("Host=127.0.0.1;Port=1;Database=film;Username=dit;Password=verysecret") with { Patience = TimeSpan.FromMilliseconds(300) },
        };

        var refused = await Assert.ThrowsAsync<LibraryException>(() => MediaLibrary.OpenAsync(options, Token));

        Assert.Equal(LibraryProblem.Unavailable, refused.Problem);
        Assert.False(refused.IsPermanent);
        Assert.Contains("127.0.0.1:1/film", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_not_shown()
    {
        var server = await PostgresServer.SharedAsync();
        var options = LibraryOptions.InFolder(Path.GetTempPath()) with
        {
            Database = DatabaseOptions.Postgres(server.ConnectionString.Replace(server.Password, "verysecret", StringComparison.Ordinal)),
        };

        var refused = await Assert.ThrowsAsync<LibraryException>(() => MediaLibrary.OpenAsync(options, Token));

        Assert.Equal(LibraryProblem.Settings, refused.Problem);
        Assert.DoesNotContain("verysecret", $"{refused} {options} {options.Database}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_said()
    {
        var server = await PostgresServer.SharedAsync();
        var options = LibraryOptions.InFolder(Path.GetTempPath()) with
        {
            Database = DatabaseOptions.Postgres(server.ConnectionString.Replace("Database=postgres", "Database=nowhere", StringComparison.Ordinal)),
        };

        var refused = await Assert.ThrowsAsync<LibraryException>(() => MediaLibrary.OpenAsync(options, Token));

        Assert.Equal(LibraryProblem.Settings, refused.Problem);
        Assert.Contains("createdb", refused.Message, StringComparison.Ordinal);
    }
}
