using System.Net;
using System.Net.Http.Json;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Server.Tools.Workspaces;

namespace Acetate.Tools.Tests.Server;

public sealed partial class KeptFilesTests
{
    [Fact]
    public async Task What_lies_in_the_bin_goes_after_the_days_of_the_settings_and_not_before_and_nothing_beside_it()
    {
        await using var own = new RunningServer();
        await own.InitializeAsync();
        using var client = own.Client(own.Admin);
        var space = await TeamAsync(own, "editors");
        var (alone, within, stays) = (await PutAsync(client, space, "alone.txt", "1"u8.ToArray()), await PutAsync(client, space, "day 1/deep/within.txt", "22"u8.ToArray()), await PutAsync(client, space, "stays.txt", "333"u8.ToArray()));
        var folder = (await EntriesAsync(client, space)).GetProperty("folders")[0].GetProperty("id").GetGuid();
        using (var binned = await client.PostAsJsonAsync($"api/workspaces/{space}/bin", new { entries = new[] { alone, folder } })) Assert.Equal(HttpStatusCode.NoContent, binned.StatusCode);
        await using var store = await Acetate.Storage.StoreUrl.OpenAsync(own.Library.Options.Workspaces, Acetate.Storage.StoreAccess.ReadWrite, default);
        string[] Bytes() => [.. Directory.EnumerateFiles(Path.Join(own.Library.Options.Workspaces.LocalPath, ".kept"), "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!).Order()];

        Assert.Equal(0, await BinSweep.EmptyAsync(own.Library, store, new(), default));
        Assert.Equal(0, await BinSweep.EmptyAsync(own.Library, store, new() { BinDays = 1 }, default));
        Assert.Equal(3, Bytes().Length);
        Assert.Equal(2, await BinSweep.EmptyAsync(own.Library, store, new() { BinDays = 0 }, default));

        Assert.Equal([stays.ToString("N")], Bytes());
        Assert.Empty((await JsonAsync(await client.GetAsync($"api/workspaces/{space}/bin"))).GetProperty("entries").EnumerateArray());
        Assert.Equal("333", await client.GetStringAsync($"api/workspaces/{space}/kept/{stays}"));
        using var lost = await client.GetAsync($"api/workspaces/{space}/kept/{within}");
        Assert.Equal(HttpStatusCode.NotFound, lost.StatusCode);
        var told = await own.Library.ReadAsync(tx => AuditLog.AuditAfterAsync(tx, 0, 10_000, default), default);
        Assert.Single(told, entry => entry.Action == "workspace.bin-emptied" && entry.Target == space.ToString());
        // The folder's name is free again, and an empty bin stays as it is.
        await PutAsync(client, space, "day 1/deep/within.txt", "4"u8.ToArray());
        Assert.Equal(0, await BinSweep.EmptyAsync(own.Library, store, new() { BinDays = 0 }, default));
    }

    [Fact]
    public async Task A_bin_that_is_emptied_by_hand_loses_what_was_seen_in_it_and_no_other_workspace_loses_anything()
    {
        await using var own = new RunningServer();
        await own.InitializeAsync();
        using var client = own.Client(own.Admin);
        using var looking = own.Client(await own.TokenAsync("bin-viewer", role: ShowRole.Viewer));
        var (space, other) = (await TeamAsync(own, "editors"), await TeamAsync(own, "graders"));
        var (seen, late, elsewhere) = (await PutAsync(client, space, "day 1/seen.txt", "1"u8.ToArray()), await PutAsync(client, space, "late.txt", "22"u8.ToArray()), await PutAsync(client, other, "elsewhere.txt", "333"u8.ToArray()));
        var folder = (await EntriesAsync(client, space)).GetProperty("folders")[0].GetProperty("id").GetGuid();
        async Task BinAsync(Guid workspace, Guid entry)
        {
            using var binned = await client.PostAsJsonAsync($"api/workspaces/{workspace}/bin", new { entries = new[] { entry } });
            Assert.Equal(HttpStatusCode.NoContent, binned.StatusCode);
        }

        await BinAsync(other, elsewhere);
        await BinAsync(space, folder);
        var until = (await JsonAsync(await client.GetAsync($"api/workspaces/{space}/bin"))).GetProperty("entries")[0].GetProperty("deletedAt").GetString()!;
        await BinAsync(space, late);
        var path = $"api/workspaces/{space}/bin?until={Uri.EscapeDataString(until)}";
        using var refused = await looking.DeleteAsync(path);
        using var future = await client.DeleteAsync($"api/workspaces/{space}/bin?until=2999-01-01T00:00:00Z");
        var emptied = await JsonAsync(await client.DeleteAsync(path));
        var left = (await JsonAsync(await client.GetAsync($"api/workspaces/{space}/bin"))).GetProperty("entries");
        using var back = await client.PostAsJsonAsync($"api/workspaces/{other}/bin/restore", new { entries = new[] { elsewhere } });

        Assert.Equal((false, HttpStatusCode.BadRequest, 1), (refused.IsSuccessStatusCode, future.StatusCode, emptied.GetProperty("files").GetInt32()));
        Assert.Equal([late], left.EnumerateArray().Select(one => one.GetProperty("id").GetGuid()));
        using var gone = await client.GetAsync($"api/workspaces/{space}/kept/{seen}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal("333", await client.GetStringAsync($"api/workspaces/{other}/kept/{elsewhere}"));
        var told = await own.Library.ReadAsync(tx => AuditLog.AuditAfterAsync(tx, 0, 10_000, default), default);
        Assert.Single(told, entry => entry.Action == "workspace.bin-emptied" && entry.Actor == "admin");
    }
}
