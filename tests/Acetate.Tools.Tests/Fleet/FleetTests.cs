using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Library.Jobs;
using Acetate.Tests.Workers;
using Acetate.Tools.Jobs;
using Acetate.Tools.Tests.Server;
using static Acetate.Tools.Tests.Jobs.TestRecorder;

namespace Acetate.Tools.Tests.Fleet;

/// <summary>Several servers of one library: any of them answers, one of them works.</summary>
public sealed class FleetTests(RunningFleet fleet) : IClassFixture<RunningFleet>
{
    private const string Password = "seven rolls of film";

    [Fact]
    public async Task Consecutive_requests_of_one_client_may_go_to_different_servers()
    {
        var (bench, first, second) = await fleet.RolesAsync();
        var turn = 0;
        await using var proxy = new FaultyProxy(() => Interlocked.Increment(ref turn) % 2 == 0 ? first.Port : second.Port);
        var address = new Uri($"http://127.0.0.1:{proxy.Port}/");
        using var admin = FleetServer.ClientOf(address, bench.Admin);
        using var nobody = FleetServer.ClientOf(address, null);

        // Whoever is invited chooses a password, signs in, and is known everywhere.
        var invitation = await bench.Library.WriteAsync(async tx =>
            (await tx.InviteAsync(await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(tx.Now), Name = "anna", Kind = PrincipalKind.Person }, default), default)).Secret.Text, default);
        using var invited = FleetServer.ClientOf(address, invitation);
        Assert.Equal(HttpStatusCode.OK, (await invited.PostAsJsonAsync("api/me/password", new { password = Password })).StatusCode);
        using var signedIn = await nobody.PostAsJsonAsync("api/session", new { name = "anna", password = Password });
        nobody.DefaultRequestHeaders.Add("Cookie", signedIn.Headers.GetValues("Set-Cookie").Single(one => one.Contains("act_", StringComparison.Ordinal)).Split(';')[0]);
        for (var time = 0; time < 4; time++) Assert.Equal("anna", (await nobody.GetFromJsonAsync<JsonElement>("api/me")).GetProperty("name").GetString());

        // An upload in parts, each at another server.
        var bytes = Enumerable.Range(0, 700_001).Select(i => (byte)((i * 2654435761u) >> 11)).ToArray();
        var key = RunningServer.Prefix + "/parts.mov";
        using var created = await TusAsync(admin, HttpMethod.Post, "api/uploads", null, ("Upload-Length", $"{bytes.Length}"), ("Upload-Metadata", $"key {Convert.ToBase64String(Encoding.UTF8.GetBytes(key))}"));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var upload = created.Headers.Location!.ToString();
        for (var at = 0; at < bytes.Length; at += 250_000)
        {
            using var part = await TusAsync(admin, HttpMethod.Patch, upload, bytes[at..Math.Min(bytes.Length, at + 250_000)], ("Upload-Offset", $"{at}"));
            Assert.Equal(HttpStatusCode.NoContent, part.StatusCode);
            using var head = await TusAsync(admin, HttpMethod.Head, upload, null);
            Assert.Equal($"{Math.Min(bytes.Length, at + 250_000)}", head.Headers.GetValues("Upload-Offset").Single());
        }

        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Join(bench.Folder("store"), key)));

        // A station is one, whichever server it asks.
        for (var time = 0; time < 2; time++)
            Assert.Equal(HttpStatusCode.OK, (await admin.PostAsJsonAsync("api/stations/cart/lease", new { agent = "a", cores = 1, memoryMiB = 1, running = Array.Empty<string>(), waitSeconds = 0 })).StatusCode);
        Assert.Single((await second.Http.GetFromJsonAsync<JsonElement>("api/stations")).GetProperty("stations").EnumerateArray());

        // Work is begun, slowed down and stopped at a server that does none.
        var (job, _) = await bench.Library.WriteAsync(tx => tx.SubmitAsync(PlanOf("long", Step("wait", "wait", new TestFunctions.WaitRequest(600))), "ann", default), default);
        await UntilAsync(async () => (await bench.Library.ReadAsync(tx => tx.StepsAsync(job.Id, default), default)).Single().Done > 0, "the step runs");
        Assert.Equal(HttpStatusCode.NoContent, (await second.Http.PutAsJsonAsync($"api/jobs/{job.Id}/throttle", new { bytesPerSecond = 1000 })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second.Http.PostAsync($"api/jobs/{job.Id}/cancel", null)).StatusCode);
        await UntilAsync(async () => (await bench.Library.ReadAsync(tx => tx.StepsAsync(job.Id, default), default)).Single().State is StepState.Cancelled, "the step is cancelled");
    }

    [Fact]
    public async Task A_scheduler_that_cannot_reach_the_database_is_replaced_and_steps_down_when_it_can_again()
    {
        var (bench, first, second) = await fleet.RolesAsync();

        fleet.WireOfScheduler.IsCut = true;
        var since = Stopwatch.StartNew();
        // Only a scheduler that reaches the database can answer this; the next one is waited for.
        using var obstacles = await second.Http.GetAsync($"api/rolls/{bench.Roll}/obstacles");
        Assert.Equal(HttpStatusCode.OK, obstacles.StatusCode);
        Assert.Equal("here", await second.SchedulerAsync());
        TestContext.Current.TestOutputHelper?.WriteLine($"After the network was cut: role taken after {since.Elapsed.TotalSeconds:F2} s");
        fleet.WireOfScheduler.IsCut = false;

        await first.UntilSchedulerAsync("elsewhere");
        Assert.Equal("here", await second.SchedulerAsync());
    }

    [Fact]
    public async Task A_server_with_another_store_than_the_others_says_so_and_does_not_start()
    {
        var (bench, _, _) = await fleet.RolesAsync();
        var odd = bench.Folder("odd");
        await File.WriteAllTextAsync(Path.Join(odd, "acetate.json"), JsonSerializer.Serialize(new { database = new { schema = bench.Schema } }));
        var info = new ProcessStartInfo(Programs.Server, ["--library", odd, "--listen", "http://127.0.0.1:0"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        info.Environment["ACETATE_DATABASE"] = bench.Connection;

        using var server = Process.Start(info)!;
        var said = await server.StandardError.ReadToEndAsync();
        await server.WaitForExitAsync();

        Assert.Equal(3, server.ExitCode);
        Assert.Contains("All servers of a library need the same stores", said);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var since = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(60), $"waited 60 s until {what}");
            await Task.Delay(50);
        }
    }

    private static Task<HttpResponseMessage> TusAsync(HttpClient client, HttpMethod method, string address, byte[]? body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, address) { Content = body is null ? null : new ByteArrayContent(body) { Headers = { ContentType = new("application/offset+octet-stream") } } };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return client.SendAsync(request);
    }
}

