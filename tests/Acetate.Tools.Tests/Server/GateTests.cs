using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Server.Access;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Acetate.Tools.Tests.Server;

/// <summary>Who gets in: nobody without a token, and nobody beyond what token and role permit.</summary>
public sealed class GateTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>Kinds of things of which none is here: their addresses answer 404 to all.</summary>
    private static readonly ShowOf[] NotThere = [ShowOf.Job, ShowOf.Workspace, ShowOf.BulkRequest, ShowOf.Cut, ShowOf.Return, ShowOf.Asset];

    private IEnumerable<(RouteEndpoint Endpoint, string Method)> Endpoints =>
        from endpoint in server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (endpoint, method);

    [Fact]
    public void Only_these_answer_without_a_token() =>
        Assert.Equal(
            ["GET /api/session/provider", "GET /api/session/provider/begin", "GET /api/session/provider/end", "GET /healthz", "GET /{**page}", "POST /api/session", "POST /api/shared/ask", "POST /api/shared/open"],
            Endpoints.Where(one => one.Endpoint.Metadata.GetMetadata<AccessRule>()?.Open is not null).Select(Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_endpoint_has_a_rule() =>
        Assert.Empty(Endpoints.Where(one => one.Endpoint.Metadata.GetMetadata<AccessRule>() is null).Select(Name));

    [Fact]
    public async Task Every_other_endpoint_answers_401_without_a_token_and_with_a_wrong_one()
    {
        using var nobody = server.Client(null);
        using var liar = server.Client(TokenSecret.New().Text);
        var closed = Endpoints.Where(one => one.Endpoint.Metadata.GetMetadata<AccessRule>()?.Open is null).ToArray();

        Assert.True(closed.Length > 50, $"Only {closed.Length} endpoints were found.");
        foreach (var one in closed)
        {
            using var answer = await nobody.SendAsync(new HttpRequestMessage(new HttpMethod(one.Method), PathOf(one.Endpoint)));
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{Name(one)} answered {(int)answer.StatusCode}");
        }

        using var wrong = await liar.GetAsync("api/me");
        Assert.Equal("token-invalid", await RunningServer.ProblemAsync(wrong));
    }

    [Fact]
    public async Task Every_operation_of_the_published_document_wants_a_token_and_answers_nothing_without_one()
    {
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Join(Corpus.RepositoryRoot, "web", "openapi.json")));
        using var nobody = server.Client(null);
        var open = new List<string>();
        var closed = 0;
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var name = $"{operation.Name.ToUpperInvariant()} {path.Name}";
                if (!operation.Value.TryGetProperty("security", out _))
                {
                    open.Add(name);
                    continue;
                }

                var address = Regex.Replace(path.Name, @"\{(\w+)\}", hole => hole.Groups[1].Value switch { "show" => RunningServer.Show, "day" => "2026-11-21", "form" => "json", "step" or "item" => "0", _ => server.Roll.ToString() });
                using var answer = await nobody.SendAsync(new HttpRequestMessage(new HttpMethod(operation.Name.ToUpperInvariant()), address.TrimStart('/')));
                var body = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{name} answered {(int)answer.StatusCode}");
                Assert.DoesNotContain("A001", body);
                closed++;
            }
        }

        Assert.Equal(["GET /api/session/provider", "GET /healthz", "POST /api/session", "POST /api/shared/ask", "POST /api/shared/open"], open.Order(StringComparer.Ordinal));
        Assert.True(closed > 50, $"Only {closed} operations were tried.");
    }

    [Fact]
    public async Task An_address_that_does_not_exist_looks_the_same_as_one_that_does()
    {
        using var nobody = server.Client(null);

        using var answer = await nobody.PostAsync("api/nowhere", RunningServer.Json("{}"));

        Assert.Equal("token-missing", await RunningServer.ProblemAsync(answer));
    }

    [Fact]
    public async Task Scope_and_role_are_demanded_by_every_endpoint_exactly_as_the_library_says()
    {
        // One token per scope and role: whoever lacks what the rule names is refused before the request is looked at.
        foreach (var scope in Enum.GetValues<TokenScope>())
        {
            foreach (var role in (ShowRole?[])[null, ShowRole.Viewer, ShowRole.Operator, ShowRole.Owner])
            {
                var token = await server.TokenAsync($"matrix-{scope}-{role?.ToString() ?? "none"}", role: role, scopes: scope);
                using var client = server.Client(token);
                foreach (var one in Endpoints)
                {
                    var rule = one.Endpoint.Metadata.GetMetadata<AccessRule>()!;
                    if (rule.Action is not { } action || AccessCheck.RuleOf(action) is not { } asked || rule.Of == ShowOf.Upload) continue;
                    var isAboutShow = rule.Of is not null;
                    var lacks = asked.Scope != scope || asked.AdministratorsOnly || (isAboutShow && (role is null || role < asked.Role));
                    // Things that do not exist are 404 for all; the show and the roll exist.
                    if (!lacks || rule.Of == ShowOf.Clip || (rule.Of is { } of && NotThere.Contains(of))) continue;

                    using var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(one.Method), PathOf(one.Endpoint)));

                    var expected = isAboutShow && role is null && asked.Scope == scope ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden;
                    Assert.True(answer.StatusCode == expected || (isAboutShow && answer.StatusCode == HttpStatusCode.NotFound && role is null),
                        $"{Name(one)} with scope {scope} and role {role?.ToString() ?? "none"} answered {(int)answer.StatusCode}, not {(int)expected}");
                }
            }
        }
    }

    [Fact]
    public async Task What_the_framework_refuses_by_itself_is_a_problem_document_too()
    {
        using var admin = server.Client(server.Admin);

        using var verb = await admin.DeleteAsync("api/shows");
        using var type = await admin.PostAsync("api/shows", new StringContent("name=film", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"));
        using var nothing = await admin.GetAsync("api/nothing");

        Assert.Equal(["method-not-allowed", "unsupported-media-type", "not-found"],
            [await RunningServer.ProblemAsync(verb), await RunningServer.ProblemAsync(type), await RunningServer.ProblemAsync(nothing)]);
    }

    [Fact]
    public async Task A_show_without_a_role_looks_like_one_that_is_not_there()
    {
        var token = await server.TokenAsync("stranger", role: ShowRole.Owner);
        using var client = server.Client(token);

        using var hidden = await client.GetAsync($"api/shows/{RunningServer.OtherShow}");
        using var absent = await client.GetAsync("api/shows/nothing");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (hidden.StatusCode, absent.StatusCode));
        Assert.Equal(
            (await hidden.Content.ReadAsStringAsync()).Length - RunningServer.OtherShow.Length * 2,
            (await absent.Content.ReadAsStringAsync()).Length - "nothing".Length * 2);
        Assert.DoesNotContain(RunningServer.OtherShow, await client.GetStringAsync("api/shows"));
    }

    [Fact]
    public async Task A_revoked_token_ends_within_seconds()
    {
        var token = await server.TokenAsync("leaver", role: ShowRole.Viewer);
        using var client = server.Client(token);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("api/me")).StatusCode);
        var id = await server.Library.ReadAsync(async tx =>
            (await tx.TokensAsync((await tx.PrincipalAsync("leaver", default))!.Id, default)).Single().Id, default);

        using var admin = server.Client(server.Admin);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"api/tokens/{id}")).StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("api/me")).StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites_and_changes_nothing_without_the_header()
    {
        using var client = server.Client(null);
        using var signedIn = await client.PostAsync("api/session", RunningServer.Json($$"""{"token":"{{server.Admin}}"}"""));
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        client.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);

        using var read = await client.GetAsync("api/me");
        using var bare = await client.PostAsync("api/shows", RunningServer.Json("""{"name":"forged"}"""));
        client.DefaultRequestHeaders.Add("X-Acetate", "1");
        using var meant = await client.PostAsync("api/shows", RunningServer.Json("""{"name":"meant"}"""));

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal("header-missing", await RunningServer.ProblemAsync(bare));
        Assert.Equal(HttpStatusCode.Created, meant.StatusCode);
    }

    [Fact]
    public async Task Every_mutating_endpoint_is_audited_or_says_why_not()
    {
        var mutating = Endpoints.Where(one => one.Method is not ("GET" or "HEAD" or "OPTIONS")).ToArray();

        Assert.All(mutating, one => Assert.True(
            AuditTrail.IsAudited(one.Endpoint, one.Method) || one.Endpoint.Metadata.GetMetadata<NotAuditedRule>() is { Reason.Length: > 5 }, Name(one)));
        Assert.Equal(
            ["CreateUpload", "AskByShareLink", "ContinueUpload", "BeginOffline", "BeginWorkspaceUpload", "ContinueOffline", "ContinueWorkspaceUpload", "KeepCut", "LeaseAttempts", "MarkSharedClip", "MatchCut", "OpenShareLink", "PlanWorkspaceUploads", "PreviewClipImport", "ReportProgress", "ReportResult", "ScanCard", "SignIn"],
            mutating.Where(one => !AuditTrail.IsAudited(one.Endpoint, one.Method)).Select(OperationOf).OrderBy(name => name switch { "CreateUpload" => "A", "ContinueUpload" => "B", _ => name }));
        using var admin = server.Client(server.Admin);
        // It has the roll's id, so that whoever asks for one thing of each kind needs one id alone.
        await server.Library.WriteAsync(tx => tx.PutClipsAsync([new Clip { Id = server.Roll, Roll = server.Roll, Name = "A001C001" }], default), default);
        foreach (var one in mutating.Where(one => AuditTrail.IsAudited(one.Endpoint, one.Method) && one.Endpoint.Metadata.GetMetadata<AccessRule>()!.Of != ShowOf.Upload
            && one.Endpoint.Metadata.GetMetadata<AccessRule>()!.Workspace is null && !(one.Endpoint.Metadata.GetMetadata<AccessRule>()!.Of is { } of && NotThere.Contains(of)) && OperationOf(one) != "RenewToken"))
        {
            var before = (await server.AuditAsync()).Length;
            using var answer = await admin.SendAsync(new HttpRequestMessage(new HttpMethod(one.Method), PathOf(one.Endpoint))
            {
                Content = OperationOf(one) == "ImportExpectedRolls"
                ? new StringContent("Roll,Clip", System.Text.Encoding.UTF8, "text/csv")
                : OperationOf(one) == "ImportClips" ? new StringContent("Name,Scene", System.Text.Encoding.UTF8, "application/octet-stream") : RunningServer.Json("""{"token":"secret-in-a-body"}""")
            });
            var after = await server.AuditAsync();
            Assert.True(after.Skip(before).Contains(AuditTrail.ActionOf(one.Endpoint)), $"{Name(one)} ({(int)answer.StatusCode}) left no audit entry: {await answer.Content.ReadAsStringAsync()}");
        }

        var details = await server.Library.ReadAsync(async tx => await Acetate.Library.Audit.AuditLog.AuditAfterAsync(tx, 0, 10_000, default), default);
        Assert.DoesNotContain(details, entry => entry.Detail.Contains("secret-in-a-body", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_guesses_tokens_waits_and_who_has_a_valid_one_at_the_same_address_does_not()
    {
        await using var own = new RunningServer();
        await own.InitializeAsync();
        using var good = own.Client(own.Admin);
        using var late = own.Client(await own.TokenAsync("late", role: ShowRole.Viewer));
        await good.GetAsync("api/me");

        for (var i = 0; i < FailureLimit.Allowed; i++)
        {
            using var guess = own.Client(TokenSecret.New().Text);
            Assert.Equal(HttpStatusCode.Unauthorized, (await guess.GetAsync("api/me")).StatusCode);
        }

        using var another = own.Client(TokenSecret.New().Text);
        using var refused = await another.GetAsync("api/me");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await late.GetAsync("api/me")).StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(HttpStatusCode.OK, (await good.GetAsync("api/me")).StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("10.20.0.0/16", false)]
    [InlineData(null, false)]
    public async Task Who_asks_and_by_which_scheme_is_believed_of_a_named_proxy_alone(string? proxy, bool isBelieved)
    {
        await using var own = new RunningServer { Proxies = proxy is null ? [] : [System.Net.IPNetwork.Parse(proxy)] };
        await own.InitializeAsync();
        using var client = own.Client(null);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        using var signedIn = await client.PostAsync("api/session", RunningServer.Json($$"""{"token":"{{own.Admin}}"}"""));
        for (var i = 0; i < FailureLimit.Allowed; i++) await GuessAsync("203.0.113.7");

        Assert.Equal(isBelieved, Assert.Single(signedIn.Headers.GetValues("Set-Cookie")).Contains("; secure", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync("203.0.113.7"));
        // An asker who makes up another asker before itself is still the one whom the proxy saw.
        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync("198.51.100.1, 203.0.113.7"));
        Assert.Equal(isBelieved ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests, await GuessAsync("203.0.113.8"));

        async Task<HttpStatusCode> GuessAsync(string from)
        {
            using var guess = new HttpRequestMessage(HttpMethod.Get, "api/me");
            guess.Headers.Authorization = new("Bearer", TokenSecret.New().Text);
            guess.Headers.Add("X-Forwarded-For", from);
            using var answer = await client.SendAsync(guess);
            return answer.StatusCode;
        }
    }

    private static string Name((RouteEndpoint Endpoint, string Method) one) => $"{one.Method} /{one.Endpoint.RoutePattern.RawText!.TrimStart('/')}";

    private static string OperationOf((RouteEndpoint Endpoint, string Method) one) => one.Endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName;

    private string PathOf(RouteEndpoint endpoint) => server.PathOf(endpoint);
}
