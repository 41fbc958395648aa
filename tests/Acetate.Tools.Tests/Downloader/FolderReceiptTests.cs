using System.Net;
using System.Text.Json.Nodes;
using Acetate.Cli;
using Acetate.Library.Access;
using Acetate.Library.Dailies;
using Acetate.Library.Pulls;
using Acetate.Library.Workspaces;
using Acetate.Tools.Tests.Server;

namespace Acetate.Tools.Tests.Downloader;

/// <summary>The production sees where a package arrived; vendors see what they said themselves.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FolderReceiptTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private const string Arrived = """{"site":"Lupus, Munich","state":"complete","files":2,"bytes":18,"generation":2,"manifestHash":"xxh128:0a1b"}""";

    private readonly DownloadBench bench = new(server);
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Who_may_fetch_a_package_says_how_it_stands_and_no_other_vendor_hears_of_it()
    {
        var (space, package, _) = await bench.PackageAsync("lupus", "vfx-1");
        var (next, theirs, _) = await bench.PackageAsync("nova", "vfx-2");
        var kept = await server.Library.WriteAsync(async tx => (await tx.AddKeptFolderAsync((await tx.WorkspaceAsync(space, default))!, null, "notes", "admin", default)).Id, default);
        using var io = (await bench.GuestAsync("lupus-io", space, "download")).Client;
        using var second = (await bench.GuestAsync("lupus-second", space, "download")).Client;
        using var eyes = (await bench.GuestAsync("lupus-eyes", space, "see")).Client;
        using var hand = (await bench.GuestAsync("lupus-hand", space, "hand-in")).Client;
        using var other = (await bench.GuestAsync("nova-io", next, "download")).Client;
        using var stranger = server.Client(await server.TokenAsync("receipt-stranger", role: null));
        using var viewer = server.Client(await server.TokenAsync("receipt-viewer", role: ShowRole.Viewer, scopes: [TokenScope.Read]));
        using var owner = server.Client(await server.TokenAsync("receipt-owner", role: ShowRole.Owner, scopes: [TokenScope.Read, TokenScope.Admin]));
        var at = Of(space, package);

        Assert.Equal(HttpStatusCode.OK, await PutAsync(io, at, Arrived.Replace("}", ""","reportedBy":"receipt-owner","package":"matches"}""", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(viewer, at, """{"site":"Cutting room","state":"fetching"}"""));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (await PutAsync(eyes, at, Arrived), await PutAsync(hand, at, Arrived)));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (await PutAsync(other, at, Arrived), await PutAsync(stranger, at, Arrived)));
        // Neither through one's own door to the neighbour's package, nor of what nobody sealed.
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (await PutAsync(io, Of(space, theirs), Arrived), await PutAsync(io, Of(space, kept), Arrived)));

        Assert.Equal(["receipt-viewer", "lupus-io"], await ToldAsync(viewer, at));
        Assert.Equal(["lupus-io"], await ToldAsync(io, at));
        Assert.Empty(await ToldAsync(second, at));
        Assert.Empty(await ToldAsync(eyes, at));
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(at)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await hand.GetAsync(at)).StatusCode);
        Assert.Equal(["receipt-viewer", "lupus-io"], await OnPageAsync(owner));
        Assert.Equal(["lupus-io"], await OnPageAsync(io));
        Assert.Empty(await OnPageAsync(second));
        var receipt = JsonNode.Parse(await viewer.GetStringAsync(at))!["receipts"]!.AsArray()[1]!;
        Assert.Equal(("Lupus, Munich", "complete", "not-compared", 2L), (Text(receipt, "site"), Text(receipt, "state"), Text(receipt, "package"), receipt["files"]!.GetValue<long>()));

        var events = await viewer.GetStringAsync("api/activity?show=film&topic=sharing");
        Assert.Contains("Lupus, Munich has vfx-1 of workspace lupus: 2 files, read back, sealed as generation 2.", events);
        foreach (var guest in (HttpClient[])[io, second, other]) Assert.DoesNotContain("Munich", await guest.GetStringAsync("api/activity"));
        foreach (var guest in (HttpClient[])[second, other]) Assert.DoesNotContain("Munich", await guest.GetStringAsync($"api/workspaces/{(guest == other ? next : space)}"));

        async Task<string[]> OnPageAsync(HttpClient who) => Names(JsonNode.Parse(await who.GetStringAsync($"api/workspaces/{space}"))!["folders"]![0]!["receipts"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"site":"","state":"fetching"}""")]
    [InlineData("""{"site":"a\u0007","state":"fetching"}""")]
    [InlineData("""{"site":"a\u202eb","state":"fetching"}""")]
    [InlineData("""{"site":"x","state":"arrived"}""")]
    [InlineData("""{"site":"x","state":"fetching","files":-1}""")]
    [InlineData("""{"site":"x","state":"complete"}""")]
    [InlineData("""{"site":"x","state":"complete","generation":0,"manifestHash":"xxh128:00"}""")]
    [InlineData("""{"site":"x","state":"complete","generation":1,"manifestHash":"xxh128: 00"}""")]
    [InlineData("""{"site":"x"}""")]
    public async Task A_receipt_that_says_nothing_or_hides_something_is_refused(string body)
    {
        var (space, package, _) = await bench.PackageAsync("odd", $"vfx-{Guid.NewGuid():N}");
        using var io = (await bench.GuestAsync("odd-io", space, "download")).Client;

        using var answer = await io.PutAsync(Of(space, package), RunningServer.Json(body));
        using var hash = await io.PutAsync(Of(space, package), RunningServer.Json($$"""{"site":"x","state":"complete","generation":1,"manifestHash":"xxh128:00","packageHash":"{{new string('c', 101)}}"}"""));

        Assert.Equal(("invalid-request", "invalid-request"), (await RunningServer.ProblemAsync(answer), await RunningServer.ProblemAsync(hash)));
        Assert.Empty(await ToldAsync(io, Of(space, package)));
    }

    [Fact]
    public async Task What_the_command_fetched_stands_on_the_pull_the_dailies_and_the_workspace_and_so_does_what_did_not_arrive()
    {
        var (space, good, _) = await bench.PackageAsync("orbit", "vfx-0001");
        var (_, bad, damaged) = await bench.PackageAsync("orbit", "vfx-0002");
        var (_, daily, unsealed) = await bench.PackageAsync("orbit", "dailies-1", "dailies", server.Roll);
        File.WriteAllText(Path.Join(damaged, "plates/a b#1.exr"), "0123456788");
        await server.Library.WriteAsync(async tx =>
        {
            await tx.PutPullAsync((await tx.PullAsync(server.Roll, default))! with { Folder = good, State = PullState.Ready }, default);
            await tx.PutRollDailiesAsync(new RollDailies { Roll = server.Roll, Show = RunningServer.Show, State = DailiesState.Delivered, BegunAt = tx.Now, SoundAt = tx.Now, DeliveredAt = tx.Now }, default);
        }, default);
        var (guest, token) = await bench.GuestAsync("orbit-io", space, "download");
        using var io = guest;
        var viewerToken = DownloadBench.Kept(await server.TokenAsync("orbit-viewer", role: ShowRole.Viewer, scopes: [TokenScope.Read]));
        using var viewer = server.Client(File.ReadAllText(viewerToken));

        var run = await bench.RunAsync(DownloadBench.Kept(token), folder.Path, ["--workspace", "orbit", "--site", "Lupus, Munich"]);
        var pull = JsonNode.Parse(await viewer.GetStringAsync($"api/pulls/{server.Roll}"))!["receipts"]!.AsArray();
        var dailies = JsonNode.Parse(await viewer.GetStringAsync($"api/rolls/{server.Roll}/dailies"))!["receipts"]!.AsArray();
        var failed = JsonNode.Parse(await viewer.GetStringAsync(Of(space, bad)))!["receipts"]!.AsArray();
        var timeline = await viewer.GetStringAsync($"api/rolls/{server.Roll}/timeline");
        var pullShown = await ShowAsync(viewerToken, "pull", "show", server.Roll.ToString());
        var dailiesShown = await ShowAsync(viewerToken, "dailies", "show", "A001", "--show", "film");
        // The manifests of the package were changed after they were delivered: nothing says any more what its files must be.
        File.AppendAllText(Directory.EnumerateFiles(Path.Join(unsealed, "ascmhl"), "*.mhl").Single(), " ");
        var again = await bench.RunAsync(DownloadBench.Kept(token), Path.Join(folder.Path, "again"), ["--workspace", "orbit", "--site", "Second site"]);
        var untrusted = JsonNode.Parse(await viewer.GetStringAsync(Of(space, daily)))!["receipts"]!.AsArray();

        Assert.True(run.Code == ExitCode.Found, run.Output + run.Error);
        Assert.DoesNotContain("could not be given", run.Error);
        var receipt = Assert.Single(pull)!;
        Assert.Equal(("Lupus, Munich", "complete", "orbit-io", "matches", 2), (Text(receipt, "site"), Text(receipt, "state"), Text(receipt, "reportedBy"), Text(receipt, "package"), receipt["generation"]!.GetValue<int>()));
        Assert.Equal((2L, 18L), (receipt["files"]!.GetValue<long>(), receipt["bytes"]!.GetValue<long>()));
        using var hash = new Hashing.MultiHash([Hashing.HashFormat.Xxh128]);
        hash.Append(await File.ReadAllBytesAsync(Directory.EnumerateFiles(Path.Join(folder.Path, "film/vfx-0001/ascmhl"), "0002_*").Single()));
        Assert.Equal($"xxh128:{hash.Finish()[0].Text}", Text(receipt, "manifestHash"));
        Assert.Equal(("complete", "matches"), (Text(Assert.Single(dailies)!, "state"), Text(dailies[0]!, "package")));
        Assert.Equal("failed", Text(Assert.Single(failed)!, "state"));
        Assert.StartsWith("plates/a b#1.exr: ", Text(failed[0]!, "message"));
        Assert.Contains("Lupus, Munich has dailies-1 of workspace orbit: 2 files, read back, sealed as generation 2, manifest hash matches.", timeline);
        Assert.Matches(@"Arrived at Lupus, Munich \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC by orbit-io: 2 files, 18 [a-zA-Z]+, read back, sealed as generation 2, manifest hash matches \(xxh128:[0-9a-f]{32}\)\.", pullShown);
        Assert.Contains("dailies-1: Arrived at Lupus, Munich", dailiesShown);
        // It was never approved nor ended: what is not known is left out of the server's answer.
        Assert.Contains("vfx-0001", pullShown);
        Assert.Equal(ExitCode.Found, again.Code);
        Assert.Equal(["complete", "failed"], untrusted.Select(one => Text(one!, "state")));
        Assert.Contains("cannot be relied upon", Text(untrusted[1]!, "message"));
    }

    [Fact]
    public async Task Another_package_than_the_delivered_one_is_told_and_a_receipt_that_could_not_be_given_is_given_later()
    {
        var (space, package, root) = await bench.PackageAsync("later", "vfx-1");
        var (guest, token) = await bench.GuestAsync("later-io", space, "download");
        using var io = guest;
        await using var proxy = new FaultyProxy(server.Url.Port);
        proxy.Choose = line => line.StartsWith("PUT ", StringComparison.Ordinal) ? new Fault.Answer(503, "shutting-down") : new Fault.None();
        var (kept, url) = (DownloadBench.Kept(token), $"http://127.0.0.1:{proxy.Port}");

        var silent = await bench.RunAsync(kept, folder.Path, ["--workspace", "later", "--site", "Lupus"], url);
        var before = await ToldAsync(io, Of(space, package));
        proxy.Choose = _ => new Fault.None();
        var settled = await bench.RunAsync(kept, folder.Path, ["--workspace", "later", "--site", "Lupus"], url);
        var after = JsonNode.Parse(await io.GetStringAsync(Of(space, package)))!["receipts"]!.AsArray();
        var none = await bench.RunAsync(kept, Path.Join(folder.Path, "none"), ["--workspace", "later", "--site", ""]);
        Assert.Equal(HttpStatusCode.OK, await PutAsync(io, Of(space, package), Arrived.Replace("}", ""","packageHash":"c4:c4anotherpackage"}""", StringComparison.Ordinal)));
        var told = JsonNode.Parse(await io.GetStringAsync(Of(space, package)))!["receipts"]!.AsArray();

        Assert.True(silent.Code == ExitCode.Done, silent.Output + silent.Error);
        Assert.Contains("The receipt for vfx-1 could not be given", silent.Error);
        Assert.Empty(before);
        Assert.True(settled.Code == ExitCode.Done, settled.Output + settled.Error);
        Assert.Contains("Everything that is offered is there.", settled.Output);
        Assert.Equal(("complete", "matches", 2), (Text(Assert.Single(after)!, "state"), Text(after[0]!, "package"), after[0]!["generation"]!.GetValue<int>()));
        Assert.Equal(ExitCode.Done, none.Code);
        Assert.Equal([("Lupus", "matches"), ("Lupus, Munich", "differs")], told.Select(one => (Text(one!, "site"), Text(one!, "package"))));
        Assert.NotEmpty(root);
    }

    [Fact]
    public async Task The_service_reports_what_its_rules_for_workspaces_fetched()
    {
        var (space, package, _) = await bench.PackageAsync("standing", "conform-1", "conform-pull");
        var (guest, token) = await bench.GuestAsync("standing-io", space, "download", TokenScope.Download);
        using var io = guest;
        using var viewer = server.Client(await server.TokenAsync("standing-viewer", role: ShowRole.Viewer, scopes: [TokenScope.Read]));
        var config = Path.Join(folder.Path, "download.json");
        File.WriteAllText(config, new JsonObject
        {
            ["server"] = server.Url.AbsoluteUri,
            ["tokenFile"] = DownloadBench.Kept(token),
            ["state"] = Path.Join(folder.Path, "state"),
            ["site"] = "Lupus, Berlin",
            ["listen"] = "none",
            ["askEverySeconds"] = 1,
            ["rules"] = new JsonArray(new JsonObject { ["name"] = "packages", ["workspace"] = "standing", ["to"] = Path.Join(folder.Path, "raid"), ["reserveGigabytes"] = 0 }),
        }.ToJsonString());
        using StringWriter output = new(), error = new();
        using var stop = new CancellationTokenSource();
        var service = CommandLine.RunAsync(["download", "serve", "--config", config], TextWriter.Synchronized(output), TextWriter.Synchronized(error), stop.Token);

        JsonNode? receipt = null;
        while (receipt is null || Text(receipt, "state") != "complete")
        {
            Assert.False(service.IsCompleted, $"The service ended: {output}{error}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
            receipt = JsonNode.Parse(await viewer.GetStringAsync(Of(space, package)))!["receipts"]!.AsArray().SingleOrDefault();
        }

        await stop.CancelAsync();
        await service;

        Assert.Equal(("Lupus, Berlin", "standing-io", "matches"), (Text(receipt, "site"), Text(receipt, "reportedBy"), Text(receipt, "package")));
    }

    private static string Of(Guid space, Guid package) => $"api/workspaces/{space}/folders/{package}/receipts";

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private static string[] Names(JsonArray receipts) => [.. receipts.Select(one => Text(one!, "reportedBy"))];

    private static async Task<string[]> ToldAsync(HttpClient who, string at) => Names(JsonNode.Parse(await who.GetStringAsync(at))!["receipts"]!.AsArray());

    private static async Task<HttpStatusCode> PutAsync(HttpClient who, string at, string body)
    {
        using var answer = await who.PutAsync(at, RunningServer.Json(body));
        return answer.StatusCode;
    }

    private async Task<string> ShowAsync(string tokenFile, params string[] command)
    {
        using StringWriter output = new(), error = new();
        await CommandLine.RunAsync([.. command, "--server", server.Url.AbsoluteUri, "--token-file", tokenFile], output, error, default);
        return output + error.ToString();
    }
}
