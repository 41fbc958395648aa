using Acetate.Library.Jobs;

namespace Acetate.Library.Tests.Jobs;

public abstract partial class LedgerConformance
{
    private static readonly StepKey Licence = new("adapter:RED", 2, "a licence of RED");

    [Fact]
    public async Task No_more_steps_run_than_their_key_has_room_for_and_all_others_pass()
    {
        var (job, _) = await SubmitAsync("k", Keyed("a"), Keyed("b"), Keyed("c"), Step("free"));

        Assert.Equal(["a", "b", "free"], await ReadyAsync());
        var claims = await ClaimAllAsync(job, "r");

        Assert.Equal(["a", "b", "free"], claims.Select(claim => claim.Step.Name));
        Assert.Empty(await ReadyAsync());
        Assert.Equal("It waits for a licence of RED: 2 of 2 in use.", await WhyAsync(job, "c"));
        Assert.Equal("", await WhyAsync(job, "a"));
        await DoneAsync(claims[1].AttemptId, "{}");
        Assert.Equal("", await WhyAsync(job, "c"));
        Assert.Equal(["c"], await ReadyAsync());
    }

    [Fact]
    public async Task A_step_whose_key_is_not_free_cannot_be_claimed_by_anybody()
    {
        var (one, _) = await SubmitAsync("1", Keyed("a") with { Key = Licence with { Width = 1 } });
        var (two, _) = await SubmitAsync("2", Keyed("b") with { Key = Licence with { Width = 1 }, Place = "card:dit" });
        var attempt = await ClaimAsync(one, "a", runner: "r");
        var waiting = (await StepsAsync(two))[0];

        Assert.Null(await WriteAsync(tx => tx.ClaimAsync(waiting.Id, "no", "another", null, None)));
        Assert.Equal((StepState.Ready, 0), ((await StepsAsync(two))[0].State, (await StepsAsync(two))[0].Attempts));
        await DoneAsync(attempt, "{}");

        Assert.NotNull(await WriteAsync(tx => tx.ClaimAsync(waiting.Id, "yes", "another", null, None)));
    }

    [Fact]
    public async Task A_key_is_held_until_its_attempt_is_known_to_be_lost_and_is_free_then()
    {
        var (job, _) = await SubmitAsync("k", Keyed("a") with { Key = Licence with { Width = 1 } }, Keyed("b") with { Key = Licence with { Width = 1 } });
        await WriteAsync(async tx => { await tx.RegisterRunnerAsync("gone", "p", None); return true; });
        await ClaimAsync(job, "a", runner: "gone");
        clock.Step(TimeSpan.FromHours(9));
        Assert.Empty(await ReadyAsync());

        await WriteAsync(tx => tx.StrikeOffAsync("gone", null, "It fell silent.", None));

        // Both wait for the one that is free, and the first has its turn.
        Assert.Equal(["a"], await ReadyAsync());
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("held")]
    [InlineData("cancelled")]
    public async Task However_an_attempt_ends_its_key_is_free_afterwards(string ending)
    {
        var (job, _) = await SubmitAsync("k", Keyed("a") with { Key = Licence with { Width = 1 } });
        var (other, _) = await SubmitAsync("other", Keyed("b") with { Key = Licence with { Width = 1 } });
        var attempt = await ClaimAsync(job, "a");

        await WriteAsync(tx => ending switch
        {
            "failed" => tx.RetryAsync(attempt, "r", Failure, 1, TimeSpan.FromHours(1), None),
            "held" => tx.QuarantineAsync(attempt, "r", Failure, 1, None),
            _ => tx.StoppedAsync(attempt, "r", "{}", None),
        });
        if (ending == "cancelled") await WriteAsync(tx => tx.CancelJobAsync(job.Id, "ann", None));

        await ClaimAsync(other, "b");
    }

    [Fact]
    public async Task However_many_steps_wait_for_a_key_those_behind_them_that_need_none_are_found()
    {
        var (job, _) = await SubmitAsync("k", [.. Enumerable.Range(0, 60).Select(i => Keyed($"keyed{i:00}")), Step("free")]);

        var ready = await library.ReadAsync(tx => tx.ReadyStepsAsync([""], 10, None), None);

        Assert.Equal(["keyed00", "keyed01", "free"], await NamesAsync(ready));
        Assert.All(ready.Take(2), step => Assert.Equal((Licence.Name, 2), (step.ExclusiveKey, step.KeyRoom)));
        Assert.Equal(3, (await ClaimAllAsync(job, "r")).Length);
        var (key, waiting) = Assert.Single((await library.ReadAsync(tx => tx.WorkQueueAsync(null, [], None), None)).Keys) is var use ? (use.Name, use.Waiting) : default;
        Assert.Equal((Licence.Name, 58), (key, waiting));
    }

