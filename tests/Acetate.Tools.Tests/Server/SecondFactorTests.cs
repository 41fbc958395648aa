using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Library.Audit;

namespace Acetate.Tools.Tests.Server;

/// <summary>Codes besides passwords, from the QR code to the telephone that is lost.</summary>
public sealed class SecondFactorTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Password = "seven rolls of film";

    [Fact]
    public async Task Who_set_up_codes_signs_in_with_one_each_once_or_with_a_recovery_code()
    {
        var session = await EnrolledAsync("anna");
        var without = await SendAsync(HttpMethod.Post, "api/me/second-factor", session, new { });
        var offer = await JsonAsync(await SendAsync(HttpMethod.Post, "api/me/second-factor", session, new { password = Password }));
        var secret = SecretOf(offer);
        var wrong = await SendAsync(HttpMethod.Post, "api/me/second-factor/confirmation", session, new { code = "000000" });
        var confirmed = await SendAsync(HttpMethod.Post, "api/me/second-factor/confirmation", session, new { code = Code(secret, 0) });
        var recovery = (await JsonAsync(confirmed)).GetProperty("codes").EnumerateArray().Select(one => one.GetString()!).ToArray();

        var noCode = await SignInAsync("anna");
        var replayed = await SignInAsync("anna", Code(secret, 0));
        var next = Code(secret, 1);
        var signedIn = await SignInAsync("anna", next);
        var again = await SignInAsync("anna", next);
        var recovered = await SignInAsync("anna", recovery[0].ToLowerInvariant());
        var twice = await SignInAsync("anna", recovery[0]);
        var state = await JsonAsync(await SendAsync(HttpMethod.Get, "api/me/second-factor", CookieOf(signedIn)));

        Assert.Equal("wrong-password", await RunningServer.ProblemAsync(without));
        Assert.Equal($"otpauth://totp/Acetate:anna%40127.0.0.1?secret={offer.GetProperty("secret").GetString()!.Replace(" ", "", StringComparison.Ordinal)}&issuer=Acetate", offer.GetProperty("uri").GetString());
        Assert.Equal("wrong-code", await RunningServer.ProblemAsync(wrong));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, "api/me", session)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "api/shows", CookieOf(confirmed))).StatusCode);
        Assert.Equal(10, recovery.Distinct().Count());
        Assert.Equal("code-needed", await RunningServer.ProblemAsync(noCode));
        foreach (var refused in (HttpResponseMessage[])[replayed, again, twice]) Assert.Equal("wrong-code", await RunningServer.ProblemAsync(refused));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (signedIn.StatusCode, recovered.StatusCode));
        Assert.Equal(9, state.GetProperty("recoveryCodesLeft").GetInt32());
    }

    [Fact]
    public async Task Who_must_have_codes_and_has_none_can_set_them_up_and_do_nothing_else()
    {
        var before = await EnrolledAsync("ben");
        using var admin = server.Client(server.Admin);
        await admin.PatchAsJsonAsync("api/principals/ben", new { needsSecondFactor = true });
        var ended = await SendAsync(HttpMethod.Get, "api/me", before);

        var session = CookieOf(await SignInAsync("ben"));
        var refused = new List<string>();
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Get, "api/shows"), (HttpMethod.Get, "api/tokens"), (HttpMethod.Get, "api/workspaces"), (HttpMethod.Post, "api/me/password"), (HttpMethod.Delete, "api/me/sessions")])
            refused.Add(await RunningServer.ProblemAsync(await SendAsync(method, path, session, method == HttpMethod.Post ? new { password = "another long word", oldPassword = Password } : null)));
        var secret = SecretOf(await JsonAsync(await SendAsync(HttpMethod.Post, "api/me/second-factor", session, new { })));
        var confirmed = await SendAsync(HttpMethod.Post, "api/me/second-factor/confirmation", session, new { code = Code(secret, 0) });
        var removed = await SendAsync(HttpMethod.Post, "api/me/second-factor/removal", CookieOf(confirmed), new { code = Code(secret, 1) });

        Assert.Equal(HttpStatusCode.Unauthorized, ended.StatusCode);
        Assert.All(refused, problem => Assert.Equal("not-permitted", problem));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "api/shows", CookieOf(confirmed))).StatusCode);
        Assert.Equal("conflict", await RunningServer.ProblemAsync(removed));
    }

    [Fact]
    public async Task An_invitation_does_not_get_around_the_codes_and_an_administrator_resets_them()
    {
        var (secret, session) = await WithCodesAsync("carla");
        using var admin = server.Client(server.Admin);
        using var invited = server.Client(await InvitationAsync("carla"));

        var chosen = await invited.PostAsJsonAsync("api/me/password", new { password = "nineteen lenses in a box" });
        var withCode = await invited.PostAsJsonAsync("api/me/password", new { password = Password, code = Code(secret, 1) });
        using var operatorOnly = server.Client(await server.TokenAsync("operator-of-codes", role: ShowRole.Owner, scopes: TokenScope.Admin));
        var notTheirs = await operatorOnly.DeleteAsync("api/principals/carla/second-factor");
        var reset = await admin.DeleteAsync("api/principals/carla/second-factor");
        var signedIn = await SignInAsync("carla");

        Assert.Equal("code-needed", await RunningServer.ProblemAsync(chosen));
        Assert.Equal(HttpStatusCode.OK, withCode.StatusCode);
        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(notTheirs));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.OK), (reset.StatusCode, signedIn.StatusCode));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, "api/me", session)).StatusCode);
        Assert.Contains("api.reset-second-factor", await server.AuditAsync());
    }

    [Fact]
    public async Task Secrets_and_codes_are_in_no_audit_entry_and_tokens_set_up_no_codes()
    {
        await using var alone = new RunningServer();
        await alone.InitializeAsync();
        var robot = alone.Client(await alone.TokenAsync("robot"));

        var refused = await robot.PostAsJsonAsync("api/me/second-factor", new { password = Password });
        var (secret, _) = await WithCodesAsync("dora");
        var log = await server.Library.ReadAsync(tx => AuditLog.AuditAfterAsync(tx, 0, 10_000, default), default);

        Assert.Equal("conflict", await RunningServer.ProblemAsync(refused));
        Assert.Contains(log, entry => entry is { Actor: "dora", Action: "second-factor.set" });
        Assert.DoesNotContain(log, entry => JsonSerializer.Serialize(entry) is var text
            && (text.Contains(OneTimeCode.Text(secret), StringComparison.Ordinal) || text.Contains(Code(secret, 0), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_policy_asks_codes_of_everybody_and_is_for_administrators_to_change()
    {
        await using var alone = new RunningServer();
        await alone.InitializeAsync();
        using var admin = alone.Client(alone.Admin);
        using var viewer = alone.Client(await alone.TokenAsync("viewer", role: ShowRole.Viewer));

        var nonsense = await admin.PutAsync("api/policy", RunningServer.Json("""{"secondFactor":"sometimes"}"""));
        var put = await admin.PutAsJsonAsync("api/policy", new { secondFactor = "everybody" });
        var refused = await viewer.PutAsJsonAsync("api/policy", new { secondFactor = "nobody" });

        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(nonsense));
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(refused));
        Assert.Equal(SecondFactorDemand.Everybody, (await alone.Library.ReadAsync(tx => tx.AccessPolicyAsync(default), default)).SecondFactor);
        // Tokens are for programs, and go on.
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync("api/me")).StatusCode);
    }

    private async Task<(byte[] Secret, string Session)> WithCodesAsync(string name)
    {
        var session = await EnrolledAsync(name);
        var secret = SecretOf(await JsonAsync(await SendAsync(HttpMethod.Post, "api/me/second-factor", session, new { password = Password })));
        return (secret, CookieOf(await SendAsync(HttpMethod.Post, "api/me/second-factor/confirmation", session, new { code = Code(secret, 0) })));
    }

    private async Task<string> InvitationAsync(string name)
    {
        using var admin = server.Client(server.Admin);
        return (await JsonAsync(await admin.PostAsync($"api/principals/{name}/invitation", null))).GetProperty("secret").GetString()!;
    }

    private async Task<string> EnrolledAsync(string name)
    {
        using var admin = server.Client(server.Admin);
        Assert.Equal(HttpStatusCode.Created, (await admin.PostAsJsonAsync("api/principals", new { name })).StatusCode);
        using var invited = server.Client(await InvitationAsync(name));
        return CookieOf(await invited.PostAsJsonAsync("api/me/password", new { password = Password }));
    }

    private async Task<HttpResponseMessage> SignInAsync(string name, string? code = null)
    {
        using var nobody = server.Client(null);
        return await nobody.PostAsJsonAsync("api/session", new { name, password = Password, code });
    }

    private static string Code(byte[] secret, int steps) => OneTimeCode.At(secret, OneTimeCode.StepAt(TimeProvider.System.GetUtcNow()) + steps);

    private static byte[] SecretOf(JsonElement offer)
    {
        var bits = string.Concat(offer.GetProperty("secret").GetString()!.Replace(" ", "", StringComparison.Ordinal)
            .Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Select(eight => Convert.ToByte(new string(eight), 2))];
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static string CookieOf(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie").Single(one => one.Contains("act_", StringComparison.Ordinal)).Split(';')[0];

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string cookie, object? body = null)
    {
        using var client = server.Client(null);
        var request = new HttpRequestMessage(method, path) { Headers = { { "Cookie", cookie }, { "X-Acetate", "1" } } };
        if (body is not null) request.Content = JsonContent.Create(body);
        return await client.SendAsync(request);
    }
}