/// <summary>Two servers of one library.</summary>
public sealed class RunningFleet : IAsyncLifetime
{
    private FleetBench bench = null!;
    private FleetServer one = null!, other = null!;
    private (FleetServer Server, Wire Wire)[] wires = [];

    /// <summary>What is between the scheduler and its database.</summary>
    internal Wire WireOfScheduler => wires.Single(wire => wire.Server == one).Wire;

    public async ValueTask InitializeAsync()
    {
        bench = await FleetBench.OpenAsync();
        var ways = new[] { new Wire(bench.Port), new Wire(bench.Port) };
        one = await bench.StartAsync("first", ways[0]);
        await one.UntilSchedulerAsync("here");
        other = await bench.StartAsync("second", ways[1]);
        await other.UntilSchedulerAsync("elsewhere");
        wires = [(one, ways[0]), (other, ways[1])];
    }

    public async ValueTask DisposeAsync()
    {
        await bench.DisposeAsync();
        foreach (var (_, wire) in wires) await wire.DisposeAsync();
    }

    /// <summary>The servers: the scheduler first.</summary>
    internal async Task<(FleetBench Bench, FleetServer Scheduler, FleetServer Other)> RolesAsync()
    {
        if (await one.SchedulerAsync() != "here") (one, other) = (other, one);
        await one.UntilSchedulerAsync("here");
        await other.UntilSchedulerAsync("elsewhere");
        return (bench, one, other);
    }
}
