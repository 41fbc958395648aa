using Acetate.Library.Audit;
using Acetate.Library.Jobs;
using Acetate.Library.Shows;
using Acetate.Library.Usage;

namespace Acetate.Library.Tests.Jobs;

public abstract partial class LedgerConformance
{
    private Task<(JobRow Job, bool IsNew)> OfKindAsync(string kind, string key, params StepSubmission[] steps) =>
        WriteAsync(tx => tx.SubmitJobAsync(new() { Key = key, Kind = kind, Title = key, Show = "film", Actor = "ann", Steps = [.. steps] }, None));

    private Task<Show> BudgetedAsync(ShowBudget budget) => WriteAsync(async tx =>
    {
        if (await tx.ShowAsync("film", None) is null) await tx.AddShowAsync(new() { Name = "film" }, None);
        return Assert.IsType<ShowChangeOutcome.Kept>(await tx.ChangeShowAsync("film", new(null, new() { Budget = budget }, null), "olga", None)).Show;
    });

    /// <summary>Uses up a core-hour: what has begun is there to go on.</summary>
    private async Task<(JobRow Job, string Attempt)> SpentHourAsync()
    {
        var (job, _) = await OfKindAsync("make-pull", "begun", Step("a"), Step("b") with { Predecessors = ["a"] });
        var attempt = await ClaimAsync(job, "a");
        // SQLite reckons time between instants to some microseconds.
        clock.Step(TimeSpan.FromSeconds(3601));
        return (job, attempt);
    }

    [Fact]
    public async Task A_budget_that_stops_holds_what_has_not_begun_lets_what_has_begun_end_and_never_touches_an_ingest()
    {
        await BudgetedAsync(new() { CoreHours = 1, CoreHoursStopPercent = 100 });
        var (begun, attempt) = await SpentHourAsync();
        var (dailies, _) = await OfKindAsync("dailies-roll", "dailies", Step("a"), Step("b") with { Predecessors = ["a"] });
        var (ingest, _) = await OfKindAsync("ingest-roll", "ingest", Step("copy"));

        var settled = await WriteAsync(tx => tx.SettleBudgetAsync("film", None));
        var again = await WriteAsync(tx => tx.SettleBudgetAsync("film", None));
        await DoneAsync(attempt, "{}");
        var ready = await ReadyAsync();
        var held = (await StepsAsync(dailies))[0];
        var refused = await Assert.ThrowsAsync<LibraryException>(() => WriteAsync(tx => tx.ReplayJobAsync(dailies.Id, "ann", None)));
        await Assert.ThrowsAsync<LibraryException>(() => WriteAsync(tx => tx.ReplayStepAsync(held.Id, null, "ann", None)));

        Assert.Equal(((1, 0), (0, 0)), (settled, again));
        Assert.Equal(["b", "copy"], ready.Order(StringComparer.Ordinal));
        Assert.Equal((JobState.Held, JobState.Running, JobState.Waiting), ((await JobAsync(dailies)).State, (await JobAsync(begun)).State, (await JobAsync(ingest)).State));
        Assert.Equal((StepState.Held, "budget", "Held: the budget of show film is used up; an owner can raise it."), (held.State, held.ProblemClass, held.Problem));
        Assert.Equal(LibraryProblem.BudgetUsedUp, refused.Problem);
        Assert.Equal(["film"], await library.ReadAsync(tx => tx.ShowsToSettleAsync(None), None));
    }

    [Fact]
    public async Task A_raised_budget_lets_go_what_it_held_at_once_and_both_stand_in_the_audit_log()
    {
        await BudgetedAsync(new() { CoreHours = 1, CoreHoursStopPercent = 100 });
        await SpentHourAsync();
        var (dailies, _) = await OfKindAsync("dailies-roll", "dailies", Step("one"), Step("two") with { Predecessors = ["one"] });
        await WriteAsync(tx => tx.SettleBudgetAsync("film", None));

        await BudgetedAsync(new() { CoreHours = 10, CoreHoursStopPercent = 100 });
        var step = (await StepsAsync(dailies))[0];
        var audit = (await library.ReadAsync(tx => tx.AuditAfterAsync(0, 100, None), None)).Select(entry => entry.Action);

        Assert.Equal((JobState.Waiting, StepState.Ready, ""), ((await JobAsync(dailies)).State, step.State, step.Problem));
        await DoneAsync(await ClaimAsync(dailies, "one"), "{}");
        await DoneAsync(await ClaimAsync(dailies, "two"), "{}");
        Assert.Equal(JobState.Done, (await JobAsync(dailies)).State);
        Assert.Equal(["budget.jobs-held", "budget.jobs-let-go"], audit);
    }

