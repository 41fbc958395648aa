using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Events;
using Acetate.Library.Pulls;
using Acetate.Library.Rolls;
using Acetate.Library.Workspaces;

namespace Acetate.Tools.Tests.Server;

/// <summary>Pulls through the API. Nothing works here, so what is approved stays under way.</summary>
public sealed class PullApiTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private const string List = """
        TITLE:   REEL 1
        FCM: NON-DROP FRAME
        001  A001C001 V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00
        * LOC: 01:00:00:12 CYAN    LUP_010_020
        002  B077C009 V     C        11:00:01:00 11:00:02:00 01:00:01:00 01:00:02:00
        * LOC: 01:00:01:12 CYAN    LUP_010_030
        """;

    private static readonly Guid Roll = Guid.CreateVersion7();

    public async ValueTask InitializeAsync() => await server.Library.WriteAsync(async tx =>
    {
        if (await tx.RollAsync(Roll, default) is not null) return;
        const string file = "A001C001_260302_R1AB.mxf", prefix = "film/20260302/Camera_Media/A001R1AB";
        await tx.AddRollAsync(new Roll { Id = Roll, Show = RunningServer.Show, Name = "A001R1AB", Kind = RollKind.Camera, ShootDay = new DateOnly(2026, 3, 2), StorePrefix = prefix, FoundAt = tx.Now }, default);
        await tx.PutFilesAsync(Roll, [new RollFile { Number = 1, Path = file, Length = 1_000_000, Verdict = RollFileVerdict.Listed, Digests = [new("xxh128", new string('a', 32))] }], default);
        await tx.PutCopyAsync(
            new RollCopy { Id = Guid.CreateVersion7(), Roll = Roll, Tier = CopyTier.Library, Store = server.Library.Options.Store.ToString(), Prefix = prefix, State = CopyState.Verified, Files = 1, Bytes = 1_000_000, VerifiedAt = tx.Now },
            default);
        await tx.PutClipsAsync(
            [new Clip { Id = Guid.CreateVersion7(), Roll = Roll, Name = "A001C001_260302_R1AB", Kind = "single", Files = [file], Frames = 1440, Rate = "24", TimecodeStart = "10:00:00:00", Width = 1920, Height = 1080 }],
            default);
    }, default);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Order(string recipient, string cutName = "reel1.edl", string more = "", byte[]? cut = null) =>
        $$"""{ "cutName": {{JsonSerializer.Serialize(cutName)}}, "cut": "{{Convert.ToBase64String(cut ?? Encoding.UTF8.GetBytes(List))}}", "order": { "show": "film", "recipient": "{{recipient}}", "rate": "24"{{more}} } }""";

    private async Task<HttpClient> AsAsync(ShowRole role) => server.Client(await server.TokenAsync($"pull-{KebabCase.Of(role)}", role: role));

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer) => (await JsonAsync(answer)).GetProperty("detail").GetString()!;

    private static async Task<Guid> PlannedAsync(HttpClient client, string recipient, string kind = "vfx")
    {
        using var answer = await client.PostAsync($"api/shows/film/pulls/{kind}", RunningServer.Json(Order(recipient)));
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await JsonAsync(answer)).GetProperty("id").GetGuid();
    }

    private Task<string[]> AuditOfAsync(Guid pull) => server.Library.ReadAsync(
        async tx => (await tx.AuditAfterAsync(0, 10_000, default)).Where(entry => entry.Target == pull.ToString()).Select(entry => $"{entry.Actor} {entry.Action}").ToArray(), default);

    [Fact]
    public async Task What_an_operator_plans_is_found_with_the_reason_of_every_event_and_nothing_of_it_is_made()
    {
        using var client = await AsAsync(ShowRole.Operator);
        using var planned = await client.PostAsync("api/shows/film/pulls/vfx", RunningServer.Json(Order("lupus")));
        using var found = await client.GetAsync(planned.Headers.Location);
        var list = await JsonAsync(await client.GetAsync("api/shows/film/pulls"));
        var pull = await JsonAsync(found);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (planned.StatusCode, found.StatusCode));
        Assert.Equal(
            "VFX pull 1 for lupus, planned, reel1.edl, by pull-operator",
            $"{pull.GetProperty("title")}, {pull.GetProperty("state")}, {pull.GetProperty("cut")}, by {pull.GetProperty("createdBy")}");
        var events = pull.GetProperty("vfx").GetProperty("events");
        Assert.Equal(["LUP_010_020 pulled", "LUP_010_030 refused"], events.EnumerateArray().Select(one => $"{one.GetProperty("shot")} {one.GetProperty("fate")}"));
        Assert.All(events.EnumerateArray(), one => Assert.EndsWith(".", one.GetProperty("why").GetString(), StringComparison.Ordinal));
        Assert.Equal("LUP_010_020", Assert.Single(pull.GetProperty("plates").EnumerateArray()).GetProperty("shot").GetString());
        Assert.False(pull.TryGetProperty("job", out _));
        var row = Assert.Single(list.GetProperty("pulls").EnumerateArray(), one => one.GetProperty("id").GetGuid() == pull.GetProperty("id").GetGuid());
        Assert.False(row.TryGetProperty("vfx", out _));
        Assert.False(row.TryGetProperty("path", out _));
    }

    [Fact]
    public async Task Originals_are_planned_the_same_way_and_what_is_missing_is_told_first_hand()
    {
        using var client = await AsAsync(ShowRole.Operator);

        var pull = await JsonAsync(await client.GetAsync($"api/pulls/{await PlannedAsync(client, "grading", "conform")}"));

        Assert.Equal("Conform pull 1 for grading", pull.GetProperty("title").GetString());
        var plan = pull.GetProperty("conform");
        Assert.Equal(["pulled", "missing"], plan.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("fate").GetString()!));
        Assert.Equal("A001C001_260302_R1AB", Assert.Single(plan.GetProperty("clips").EnumerateArray()).GetProperty("clipName").GetString());
        Assert.NotEqual("", Assert.Single(plan.GetProperty("missing").EnumerateArray()).GetProperty("why").GetString());
    }

    [Fact]
    public async Task An_owner_approves_what_an_operator_may_only_plan_and_both_are_in_the_audit_log_and_the_news()
    {
        using var client = await AsAsync(ShowRole.Operator);
        using var owner = await AsAsync(ShowRole.Owner);
        var id = await PlannedAsync(client, "approved");

        using var refused = await client.PostAsync($"api/pulls/{id}/approve", null);
        using var approved = await owner.PostAsync($"api/pulls/{id}/approve", null);
        using var again = await owner.PostAsync($"api/pulls/{id}/approve", null);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.OK), (refused.StatusCode, approved.StatusCode, again.StatusCode));
        Assert.Equal("'pull-operator' is operator of film; this needs owner.", await DetailAsync(refused));
        var (first, second) = (await JsonAsync(approved), await JsonAsync(again));
        Assert.Equal(("running", "pull-owner"), (first.GetProperty("state").GetString(), first.GetProperty("approvedBy").GetString()));
        Assert.Equal(first.GetProperty("job").GetGuid(), second.GetProperty("job").GetGuid());
        Assert.StartsWith("film_approved_vfx-0001_", first.GetProperty("folder").GetProperty("name").GetString(), StringComparison.Ordinal);
        var audit = await AuditOfAsync(id);
        Assert.Contains("pull-operator pull.planned", audit);
        Assert.Single(audit, "pull-owner pull.approved");
        var news = await server.Library.ReadAsync(tx => tx.EventsAfterAsync(0, new EventFilter { Show = RunningServer.Show }, 10_000, default), default);
        Assert.Equal(
            ["pull.planned pull-operator", "pull.approved pull-owner"],
            news.Where(one => one.Data?.TryGetProperty("pull", out var of) == true && of.GetGuid() == id).Select(one => $"{one.Kind} {one.Actor}"));
    }

    [Fact]
    public async Task Who_may_only_look_sees_pulls_and_plans_none()
    {
        using var client = await AsAsync(ShowRole.Viewer);

        using var list = await client.GetAsync("api/shows/film/pulls");
        using var refused = await client.PostAsync("api/shows/film/pulls/vfx", RunningServer.Json(Order("lupus")));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (list.StatusCode, refused.StatusCode));
        Assert.Equal("'pull-viewer' is viewer of film; this needs operator.", await DetailAsync(refused));
    }

    [Fact]
    public async Task To_the_people_of_another_show_a_pull_is_not_there()
    {
        using var client = await AsAsync(ShowRole.Operator);
        var id = await PlannedAsync(client, "hidden");
        var token = await server.TokenAsync("pull-elsewhere");
        await server.Library.WriteAsync(async tx => await tx.GrantAsync((await tx.PrincipalAsync("pull-elsewhere", default))!.Id, RunningServer.OtherShow, ShowRole.Owner, default), default);
        using var other = server.Client(token);

        foreach (var (verb, address) in ((string, string)[])[("GET", ""), ("GET", "/files"), ("GET", "/files/README.txt"), ("POST", "/approve"), ("POST", "/retry"), ("POST", "/withdraw")])
        {
            using var answer = await other.SendAsync(new HttpRequestMessage(new HttpMethod(verb), $"api/pulls/{id}{address}") { Content = verb == "POST" ? RunningServer.Json("{}") : null });
            Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{verb} {address} answered {(int)answer.StatusCode}");
            Assert.DoesNotContain("hidden", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_was_given_up_keeps_its_reason_and_is_not_approved_any_more()
    {
        using var client = await AsAsync(ShowRole.Operator);
        using var owner = await AsAsync(ShowRole.Owner);
        var id = await PlannedAsync(client, "given-up");

        using var early = await client.PostAsync($"api/pulls/{id}/retry", null);
        using var verbose = await client.PostAsync($"api/pulls/{id}/withdraw", RunningServer.Json($$"""{ "reason": "{{new string('x', 4001)}}" }"""));
        using var withdrawn = await client.PostAsync($"api/pulls/{id}/withdraw", RunningServer.Json("""{ "reason": "The cut was the wrong one." }"""));
        using var approved = await owner.PostAsync($"api/pulls/{id}/approve", null);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.BadRequest), (early.StatusCode, verbose.StatusCode));
        var pull = await JsonAsync(withdrawn);
        Assert.Equal(("withdrawn", "The cut was the wrong one."), (pull.GetProperty("state").GetString(), pull.GetProperty("message").GetString()));
        Assert.Equal(HttpStatusCode.Conflict, approved.StatusCode);
        Assert.Contains("was given up, so it cannot be approved. Plan the cut again.", await DetailAsync(approved), StringComparison.Ordinal);
        Assert.Contains("pull-operator pull.withdrawn", await AuditOfAsync(id));
    }

    [Fact]
    public async Task What_is_under_way_is_given_up_with_its_job_and_nothing_is_delivered()
    {
        using var owner = await AsAsync(ShowRole.Owner);
        var id = await PlannedAsync(owner, "stopped");
        var approved = await JsonAsync(await owner.PostAsync($"api/pulls/{id}/approve", null));

        var withdrawn = await JsonAsync(await owner.PostAsync($"api/pulls/{id}/withdraw", RunningServer.Json("{}")));
        var job = await JsonAsync(await owner.GetAsync($"api/jobs/{approved.GetProperty("job")}"));

        Assert.Equal(("withdrawn", "failed"), (withdrawn.GetProperty("state").GetString(), withdrawn.GetProperty("folder").GetProperty("state").GetString()));
        Assert.Equal("cancelled", job.GetProperty("job").GetProperty("state").GetString());
    }

    public static TheoryData<string, string, string, string> Wrong => new()
    {
        { "vfx", """{ "cutName": "reel1.edl", "cut": "not Base64!", "order": { "show": "film", "recipient": "lupus" } }""", "$.cut", "" },
        { "vfx", """{ "cutName": "reel1.edl", "order": { "show": "film", "recipient": "lupus" } }""", "'cut'", "" },
        { "vfx", """{ "cutName": "reel1.edl", "cut": "AAAA" }""", "'order'", "" },
        { "vfx", Order("lupus", cut: [0, 1, 2, 3, 255, 254, 0, 0, 9]), "reel1.edl", "" },
        { "vfx", Order("lupus", cut: []), "1 byte to 24 MiB", "" },
        { "vfx", Order("lupus", cutName: "a/reel1.edl"), "a plain file name is needed", "" },
        { "vfx", Order("lupus", cutName: @"..\reel1.edl"), "a plain file name is needed", "" },
        { "vfx", Order("lupus", cutName: ".."), "a plain file name is needed", "" },
        { "conform", Order("lupus", cutName: "re\u0007el.edl"), "a plain file name is needed", "" },
        { "vfx", Order("../lupus"), "vendor's name", "" },
        { "conform", Order("../grading"), "recipient's name", "" },
        // The rate stands in it twice: the last one counts, and the audit log takes it all the same.
        { "vfx", Order("lupus", more: """, "rate": "fast" """), "'fast' is not a frame rate", "" },
        { "vfx", Order("lupus", more: """, "shots": ["NIX_1_1"] """), "no shot 'NIX_1_1'", "" },
        { "vfx", Order("lupus", more: """, "documents": null """), "documents", "" },
        { "vfx", Order("lupus", more: """, "documents": [{ "name": "../../show.amf", "content": "AAAA" }] """), "'../../show.amf'", "" },
        { "conform", Order("grading", more: """, "references": [{ "store": "file:///etc", "folder": "", "file": { "path": "passwd", "length": 1 } }] """), "Reference movies", "Leave 'references' out." },
        { "conform", Order("grading", more: """, "reels": [{ "name": "../reel2.edl", "content": "AAAA" }] """), "'../reel2.edl'", "" },
        { "conform", Order("grading", more: """, "since": "00000000-0000-0000-0000-000000000001" """), "no pull 00000000-0000-0000-0000-000000000001", "" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task What_is_wrong_with_an_order_is_said_in_a_sentence_and_nothing_is_kept(string kind, string body, string said, string advice)
    {
        using var client = await AsAsync(ShowRole.Operator);
        var before = (await JsonAsync(await client.GetAsync("api/shows/film/pulls"))).GetProperty("pulls").GetArrayLength();

        using var answer = await client.PostAsync($"api/shows/film/pulls/{kind}", RunningServer.Json(body));

        var problem = await JsonAsync(answer);
        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{(int)answer.StatusCode} {problem}");
        Assert.Contains(said, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains(advice, problem.GetProperty("advice").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(" at Acetate.", problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, (await JsonAsync(await client.GetAsync("api/shows/film/pulls"))).GetProperty("pulls").GetArrayLength());
    }

    [Fact]
    public async Task A_cut_or_an_order_that_is_too_large_is_refused()
    {
        using var client = await AsAsync(ShowRole.Operator);
        client.DefaultRequestHeaders.ExpectContinue = true;

        using var cut = await client.PostAsync("api/shows/film/pulls/vfx", RunningServer.Json(Order("lupus", cut: new byte[(24 << 20) + 1])));
        using var order = await client.PostAsync("api/shows/film/pulls/conform", new StreamContent(new MemoryStream(new byte[(100 << 20) + 1])) { Headers = { ContentType = new("application/json") } });

        Assert.Contains("1 byte to 24 MiB", await DetailAsync(cut), StringComparison.Ordinal);
        Assert.Equal("too-large", await RunningServer.ProblemAsync(order));
    }

    [Fact]
    public async Task The_files_of_a_package_are_not_there_before_it_is_whole()
    {
        using var owner = await AsAsync(ShowRole.Owner);
        var id = await PlannedAsync(owner, "early");

        using var planned = await owner.GetAsync($"api/pulls/{id}/files");
        var pull = await JsonAsync(await owner.PostAsync($"api/pulls/{id}/approve", null));
        var folder = await server.Library.ReadAsync(tx => tx.WorkspaceFolderAsync(pull.GetProperty("folder").GetProperty("id").GetGuid(), default), default);
        Write($"{folder!.ArrivingPrefix}/README.txt", "half");
        Write($"{folder.Prefix}/README.txt", "not ours");
        using var list = await owner.GetAsync($"api/pulls/{id}/files");
        using var file = await owner.GetAsync($"api/pulls/{id}/files/README.txt");

        Assert.All([planned, list, file], answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
        Assert.Contains("has no package yet: it is seen when it is whole and sealed.", await DetailAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_of_a_package_are_saved_never_shown_and_nothing_beside_it_can_be_reached()
    {
        using var owner = await AsAsync(ShowRole.Owner);
        var id = await PlannedAsync(owner, "delivered");
        var pull = await JsonAsync(await owner.PostAsync($"api/pulls/{id}/approve", null));
        var folder = await server.Library.WriteAsync(async tx =>
        {
            var made = await tx.WorkspaceFolderAsync(pull.GetProperty("folder").GetProperty("id").GetGuid(), default);
            await tx.PutWorkspaceFolderAsync(made! with { State = WorkspaceFolderState.Ready, Files = 2 }, default);
            await tx.PutPullAsync((await tx.PullAsync(id, default))! with { State = PullState.Ready }, default);
            return made!;
        }, default);
        Write($"{folder.Prefix}/count-sheet.html", "<script>alert(1)</script>");
        Write($"{folder.Prefix}/plates/a b#1.exr", "0123456789");
        foreach (var depth in Enumerable.Range(1, folder.Prefix.Split('/').Length)) Write($"{string.Join('/', folder.Prefix.Split('/')[..^depth])}/secret.txt".TrimStart('/'), "SECRET");
        File.WriteAllText(Path.Join(server.Home, "secret.txt"), "SECRET");

        var list = await JsonAsync(await owner.GetAsync($"api/pulls/{id}/files"));
        using var html = await owner.GetAsync($"api/pulls/{id}/files/count-sheet.html");
        using var part = await owner.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"api/pulls/{id}/files/plates/a%20b%231.exr") { Headers = { Range = new(2, 4) } });
        using var none = await owner.GetAsync($"api/pulls/{id}/files/none.txt");
        using var withdraw = await owner.PostAsync($"api/pulls/{id}/withdraw", RunningServer.Json("{}"));

        Assert.Equal(["count-sheet.html 25", "plates/a b#1.exr 10"], list.GetProperty("files").EnumerateArray().Select(one => $"{one.GetProperty("path")} {one.GetProperty("length")}").Order(StringComparer.Ordinal));
        Assert.False(list.GetProperty("isCut").GetBoolean());
        Assert.Equal("attachment", html.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("application/octet-stream", html.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", Assert.Single(html.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal((HttpStatusCode.PartialContent, "234"), (part.StatusCode, await part.Content.ReadAsStringAsync()));
        Assert.Equal("The package has no file 'none.txt'.", await DetailAsync(none));
        Assert.Equal(HttpStatusCode.Conflict, withdraw.StatusCode);
        foreach (var path in (string[])["../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "..%2f..%2f..%2fsecret.txt", "..%5csecret.txt", "plates/../../secret.txt", "plates/%2e%2e/%2e%2e/secret.txt", "/secret.txt", "plates//", "%00"])
        {
            var (status, body) = await RawAsync($"/api/pulls/{id}/files/{path}");
            Assert.True(status is 404 or 400, $"{path} answered {status}");
            Assert.DoesNotContain("SECRET", body, StringComparison.Ordinal);
        }
    }

    private void Write(string key, string text)
    {
        var path = Path.Join(server.Library.Options.Workspaces.LocalPath, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Asks with a target that no client library has put in order.</summary>
    private async Task<(int Status, string Answer)> RawAsync(string target)
    {
        var token = await server.TokenAsync("pull-owner", role: ShowRole.Owner);
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Url.Host, server.Url.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {server.Url.Authority}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync();
        return (int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), answer);
    }
}
