using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Library.Clips;
using Acetate.Library.Workspaces;

namespace Acetate.Tools.Tests.Server;

/// <summary>Things to share, sharing them, and opening a link as a browser does.</summary>
internal static class SharedThings
{
    /// <summary>Shares, and gives what the server answered.</summary>
    public static async Task<JsonElement> ShareAsync(HttpClient client, object order) => await JsonAsync(await client.PostAsJsonAsync("api/shares", order));

    /// <summary>The JSON of an answer, which must be a good one.</summary>
    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    extension(RunningServer server)
    {
        /// <summary>A browser that opened a link, and the secret that it got.</summary>
        public async Task<(HttpClient Browser, string Secret)> OpenLinkAsync(Guid share, object key)
        {
            var browser = server.Client(null);
            using var answer = await browser.PostAsJsonAsync("api/shared/open", key);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
            Assert.Contains($"path=/api/shared/{share}", cookie, StringComparison.Ordinal);
            Assert.Contains("httponly", cookie, StringComparison.Ordinal);
            Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
            browser.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
            return (browser, cookie.Split(';')[0].Split('=')[1]);
        }

        /// <summary>A clip of the show with a proxy of so many bytes.</summary>
        public async Task<Guid> ClipToShareAsync(string name, long bytes = 1000)
        {
            var folder = $"proxies/{name}";
            var path = Directory.CreateDirectory(Path.Join(server.Library.Options.Derived.LocalPath, folder)).FullName;
            await using (var file = File.Create(Path.Join(path, "proxy.mp4"))) file.SetLength(bytes);
            await File.WriteAllBytesAsync(Path.Join(path, "poster.jpg"), [0xff, 0xd8]);
            await server.Library.WriteAsync(tx => tx.PutClipsAsync([new Clip
            {
                Id = Guid.CreateVersion7(),
                Roll = server.Roll,
                Name = name,
                Frames = 240,
                Rate = "24/1",
                TimecodeStart = "01:00:00:00",
                TimecodeEnd = "01:00:10:00",
                ProxyState = ProxyState.Made,
                Proxy = new ClipProxy { Video = $"{folder}/proxy.mp4", Poster = $"{folder}/poster.jpg", Frames = 240, Timecode = "01:00:00:00" },
            }], default), default);
            return (await server.Library.ReadAsync(tx => tx.ClipAsync(server.Roll, name, default), default))!.Id;
        }

        /// <summary>A folder of a workspace that is ready and holds one file.</summary>
        public async Task<Guid> FolderToShareAsync(string name)
        {
            var made = await server.Library.WriteAsync(async tx =>
            {
                var added = await tx.AddWorkspaceFolderAsync(await tx.EnsureWorkspaceAsync(RunningServer.Show, "share-space", WorkspaceKind.Vendor, "admin", default), name, "vfx-pull", "admin", default);
                await tx.PutWorkspaceFolderAsync(added with { State = WorkspaceFolderState.Ready, Files = 1, Bytes = 8, ReadyAt = tx.Now }, default);
                return added;
            }, default);
            var root = Directory.CreateDirectory(Path.Join(server.Library.Options.Workspaces.LocalPath, made.Prefix)).FullName;
            await File.WriteAllTextAsync(Path.Join(root, "count-sheet.html"), "<script>");
            return made.Id;
        }
    }
}
