using System.Net;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Library.Clips;

namespace Acetate.Tools.Tests.Server;

/// <summary>Corrections of clips over HTTP: who may, what stands in the way, and that nothing goes by unnoticed.</summary>
public sealed class ClipEditApiTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private static readonly Guid Clip = Guid.Parse("0199a7f0-0000-7000-8000-000000000001");

    public async ValueTask InitializeAsync() => await server.Library.WriteAsync(
        tx => tx.PutClipsAsync([new Clip { Id = Clip, Roll = server.Roll, Name = "A001 C001+é", Rate = "24", Facts = [new("slate.scene", "42A", "42A", "ixml")] }], default), default);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<HttpClient> AsAsync(string name, ShowRole? role) => server.Client(await server.TokenAsync(name, role: role));

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    private static Task<HttpResponseMessage> EditAsync(HttpClient client, string field, string value, long version) => client.PostAsync(
        $"api/clips/{Clip}/edits", RunningServer.Json($$"""{ "field": "{{field}}", "value": "{{value}}", "version": {{version}}, "reason": "slate" }"""));

    [Fact]
    public async Task An_operator_corrects_what_a_viewer_only_sees_and_the_second_of_two_gets_both_values()
    {
        using var mara = await AsAsync("mara", ShowRole.Operator);
        using var bo = await AsAsync("bo", ShowRole.Operator);
        using var viewer = await AsAsync("vera", ShowRole.Viewer);
        using var stranger = await AsAsync("stan", null);

        using var first = await EditAsync(mara, "slate.scene", "42B", 0);
        using var second = await EditAsync(bo, "slate.scene", "43", 0);
        using var seen = await viewer.GetAsync($"api/clips/{Clip}/values");
        using var history = await viewer.GetAsync($"api/clips/{Clip}/edits?field=slate.scene");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (first.StatusCode, second.StatusCode));
        var (problem, version) = (await JsonAsync(second), (await JsonAsync(first)).GetProperty("version").GetInt64());
        Assert.EndsWith("/edit-conflict", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        var conflict = problem.GetProperty("conflict");
        Assert.Equal(("42B", "43", "mara", version), (conflict.GetProperty("theirs").GetString(), conflict.GetProperty("yours").GetString(), conflict.GetProperty("by").GetString(), conflict.GetProperty("version").GetInt64()));
        var scene = (await JsonAsync(seen)).GetProperty("values").EnumerateArray().Single(value => value.GetProperty("field").GetString() == "slate.scene");
        Assert.Equal(("42B", "person:mara"), (scene.GetProperty("value").GetString(), scene.GetProperty("origin").GetString()));
        Assert.Equal("42A", Assert.Single((await JsonAsync(history)).GetProperty("edits").EnumerateArray()).GetProperty("found").GetString());
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound), ((await EditAsync(viewer, "slate.scene", "44", version)).StatusCode, (await EditAsync(stranger, "slate.scene", "44", version)).StatusCode));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"api/clips/{Clip}/values")).StatusCode);
        using var back = await bo.PostAsync($"api/clips/{Clip}/edits/{version}/revert", RunningServer.Json($$"""{ "version": {{version}} }"""));
        Assert.Equal("42A", (await JsonAsync(back)).GetProperty("value").GetString());
        Assert.Contains("api.edit-clip", await server.AuditAsync());
        Assert.Contains("api.edit-clip.refused", await server.AuditAsync());
        Assert.Contains("api.revert-clip-edit", await server.AuditAsync());
    }

    [Fact]
    public async Task What_cannot_be_kept_is_a_sentence_and_a_clip_is_found_by_its_whole_name()
    {
        using var mara = await AsAsync("mara", ShowRole.Operator);

        using var odd = await EditAsync(mara, "exposure.iso", "fast", 0);
        using var reel = await EditAsync(mara, "clip.reel", "B001", 0);
        using var named = await mara.GetAsync($"api/shows/film/clips/named/{Uri.EscapeDataString("A001 C001+é")}");

        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(odd));
        Assert.Contains("Say that you mean it.", (await JsonAsync(reel)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal((Clip, "A001"), (await JsonAsync(named)).GetProperty("clips").EnumerateArray().Select(clip => (clip.GetProperty("id").GetGuid(), clip.GetProperty("rollName").GetString())).Single());
    }
}
