using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Cli;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Sharing;
using Acetate.Library.Workspaces;
using Acetate.Server.Access;
using Acetate.Tools.Tests.Cli;

namespace Acetate.Tools.Tests.Server;

/// <summary>Shares: they open what they name, to whom they name, for what they name, until their instant; and nothing beside it.</summary>
public sealed class ShareApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Phrase = "vier Zebras grasen";

    [Fact]
    public async Task A_recipient_watches_what_was_shared_and_saves_it_only_with_that_right()
    {
        var clip = await server.ClipToShareAsync("A001C010", bytes: 100_000);
        using var maker = await PersonAsync("mia", ShowRole.Operator);
        using var eyes = await PersonAsync("eyes");
        using var hands = await PersonAsync("hands");
        using var other = await PersonAsync("nosy");
        var made = await SharedThings.ShareAsync(maker, new { show = RunningServer.Show, clips = new[] { new { clip } }, message = "für Zoë 🎬", recipients = new object[] { new { name = "eyes" }, new { name = "hands", rights = new[] { "download" } } } });
        var id = made.GetProperty("share").GetProperty("id").GetGuid();

        var view = await SharedThings.JsonAsync(await eyes.GetAsync($"api/shared/{id}"));
        using var watched = await eyes.GetAsync($"api/shared/{id}/items/0/proxy.mp4");
        using var part = await eyes.SendAsync(new(HttpMethod.Get, $"api/shared/{id}/items/0/proxy.mp4") { Headers = { Range = new(2, 4) } });
        using var refused = await eyes.GetAsync($"api/shared/{id}/items/0/download");
        using var saved = await hands.GetAsync($"api/shared/{id}/items/0/download");
        using var beyond = await hands.GetAsync($"api/shared/{id}/items/1/proxy.mp4");
        using var negative = await hands.GetAsync($"api/shared/{id}/items/-1/proxy.mp4");

        Assert.Equal(("A001C010", "für Zoë 🎬", "mia"), (view.GetProperty("title").GetString(), view.GetProperty("message").GetString(), view.GetProperty("from").GetString()));
        Assert.Equal(["view"], Words(view.GetProperty("rights")));
        Assert.Equal((HttpStatusCode.OK, 100_000), (watched.StatusCode, (await watched.Content.ReadAsByteArrayAsync()).Length));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(refused));
        Assert.Equal("A001C010.mp4", saved.Content.Headers.ContentDisposition!.FileName?.Trim('"'));
        Assert.Equal(("not-found", "not-found"), (await RunningServer.ProblemAsync(beyond), await RunningServer.ProblemAsync(negative)));
        Assert.Equal("not-found", await RunningServer.ProblemAsync(await other.GetAsync($"api/shared/{id}")));
        Assert.Equal([id], (await SharedThings.JsonAsync(await eyes.GetAsync("api/shares"))).GetProperty("withMe").EnumerateArray().Select(one => one.GetProperty("share").GetProperty("id").GetGuid()));
        // Watching is many requests, and one deed.
        var told = (await server.Library.ReadAsync(tx => AuditLog.AuditAfterAsync(tx, 0, 10_000, default), default)).Where(entry => entry.Target == id.ToString()).ToList();
        Assert.Equal([("mia", "share.made"), ("eyes", "share.watched"), ("hands", "share.downloaded")], told.Where(entry => entry.Action.StartsWith("share.", StringComparison.Ordinal)).Select(entry => (entry.Actor, entry.Action)));
    }

    [Fact]
    public async Task A_share_ends_at_its_instant_or_when_it_is_taken_back_what_plays_is_cut_off_and_the_reason_is_told()
    {
        var clip = await server.ClipToShareAsync("A001C030", bytes: 256L << 20);
        using var maker = await PersonAsync("max", ShowRole.Operator);
        using var viewer = await PersonAsync("vera2");
        object Order(DateTimeOffset? until, string? passphrase) => new { show = RunningServer.Show, clips = new[] { new { clip } }, recipients = new[] { new { name = "vera2" } }, link = passphrase is null ? null : new { passphrase }, until };
        var made = await SharedThings.ShareAsync(maker, Order(null, Phrase));
        var lasting = made.GetProperty("share").GetProperty("id").GetGuid();
        var (browser, _) = await server.OpenLinkAsync(lasting, new { linkToken = made.GetProperty("linkToken").GetString(), passphrase = Phrase });
        using var __ = browser;

        // It is read slowly: the answer is under way when the share ends.
        var brief = (await SharedThings.ShareAsync(maker, Order(server.Library.Clock.GetUtcNow().AddSeconds(5), null))).GetProperty("share").GetProperty("id").GetGuid();
        await CutOffAsync(viewer, brief, () => Task.CompletedTask);
        using var ended = await viewer.GetAsync($"api/shared/{brief}");
        await CutOffAsync(browser, lasting, async () => Assert.Equal(HttpStatusCode.NoContent, (await maker.DeleteAsync($"api/shares/{lasting}")).StatusCode));
        using var taken = await browser.GetAsync($"api/shared/{lasting}");
        using var opened = await browser.PostAsJsonAsync("api/shared/open", new { linkToken = made.GetProperty("linkToken").GetString(), passphrase = Phrase });
        using var later = await maker.PatchAsJsonAsync($"api/shares/{lasting}", new { until = (string?)null });
        using var past = await maker.PatchAsJsonAsync($"api/shares/{brief}", new { until = "2020-01-01T00:00:00Z" });

        Assert.Contains("ended on", await ended.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("taken back", await taken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("by max", await taken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.Gone, HttpStatusCode.Gone), (ended.StatusCode, taken.StatusCode, opened.StatusCode));
        Assert.Equal(("conflict", "invalid-request"), (await RunningServer.ProblemAsync(later), await RunningServer.ProblemAsync(past)));
        Assert.Equal("not-found", await RunningServer.ProblemAsync(await server.Client(await server.TokenAsync("nobody-else")).GetAsync($"api/shared/{lasting}")));
    }

    [Fact]
    public async Task A_passphrase_is_asked_for_kept_as_a_slow_hash_and_guessing_it_is_slowed()
    {
        await using var own = new RunningServer();
        await own.InitializeAsync();
        var clip = await own.ClipToShareAsync("A001C040");
        using var admin = own.Client(own.Admin);
        var made = await SharedThings.ShareAsync(admin, new { show = RunningServer.Show, clips = new[] { new { clip } }, link = new { passphrase = "Zoë kommt spät" } });
        var link = made.GetProperty("linkToken").GetString()!;
        using var nobody = own.Client(null);
        Task<HttpResponseMessage> Open(string? phrase) => nobody.PostAsJsonAsync("api/shared/open", new { linkToken = link, passphrase = phrase });

        Assert.Equal("passphrase-needed", await RunningServer.ProblemAsync(await Open(null)));
        // The same words, typed where a dotted letter is two characters.
        Assert.Equal(HttpStatusCode.OK, (await Open("Zoë kommt spät".Normalize(System.Text.NormalizationForm.FormD))).StatusCode);
        for (var i = 0; i < FailureLimit.Allowed; i++) Assert.Equal("passphrase-needed", await RunningServer.ProblemAsync(await Open($"guess number {i}")));
        using var late = await Open("Zoë kommt spät");

        Assert.Equal(("too-many-failures", true), (await RunningServer.ProblemAsync(late), late.Headers.RetryAfter!.Delta > TimeSpan.Zero));
        var told = await own.Library.ReadAsync(tx => AuditLog.AuditAfterAsync(tx, 0, 10_000, default), default);
        Assert.Equal(FailureLimit.Allowed, told.Count(entry => entry.Action == "share.passphrase-refused"));
        Assert.DoesNotContain(told, entry => entry.Detail.Contains("kommt", StringComparison.Ordinal) || entry.Detail.Contains("guess number", StringComparison.Ordinal) || entry.Detail.Contains(link, StringComparison.Ordinal));
        var hash = (await own.Library.ReadAsync(tx => tx.ShareAsync(made.GetProperty("share").GetProperty("id").GetGuid(), default), default))!.PhraseHash!;
        Assert.True(hash.Length > 60 && !hash.Contains("kommt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restricted_link_takes_mail_names_of_its_domains_and_others_ask_to_be_let_in()
    {
        var clip = await server.ClipToShareAsync("A001C050");
        using var maker = await PersonAsync("moe", ShowRole.Operator);
        using var asker = await PersonAsync("ada");
        var made = await SharedThings.ShareAsync(maker, new { show = RunningServer.Show, clips = new[] { new { clip } }, link = new { domains = new[] { "@Bücher.example", "vendor.example" } } });
        var (id, link) = (made.GetProperty("share").GetProperty("id").GetGuid(), made.GetProperty("linkToken").GetString());
        using var nobody = server.Client(null);
        Task<HttpResponseMessage> Open(string? mail, string? requestToken = null) => nobody.PostAsJsonAsync("api/shared/open", new { linkToken = link, mail, requestToken });
        Task<HttpResponseMessage> Decide(Guid request, bool granted) => maker.PostAsJsonAsync($"api/shares/{id}/requests/{request}", new { granted });

        Assert.Equal("mail-needed", await RunningServer.ProblemAsync(await Open(null)));
        foreach (var odd in (string[])["zoe", "@vendor.example", "a b@vendor.example", "a@b@vendor.example", "a\u202e@vendor.example", new string('x', 65) + "@vendor.example"])
            Assert.Equal("mail-needed", await RunningServer.ProblemAsync(await Open(odd)));
        foreach (var foreign in (string[])["zoe@elsewhere.example", "zoe@sub.vendor.example", "zoe@vendor.example.evil.example"])
            Assert.Equal("mail-refused", await RunningServer.ProblemAsync(await Open(foreign)));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await Open("zoë@VENDOR.example")).StatusCode, (await Open("a@bücher.example")).StatusCode));

        var asked = (await SharedThings.JsonAsync(await nobody.PostAsJsonAsync("api/shared/ask", new { linkToken = link, mail = "kim@elsewhere.example", message = "I cut the trailer." }))).GetProperty("requestToken").GetString();
        Assert.Equal("conflict", await RunningServer.ProblemAsync(await Open(null, asked)));
        Assert.Equal(HttpStatusCode.Accepted, (await asker.PostAsJsonAsync($"api/shares/{id}/requests", new { message = "me too" })).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await asker.PostAsJsonAsync($"api/shares/{Guid.NewGuid()}/requests", new { })).StatusCode);
        var waiting = (await SharedThings.JsonAsync(await maker.GetAsync("api/shares/requests"))).GetProperty("requests").EnumerateArray().Select(one => one.GetProperty("request")).ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("id").GetGuid());
        Assert.Equal(["ada", "kim@elsewhere.example"], waiting.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), ((await Decide(waiting["ada"], true)).StatusCode, (await Decide(waiting["kim@elsewhere.example"], true)).StatusCode));
        Assert.Equal("conflict", await RunningServer.ProblemAsync(await Decide(waiting["ada"], false)));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await Open(null, asked)).StatusCode, (await asker.GetAsync($"api/shared/{id}")).StatusCode));
        Assert.Empty((await SharedThings.JsonAsync(await maker.GetAsync("api/shares/requests"))).GetProperty("requests").EnumerateArray());
        Assert.Equal("not-found", await RunningServer.ProblemAsync(await Open(null, ShareSecret.New(ShareSecret.OfRequest).Text)));
    }

    [Fact]
    public async Task What_is_passed_on_has_no_more_rights_and_ends_with_what_it_came_from()
    {
        var clip = await server.ClipToShareAsync("A001C060");
        using var maker = await PersonAsync("mat", ShowRole.Operator);
        using var lead = await PersonAsync("lead");
        using var artist = await PersonAsync("artist");
        await WorkspaceAsync("passing", "lead", "artist");
        var parent = (await SharedThings.ShareAsync(maker, new { show = RunningServer.Show, clips = new[] { new { clip } }, recipients = new[] { new { name = "lead", rights = new[] { "re-share" } } } })).GetProperty("share").GetProperty("id").GetGuid();
        object Order(string name, params string[] rights) => new { parent, recipients = new[] { new { name, rights } } };

        using var more = await lead.PostAsJsonAsync("api/shares", Order("artist", "download"));
        using var stranger = await lead.PostAsJsonAsync("api/shares", Order("no-one-of-this-name"));
        using var link = await lead.PostAsJsonAsync("api/shares", new { parent, link = new { passphrase = Phrase } });
        using var direct = await lead.PostAsJsonAsync("api/shares", new { show = RunningServer.Show, clips = new[] { new { clip } }, recipients = new[] { new { name = "artist" } } });
        var child = (await SharedThings.ShareAsync(lead, Order("artist"))).GetProperty("share").GetProperty("id").GetGuid();
        using var open = await artist.GetAsync($"api/shared/{child}/items/0/proxy.mp4");
        using var without = await artist.PostAsJsonAsync("api/shares", new { parent = child, recipients = new[] { new { name = "lead" } } });
        Assert.Equal(HttpStatusCode.NoContent, (await maker.PutAsJsonAsync($"api/shares/{parent}/recipients/lead", new { rights = new[] { "view" } })).StatusCode);
        using var over = await artist.GetAsync($"api/shared/{child}");

        Assert.Equal(("not-permitted", "not-permitted", "not-permitted", "not-found", "not-permitted"), (
            await RunningServer.ProblemAsync(more), await RunningServer.ProblemAsync(stranger), await RunningServer.ProblemAsync(link), await RunningServer.ProblemAsync(direct), await RunningServer.ProblemAsync(without)));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Gone), (open.StatusCode, over.StatusCode));
    }

    [Fact]
    public async Task What_cannot_be_a_share_is_refused_and_leaves_nothing()
    {
        var clip = await server.ClipToShareAsync("A001C070");
        using var admin = server.Client(server.Admin);
        using var viewer = await PersonAsync("only-looks", ShowRole.Viewer);
        object[] some = [new { clip }];
        var show = RunningServer.Show;
        var before = await CountAsync(admin);

        foreach (var (order, problem) in new (object, string)[]
        {
            (new { show, clips = some }, "invalid-request"),
            (new { show, link = new { } }, "invalid-request"),
            (new { show = "nothing", clips = some, link = new { } }, "not-found"),
            (new { show = RunningServer.OtherShow, clips = some, link = new { } }, "not-found"),
            (new { show, clips = new object?[] { null }, link = new { } }, "not-found"),
            (new { show, clips = Enumerable.Range(0, Share.MostItems + 1).Select(_ => new { clip = Guid.NewGuid() }), link = new { } }, "invalid-request"),
            (new { show, clips = some, recipients = new[] { new { name = "nobody of this name" } } }, "not-found"),
            (new { show, clips = some, recipients = new[] { new { name = "admin" } } }, "not-permitted"),
            (new { show, clips = some, recipients = new object?[] { null } }, "invalid-request"),
            (new { show, clips = some, link = new { rights = new[] { "re-share" } } }, "invalid-request"),
            (new { show, clips = some, link = new { rights = new[] { "everything" } } }, "invalid-request"),
            (new { show, clips = some, link = new { passphrase = "short" } }, "invalid-request"),
            (new { show, clips = some, link = new { domains = new[] { "no domain" } } }, "invalid-request"),
            (new { show, clips = some, link = new { }, until = "2020-01-01T00:00:00Z" }, "invalid-request"),
            (new { show, clips = some, link = new { }, title = new string('x', 201) }, "invalid-request"),
            (new { show, clips = some, link = new { }, title = "a\u0000b" }, "invalid-request"),
            (new { show, folders = new[] { Guid.NewGuid() }, link = new { } }, "not-found"),
            (new { show, collection = Guid.NewGuid(), link = new { } }, "not-found"),
        })
        {
            using var answer = await admin.PostAsJsonAsync("api/shares", order);
            Assert.True(problem == await RunningServer.ProblemAsync(answer), $"{JsonSerializer.Serialize(order)}: {await answer.Content.ReadAsStringAsync()}");
        }

        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(await viewer.PostAsJsonAsync("api/shares", new { show, clips = some, link = new { } })));
        Assert.Equal(before, await CountAsync(admin));
    }

    [Fact]
    public async Task The_command_line_shares_lists_shows_and_takes_back()
    {
        await server.ClipToShareAsync("A001C090");
        using var person = await PersonAsync("cleo");
        using var folder = new TempFolder();
        var (token, phrase) = (Path.Join(folder.Path, "token"), Path.Join(folder.Path, "phrase"));
        await File.WriteAllTextAsync(token, server.Admin);
        await File.WriteAllTextAsync(phrase, Phrase + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] there = ["--server", server.Url.ToString(), "--token-file", token];

        var made = await DemoCommandTests.RunAsync(["share", "make", "A001C090", "--show", RunningServer.Show, "--with", "cleo", "--may", "download", "--link", "--passphrase-file", phrase, "--watermark", "--json", .. there]);
        Assert.True(made.Code == ExitCode.Done, made.Error);
        using var document = JsonDocument.Parse(made.Output);
        var id = document.RootElement.GetProperty("share").GetProperty("id").GetGuid();
        var link = document.RootElement.GetProperty("link").GetString()!;
        var listed = await DemoCommandTests.RunAsync(["share", "list", .. there]);
        var shown = await DemoCommandTests.RunAsync(["share", "show", id.ToString(), .. there]);
        var refused = await DemoCommandTests.RunAsync(["share", "make", "A001C090", "--show", RunningServer.Show, "--with", "nobody-at-all", .. there]);
        var here = await DemoCommandTests.RunAsync(["share", "list", "--library", server.Home]);
        var (browser, _) = await server.OpenLinkAsync(id, new { linkToken = link[(link.LastIndexOf('/') + 1)..], passphrase = Phrase });
        using var __ = browser;
        var revoked = await DemoCommandTests.RunAsync(["share", "revoke", id.ToString(), .. there]);

        Assert.StartsWith($"{server.Url}s/acl_", link, StringComparison.Ordinal);
        Assert.Contains(id.ToString(), listed.Output, StringComparison.Ordinal);
        Assert.Contains("view download", shown.Output, StringComparison.Ordinal);
        Assert.Contains("A link with a passphrase: view", shown.Output, StringComparison.Ordinal);
        Assert.Contains("Every picture carries the name of who sees it.", shown.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.NotFound, ExitCode.Usage, ExitCode.Done), (refused.Code, here.Code, revoked.Code));
        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.Gone), ((await browser.GetAsync($"api/shared/{id}")).StatusCode, (await person.GetAsync($"api/shared/{id}")).StatusCode));
    }

    [Fact]
    public async Task A_share_is_open_to_a_thousand_people_and_not_to_one_more()
    {
        var clip = await server.ClipToShareAsync("A001C080");
        using var admin = server.Client(server.Admin);
        await server.Library.WriteAsync(async tx =>
        {
            for (var i = 0; i <= Share.MostRecipients; i++) await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(), Name = $"crowd-{i}", Kind = PrincipalKind.Person }, default);
        }, default);
        object Order(int count) => new { show = RunningServer.Show, clips = new[] { new { clip } }, recipients = Enumerable.Range(0, count).Select(i => new { name = $"crowd-{i}" }) };

        var made = await SharedThings.ShareAsync(admin, Order(Share.MostRecipients));
        using var more = await admin.PostAsJsonAsync("api/shares", Order(Share.MostRecipients + 1));

        Assert.Equal(Share.MostRecipients, (await SharedThings.JsonAsync(await admin.GetAsync($"api/shares/{made.GetProperty("share").GetProperty("id").GetGuid()}"))).GetProperty("recipients").GetArrayLength());
        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(more));
    }

    /// <summary>Reads slowly, does something, and is cut off before the end.</summary>
    private static async Task CutOffAsync(HttpClient client, Guid share, Func<Task> then)
    {
        using var answer = await client.GetAsync($"api/shared/{share}/items/0/proxy.mp4", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        await then();
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            var buffer = new byte[1 << 16];
            for (var count = 0L; count < 256 << 20; count += await stream.ReadAsync(buffer)) await Task.Delay(TimeSpan.FromMilliseconds(5));
        });
    }

    private static IEnumerable<string?> Words(JsonElement list) => list.EnumerateArray().Select(one => one.GetString());

    private static async Task<int> CountAsync(HttpClient client) => (await SharedThings.JsonAsync(await client.GetAsync("api/shares"))).GetProperty("made").GetArrayLength();

    /// <summary>A person with an account, and with a role in the show or none.</summary>
    private async Task<HttpClient> PersonAsync(string name, ShowRole? role = null)
    {
        await server.Library.WriteAsync(tx => tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(), Name = name, Kind = PrincipalKind.Person }, default), default);
        return server.Client(await server.TokenAsync(name, role: role));
    }

    private Task WorkspaceAsync(string name, params string[] members) => server.Library.WriteAsync(async tx =>
    {
        var space = await tx.EnsureWorkspaceAsync(RunningServer.Show, name, WorkspaceKind.Vendor, "admin", default);
        foreach (var member in members)
            await tx.PutWorkspaceMemberAsync(space.Id, (await tx.PrincipalAsync(member, default))!.Id, new(WorkspaceAccess.See, null), "admin", default);
    }, default);
}
