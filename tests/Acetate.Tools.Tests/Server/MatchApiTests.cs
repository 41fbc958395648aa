using System.Net;
using System.Text;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Tools.Tests.Cli;

namespace Acetate.Tools.Tests.Server;

/// <summary>Matching through the API.</summary>
public sealed class MatchApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string List = """
        TITLE:   REEL 1
        FCM: NON-DROP FRAME
        001  A001C001 V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00
        002  SLATE9   V     C        10:00:01:00 10:00:02:00 01:00:01:00 01:00:02:00
        """;

    private static async Task<JsonElement> MatchAsync(HttpClient client, string text)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new("application/octet-stream") } };
        using var answer = await client.PostAsync("api/shows/film/match?name=reel1.edl&rate=24", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    [Fact]
    public async Task A_decision_through_the_API_settles_the_event_the_next_time_and_is_taken_back()
    {
        await MatchCommandTests.FillAsync(server.Library);
        using var client = server.Client(await server.TokenAsync("match-operator", role: ShowRole.Operator));
        var first = await MatchAsync(client, List);
        var (matched, open) = (first.GetProperty("events")[0], first.GetProperty("events")[1]);
        var decision = $$"""
            { "names": "{{open.GetProperty("names").GetString()}}", "sourceStart": "{{open.GetProperty("sourceStart").GetString()}}", "sourceRate": "{{open.GetProperty("sourceRate").GetString()}}",
              "sourceFrames": {{open.GetProperty("sourceFrames").GetInt64()}}, "clip": "{{matched.GetProperty("clip").GetProperty("id").GetString()}}", "note": "seen" }
            """;

        using var kept = await client.PostAsync("api/shows/film/match-decisions", RunningServer.Json(decision));
        var second = (await MatchAsync(client, List)).GetProperty("events")[1];
        using var document = JsonDocument.Parse(await kept.Content.ReadAsStringAsync());
        using var gone = await client.DeleteAsync($"api/shows/film/match-decisions/{document.RootElement.GetProperty("id").GetString()}");
        var third = (await MatchAsync(client, List)).GetProperty("events")[1];

        Assert.Equal("matched missing", $"{matched.GetProperty("outcome").GetString()} {open.GetProperty("outcome").GetString()}");
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
        Assert.True(second.GetProperty("isDecided").GetBoolean());
        Assert.Contains("match-operator", second.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal("missing", third.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task What_is_no_cut_is_refused_in_a_sentence()
    {
        using var client = server.Client(server.Admin);
        using var body = new ByteArrayContent([0, 1, 2, 3, 255, 254]) { Headers = { ContentType = new("application/octet-stream") } };

        using var answer = await client.PostAsync("api/shows/film/match?name=x.bin&rate=24", body);
        using var empty = await client.PostAsync("api/shows/film/match-decisions", RunningServer.Json("""{"names":"","sourceStart":"","sourceRate":"","sourceFrames":0}"""));

        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(answer));
        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(empty));
    }

    [Fact]
    public async Task Who_may_only_look_matches_and_decides_nothing()
    {
        using var client = server.Client(await server.TokenAsync("match-viewer", role: ShowRole.Viewer));

        await MatchAsync(client, List);
        using var answer = await client.PostAsync("api/shows/film/match-decisions", RunningServer.Json("""{"names":"reel:X","sourceStart":"","sourceRate":"","sourceFrames":0,"kind":"title"}"""));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
