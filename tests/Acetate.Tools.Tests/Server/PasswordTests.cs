using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Server.Access;
using Acetate.Server.Hosting;

namespace Acetate.Tools.Tests.Server;

/// <summary>People who sign in with a name and a password: from the invitation to the end of their sessions.</summary>
public sealed class PasswordTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string First = "seven rolls of film", Second = "nineteen lenses in a box";

    [Fact]
    public async Task Who_is_invited_chooses_a_password_once_and_signs_in_with_it_in_whatever_case_of_the_name()
    {
        var invitation = await InvitedAsync("anna");
        using var invited = server.Client(invitation);

        var nothingElse = await invited.GetAsync("api/shows");
        var weak = await ChooseAsync(invited, "anna anna anna");
        var chosen = await ChooseAsync(invited, First);
        var session = CookieOf(chosen);
        var again = await ChooseAsync(invited, Second);
        using var nobody = server.Client(null);
        var signedIn = await SignInAsync(nobody, "ANNA", First);
        var me = await signedIn.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(nothingElse));
        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(weak));
        Assert.Equal(HttpStatusCode.OK, chosen.StatusCode);
        Assert.Equal("token-invalid", await RunningServer.ProblemAsync(again));
        Assert.Equal(("anna", true), (me.GetProperty("name").GetString(), me.GetProperty("session").GetBoolean()));
        Assert.DoesNotContain("enrol", me.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal(HttpStatusCode.OK, (await WithCookieAsync(HttpMethod.Get, "api/me", session)).StatusCode);
        Assert.All(chosen.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("HttpOnly", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.All(chosen.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_new_password_needs_the_old_one_and_ends_every_other_session()
    {
        var session = await EnrolledAsync("ben");
        using var nobody = server.Client(null);
        var other = CookieOf(await SignInAsync(nobody, "ben", First));

        var without = await WithCookieAsync(HttpMethod.Post, "api/me/password", session, new { password = Second });
        var changed = await WithCookieAsync(HttpMethod.Post, "api/me/password", session, new { password = Second, oldPassword = First });

        Assert.Equal("wrong-password", await RunningServer.ProblemAsync(without));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK],
            [(await WithCookieAsync(HttpMethod.Get, "api/me", session)).StatusCode, (await WithCookieAsync(HttpMethod.Get, "api/me", other)).StatusCode, (await WithCookieAsync(HttpMethod.Get, "api/me", CookieOf(changed))).StatusCode]);
        Assert.Equal("wrong-password", await RunningServer.ProblemAsync(await SignInAsync(nobody, "ben", First)));
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(nobody, "ben", Second)).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_itself_and_an_administrator_can_end_all_of_somebody()
    {
        var one = await EnrolledAsync("carla");
        using var nobody = server.Client(null);
        var two = CookieOf(await SignInAsync(nobody, "carla", First));
        var three = CookieOf(await SignInAsync(nobody, "carla", First));
        using var admin = server.Client(server.Admin);

        await WithCookieAsync(HttpMethod.Delete, "api/session", one);
        var left = (await WithCookieAsync(HttpMethod.Get, "api/me", two)).StatusCode;
        var ended = await admin.DeleteAsync("api/principals/carla/sessions");

        Assert.Equal(HttpStatusCode.Unauthorized, (await WithCookieAsync(HttpMethod.Get, "api/me", one)).StatusCode);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent), (left, ended.StatusCode));
        foreach (var gone in (string[])[two, three]) Assert.Equal(HttpStatusCode.Unauthorized, (await WithCookieAsync(HttpMethod.Get, "api/me", gone)).StatusCode);
    }

    [Fact]
    public async Task Sessions_and_invitations_cannot_be_renewed_for_ever()
    {
        var session = await EnrolledAsync("dora");

        var answer = await WithCookieAsync(HttpMethod.Post, "api/tokens/renew", session);

        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(answer));
    }

    [Fact]
    public async Task Whether_a_name_exists_cannot_be_seen_and_guessing_is_slowed()
    {
        await EnrolledAsync("eric");
        await using var alone = new RunningServer();
        await alone.InitializeAsync();
        using var nobody = alone.Client(null);
        var answers = new List<string>();

        foreach (var name in (string[])["admin", "nobody-at-all", "somebody"]) answers.Add(await (await SignInAsync(nobody, name, "not the password")).Content.ReadAsStringAsync());
        for (var i = 0; i < FailureLimit.Allowed; i++) await SignInAsync(nobody, "admin", "not the password");
        var late = await SignInAsync(nobody, "admin", "not the password");

        Assert.Single(answers.Select(text => JsonDocument.Parse(text).RootElement).Select(one => (one.GetProperty("type").GetString(), one.GetProperty("detail").GetString())).Distinct());
        Assert.Equal("too-many-failures", await RunningServer.ProblemAsync(late));
        Assert.True(late.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task Strangers_who_guess_at_a_name_keep_its_person_out_of_no_browser_that_they_were_in_with()
    {
        await using var alone = new RunningServer();
        await alone.InitializeAsync();
        var invitation = await alone.Library.WriteAsync(async tx => (await tx.InviteAsync(await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(tx.Now), Name = "hanna", Kind = PrincipalKind.Person }, default), default)).Secret.Text, default);
        using var invited = alone.Client(invitation);
        var chosen = await ChooseAsync(invited, First);
        using var stranger = alone.Client(null);
        using var browser = alone.Client(null);
        browser.DefaultRequestHeaders.Add("Cookie", chosen.Headers.GetValues("Set-Cookie").Single(one => !one.Contains("act_", StringComparison.Ordinal)).Split(';')[0]);

        // All at once: each is counted before it is looked at.
        var guesses = await Task.WhenAll(Enumerable.Range(0, 2 * FailureLimit.Allowed).Select(async number => await RunningServer.ProblemAsync(await SignInAsync(stranger, "hanna", $"guess number {number}"))));
        var elsewhere = await SignInAsync(stranger, "hanna", First);
        var wrong = await SignInAsync(browser, "hanna", "not the password");
        var inside = await SignInAsync(browser, "hanna", First);
        // It lets nobody in, and helps with no other name.
        var other = await SignInAsync(browser, "admin", "not the password");
        for (var i = 0; i < FailureLimit.BrowserAllowed; i++) await SignInAsync(browser, "hanna", "not the password");
        var stolen = await SignInAsync(browser, "hanna", First);

        Assert.Equal(FailureLimit.Allowed, guesses.Count(problem => problem == "wrong-password"));
        Assert.Equal("too-many-failures", await RunningServer.ProblemAsync(elsewhere));
        Assert.Equal("wrong-password", await RunningServer.ProblemAsync(wrong));
        Assert.Equal(HttpStatusCode.OK, inside.StatusCode);
        Assert.Equal("too-many-failures", await RunningServer.ProblemAsync(other));
        Assert.Equal("too-many-failures", await RunningServer.ProblemAsync(stolen));
    }

    [Fact]
    public async Task Services_and_people_who_are_shut_out_have_no_way_in()
    {
        await server.TokenAsync("robot");
        var session = await EnrolledAsync("fritz");
        using var admin = server.Client(server.Admin);
        using var nobody = server.Client(null);

        var service = await admin.PostAsync("api/principals/robot/invitation", null);
        await admin.PatchAsJsonAsync("api/principals/fritz", new { disabled = true });
        var shut = await SignInAsync(nobody, "fritz", First);
        var invited = await admin.PostAsync("api/principals/fritz/invitation", null);

        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(service));
        Assert.Equal("wrong-password", await RunningServer.ProblemAsync(shut));
        Assert.Equal("conflict", await RunningServer.ProblemAsync(invited));
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithCookieAsync(HttpMethod.Get, "api/me", session)).StatusCode);
    }

    [Fact]
    public async Task The_audit_log_knows_who_signed_in_and_no_password()
    {
        await EnrolledAsync("gerda");
        using var nobody = server.Client(null);
        await SignInAsync(nobody, "gerda", "wrong " + Second);
        await SignInAsync(nobody, Second, "a password in the field of the name");

        var log = await server.Library.ReadAsync(tx => AuditLog.AuditAfterAsync(tx, 0, 10_000, default), default);

        var told = log.Where(entry => entry.Actor is "gerda" or "nobody").Select(entry => (entry.Actor, entry.Action)).ToList();
        Assert.Contains(("gerda", "api.choose-password"), told);
        Assert.Contains(("gerda", "session.begun"), told);
        Assert.Contains(("gerda", "session.refused"), told);
        Assert.Contains(("nobody", "session.refused"), told);
        Assert.DoesNotContain(log, entry => JsonSerializer.Serialize(entry) is var text && (text.Contains(First, StringComparison.Ordinal) || text.Contains(Second, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("elf letters", "12 to 256")]
    [InlineData("aaaabbbbccccaaaa", "five different")]
    [InlineData("password1234", "'password'")]
    [InlineData("annalena-1234", "'annalena'")]
    [InlineData("four words are enough", null)]
    [InlineData("my password is long enough for this", null)]
    public void A_password_must_not_be_guessed_at_once(string password, string? reason)
    {
        var why = Passwords.WhyNot(password, new() { Id = Guid.Empty, Name = "annalena", Kind = PrincipalKind.Person });

        if (reason is null) Assert.Null(why);
        else Assert.Contains(reason, why!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guess_costs_whoever_stole_the_database_210_000_rounds_where_nothing_else_was_said()
    {
        using var passwords = new Passwords(new ServerOptions().PasswordRounds);

        var hash = Convert.FromBase64String(await passwords.HashAsync(new() { Id = Guid.Empty, Name = "anna", Kind = PrincipalKind.Person }, First, TestContext.Current.CancellationToken));

        // The framework's third format: HMAC-SHA512 is 2; numbers have their highest byte first.
        Assert.Equal((1, 2u, 210_000u), (hash[0], BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)), BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5))));
    }

    [Fact]
    public async Task Whoever_has_signed_in_makes_tokens_of_their_own_which_read_or_download_and_make_no_others()
    {
        var session = await EnrolledAsync("vera-io");

        using var made = await WithCookieAsync(HttpMethod.Post, "api/tokens/own", session, new { scope = "download", days = 30, title = "farm" });
        var body = await made.Content.ReadFromJsonAsync<JsonElement>();
        using var token = server.Client(body.GetProperty("secret").GetString());
        var me = await token.GetFromJsonAsync<JsonElement>("api/me");
        using var child = await token.PostAsJsonAsync("api/tokens/own", new { scope = "download", days = 30 });

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(("vera-io", "download"), (me.GetProperty("name").GetString(), Assert.Single(me.GetProperty("scopes").EnumerateArray()).GetString()));
        Assert.NotNull(body.GetProperty("token").GetProperty("expiresAt").GetString());
        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(child));
        foreach (var order in (object[])[new { scope = "operate", days = 30 }, new { scope = "admin", days = 30 }, new { scope = "read", days = 0 }, new { scope = "read", days = 367 }])
            Assert.Equal("invalid-request", await RunningServer.ProblemAsync(await WithCookieAsync(HttpMethod.Post, "api/tokens/own", session, order)));
    }

    private async Task<string> InvitedAsync(string name)
    {
        using var admin = server.Client(server.Admin);
        Assert.Equal(HttpStatusCode.Created, (await admin.PostAsJsonAsync("api/principals", new { name })).StatusCode);
        var answer = await admin.PostAsync($"api/principals/{name}/invitation", null);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("secret").GetString()!;
    }

    private async Task<string> EnrolledAsync(string name)
    {
        using var invited = server.Client(await InvitedAsync(name));
        return CookieOf(await ChooseAsync(invited, First));
    }

    private static Task<HttpResponseMessage> ChooseAsync(HttpClient client, string password) => client.PostAsJsonAsync("api/me/password", new { password });

    private static Task<HttpResponseMessage> SignInAsync(HttpClient client, string name, string password) => client.PostAsJsonAsync("api/session", new { name, password });

    private static string CookieOf(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie").Single(one => one.Contains("act_", StringComparison.Ordinal)).Split(';')[0];

    private async Task<HttpResponseMessage> WithCookieAsync(HttpMethod method, string path, string cookie, object? body = null)
    {
        using var client = server.Client(null);
        var request = new HttpRequestMessage(method, path) { Headers = { { "Cookie", cookie }, { "X-Acetate", "1" } } };
        if (body is not null) request.Content = JsonContent.Create(body);
        return await client.SendAsync(request);
    }
}
