using System.Net;
using System.Net.Http.Headers;
using Acetate.Library.Access;
using Acetate.Library.Events;

namespace Acetate.Tools.Tests.Server;

/// <summary>The live feed: nothing missed, nothing twice, nothing of shows that are not the reader's.</summary>
public sealed class EventStreamTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_reader_gets_what_it_missed_and_then_what_comes_and_nothing_of_other_shows()
    {
        var first = await AppendAsync("first", RunningServer.Show);
        await AppendAsync("hidden", RunningServer.OtherShow);
        var token = await server.TokenAsync("listener", role: ShowRole.Viewer, scopes: TokenScope.Read);
        await using var reader = await ReaderAsync(token, $"?after={first - 1}");

        Assert.Equal((first, "first"), await reader.NextAsync());
        await AppendAsync("hidden too", RunningServer.OtherShow);
        var live = await AppendAsync("live", RunningServer.Show);

        Assert.Equal((live, "live"), await reader.NextAsync());
    }

    [Fact]
    public async Task A_browser_that_reconnects_to_a_restarted_server_continues_after_the_last_event_it_saw()
    {
        await using var own = new RunningServer();
        await own.InitializeAsync();
        var seen = await AppendAsync("seen", RunningServer.Show, own);
        var missed = await AppendAsync("missed", RunningServer.Show, own);
        await own.StopAsync();
        await own.StartAsync();

        await using var reader = await ReaderAsync(own.Admin, "", own, lastEventId: seen);

        Assert.Equal((missed, "missed"), await reader.NextAsync());
    }

    [Fact]
    public async Task Progress_is_told_without_a_place_in_the_order()
    {
        await using var reader = await ReaderAsync(server.Admin, "");
        var feed = (Acetate.Server.Events.ProgressFeed)server.App.Services.GetService(typeof(Acetate.Server.Events.ProgressFeed))!;

        feed.Tell(new(Guid.NewGuid(), "copy/1", RunningServer.Show, server.Roll, "uploading", 5, 10, null));

        var (kind, id, data) = await reader.NextMessageAsync();
        Assert.Equal(("progress", ""), (kind, id));
        Assert.Contains("\"stage\":\"uploading\"", data);
        Assert.Contains("\"done\":5", data);
    }

    [Fact]
    public void A_watcher_that_does_not_read_keeps_only_the_latest_of_each_step()
    {
        var feed = new Acetate.Server.Events.ProgressFeed();
        using var watcher = feed.Watch();
        var job = Guid.NewGuid();

        for (var i = 0; i < 100_000; i++) feed.Tell(new(job, $"copy/{i % 3}", "film", null, "uploading", i, 100_000, null));

        Assert.Equal([99_997, 99_998, 99_999], watcher.TakeAll().Select(news => (int)news.Done).Order());
        Assert.Empty(watcher.TakeAll());
    }

    [Fact]
    public async Task A_place_that_is_no_number_is_a_problem()
    {
        using var client = server.Client(server.Admin);
        client.DefaultRequestHeaders.Add("Last-Event-ID", "x");

        using var answer = await client.GetAsync("api/events");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(answer));
    }

    private Task<long> AppendAsync(string message, string show, RunningServer? at = null) => (at ?? server).Library.WriteAsync(async tx =>
        (await tx.AppendEventAsync(new LibraryEvent { At = tx.Now, Kind = "roll.test", Actor = "test", Message = message, Show = show }, default)).Sequence, default);

    private Task<Reader> ReaderAsync(string token, string query, RunningServer? at = null, long? lastEventId = null) =>
        Reader.OpenAsync((at ?? server).Client(token), "api/events" + query, lastEventId);

    private sealed class Reader(HttpClient client, HttpResponseMessage answer, StreamReader lines) : IAsyncDisposable
    {
        public static async Task<Reader> OpenAsync(HttpClient client, string address, long? lastEventId)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            if (lastEventId is { } id) request.Headers.Add("Last-Event-ID", $"{id}");
            var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
            var reader = new Reader(client, answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
            // The first lines say that the stream stands.
            while (await reader.LineAsync() is { Length: > 0 })
            {
            }

            return reader;
        }

        public async Task<(long Id, string Message)> NextAsync()
        {
            while (true)
            {
                var (kind, id, data) = await NextMessageAsync();
                if (kind.Length > 0 || data.Length == 0) continue;
                using var json = System.Text.Json.JsonDocument.Parse(data);
                return (long.Parse(id), json.RootElement.GetProperty("message").GetString()!);
            }
        }

        public async Task<(string Kind, string Id, string Data)> NextMessageAsync()
        {
            var (kind, id, data) = ("", "", "");
            while (await LineAsync() is { } line)
            {
                if (line.Length == 0)
                {
                    if (data.Length > 0) return (kind, id, data);
                    continue;
                }

                var value = line[(line.IndexOf(':') + 1)..].TrimStart();
                if (line.StartsWith("event:", StringComparison.Ordinal)) kind = value;
                if (line.StartsWith("id:", StringComparison.Ordinal)) id = value;
                if (line.StartsWith("data:", StringComparison.Ordinal)) data = value;
            }

            throw new EndOfStreamException("The event stream ended.");
        }

        public ValueTask DisposeAsync()
        {
            lines.Dispose();
            answer.Dispose();
            client.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<string?> LineAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            return await lines.ReadLineAsync(limit.Token);
        }
    }
}
