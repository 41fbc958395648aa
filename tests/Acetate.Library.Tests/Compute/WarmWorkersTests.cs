using System.Diagnostics;
using Acetate.Compute;
using Acetate.Compute.Local;
using Acetate.Tests.Workers;

namespace Acetate.Library.Tests.Compute;

/// <summary>Workers that make several attempts one after the other.</summary>
public sealed class WarmWorkersTests
{
    [Fact]
    public async Task Steps_of_one_kind_that_go_well_share_a_process_and_see_nothing_of_one_another()
    {
        await using var harness = Open(steps: 3);

        var worlds = new List<TestFunctions.WorldResult>();
        for (var i = 0; i < 4; i++) worlds.Add(await LookAsync(harness));

        Assert.Equal(worlds[0].Pid, worlds[1].Pid);
        Assert.Equal(worlds[0].Pid, worlds[2].Pid);
        Assert.NotEqual(worlds[0].Pid, worlds[3].Pid);
        Assert.Equal(4, worlds.Select(world => world.Attempt).Distinct().Count());
        Assert.Equal(4, worlds.Select(world => world.Scratch).Distinct().Count());
        Assert.All(worlds, world => Assert.True(world.ScratchIsThere));
        Assert.All(worlds, world => Assert.False(Directory.Exists(world.Scratch), "The scratch folder outlived the attempt."));
    }

    [Fact]
    public async Task A_process_is_not_shared_by_other_functions_or_needs_nor_by_those_that_may_leave_something()
    {
        await using var harness = Open();

        var first = await LookAsync(harness);
        var needy = await LookAsync(harness, needs: new() { MemoryMiB = 600 });
        var careless = await LookAsync(harness, "look-around");
        var again = await LookAsync(harness, "look-around");

        Assert.Equal(4, new[] { first.Pid, needy.Pid, careless.Pid, again.Pid }.Distinct().Count());
    }

    [Fact]
    public async Task A_step_that_fails_takes_its_process_along_and_one_that_is_killed_while_it_waits_costs_no_attempt()
    {
        await using var harness = Open();

        var first = await LookAsync(harness);
        var failed = await harness.RunAsync(EngineHarness.Attempt("look-around-again", new { fails = true }));
        var second = await LookAsync(harness);
        using (var waiting = Process.GetProcessById(second.Pid))
        {
            waiting.Kill();
            await waiting.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var third = await LookAsync(harness);

        Assert.Equal("It was asked to.", Assert.IsType<StepResult.Failed>(failed).Message);
        Assert.Equal(3, new[] { first.Pid, second.Pid, third.Pid }.Distinct().Count());
    }

    [Fact]
    public async Task A_process_that_was_told_to_stop_is_not_asked_again()
    {
        await using var harness = Open();
        var first = EngineHarness.Attempt("wait", new { seconds = 0.05 });
        await harness.RunAsync(first);
        var second = EngineHarness.Attempt("wait", new { seconds = 300 });
        await harness.Engine.SubmitAsync(second, CancellationToken.None);
        await harness.ProgressOfAsync(second.Id);

        await harness.Engine.CancelAsync(second.Id, CancellationToken.None);
        var cancelled = await harness.EndOfAsync(second.Id);
        var third = await harness.RunAsync(EngineHarness.Attempt("wait", new { seconds = 0.05 }));
        // A late word to attempts that are over reaches nobody.
        await harness.Engine.CancelAsync(first.Id, CancellationToken.None);
        var fourth = await harness.RunAsync(EngineHarness.Attempt("wait", new { seconds = 0.05 }));

        Assert.IsType<StepResult.Cancelled>(cancelled);
        Assert.IsType<StepResult.Done>(third);
        Assert.IsType<StepResult.Done>(fourth);
    }

    private static async Task<TestFunctions.WorldResult> LookAsync(EngineHarness harness, string function = "look-around-again", StepNeeds? needs = null)
    {
        var done = Assert.IsType<StepResult.Done>(await harness.RunAsync(EngineHarness.Attempt(function, new { }, needs)));
        return System.Text.Json.JsonSerializer.Deserialize<TestFunctions.WorldResult>(done.Output, ComputeJson.Options)!;
    }

    private static EngineHarness Open(int steps = 50)
    {
        var folder = EngineHarness.NewFolder();
        var engine = new LocalProcessEngine(EngineHarness.LocalOptions(folder) with { StepsPerWorker = steps });
        return new(engine, folder, engine.DisposeAsync);
    }
}
