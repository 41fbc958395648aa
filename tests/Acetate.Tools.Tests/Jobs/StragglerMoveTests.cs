using System.Text.Json;
using Acetate.Compute.Hosting;
using Acetate.Library.Jobs;
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

    /// <summary>A thousandth of a second is measured as one.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override long TimestampFrequency => System.TimestampFrequency / 1000;

        public override long GetTimestamp() => System.GetTimestamp();
    }
}
