using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Tools.Returns;
using Acetate.Tools.Tests.Returns;

namespace Acetate.Tools.Tests.Server;

/// <summary>Returns through the API: the production takes in and decides, a vendor sees the own state of things and nothing else.</summary>
public sealed class ReturnApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_folder_of_the_workspace_is_taken_in_decided_on_by_an_owner_and_counted()
    {
        await GivenPlates.GiveAsync(server.Library, RunningServer.Show, "lupus");
        Put("lupus", "day1", "film_010_comp_v001");
        using var op = server.Client(await server.TokenAsync("ret-operator", role: ShowRole.Operator));
        using var owner = server.Client(await server.TokenAsync("ret-owner", role: ShowRole.Owner));
        using var viewer = server.Client(await server.TokenAsync("ret-viewer", role: ShowRole.Viewer));
        var order = new { vendor = "lupus", folder = "day1" };

        using var notByViewer = await viewer.PostAsJsonAsync("api/shows/film/returns", order);
        using var nowhere = await op.PostAsJsonAsync("api/shows/film/returns", new { vendor = "lupus", folder = "../../.." });
        var arrived = await JsonAsync(await op.GetAsync("api/shows/film/returns/arrived?vendor=lupus"));
        var receipt = await JsonAsync(await op.PostAsJsonAsync("api/shows/film/returns", order));
        var id = receipt.GetProperty("items")[0].GetProperty("version").GetProperty("id").GetGuid();
        using var notByOperator = await op.PostAsJsonAsync($"api/returns/{id}/approve", new { reason = "" });
        using var mute = await owner.PostAsJsonAsync($"api/returns/{id}/reject", new { reason = "" });
        var rejected = await JsonAsync(await owner.PostAsJsonAsync($"api/returns/{id}/reject", new { reason = "the edge flickers" }));
        using var both = await owner.PostAsJsonAsync($"api/returns/{id}/approve", new { reason = "" });
        await JsonAsync(await owner.PostAsJsonAsync($"api/returns/{id}/withdraw", new { reason = "" }));
        var approved = await JsonAsync(await owner.PostAsJsonAsync($"api/returns/{id}/approve", new { reason = "" }));
        var list = await JsonAsync(await viewer.GetAsync("api/shows/film/returns?shot=film_010&vendor=lupus"));
        var counts = (await JsonAsync(await viewer.GetAsync("api/shows/film/returns/counts?vendor=lupus"))).GetProperty("vendors")[0];
        using var file = await viewer.GetAsync($"api/returns/{id}/files/film_010_comp_v001.0994.exr");
        using var outside = await viewer.GetAsync($"api/returns/{id}/files/..%2f..%2fx");

        Assert.Equal(("not-permitted", "invalid-request", "not-permitted"), (await RunningServer.ProblemAsync(notByViewer), await RunningServer.ProblemAsync(nowhere), await RunningServer.ProblemAsync(notByOperator)));
        Assert.Equal(["day1"], arrived.GetProperty("folders").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(("invalid-request", "conflict"), (await RunningServer.ProblemAsync(mute), await RunningServer.ProblemAsync(both)));
        Assert.Equal("the edge flickers", rejected.GetProperty("return").GetProperty("reason").GetString());
        Assert.Equal(["rejected", "waiting", "approved"], approved.GetProperty("decisions").EnumerateArray().Select(one => one.GetProperty("state").GetString()));
        Assert.Equal([id], list.GetProperty("returns").EnumerateArray().Select(one => one.GetProperty("id").GetGuid()));
        Assert.Equal((2, 1, 1), (counts.GetProperty("shots").GetInt32(), counts.GetProperty("outstanding").GetInt32(), counts.GetProperty("approved").GetInt32()));
        Assert.Equal((HttpStatusCode.OK, "attachment"), (file.StatusCode, file.Content.Headers.ContentDisposition?.DispositionType));
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
    }

    [Fact]
    public async Task What_a_vendor_sees_never_names_another_vendor_their_shots_or_people_of_the_production()
    {
        // Every name of the others is generated, so that any of them in an answer is seen.
        var spaces = new List<(Guid Id, string Vendor, string Shot, Guid Folder)>();
        using var owner = server.Client(await server.TokenAsync("secret-owner", role: ShowRole.Owner));
        for (var i = 0; i < 4; i++)
        {
            var (vendor, shot) = ($"ven{i}{Guid.CreateVersion7().ToString("N")[20..]}", $"s{Guid.CreateVersion7().ToString("N")[20..]}");
            var plate = GivenPlates.Plate with { Shot = shot, Pattern = $"plates/{shot}_PL01_v001/{shot}_PL01_v001.####.exr" };
            var (workspace, folder) = await GivenPlates.GiveAsync(server.Library, RunningServer.Show, vendor, plate);
            GivenPlates.Make(Path.Join(server.Library.Options.Workspaces.LocalPath, "film", vendor, HandedIn.Folder, "in"), plate, $"{shot}_comp_v001", first: 1, count: 3);
            var receipt = await JsonAsync(await owner.PostAsJsonAsync("api/shows/film/returns", new { vendor, folder = "in" }));
            var id = receipt.GetProperty("items")[0].GetProperty("version").GetProperty("id").GetGuid();
            await JsonAsync(await owner.PostAsJsonAsync($"api/returns/{id}/reject", new { reason = $"too soft {i}" }));
            spaces.Add((workspace.Id, vendor, shot, folder.Id));
        }

        foreach (var (space, index) in spaces.Select((one, i) => (one, i)))
        {
            var name = $"person-of-{index}";
            using var guest = server.Client(await server.TokenAsync(name, scopes: [TokenScope.Read]));
            using var admin = server.Client(server.Admin);
            Assert.Equal(HttpStatusCode.NoContent, (await admin.PutAsJsonAsync($"api/workspaces/{space.Id}/members/{name}", new { access = "download" })).StatusCode);

            var before = await JsonAsync(await guest.GetAsync($"api/workspaces/{space.Id}/status"));
            using (var fetched = await guest.GetAsync($"api/workspaces/{space.Id}/folders/{space.Folder}/files/package.json")) Assert.Equal(HttpStatusCode.OK, fetched.StatusCode);
            using var answer = await guest.GetAsync($"api/workspaces/{space.Id}/status");
            var text = await answer.Content.ReadAsStringAsync();
            var after = JsonDocument.Parse(text).RootElement;

            Assert.Contains(space.Vendor, text, StringComparison.Ordinal);
            Assert.Contains(space.Shot, text, StringComparison.Ordinal);
            Assert.Contains($"too soft {index}", text, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-owner", text, StringComparison.Ordinal);
            foreach (var other in spaces.Where(one => one.Id != space.Id))
            {
                foreach (var secret in (string[])[other.Vendor, other.Shot, other.Id.ToString(), other.Folder.ToString()]) Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
                using var theirs = await guest.GetAsync($"api/workspaces/{other.Id}/status");
                Assert.Equal("not-found", await RunningServer.ProblemAsync(theirs));
            }

            Assert.False(before.GetProperty("packages")[0].TryGetProperty("fetchedAt", out var none) && none.ValueKind != JsonValueKind.Null);
            Assert.Equal(JsonValueKind.String, after.GetProperty("packages")[0].GetProperty("fetchedAt").ValueKind);
            Assert.Equal("rejected", after.GetProperty("shots")[0].GetProperty("state").GetString());
        }
    }

    private void Put(string vendor, string folder, string name) => GivenPlates.Make(Path.Join(server.Library.Options.Workspaces.LocalPath, "film", vendor, HandedIn.Folder, folder), GivenPlates.Plate, name);

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
