using System.Net;
using System.Text;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Tools.Tests.Cli;

namespace Acetate.Tools.Tests.Server;

/// <summary>Cuts that are handed in through the API.</summary>
public sealed class CutApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string First = """
        TITLE:   REEL 1
        FCM: NON-DROP FRAME
        001  A001C001_260302_R1AB V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00
        002  SLATE9   V     C        10:00:01:00 10:00:02:00 01:00:01:00 01:00:02:00
        """;

    private const string Second = """
        TITLE:   REEL 1
        FCM: NON-DROP FRAME
        001  A001C001_260302_R1AB V     C        10:00:01:00 10:00:02:12 01:00:00:00 01:00:01:12
        002  A001C002_260302_R1AB V     C        10:10:01:00 10:10:02:00 01:00:01:12 01:00:02:12
        """;

    [Fact]
    public async Task A_cut_is_handed_in_matched_compared_and_taken_off_the_list_and_put_back()
    {
        using var client = await ReadyAsync("cut-operator", ShowRole.Operator);

        var (created, first) = await KeepAsync(client, "reel1_v1.edl", First);
        var (again, same) = await KeepAsync(client, "reel1_v1.edl", First);
        var (_, second) = await KeepAsync(client, "reel1_v2.edl", Second);
        var match = await GetAsync(client, $"api/cuts/{first}/match");
        var changes = await GetAsync(client, $"api/cuts/{second}/changes?since={first}");
        var file = await client.GetByteArrayAsync($"api/cuts/{first}/file");
        using var removed = await client.DeleteAsync($"api/cuts/{first}");
        var left = await ListedAsync(client);
        using var restored = await client.PostAsync($"api/cuts/{first}/restore", null);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, first), (created, again, same));
        Assert.Equal(["matched", "missing"], match.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("outcome").GetString()!));
        Assert.Equal(["extended 001 12", "new 002 0", "omitted  0"], changes.GetProperty("changes").EnumerateArray()
            .Select(c => $"{string.Join('+', c.GetProperty("kinds").EnumerateArray().Select(k => k.GetString()))} {c.GetProperty("number").GetString()} {c.GetProperty("tailFrames").GetDouble()}").Order());
        Assert.Equal(First, Encoding.UTF8.GetString(file));
        Assert.Equal(["reel1_v2.edl"], left);
        Assert.Equal(["reel1_v2.edl", "reel1_v1.edl"], (await ListedAsync(client)).OrderDescending());
    }

    [Fact]
    public async Task What_is_no_cut_and_what_has_no_picture_is_refused_in_a_sentence_and_not_kept()
    {
        using var client = await ReadyAsync("cut-refused", ShowRole.Operator);

        var (binary, _) = await KeepAsync(client, "x.edl", "\0\u0001\u0002");
        var (path, _) = await KeepAsync(client, "../x.edl", First);
        var (sound, _) = await KeepAsync(client, "sound.edl", "TITLE: S\n001  A001C001 A     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00\n");
        var (rate, _) = await KeepAsync(client, "rate.edl", First, "&rate=never");

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest], [binary, path, sound, rate]);
        Assert.DoesNotContain("x.edl", await ListedAsync(client));
    }

    [Fact]
    public async Task Who_may_only_look_sees_cuts_and_hands_none_in_and_a_cut_of_another_show_is_not_there()
    {
        using var operating = await ReadyAsync("cut-owner", ShowRole.Operator);
        var (_, id) = await KeepAsync(operating, "to-look-at.edl", First);
        using var looking = server.Client(await server.TokenAsync("cut-viewer", role: ShowRole.Viewer));
        using var stranger = server.Client(await server.TokenAsync("cut-stranger"));

        var (kept, _) = await KeepAsync(looking, "mine.edl", First);
        using var removed = await looking.DeleteAsync($"api/cuts/{id}");
        using var seen = await looking.GetAsync($"api/cuts/{id}");
        using var unseen = await stranger.GetAsync($"api/cuts/{id}/match");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK), (kept, removed.StatusCode, seen.StatusCode));
        Assert.Equal(HttpStatusCode.NotFound, unseen.StatusCode);
    }

    [Fact]
    public async Task A_pull_of_a_kept_cut_is_planned_from_the_file_that_was_looked_at()
    {
        using var client = await ReadyAsync("cut-planner", ShowRole.Operator);
        var (_, id) = await KeepAsync(client, "to-pull.edl", First, "&rate=24");

        using var answer = await client.PostAsync($"api/cuts/{id}/pulls/conform", RunningServer.Json("""{ "show": "film", "recipient": "finishing" }"""));
        using var pull = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("to-pull.edl finishing planned", $"{pull.RootElement.GetProperty("cut").GetString()} {pull.RootElement.GetProperty("recipient").GetString()} {pull.RootElement.GetProperty("state").GetString()}");
    }

    private async Task<HttpClient> ReadyAsync(string name, ShowRole role)
    {
        await MatchCommandTests.FillAsync(server.Library);
        return server.Client(await server.TokenAsync(name, role: role));
    }

    private static async Task<(HttpStatusCode Status, string Id)> KeepAsync(HttpClient client, string name, string text, string more = "")
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new("application/octet-stream") } };
        using var answer = await client.PostAsync($"api/shows/film/cuts?name={Uri.EscapeDataString(name)}{more}", body);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, document.RootElement.TryGetProperty("id", out var id) ? id.GetString()! : "");
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static async Task<List<string>> ListedAsync(HttpClient client) =>
        [.. (await GetAsync(client, "api/shows/film/cuts")).GetProperty("cuts").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).Where(name => !name.StartsWith("to-", StringComparison.Ordinal))];
}
