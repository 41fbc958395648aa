using System.Collections.Immutable;
using Acetate.Library.Jobs;
using Acetate.Library.Pulls;
using Acetate.Library.Tests.Database;

namespace Acetate.Library.Tests.Jobs;

public sealed class SqliteLedgerTests() : LedgerConformance(postgres: false);

public sealed class PostgresLedgerTests() : LedgerConformance(postgres: true);

/// <summary>What the ledger promises, on either database.</summary>
public abstract partial class LedgerConformance(bool postgres) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly StepFailure Failure = new("transient", "The store is away.", "Wait.", "{}");

    private readonly SteppingClock clock = new();
    private MediaLibrary library = null!;

    public async ValueTask InitializeAsync() => library = await TestLibrary.OpenAsync(postgres, clock);

    public ValueTask DisposeAsync() => library.DisposeAsync();

    [Fact]
    public async Task Submitting_a_known_key_gives_the_same_job_and_changes_nothing()
    {
        var (first, isNew) = await SubmitAsync("k", Step("a"));

        var (second, isNewAgain) = await SubmitAsync("k", Step("other"), Step("b"));

        Assert.True(isNew);
        Assert.False(isNewAgain);
        Assert.Equal(first, second);
        Assert.Equal(["a"], (await StepsAsync(first)).Select(s => s.Name));
    }

    [Fact]
    public async Task A_step_is_released_when_all_it_waits_for_are_done_and_is_given_their_outputs()
    {
        var (job, _) = await SubmitAsync("k", Step("a"), Step("b"), Step("c") with { Predecessors = ["a", "b"], Uses = ["a"] });
        Assert.Equal(["a", "b"], await ReadyAsync());

        await DoneAsync(await ClaimAsync(job, "a"), """{"n":1}""");
        Assert.Equal(["b"], await ReadyAsync());
        await DoneAsync(await ClaimAsync(job, "b"), """{"n":2}""");
        Assert.Equal(["c"], await ReadyAsync());
        var step = (await StepsAsync(job)).Single(s => s.Name == "c");
        var claim = await WriteAsync(tx => tx.ClaimAsync(step.Id, "attempt-c", "r", null, None));

        Assert.Equal("""{"n":1}""", Assert.Single(claim!.Outputs).Value);
        await DoneAsync("attempt-c", "{}");
        Assert.Equal((JobState.Done, 3), ((await JobAsync(job)).State, (await JobAsync(job)).StepsDone));
    }

    [Fact]
    public async Task A_step_can_be_claimed_once()
    {
        var (job, _) = await SubmitAsync("k", Step("a"));
        var step = (await StepsAsync(job))[0];

        var first = await WriteAsync(tx => tx.ClaimAsync(step.Id, "one", "r", null, None));
        var second = await WriteAsync(tx => tx.ClaimAsync(step.Id, "two", "r2", null, None));

        Assert.NotNull(first);
        Assert.Null(second);
    }

    [Fact]
    public async Task An_end_counts_once_and_only_from_whoever_holds_the_attempt()
    {
        var (job, _) = await SubmitAsync("k", Step("a"), Step("b") with { Predecessors = ["a"] }, Step("c") with { Predecessors = ["b"] });
        var attempt = await ClaimAsync(job, "a");

        Assert.Null(await WriteAsync(tx => tx.CompleteAsync(attempt, "somebody-else", "{}", None)));
        Assert.NotNull(await WriteAsync(tx => tx.CompleteAsync(attempt, "r", "{}", None)));
        Assert.Null(await WriteAsync(tx => tx.CompleteAsync(attempt, "r", "{}", None)));
        Assert.Null(await WriteAsync(tx => tx.RetryAsync(attempt, "r", Failure, 1, TimeSpan.Zero, None)));

        Assert.Equal([0, 0, 1], (await StepsAsync(job)).Select(s => s.WaitsFor));
    }

    [Fact]
    public async Task A_failed_step_comes_back_after_its_pause()
    {
        var (job, _) = await SubmitAsync("k", Step("a"));
        var attempt = await ClaimAsync(job, "a");

        await WriteAsync(tx => tx.RetryAsync(attempt, "r", Failure, 1, TimeSpan.FromSeconds(60), None));

        Assert.Empty(await ReadyAsync());
        clock.Step(TimeSpan.FromSeconds(59));
        Assert.Empty(await ReadyAsync());
        clock.Step(TimeSpan.FromSeconds(2));
        Assert.Equal(["a"], await ReadyAsync());
    }

    [Fact]
    public async Task Work_that_only_waits_to_be_tried_again_stands_still_and_says_why_until_somebody_hurries_it()
    {
        var (job, _) = await WriteAsync(tx => tx.SubmitJobAsync(new() { Key = "k", Kind = "test", Title = "k", Show = "film", Subject = "roll", Actor = "ann", Steps = [Step("a"), Step("b")] }, None));
        var (a, b) = (await ClaimAsync(job, "a"), await ClaimAsync(job, "b"));
        await WriteAsync(tx => tx.RetryAsync(a, "r", Failure, 1, TimeSpan.FromMinutes(1), None));
        Assert.Equal((true, null), await StandstillAsync());
        await WriteAsync(tx => tx.RetryAsync(b, "r", Failure with { Class = "capacity", Message = "The disk is full." }, 1, TimeSpan.FromMinutes(10), None));

        var (moves, waits) = await StandstillAsync();

        Assert.False(moves);
        Assert.Equal(("b", "The disk is full."), (waits!.Name, waits.Problem));
        Assert.Equal((false, null), await library.ReadAsync(tx => tx.StandstillAsync(["another roll"], None), None));
        await library.WriteAsync(tx => tx.HurryJobAsync(job.Id, None), None);
        Assert.Equal(["a", "b"], await ReadyAsync());
        Assert.True((await StandstillAsync()).Moves);

        Task<(bool Moves, StepRow? Waits)> StandstillAsync() => library.ReadAsync(tx => tx.StandstillAsync(["roll", "none"], None), None);
    }

    [Fact]
    public async Task A_step_that_is_sent_elsewhere_takes_no_word_from_where_it_was()
    {
        var (job, _) = await SubmitAsync("k", Step("a"), Step("b"));
        await DoneAsync(await ClaimAsync(job, "b"), "{}");
        var attempt = await ClaimAsync(job, "a");

        foreach (var step in await StepsAsync(job)) await library.WriteAsync(tx => tx.RedirectStepAsync(step, """{"source":"there"}""", "card:there", "It was moved.", None), None);

        Assert.Null(await WriteAsync(tx => tx.CompleteAsync(attempt, "r", "{}", None)));
        var steps = await StepsAsync(job);
        Assert.Equal((StepState.Ready, "card:there", """{"source":"there"}"""), (steps[0].State, steps[0].Place, await RequestAsync(steps[0])));
        Assert.Equal((StepState.Done, ""), (steps[1].State, steps[1].Place));
    }

    [Fact]
    public async Task A_clock_set_back_does_not_prolong_a_pause()
    {
        var (job, _) = await SubmitAsync("k", Step("a"));
        var attempt = await ClaimAsync(job, "a");
        await WriteAsync(tx => tx.RetryAsync(attempt, "r", Failure, 1, TimeSpan.FromSeconds(60), None));

        clock.Step(TimeSpan.FromHours(-10));

        Assert.Equal(["a"], await ReadyAsync());
    }

    [Fact]
    public async Task A_step_in_quarantine_keeps_its_inputs_and_is_replayed_with_others_if_wanted()
    {
        var (job, _) = await SubmitAsync("k", Step("a"), Step("b") with { Predecessors = ["a"] });
        var attempt = await ClaimAsync(job, "a");

        await WriteAsync(async tx =>
        {
            var held = await tx.QuarantineAsync(attempt, "r", Failure with { Class = "data" }, 1, None);
            await tx.SettleJobAsync(held!.JobId, "test", None);
            return true;
        });
        var step = (await StepsAsync(job))[0];
        Assert.Equal((StepState.Held, "{}", "The store is away."), (step.State, await RequestAsync(step), step.Problem));
        Assert.Equal(JobState.Held, (await JobAsync(job)).State);
        Assert.Equal(step.Id, Assert.Single(await library.ReadAsync(tx => tx.HeldStepsAsync(10, None), None)).Id);

        Assert.True(await WriteAsync(tx => tx.ReplayStepAsync(step.Id, """{"better":true}""", "ann", None)));
        Assert.False(await WriteAsync(tx => tx.ReplayStepAsync(step.Id, null, "ann", None)));

        Assert.Equal(("""{"better":true}""", 0, ""), (await RequestAsync(step), (await StepsAsync(job))[0].Failures, (await StepsAsync(job))[0].Problem));
        Assert.Equal(JobState.Running, (await JobAsync(job)).State);
        await DoneAsync(await ClaimAsync(job, "a", "again"), "{}");
        await DoneAsync(await ClaimAsync(job, "b"), "{}");
        Assert.Equal(JobState.Done, (await JobAsync(job)).State);
    }

    [Fact]
    public async Task A_job_that_is_paused_begins_later_and_is_withdrawn_without_a_trace_until_a_step_has_begun()
    {
        var (job, _) = await SubmitAsync("k", Step("a"), Step("b") with { Predecessors = ["a"] });
        await WriteAsync(async tx => { await tx.PauseJobAsync(job.Id, TimeSpan.FromSeconds(15), None); return true; });
        Assert.Empty(await ReadyAsync());
        Assert.True(await WriteAsync(tx => tx.WithdrawJobAsync(job.Id, "ann", None)));
        Assert.Null(await library.ReadAsync(tx => tx.JobAsync(job.Id, None), None));
        Assert.Empty(await StepsAsync(job));
        var (again, _) = await SubmitAsync("k", Step("a"));
        await WriteAsync(async tx => { await tx.PauseJobAsync(again.Id, TimeSpan.FromSeconds(15), None); return true; });
        clock.Step(TimeSpan.FromSeconds(15));
        Assert.Equal(["a"], await ReadyAsync());
        await ClaimAsync(again, "a");
        Assert.False(await WriteAsync(tx => tx.WithdrawJobAsync(again.Id, "ann", None)));
        Assert.Equal(JobState.Running, (await JobAsync(again)).State);
    }

    [Fact]
    public async Task Steps_of_a_runner_that_is_struck_off_are_ready_again_and_its_late_word_does_not_count()
    {
        var (job, _) = await SubmitAsync("k", Step("a"));
        await WriteAsync(async tx => { await tx.RegisterRunnerAsync("r", "p", None); return true; });
        var attempt = await ClaimAsync(job, "a");
        await WriteAsync(tx => tx.BeatAsync("r", None));

        Assert.Empty(await WriteAsync(tx => tx.StrikeOffAsync("r", 1, "It stood at one and moved on.", None)));
        Assert.Single(await WriteAsync(tx => tx.StrikeOffAsync("r", 2, "It stood at two.", None)));

        Assert.False(await WriteAsync(tx => tx.BeatAsync("r", None)));
        Assert.Null(await WriteAsync(tx => tx.CompleteAsync(attempt, "r", "{}", None)));
        Assert.Equal(["a"], await ReadyAsync());
        Assert.Equal((0, 1), ((await StepsAsync(job))[0].Failures, (await StepsAsync(job))[0].Losses));
    }

    [Fact]
    public async Task Losses_are_counted_until_an_attempt_gets_further_and_a_suspected_step_can_be_put_aside()
    {
        var (job, _) = await SubmitAsync("k", Step("a"));

        var losses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            await WriteAsync(async tx => { await tx.RegisterRunnerAsync($"r{i}", "p", None); return true; });
            await ClaimAsync(job, "a", $"attempt-{i}", $"r{i}");
            if (i == 2) await WriteAsync(async tx => { await tx.ReportProgressAsync($"attempt-{i}", 5, 9, null, None); return true; });
            losses.AddRange((await WriteAsync(tx => tx.StrikeOffAsync($"r{i}", null, "Gone.", None))).Select(s => s.Losses));
        }

        Assert.Equal([1, 2, 1, 2], losses);
        var held = await WriteAsync(async tx =>
        {
            var step = await tx.SuspectAsync((await tx.StepsAsync(job.Id, None))[0].Id, Failure, None);
            await tx.SettleJobAsync(job.Id, "test", None);
            return step;
        });
        Assert.Equal((StepState.Held, "The store is away."), (held!.State, held.Problem));
        Assert.Equal(JobState.Held, (await JobAsync(job)).State);
        Assert.Null(await WriteAsync(tx => tx.SuspectAsync(held.Id, Failure, None)));
    }

    [Fact]
    public async Task A_function_without_a_licence_pauses_for_all_jobs_until_it_has_one()
    {
        var (one, _) = await SubmitAsync("1", Step("a"));
        await SubmitAsync("2", Step("b"), Step("c") with { Function = "other" });
        var attempt = await ClaimAsync(one, "a");

        await WriteAsync(async tx =>
        {
            await tx.RetryAsync(attempt, "r", Failure with { Class = "licence" }, 1, TimeSpan.Zero, None);
            return await tx.PauseFunctionAsync("echo", "No licence.", n => TimeSpan.FromSeconds(10 * n), None);
        });

        Assert.Equal(["c"], await ReadyAsync());
        clock.Step(TimeSpan.FromSeconds(11));
        Assert.Equal(["a", "b", "c"], await ReadyAsync());
        Assert.Equal(2, await WriteAsync(tx => tx.PauseFunctionAsync("echo", "No licence.", n => TimeSpan.FromSeconds(10 * n), None)));
        clock.Step(TimeSpan.FromSeconds(11));
        Assert.Equal(["c"], await ReadyAsync());
        clock.Step(TimeSpan.FromSeconds(10));
        await DoneAsync(await ClaimAsync(one, "a", "again"), "{}");
        Assert.Equal(1, await WriteAsync(tx => tx.PauseFunctionAsync("echo", "No licence.", _ => TimeSpan.FromSeconds(1), None)));
    }

    [Fact]
    public async Task What_attempts_held_is_told_for_all_that_have_ended_and_for_no_other()
    {
        var (job, _) = await SubmitAsync("k", Step("a"), Step("b"), Step("c"));
        var lost = await ClaimAsync(job, "a");
        await WriteAsync(tx => tx.RetryAsync(lost, "r", Failure, 1, TimeSpan.Zero, None));
        await DoneAsync(await ClaimAsync(job, "a", "again"), "{}");
        await DoneAsync(await ClaimAsync(job, "b"), "{}");
        await ClaimAsync(job, "c");

        var spent = await library.ReadAsync(tx => tx.SpentAttemptsAsync(job.Id, None), None);

        Assert.Equal([("a", 2), ("a", 2), ("b", 1)], spent.Select(one => (one.Step, one.Attempts)));
        Assert.Equal("done", spent[^1].State);
        Assert.All(spent, one => Assert.Equal((one.EndedAt - one.StartedAt).TotalSeconds * one.Cores, one.CoreSeconds));
        Assert.All(spent, one => Assert.True(one.EndedAt >= one.StartedAt && one.Cores > 0));
    }

    [Fact]
    public async Task Progress_is_kept_while_the_attempt_runs_and_not_after()
    {
        var (job, _) = await SubmitAsync("k", Step("a") with { Weight = 100 });
        var attempt = await ClaimAsync(job, "a");

        await WriteAsync(async tx => { await tx.ReportProgressAsync(attempt, 25, 50, """{"rate":1}""", None); return true; });
        Assert.Equal((50.0, 100.0), ((await JobAsync(job)).WeightDone, (await JobAsync(job)).Weight));
        await DoneAsync(attempt, "{}");
        await WriteAsync(async tx => { await tx.ReportProgressAsync(attempt, 30, 50, null, None); return true; });

        var step = (await StepsAsync(job))[0];
        Assert.Equal((50.0, 50.0, """{"rate":1}"""), (step.Done, step.Total, step.Detail));
    }

    [Fact]
    public async Task Only_the_first_steps_of_a_show_in_the_order_of_their_turn_are_looked_at()
    {
        await SubmitAsync("late", [Step("late")], deadline: clock.GetUtcNow() + TimeSpan.FromHours(9));
        await SubmitAsync("never", Step("never"));
        await SubmitAsync("soon", [Step("soon")], deadline: clock.GetUtcNow() + TimeSpan.FromHours(1));
        var (bumped, _) = await SubmitAsync("bumped", Step("bumped"));
        Assert.True(await WriteAsync(tx => tx.SetPriorityAsync(bumped.Id, 5, None)));

        var ready = await library.ReadAsync(tx => tx.ReadyStepsAsync([""], 3, None), None);

        ready.Sort(DispatchOrder.Compare);
        Assert.Equal(["bumped", "soon", "late"], await NamesAsync(ready));
    }

    [Fact]
    public async Task What_a_show_used_counts_half_after_an_hour()
    {
        await WriteAsync(async tx => { await tx.ChargeAsync("film", 1000, None); await tx.SetShareAsync("film", 2, 8, None); return true; });
        clock.Step(TimeSpan.FromHours(1));
        await WriteAsync(async tx => { await tx.ChargeAsync("film", 100, None); return true; });

        var use = (await library.ReadAsync(tx => tx.ShowUsesAsync(None), None))["film"];

        Assert.Equal((2.0, 8.0, 600.0), (use.Share, use.MostCores, Math.Round(use.RecentCoreSeconds)));
    }

    [Fact]
    public async Task Jobs_come_a_page_at_a_time_newest_first_or_those_first_that_need_a_person()
    {
        Task<(JobRow Job, bool)> NextAsync(string key, params StepSubmission[] steps) { clock.Step(TimeSpan.FromSeconds(1)); return SubmitAsync(key, steps); }
        await SubmitAsync("due", [Step("a")], deadline: clock.GetUtcNow() + TimeSpan.FromMinutes(5));
        var (held, _) = await NextAsync("held", Step("a"));
        var (done, _) = await NextAsync("done", Step("a"));
        var (waiting, _) = await NextAsync("waiting", Step("a"), Step("b"), Step("c"));
        await DoneAsync(await ClaimAsync(done, "a"), "{}");
        var attempt = await ClaimAsync(held, "a");
        await WriteAsync(async tx => { await tx.QuarantineAsync(attempt, "r", Failure, 1, None); await tx.SettleJobAsync(held.Id, "test", None); return true; });

        await using var tx = await library.ReadAsync(None);
        static (int, string) Told((ImmutableArray<JobRow> Jobs, int Total) page) => (page.Total, string.Join(' ', page.Jobs.Select(j => $"{j.Title}:{j.Steps}")));
        Assert.Equal((4, "held:1 due:1 waiting:3 done:1"), Told(await tx.JobsByNeedAsync(null, null, 0, 10, None)));
        Assert.Equal((4, "due:1 waiting:3"), Told(await tx.JobsByNeedAsync(["film"], null, 1, 2, None)));
        Assert.Equal((1, "held:1"), Told(await tx.JobsByNeedAsync(null, JobState.Held, 0, 10, None)));
        Assert.Equal((4, "done:1 held:1"), Told(await tx.JobsNewestFirstAsync(["film", "other"], null, 1, 2, None)));
        Assert.Equal((0, ""), Told(await tx.JobsNewestFirstAsync([], null, 0, 10, None)));
        Assert.Equal(["b", "c"], (await tx.StepsAsync(waiting.Id, 1, 10, None)).Select(s => s.Name));
    }

    [Fact]
    public async Task The_meters_know_depth_age_and_slack()
    {
        await SubmitAsync("k", [Step("a"), Step("b")], deadline: clock.GetUtcNow() + TimeSpan.FromMinutes(5));
        clock.Step(TimeSpan.FromMinutes(7));

        var queue = await library.ReadAsync(tx => tx.QueueStateAsync(None), None);

        Assert.Equal((2, 0, 0, TimeSpan.FromMinutes(7), (TimeSpan?)TimeSpan.FromMinutes(-2)),
            (queue.Ready, queue.Running, queue.Held, queue.OldestAge, queue.DeadlineSlack));
    }

    private static StepSubmission Step(string name) => new() { Name = name, Function = "echo", Request = "{}" };

    private Task<(JobRow Job, bool IsNew)> SubmitAsync(string key, params StepSubmission[] steps) => SubmitAsync(key, steps, null);

    private Task<(JobRow Job, bool IsNew)> SubmitAsync(string key, StepSubmission[] steps, DateTimeOffset? deadline) =>
        WriteAsync(tx => tx.SubmitJobAsync(new() { Key = key, Kind = "test", Title = key, Show = "film", Deadline = deadline, Actor = "ann", Steps = [.. steps] }, None));

    private async Task<string> ClaimAsync(JobRow job, string name, string? attempt = null, string runner = "r")
    {
        attempt ??= $"attempt-{job.Key}-{name}";
        var step = (await StepsAsync(job)).Single(s => s.Name == name);
        Assert.NotNull(await WriteAsync(tx => tx.ClaimAsync(step.Id, attempt, runner, null, None)));
        return attempt;
    }

    private async Task DoneAsync(string attempt, string output) => Assert.NotNull(await WriteAsync(async tx =>
    {
        var step = await tx.CompleteAsync(attempt, "r", output, None);
        if (step is not null) await tx.SettleJobAsync(step.JobId, "test", None);
        return step;
    }));

    private async Task<string[]> ReadyAsync() =>
        [.. (await NamesAsync(await library.ReadAsync(tx => tx.ReadyStepsAsync([""], 50, None), None))).Order(StringComparer.Ordinal)];

    private Task<string[]> NamesAsync(IEnumerable<ReadyStep> ready) => library.ReadAsync(async tx =>
    {
        var names = new List<string>();
        foreach (var step in ready) names.Add((await tx.StepAsync(step.Id, None))!.Name);
        return names.ToArray();
    }, None);

    private Task<ImmutableArray<StepRow>> StepsAsync(JobRow job) => library.ReadAsync(tx => tx.StepsAsync(job.Id, None), None);

    private async Task<JobRow> JobAsync(JobRow job) => (await library.ReadAsync(tx => tx.JobAsync(job.Id, None), None))!;

    private Task<T> WriteAsync<T>(Func<LibraryTransaction, Task<T>> work) => library.WriteAsync(work, None);

    private sealed class SteppingClock : TimeProvider
    {
        private DateTimeOffset now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

        public void Step(TimeSpan step) => now += step;

        public override DateTimeOffset GetUtcNow() => now;
    }

    private Task<string?> RequestAsync(StepRow step) => library.ReadAsync(tx => tx.RequestAsync(step.Id, None), None);
}
