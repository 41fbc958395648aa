using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Compute.Local;
using Acetate.Library.Jobs;
using Acetate.Tests.Workers;
using Acetate.Tools.Jobs;
using static Acetate.Tools.Tests.Jobs.TestRecorder;

namespace Acetate.Tools.Tests.Jobs;

public sealed class JobRunnerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_plan_runs_to_its_end_and_every_step_is_recorded_once()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        harness.Start(new InProcessEngine(TestFunctions.Catalogue));

        var job = await harness.SubmitAsync(PlanOf("k",
            Step("a", "echo", new { n = 1 }), Step("b", "echo", new { n = 2 }) with { After = ["a"] },
            Step("c", "join", new { separator = "+" }) with { Uses = ["a", "b"] }));
        job = await harness.EndOfAsync(job);

        Assert.Equal(JobState.Done, job.State);
        Assert.Equal(["a Done", "b Done", "c Done"], await OfAsync(harness.Library, job.Id));
        Assert.Equal("""a={"n":1}+b={"n":2}""", JsonDocument.Parse((await harness.Library.ReadAsync(tx => tx.OutputAsync(job.Id, "c", None), None))!)
            .RootElement.GetProperty("text").GetString());
        var kinds = (await harness.Library.ReadAsync(EventsAsync, None)).Where(e => e.Job == job.Id).Select(e => e.Kind).ToArray();
        Assert.Equal("job.submitted", kinds[0]);
        Assert.Equal(["job.done", "test.job-done"], kinds[^2..]);
    }

    [Fact]
    public async Task Of_ends_that_come_together_each_is_recorded_and_the_end_of_the_job_once()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var (begun, all) = (0, new TaskCompletionSource());
        harness.Start(new InProcessEngine(TestFunctions.Catalogue.With<JsonElement, JsonElement>("together", async (request, _, token) =>
        {
            if (Interlocked.Increment(ref begun) == 40) all.SetResult();
            await all.Task.WaitAsync(TimeSpan.FromSeconds(30), token);
            return request;
        }), cores: 20));

        var job = await harness.EndOfAsync(await harness.SubmitAsync(PlanOf("k", [.. Enumerable.Range(0, 40).Select(i => Step($"s{i:00}", "together", new { i }))])));

        Assert.Equal((JobState.Done, 40), (job.State, job.StepsDone));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"s{i:00} Done"), (await OfAsync(harness.Library, job.Id)).Order(StringComparer.Ordinal));
        Assert.Single(await harness.Library.ReadAsync(EventsAsync, None), told => told.Job == job.Id && told.Kind == "test.job-done");
        foreach (var step in await harness.StepsAsync(job))
            Assert.Contains($"\"i\":{step.Number}", await harness.Library.ReadAsync(tx => tx.OutputAsync(step.Id, None), None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passing_fault_is_tried_again_until_it_has_passed()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var left = 4;
        harness.Start(new InProcessEngine(Failing(RetryClass.Transient, () => Interlocked.Decrement(ref left) >= 0)));

        var job = await harness.EndOfAsync(await harness.SubmitAsync(PlanOf("k", Step("a", "fragile", new { }))));

        Assert.Equal(JobState.Done, job.State);
        var step = Assert.Single(await harness.StepsAsync(job));
        Assert.Equal((5, 0, ""), (step.Attempts, step.Failures, step.Problem));
        Assert.Equal(["a Done"], await OfAsync(harness.Library, job.Id));
    }

    [Fact]
    public async Task A_fault_that_does_not_pass_is_put_aside_and_replayed_when_a_person_says_so()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var broken = true;
        harness.Start(new InProcessEngine(Failing(RetryClass.Transient, () => broken)));
        var job = await harness.SubmitAsync(PlanOf("k", Step("a", "fragile", new { }), Step("b", "echo", new { }), Step("c", "echo", new { }) with { After = ["a"] }));

        job = await harness.EndOfAsync(job);

        Assert.Equal((JobState.Held, 1, 1), (job.State, job.StepsHeld, job.StepsDone));
        Assert.Equal((StepState.Held, 5, "It broke."), Lean((await harness.StepsAsync(job))[0]));
        Assert.Equal(["a Held", "b Done"], (await OfAsync(harness.Library, job.Id)).Order(StringComparer.Ordinal));
        broken = false;
        Assert.Equal(1, await harness.Library.WriteAsync(tx => tx.ReplayJobAsync(job.Id, "ann", None), None));
        harness.Runner.Wake();
        Assert.Equal(JobState.Done, (await harness.EndOfAsync(job)).State);

        static (StepState, int, string) Lean(StepRow s) => (s.State, s.Attempts, s.Problem);
    }

    [Fact]
    public async Task Bad_data_is_never_tried_twice()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        harness.Start(new InProcessEngine(TestFunctions.Catalogue));

        var job = await harness.EndOfAsync(await harness.SubmitAsync(PlanOf("k", Step("a", "fail", new { @class = "data", message = "The clip is cut off." }))));

        var step = Assert.Single(await harness.StepsAsync(job));
        Assert.Equal((StepState.Held, 1, "data", "The clip is cut off.", "Mend it."), (step.State, step.Attempts, step.ProblemClass, step.Problem, step.Advice));
    }

    [Fact]
    public async Task Attempts_that_get_further_than_those_before_do_not_use_up_the_tries()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var runs = 0;
        var functions = new FunctionCatalogue().With<JsonElement, JsonElement>("climb", (request, context, _) =>
        {
            var reached = ++runs;
            context.Report(reached, 20);
            return reached < 20 ? throw new StepFailedException(RetryClass.Transient, "The line broke.", "Wait.") : Task.FromResult(request);
        });
        harness.Start(new InProcessEngine(functions));

        var job = await harness.EndOfAsync(await harness.SubmitAsync(PlanOf("k", Step("a", "climb", new { }))));

        Assert.Equal(JobState.Done, job.State);
        Assert.Equal(20, (await harness.StepsAsync(job))[0].Attempts);
    }

    [Fact]
    public async Task A_missing_licence_pauses_its_function_and_is_not_counted_against_the_step()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var left = 12;
        harness.Start(new InProcessEngine(Failing(RetryClass.Licence, () => Interlocked.Decrement(ref left) >= 0)));

        var job = await harness.EndOfAsync(await harness.SubmitAsync(PlanOf("k", Step("a", "fragile", new { }), Step("b", "fragile", new { }))));

        Assert.Equal(JobState.Done, job.State);
        Assert.Single((await harness.Library.ReadAsync(EventsAsync, None)), e => e.Kind == "job.function-paused");
    }

    [Fact]
    public async Task A_job_that_is_cancelled_stops_its_running_steps()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        harness.Start(new InProcessEngine(TestFunctions.Catalogue));
        var job = await harness.SubmitAsync(PlanOf("k", Step("a", "wait", new { seconds = 300 }), Step("b", "echo", new { }) with { After = ["a"] }));
        await FirstProgressAsync(harness.Runner);

        Assert.True(await harness.Library.WriteAsync(tx => tx.CancelJobAsync(job.Id, "ann", None), None));
        harness.Runner.Wake();

        Assert.Equal(JobState.Cancelled, (await harness.EndOfAsync(job)).State);
        Assert.All(await harness.StepsAsync(job), s => Assert.Equal(StepState.Cancelled, s.State));
        Assert.Equal(["a Cancelled"], await OfAsync(harness.Library, job.Id));
    }

    [Fact]
    public async Task Stopping_the_runner_stops_its_workers_and_another_runner_finishes_the_job()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var hold = true;
        var functions = new FunctionCatalogue().With<JsonElement, JsonElement>("patient", async (request, context, token) =>
        {
            context.Report(0, 1);
            if (Volatile.Read(ref hold)) await Task.Delay(Timeout.Infinite, token);
            return request;
        });
        harness.Start(new InProcessEngine(functions));
        var job = await harness.SubmitAsync(PlanOf("k", Step("a", "patient", new { })));
        await FirstProgressAsync(harness.Runner);

        await harness.StopAsync();

        Assert.Equal((StepState.Ready, 0, 0), ((await harness.StepsAsync(job))[0].State, (await harness.StepsAsync(job))[0].Failures, (await harness.StepsAsync(job))[0].Losses));
        Assert.Empty(await harness.Library.ReadAsync(tx => tx.RunnersAsync(None), None));
        hold = false;
        using var next = new JobRunner(harness.Library, [new InProcessEngine(functions)], [new TestRecorder()], RunnerHarness.Quick);
        using var end = new CancellationTokenSource();
        var run = next.RunAsync(end.Token);
        Assert.Equal(JobState.Done, (await next.EndOfAsync(job.Id, TestContext.Current.CancellationToken)).State);
        await end.CancelAsync();
        await run;
    }

    [Fact]
    public async Task A_result_that_cannot_be_recorded_is_put_aside_with_the_reason_and_the_fact_is_not_half_kept()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var broken = true;
        harness.Start(new InProcessEngine(TestFunctions.Catalogue),
            new TestRecorder((_, _) => broken ? throw new InvalidOperationException("no such column") : Task.CompletedTask));
        var job = await harness.EndOfAsync(await harness.SubmitAsync(PlanOf("k", Step("a", "echo", new { }))));

        Assert.Equal(JobState.Held, job.State);
        Assert.Contains("no such column", (await harness.StepsAsync(job))[0].Problem, StringComparison.Ordinal);
        Assert.Empty(await OfAsync(harness.Library, job.Id));
        broken = false;
        await harness.Library.WriteAsync(tx => tx.ReplayJobAsync(job.Id, "ann", None), None);
        harness.Runner.Wake();
        Assert.Equal(JobState.Done, (await harness.EndOfAsync(job)).State);
        Assert.Equal(["a Done"], await OfAsync(harness.Library, job.Id));
    }

    [Fact]
    public async Task A_jobs_rate_is_divided_among_its_transfers_and_can_be_changed_while_they_run()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var engine = new InProcessEngine(TestFunctions.Catalogue);
        harness.Start(engine);
        var job = await harness.SubmitAsync(PlanOf("k",
            Step("a", "transfer", new { bytes = 1_000_000_000, chunk = 100 }), Step("b", "transfer", new { bytes = 1_000_000_000, chunk = 100 })));
        await FirstProgressAsync(harness.Runner);

        await harness.Library.WriteAsync(tx => tx.SetThrottleAsync(job.Id, 2000, None), None);
        harness.Runner.Wake();
        await UntilAsync(() => engine.Rates.Count >= 2);

        Assert.All(engine.Rates, rate => Assert.Equal(1000, rate));
        await harness.Library.WriteAsync(tx => tx.CancelJobAsync(job.Id, "ann", None), None);
        harness.Runner.Wake();
        await harness.EndOfAsync(job);
    }

    [Fact]
    public async Task Steps_for_a_place_wait_until_that_place_is_there()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var here = new InProcessEngine(TestFunctions.Catalogue);
        harness.Start(here);
        var job = await harness.SubmitAsync(PlanOf("k", Step("a", "echo", new { }) with { Place = "card:dit" }, Step("b", "echo", new { })));
        while ((await OfAsync(harness.Library, job.Id)).Length == 0) await Task.Delay(50, TestContext.Current.CancellationToken);

        harness.Runner.Add(new InProcessEngine(TestFunctions.Catalogue, "card:dit"));

        Assert.Equal(JobState.Done, (await harness.EndOfAsync(job)).State);
        Assert.Equal(["b Done", "a Done"], await OfAsync(harness.Library, job.Id));
    }

    [Fact]
    public async Task A_trace_follows_the_job_into_the_worker_process()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name is JobMeters.Name or "Test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var harness = await RunnerHarness.OpenAsync();
        await using var engine = new LocalProcessEngine(LocalOptions(harness.Library.Options.Home));
        harness.Start(engine);
        using var source = new ActivitySource("Test");

        JobRow job;
        string trace;
        using (var request = source.StartActivity("request")!)
        {
            trace = request.TraceId.ToString();
            job = await harness.SubmitAsync(PlanOf("k", Step("a", "look-around", new { })));
        }
        await harness.EndOfAsync(job);

        var output = JsonSerializer.Deserialize<TestFunctions.WorldResult>((await harness.Library.ReadAsync(tx => tx.OutputAsync(job.Id, "a", None), None))!, ComputeJson.Options)!;
        Assert.NotEqual(Environment.ProcessId, output.Pid);
        Assert.Equal(trace, output.Trace);
    }

    [Fact]
    public async Task Meters_tell_depth_and_ends()
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, double>();
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == JobMeters.Name) l.EnableMeasurementEvents(instrument); };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, old) => old + value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.Start();
        await using var harness = await RunnerHarness.OpenAsync();
        harness.Start(new InProcessEngine(TestFunctions.Catalogue, cores: 0.5));
        var job = await harness.SubmitAsync(PlanOf("k", Step("a", "wait", new { seconds = 0.6 }), Step("b", "echo", new { })) with { Deadline = DateTimeOffset.MaxValue.AddYears(-7000) });

        await UntilAsync(() => harness.Runner.Queue is { Ready: 1, Running: 1 });
        listener.RecordObservableInstruments();
        await harness.EndOfAsync(job);

        Assert.True(seen["acetate.jobs.attempt.duration"] >= 0);
        Assert.True(seen["acetate.jobs.attempts"] >= 2);
        Assert.True(seen["acetate.jobs.deadline_slack"] > 0);
    }

    [Fact]
    public async Task A_job_ends_in_the_worker_of_the_version_with_which_it_began_while_that_is_installed()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var former = Path.Join(harness.Library.Options.Home, "former-worker");
        await File.WriteAllTextAsync(former, $"#!/bin/sh\nTEST_SECRET=former exec '{Environment.ProcessPath}' {TestFunctions.WorkerArgument}\n", None);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(former, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var begun = await harness.SubmitAsync(PlanOf("begun", Step("a", "echo", new { }), Step("b", "look-around", new { }) with { After = ["a"] }));
        await harness.Library.WriteAsync(async tx =>
        {
            await tx.RegisterRunnerAsync("former", "elsewhere", None);
            await tx.ClaimAsync((await tx.StepsAsync(begun.Id, None))[0].Id, "its-attempt", "former", "1.0", None);
            await tx.CompleteAsync("its-attempt", "former", "{}", None);
        }, None);
        await using var engine = new LocalProcessEngine(LocalOptions(harness.Library.Options.Home) with { Versions = ImmutableDictionary<string, string>.Empty.Add("1.0", former) });
        harness.Start(engine, options: RunnerHarness.Quick with { Version = "2.0" });
        var later = await harness.SubmitAsync(PlanOf("later", Step("b", "look-around", new { })));

        await harness.EndOfAsync(begun);
        await harness.EndOfAsync(later);

        Assert.Equal(("1.0", "former"), await VersionAndSecretAsync(begun));
        Assert.Equal(("2.0", ""), await VersionAndSecretAsync(later));

        Task<(string?, string?)> VersionAndSecretAsync(JobRow job) => harness.Library.ReadAsync(async tx => ((await tx.JobAsync(job.Id, None))!.Version,
            JsonDocument.Parse((await tx.OutputAsync(job.Id, "b", None))!).RootElement.GetProperty("secret").GetString()), None);
    }

    internal static LocalEngineOptions LocalOptions(string folder) => new()
    {
        Worker = [Environment.ProcessPath!, TestFunctions.WorkerArgument],
        Cores = 2,
        MemoryMiB = 2048,
        ScratchRoot = Path.Join(folder, "work"),
        CancelGrace = TimeSpan.FromSeconds(1),
    };

    private static FunctionCatalogue Failing(RetryClass @class, Func<bool> fails) => TestFunctions.Catalogue.With<JsonElement, JsonElement>("fragile",
        (request, _, _) => fails() ? throw new StepFailedException(@class, "It broke.", "Wait.") : Task.FromResult(request));

    internal static async Task FirstProgressAsync(JobRunner runner)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var _ in runner.ProgressAsync(limit.Token)) return;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < 600, "Waited 30 s for something that did not happen.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
