using Acetate.Compute;
using Acetate.Compute.Local;
using Acetate.Compute.Remote;

namespace Acetate.Library.Tests.Compute;

public sealed class RemoteEngineTests : ComputeEngineConformance
{
    private protected override async Task<EngineHarness> OpenAsync() => (await StationAsync()).Harness;

    [Fact]
    public async Task Work_waits_until_the_station_is_there()
    {
        await using var engine = new RemoteEngine("card:nobody");

        Assert.False(engine.HasRoomFor(new StepNeeds()));
        Assert.False(engine.IsConnected);
    }

    [Fact]
    public async Task A_station_that_falls_silent_loses_its_attempts_and_nobody_is_blamed()
    {
        var station = await StationAsync(TimeSpan.FromSeconds(1));
        await using var harness = station.Harness;
        var attempt = EngineHarness.Attempt("wait", new { seconds = 300 });
        await harness.Engine.SubmitAsync(attempt, CancellationToken.None);
        await harness.ProgressOfAsync(attempt.Id);

        station.Server.IsDown = true;

        var lost = Assert.IsType<StepResult.Lost>(await harness.EndOfAsync(attempt.Id));
        Assert.Contains("no sign of life", lost.Reason, StringComparison.Ordinal);
        Assert.False(harness.Engine.HasRoomFor(new StepNeeds()));
        station.Server.IsDown = false;
        await UntilAsync(() => station.Agent.Running.IsEmpty && harness.Engine.HasRoomFor(new StepNeeds()));
    }

    [Fact]
    public async Task A_short_absence_of_the_server_costs_nothing()
    {
        var station = await StationAsync();
        await using var harness = station.Harness;
        var attempt = EngineHarness.Attempt("wait", new { seconds = 1.5 });
        await harness.Engine.SubmitAsync(attempt, CancellationToken.None);
        await harness.ProgressOfAsync(attempt.Id);

        station.Server.IsDown = true;
        await Task.Delay(1700, TestContext.Current.CancellationToken);
        station.Server.IsDown = false;

        Assert.IsType<StepResult.Done>(await harness.EndOfAsync(attempt.Id));
    }

    [Fact]
    public async Task Answers_lost_on_the_way_lose_no_work_and_do_none_twice()
    {
        var station = await StationAsync();
        await using var harness = station.Harness;
        var pids = Path.Join(harness.Folder, "out");
        Directory.CreateDirectory(pids);
        station.Server.LosesAnswers = true;
        var attempt = EngineHarness.Attempt("write-file", new { folder = pids, name = "a", lines = 100, lineMilliseconds = 20 });
        await harness.Engine.SubmitAsync(attempt, CancellationToken.None);
        await Task.Delay(600, TestContext.Current.CancellationToken);
        station.Server.LosesAnswers = false;
        await harness.ProgressOfAsync(attempt.Id);
        station.Server.LosesAnswers = true;
        await Task.Delay(600, TestContext.Current.CancellationToken);
        station.Server.LosesAnswers = false;

        Assert.IsType<StepResult.Done>(await harness.EndOfAsync(attempt.Id));
        await UntilAsync(() => station.Agent.Running.IsEmpty);
        Assert.Single(await File.ReadAllLinesAsync(Path.Join(pids, "a.published"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_restarted_server_makes_the_station_drop_what_it_no_longer_knows_and_take_new_work()
    {
        var station = await StationAsync();
        await using var harness = station.Harness;
        var old = EngineHarness.Attempt("wait", new { seconds = 300 });
        await harness.Engine.SubmitAsync(old, CancellationToken.None);
        await harness.ProgressOfAsync(old.Id);

        await using var restarted = new RemoteEngine(harness.Engine.Name);
        var former = station.Server.Engine;
        station.Server.Engine = restarted;
        await former.DisposeAsync();
        await UntilAsync(() => restarted.IsConnected);
        await restarted.SubmitAsync(EngineHarness.Attempt("echo", new { again = true }), CancellationToken.None);

        await foreach (var report in restarted.ReportsAsync(TestContext.Current.CancellationToken))
            if (report.Result is { } result)
            {
                Assert.IsType<StepResult.Done>(result);
                break;
            }
        await UntilAsync(() => station.Agent.Running.IsEmpty);
    }

    [Fact]
    public async Task A_token_that_runs_out_is_renewed_and_the_work_goes_on()
    {
        var station = await StationAsync();
        await using var harness = station.Harness;
        var attempt = EngineHarness.Attempt("wait", new { seconds = 1 });
        await harness.Engine.SubmitAsync(attempt, CancellationToken.None);
        await harness.ProgressOfAsync(attempt.Id);

        station.Server.Token = "second";

        Assert.IsType<StepResult.Done>(await harness.EndOfAsync(attempt.Id));
        Assert.Equal("second", station.TokenInUse());
    }

    [Fact]
    public async Task A_station_started_again_gets_its_steps_anew_and_its_former_self_is_sent_away()
    {
        await using var engine = new RemoteEngine("card:one");
        var attempt = EngineHarness.Attempt("echo", new { });
        var ask = new StationLeaseRequest("agent-1", 2, 2048, []);
        await engine.LeaseAsync(ask, CancellationToken.None);
        await engine.SubmitAsync(attempt, CancellationToken.None);
        var given = await engine.LeaseAsync(ask, CancellationToken.None);
        Assert.Equal(attempt.Id, Assert.Single(given.Attempts).Id);

        var fresh = await engine.LeaseAsync(ask with { Agent = "agent-2" }, CancellationToken.None);
        var former = await engine.LeaseAsync(ask with { Running = [attempt.Id] }, CancellationToken.None);

        Assert.Empty(fresh.Attempts);
        Assert.True(former.Superseded);
        Assert.False(engine.Complete(attempt.Id, new StepResult.Cancelled()));
        await using var reports = engine.ReportsAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await reports.MoveNextAsync());
        Assert.IsType<StepResult.Lost>(reports.Current.Result);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < 600, "Waited 30 s for something that did not happen.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<(EngineHarness Harness, StationServer Server, StationAgent Agent, Func<string> TokenInUse)> StationAsync(TimeSpan? leaseTime = null)
    {
        var folder = EngineHarness.NewFolder();
        var local = new LocalProcessEngine(EngineHarness.LocalOptions(folder));
        var remote = new RemoteEngine("card:test station", leaseTime: leaseTime);
        var server = new StationServer(remote);
        var http = new HttpClient();
        var token = "first";
        var agent = new StationAgent(new()
        {
            Server = new Uri(server.Address),
            Name = remote.Name,
            Token = _ => ValueTask.FromResult(token),
            Renew = _ => { token = server.Token; return ValueTask.CompletedTask; },
            Cores = 2,
            MemoryMiB = 2048,
        }, local, http);
        var end = new CancellationTokenSource();
        var working = agent.RunAsync(end.Token);
        var harness = new EngineHarness(remote, folder, async () =>
        {
            await end.CancelAsync();
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await local.DisposeAsync();
            await server.DisposeAsync();
            await remote.DisposeAsync();
            http.Dispose();
            end.Dispose();
        });
        await UntilAsync(() => remote.IsConnected);
        return (harness, server, agent, () => token);
    }
}
