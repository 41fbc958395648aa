using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Library.Access;

namespace Acetate.Tools.Tests.Server;

/// <summary>Originals beyond what is free in an hour: one person asks, another agrees.</summary>
public sealed class BulkRequestApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Nobody_fetches_originals_in_bulk_alone()
    {
        foreach (var name in (string[])["a.mov", "b.mov"])
        {
            var path = Path.Join(server.Home, "store", RunningServer.Prefix, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, new byte[600]);
        }

        using var admin = server.Client(server.Admin);
        Assert.Equal(HttpStatusCode.OK, (await admin.PutAsJsonAsync("api/policy", new { secondFactor = "nobody", bulkBytes = 1000 })).StatusCode);
        using var anna = await PersonAsync("anna", ShowRole.Owner);
        using var ben = await PersonAsync("ben", ShowRole.Owner);
        using var vera = await PersonAsync("vera", ShowRole.Viewer);
        using var stranger = server.Client(await server.TokenAsync("stranger"));

        var first = await FileAsync(anna, "a.mov");
        var second = await FileAsync(anna, "b.mov");
        var range = await FileAsync(anna, "b.mov", new(0, 399));
        var beyond = await FileAsync(anna, "b.mov", new(400, 400));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PartialContent), (first.StatusCode, range.StatusCode));
        foreach (var refused in (HttpResponseMessage[])[second, beyond]) Assert.Equal("second-person-needed", await RunningServer.ProblemAsync(refused));
        Assert.False(beyond.Content.Headers.Contains("Content-Range"));

        var asked = await anna.PostAsJsonAsync($"api/shows/{RunningServer.Show}/bulk-requests", new { reason = "conform of reel 2" });
        var id = (await asked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        var own = await anna.PostAsJsonAsync($"api/bulk-requests/{id}/approval", new { });
        var viewers = await vera.PostAsJsonAsync($"api/bulk-requests/{id}/approval", new { });
        var strangers = await stranger.PostAsJsonAsync($"api/bulk-requests/{id}/approval", new { });
        var service = await admin.PostAsJsonAsync($"api/bulk-requests/{id}/approval", new { });
        var tooLong = await ben.PostAsJsonAsync($"api/bulk-requests/{id}/approval", new { hours = 1e300 });
        Assert.Equal(HttpStatusCode.Created, asked.StatusCode);
        Assert.Equal(["conflict", "not-permitted", "not-found", "conflict", "invalid-request"],
            [await RunningServer.ProblemAsync(own), await RunningServer.ProblemAsync(viewers), await RunningServer.ProblemAsync(strangers), await RunningServer.ProblemAsync(service), await RunningServer.ProblemAsync(tooLong)]);
        Assert.Equal((0, 1, 1), (await CountAsync(vera), await CountAsync(anna), await CountAsync(ben)));

        var approved = await ben.PostAsJsonAsync($"api/bulk-requests/{id}/approval", new { hours = 1 });
        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await FileAsync(anna, "b.mov")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await anna.DeleteAsync($"api/bulk-requests/{id}")).StatusCode);
        Assert.Equal("second-person-needed", await RunningServer.ProblemAsync(await FileAsync(anna, "b.mov")));
        var log = await server.AuditAsync();
        foreach (var action in (string[])["bulk.asked", "bulk.approved", "bulk.withdrawn"]) Assert.Contains(action, log);
    }

    private async Task<HttpClient> PersonAsync(string name, ShowRole role)
    {
        await server.Library.WriteAsync(tx => tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(), Name = name, Kind = PrincipalKind.Person }, default), default);
        return server.Client(await server.TokenAsync(name, role: role));
    }

    private static async Task<int> CountAsync(HttpClient client) => (await client.GetFromJsonAsync<JsonElement>("api/bulk-requests")).GetProperty("requests").GetArrayLength();

    private static async Task<HttpResponseMessage> FileAsync(HttpClient client, string name, RangeItemHeaderValue? range = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"api/files/{RunningServer.Prefix}/{name}");
        if (range is not null) request.Headers.Range = new RangeHeaderValue(range.From, range.To);
        return await client.SendAsync(request);
    }
}
