using Acetate.Library.Jobs;

namespace Acetate.Library.Tests.Jobs;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task What_goes_on_of_a_runner_that_is_struck_off_is_its_heirs_and_ends_there_alone()
    {
        var (job, _) = await SubmitAsync("k", Step("a"), Step("b"));
        await WriteAsync(async tx => { await tx.RegisterRunnerAsync("r", "p", None); await tx.RegisterRunnerAsync("heir", "p", None); return true; });
        await ClaimAsync(job, "a", "attempt-a", "r");
        await ClaimAsync(job, "b", "attempt-b", "r");

        var early = await WriteAsync(tx => tx.StrikeOffAsync("r", 7, "It moved on.", "heir", ["attempt-a"], None));
        var (released, taken) = await WriteAsync(tx => tx.StrikeOffAsync("r", 1, "Gone.", "heir", ["attempt-a", "nobody's"], None));

        Assert.Empty(early.Taken);
        Assert.Equal(["attempt-a"], taken);
        Assert.Equal(["b"], released.Select(step => step.Name));
        Assert.Equal("a", (await WriteAsync(tx => tx.ClaimedAsync("attempt-a", "heir", None)))!.Step.Name);
        Assert.Null(await WriteAsync(tx => tx.ClaimedAsync("attempt-b", "heir", None)));
        Assert.Null(await WriteAsync(tx => tx.CompleteAsync("attempt-a", "r", "{}", None)));
        Assert.Equal(StepState.Done, (await WriteAsync(tx => tx.CompleteAsync("attempt-a", "heir", "{}", None)))!.State);
    }
}
