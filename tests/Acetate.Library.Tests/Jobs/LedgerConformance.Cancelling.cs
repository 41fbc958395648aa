using Acetate.Library.Jobs;

namespace Acetate.Library.Tests.Jobs;

/// <summary>What the ledger promises about jobs that are cancelled.</summary>
public abstract partial class LedgerConformance
{
    [Fact]
    public async Task A_cancelled_job_waits_for_its_running_steps_and_can_be_taken_up_again()
    {
        var (job, _) = await SubmitAsync("k", Step("a"), Step("b"), Step("c") with { Predecessors = ["b"] });
        var attempt = await ClaimAsync(job, "a");

        Assert.True(await WriteAsync(tx => tx.CancelJobAsync(job.Id, "ann", None)));
        Assert.Equal(JobState.Running, (await JobAsync(job)).State);
        Assert.Equal(1, Assert.Single(await library.ReadAsync(tx => tx.OrdersAsync("r", None), None)).Cancelled);
        await WriteAsync(async tx => { await tx.StoppedAsync(attempt, "r", "{}", None); await tx.SettleJobAsync(job.Id, "test", None); return true; });

        Assert.Equal((JobState.Cancelled, "ann"), ((await JobAsync(job)).State, (await JobAsync(job)).CancelledBy));
        Assert.Empty(await ReadyAsync());
        Assert.False(await WriteAsync(tx => tx.CancelJobAsync(job.Id, "ann", None)));
        Assert.Equal(3, await WriteAsync(tx => tx.ReplayJobAsync(job.Id, "ann", None)));
        Assert.Equal(["a", "b"], await ReadyAsync());
        Assert.Equal(JobState.Running, (await JobAsync(job)).State);
    }

    [Fact]
    public async Task A_cancellation_that_nobody_has_carried_out_is_taken_back_and_the_step_of_a_dead_runner_goes_on()
    {
        var (job, _) = await SubmitAsync("k", Step("a"));
        await WriteAsync(async tx => { await tx.RegisterRunnerAsync("r", "gone", None); return true; });
        await ClaimAsync(job, "a");
        await WriteAsync(tx => tx.CancelJobAsync(job.Id, "ann", None));

        Assert.Equal(1, await WriteAsync(tx => tx.ReplayJobAsync(job.Id, "ann", None)));

        Assert.Single(await WriteAsync(async tx => await tx.StrikeOffAsync("r", null, "The process that ran it ended.", None)));
        Assert.Equal((JobState.Running, null), ((await JobAsync(job)).State, (await JobAsync(job)).CancelledBy));
        Assert.Equal(["a"], await ReadyAsync());
        Assert.Equal(0, await WriteAsync(tx => tx.ReplayJobAsync(job.Id, "ann", None)));
    }
}
