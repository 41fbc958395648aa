using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Microsoft.AspNetCore.WebUtilities;

namespace Acetate.Tools.Tests.Server;

/// <summary>Sign-in at a company's identity provider: a real one, whose answers are taken only where they are right.</summary>
public sealed class ProviderSignInTests : IClassFixture<ProviderSignInTests.Studio>
{
    private readonly Studio studio;

    public ProviderSignInTests(Studio studio)
    {
        Assert.SkipWhen(IdentityProvider.Missing.Length > 0, IdentityProvider.Missing);
        this.studio = studio;
    }

    private RunningServer Server => studio.Server;

    private IdentityProvider Provider => studio.Provider;

    [Fact]
    public async Task Somebody_whose_verified_address_an_administrator_wrote_down_comes_in_and_stays_themselves_when_the_address_changes()
    {
        await PersonAsync("anna", "anna@studio.example");
        await Provider.PersonAsync("sub-anna", new { email = "Anna@Studio.example", email_verified = true, groups = new[] { "editors", "cooks" } });
        using var nobody = Server.Client(null);
        var offered = await nobody.GetFromJsonAsync<JsonElement>("api/session/provider");

        using var browser = new Browser(Server.Url);
        var answer = await browser.SignInAsync("/pulls?show=film#token=act_x");
        var me = await browser.MeAsync();
        await Provider.PersonAsync("sub-anna", new { email = "anna.berg@studio.example", email_verified = true, groups = Array.Empty<string>() });
        using var later = new Browser(Server.Url);
        await later.SignInAsync();
        var afterwards = await later.MeAsync();

        Assert.Equal("Studio account", offered.GetProperty("title").GetString());
        Assert.Equal((HttpStatusCode.SeeOther, "/pulls?show=film"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        var session = answer.Headers.GetValues("Set-Cookie").Single(one => one.Contains("act_", StringComparison.Ordinal));
        Assert.Contains("httponly", session);
        Assert.Contains("samesite=strict", session);
        Assert.Equal(("anna", true), (me.GetProperty("name").GetString(), me.GetProperty("session").GetBoolean()));
        // Of the groups' roles the highest, in the show that they name; and when a group is left, the role is.
        Assert.Equal("operator", me.GetProperty("roles").GetProperty(RunningServer.Show).GetString());
        Assert.Equal("anna", afterwards.GetProperty("name").GetString());
        Assert.Empty(afterwards.GetProperty("roles").EnumerateObject());
        Assert.Superset(new HashSet<string> { "identity.linked", "session.begun", "role.of-groups" }, new HashSet<string>(await Server.AuditAsync()));
    }

    [Fact]
    public async Task A_session_ends_by_signing_out_and_when_its_person_is_shut_out_who_then_has_no_way_in()
    {
        await PersonAsync("ben", "ben@studio.example");
        await Provider.PersonAsync("sub-ben", new { email = "ben@studio.example", email_verified = true });
        using var one = new Browser(Server.Url);
        using var two = new Browser(Server.Url);
        await one.SignInAsync();
        await two.SignInAsync();
        using var admin = Server.Client(Server.Admin);

        var signedOut = await one.SendAsync(HttpMethod.Delete, "api/session");
        var gone = await one.SendAsync(HttpMethod.Get, "api/me");
        await admin.PatchAsJsonAsync("api/principals/ben", new { disabled = true });
        var shut = await two.SendAsync(HttpMethod.Get, "api/me");
        using var again = new Browser(Server.Url);
        var refused = await again.SignInAsync();

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (signedOut.StatusCode, gone.StatusCode, shut.StatusCode));
        await AssertPageAsync(refused, HttpStatusCode.Forbidden, "The account &#x27;ben&#x27; is shut out.");
    }

    [Theory]
    [InlineData("carla@studio.example", false, "does not vouch for your mail address")]
    [InlineData("carla@elsewhere.example", true, "carla@elsewhere.example are not let in")]
    [InlineData("nobody@studio.example", true, "There is no account here for nobody@studio.example.")]
    [InlineData("boss@studio.example", true, "is an administrator&#x27;s or has a password")]
    public async Task An_address_that_is_not_verified_not_of_the_company_or_nobodys_lets_nobody_in(string mail, bool verified, string told)
    {
        await PersonAsync("carla", "carla@studio.example");
        await PersonAsync("boss", "boss@studio.example", isAdministrator: true);
        await Provider.PersonAsync("sub-" + mail, new { email = mail, email_verified = verified });
        using var browser = new Browser(Server.Url);

        var answer = await browser.SignInAsync();

        await AssertPageAsync(answer, HttpStatusCode.Forbidden, told);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SendAsync(HttpMethod.Get, "api/me")).StatusCode);
        var entry = (await LogAsync()).Last(one => one.Action == "provider.refused");
        Assert.Contains("sub-" + mail, entry.Detail);
    }

    [Fact]
    public async Task What_an_administrator_links_comes_in_and_no_second_identity_comes_by_the_same_address()
    {
        await PersonAsync("dora", "dora@studio.example");
        await PersonAsync("emil", "");
        using var admin = Server.Client(Server.Admin);
        await admin.PutAsJsonAsync("api/principals/dora/identity", new { subject = "sub-dora" });
        var taken = await admin.PutAsJsonAsync("api/principals/emil/identity", new { subject = "sub-dora" });
        await Provider.PersonAsync("sub-dora", new { email = "other@studio.example", email_verified = true });
        using var browser = new Browser(Server.Url);
        await browser.SignInAsync();
        var me = await browser.MeAsync();
        await Provider.PersonAsync("sub-newcomer", new { email = "dora@studio.example", email_verified = true });
        using var newcomer = new Browser(Server.Url);
        var refused = await newcomer.SignInAsync();
        var listed = (await admin.GetFromJsonAsync<JsonElement>("api/principals")).GetProperty("identities").EnumerateArray().Single(one => one.GetProperty("principal").GetString() == "dora");
        await admin.DeleteAsync("api/principals/dora/identity");

        Assert.Equal("conflict", await RunningServer.ProblemAsync(taken));
        Assert.Equal("dora", me.GetProperty("name").GetString());
        await AssertPageAsync(refused, HttpStatusCode.Forbidden, "is linked to somebody else");
        Assert.Equal(("sub-dora", "admin"), (listed.GetProperty("subject").GetString(), listed.GetProperty("linkedBy").GetString()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SendAsync(HttpMethod.Get, "api/me")).StatusCode);
    }

    [Fact]
    public async Task Who_must_have_a_second_factor_comes_in_only_when_the_provider_says_that_there_was_one()
    {
        await PersonAsync("fritz", "fritz@studio.example", needsSecondFactor: true);
        var claims = new { email = "fritz@studio.example", email_verified = true };
        await Provider.PersonAsync("sub-fritz", claims, "pwd");
        using var one = new Browser(Server.Url);
        var refused = await one.SignInAsync();
        await Provider.PersonAsync("sub-fritz", claims, "pwd", "mfa");
        using var two = new Browser(Server.Url);
        await two.SignInAsync();
        // A change of anybody ends the sessions of those who lack a factor; this one has it elsewhere.
        using var admin = Server.Client(Server.Admin);
        await admin.PatchAsJsonAsync("api/principals/fritz", new { title = "Fritz" });

        await AssertPageAsync(refused, HttpStatusCode.Forbidden, "A second factor is asked of");
        Assert.Equal("fritz", (await two.MeAsync()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task An_answer_counts_once_in_the_browser_that_asked_and_never_for_another_sign_in()
    {
        await PersonAsync("gerda", "gerda@studio.example");
        await Provider.PersonAsync("sub-gerda", new { email = "gerda@studio.example", email_verified = true });
        using var browser = new Browser(Server.Url);
        using var stranger = new Browser(Server.Url);
        var come = await browser.AnswerAsync();
        var first = await browser.GetAsync(come);
        var replayed = await browser.GetAsync(come);
        var elsewhere = await stranger.GetAsync(await browser.AnswerAsync());
        var nonce = await browser.GetAsync(await browser.AnswerAsync(("nonce", "of-another-sign-in")));
        var challenge = await browser.GetAsync(await browser.AnswerAsync(("code_challenge", WebEncoders.Base64UrlEncode(new byte[32]))));
        var foreign = await browser.GetAsync(new Uri((await browser.AnswerAsync()).AbsoluteUri.Replace(Uri.EscapeDataString(Provider.Issuer), Uri.EscapeDataString("https://other.example"), StringComparison.Ordinal)));
        var unsaid = await browser.GetAsync(new Uri((await browser.AnswerAsync()).AbsoluteUri.Replace("iss=", "not=", StringComparison.Ordinal)));
        await Provider.PersonAsync(null);
        var turned = await browser.SignInAsync();

        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        await AssertPageAsync(replayed, HttpStatusCode.Unauthorized, "has come back already");
        await AssertPageAsync(elsewhere, HttpStatusCode.Unauthorized, "did not begin in this browser");
        await AssertPageAsync(nonce, HttpStatusCode.Unauthorized, "It belongs to another sign-in.");
        await AssertPageAsync(challenge, HttpStatusCode.Unauthorized, "does not know the sign-in&#x27;s code");
        await AssertPageAsync(foreign, HttpStatusCode.Unauthorized, "not of the identity provider");
        await AssertPageAsync(unsaid, HttpStatusCode.Unauthorized, "not of the identity provider");
        await AssertPageAsync(turned, HttpStatusCode.Unauthorized, "cancelled, or refused");
    }

    [Fact]
    public async Task A_token_of_another_time_is_refused_and_keys_may_change()
    {
        await PersonAsync("hugo", "hugo@studio.example");
        await Provider.PersonAsync("sub-hugo", new { email = "hugo@studio.example", email_verified = true });
        using var browser = new Browser(Server.Url);
        await Provider.ClockAsync(-300);
        var expired = await browser.SignInAsync();
        await Provider.ClockAsync(0);
        // The old keys were kept by the server when it sent the browser away.
        using var fresh = new Browser(Server.Url);
        await Provider.RotateAsync("ES256");
        var rotated = await fresh.SignInAsync();

        await AssertPageAsync(expired, HttpStatusCode.Unauthorized, "It is not good at this time");
        Assert.Equal(HttpStatusCode.SeeOther, rotated.StatusCode);
        Assert.Equal("hugo", (await fresh.MeAsync()).GetProperty("name").GetString());
    }

    private Task PersonAsync(string name, string mail, bool isAdministrator = false, bool needsSecondFactor = false) => Server.Library.WriteAsync(async tx =>
    {
        if (await tx.PrincipalAsync(name, default) is null)
            await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(tx.Now), Name = name, Kind = PrincipalKind.Person, Mail = mail, IsAdministrator = isAdministrator, NeedsSecondFactor = needsSecondFactor }, default);
    }, default);

    private Task<IReadOnlyList<AuditEntry>> LogAsync() => Server.Library.ReadAsync(async tx => (IReadOnlyList<AuditEntry>)await AuditLog.AuditAfterAsync(tx, 0, 10_000, default), default);

    private static async Task AssertPageAsync(HttpResponseMessage answer, HttpStatusCode status, string told)
    {
        var page = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status && page.Contains(told, StringComparison.Ordinal), $"{(int)answer.StatusCode} {answer.Headers.Location} {page}");
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain(answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], one => one.Contains("act_", StringComparison.Ordinal));
    }

    /// <summary>A provider and a server that sends people to it.</summary>
    public sealed class Studio : IAsyncLifetime
    {
        public IdentityProvider Provider { get; } = new();

        public RunningServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await Provider.InitializeAsync();
            if (Provider.Issuer.Length == 0) return;
            Server = new RunningServer
            {
                Before = home => Provider.WriteSettingsAsync(home, new
                {
                    domains = new[] { "Studio.example" },
                    secondFactor = new[] { "mfa" },
                    roles = new[] { new { group = "editors", show = RunningServer.Show, role = "operator" }, new { group = "cooks", show = RunningServer.Show, role = "viewer" }, new { group = "editors", show = "not-made-yet", role = "owner" } },
                }),
            };
            await Server.InitializeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (Server is not null) await Server.DisposeAsync();
            await Provider.DisposeAsync();
        }
    }

    /// <summary>A browser: it follows the provider, and keeps the cookies of both.</summary>
    private sealed class Browser : IDisposable
    {
        private readonly CookieContainer cookies = new() { PerDomainCapacity = 200 };
        private readonly HttpClient http;
        private readonly Uri server;

        public Browser(Uri server)
        {
            this.server = server;
            http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies });
            http.DefaultRequestHeaders.Accept.ParseAdd("text/html,application/xhtml+xml");
        }

        /// <summary>Goes to the provider and comes back; the server's answer to what it brings.</summary>
        public async Task<HttpResponseMessage> SignInAsync(string page = "/") => await GetAsync(await AnswerAsync(page));

        public Task<Uri> AnswerAsync(params (string Name, string Value)[] changes) => AnswerAsync("/", changes);

        /// <summary>Goes to the provider, with changes to what is asked of it; the address to which it sends the browser.</summary>
        public async Task<Uri> AnswerAsync(string page, params (string Name, string Value)[] changes)
        {
            var begun = await GetAsync(new Uri(server, "api/session/provider/begin?to=" + Uri.EscapeDataString(page)));
            Assert.Equal(HttpStatusCode.SeeOther, begun.StatusCode);
            var at = begun.Headers.Location!;
            var asked = QueryHelpers.ParseQuery(at.Query).ToDictionary(one => one.Key, one => (string?)one.Value.ToString());
            Assert.Equal(("code", "S256"), (asked["response_type"], asked["code_challenge_method"]));
            foreach (var (name, value) in changes) asked[name] = value;
            at = new Uri(QueryHelpers.AddQueryString(at.GetLeftPart(UriPartial.Path), asked));
            for (var hops = 0; hops < 8 && at.Authority != server.Authority; hops++)
            {
                using var answer = await http.GetAsync(at);
                Assert.True(answer.Headers.Location is not null, await answer.Content.ReadAsStringAsync());
                at = new Uri(at, answer.Headers.Location);
            }

            Assert.Equal(server.Authority, at.Authority);
            return at;
        }

        public Task<HttpResponseMessage> GetAsync(Uri address) => http.GetAsync(address);

        public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path) => http.SendAsync(new HttpRequestMessage(method, new Uri(server, path)) { Headers = { { "X-Acetate", "1" } } });

        public async Task<JsonElement> MeAsync() => await (await SendAsync(HttpMethod.Get, "api/me")).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();

        public void Dispose() => http.Dispose();
    }
}
