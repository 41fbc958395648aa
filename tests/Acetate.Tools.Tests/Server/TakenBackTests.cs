using System.Globalization;
using System.Net;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Library.Days;
using Acetate.Library.Rolls;

namespace Acetate.Tools.Tests.Server;

/// <summary>What people did and take back, over HTTP: it is audited, needs the same right, and says when it is too late.</summary>
public sealed class TakenBackTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Day = "2031-02-03";
    private const string Confirmation = $"api/shows/{RunningServer.Show}/days/{Day}/complete";
    private const string Waiver = $"api/shows/{RunningServer.Show}/days/{Day}/expected-rolls/C001/waive";

    [Fact]
    public async Task A_waiver_and_a_confirmed_day_are_taken_back_one_after_the_other()
    {
        await ExpectAsync("C001");
        using var client = server.Client(await server.TokenAsync("mara", role: ShowRole.Operator));
        Assert.Equal("not-found", await RunningServer.ProblemAsync(await client.DeleteAsync(Waiver)));
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsync(Waiver, RunningServer.Json("""{"reason":"never used"}"""))).StatusCode);
        Assert.Equal("ready", await StateAsync(client));
        Assert.Equal("conflict", await RunningServer.ProblemAsync(await client.DeleteAsync(Confirmation)));
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(Confirmation, RunningServer.Json("{}"))).StatusCode);

        using var tooLate = await client.DeleteAsync(Waiver);
        Assert.Equal("conflict", await RunningServer.ProblemAsync(tooLate));
        Assert.Contains("Take the confirmation of the day back first", await tooLate.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync(Confirmation)).StatusCode);
        Assert.Equal("ready", await StateAsync(client));
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(Waiver)).StatusCode);

        Assert.Equal("open", await StateAsync(client));
        Assert.Equal(
            ["expected-roll.waived", "day.confirmed", "day.confirmation-taken-back", "expected-roll.waiver-taken-back"],
            (await server.AuditAsync()).Where(action => action.StartsWith("expected-roll.w", StringComparison.Ordinal) || action.StartsWith("day.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Confirmation)]
    [InlineData(Waiver)]
    [InlineData("api/rolls/{roll}/release")]
    [InlineData("api/rolls/{roll}/acknowledgement")]
    public async Task Who_may_only_look_or_lacks_the_scope_takes_nothing_back(string address)
    {
        address = address.Replace("{roll}", $"{server.Roll}", StringComparison.Ordinal);
        using var viewer = server.Client(await server.TokenAsync("vera", role: ShowRole.Viewer));
        using var reader = server.Client(await server.TokenAsync("rob", role: ShowRole.Operator, scopes: TokenScope.Read));
        using var nobody = server.Client(null);

        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(await viewer.DeleteAsync(address)));
        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(await reader.DeleteAsync(address)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.DeleteAsync(address)).StatusCode);
    }

    [Fact]
    public async Task A_release_is_taken_back_over_http_and_a_roll_that_nobody_released_is_refused()
    {
        using var client = server.Client(server.Admin);
        Assert.Equal("conflict", await RunningServer.ProblemAsync(await client.DeleteAsync($"api/rolls/{server.Roll}/release")));
        var card = Directory.CreateDirectory(Path.Join(server.Home, "..", "card", "D001"));
        await File.WriteAllBytesAsync(Path.Join(card.FullName, "S001T001.WAV"), new byte[1_000]);
        await File.WriteAllTextAsync(Path.Join(card.FullName, "D001.mhl"),
            """<?xml version="1.0" encoding="UTF-8"?><hashlist version="1.1"><hash><file>S001T009.WAV</file><size>5</size><xxhash64be>0123456789abcdef</xxhash64be></hash></hashlist>""");
        using var submitted = await client.PostAsync("api/ingest/submissions",
            RunningServer.Json(JsonSerializer.Serialize(new { path = card.FullName, tags = new { show = RunningServer.Show, shootDay = "2031-02-04" } })));
        Assert.True(submitted.IsSuccessStatusCode, await submitted.Content.ReadAsStringAsync());
        var roll = JsonDocument.Parse(await submitted.Content.ReadAsStringAsync()).RootElement.GetProperty("rolls")[0].GetProperty("roll").GetGuid();
        var release = $"api/rolls/{roll}/release";

        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(await client.PostAsync(release, RunningServer.Json("""{"reason":"x","inSeconds":61}"""))));
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(release, RunningServer.Json("""{"reason":"x","inSeconds":15}"""))).StatusCode);
        Assert.True((await RollAsync(client, roll)).GetProperty("canTakeReleaseBack").GetBoolean());
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(release)).StatusCode);

        var after = await RollAsync(client, roll);
        Assert.False(after.GetProperty("canTakeReleaseBack").GetBoolean());
        Assert.True(after.GetProperty("summary").GetProperty("roll").TryGetProperty("hold", out _));
        Assert.Contains("roll.release-taken-back", await server.AuditAsync());
    }

    /// <summary>A day on which one roll is complete and another is waited for.</summary>
    private Task ExpectAsync(string name) => server.Library.WriteAsync(async tx =>
    {
        var day = DateOnly.ParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        await tx.AddRollAsync(new Roll
        {
            Id = Guid.CreateVersion7(tx.Now),
            Show = RunningServer.Show,
            Name = "C002",
            Kind = RollKind.Camera,
            ShootDay = day,
            StorePrefix = "film/20310203/Camera_Media/C002",
            Stage = RollStage.Complete,
            FoundAt = tx.Now,
        }, default);
        await tx.PutExpectedRollsAsync(
            [new ExpectedRoll { Id = Guid.CreateVersion7(tx.Now), Show = RunningServer.Show, ShootDay = day, Name = name, Kind = RollKind.Camera, ImportedAt = tx.Now }], default);
    }, default);

    private static async Task<string> StateAsync(HttpClient client)
    {
        using var day = JsonDocument.Parse(await client.GetStringAsync($"api/shows/{RunningServer.Show}/days/{Day}"));
        return day.RootElement.GetProperty("completeness").GetProperty("state").GetString()!;
    }

    private static async Task<JsonElement> RollAsync(HttpClient client, Guid roll) =>
        JsonDocument.Parse(await client.GetStringAsync($"api/rolls/{roll}")).RootElement;
}
