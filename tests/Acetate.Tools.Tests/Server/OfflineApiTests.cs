using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Pulls;
using Acetate.Server.Tools.Matching;
using Acetate.Tools.Tests.Cli;

namespace Acetate.Tools.Tests.Server;

/// <summary>Reference movies of cuts: they arrive in pieces, are read back, are looked at, and belong to who brought them.</summary>
public sealed class OfflineApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string List = """
        TITLE:   REEL 1
        FCM: NON-DROP FRAME
        001  A001C001_260302_R1AB V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00
        """;

    private static readonly byte[] Movie = [0, 0, 0, 20, .. "ftypqt  "u8, .. Enumerable.Range(0, 4000).Select(i => (byte)i)];

    [Fact]
    public async Task A_movie_goes_on_where_it_was_is_read_back_and_has_its_work_and_is_taken_away_and_put_back()
    {
        using var client = await AsAsync("offline-operator", ShowRole.Operator);
        var cut = await KeepAsync(client, "arrives.edl");

        var (id, none) = await BeginAsync(client, cut, "reel1.mov", Movie.Length);
        using var first = await SendAsync(client, cut, id, 0, Movie[..1500]);
        var (same, offset) = await BeginAsync(client, cut, "reel1.mov", Movie.Length);
        var early = await JsonAsync(await client.GetAsync($"api/cuts/{cut}/offlines/{id}"));
        using var rest = await SendAsync(client, cut, id, 1500, Movie[1500..]);
        var kept = await WhenAsync(client, cut, id, view => view.GetProperty("stage").GetString() != "arriving");
        var job = await JsonAsync(await client.GetAsync($"api/jobs/{kept.GetProperty("offline").GetProperty("arrivalJob").GetGuid()}"));
        var events = await JsonAsync(await client.GetAsync($"api/cuts/{cut}/offlines/{id}/events"));
        using var unmade = await client.GetAsync($"api/cuts/{cut}/offlines/{id}/proxy.mp4");
        // The library has no whole copy of the clip's roll: there is nothing to compare with.
        using var compared = await client.PostAsync($"api/cuts/{cut}/offlines/{id}/check", null);
        var pull = await JsonAsync(await client.PostAsJsonAsync($"api/cuts/{cut}/pulls/conform?offline={id}", new { show = "film", recipient = "finishing" }));
        var planned = await server.Library.ReadAsync(tx => tx.PullAsync(pull.GetProperty("id").GetGuid(), default), default);
        using var unknown = await client.PostAsJsonAsync($"api/cuts/{cut}/pulls/conform?offline={Guid.NewGuid()}", new { show = "film", recipient = "finishing" });
        using var removed = await client.DeleteAsync($"api/cuts/{cut}/offlines/{id}");
        using var late = await client.PostAsJsonAsync($"api/cuts/{cut}/pulls/conform?offline={id}", new { show = "film", recipient = "finishing" });
        var left = await ListedAsync(client, cut);
        using var restored = await client.PostAsync($"api/cuts/{cut}/offlines/{id}/restore", null);

        Assert.Equal((0L, id, 1500L, "arriving"), (none, same, offset, early.GetProperty("stage").GetString()));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first.StatusCode, rest.StatusCode));
        Assert.Equal(("preparing", "kept"), (kept.GetProperty("stage").GetString(), kept.GetProperty("offline").GetProperty("state").GetString()));
        Assert.StartsWith("xxh128:", kept.GetProperty("offline").GetProperty("hash").GetString(), StringComparison.Ordinal);
        Assert.Equal(["inspect", "proxy"], job.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("name").GetString()!));
        Assert.Equal(24, Assert.Single(events.GetProperty("events").EnumerateArray()).GetProperty("frames").GetInt64());
        Assert.Equal("not-playable", await RunningServer.ProblemAsync(unmade));
        Assert.Equal("conflict", await RunningServer.ProblemAsync(compared));
        // The pull gets the very movie that was looked at, by its digest.
        Assert.Contains($"\"folder\":\".offlines/{id:N}\"", planned!.Settings, StringComparison.Ordinal);
        Assert.Contains(kept.GetProperty("offline").GetProperty("hash").GetString()!.Split(':')[1], planned.Settings, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Conflict), (unknown.StatusCode, late.StatusCode));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (removed.StatusCode, restored.StatusCode));
        Assert.Empty(left);
        Assert.Equal(["reel1.mov"], await ListedAsync(client, cut));
        var audit = await server.Library.ReadAsync(tx => AuditLog.AuditAfterAsync(tx, 0, 10_000, default), default);
        Assert.Single(audit, entry => entry is { Actor: "offline-operator", Action: "cut.offline-kept" } && entry.Target == cut);
    }

    [Fact]
    public async Task What_is_no_movie_is_refused_in_a_sentence_and_nothing_of_it_is_kept()
    {
        using var client = await AsAsync("offline-liar", ShowRole.Operator);
        var cut = await KeepAsync(client, "lies.edl");

        foreach (var (name, length) in ((string, long)[])[("../up.mov", 5), ("a/b.mov", 5), ("list.edl", 5), ("virus.mov.exe", 5), ("empty.mov", 0), ("huge.mov", long.MaxValue), ("con.mov", 5)])
        {
            using var answer = await client.PostAsJsonAsync($"api/cuts/{cut}/offlines", new { name, length, tag = "t" });
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{name} answered {(int)answer.StatusCode}");
        }

        var (id, _) = await BeginAsync(client, cut, "trailer.mov", 64);
        using var more = await SendAsync(client, cut, id, 0, new byte[65]);
        using var sent = await SendAsync(client, cut, id, 0, [.. "MZ"u8, .. new byte[62]]);
        var refused = await WhenAsync(client, cut, id, view => view.GetProperty("stage").GetString() != "arriving");

        Assert.Equal("size-mismatch", await RunningServer.ProblemAsync(more));
        Assert.Equal("refused", refused.GetProperty("stage").GetString());
        Assert.Contains("does not begin as such a file does", Assert.Single(refused.GetProperty("faults").EnumerateArray()).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Join(server.Library.Options.Workspaces.LocalPath, ".offlines", id.ToString("N"), "trailer.mov")));
    }

    [Fact]
    public async Task Nobody_else_goes_on_with_it_or_takes_it_away_and_who_sees_another_show_finds_nothing()
    {
        using var client = await AsAsync("offline-owner-of-it", ShowRole.Operator);
        using var colleague = await AsAsync("offline-colleague", ShowRole.Operator);
        using var viewer = await AsAsync("offline-viewer", ShowRole.Viewer);
        using var stranger = server.Client(await server.TokenAsync("offline-stranger"));
        var (cut, other) = (await KeepAsync(client, "mine.edl"), await KeepAsync(client, "another.edl"));
        var (id, _) = await BeginAsync(client, cut, "mine.mov", Movie.Length);

        using var foreign = await SendAsync(colleague, cut, id, 0, Movie);
        using var sent = await SendAsync(client, cut, id, 0, Movie);
        await WhenAsync(client, cut, id, view => view.GetProperty("stage").GetString() == "preparing");
        using var taken = await colleague.DeleteAsync($"api/cuts/{cut}/offlines/{id}");
        using var brought = await viewer.PostAsJsonAsync($"api/cuts/{cut}/offlines", new { name = "x.mov", length = 5, tag = "t" });
        using var elsewhere = await client.GetAsync($"api/cuts/{other}/offlines/{id}");
        using var unseen = await stranger.GetAsync($"api/cuts/{cut}/offlines/{id}");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NoContent, HttpStatusCode.Forbidden), (foreign.StatusCode, sent.StatusCode, taken.StatusCode));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (brought.StatusCode, elsewhere.StatusCode, unseen.StatusCode));
        Assert.Equal(["mine.mov"], await ListedAsync(viewer, cut));
    }

    [Fact]
    public async Task What_was_taken_away_goes_after_the_days_of_the_settings_and_not_before()
    {
        await using var own = new RunningServer();
        await own.InitializeAsync();
        await MatchCommandTests.FillAsync(own.Library);
        using var client = own.Client(own.Admin);
        var cut = await KeepAsync(client, "swept.edl");
        var (id, _) = await BeginAsync(client, cut, "old.mov", Movie.Length);
        using var sent = await SendAsync(client, cut, id, 0, Movie);
        await WhenAsync(client, cut, id, view => view.GetProperty("stage").GetString() == "preparing");
        using var removed = await client.DeleteAsync($"api/cuts/{cut}/offlines/{id}");
        await using var store = await Acetate.Storage.StoreUrl.OpenAsync(own.Library.Options.Workspaces, Acetate.Storage.StoreAccess.ReadWrite, default);
        var path = Path.Join(own.Library.Options.Workspaces.LocalPath, ".offlines", id.ToString("N"), "old.mov");

        var made = Path.Join(own.Library.Options.Derived.LocalPath, "offlines", id.ToString("N"), "proxy.mp4");
        Directory.CreateDirectory(Path.GetDirectoryName(made)!);
        await File.WriteAllTextAsync(made, "made of it");

        Assert.Equal(0, await OfflineSweep.EmptyAsync(own.Library, store, new() { BinDays = 1 }, default));
        Assert.True(File.Exists(path) && File.Exists(made));
        Assert.Equal(1, await OfflineSweep.EmptyAsync(own.Library, store, new() { BinDays = 0 }, default));

        Assert.False(File.Exists(path) || File.Exists(made));
        using var restored = await client.PostAsync($"api/cuts/{cut}/offlines/{id}/restore", null);
        Assert.Equal(HttpStatusCode.NotFound, restored.StatusCode);
    }

    [Fact]
    public async Task Which_frame_of_a_clip_is_seen_at_each_frame_of_an_event_is_told_for_clips_of_the_show_alone()
    {
        using var client = await AsAsync("offline-frames", ShowRole.Operator);
        var cut = await KeepAsync(client, "frames.edl");
        var match = await JsonAsync(await client.GetAsync($"api/cuts/{cut}/match"));
        var one = match.GetProperty("events")[0];
        var (item, clip, start, count) = (one.GetProperty("event").GetString(), one.GetProperty("clip").GetProperty("id").GetGuid(), one.GetProperty("frames").GetProperty("start").GetInt64(), one.GetProperty("frames").GetProperty("count").GetInt64());

        var frames = await JsonAsync(await client.GetAsync($"api/cuts/{cut}/events/{item}/frames?clip={clip}&start={start}&count={count}"));
        using var beyond = await client.GetAsync($"api/cuts/{cut}/events/{item}/frames?clip={clip}&start={long.MaxValue}&count={count}");
        using var nobody = await client.GetAsync($"api/cuts/{cut}/events/{item}/frames?clip={Guid.NewGuid()}&start=0&count=1");

        Assert.Equal(Enumerable.Range(24, 24).Select(frame => (long)frame), frames.GetProperty("frames").EnumerateArray().Select(frame => frame.GetInt64()));
        Assert.Equal(["head 0", "middle 11", "tail 23"], frames.GetProperty("places").EnumerateArray().Select(place => $"{place.GetProperty("name").GetString()} {place.GetProperty("at").GetInt64()}"));
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.NotFound), (beyond.StatusCode, nobody.StatusCode));
    }

    private async Task<HttpClient> AsAsync(string name, ShowRole role)
    {
        await MatchCommandTests.FillAsync(server.Library);
        return server.Client(await server.TokenAsync(name, role: role));
    }

    private static async Task<string> KeepAsync(HttpClient client, string name)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(List)) { Headers = { ContentType = new("application/octet-stream") } };
        using var answer = await client.PostAsync($"api/shows/film/cuts?name={name}&rate=24", body);
        return (await JsonAsync(answer)).GetProperty("id").GetString()!;
    }

    private static async Task<(Guid Id, long Offset)> BeginAsync(HttpClient client, string cut, string name, long length)
    {
        using var answer = await client.PostAsJsonAsync($"api/cuts/{cut}/offlines", new { name, length, tag = "t" });
        var begun = await JsonAsync(answer);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, begun.ToString());
        return (begun.GetProperty("id").GetGuid(), begun.GetProperty("offset").GetInt64());
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string cut, Guid id, long offset, byte[] bytes) => client.SendAsync(new HttpRequestMessage(HttpMethod.Patch, $"api/cuts/{cut}/offlines/{id}/upload")
    {
        Content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/offset+octet-stream") } },
        Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Offset", $"{offset}" } },
    });

    private static async Task<JsonElement> WhenAsync(HttpClient client, string cut, Guid id, Func<JsonElement, bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        for (; ; await Task.Delay(20, patience.Token))
            if (await JsonAsync(await client.GetAsync($"api/cuts/{cut}/offlines/{id}", patience.Token)) is var view && isSo(view)) return view;
    }

    private static async Task<List<string>> ListedAsync(HttpClient client, string cut) =>
        [.. (await JsonAsync(await client.GetAsync($"api/cuts/{cut}/offlines"))).GetProperty("offlines").EnumerateArray().Select(one => one.GetProperty("offline").GetProperty("name").GetString()!)];

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using (answer) return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }
}
