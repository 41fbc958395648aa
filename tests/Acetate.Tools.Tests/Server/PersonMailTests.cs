using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Library.Access;

namespace Acetate.Tools.Tests.Server;

/// <summary>Mail addresses of people, to which news for their role goes: checked, and nobody's business but the administrators'.</summary>
public sealed class PersonMailTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("nora")]
    [InlineData("nora@film.example, thief@x.example")]
    [InlineData("nora@film.example\r\nBcc: thief@x.example")]
    [InlineData("Nora <nora@film.example>")]
    public async Task What_is_no_address_is_refused_when_a_person_is_made_or_changed(string mail)
    {
        using var admin = server.Client(server.Admin);
        await server.TokenAsync("known");

        using var made = await admin.PostAsJsonAsync("api/principals", new { name = "nora", mail }, Token);
        using var changed = await admin.PatchAsJsonAsync("api/principals/known", new { mail }, Token);

        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(made));
        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(changed));
        Assert.Equal("", (await server.Library.ReadAsync(tx => tx.PrincipalAsync("known", Token), Token))!.Mail);
    }

    [Fact]
    public async Task An_address_can_be_written_down_and_taken_away_and_owners_of_the_show_do_not_see_it()
    {
        using var admin = server.Client(server.Admin);
        using var owner = server.Client(await server.TokenAsync("otto", role: ShowRole.Owner));
        await server.TokenAsync("paul", role: ShowRole.Operator);

        using var changed = await admin.PatchAsJsonAsync("api/principals/paul", new { mail = " paul@film.example " }, Token);
        Assert.Equal("paul@film.example", (await changed.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("mail").GetString());
        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(await owner.GetAsync("api/principals", Token)));
        var roles = await owner.GetStringAsync($"api/shows/{RunningServer.Show}/roles", Token);
        using var emptied = await admin.PatchAsJsonAsync("api/principals/paul", new { mail = "" }, Token);

        Assert.Contains("paul", roles, StringComparison.Ordinal);
        Assert.DoesNotContain("film.example", roles, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, emptied.StatusCode);
        Assert.Equal("", (await emptied.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("mail").GetString());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
