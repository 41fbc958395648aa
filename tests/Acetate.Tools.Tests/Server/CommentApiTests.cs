using System.Net;
using System.Text.Json;
using Acetate.Cli;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Tools.Tests.Cli;

namespace Acetate.Tools.Tests.Server;

/// <summary>Comments over HTTP and from the command line against the same server.</summary>
public sealed class CommentApiTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private static readonly Guid Clip = Guid.Parse("0199a7f0-0000-7000-8000-000000000002"), Other = Guid.Parse("0199a7f0-0000-7000-8000-000000000003");

    public async ValueTask InitializeAsync() => await server.Library.WriteAsync(
        tx => tx.PutClipsAsync([Made(Clip, "A001C001"), Made(Other, "A001C002")], default), default);

    private Clip Made(Guid id, string name) => new() { Id = id, Roll = server.Roll, Name = name, Rate = "24", TimecodeStart = "10:00:00:00", Frames = 240 };

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<HttpClient> AsAsync(string name, ShowRole? role) => server.Client(await server.TokenAsync(name, role: role));

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    [Fact]
    public async Task Operators_talk_viewers_read_strangers_see_nothing_and_an_owner_may_take_any_comment_away()
    {
        using var mara = await AsAsync("mara", ShowRole.Operator);
        using var bo = await AsAsync("bo", ShowRole.Operator);
        using var viewer = await AsAsync("vera", ShowRole.Viewer);
        using var owner = await AsAsync("otto", ShowRole.Owner);
        using var stranger = await AsAsync("stan", null);
        var comments = $"api/clips/{Clip}/comments";

        using var said = await mara.PostAsync(comments, RunningServer.Json("""{ "firstFrame": 24, "frames": 12, "colour": "cyan", "text": "boom" }"""));
        var id = (await JsonAsync(said)).GetProperty("id").GetString();
        using var marked = await bo.PostAsync(comments, RunningServer.Json("""{ "firstFrame": 3 }"""));
        using var answered = await bo.PostAsync($"{comments}/{id}/replies", RunningServer.Json("""{ "text": "gone" }"""));
        using var resolved = await bo.PostAsync($"{comments}/{id}/resolve", null);
        var threads = (await JsonAsync(await viewer.GetAsync(comments))).GetProperty("threads");
        var edl = await viewer.GetStringAsync($"api/clips/{Clip}/markers.edl");
        var openOnly = await viewer.GetStringAsync($"api/shows/film/markers.csv?clip={Clip}&open=true");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.OK), (said.StatusCode, marked.StatusCode, answered.StatusCode, resolved.StatusCode));
        Assert.Equal(["3 red 0 -", "24 cyan 1 bo"], threads.EnumerateArray().Select(thread =>
            $"{thread.GetProperty("marker").GetProperty("firstFrame")} {thread.GetProperty("marker").GetProperty("colour")} {thread.GetProperty("replies").GetArrayLength()} {(thread.GetProperty("marker").TryGetProperty("resolvedBy", out var by) ? by.GetString() : "-")}"));
        Assert.Contains("* LOC: 10:00:01:00 CYAN    mara: boom / bo: gone [12 frames] [done, says bo]", edl, StringComparison.Ordinal);
        Assert.Equal(1, openOnly.Split("A001C001").Length - 1);
        Assert.Equal(
            (HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.Conflict),
            ((await viewer.PostAsync($"{comments}/{id}/resolve", null)).StatusCode, (await stranger.GetAsync(comments)).StatusCode, (await stranger.GetAsync($"api/shows/film/markers.csv?clip={Clip}")).StatusCode,
                (await bo.DeleteAsync($"{comments}/{id}")).StatusCode));
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"api/shows/film/markers.csv?clip={Guid.NewGuid()}")).StatusCode);
        Assert.Equal("invalid-request", await RunningServer.ProblemAsync(await viewer.GetAsync($"api/clips/{Clip}/markers.pdf")));
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync($"{comments}/{id}")).StatusCode);
        Assert.Equal(1, (await JsonAsync(await viewer.GetAsync(comments))).GetProperty("threads").GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, (await mara.PostAsync($"{comments}/{id}/restore", null)).StatusCode);
    }

    [Fact]
    public async Task The_command_line_comments_on_a_server_and_writes_its_list()
    {
        using var folder = new TempFolder();
        var token = Path.Join(folder.Path, "token");
        await File.WriteAllTextAsync(token, server.Admin);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] there = ["--show", "film", "--server", server.Url.ToString(), "--token-file", token];
        var (csv, id) = (Path.Join(folder.Path, "m.csv"), Other.ToString());

        var added = await DemoCommandTests.RunAsync(["comments", "add", id, "--at", "10:00:09:23", "last", "--colour", "green", .. there]);
        var replied = await DemoCommandTests.RunAsync(["comments", "reply", "A001C002", added.Output.Trim(), "yes", .. there]);
        var done = await DemoCommandTests.RunAsync(["comments", "resolve", id, added.Output.Trim(), .. there]);
        var written = await DemoCommandTests.RunAsync(["comments", "export", id, "-o", csv, .. there]);
        var again = await DemoCommandTests.RunAsync(["comments", "export", id, "-o", csv, .. there]);
        var outside = await DemoCommandTests.RunAsync(["comments", "add", id, "--at", "10:00:10:00", .. there]);
        var listed = await DemoCommandTests.RunAsync(["comments", "list", id, .. there]);

        Assert.True(added.Code == ExitCode.Done && replied.Code == ExitCode.Done && done.Code == ExitCode.Done && written.Code == ExitCode.Done, added.Error + replied.Error + done.Error + written.Error);
        Assert.Contains("239,1,10:00:09:23,10:00:10:00,24,green,\"done, says admin\",,admin,", await File.ReadAllTextAsync(csv), StringComparison.Ordinal);
        Assert.Equal((ExitCode.BadInput, ExitCode.Usage), (again.Code, outside.Code));
        Assert.Contains("outside of A001C002", outside.Error, StringComparison.Ordinal);
        Assert.Contains("10:00:09:23", listed.Output, StringComparison.Ordinal);
    }
}
