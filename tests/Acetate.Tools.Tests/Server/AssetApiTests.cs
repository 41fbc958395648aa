using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Cli;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Workspaces;
using Acetate.Server.Tools.Workspaces;
using Acetate.Tools.Tests.Cli;

namespace Acetate.Tools.Tests.Server;

/// <summary>Files of workspaces that are kept for good: whole and read back, whatever becomes of the file; found, fetched and taken out again; never originals.</summary>
public sealed class AssetApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))];

    [Fact]
    public async Task A_kept_file_is_there_when_the_workspaces_bin_was_emptied_and_is_found_with_where_it_came_from()
    {
        using var client = server.Client(server.Admin);
        using var viewer = server.Client(await server.TokenAsync("looks", role: ShowRole.Viewer));
        using var stranger = server.Client(await server.TokenAsync("stranger"));
        var (space, file) = await PutAsync(client, "editors", "refs/Set_100%.txt");

        var asset = await KeepAsync(client, space, file, "Reference of the hall");
        var again = await KeepAsync(client, space, file, "twice");
        var id = asset.GetProperty("id").GetGuid();
        using (var binned = await client.PostAsJsonAsync($"api/workspaces/{space}/bin", new { entries = new[] { file } })) Assert.Equal(HttpStatusCode.NoContent, binned.StatusCode);
        await using var store = await Acetate.Storage.StoreUrl.OpenAsync(server.Library.Options.Workspaces, Acetate.Storage.StoreAccess.ReadWrite, default);
        Assert.Equal(1, await BinSweep.EmptyAsync(server.Library, store, new() { BinDays = 0 }, default));

        Assert.Equal(id, again.GetProperty("id").GetGuid());
        Assert.Equal(("Set_100%.txt", "editors", "refs/Set_100%.txt", "admin", "admin"), (Text(asset, "name"), Text(asset, "workspace"), Text(asset, "path"), Text(asset, "sentBy"), Text(asset, "promotedBy")));
        Assert.StartsWith("xxh128:", Text(asset, "hash"), StringComparison.Ordinal);
        Assert.Equal(Bytes, await viewer.GetByteArrayAsync($"api/assets/{id}/content"));
        using var part = await viewer.SendAsync(new(HttpMethod.Get, $"api/assets/{id}/content") { Headers = { Range = new(10, 19) } });
        Assert.Equal(Bytes[10..20], await part.Content.ReadAsByteArrayAsync());
        foreach (var (words, found) in (IEnumerable<(string, int)>)[("SET_100%", 1), ("reference hall", 1), ("editors refs admin", 1), ($"{Text(asset, "hash")} hall", 1), ("reference corridor", 0), ("10_%", 0), ("' OR 1=1 --", 0)])
            Assert.True(found == (await ListAsync(viewer, words)).Count, $"'{words}' found another number of assets than {found}.");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), ((await stranger.GetAsync($"api/assets/{id}/content")).StatusCode, (await stranger.GetAsync($"api/shows/{RunningServer.Show}/assets")).StatusCode));
        // It is no original: it belongs to no roll and to no clip.
        Assert.DoesNotContain(await server.Library.ReadAsync(tx => tx.ClipsAsync(server.Roll, default), default), clip => clip.Files.Any(one => one.Contains("Set_100", StringComparison.Ordinal)));
        var told = (await server.Library.ReadAsync(tx => AuditLog.AuditAfterAsync(tx, 0, 10_000, default), default)).Where(entry => entry.Target == id.ToString()).Select(entry => (entry.Actor, entry.Action));
        Assert.Equal([("admin", "asset.promoted"), ("looks", "asset.downloaded")], told);
    }

    [Fact]
    public async Task An_asset_is_taken_out_and_put_back_and_its_bytes_stay()
    {
        using var client = server.Client(server.Admin);
        using var viewer = server.Client(await server.TokenAsync("looks-too", role: ShowRole.Viewer));
        var (space, file) = await PutAsync(client, "grips", "rig.txt");
        var id = (await KeepAsync(client, space, file, null)).GetProperty("id").GetGuid();

        using var forbidden = await viewer.DeleteAsync($"api/assets/{id}");
        var gone = await SharedThings.JsonAsync(await client.DeleteAsync($"api/assets/{id}"));
        using var hidden = await viewer.GetAsync($"api/assets/{id}/content");
        var (listed, withdrawn) = ((await ListAsync(viewer, "rig.txt")).Count, (await ListAsync(viewer, "rig.txt", withdrawn: true)).Count);
        var back = await SharedThings.JsonAsync(await client.PostAsync($"api/assets/{id}/restore", null));

        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(forbidden));
        Assert.Equal(("admin", "not-found", 0, 1), (Text(gone, "withdrawnBy"), await RunningServer.ProblemAsync(hidden), listed, withdrawn));
        Assert.False(back.TryGetProperty("withdrawnBy", out var by) && by.ValueKind == JsonValueKind.String);
        Assert.Equal(Bytes, await viewer.GetByteArrayAsync($"api/assets/{id}/content"));
        // Kept again while it was out, it is one of its own; the first does not come back beside it.
        await client.DeleteAsync($"api/assets/{id}");
        var second = (await KeepAsync(client, space, file, null)).GetProperty("id").GetGuid();
        using var both = await client.PostAsync($"api/assets/{id}/restore", null);
        Assert.NotEqual(id, second);
        Assert.Equal("conflict", await RunningServer.ProblemAsync(both));
        Assert.Single(await ListAsync(viewer, "rig.txt"));
    }

    [Fact]
    public async Task What_is_damaged_or_not_there_or_not_theirs_is_not_kept()
    {
        using var client = server.Client(server.Admin);
        var (space, file) = await PutAsync(client, "colour", "look.cube");
        var kept = (await server.Library.ReadAsync(tx => tx.KeptFileAsync(file, default), default))!;
        var path = Path.Join(server.Library.Options.Workspaces.LocalPath, kept.Key);
        var damaged = Bytes.ToArray();
        damaged[17] ^= 1;
        File.Delete(path);
        await File.WriteAllBytesAsync(path, damaged);
        using var guest = server.Client(await server.TokenAsync("vendor-artist"));
        await server.Library.WriteAsync(async tx => await tx.PutWorkspaceMemberAsync(space, (await tx.PrincipalAsync("vendor-artist", default))!.Id, new(WorkspaceAccess.Change, null), "admin", default), default);

        using var broken = await client.PostAsJsonAsync($"api/workspaces/{space}/kept/{file}/asset", new { });
        using var missing = await client.PostAsJsonAsync($"api/workspaces/{space}/kept/{Guid.NewGuid()}/asset", new { });
        using var theirs = await guest.PostAsJsonAsync($"api/workspaces/{space}/kept/{file}/asset", new { });
        using var wordy = await client.PostAsJsonAsync($"api/workspaces/{space}/kept/{file}/asset", new { note = new string('x', 1001) });

        Assert.Equal(("conflict", "not-found", "not-permitted", "invalid-request"), (await RunningServer.ProblemAsync(broken), await RunningServer.ProblemAsync(missing), await RunningServer.ProblemAsync(theirs), await RunningServer.ProblemAsync(wordy)));
        Assert.Empty(await ListAsync(client, "look.cube"));
        Assert.DoesNotContain(Directory.EnumerateFiles(server.Library.Options.Store.LocalPath, "look.cube", SearchOption.AllDirectories), _ => true);
    }

    [Fact]
    public async Task The_command_line_keeps_lists_takes_out_and_puts_back()
    {
        using var client = server.Client(server.Admin);
        var (space, file) = await PutAsync(client, "sound", "tone.txt");
        using var folder = new TempFolder();
        var token = Path.Join(folder.Path, "token");
        await File.WriteAllTextAsync(token, server.Admin);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] there = ["--server", server.Url.ToString(), "--token-file", token];

        var kept = await DemoCommandTests.RunAsync(["asset", "keep", space.ToString(), file.ToString(), "--note", "Line-up tone", "--json", .. there]);
        Assert.True(kept.Code == ExitCode.Done, kept.Error);
        using var document = JsonDocument.Parse(kept.Output);
        var id = document.RootElement.GetProperty("id").GetString()!;
        var listed = await DemoCommandTests.RunAsync(["asset", "list", "line-up", "--show", RunningServer.Show, .. there]);
        var gone = await DemoCommandTests.RunAsync(["asset", "withdraw", id, .. there]);
        var none = await DemoCommandTests.RunAsync(["asset", "list", "line-up", "--show", RunningServer.Show, .. there]);
        var back = await DemoCommandTests.RunAsync(["asset", "restore", id, .. there]);
        var missing = await DemoCommandTests.RunAsync(["asset", "keep", space.ToString(), Guid.NewGuid().ToString(), .. there]);

        Assert.Contains("sound: tone.txt (of admin)", listed.Output, StringComparison.Ordinal);
        Assert.Contains("No asset has all of these words.", none.Output, StringComparison.Ordinal);
        Assert.Contains("is an asset again", back.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, ExitCode.NotFound), (gone.Code, missing.Code));
    }

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private static async Task<JsonElement> KeepAsync(HttpClient client, Guid space, Guid file, string? note) => await SharedThings.JsonAsync(await client.PostAsJsonAsync($"api/workspaces/{space}/kept/{file}/asset", new { note }));

    private static async Task<List<JsonElement>> ListAsync(HttpClient client, string words, bool withdrawn = false) =>
        [.. (await SharedThings.JsonAsync(await client.GetAsync($"api/shows/{RunningServer.Show}/assets?q={Uri.EscapeDataString(words)}&withdrawn={(withdrawn ? "true" : "false")}"))).GetProperty("assets").EnumerateArray()];

    /// <summary>A file in a team's workspace, whole and read back.</summary>
    private static async Task<(Guid Space, Guid File)> PutAsync(HttpClient client, string team, string path)
    {
        var space = (await SharedThings.JsonAsync(await client.PostAsJsonAsync($"api/shows/{RunningServer.Show}/workspaces", new { name = team }))).GetProperty("id").GetGuid();
        var file = (await SharedThings.JsonAsync(await client.PostAsJsonAsync($"api/workspaces/{space}/uploads", new { path, length = Bytes.Length, tag = "t" }))).GetProperty("id").GetGuid();
        using var piece = new HttpRequestMessage(HttpMethod.Patch, $"api/workspaces/{space}/uploads/{file}") { Content = new ByteArrayContent(Bytes) };
        piece.Content.Headers.ContentType = new("application/offset+octet-stream");
        piece.Headers.Add("Tus-Resumable", "1.0.0");
        piece.Headers.Add("Upload-Offset", "0");
        using var sent = await client.SendAsync(piece);
        Assert.Equal(HttpStatusCode.NoContent, sent.StatusCode);
        string? state;
        while ((state = Text(await SharedThings.JsonAsync(await client.GetAsync($"api/workspaces/{space}/uploads/{file}")), "state")) == "arriving") await Task.Delay(TimeSpan.FromMilliseconds(20));
        Assert.Equal("ready", state);
        return (space, file);
    }
}
