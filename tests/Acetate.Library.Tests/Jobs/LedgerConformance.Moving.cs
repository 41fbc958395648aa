using Acetate.Library.Jobs;

namespace Acetate.Library.Tests.Jobs;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task A_step_that_is_moved_is_ready_at_once_and_counts_neither_as_failed_nor_as_lost()
    {
        var (job, _) = await SubmitAsync("k", Step("a"), Step("b"));
        var (lost, slow) = (await ClaimAsync(job, "b"), await ClaimAsync(job, "a"));
        await WriteAsync(tx => tx.LostAsync(lost, "r", "Its node died.", None));
        Assert.False(await library.ReadAsync(tx => tx.WasMovedAsync(Guid.Empty, None), None));

        var moved = await WriteAsync(tx => tx.MovedAsync(slow, "r", "It was far slower on n1 than such steps are.", None));

        Assert.Equal((StepState.Ready, 0, 0), (moved!.State, moved.Failures, moved.Losses));
        Assert.True(await library.ReadAsync(tx => tx.WasMovedAsync(moved.Id, None), None));
        var attempt = Assert.Single(await library.ReadAsync(tx => tx.AttemptsAsync(moved.Id, None), None));
        Assert.Equal(("moved", "It was far slower on n1 than such steps are."), (attempt.State, attempt.Result));
        Assert.Null(await WriteAsync(tx => tx.CompleteAsync(slow, "r", "{}", None)));
        var line = Assert.Single((await library.ReadAsync(tx => tx.WorkQueueAsync(null, [], None), None)).Lines);
        Assert.Equal((0, 1, 1), (line.Failed, line.Lost, line.Moved));
    }

    [Fact]
    public async Task Moving_leaves_the_losses_of_a_step_as_they_are_and_does_not_outlive_its_job()
    {
        var (job, _) = await SubmitAsync("k", Step("a"));
        var first = await ClaimAsync(job, "a", "first");
        await WriteAsync(tx => tx.LostAsync(first, "r", "Gone.", None));
        var second = await ClaimAsync(job, "a", "second");
        await WriteAsync(tx => tx.CancelJobAsync(job.Id, "ann", None));

        var moved = await WriteAsync(tx => tx.MovedAsync(second, "r", "Slow.", None));

        Assert.Equal((StepState.Cancelled, 1), (moved!.State, moved.Losses));
    }
}
