using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Workspaces;
using Acetate.Server.Access;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Acetate.Tools.Tests.Server;

/// <summary>Workspaces: people of a vendor see theirs and nothing else, until the instant at which that ends.</summary>
public sealed class WorkspaceApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Who_was_let_into_a_workspace_sees_its_whole_folders_and_saves_their_files()
    {
        var (space, folder) = await MadeAsync("lupus", "vfx-1");
        await server.Library.WriteAsync(async tx => await tx.AddWorkspaceFolderAsync((await tx.WorkspaceAsync(space, default))!, "half", "vfx-pull", "admin", default), default);
        using var vendor = await GuestAsync("lupus-io", space, WorkspaceAccess.Download);

        var list = await JsonAsync(await vendor.GetAsync("api/workspaces"));
        var view = await JsonAsync(await vendor.GetAsync($"api/workspaces/{space}"));
        var files = await JsonAsync(await vendor.GetAsync($"api/workspaces/{space}/folders/{folder}/files"));
        using var html = await vendor.GetAsync($"api/workspaces/{space}/folders/{folder}/files/count-sheet.html");
        using var part = await vendor.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"api/workspaces/{space}/folders/{folder}/files/plates/a%20b%231.exr") { Headers = { Range = new(2, 4) } });
        using var packed = await vendor.GetAsync($"api/workspaces/{space}/folders/{folder}/archive");

        Assert.Equal(["lupus"], list.GetProperty("workspaces").EnumerateArray().Select(one => one.GetProperty("workspace").GetProperty("name").GetString()));
        Assert.Equal(["vfx-1"], view.GetProperty("folders").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.True(view.GetProperty("mayDownload").GetBoolean());
        Assert.False(view.TryGetProperty("members", out var members) && members.ValueKind != JsonValueKind.Null);
        Assert.Equal(["count-sheet.html", "plates/a b#1.exr"], files.GetProperty("files").EnumerateArray().Select(one => one.GetProperty("path").GetString()));
        Assert.Equal(("attachment", "application/octet-stream"), (html.Content.Headers.ContentDisposition?.DispositionType, html.Content.Headers.ContentType?.MediaType));
        Assert.Equal((HttpStatusCode.PartialContent, "234"), (part.StatusCode, await part.Content.ReadAsStringAsync()));
        using var zip = new ZipArchive(await packed.Content.ReadAsStreamAsync());
        Assert.Equal([("vfx-1/count-sheet.html", 8), ("vfx-1/plates/a b#1.exr", 10)], zip.Entries.Select(entry => (entry.FullName, (int)entry.Length)));
        using var text = new StreamReader(zip.Entries[1].Open());
        Assert.Equal("0123456789", await text.ReadToEndAsync());
        // A folder of many files is one deed.
        var told = await server.Library.ReadAsync(tx => AuditLog.AuditAfterAsync(tx, 0, 10_000, default), default);
        Assert.Single(told, entry => entry is { Actor: "lupus-io", Action: "workspace.downloaded" });
    }

    [Fact]
    public async Task A_guest_reaches_nothing_beside_their_workspace_on_any_endpoint()
    {
        var (own, _) = await MadeAsync("ours", "vfx-2");
        var (other, theirs) = await MadeAsync("theirs", "vfx-3");
        using var guest = await GuestAsync("guest", own, WorkspaceAccess.Download, [.. Enum.GetValues<TokenScope>()]);
        var tried = 0;

        foreach (var endpoint in server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var rule = endpoint.Metadata.GetMetadata<AccessRule>()!;
            if (rule.Open is not null || (rule.Of is null && rule.Workspace is null && rule.Action is null) || rule.Of == ShowOf.Upload) continue;
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                var isWorkspace = endpoint.RoutePattern.RawText!.Contains("workspaces", StringComparison.Ordinal);
                var path = server.PathOf(endpoint, isWorkspace ? new Dictionary<string, string> { ["id"] = other.ToString(), ["folder"] = theirs.ToString() } : null);
                // What needs no show needs a right that a guest does not have, or answers with what the caller may see.
                if (rule.Of is null && rule.Workspace is null && AccessCheck.RuleOf(rule.Action!.Value) is not { AdministratorsOnly: true }) continue;
                using var answer = await guest.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
                var body = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden, $"{method} {path} answered {(int)answer.StatusCode}");
                Assert.DoesNotContain("A001", body, StringComparison.Ordinal);
                tried++;
            }
        }

        Assert.True(tried > 40, $"Only {tried} were tried.");
        Assert.Empty((await JsonAsync(await guest.GetAsync("api/shows"))).GetProperty("shows").EnumerateArray());
        // Their own door does not open the neighbour's folder.
        using var across = await guest.GetAsync($"api/workspaces/{own}/folders/{theirs}/files");
        Assert.Equal("not-found", await RunningServer.ProblemAsync(across));
    }

    [Fact]
    public async Task Who_may_only_see_downloads_nothing_and_what_was_given_ends_at_its_instant_or_when_it_is_taken_away()
    {
        var (space, folder) = await MadeAsync("nova", "vfx-4");
        using var owner = server.Client(await server.TokenAsync("nova-owner", role: ShowRole.Owner));
        using var viewer = await GuestAsync("nova-eyes", space, WorkspaceAccess.See);
        string File(string name) => $"api/workspaces/{space}/folders/{folder}/files/{name}";

        using var list = await viewer.GetAsync($"api/workspaces/{space}/folders/{folder}/files");
        using var file = await viewer.GetAsync(File("count-sheet.html"));
        using var packed = await viewer.GetAsync($"api/workspaces/{space}/folders/{folder}/archive");
        // 256 MiB that are read slowly: the answer is under way when the access ends.
        using (var large = System.IO.File.Create(Path.Join(server.Library.Options.Workspaces.LocalPath, "film/nova/vfx-4/large.bin"))) large.SetLength(256 << 20);
        using var brief = await GuestAsync("nova-brief", space, WorkspaceAccess.Download, until: server.Library.Clock.GetUtcNow().AddSeconds(4));
        using var under = await brief.GetAsync(File("large.bin"), HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await under.Content.ReadAsStreamAsync();
        var cut = await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            var buffer = new byte[1 << 16];
            for (var count = 0L; count < 256 << 20; count += await stream.ReadAsync(buffer)) await Task.Delay(TimeSpan.FromMilliseconds(5));
        });
        using var after = await brief.GetAsync(File("count-sheet.html"));
        var members = (await JsonAsync(await owner.GetAsync($"api/workspaces/{space}"))).GetProperty("members").EnumerateArray().Select(one => one.GetProperty("principal").GetString()).ToList();
        using var taken = await owner.PutAsync($"api/workspaces/{space}/members/nova-eyes", RunningServer.Json("""{"access":null}"""));
        using var gone = await viewer.GetAsync($"api/workspaces/{space}");
        using var past = await owner.PutAsync($"api/workspaces/{space}/members/nova-eyes", RunningServer.Json("""{"access":"see","until":"2020-01-01T00:00:00Z"}"""));

        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        Assert.Equal(("not-permitted", "not-permitted"), (await RunningServer.ProblemAsync(file), await RunningServer.ProblemAsync(packed)));
        Assert.Equal(HttpStatusCode.OK, under.StatusCode);
        Assert.NotNull(cut);
        Assert.Equal("not-found", await RunningServer.ProblemAsync(after));
        Assert.Equal(["nova-brief", "nova-eyes"], members);
        Assert.Equal((HttpStatusCode.NoContent, "not-found"), (taken.StatusCode, await RunningServer.ProblemAsync(gone)));
        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(past));
    }

    [Fact]
    public async Task Nothing_outside_the_folder_can_be_reached_and_many_files_come_page_by_page()
    {
        var (space, folder) = await MadeAsync("pages", "vfx-5");
        var root = Path.Join(server.Library.Options.Workspaces.LocalPath, "film/pages");
        File.WriteAllText(Path.Join(root, "secret.txt"), "SECRET");
        for (var i = 0; i < 1003; i++) File.WriteAllText(Path.Join(root, $"vfx-5/plates/f.{i:0000}.exr"), "x");
        using var vendor = await GuestAsync("pager", space, WorkspaceAccess.Download);

        var first = await JsonAsync(await vendor.GetAsync($"api/workspaces/{space}/folders/{folder}/files"));
        var next = first.GetProperty("next").GetString()!;
        var second = await JsonAsync(await vendor.GetAsync($"api/workspaces/{space}/folders/{folder}/files?after={Uri.EscapeDataString(next)}"));

        Assert.Equal((1000, 5), (first.GetProperty("files").GetArrayLength(), second.GetProperty("files").GetArrayLength()));
        foreach (var path in (string[])["..%2fsecret.txt", "%2e%2e/secret.txt", "..%5csecret.txt", "plates/%2e%2e/%2e%2e/secret.txt", "%00"])
        {
            using var answer = await vendor.GetAsync($"api/workspaces/{space}/folders/{folder}/files/{path}");
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{path} answered {(int)answer.StatusCode}");
            Assert.DoesNotContain("SECRET", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A workspace with a folder that is ready and holds two files.</summary>
    private async Task<(Guid Workspace, Guid Folder)> MadeAsync(string name, string folder)
    {
        var (space, made) = await server.Library.WriteAsync(async tx =>
        {
            var workspace = await tx.EnsureWorkspaceAsync(RunningServer.Show, name, WorkspaceKind.Vendor, "admin", default);
            var added = await tx.AddWorkspaceFolderAsync(workspace, folder, "vfx-pull", "admin", default);
            await tx.PutWorkspaceFolderAsync(added with { State = WorkspaceFolderState.Ready, Files = 2, Bytes = 18, ReadyAt = tx.Now }, default);
            return (workspace, added);
        }, default);
        var root = Directory.CreateDirectory(Path.Join(server.Library.Options.Workspaces.LocalPath, made.Prefix, "plates")).Parent!.FullName;
        File.WriteAllText(Path.Join(root, "count-sheet.html"), "<script>");
        File.WriteAllText(Path.Join(root, "plates", "a b#1.exr"), "0123456789");
        return (space.Id, made.Id);
    }

    private async Task<HttpClient> GuestAsync(string name, Guid space, WorkspaceAccess access, TokenScope[]? scopes = null, DateTimeOffset? until = null)
    {
        var client = server.Client(await server.TokenAsync(name, scopes: scopes ?? [TokenScope.Read]));
        using var admin = server.Client(server.Admin);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.PutAsJsonAsync($"api/workspaces/{space}/members/{name}", new { access = access.ToString().ToLowerInvariant(), until })).StatusCode);
        return client;
    }
}
