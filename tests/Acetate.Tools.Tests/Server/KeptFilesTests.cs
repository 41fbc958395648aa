using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Workspaces;

namespace Acetate.Tools.Tests.Server;

/// <summary>Files that people put into workspaces: they arrive in pieces, are read back, and are never half there.</summary>
public sealed partial class KeptFilesTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly byte[] Picture = [0x76, 0x2F, 0x31, 0x01, .. Enumerable.Range(0, 5000).Select(i => (byte)i)];

    [Fact]
    public async Task A_file_goes_on_after_the_server_was_stopped_and_has_its_name_when_it_was_read_back()
    {
        await using var own = new RunningServer();
        await own.InitializeAsync();
        var token = await own.TokenAsync("op", role: ShowRole.Operator);
        Guid space, upload;
        using (var client = own.Client(token))
        {
            space = await TeamAsync(own, "editors");
            (_, var begun) = await BeginAsync(client, space, "plates/day 1/a.exr", Picture.Length);
            upload = begun.GetProperty("id").GetGuid();
            using var first = await SendAsync(client, space, upload, 0, Picture[..2000]);
            Assert.Equal((HttpStatusCode.NoContent, "2000"), (first.StatusCode, first.Headers.GetValues("Upload-Offset").Single()));
            using var damaged = await SendAsync(client, space, upload, 2000, Picture[2000..3000], checksumOf: Picture[1999..2999]);
            Assert.Equal("checksum-mismatch", await RunningServer.ProblemAsync(damaged));
            Assert.Empty(Directory.EnumerateFiles(Path.Join(own.Library.Options.Workspaces.LocalPath), "a.exr", SearchOption.AllDirectories));
            Assert.Empty((await EntriesAsync(client, space, (await EntriesAsync(client, space)).GetProperty("folders")[0].GetProperty("id").GetGuid())).GetProperty("files").EnumerateArray());
        }

        await own.StopAsync();
        await own.StartAsync();
        using var after = own.Client(token);
        var planned = await JsonAsync(await after.PostAsJsonAsync($"api/workspaces/{space}/uploads/plan", new { files = new[] { new { path = "plates/day 1/a.exr", length = Picture.Length, tag = "t" } } }));
        var (_, again) = await BeginAsync(after, space, "plates/day 1/a.exr", Picture.Length);
        using var rest = await SendAsync(after, space, upload, 2000, Picture[2000..]);
        var ready = await ReadyAsync(after, space, upload);

        Assert.Equal("continues", planned.GetProperty("files")[0].GetProperty("outcome").GetString());
        Assert.Equal((upload, 2000), (again.GetProperty("id").GetGuid(), again.GetProperty("offset").GetInt64()));
        Assert.Equal("ready", ready.GetProperty("state").GetString());
        Assert.StartsWith("xxh128:", ready.GetProperty("hash").GetString(), StringComparison.Ordinal);
        Assert.Equal(Picture, await after.GetByteArrayAsync($"api/workspaces/{space}/kept/{upload}"));
        var told = await own.Library.ReadAsync(tx => AuditLog.AuditAfterAsync(tx, 0, 10_000, default), default);
        Assert.Single(told, entry => entry is { Actor: "op", Action: "workspace.uploaded" } && entry.Target == upload.ToString());
        // Nothing of it is on the way any more, and nothing of it became an original.
        Assert.Empty((await JsonAsync(await after.GetAsync($"api/workspaces/{space}/uploads"))).GetProperty("uploads").EnumerateArray());
        Assert.DoesNotContain(Directory.EnumerateFiles(own.Library.Options.Store.LocalPath, "*", SearchOption.AllDirectories), path => !Path.GetFileName(path).StartsWith('.'));
    }

    [Fact]
    public async Task Nothing_is_overwritten_and_lies_about_names_sizes_and_kinds_are_refused()
    {
        using var client = server.Client(await server.TokenAsync("liar-op", role: ShowRole.Operator));
        var space = await TeamAsync(server, "liars");
        var kept = await PutAsync(client, space, "notes.txt", "hello"u8.ToArray());

        var (taken, _) = await BeginAsync(client, space, "NOTES.txt", 5, "another");
        foreach (var path in (string[])["../x.txt", "a/../../x.txt", "/etc/passwd", "a//b", "..", "c:\\x", "a\0b", "con", "end.", ""])
        {
            var (answer, body) = await BeginAsync(client, space, path, 5);
            Assert.True(answer == HttpStatusCode.BadRequest, $"'{path}' answered {(int)answer}: {body}");
        }

        var planned = await JsonAsync(await client.PostAsJsonAsync($"api/workspaces/{space}/uploads/plan", new
        {
            files = new object[] { new { path = "notes.txt", length = 5, tag = "x" }, new { path = "a:b.txt", length = 5, tag = "x" }, new { path = "huge.mov", length = long.MaxValue, tag = "x" }, new { path = "new.txt", length = 5, tag = "x" } },
        }));
        var outcomes = planned.GetProperty("files").EnumerateArray().Select(one => (one.GetProperty("outcome").GetString(), one.TryGetProperty("free", out var free) ? free.GetString() : null)).ToList();
        // More bytes than were promised.
        var (_, small) = await BeginAsync(client, space, "small.txt", 3);
        using var more = await SendAsync(client, space, small.GetProperty("id").GetGuid(), 0, "12345"u8.ToArray());
        // A program that calls itself a movie, and a list.
        var (_, movie) = await BeginAsync(client, space, "trailer.mov", 64);
        using var sent = await SendAsync(client, space, movie.GetProperty("id").GetGuid(), 0, [.. "MZ"u8, .. new byte[62]]);
        var refused = await ReadyAsync(client, space, movie.GetProperty("id").GetGuid());
        var (gone, _) = await BeginAsync(client, space, "trailer.mov", 64, "the right one");

        Assert.Equal(HttpStatusCode.Conflict, taken);
        Assert.Equal([("taken", "notes 2.txt"), ("refused", "a_b.txt"), ("refused", null), ("new", null)], outcomes);
        Assert.Equal("size-mismatch", await RunningServer.ProblemAsync(more));
        Assert.Equal("refused", refused.GetProperty("state").GetString());
        Assert.Contains("does not begin as such a file does", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Join(server.Library.Options.Workspaces.LocalPath, ".kept", space.ToString("N"), movie.GetProperty("id").GetGuid().ToString("N"))));
        // The name that the liar had is free for the right file.
        Assert.Equal(HttpStatusCode.Created, gone);
        Assert.Equal("hello", await client.GetStringAsync($"api/workspaces/{space}/kept/{kept}"));
    }

    [Fact]
    public async Task There_must_be_room_before_a_byte_is_sent()
    {
        await using var own = new RunningServer { Before = home => File.WriteAllTextAsync(Path.Join(home, "acetate.json"), """{"uploads": {"workspaceQuota": 1000, "largestFile": 2000, "filesAtOnce": 2}}""") };
        await own.InitializeAsync();
        using var client = own.Client(await own.TokenAsync("op", role: ShowRole.Operator));
        var space = await TeamAsync(own, "small");
        await PutAsync(client, space, "first.bin", new byte[600]);

        var (over, body) = await BeginAsync(client, space, "second.bin", 401);
        var planned = await JsonAsync(await client.PostAsJsonAsync($"api/workspaces/{space}/uploads/plan", new { files = new[] { new { path = "a", length = 300, tag = "x" }, new { path = "b", length = 300, tag = "x" } } }));
        var (fits, _) = await BeginAsync(client, space, "second.bin", 400);

        Assert.Equal((HttpStatusCode)507, over);
        Assert.Contains("may keep", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("may keep", planned.GetProperty("shortage").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, fits);
        Assert.Equal(2, (await JsonAsync(await client.GetAsync($"api/workspaces/{space}"))).GetProperty("filesAtOnce").GetInt32());
    }

    [Fact]
    public async Task Who_hands_in_sees_what_they_handed_in_and_nothing_else()
    {
        using var operating = server.Client(await server.TokenAsync("hand-op", role: ShowRole.Operator));
        var space = await TeamAsync(server, "box");
        var secret = await PutAsync(operating, space, "secret.txt", "SECRET"u8.ToArray());
        using var vendor = await GuestAsync("hander", space, "hand-in");
        using var other = await GuestAsync("hander-2", space, "hand-in");
        using var viewer = await GuestAsync("looker", space, "download");

        var mine = await PutAsync(vendor, space, "in/mine.txt", "mine"u8.ToArray());
        var (_, half) = await BeginAsync(vendor, space, "half.txt", 10);
        using var stranger = await SendAsync(other, space, half.GetProperty("id").GetGuid(), 0, new byte[10]);
        var view = await JsonAsync(await vendor.GetAsync($"api/workspaces/{space}"));
        var uploads = await JsonAsync(await vendor.GetAsync($"api/workspaces/{space}/uploads"));
        var (looked, _) = await BeginAsync(viewer, space, "x.txt", 1);

        foreach (var address in (string[])["entries", $"kept/{secret}", $"kept/{mine}"])
        {
            using var answer = await vendor.GetAsync($"api/workspaces/{space}/{address}");
            Assert.Equal("not-permitted", await RunningServer.ProblemAsync(answer));
        }

        using var folder = await vendor.PostAsJsonAsync($"api/workspaces/{space}/folders", new { name = "x" });
        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(folder));
        Assert.Equal("not-found", await RunningServer.ProblemAsync(stranger));
        Assert.Equal((false, true, false, 0), (view.GetProperty("maySee").GetBoolean(), view.GetProperty("mayHandIn").GetBoolean(), view.GetProperty("mayDownload").GetBoolean(), view.GetProperty("folders").GetArrayLength()));
        Assert.Equal(["half.txt"], uploads.GetProperty("uploads").EnumerateArray().Select(one => one.GetProperty("path").GetString()));
        Assert.Equal(HttpStatusCode.Forbidden, looked);
        Assert.Equal("mine", await viewer.GetStringAsync($"api/workspaces/{space}/kept/{mine}"));
    }

    [Fact]
    public async Task Everybody_of_a_show_has_a_workspace_that_nobody_else_sees_and_owners_make_those_of_teams()
    {
        using var viewer = server.Client(await server.TokenAsync("private-eye", role: ShowRole.Viewer));
        using var owner = server.Client(await server.TokenAsync("show-owner", role: ShowRole.Owner));
        using var guest = server.Client(await server.TokenAsync("no-role"));
        using var admin = server.Client(server.Admin);

        var own = (await JsonAsync(await viewer.PutAsync("api/shows/film/workspaces/own", null))).GetProperty("id").GetGuid();
        var again = (await JsonAsync(await viewer.PutAsync("api/shows/film/workspaces/own", null))).GetProperty("id").GetGuid();
        var kept = await PutAsync(viewer, own, "diary.txt", "mine alone"u8.ToArray());
        using var looked = await owner.GetAsync($"api/workspaces/{own}");
        using var letIn = await admin.PutAsJsonAsync($"api/workspaces/{own}/members/show-owner", new { access = "see" });
        using var none = await guest.PutAsync("api/shows/film/workspaces/own", null);
        using var team = await viewer.PostAsJsonAsync("api/shows/film/workspaces", new { name = "grip" });
        var made = await JsonAsync(await owner.PostAsJsonAsync("api/shows/film/workspaces", new { name = "grip" }));
        using var personal = await owner.PostAsJsonAsync("api/shows/film/workspaces", new { name = "x", kind = "personal" });

        Assert.Equal(own, again);
        Assert.Equal(("not-found", "conflict", "not-found"), (await RunningServer.ProblemAsync(looked), await RunningServer.ProblemAsync(letIn), await RunningServer.ProblemAsync(none)));
        Assert.DoesNotContain("private-eye", await owner.GetStringAsync("api/workspaces"), StringComparison.Ordinal);
        Assert.Equal("mine alone", await admin.GetStringAsync($"api/workspaces/{own}/kept/{kept}"));
        Assert.Equal(("not-permitted", "team", "invalid-request"), (await RunningServer.ProblemAsync(team), made.GetProperty("kind").GetString(), await RunningServer.ProblemAsync(personal)));
        Assert.Contains("api.open-own-workspace", await server.AuditAsync());
    }

    [Fact]
    public async Task A_folder_is_shared_with_what_lies_in_it_and_a_package_takes_nothing_in()
    {
        using var client = server.Client(await server.TokenAsync("sharer", role: ShowRole.Operator));
        using var friend = await PersonAsync("friend");
        var space = await TeamAsync(server, "sharing");
        await PutAsync(client, space, "out/deep/b.txt", "b"u8.ToArray());
        await PutAsync(client, space, "out/a.txt", "a"u8.ToArray());
        await PutAsync(client, space, "beside.txt", "SECRET"u8.ToArray());
        var folder = (await EntriesAsync(client, space)).GetProperty("folders")[0].GetProperty("id").GetGuid();
        var package = await server.Library.WriteAsync(async tx =>
        {
            var made = await tx.AddWorkspaceFolderAsync((await tx.WorkspaceAsync(space, default))!, "vfx-9", "vfx-pull", "admin", default);
            await tx.PutWorkspaceFolderAsync(made with { State = WorkspaceFolderState.Ready, ReadyAt = tx.Now }, default);
            return made.Id;
        }, default);

        var share = (await JsonAsync(await client.PostAsJsonAsync("api/shares", new { show = "film", folders = new[] { folder }, recipients = new[] { new { name = "friend", rights = new[] { "download" } } } }))).GetProperty("share").GetProperty("id").GetGuid();
        var files = await JsonAsync(await friend.GetAsync($"api/shared/{share}/items/0/files"));
        using var zip = new ZipArchive(await friend.GetStreamAsync($"api/shared/{share}/items/0/archive"));
        var text = await friend.GetStringAsync($"api/shared/{share}/items/0/files/deep/b.txt");
        using var outside = await friend.GetAsync($"api/shared/{share}/items/0/files/%2e%2e/beside.txt");
        var (into, body) = await BeginAsync(client, space, "vfx-9/x.txt", 1);
        using var inside = await client.PostAsJsonAsync($"api/workspaces/{space}/folders", new { name = "x", parent = package });

        Assert.Equal(["a.txt", "deep/b.txt"], files.GetProperty("files").EnumerateArray().Select(one => one.GetProperty("path").GetString()));
        Assert.Equal(["out/a.txt", "out/deep/b.txt"], zip.Entries.Select(entry => entry.FullName));
        Assert.Equal("b", text);
        Assert.True(outside.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest);
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (into, inside.StatusCode));
        Assert.Contains("is a package and sealed", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shares_go_on_when_a_folder_is_renamed_moved_and_taken_out_of_the_bin_and_all_happens_or_nothing()
    {
        using var client = server.Client(await server.TokenAsync("arranger", role: ShowRole.Operator));
        using var friend = await PersonAsync("arranged-for");
        var space = await TeamAsync(server, "arranging");
        var file = await PutAsync(client, space, "out/a.txt", "a"u8.ToArray());
        await PutAsync(client, space, "later/out 2/x.txt", "x"u8.ToArray());
        var folders = (await EntriesAsync(client, space)).GetProperty("folders").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("id").GetGuid());
        var (shared, later) = (folders["out"], folders["later"]);
        var share = (await JsonAsync(await client.PostAsJsonAsync("api/shares", new { show = "film", folders = new[] { shared }, recipients = new[] { new { name = "arranged-for", rights = new[] { "download" } } } }))).GetProperty("share").GetProperty("id").GetGuid();
        async Task<string> SeenAsync() => (await JsonAsync(await friend.GetAsync($"api/shared/{share}"))).GetProperty("items")[0] is var item && item.GetProperty("reason").GetString() is { Length: > 0 } gone ? gone : item.GetProperty("name").GetString()!;
        Task<HttpResponseMessage> MoveAsync(Guid? to, params Guid[] what) => client.PostAsJsonAsync($"api/workspaces/{space}/entries/move", new { entries = what, folder = to });

        using var renamed = await client.PutAsJsonAsync($"api/workspaces/{space}/entries/{shared}/name", new { name = "OUT 2" });
        var afterRename = await SeenAsync();
        using var clash = await MoveAsync(later, file, shared);
        var stillThere = (await JsonAsync(await friend.GetAsync($"api/shared/{share}/items/0/files"))).GetProperty("files").GetArrayLength();
        using var intoItself = await MoveAsync(shared, shared);
        using var bad = await client.PutAsJsonAsync($"api/workspaces/{space}/entries/{shared}/name", new { name = "../out" });
        using var fits = await client.PutAsJsonAsync($"api/workspaces/{space}/entries/{shared}/name", new { name = "out" });
        using var moved = await MoveAsync(later, shared);
        var afterMove = await SeenAsync();
        using var deleted = await client.PostAsJsonAsync($"api/workspaces/{space}/bin", new { entries = new[] { later } });
        var inBin = await SeenAsync();
        using var lost = await client.GetAsync($"api/workspaces/{space}/kept/{file}");
        var bin = await JsonAsync(await client.GetAsync($"api/workspaces/{space}/bin"));
        // Its name is free for something else, and then it is not put back over it.
        using var other = await client.PostAsJsonAsync($"api/workspaces/{space}/folders", new { name = "LATER" });
        using var over = await client.PostAsJsonAsync($"api/workspaces/{space}/bin/restore", new { entries = new[] { later } });
        var place = (await JsonAsync(other)).GetProperty("id").GetGuid();
        using var away = await client.PutAsJsonAsync($"api/workspaces/{space}/entries/{place}/name", new { name = "sooner" });
        using var back = await client.PostAsJsonAsync($"api/workspaces/{space}/bin/restore", new { entries = new[] { later } });

        Assert.All((HttpResponseMessage[])[renamed, fits, moved, deleted, away, back], answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        Assert.Equal(("OUT 2", "out", "It is no longer there.", "out"), (afterRename, afterMove, inBin, await SeenAsync()));
        Assert.Equal(("conflict", 1), (await RunningServer.ProblemAsync(clash), stillThere));
        Assert.Equal(("conflict", "invalid-request", "conflict", "not-found"), (await RunningServer.ProblemAsync(intoItself), await RunningServer.ProblemAsync(bad), await RunningServer.ProblemAsync(over), await RunningServer.ProblemAsync(lost)));
        Assert.Equal([("later", true)], bin.GetProperty("entries").EnumerateArray().Select(one => (one.GetProperty("name").GetString()!, one.GetProperty("isFolder").GetBoolean())));
        Assert.Equal("a", await client.GetStringAsync($"api/workspaces/{space}/kept/{file}"));
    }

    [Fact]
    public async Task A_package_moves_as_a_whole_and_is_neither_renamed_nor_deleted_nor_opened_by_the_folder_it_lies_in()
    {
        using var client = server.Client(await server.TokenAsync("packer", role: ShowRole.Operator));
        var space = await TeamAsync(server, "packages");
        await PutAsync(client, space, "out/a.txt", "a"u8.ToArray());
        var folder = (await EntriesAsync(client, space)).GetProperty("folders")[0].GetProperty("id").GetGuid();
        var package = await server.Library.WriteAsync(async tx =>
        {
            var made = await tx.AddWorkspaceFolderAsync((await tx.WorkspaceAsync(space, default))!, "vfx-11", "vfx-pull", "admin", default);
            await tx.PutWorkspaceFolderAsync(made with { State = WorkspaceFolderState.Ready, Files = 1, Bytes = 6, ReadyAt = tx.Now }, default);
            return made;
        }, default);
        var root = Directory.CreateDirectory(Path.Join(server.Library.Options.Workspaces.LocalPath, package.Prefix)).FullName;
        File.WriteAllText(Path.Join(root, "plate.exr"), "SEALED");

        using var renamed = await client.PutAsJsonAsync($"api/workspaces/{space}/entries/{package.Id}/name", new { name = "mine" });
        using var deleted = await client.PostAsJsonAsync($"api/workspaces/{space}/bin", new { entries = new[] { package.Id } });
        using var moved = await client.PostAsJsonAsync($"api/workspaces/{space}/entries/move", new { entries = new[] { package.Id }, folder });
        using var with = await client.PostAsJsonAsync($"api/workspaces/{space}/bin", new { entries = new[] { folder } });
        var below = await JsonAsync(await client.GetAsync($"api/workspaces/{space}/folders/{folder}/files"));
        var sealedText = await client.GetStringAsync($"api/workspaces/{space}/folders/{package.Id}/files/plate.exr");
        var inside = await EntriesAsync(client, space, folder);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.NoContent, HttpStatusCode.Conflict), (renamed.StatusCode, deleted.StatusCode, moved.StatusCode, with.StatusCode));
        Assert.Equal(["a.txt"], below.GetProperty("files").EnumerateArray().Select(one => one.GetProperty("path").GetString()));
        Assert.Equal("SEALED", sealedText);
        Assert.Equal([("vfx-11", true)], inside.GetProperty("folders").EnumerateArray().Select(one => (one.GetProperty("name").GetString()!, one.GetProperty("isPackage").GetBoolean())));
        Assert.Equal(["vfx-11"], (await JsonAsync(await client.GetAsync($"api/workspaces/{space}"))).GetProperty("folders").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> BeginAsync(HttpClient client, Guid space, string path, long length, string tag = "t")
    {
        using var answer = await client.PostAsJsonAsync($"api/workspaces/{space}/uploads", new { path, length, tag });
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, Guid space, Guid upload, long offset, byte[] bytes, byte[]? checksumOf = null)
    {
#pragma warning disable CA5350 // It is the one algorithm that every tus client knows; it proves a piece against damage, not against malice.
        var checksum = Convert.ToBase64String(SHA1.HashData(checksumOf ?? bytes));
#pragma warning restore CA5350
        var piece = new HttpRequestMessage(HttpMethod.Patch, $"api/workspaces/{space}/uploads/{upload}") { Content = new ByteArrayContent(bytes) };
        piece.Content.Headers.ContentType = new("application/offset+octet-stream");
        piece.Headers.Add("Tus-Resumable", "1.0.0");
        piece.Headers.Add("Upload-Offset", offset.ToString(System.Globalization.CultureInfo.InvariantCulture));
        piece.Headers.Add("Upload-Checksum", $"sha1 {checksum}");
        return client.SendAsync(piece);
    }

    /// <summary>The upload once it was read back.</summary>
    private static async Task<JsonElement> ReadyAsync(HttpClient client, Guid space, Guid upload)
    {
        while (true)
        {
            var now = await JsonAsync(await client.GetAsync($"api/workspaces/{space}/uploads/{upload}"));
            if (now.GetProperty("state").GetString() != "arriving") return now;
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    private static async Task<Guid> PutAsync(HttpClient client, Guid space, string path, byte[] bytes)
    {
        var (status, body) = await BeginAsync(client, space, path, bytes.Length);
        Assert.True(status == HttpStatusCode.Created, body.ToString());
        var id = body.GetProperty("id").GetGuid();
        using var sent = await SendAsync(client, space, id, 0, bytes);
        Assert.Equal(HttpStatusCode.NoContent, sent.StatusCode);
        var ready = await ReadyAsync(client, space, id);
        Assert.Equal("ready", ready.GetProperty("state").GetString());
        return id;
    }

    private static async Task<JsonElement> EntriesAsync(HttpClient client, Guid space, Guid? folder = null) =>
        await JsonAsync(await client.GetAsync($"api/workspaces/{space}/entries{(folder is { } id ? $"?folder={id}" : "")}"));

    private static async Task<Guid> TeamAsync(RunningServer server, string name)
    {
        using var admin = server.Client(server.Admin);
        return (await JsonAsync(await admin.PostAsJsonAsync("api/shows/film/workspaces", new { name }))).GetProperty("id").GetGuid();
    }

    private async Task<HttpClient> PersonAsync(string name)
    {
        await server.Library.WriteAsync(tx => tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(tx.Now), Name = name, Kind = PrincipalKind.Person }, default), default);
        return server.Client(await server.TokenAsync(name, scopes: [TokenScope.Read]));
    }

    private async Task<HttpClient> GuestAsync(string name, Guid space, string access)
    {
        var client = server.Client(await server.TokenAsync(name));
        using var admin = server.Client(server.Admin);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.PutAsJsonAsync($"api/workspaces/{space}/members/{name}", new { access })).StatusCode);
        return client;
    }
}