    [Theory]
    [InlineData(null, 1, 100, false)]
    [InlineData(100, 1, 100, true)]
    [InlineData(101, 1, 100, false)]
    [InlineData(50, 2, 100, true)]
    public async Task A_budget_stops_from_the_stated_part_on_and_only_warns_where_none_is_stated(int? stopPercent, double coreHours, int warn, bool stops)
    {
        await BudgetedAsync(new() { CoreHours = coreHours, CoreHoursStopPercent = stopPercent, WarnPercent = warn, Bytes = 1 });
        await SpentHourAsync();

        var why = await library.ReadAsync(tx => tx.WhyStoppedAsync("film", None), None);

        Assert.Equal(stops, why is not null);
        if (stops) Assert.Contains("The work budget of the show is used up", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_says_money_at_the_rates_of_the_show_and_nothing_without_them()
    {
        await BudgetedAsync(new() { CoreHours = 8 });
        await SpentHourAsync();
        var without = await library.ReadAsync(tx => tx.UsageAsync("film", None), None);
        await WriteAsync(tx => tx.ChangeShowAsync("film", new(null, new() { Rates = new() { Currency = "EUR", CoreHour = 0.125m, TebibyteMonth = 20 } }, null), "olga", None));

        var with = await library.ReadAsync(tx => tx.UsageAsync("film", None), None);

        Assert.Equal((null, null, null), (without.WorkCost, without.StorageCostMonthly, without.Rates));
        Assert.Equal((0.13m, 0m, "EUR"), (with.WorkCost, with.StorageCostMonthly, with.Rates?.Currency));
        Assert.Equal(30m, with.Rates?.OfStorage((1L << 40) + (1L << 39)));
        Assert.Equal(["A rate needs its currency, such as EUR."], new ShowRates { CoreHour = 1 }.Problems());
        Assert.Equal(2, new ShowRates { CoreHour = -1, Currency = "€ 12" }.Problems().Count());
    }

    [Fact]
    public async Task The_queue_is_told_by_show_and_kind_with_its_longest_wait_its_slack_and_what_ended()
    {
        var due = clock.GetUtcNow().AddMinutes(100);
        var (done, _) = await OfKindAsync("make-pull", "done", Step("a") with { Weight = 10 }, Step("b") with { Weight = 10 });
        var attempt = await ClaimAsync(done, "a");
        Pass(30);
        await DoneAsync(attempt, "{}");
        var failing = await ClaimAsync(done, "b");
        await WriteAsync(tx => tx.RetryAsync(failing, "r", Failure, 1, TimeSpan.FromMinutes(1), None));
        var (job, _) = await WriteAsync(tx => tx.SubmitJobAsync(new()
        {
            Key = "due",
            Kind = "dailies-roll",
            Title = "due",
            Show = "film",
            Actor = "ann",
            Deadline = due,
            Steps = [Step("x") with { Weight = 20, Cores = 2 }, Step("y") with { Weight = 10, Predecessors = ["x"] }],
        }, None));
        Pass(20);
        var running = await ClaimAsync(done, "b", "again");

        var queue = await library.ReadAsync(tx => tx.WorkQueueAsync(null, [new("", 0, 2)], None), None);
        var other = await library.ReadAsync(tx => tx.WorkQueueAsync(["other"], [new("", 0, 2)], None), None);

        Assert.Equal(["dailies-roll", "make-pull"], queue.Lines.Select(line => line.Kind));
        var (dailies, pulls) = (queue.Lines[0], queue.Lines[1]);
        Assert.Equal((1, 1, 0, 0, clock.GetUtcNow().AddMinutes(-20)), (dailies.Ready, dailies.Waiting, dailies.Running, dailies.Held, dailies.OldestReadyAt));
        Assert.Equal((0, 0, 1, 1, 1), (pulls.Ready, pulls.Waiting, pulls.Running, pulls.Done, pulls.Failed));
        // 3 minutes for each unit of weight: 20 units on 2 cores and 10 on one are 150 core-minutes, 75 minutes on both cores; 50 are left.
        Assert.Equal((75 * 60, -25 * 60), ((int)Math.Round(dailies.Tightest!.NeedsSeconds!.Value), (int)Math.Round(dailies.Tightest.SlackSeconds)));
        var late = Assert.Single(queue.Late);
        Assert.Equal((job.Id, false, 1), (late.Job, late.IsOver, queue.LateJobs));
        Assert.Equal("20 min from asking to now: waiting for a worker 20 min.", late.Why);
        Assert.Equal((1.0, 0.5), (Assert.Single(queue.Engines).CoresUsed, queue.Engines[0].Utilisation));
        Assert.Equal((0, 0, 1.0), (other.Lines.Length, other.Late.Length, other.Engines[0].CoresUsed));
        Assert.Equal("again", running);
    }
}
