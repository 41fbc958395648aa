using System.Text.Json;
using Acetate.Library.Clips;
using Acetate.Library.Days;
using Acetate.Library.Events;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;

namespace Acetate.Tools.Tests.Server;

/// <summary>Long lists over HTTP: no answer grows with the library, and every part of a list can be had.</summary>
public sealed class PagesTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Clips_are_had_from_any_place_in_the_list_or_from_one_of_them_on()
    {
        var clips = Enumerable.Range(0, 30).Select(n => new Clip { Id = Guid.CreateVersion7(), Roll = server.Roll, Name = $"C{n:000}" }).ToArray();
        await server.Library.WriteAsync(tx => tx.PutClipsAsync(clips, default), default);
        using var client = server.Client(server.Admin);

        Assert.Equal("30 20: C020 C021", await ClipsAsync(client, "offset=20&limit=2"));
        Assert.Equal("30 28: C028 C029", await ClipsAsync(client, $"at={clips[28].Id}"));
        Assert.Equal("30 -: C029", await ClipsAsync(client, "after=C028"));
        Assert.Equal("30 40: ", await ClipsAsync(client, "offset=40"));
        Assert.Equal("not-found", await RunningServer.ProblemAsync(await client.GetAsync($"api/rolls/{server.Roll}/clips?at={Guid.CreateVersion7()}")));
    }

    [Fact]
    public async Task A_timeline_gives_its_latest_events_and_then_those_before()
    {
        for (var n = 0; n < 5; n++)
            await server.Library.WriteAsync(tx => tx.AppendEventAsync(new LibraryEvent { At = tx.Now, Kind = "test", Actor = "a", Show = RunningServer.Show, Roll = server.Roll, Message = $"{n}" }, default), default);
        using var client = server.Client(server.Admin);

        var latest = await EventsAsync(client, "limit=2");
        var before = await EventsAsync(client, $"limit=2&before={latest[0].GetProperty("sequence").GetInt64()}");

        Assert.Equal(["1", "2", "3", "4"], before.Concat(latest).Select(e => e.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Days_their_rolls_and_what_is_expected_come_in_pages()
    {
        var first = new DateOnly(2026, 11, 22);
        var expected = Enumerable.Range(0, 3).Select(n => new ExpectedRoll { Id = Guid.CreateVersion7(), Show = RunningServer.Show, ShootDay = first.AddDays(n), Name = $"E00{n}", Kind = RollKind.Camera, ImportedAt = DateTimeOffset.UnixEpoch });
        await server.Library.WriteAsync(tx => tx.PutExpectedRollsAsync(expected, default), default);
        using var client = server.Client(server.Admin);
        var shows = $"api/shows/{RunningServer.Show}";

        var days = await AskAsync(client, $"{shows}/days?offset=1&limit=2");
        var rolls = await AskAsync(client, $"{shows}/expected-rolls?offset=2");
        var none = await AskAsync(client, $"{shows}/days/2026-11-21?offset=1");

        Assert.Equal((4, "2026-11-23", "2026-11-22"), (days.GetProperty("total").GetInt32(), days.GetProperty("days")[0].GetProperty("shootDay").GetString(), days.GetProperty("days")[1].GetProperty("shootDay").GetString()));
        Assert.Equal((3, "E002"), (rolls.GetProperty("total").GetInt32(), Assert.Single(rolls.GetProperty("rolls").EnumerateArray()).GetProperty("name").GetString()));
        Assert.Equal((1, 0), (none.GetProperty("rollCount").GetInt32(), none.GetProperty("rolls").GetArrayLength()));
    }

    [Fact]
    public async Task Jobs_and_the_steps_of_one_come_in_pages()
    {
        var steps = Enumerable.Range(0, 5).Select(n => new StepSubmission { Name = $"s{n}", Function = "echo", Request = "{}" });
        for (var n = 0; n < 3; n++)
            await server.Library.WriteAsync(tx => tx.SubmitJobAsync(new() { Key = $"k{n}", Kind = "test", Title = $"job {n}", Show = RunningServer.Show, Actor = "a", Steps = [.. steps] }, default), default);
        using var client = server.Client(server.Admin);

        var page = (await AskAsync(client, "api/jobs?order=need&offset=1&limit=1")).GetProperty("jobs")[0];
        var job = await AskAsync(client, $"api/jobs/{page.GetProperty("id").GetGuid()}?offset=3&limit=9");

        Assert.Equal(("job 1", 3), (page.GetProperty("title").GetString(), (await AskAsync(client, "api/jobs?limit=1")).GetProperty("total").GetInt32()));
        Assert.Equal(["s3", "s4"], job.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(await client.GetAsync("api/jobs?order=colour")));
    }

    private async Task<string> ClipsAsync(HttpClient client, string query)
    {
        var page = await AskAsync(client, $"api/rolls/{server.Roll}/clips?{query}");
        var offset = page.TryGetProperty("offset", out var first) && first.ValueKind == JsonValueKind.Number ? $"{first.GetInt32()}" : "-";
        return $"{page.GetProperty("total").GetInt32()} {offset}: {string.Join(' ', page.GetProperty("clips").EnumerateArray().Select(c => c.GetProperty("name").GetString()))}";
    }

    private async Task<JsonElement[]> EventsAsync(HttpClient client, string query) =>
        [.. (await AskAsync(client, $"api/rolls/{server.Roll}/timeline?{query}")).GetProperty("events").EnumerateArray()];

    private static async Task<JsonElement> AskAsync(HttpClient client, string address) => JsonDocument.Parse(await client.GetStringAsync(address)).RootElement;
}
