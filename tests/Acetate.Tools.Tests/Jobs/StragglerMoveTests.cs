using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute.Hosting;
using Acetate.Compute.Slurm;
using Acetate.Library.Jobs;
using Acetate.Tests.Workers;
using static Acetate.Tools.Tests.Jobs.TestRecorder;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>Moving a step from a slow node, by the real runner and ledger.</summary>
public sealed class StragglerMoveTests
{
    [Fact]
    public async Task A_step_on_a_slow_node_goes_on_elsewhere_once_and_counts_neither_as_failed_nor_as_lost()
    {
        var tries = 0;
        var functions = new FunctionCatalogue().With<JsonElement, JsonElement>("render-frames", async (request, context, token) =>
        {
            var isSlow = request.TryGetProperty("slow", out _);
            context.Report(0, isSlow ? 48 : 4);
            if (!isSlow) await Task.Delay(20, token);
            else if (Interlocked.Increment(ref tries) == 1) await Task.Delay(Timeout.Infinite, token);
            // As slow again, and nevertheless left to it.
            else await Task.Delay(600, token);
            return request;
        });
        await using var harness = await RunnerHarness.OpenAsync(clock: new HastyClock());
        harness.Start(new InProcessEngine(functions) { Node = attempt => attempt.Avoid == "n1" ? "n2" : "n1" });

        var job = await harness.EndOfAsync(await harness.SubmitAsync(PlanOf("k",
            [.. Enumerable.Range(1, 6).Select(i => Step($"render/0001/{i}", "render-frames", new { requireAll = true })), Step("render/0001/7", "render-frames", new { requireAll = true, slow = true })])));

        var slow = (await harness.StepsAsync(job))[^1];
        var attempts = await harness.Library.ReadAsync(tx => tx.AttemptsAsync(slow.Id, CancellationToken.None), CancellationToken.None);
        Assert.Equal((JobState.Done, 0, 0), (job.State, slow.Failures, slow.Losses));
        Assert.Equal(["moved", "done"], attempts.Select(attempt => attempt.State));
        Assert.StartsWith("It was far slower on n1 than such steps are, with 0 of 48 done", attempts[0].Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_real_cluster_a_step_on_a_slow_node_is_ended_there_and_done_on_another()
    {
        await using var cluster = await SlurmCluster.StartNewAsync();
        using var folder = new TempFolder();
        var home = folder.Path;
        // Jobs as large as a node: two jobs are two nodes.
        await using var engine = new SlurmEngine(new()
        {
            Spool = Path.Join(home, "spool"),
            Worker = [Environment.ProcessPath!, TestFunctions.WorkerArgument],
            Jobs = 2,
            CoresPerJob = 4,
            MemoryPerJobMiB = 2048,
            Idle = TimeSpan.FromMinutes(1),
            SlurmLook = TimeSpan.FromSeconds(0.5),
            Look = TimeSpan.FromMilliseconds(50),
            Scratch = Path.Join(home, "work"),
            Variables = ImmutableDictionary<string, string>.Empty.Add("SLURM_CONF", cluster.Configuration),
        });
        await using var harness = await RunnerHarness.OpenAsync(clock: new HastyClock());
        harness.Start(engine);

        var job = await harness.EndOfAsync(await harness.SubmitAsync(PlanOf("k",
            [.. Enumerable.Range(1, 8).Select(i => Step($"render/0001/{i}", "render-frames", new TestFunctions.RenderRequest(true, i == 8 ? Path.Join(home, "slow-node") : null)) with { Needs = new() { Cores = 1, MemoryMiB = 64 } })])));

        var slow = (await harness.StepsAsync(job))[^1];
        var attempts = await harness.Library.ReadAsync(tx => tx.AttemptsAsync(slow.Id, CancellationToken.None), CancellationToken.None);
        Assert.Equal((JobState.Done, 0, 0), (job.State, slow.Failures, slow.Losses));
        Assert.Equal(["moved", "done"], attempts.Select(attempt => attempt.State));
        Assert.StartsWith($"It was far slower on {await File.ReadAllTextAsync(Path.Join(home, "slow-node"), TestContext.Current.CancellationToken)} than such steps are", attempts[0].Result, StringComparison.Ordinal);
    }

    /// <summary>A thousandth of a second is measured as one.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override long TimestampFrequency => System.TimestampFrequency / 1000;

        public override long GetTimestamp() => System.GetTimestamp();
    }
}
