using System.Collections.Immutable;
using Acetate.Library.Database;
using Acetate.Library.Events;
using Acetate.Library.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Acetate.Library.Tests.Jobs;

/// <summary>Of the servers of a library one is the scheduler, and what a former one writes is not kept.</summary>
public sealed class SchedulerTests : IAsyncLifetime
{
    private readonly string schema = PostgresServer.NewSchema();
    private readonly CancellationTokenSource end = new();
    private readonly List<Task> running = [];
    private readonly List<MediaLibrary> libraries = [];
    private string connection = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => connection = (await PostgresServer.SharedAsync()).ConnectionString;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(running);
        foreach (var library in libraries) await library.DisposeAsync();
        end.Dispose();
    }

    [Fact]
    public async Task When_another_server_has_become_scheduler_nothing_is_kept_that_the_former_one_writes()
    {
        using var asleep = new CancellationTokenSource();
        var first = await JoinAsync(until: asleep.Token);
        var old = await first.NextTermAsync(Token);
        var second = await JoinAsync();
        await old.Library.WriteAsync(tx => tx.AppendEventAsync(Event("in time"), Token), Token);

        // Nobody looks after its session any more, as when the process sleeps.
        await asleep.CancelAsync();
        var next = await second.NextTermAsync(Token);
        var refused = await Assert.ThrowsAsync<LibraryException>(() => old.Library.WriteAsync(tx => tx.AppendEventAsync(Event("too late"), Token), Token));
        await next.Library.WriteAsync(tx => tx.AppendEventAsync(Event("by the next"), Token), Token);

        Assert.Equal(LibraryProblem.Superseded, refused.Problem);
        Assert.True(next.Epoch > old.Epoch);
        Assert.Equal(["in time", "by the next"], (await libraries[0].ReadAsync(tx => tx.EventsAfterAsync(0, 10, Token), Token)).Select(item => item.Message));
    }

    [Fact]
    public async Task A_scheduler_that_loses_its_session_begins_nothing_and_goes_on_when_nobody_else_took_its_place()
    {
        var only = await JoinAsync();
        var term = await only.NextTermAsync(Token);

        await EndSessionAsync(only);
        while (term.IsSure) await Task.Delay(5, Token);
        Assert.Null(only.Term);
        while (!term.IsSure) await Task.Delay(20, Token);

        Assert.Same(term, only.Term);
        Assert.False(term.Over.IsCancellationRequested);
    }

    [Fact]
    public async Task A_server_that_runs_no_steps_gives_the_role_to_one_that_does()
    {
        var idle = await JoinAsync(works: false);
        var term = await idle.NextTermAsync(Token);

        var worker = await JoinAsync();
        while (!term.Over.IsCancellationRequested) await Task.Delay(20, Token);
        Assert.Null(worker.Term);
        term.Leave();

        Assert.True((await worker.NextTermAsync(Token)).Epoch > term.Epoch);
        while (idle.Scheduler?.Id != worker.Id) await Task.Delay(20, Token);
        Assert.Equal(2, idle.Servers.Length);
    }

    [Fact]
    public async Task New_tables_are_not_made_under_servers_that_do_not_know_them()
    {
        var old = await JoinAsync();
        await old.NextTermAsync(Token);
        var options = libraries[0].Options;
        ImmutableArray<Migration> more = [.. Migration.In("Postgres"), new(9999, "later", "CREATE TABLE later (id BIGINT NOT NULL)")];

        var refused = await Assert.ThrowsAsync<LibraryException>(() => MediaLibrary.OpenAsync(options, TimeProvider.System, more, Token));
        await end.CancelAsync();
        await Task.WhenAll(running);
        await using var later = await MediaLibrary.OpenAsync(options, TimeProvider.System, more, Token);

        Assert.Contains("servers of the version before still use it: here (version 1). Stop them first", refused.Message);
    }

    private static LibraryEvent Event(string message) => new() { At = TimeProvider.System.GetUtcNow(), Kind = "roll.found", Actor = "test", Message = message, Show = "film" };

    private async Task<SchedulerPost> JoinAsync(bool works = true, CancellationToken? until = null)
    {
        var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(Path.GetTempPath()) with { Database = DatabaseOptions.Postgres(connection, schema) }, Token);
        libraries.Add(library);
        var post = new SchedulerPost(library, NullLogger<SchedulerPost>.Instance);
        running.Add(post.RunAsync(new() { Id = post.Id, Name = "here", Address = "http://here", Version = "1", Works = works, Stores = "" }, until ?? end.Token));
        return post;
    }

    /// <summary>Ends the session by which a server has the role, as the database does with one that it has not heard of.</summary>
    private async Task EndSessionAsync(SchedulerPost post)
    {
        await using var superuser = new NpgsqlConnection(connection);
        await superuser.OpenAsync(Token);
        await using var command = new NpgsqlCommand(
            "SELECT count(pg_terminate_backend(a.pid)) FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid WHERE a.application_name = @name AND l.locktype = 'advisory' AND l.granted", superuser);
        command.Parameters.AddWithValue("name", $"acetate {post.Id}");
        while (await command.ExecuteScalarAsync(Token) is not > 0L) await Task.Delay(10, Token);
    }
}
