using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Compute.Hosting;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Jobs;
using Acetate.Library.Sharing;
using Acetate.Library.Workspaces;
using Acetate.Server.Access;
using Acetate.Steps;
using Acetate.Tools.Sharing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Acetate.Tools.Tests.Server;

/// <summary>Shares whose pictures carry the name of who sees them: nobody gets a picture without it, on any address, whatever fails.</summary>
public sealed class SharedMarksTests : IAsyncLifetime
{
    private const int Wide = 640, High = 360, Frames = 24;

    private readonly RunningServer server = new() { Before = home => File.WriteAllTextAsync(Path.Join(home, "acetate.json"), """{ "watermarks": { "viewersAtOnce": 1 } }""") };

    public async ValueTask InitializeAsync() => await server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Every_picture_that_a_viewer_gets_carries_their_name_and_there_is_no_other()
    {
        Corpus.Program("ffmpeg");
        var (clip, proxy) = await ClipAsync("A001C001");
        using var admin = server.Client(server.Admin);
        var (id, zoe, kim) = await OpenTwiceAsync(admin, clip);

        Assert.Empty(await PicturesAsync(zoe, id));
        Assert.Equal("watermark-missing", await RunningServer.ProblemAsync(await zoe.GetAsync($"api/shared/{id}/items/0/proxy.mp4")));
        Assert.Equal(("making", "making"), (await StateAsync(zoe, id), await StateAsync(zoe, id)));
        await MarkAsync();
        Assert.Equal("made", await StateAsync(zoe, id));
        var pictures = await PicturesAsync(zoe, id);
        var (before, after) = (await GreyAsync(proxy), await GreyAsync(await SaveAsync("zoe.mp4", pictures["download"])));
        var view = await SharedThings.JsonAsync(await zoe.GetAsync($"api/shared/{id}"));

        Assert.Equal(["download", "poster.jpg", "proxy.mp4"], pictures.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(pictures["download"], pictures["proxy.mp4"]);
        Assert.NotEqual(await File.ReadAllBytesAsync(Path.Join(Path.GetDirectoryName(proxy), "poster.jpg")), pictures["poster.jpg"]);
        Assert.Equal((true, false), (view.GetProperty("hasWatermark").GetBoolean(), view.GetProperty("items")[0].GetProperty("hasPoster").GetBoolean()));
        Assert.Equal(Frames * Wide * High, after.Length);
        // Of every frame every ninth carries letters, and most of each is as it was.
        for (var frame = 0; frame < Frames; frame++)
            for (var part = 0; part < 9; part++)
                Assert.InRange(Changed(before, after, frame, part), 0.01, 0.45);
        // What is one viewer's is no other's.
        Assert.Empty(await PicturesAsync(kim, id));
        var told = Assert.Single(await server.Library.ReadAsync(tx => AuditLog.AuditAfterAsync(tx, 0, 10_000, default), default), entry => entry.Action == "share.marked");
        Assert.Equal("link:zoe@vendor.example", told.Actor);
        Assert.Contains("zoe@vendor.example  127.0.0.1 / A001C001  ", told.Detail, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"api/shares/{id}")).StatusCode);
        Assert.Equal("share-ended", await RunningServer.ProblemAsync(await zoe.GetAsync($"api/shared/{id}/items/0/proxy.mp4")));
    }

    [Fact]
    public async Task Copies_are_made_for_as_many_viewers_as_the_settings_say_and_the_others_see_why_they_wait()
    {
        Corpus.Program("ffmpeg");
        var (clip, _) = await ClipAsync("A001C002");
        var (second, _) = await ClipAsync("A001C003");
        using var admin = server.Client(server.Admin);
        var (id, zoe, kim) = await OpenTwiceAsync(admin, clip, second);
        Task<JsonElement> Ask(HttpClient who, int item = 0) => AskAsync(who, id, item);

        Assert.Equal("making", (await Ask(zoe)).GetProperty("state").GetString());
        var waits = await Ask(kim);
        var more = await Ask(zoe, 1);

        Assert.Equal(("waiting", 0, 1), (waits.GetProperty("state").GetString(), waits.GetProperty("before").GetInt32(), waits.GetProperty("atOnce").GetInt32()));
        Assert.Contains("for 1 viewer at a time", waits.GetProperty("words").GetString(), StringComparison.Ordinal);
        Assert.Equal(("waiting", 1), (more.GetProperty("state").GetString(), more.GetProperty("before").GetInt32()));
        Assert.Single(await WorkAsync());
        Assert.Empty(await PicturesAsync(kim, id));
        await MarkAsync();
        // The line goes on when somebody in it asks, in its order.
        Assert.Equal(("waiting", "making"), ((await Ask(zoe, 1)).GetProperty("state").GetString(), (await Ask(kim)).GetProperty("state").GetString()));
        Assert.Single(await WorkAsync());
    }

    [Fact]
    public async Task Where_no_copy_can_be_made_there_is_no_picture_and_the_viewer_is_told_why()
    {
        Corpus.Program("ffmpeg");
        var (clip, proxy) = await ClipAsync("A001C004");
        await File.WriteAllTextAsync(proxy, "damaged");
        using var admin = server.Client(server.Admin);
        var (id, zoe, _) = await OpenTwiceAsync(admin, clip);

        Assert.Equal("making", await StateAsync(zoe, id));
        await MarkAsync();
        var failed = await AskAsync(zoe, id, 0);

        Assert.Equal("failed", failed.GetProperty("state").GetString());
        Assert.Contains("nothing else is shown. It has no picture", failed.GetProperty("words").GetString(), StringComparison.Ordinal);
        Assert.Empty(await PicturesAsync(zoe, id));
    }

    [Fact]
    public async Task Folders_but_of_dailies_are_not_shared_with_watermarks_and_what_is_passed_on_has_them()
    {
        var clip = await server.ClipToShareAsync("A001C005");
        var folder = await server.FolderToShareAsync("as-it-is");
        using var admin = server.Client(server.Admin);
        using var lead = await PersonAsync("lead", ShowRole.Operator);
        await PersonAsync("artist", ShowRole.Viewer);
        var parent = (await SharedThings.ShareAsync(admin, new { show = RunningServer.Show, clips = new[] { new { clip } }, watermark = true, recipients = new[] { new { name = "lead", rights = new[] { "re-share", "download" } } } })).GetProperty("share").GetProperty("id").GetGuid();

        using var refused = await admin.PostAsJsonAsync("api/shares", new { show = RunningServer.Show, folders = new[] { folder }, watermark = true, link = new { } });
        var child = (await SharedThings.ShareAsync(lead, new { parent, watermark = false, recipients = new[] { new { name = "artist" } }, link = new { domains = new[] { "vendor.example" } } })).GetProperty("share");
        using var plain = await admin.PostAsync($"api/shared/{(await SharedThings.ShareAsync(admin, new { show = RunningServer.Show, clips = new[] { new { clip } }, link = new { } })).GetProperty("share").GetProperty("id").GetGuid()}/items/0/marked", null);

        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(refused));
        Assert.Contains("given as they are", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(child.GetProperty("hasWatermark").GetBoolean());
        // Who made it, and who has a role in the show, gets no other picture from it either.
        foreach (var who in (HttpClient[])[admin, lead]) Assert.Empty(await PicturesAsync(who, child.GetProperty("id").GetGuid()));
        Assert.Equal("conflict", await RunningServer.ProblemAsync(plain));
    }

    [Fact]
    public async Task A_delivery_of_dailies_gives_its_review_movies_with_the_viewer_s_name_and_no_media_for_editorial()
    {
        Corpus.Program("ffmpeg");
        var (clip, made) = await ClipAsync("A001C007");
        var (redone, _) = await ClipAsync("A001C008");
        var (later, _) = await ClipAsync("A001C010");
        var folder = await DeliveredAsync("dailies-1", (clip, 1, 1), (redone, 2, 1));
        await DeliveredAsync("dailies-2", (later, 1, 1));
        var review = Path.Join(server.Library.Options.Derived.LocalPath, $"dailies/{server.Roll:N}/001/0001/review/A.mp4");
        Directory.CreateDirectory(Path.GetDirectoryName(review)!);
        // Another picture than the proxy's: a copy of the wrong one would show.
        await RunAsync("-i", made, "-vf", "negate", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "copy", review);
        using var admin = server.Client(server.Admin);
        var link = new { rights = new[] { "view", "download" }, domains = new[] { "vendor.example" } };
        var share = await SharedThings.ShareAsync(admin, new { show = RunningServer.Show, folders = new[] { folder }, watermark = true, link });
        var (id, linkToken) = (share.GetProperty("share").GetProperty("id").GetGuid(), share.GetProperty("linkToken").GetString());
        using var zoe = (await server.OpenLinkAsync(id, new { linkToken, mail = "zoe@vendor.example" })).Browser;
        using var twice = await admin.PostAsJsonAsync("api/shares", new { show = RunningServer.Show, clips = new[] { new { clip, @in = "0", @out = "3", daily = true } }, link });
        using var none = await admin.PostAsJsonAsync("api/shares", new { show = RunningServer.Show, clips = new[] { new { clip = await server.ClipToShareAsync("A001C009"), daily = true } }, link });

        var items = (await SharedThings.JsonAsync(await zoe.GetAsync($"api/shared/{id}"))).GetProperty("items").EnumerateArray().ToList();
        Assert.Empty(await PicturesAsync(zoe, id));
        Assert.Equal("making", await StateAsync(zoe, id));
        await MarkAsync();
        var pictures = await PicturesAsync(zoe, id);
        var (before, after) = (await GreyAsync(review), await GreyAsync(await SaveAsync("daily.mp4", pictures["download"])));
        using var anew = await zoe.PostAsync($"api/shared/{id}/items/1/marked", null);
        await server.Library.WriteAsync(async tx => await tx.PutClipDailyAsync((await tx.ClipDailyAsync(clip, default))! with { State = DailyState.Rejected }, default), default);
        var rejected = await PicturesAsync(zoe, id);

        Assert.Equal([("A001C007", true, "clip"), ("A001C008", true, "clip")], items.Select(one => (one.GetProperty("name").GetString()!, one.GetProperty("isDaily").GetBoolean(), one.GetProperty("kind").GetString()!)));
        Assert.Equal(["download", "poster.jpg", "proxy.mp4"], pictures.Keys.Order(StringComparer.Ordinal));
        for (var part = 0; part < 9; part++) Assert.InRange(Changed(before, after, Frames / 2, part), 0.01, 0.45);
        // What is made anew is nobody's before an operator let it go, and what was left out since is nobody's any more.
        Assert.Empty(rejected);
        Assert.Equal("not-playable", await RunningServer.ProblemAsync(anew));
        Assert.Contains("shown when it is delivered", items[1].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(("invalid-request", "invalid-request"), (await RunningServer.ProblemAsync(twice), await RunningServer.ProblemAsync(none)));
    }

    /// <summary>A delivery of dailies of the server's roll, of clips with their attempt and the one that was delivered.</summary>
    private Task<Guid> DeliveredAsync(string name, params (Guid Clip, int Attempt, int Delivered)[] clips) => server.Library.WriteAsync(async tx =>
    {
        var workspace = await tx.EnsureWorkspaceAsync(RunningServer.Show, "editorial", WorkspaceKind.Team, "admin", default);
        var folder = await tx.AddWorkspaceFolderAsync(workspace, name, "dailies", "admin", server.Roll, default);
        await tx.PutWorkspaceFolderAsync(folder with { State = WorkspaceFolderState.Ready, Files = 3, Bytes = 9, ReadyAt = tx.Now }, default);
        await tx.PutRollDailiesAsync(new RollDailies { Roll = server.Roll, Show = RunningServer.Show, State = DailiesState.Delivered, Folder = folder.Id, BegunAt = tx.Now, SoundAt = tx.Now, DeliveredAt = tx.Now }, default);
        for (var i = 0; i < clips.Length; i++)
            await tx.PutClipDailyAsync(new ClipDaily
            {
                Clip = clips[i].Clip,
                Roll = server.Roll,
                Show = RunningServer.Show,
                Place = name == "dailies-1" ? i + 1 : 3,
                Attempt = clips[i].Attempt,
                State = DailyState.Made,
                Picture = """{"movies":[{"name":"editorial/A.mov"},{"name":"review/A.mp4"}]}""",
                Delivered = clips[i].Delivered,
                DeliveredAt = tx.Now,
            }, default);
        return folder.Id;
    }, default);

    [Fact]
    public async Task Copies_that_nobody_plays_are_removed_and_those_that_are_stay()
    {
        Corpus.Program("ffmpeg");
        var (clip, _) = await ClipAsync("A001C006");
        using var admin = server.Client(server.Admin);
        var (id, zoe, _) = await OpenTwiceAsync(admin, clip);
        await AskAsync(zoe, id, 0);
        await MarkAsync();
        var desk = server.App.Services.GetRequiredService<MarkedCopyDesk>();
        var place = Path.Join(server.Library.Options.Derived.LocalPath, MarkedCopyDesk.Folder);

        Assert.Equal(0, await desk.TidyAsync(default));
        Assert.Equal(2, Directory.GetFiles(place, "*", SearchOption.AllDirectories).Length);
        await server.Library.WriteAsync(async tx =>
        {
            var old = (await tx.OldMarkedCopiesAsync(DateTimeOffset.MaxValue, DateTimeOffset.MinValue, 10, default)).Single();
            await tx.PutMarkedCopyAsync(old with { SeenAt = tx.Now - desk.Limits.Kept - TimeSpan.FromSeconds(1) }, default);
        }, default);

        Assert.Equal(1, await desk.TidyAsync(default));
        Assert.Empty(Directory.GetFiles(place, "*", SearchOption.AllDirectories));
        Assert.Empty(await PicturesAsync(zoe, id));
    }

    /// <summary>Everything that a share's addresses answer with, but lists: by the end of the address.</summary>
    private async Task<Dictionary<string, byte[]>> PicturesAsync(HttpClient client, Guid share)
    {
        var got = new Dictionary<string, byte[]>();
        var tried = 0;
        foreach (var endpoint in server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(one => one.Metadata.GetMetadata<AccessRule>()?.Share is not null))
        {
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Where(method => method is "GET" or "HEAD"))
            {
                var address = server.PathOf(endpoint, new Dictionary<string, string> { ["id"] = share.ToString(), ["item"] = "0", ["path"] = "count-sheet.html" });
                using var answer = await client.SendAsync(new(new(method), address));
                tried++;
                if (answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType is not "application/json") got[address.Split('/')[^1]] = method == "GET" ? await answer.Content.ReadAsByteArrayAsync() : got.GetValueOrDefault(address.Split('/')[^1]) ?? [];
            }
        }

        Assert.True(tried >= 9, $"Only {tried} addresses were tried.");
        return got;
    }

    private async Task<(Guid Share, HttpClient Zoe, HttpClient Kim)> OpenTwiceAsync(HttpClient admin, params Guid[] clips)
    {
        var made = await SharedThings.ShareAsync(admin, new { show = RunningServer.Show, clips = clips.Select(clip => new { clip }), watermark = true, link = new { rights = new[] { "view", "download" }, domains = new[] { "vendor.example" } } });
        var (id, linkToken) = (made.GetProperty("share").GetProperty("id").GetGuid(), made.GetProperty("linkToken").GetString());
        return (id, (await server.OpenLinkAsync(id, new { linkToken, mail = "zoe@vendor.example" })).Browser, (await server.OpenLinkAsync(id, new { linkToken, mail = "kim@vendor.example" })).Browser);
    }

    private static async Task<JsonElement> AskAsync(HttpClient client, Guid share, int item) => await SharedThings.JsonAsync(await client.PostAsync($"api/shared/{share}/items/{item}/marked", null));

    private static async Task<string?> StateAsync(HttpClient client, Guid share) => (await AskAsync(client, share, 0)).GetProperty("state").GetString();

    private async Task<HttpClient> PersonAsync(string name, ShowRole role)
    {
        await server.Library.WriteAsync(tx => tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(), Name = name, Kind = PrincipalKind.Person }, default), default);
        return server.Client(await server.TokenAsync(name, role: role));
    }

    /// <summary>The copies that are being made.</summary>
    private Task<List<MarkedCopy>> WorkAsync() => server.Library.ReadAsync(async tx =>
    {
        var found = new List<MarkedCopy>();
        foreach (var job in (await tx.JobsAsync(null, null, 100, default)).Where(job => job.Kind == MarkedCopyWork.PlanKind))
            if (await tx.MarkedCopyAsync(Guid.Parse(job.Subject), default) is { State: MarkedCopyState.Making } copy) found.Add(copy);
        return found;
    }, default);

    /// <summary>Makes the copy that was begun as a worker does, and records it as the runner does.</summary>
    private async Task MarkAsync()
    {
        var copy = Assert.Single(await WorkAsync());
        var (job, step, request) = await server.Library.ReadAsync(async tx =>
        {
            var only = Assert.Single(await tx.StepsAsync(copy.Job!.Value, default));
            return ((await tx.JobAsync(copy.Job.Value, default))!, only, (await tx.RequestAsync(only.Id, default))!);
        }, default);
        var context = new StepContext { ScratchFolder = Directory.CreateDirectory(Path.Join(server.Home, "scratch")).FullName };
        var outcome = await StepCatalogue.Functions.RunAsync(step.Function, JsonSerializer.Deserialize<JsonElement>(request), context, default);
        await server.Library.WriteAsync(tx => new MarkedCopyWork().RecordAsync(tx, job, step with { State = StepState.Done }, outcome.Result, default), default);
        Assert.Empty(Directory.EnumerateFileSystemEntries(context.ScratchFolder));
    }

    /// <summary>A clip with a real proxy of one grey, with sound.</summary>
    private async Task<(Guid Clip, string Proxy)> ClipAsync(string name)
    {
        var folder = $"proxies/{name}";
        var path = Directory.CreateDirectory(Path.Join(server.Library.Options.Derived.LocalPath, folder)).FullName;
        var proxy = Path.Join(path, "proxy.mp4");
        await RunAsync("-f", "lavfi", "-i", $"color=c=gray:s={Wide}x{High}:r=24", "-f", "lavfi", "-i", "sine=440:sample_rate=48000", "-frames:v", $"{Frames}", "-t", "1",
            "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-timecode", "10:00:00:00", "-f", "mp4", proxy);
        await RunAsync("-i", proxy, "-frames:v", "1", Path.Join(path, "poster.jpg"));
        await server.Library.WriteAsync(tx => tx.PutClipsAsync([new Clip
        {
            Id = Guid.CreateVersion7(),
            Roll = server.Roll,
            Name = name,
            Frames = Frames,
            Rate = "24/1",
            ProxyState = Acetate.Library.Clips.ProxyState.Made,
            Proxy = new ClipProxy { Video = $"{folder}/proxy.mp4", Poster = $"{folder}/poster.jpg", Frames = Frames, Timecode = "10:00:00:00" },
        }], default), default);
        return ((await server.Library.ReadAsync(tx => tx.ClipAsync(server.Roll, name, default), default))!.Id, proxy);
    }

    private async Task<string> SaveAsync(string name, byte[] bytes)
    {
        var file = Path.Join(server.Home, name);
        await File.WriteAllBytesAsync(file, bytes);
        return file;
    }

    /// <summary>The brightness of every pixel of every frame.</summary>
    private static async Task<byte[]> GreyAsync(string file)
    {
        await RunAsync("-i", file, "-vf", "extractplanes=y", "-f", "rawvideo", "-pix_fmt", "gray", file + ".gray");
        return await File.ReadAllBytesAsync(file + ".gray");
    }

    /// <summary>How much of a ninth of a frame is another picture now: more than noise.</summary>
    private static double Changed(byte[] before, byte[] after, int frame, int part)
    {
        var (left, top, changed) = (part % 3 * Wide / 3, part / 3 * High / 3, 0);
        for (var y = top; y < top + High / 3; y++)
            for (var x = left; x < left + Wide / 3; x++)
                if (Math.Abs(before[frame * Wide * High + y * Wide + x] - after[frame * Wide * High + y * Wide + x]) > 12) changed++;
        return changed / (double)(Wide / 3 * (High / 3));
    }

    private static async Task RunAsync(params string[] arguments)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-nostdin", "-y", .. arguments]) { RedirectStandardError = true })!;
        var complaint = await ffmpeg.StandardError.ReadToEndAsync();
        await ffmpeg.WaitForExitAsync();
        Assert.True(ffmpeg.ExitCode == 0, complaint);
    }
}
