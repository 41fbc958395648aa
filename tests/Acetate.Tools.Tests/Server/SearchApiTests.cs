using System.Net;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Tools.Tests.Cli;

namespace Acetate.Tools.Tests.Server;

/// <summary>Searching through the API.</summary>
public sealed class SearchApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static async Task<JsonElement> GetAsync(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static string Names(JsonElement page) => string.Join(' ', page.GetProperty("clips").EnumerateArray().Select(clip => clip.GetProperty("name").GetString()));

    private async Task FillAsync()
    {
        await MatchCommandTests.FillAsync(server.Library);
        await server.Library.WriteAsync(async tx =>
        {
            if (await tx.ShowAsync("hidden", default) is not null) return;
            await tx.AddShowAsync(new Show { Name = "hidden", Title = "Not to be seen" }, default);
            var roll = new Roll { Id = Guid.CreateVersion7(), Show = "hidden", Name = "Z001HIDE", Kind = RollKind.Camera, ShootDay = new(2026, 1, 2), FoundAt = tx.Now, StorePrefix = "hidden/z" };
            await tx.AddRollAsync(roll, default);
            await tx.PutClipsAsync([new Clip { Id = Guid.CreateVersion7(), Roll = roll.Id, Name = "Z001C001_HIDDEN", Kind = "single", Camera = "Hidden Camera", State = ClipState.Inspected }], default);
        }, default);
    }

    [Fact]
    public async Task A_search_goes_on_part_by_part_and_is_counted()
    {
        await FillAsync();
        using var client = server.Client(server.Admin);

        var all = await GetAsync(client, "api/clips/search?q=show:film&sort=name");
        var first = await GetAsync(client, "api/clips/search?q=show:film&sort=name&limit=1");
        var second = await GetAsync(client, $"api/clips/search?q=show:film&sort=name&limit=1&after={first.GetProperty("next").GetString()}");
        var jumped = await GetAsync(client, "api/clips/search?q=show:film&sort=name&limit=1&offset=1");
        var summary = await GetAsync(client, "api/clips/summary?q=show:film");

        Assert.True(all.GetProperty("clips").GetArrayLength() > 1);
        Assert.StartsWith($"{Names(first)} {Names(second)}", Names(all), StringComparison.Ordinal);
        Assert.Equal(Names(second), Names(jumped));
        Assert.Equal(all.GetProperty("clips").GetArrayLength(), summary.GetProperty("total").GetInt32());
        Assert.False(summary.GetProperty("isCapped").GetBoolean());
    }

    [Theory]
    [InlineData("api/clips/search?q=iso:8oo", "At character 5 of the search: '8oo' is no number or range of iso.")]
    [InlineData("api/clips/summary?q=%22open", "At character 1 of the search: The quotation mark is not closed.")]
    [InlineData("api/clips/search?sort=colour", "'colour' is nothing to sort by.")]
    [InlineData("api/clips/search?after=nowhere", "The place to go on from is not one of this search")]
    [InlineData("api/clips/search?offset=100001", "A list can be jumped into up to place 100000.")]
    public async Task What_is_not_understood_is_answered_with_a_sentence(string address, string sentence)
    {
        using var client = server.Client(server.Admin);

        using var answer = await client.GetAsync(address);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(sentence, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_no_role_in_a_show_finds_counts_and_keeps_nothing_of_it()
    {
        await FillAsync();
        using var client = server.Client(await server.TokenAsync("search-viewer", role: ShowRole.Viewer));
        using var admin = server.Client(server.Admin);

        foreach (var query in new[] { "", "hidden", "show:hidden", "show:*", "-show:film", "camera:%22hidden%20camera%22", "roll:Z001HIDE", "z001" })
        {
            Assert.DoesNotContain("hidden", (await GetAsync(client, $"api/clips/search?q={query}")).ToString(), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("hidden", (await GetAsync(client, $"api/clips/summary?q={query}")).ToString(), StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal("Z001C001_HIDDEN", Names(await GetAsync(admin, "api/clips/search?q=hidden")));
        using var made = await admin.PostAsync("api/smart-collections", RunningServer.Json("""{"name":"Hidden rolls","query":"roll:Z*","show":"hidden"}"""));
        using var asked = await client.PostAsync("api/smart-collections", RunningServer.Json("""{"name":"Mine","query":"roll:Z*","show":"hidden"}"""));
        var id = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString();
        using var removed = await client.DeleteAsync($"api/smart-collections/{id}");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (made.StatusCode, asked.StatusCode, removed.StatusCode));
        Assert.DoesNotContain("Hidden rolls", (await GetAsync(client, "api/smart-collections")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collections_of_a_show_are_made_by_its_operators_and_those_of_a_person_are_that_persons()
    {
        await FillAsync();
        using var viewer = server.Client(await server.TokenAsync("collector", role: ShowRole.Viewer));
        using var other = server.Client(await server.TokenAsync("other-collector", role: ShowRole.Operator));

        using var refused = await viewer.PostAsync("api/smart-collections", RunningServer.Json("""{"name":"All","query":"","show":"film"}"""));
        using var own = await viewer.PostAsync("api/smart-collections", RunningServer.Json("""{"name":"  Wide ","query":"lens:..24","sort":"-iso"}"""));
        using var twice = await viewer.PostAsync("api/smart-collections", RunningServer.Json("""{"name":"WIDE","query":"lens:..24"}"""));
        using var wrong = await viewer.PostAsync("api/smart-collections", RunningServer.Json("""{"name":"x","query":"lens:wide"}"""));
        using var shared = await other.PostAsync("api/smart-collections", RunningServer.Json("""{"name":"Circled","query":"is:circled","show":"film"}"""));
        var id = JsonDocument.Parse(await own.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString();
        using var stolen = await other.PutAsync($"api/smart-collections/{id}", RunningServer.Json("""{"name":"Stolen","query":""}"""));
        using var changed = await viewer.PutAsync($"api/smart-collections/{id}", RunningServer.Json("""{"name":"Wider","query":"lens:..18"}"""));
        var seen = string.Join(' ', (await GetAsync(viewer, "api/smart-collections")).GetProperty("collections").EnumerateArray().Select(c => $"{c.GetProperty("name").GetString()}={c.GetProperty("query").GetString()}"));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.BadRequest, HttpStatusCode.Created, HttpStatusCode.NotFound, HttpStatusCode.OK),
            (refused.StatusCode, own.StatusCode, twice.StatusCode, wrong.StatusCode, shared.StatusCode, stolen.StatusCode, changed.StatusCode));
        Assert.Equal("Circled=is:circled Wider=lens:..18", seen);
    }
}
