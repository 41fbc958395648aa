using System.Net;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Tools.Ingest.Recording;

namespace Acetate.Tools.Tests.Server;

/// <summary>Who takes care of a roll that is held, over HTTP: everybody sees it, and it goes with the hold.</summary>
public sealed class AcknowledgementTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly Hold Damaged = new("A file is damaged.", "Copy it again.");

    [Fact]
    public async Task Whoever_may_operate_takes_care_of_a_hold_and_others_see_it_until_it_is_taken_back()
    {
        var (roll, address) = await HeldAsync("D010");
        using var mara = server.Client(await server.TokenAsync("mara", role: ShowRole.Operator));
        using var vera = server.Client(await server.TokenAsync("vera", role: ShowRole.Viewer));

        Assert.Equal(HttpStatusCode.NoContent, (await mara.PutAsync(address, null)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await mara.PutAsync(address, null)).StatusCode);

        Assert.Equal("mara", (await RollAsync(vera, roll)).GetProperty("acknowledged").GetProperty("by").GetString());
        Assert.True((await RollAsync(vera, roll)).TryGetProperty("hold", out _));
        var given = Assert.Single(await ToldAsync(roll), e => e.Kind == "alert.acknowledged");
        Assert.Equal("mara takes care of roll D010: A file is damaged.", given.Message);

        Assert.Equal(HttpStatusCode.NoContent, (await mara.DeleteAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await mara.DeleteAsync(address)).StatusCode);
        Assert.False((await RollAsync(vera, roll)).TryGetProperty("acknowledged", out _));
        Assert.Single(await ToldAsync(roll), e => e.Kind == "alert.acknowledgement-taken-back");
        var audited = await server.AuditAsync();
        Assert.Contains("alert.acknowledged", audited);
        Assert.Contains("alert.acknowledgement-taken-back", audited);
    }

    [Fact]
    public async Task Somebody_else_takes_it_over_by_name()
    {
        var (roll, address) = await HeldAsync("D011");
        using var mara = server.Client(await server.TokenAsync("mara", role: ShowRole.Operator));
        using var otto = server.Client(await server.TokenAsync("otto", role: ShowRole.Owner));

        await mara.PutAsync(address, null);
        await otto.PutAsync(address, null);

        Assert.Equal("otto", (await RollAsync(mara, roll)).GetProperty("acknowledged").GetProperty("by").GetString());
        Assert.Equal("otto takes care of roll D011 from mara: A file is damaged.", (await ToldAsync(roll)).Last(e => e.Kind == "alert.acknowledged").Message);
    }

    [Fact]
    public async Task The_word_goes_with_the_hold_and_does_not_count_for_the_next_one()
    {
        var (roll, address) = await HeldAsync("D012");
        using var mara = server.Client(await server.TokenAsync("mara", role: ShowRole.Operator));
        await mara.PutAsync(address, null);

        await HoldAsync(roll, Damaged);
        Assert.True((await RollAsync(mara, roll)).TryGetProperty("acknowledged", out _));
        await HoldAsync(roll, new Hold("A file is missing.", "Find it."));
        Assert.False((await RollAsync(mara, roll)).TryGetProperty("acknowledged", out _));

        await mara.PutAsync(address, null);
        await server.Library.WriteAsync(async tx => await tx.UnholdRollAsync(await tx.RequireRollAsync(roll, Token), "mara", "It goes on.", Token), Token);
        Assert.False((await RollAsync(mara, roll)).TryGetProperty("acknowledged", out _));
        using var late = await mara.PutAsync(address, null);
        Assert.Equal("conflict", await RunningServer.ProblemAsync(late));
        Assert.Contains("Roll D012 is not held", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_only_look_or_lacks_the_scope_or_the_show_takes_care_of_nothing()
    {
        var (roll, address) = await HeldAsync("D013");
        using var viewer = server.Client(await server.TokenAsync("vera", role: ShowRole.Viewer));
        using var reader = server.Client(await server.TokenAsync("rob", role: ShowRole.Operator, scopes: TokenScope.Read));
        using var stranger = server.Client(await server.TokenAsync("sten"));
        using var nobody = server.Client(null);

        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(await viewer.PutAsync(address, null)));
        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(await reader.PutAsync(address, null)));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PutAsync(address, null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.PutAsync(address, null)).StatusCode);
        Assert.Null((await server.Library.ReadAsync(tx => tx.RequireRollAsync(roll, Token), Token)).Acknowledged);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<(Guid Roll, string Address)> HeldAsync(string name)
    {
        var id = await server.Library.WriteAsync(async tx =>
        {
            var roll = new Roll
            {
                Id = Guid.CreateVersion7(tx.Now),
                Show = RunningServer.Show,
                Name = name,
                Kind = RollKind.Camera,
                ShootDay = new DateOnly(2031, 2, 5),
                StorePrefix = $"film/20310205/Camera_Media/{name}",
                FoundAt = tx.Now,
            };
            await tx.AddRollAsync(roll, Token);
            return roll.Id;
        }, Token);
        await HoldAsync(id, Damaged);
        return (id, $"api/rolls/{id}/acknowledgement");
    }

    private Task<Roll> HoldAsync(Guid roll, Hold hold) => server.Library.WriteAsync(
        async tx => await tx.HoldRollAsync(await tx.RequireRollAsync(roll, Token), hold, null, "acetate", null, Token), Token);

    private Task<List<LibraryEvent>> ToldAsync(Guid roll) => server.Library.ReadAsync(tx => tx.TimelineAsync(roll, Token), Token);

    private static async Task<JsonElement> RollAsync(HttpClient client, Guid roll) =>
        JsonDocument.Parse(await client.GetStringAsync($"api/rolls/{roll}", Token)).RootElement.GetProperty("summary").GetProperty("roll");
}
