using System.Diagnostics;
using Acetate.Library.Jobs;
using Acetate.Tests.Workers;
using Acetate.Tools.Jobs;
using static Acetate.Tools.Tests.Jobs.JobRunnerTests;
using static Acetate.Tools.Tests.Jobs.TestRecorder;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>Runners among others, clocks that jump and databases that go away.</summary>
public sealed class RunnerTroubleTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_runner_that_falls_silent_loses_its_steps_and_when_it_wakes_its_word_no_longer_counts()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var job = await harness.SubmitAsync(PlanOf("k", Step("a", "echo", new { })));
        // A runner of another machine that claimed the step and never says a word again.
        await harness.Library.WriteAsync(async tx =>
        {
            await tx.RegisterRunnerAsync("silent", "elsewhere boot space 1 1", None);
            await tx.ClaimAsync((await tx.StepsAsync(job.Id, None))[0].Id, "its-attempt", "silent", null, None);
        }, None);
        var started = Stopwatch.StartNew();
        harness.Start(new InProcessEngine(TestFunctions.Catalogue));

        job = await harness.EndOfAsync(job);

        Assert.Equal(JobState.Done, job.State);
        Assert.InRange(started.Elapsed.TotalSeconds, 0.9, 30);
        Assert.Null(await harness.Library.WriteAsync(tx => tx.CompleteAsync("its-attempt", "silent", "{}", None), None));
        Assert.Equal(["a Done"], await OfAsync(harness.Library, job.Id));
    }

    [Fact]
    public async Task The_runner_of_an_earlier_scheduler_is_struck_off_without_waiting_for_its_lease()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var job = await harness.SubmitAsync(PlanOf("k", Step("a", "echo", new { })));
        await harness.Library.WriteAsync(async tx =>
        {
            await tx.RegisterRunnerAsync("former", "elsewhere boot space 1 1", 1, None);
            await tx.RegisterRunnerAsync("command", "elsewhere boot space 2 1", None);
            await tx.ClaimAsync((await tx.StepsAsync(job.Id, None))[0].Id, "its-attempt", "former", null, None);
        }, None);
        harness.Start(new InProcessEngine(TestFunctions.Catalogue), options: Unhurried with { Epoch = 2 });

        Assert.Equal(JobState.Done, (await harness.EndOfAsync(job)).State);
        Assert.Equal([("command", null), (harness.Runner.Id, 2L)], (await harness.Library.ReadAsync(tx => tx.RunnersAsync(None), None)).Select(runner => (runner.Id, runner.Epoch)).OrderBy(runner => runner.Epoch));
    }

    [Fact]
    public async Task A_step_that_ends_every_runner_is_put_aside_and_recorded_as_held()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var job = await harness.SubmitAsync(PlanOf("k", Step("a", "echo", new { })));
        var step = (await harness.StepsAsync(job))[0].Id;
        for (var i = 0; i < 3; i++)
            await harness.Library.WriteAsync(async tx =>
            {
                await tx.RegisterRunnerAsync($"r{i}", "elsewhere boot space 1 1", None);
                await tx.ClaimAsync(step, $"attempt-{i}", $"r{i}", null, None);
                if (i < 2) await tx.StrikeOffAsync($"r{i}", null, "Gone.", None);
            }, None);

        harness.Start(new InProcessEngine(TestFunctions.Catalogue), options: RunnerHarness.Quick with { MostLosses = 3 });
        job = await harness.EndOfAsync(job);

        Assert.Equal(JobState.Held, job.State);
        Assert.Equal(["a Held"], await OfAsync(harness.Library, job.Id));
        Assert.Contains("begun 3 times", (await harness.StepsAsync(job))[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_step_is_not_passed_by_small_ones_for_ever()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var engine = new InProcessEngine(TestFunctions.Catalogue, cores: 2);
        var large = Step("large", "echo", new { }) with { Needs = new() { Cores = 2 } };
        var small = Enumerable.Range(0, 12).Select(n => Step($"s{n:00}", "wait", new { seconds = n % 2 == 0 ? 0.15 : 0.4 }) with { Needs = new() { Cores = 1 } });
        var job = await harness.SubmitAsync(PlanOf("k", [.. small.Take(2), large, .. small.Skip(2)]));

        harness.Start(engine, options: RunnerHarness.Quick with { Patience = TimeSpan.Zero });
        await harness.EndOfAsync(job);

        Assert.InRange((await OfAsync(harness.Library, job.Id)).IndexOf("large Done"), 0, 3);
    }

    [Fact]
    public async Task A_runner_that_was_struck_off_begins_anew_and_its_old_attempts_are_discarded()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        harness.Start(new InProcessEngine(TestFunctions.Catalogue));
        var job = await harness.SubmitAsync(PlanOf("k", Step("a", "wait", new { seconds = 0.5 })));
        await FirstProgressAsync(harness.Runner);
        var former = harness.Runner.Id;

        await harness.Library.WriteAsync(tx => tx.StrikeOffAsync(former, null, "Taken for dead.", None), None);
        job = await harness.EndOfAsync(job);

        Assert.Equal(JobState.Done, job.State);
        Assert.NotEqual(former, harness.Runner.Id);
        Assert.Equal(["a Done"], await OfAsync(harness.Library, job.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Several_runners_on_one_ledger_never_take_the_same_step(bool postgres)
    {
        await using var harness = await RunnerHarness.OpenAsync(postgres);
        for (var i = 0; i < 4; i++) harness.Start(new InProcessEngine(TestFunctions.Catalogue, cores: 1), options: Unhurried);
        var jobs = new List<JobRow>();
        for (var i = 0; i < 10; i++)
            jobs.Add(await harness.SubmitAsync(PlanOf($"job {i}", [.. Enumerable.Range(0, 8).Select(n => Step($"s{n}", "wait", new { seconds = 0.02 }))])));

        foreach (var job in jobs)
        {
            Assert.Equal(JobState.Done, (await harness.EndOfAsync(job)).State);
            Assert.All(await harness.StepsAsync(job), s => Assert.Equal(1, s.Attempts));
            Assert.Equal(8, (await OfAsync(harness.Library, job.Id)).Length);
        }
        var runners = await harness.Library.ReadAsync(async tx =>
        {
            var all = new HashSet<string>();
            foreach (var job in jobs)
                foreach (var step in await tx.StepsAsync(job.Id, None)) all.UnionWith((await tx.AttemptsAsync(step.Id, None)).Select(a => a.Runner));
            return all.Count;
        }, None);
        Assert.InRange(runners, 2, 4);
    }

    [Fact]
    public async Task A_clock_that_jumps_back_and_forth_loses_nothing_and_does_nothing_twice()
    {
        var clock = new JumpingClock();
        await using var harness = await RunnerHarness.OpenAsync(clock: clock);
        harness.Start(new InProcessEngine(TestFunctions.Catalogue, cores: 1), options: Unhurried);
        harness.Start(new InProcessEngine(TestFunctions.Catalogue, cores: 1), options: Unhurried);
        var job = await harness.SubmitAsync(PlanOf("k", [.. Enumerable.Range(0, 30).Select(n => Step($"s{n}", "wait", new { seconds = 0.05 }))]));

        var end = harness.EndOfAsync(job);
        foreach (var hours in (int[])[-5, 26, -100, 3, 400, -2])
        {
            clock.Jump(TimeSpan.FromHours(hours));
            await Task.Delay(150, TestContext.Current.CancellationToken);
        }

        Assert.Equal(JobState.Done, (await end).State);
        Assert.All(await harness.StepsAsync(job), s => Assert.Equal((1, 0), (s.Attempts, s.Losses)));
        Assert.Equal(30, (await OfAsync(harness.Library, job.Id)).Distinct().Count());
    }

    [Fact]
    public async Task A_database_that_restarts_under_the_runner_costs_only_time()
    {
        await using var server = await PostgresServer.StartNewAsync();
        await using var harness = await RunnerHarness.OpenAsync(postgres: true, server: server);
        harness.Start(new InProcessEngine(TestFunctions.Catalogue, cores: 1));
        var job = await harness.SubmitAsync(PlanOf("k", [.. Enumerable.Range(0, 24).Select(n => Step($"s{n}", "wait", new { seconds = 0.05 }))]));
        await FirstProgressAsync(harness.Runner);

        for (var i = 0; i < 2; i++)
        {
            await server.CrashAsync();
            await Task.Delay(300, TestContext.Current.CancellationToken);
            await server.StartAsync();
            await Task.Delay(300, TestContext.Current.CancellationToken);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await harness.Library.ReadAsync(tx => tx.JobAsync(job.Id, None), limit.Token))!.State is not JobState.Done) await Task.Delay(100, limit.Token);
        Assert.Equal(24, (await OfAsync(harness.Library, job.Id)).Length);
        Assert.Equal(24, (await OfAsync(harness.Library, job.Id)).Distinct().Count());
    }

    // On a busy machine a living runner may be silent for a second; where nobody dies nobody shall be taken for dead.
    private static JobRunnerOptions Unhurried { get; } = RunnerHarness.Quick with { Lease = TimeSpan.FromMinutes(5) };
}