    [Fact]
    public async Task Among_those_that_wait_for_a_key_the_usual_order_decides_over_all_jobs()
    {
        var one = Licence with { Width = 1 };
        await SubmitAsync("late", [Keyed("late") with { Key = one }], deadline: clock.GetUtcNow() + TimeSpan.FromHours(9));
        await SubmitAsync("soon", [Keyed("soon") with { Key = one }], deadline: clock.GetUtcNow() + TimeSpan.FromHours(1));

        Assert.Equal(["soon"], await ReadyAsync());
    }

    [Fact]
    public async Task The_newest_plan_says_how_many_may_hold_a_key_and_fewer_take_it_from_nobody()
    {
        var (job, _) = await SubmitAsync("k", Keyed("a"), Keyed("b"), Keyed("c"));
        await ClaimAllAsync(job, "r");

        clock.Step(TimeSpan.FromSeconds(1));
        await SubmitAsync("fewer", Keyed("d") with { Key = Licence with { Width = 1 } });
        Assert.Empty(await ReadyAsync());
        Assert.Equal("It waits for a licence of RED: 2 of 1 in use.", await WhyAsync(job, "c"));
        clock.Step(TimeSpan.FromSeconds(1));
        await SubmitAsync("more", Keyed("e") with { Key = Licence with { Width = 4 } });

        Assert.Equal(["c", "d"], await ReadyAsync());
    }

    [Fact]
    public async Task A_key_that_all_are_done_with_is_forgotten_and_one_of_a_cancelled_step_is_not()
    {
        var (done, _) = await SubmitAsync("done", Keyed("a") with { Key = new("roll:1", 1, "its turn at roll 1") });
        await DoneAsync(await ClaimAsync(done, "a"), "{}");
        var (job, _) = await SubmitAsync("cancelled", Keyed("b"));
        await WriteAsync(tx => tx.CancelJobAsync(job.Id, "ann", None));

        await SubmitAsync("new", Keyed("c") with { Key = new("roll:2", 1, "its turn at roll 2") });

        Assert.Empty(await library.ReadAsync(async tx => await tx.KeysOfAsync(await tx.StepsAsync(done.Id, None), None), None));
        await WriteAsync(tx => tx.ReplayJobAsync(job.Id, "ann", None));
        await ClaimAsync(job, "b");
    }

    [Fact]
    public async Task Runners_that_claim_at_the_same_time_never_hold_more_than_there_is()
    {
        var (job, _) = await SubmitAsync("k", [.. Enumerable.Range(0, 40).Select(i => Keyed($"s{i}"))]);
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, 6).Select(runner => Task.Run(async () =>
        {
            for (var left = true; left;)
            {
                var claims = await ClaimAllAsync(job, $"r{runner}");
                InterlockedMax(ref most, (await StepsAsync(job)).Count(step => step.State is StepState.Running));
                foreach (var claim in claims) await WriteAsync(tx => tx.CompleteAsync(claim.AttemptId, $"r{runner}", "{}", None));
                left = (await StepsAsync(job)).Any(step => step.State is StepState.Ready);
            }
        })));

        Assert.Equal(2, most);
        Assert.All(await StepsAsync(job), step => Assert.Equal((StepState.Done, 1), (step.State, step.Attempts)));
    }

    private static StepSubmission Keyed(string name) => Step(name) with { Key = Licence };

    private static void InterlockedMax(ref int most, int value)
    {
        for (var known = Volatile.Read(ref most); value > known;)
        {
            var before = Interlocked.CompareExchange(ref most, value, known);
            if (before == known) return;
            known = before;
        }
    }

    private async Task<Claim[]> ClaimAllAsync(JobRow job, string runner)
    {
        var steps = await StepsAsync(job);
        return [.. await WriteAsync(tx => tx.ClaimAsync([.. steps.Select(step => (step.Id, $"{runner}-{Guid.CreateVersion7():N}"))], runner, null, None))];
    }

    private async Task<string> WhyAsync(JobRow job, string name)
    {
        var step = (await StepsAsync(job)).Single(one => one.Name == name);
        return (await library.ReadAsync(tx => tx.KeysOfAsync([step], None), None))[step.ExclusiveKey].WhyWaits(step);
    }
}
