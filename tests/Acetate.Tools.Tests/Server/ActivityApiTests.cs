using System.Net;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Library.Activity;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Workspaces;

namespace Acetate.Tools.Tests.Server;

/// <summary>Who saw or fetched what, as the audit log tells it to whom it may.</summary>
public sealed class ActivityApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Who_fetched_an_original_is_told_once_an_hour_to_owners_and_to_themselves()
    {
        var clip = Guid.CreateVersion7();
        await server.Library.WriteAsync(tx => tx.PutClipsAsync([new Clip { Id = clip, Roll = server.Roll, Name = "C001", Kind = "sequence", Files = ["C001/C001.####.ari"] }], default), default);
        foreach (var name in (string[])["C001/C001.0001.ari", "C001/C001.0002.ari", "notes.txt"])
        {
            var path = Path.Join(server.Home, "store", RunningServer.Prefix, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, name);
        }

        using var vera = server.Client(await server.TokenAsync("vera", role: ShowRole.Viewer));
        using var other = server.Client(await server.TokenAsync("other-viewer", role: ShowRole.Viewer));
        using var owner = server.Client(await server.TokenAsync("olga", role: ShowRole.Owner));
        using var stranger = server.Client(await server.TokenAsync("stranger"));
        foreach (var name in (string[])["C001/C001.0001.ari", "C001/C001.0002.ari", "C001/C001.0001.ari", "notes.txt"])
            Assert.Equal(HttpStatusCode.OK, (await vera.GetAsync($"api/files/{RunningServer.Prefix}/{name}")).StatusCode);
        await vera.SendAsync(new(HttpMethod.Head, $"api/files/{RunningServer.Prefix}/notes.txt"));

        Assert.Equal("vera fetched the original C001/C001.0001.ari.", Assert.Single(await ReadsAsync(owner, $"clip={clip}")));
        Assert.Equal(2, (await ReadsAsync(owner, $"roll={server.Roll}")).Length);
        Assert.Single(await ReadsAsync(vera, $"clip={clip}"));
        Assert.Empty(await ReadsAsync(other, $"clip={clip}"));
        foreach (var address in (string[])[$"clip={clip}", $"roll={server.Roll}", $"show={RunningServer.Show}"])
            Assert.Equal("not-found", await RunningServer.ProblemAsync(await stranger.GetAsync($"api/activity?{address}")));
        Assert.Empty(await ReadsAsync(stranger, "actor=vera"));
        Assert.Equal("not-found", await RunningServer.ProblemAsync(await owner.GetAsync($"api/activity?clip={clip}&show={RunningServer.OtherShow}")));
    }

    [Fact]
    public async Task Pages_follow_each_other_and_what_is_no_place_is_refused()
    {
        using var admin = server.Client(server.Admin);
        foreach (var name in (string[])["anna", "ben"]) await server.Library.WriteAsync(tx => tx.AuditAsync(name, "session.begun", name, "", null, default), default);

        var first = await JsonAsync(await admin.GetAsync("api/activity?limit=1"));
        var next = first.GetProperty("next").GetString()!;
        var second = await JsonAsync(await admin.GetAsync($"api/activity?limit=1&before={next}"));

        Assert.True(ActivityPlace.TryParse(next, out _));
        Assert.NotEqual(first.GetProperty("lines")[0].GetRawText(), second.GetProperty("lines")[0].GetRawText());
        foreach (var bad in (string[])["before=x", "before=20260511T120000.000000-e--1", $"roll={Guid.Empty}&clip={Guid.Empty}", "shot=010", "roll=x", "since=yesterday"])
            Assert.Equal("invalid-request", await RunningServer.ProblemAsync(await admin.GetAsync($"api/activity?{bad}")));
    }

    [Fact]
    public async Task What_is_about_one_thing_can_be_asked_for_and_who_was_let_in_or_what_was_refused_stands_there()
    {
        using var owner = server.Client(await server.TokenAsync("omar", role: ShowRole.Owner));
        await server.TokenAsync("lupus-io");
        var space = await server.Library.WriteAsync(tx => tx.EnsureWorkspaceAsync(RunningServer.Show, "lupus", WorkspaceKind.Vendor, "omar", default), default);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.PutAsync($"api/workspaces/{space.Id}/members/lupus-io", RunningServer.Json("""{"access":"download"}"""))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.PutAsync($"api/workspaces/{space.Id}/members/lupus-io", RunningServer.Json("""{"access":null}"""))).StatusCode);
        using var cut = await owner.PostAsync($"api/shows/{RunningServer.Show}/cuts?name=R1.edl", new StringContent("nothing of a cut", System.Text.Encoding.UTF8, "application/octet-stream"));

        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(cut));
        Assert.Equal(["omar took lupus-io out of workspace lupus.", "omar let lupus-io into workspace lupus: they may download."], (await WordsAsync("sharing")).Where(words => words.Contains("lupus-io", StringComparison.Ordinal)));
        Assert.StartsWith("omar handed in R1.edl, which could not be read: ", (await WordsAsync("cuts"))[0]);
        Assert.DoesNotContain(await WordsAsync("dailies"), words => words.Contains("omar", StringComparison.Ordinal));
        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(await owner.GetAsync("api/activity?topic=gossip")));

        async Task<string[]> WordsAsync(string topic) =>
            [.. (await JsonAsync(await owner.GetAsync($"api/activity?show={RunningServer.Show}&topic={topic}"))).GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("words").GetString()!)];
    }

    private static async Task<string[]> ReadsAsync(HttpClient client, string about) =>
        [.. (await JsonAsync(await client.GetAsync($"api/activity?reads=true&{about}"))).GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("words").GetString()!)];

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }
}
