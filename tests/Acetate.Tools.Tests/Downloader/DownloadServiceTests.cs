using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Acetate.Cli;
using Acetate.Cli.Downloader.Service;
using Acetate.Library.Access;
using Acetate.Mhl.Disk;
using Acetate.Tools.Tests.Server;

namespace Acetate.Tools.Tests.Downloader;

/// <summary>The downloader as a service brings every roll once, whatever happens to it, its token, its server and the site's own programs.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DownloadServiceTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly DownloadBench bench = new(server);
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Rolls_come_one_by_one_a_program_runs_after_each_and_the_page_says_so_and_a_restart_brings_nothing_twice()
    {
        var first = await bench.RollAsync("S1", ("a.mov", 5000), ("b.wav", 700));
        var (config, port, hooked) = Config("negative", "S1", "S2<b>");
        await using var run = Start(config);
        await UntilAsync(() => File.Exists(Path.Join(hooked, first.ToString())), run);
        var second = await bench.RollAsync("S2<b>", ("c.mov", 6000));
        await UntilAsync(() => File.Exists(Path.Join(hooked, second.ToString())), run);
        using var client = new HttpClient();
        var page = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/"));
        var html = await page.Content.ReadAsStringAsync();
        using var rebound = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/status.json") { Headers = { Host = $"evil.example:{port}" } };
        // Over a connection of its own: after a name that is not its own the listener closes the next request of the same connection unanswered.
        using var stranger = new HttpClient();
        using var elsewhere = await stranger.SendAsync(rebound);
        using var posted = await client.PostAsync(new Uri($"http://127.0.0.1:{port}/status.json"), null);
        var (code, said) = await StatusAsync(port);
        await using var rival = Start(config);
        var twice = await rival.Run;
        await run.StopAsync();
        var seals = Manifests();
        await using var again = Start(config);
        await UntilAsync(async () => JsonNode.Parse(await TryAsync(client, port))?["rules"]?[0]?["state"]?.GetValue<string>() == "current", again);
        var arrived = JsonNode.Parse(await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/status.json")))!["arrived"]!.AsArray();
        await again.StopAsync();

        Assert.Equal((ExitCode.Done, ExitCode.Unavailable), (await run.Run, twice));
        Assert.True((await MhlFolder.OpenAsync(Path.Join(folder.Path, "raid/S1"))).History.Root.Generations.Length == 2);
        var told = File.ReadAllText(Path.Join(hooked, first.ToString()));
        Assert.Contains($"ACETATE_FOLDER={Path.Join(folder.Path, "raid/S1")}\n", told);
        Assert.Contains("ACETATE_MANIFEST_HASH=xxh128:", told);
        Assert.Contains("ACETATE_ATTEMPT=1\n", told);
        Assert.DoesNotContain("TOKEN", told);
        Assert.Contains("S2&lt;b&gt;", html);
        Assert.DoesNotContain("S2<b>", html);
        Assert.DoesNotContain("<script", html);
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.False(elsewhere.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("arrived  S2<b>  originals", said);
        Assert.Equal(2, arrived.Count);
        Assert.Equal(seals, Manifests());
        Assert.Empty(Directory.EnumerateFiles(Path.Join(folder.Path, "state/hooks"), "*.json"));

        string[] Manifests() => [.. Directory.EnumerateFiles(Path.Join(folder.Path, "raid"), "*.mhl", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task A_token_that_is_taken_back_stops_the_work_which_goes_on_with_another_and_a_failed_roll_is_told_and_keeps_none_back()
    {
        await bench.RollAsync("S3", ("gone.mov", 5000));
        File.Delete(bench.Stored("S3", "gone.mov"));
        var after = await bench.RollAsync("S4", ("a.mov", 6000));
        var (config, port, hooked) = Config("stopped", "S3", "S4", "S5");
        using var client = new HttpClient();
        using var admin = server.Client(server.Admin);
        await using var run = Start(config);
        await UntilAsync(() => File.Exists(Path.Join(hooked, after.ToString())), run);
        var (found, said) = await StatusAsync(port);
        var id = JsonNode.Parse(await admin.GetStringAsync("api/tokens"))!["tokens"]!.AsArray().Single(one => one!["principal"]!.GetValue<string>() == "stopped")!["id"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"api/tokens/{id}")).StatusCode);
        await UntilAsync(async () => JsonNode.Parse(await TryAsync(client, port))?["rules"]?[0]?["state"]?.GetValue<string>() == "refused", run);
        var late = await bench.RollAsync("S5", ("b.mov", 7000));
        Storage.Local.PrivateFile.Write(Path.Join(folder.Path, "token"), await server.TokenAsync("stopped", role: ShowRole.Viewer, scopes: [TokenScope.Download]));
        await UntilAsync(() => File.Exists(Path.Join(hooked, late.ToString())), run);
        await run.StopAsync();

        Assert.Equal(ExitCode.Found, found);
        Assert.Contains("S3 (originals): gone.mov: The server offers it and does not have it any more.", said);
        Assert.Contains("Nothing is fetched for this rule", run.Error);
        Assert.DoesNotContain(File.ReadAllText(Path.Join(folder.Path, "token")), run.Output + run.Error);
    }

    [Fact]
    public async Task What_the_production_moves_to_the_front_is_fetched_at_once_and_the_other_one_after_it()
    {
        await bench.RollAsync("S6", ("a.mov", 5000));
        var late = await bench.RollAsync("S7", ("b.mov", 6000));
        var (config, port, hooked) = Config("impatient", "S6", "S7");
        using var client = new HttpClient();
        using var producer = server.Client(await server.TokenAsync("producer", role: ShowRole.Operator));
        using var viewer = server.Client(await server.TokenAsync("only-looks", role: ShowRole.Viewer));
        // While nothing may be fetched at this hour, the first one stands where it is.
        var open = File.ReadAllText(config);
        File.WriteAllText(config, open.Replace("\"askEverySeconds\"", "\"bandwidth\":[{\"from\":\"00:00\",\"to\":\"00:00\",\"megabitsPerSecond\":0}],\"askEverySeconds\"", StringComparison.Ordinal));
        await using var run = Start(config);
        await UntilAsync(async () => await RunningAsync() == "S6", run);

        using var looked = await viewer.PutAsync($"api/rolls/{late}/download-priority?site=Lupus", null);
        using var moved = await producer.PutAsync($"api/rolls/{late}/download-priority?site=Lupus", null);
        await UntilAsync(async () => await RunningAsync() == "S7", run);
        var status = JsonNode.Parse(await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/status.json")))!;
        await run.StopAsync();
        File.WriteAllText(config, open);
        await using var free = Start(config);
        await UntilAsync(() => Directory.EnumerateFiles(hooked).Count() == 2, free);
        var arrived = JsonNode.Parse(await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/status.json")))!["arrived"]!.AsArray().Select(one => one!["name"]!.GetValue<string>());
        await free.StopAsync();
        using var back = await producer.DeleteAsync($"api/rolls/{late}/download-priority?site=Lupus");
        using var twice = await producer.DeleteAsync($"api/rolls/{late}/download-priority?site=Lupus");

        Assert.Equal("not-permitted", await RunningServer.ProblemAsync(looked));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (moved.StatusCode, back.StatusCode));
        Assert.Contains("Lupus", JsonNode.Parse(await moved.Content.ReadAsStringAsync())!["first"]!.ToJsonString());
        Assert.Equal("not-found", await RunningServer.ProblemAsync(twice));
        Assert.True(status["queue"]![0]!["isFirst"]!.GetValue<bool>());
        Assert.Equal(0, status["capBytesPerSecond"]!.GetValue<long>());
        Assert.Equal(["S6", "S7"], arrived);
        var log = await server.AuditAsync();
        foreach (var action in (string[])["roll.put-first", "roll.put-first-taken-back"]) Assert.Contains(action, log);

        async Task<string?> RunningAsync() => JsonNode.Parse(await TryAsync(client, port))?["running"]?.AsArray() is [{ } one, ..] ? one["name"]!.GetValue<string>() : null;
    }

    [Fact]
    public async Task Originals_beyond_what_is_free_come_by_a_standing_rule_once_another_person_agreed_and_no_others()
    {
        var (within, beyond) = (await bench.RollAsync("S8", ("a.mov", 5000)), await bench.RollAsync("S9", ("b.mov", 6000)));
        var (config, port, hooked) = Config("standing", "S8");
        using var client = new HttpClient();
        using var admin = server.Client(server.Admin);
        await server.Library.WriteAsync(tx => tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(), Name = "owner-of-film", Kind = PrincipalKind.Person }, default), default);
        using var owner = server.Client(await server.TokenAsync("owner-of-film", role: ShowRole.Owner));
        using var site = server.Client(File.ReadAllText(Path.Join(folder.Path, "token")));
        Assert.Equal(HttpStatusCode.OK, (await admin.PutAsync("api/policy", RunningServer.Json("""{"secondFactor":"nobody","bulkBytes":1000}"""))).StatusCode);
        try
        {
            await using var run = Start(config);
            await UntilAsync(async () => await StateAsync() == "unapproved", run);
            var waiting = JsonNode.Parse(await owner.GetStringAsync("api/bulk-requests"))!["requests"]!.AsArray();
            var id = waiting.Single()!["request"]!["id"]!.GetValue<string>();
            using var agreed = await owner.PostAsync($"api/bulk-requests/{id}/approval", RunningServer.Json("{}"));
            await UntilAsync(() => File.Exists(Path.Join(hooked, within.ToString())), run);
            await run.StopAsync();
            using var other = await site.GetAsync($"api/rolls/{beyond}/download/originals/files/b.mov");
            using var whole = await site.GetAsync($"api/rolls/{within}/download/originals/files/a.mov");
            using var taken = await owner.PostAsync($"api/bulk-requests/{id}/refusal", RunningServer.Json("{}"));
            using var after = await site.GetAsync($"api/rolls/{within}/download/originals/files/a.mov");

            Assert.Equal("Standing rule of the downloader at Lupus: originals of film, unit S8.", waiting.Single()!["request"]!["reason"]!.GetValue<string>());
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (agreed.StatusCode, whole.StatusCode, taken.StatusCode));
            Assert.Equal(("second-person-needed", "second-person-needed"), (await RunningServer.ProblemAsync(other), await RunningServer.ProblemAsync(after)));
            Assert.Contains($"acetate requests approve {id}", run.Error);
        }
        finally
        {
            Assert.Equal(HttpStatusCode.OK, (await admin.PutAsync("api/policy", RunningServer.Json("""{"secondFactor":"nobody"}"""))).StatusCode);
        }

        async Task<string?> StateAsync() => JsonNode.Parse(await TryAsync(client, port))?["rules"]?[0]?["state"]?.GetValue<string>();
    }

    [Fact]
    public async Task A_program_that_fails_is_tried_again_keeps_what_it_wrote_and_never_makes_the_roll_wrong()
    {
        var script = Script("fail", "echo \"try $ACETATE_ATTEMPT for $ACETATE_ROLL\"; echo bad >&2; test \"$ACETATE_ATTEMPT\" = 3");
        var rule = new StandingRule { Name = "r", Show = "film", To = folder.Path, Hook = new ArrivalHook { Program = script, Attempts = 2 } };
        var told = new List<string>();
        var work = new HookWork(Guid.CreateVersion7(), "originals", "A1", "r", TimeProvider.System.GetUtcNow(), new Dictionary<string, string> { ["ACETATE_ROLL"] = "$(touch x); A1", ["ACETATE_FOLDER"] = folder.Path });
        var hooks = Path.Join(folder.Path, "hooks");

        var first = new HookQueue(hooks, [rule], told.Add, TimeProvider.System, _ => TimeSpan.Zero);
        first.Add(work);
        await RunUntilAsync(first, () => first.Works is [{ State: HookState.GivenUp }]);
        var log = File.ReadAllText(Directory.EnumerateFiles(hooks, "*.log").Single());
        var anew = new HookQueue(hooks, [rule with { Hook = rule.Hook with { Attempts = 3 } }], told.Add, TimeProvider.System, _ => TimeSpan.Zero);
        await RunUntilAsync(anew, () => anew.Works is [{ State: HookState.GivenUp }] or []);
        var slow = await new ArrivalHook { Program = Script("slow", "echo begun; sleep 600"), TimeoutMinutes = 0.01 }.RunAsync(work.Variables, folder.Path, TimeProvider.System, default);
        var missing = await new ArrivalHook { Program = Path.Join(folder.Path, "none") }.RunAsync(work.Variables, folder.Path, TimeProvider.System, default);

        Assert.Equal(3, told.Count(sentence => sentence.Contains("ended with 1", StringComparison.Ordinal)));
        Assert.Contains("try 2 for $(touch x); A1\n", log);
        Assert.Contains("bad", log);
        Assert.False(File.Exists(Path.Join(folder.Path, "x")));
        Assert.Empty(anew.Works);
        Assert.Contains("took longer than 0.01 minutes and was ended", slow.Problem);
        Assert.Contains("cannot be started", missing.Problem);
    }

    private static async Task RunUntilAsync(HookQueue queue, Func<bool> isOver)
    {
        using var stop = new CancellationTokenSource();
        var run = queue.RunAsync(stop.Token);
        await UntilAsync(() => Task.FromResult(isOver()), null);
        await stop.CancelAsync();
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private (string Config, int Port, string Hooked) Config(string principal, params string[] units)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var (port, hooked) = (((IPEndPoint)probe.LocalEndpoint).Port, Directory.CreateDirectory(Path.Join(folder.Path, "hooked")).FullName);
        Storage.Local.PrivateFile.Write(Path.Join(folder.Path, "token"), server.TokenAsync(principal, role: ShowRole.Viewer, scopes: [TokenScope.Download]).GetAwaiter().GetResult());
        var file = Path.Join(folder.Path, "download.json");
        File.WriteAllText(file, new JsonObject
        {
            ["server"] = server.Url.AbsoluteUri,
            ["tokenFile"] = Path.Join(folder.Path, "token"),
            ["state"] = Path.Join(folder.Path, "state"),
            ["site"] = "Lupus",
            ["listen"] = $"127.0.0.1:{port}",
            ["askEverySeconds"] = 1,
            ["rules"] = new JsonArray(new JsonObject
            {
                ["name"] = "all",
                ["show"] = "film",
                ["units"] = new JsonArray([.. units.Select(unit => JsonValue.Create(unit))]),
                ["to"] = Path.Join(folder.Path, "raid"),
                ["layout"] = "{roll}",
                ["reserveGigabytes"] = 0,
                ["hook"] = new JsonObject { ["program"] = Script("hook", $"env > {hooked}/$ACETATE_ROLL_ID.new; mv {hooked}/$ACETATE_ROLL_ID.new {hooked}/$ACETATE_ROLL_ID") },
            }),
        }.ToJsonString());
        return (file, port, hooked);
    }

    private string Script(string name, string text)
    {
        var file = Path.Join(folder.Path, name);
        File.WriteAllText(file, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    private static async Task<(ExitCode Code, string Output)> StatusAsync(int port)
    {
        using StringWriter output = new(), error = new();
        var code = await CommandLine.RunAsync(["download", "status", "--at", $"127.0.0.1:{port}"], output, error, default);
        return (code, output + error.ToString());
    }

    private static async Task<string> TryAsync(HttpClient client, int port)
    {
        try
        {
            return await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/status.json"));
        }
        catch (HttpRequestException)
        {
            return "null";
        }
    }

    private static Task UntilAsync(Func<bool> isSo, ServeRun run) => UntilAsync(() => Task.FromResult(isSo()), run);

    private static async Task UntilAsync(Func<Task<bool>> isSoAsync, ServeRun? run)
    {
        while (!await isSoAsync())
        {
            Assert.False(run?.Run.IsCompleted == true, $"The service ended: {run?.Output}{run?.Error}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static ServeRun Start(string config) => new(config);

    /// <summary>The command as it runs until it is stopped.</summary>
    private sealed class ServeRun : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly StringWriter output = new(), error = new();

        public ServeRun(string config) => Run = CommandLine.RunAsync(["download", "serve", "--config", config], TextWriter.Synchronized(output), TextWriter.Synchronized(error), stop.Token);

        public Task<ExitCode> Run { get; }

        public string Output => output.ToString();

        public string Error => error.ToString();

        public async Task StopAsync()
        {
            await stop.CancelAsync();
            await Run;
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await ((Task)Run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
            await output.DisposeAsync();
            await error.DisposeAsync();
        }
    }
}
