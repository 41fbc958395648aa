using System.Text.Json;
using Acetate.Compute;
using Acetate.Tests.Workers;

namespace Acetate.Library.Tests.Compute;

/// <summary>What every engine promises, checked with real processes.</summary>
public abstract class ComputeEngineConformance
{
    private protected abstract Task<EngineHarness> OpenAsync();

    [Fact]
    public async Task A_finished_function_is_reported_done_once_with_its_output()
    {
        await using var harness = await OpenAsync();
        var attempt = EngineHarness.Attempt("echo", new { text = "grüß\n\"Gott\" \u2028 " + new string('ä', 100_000) });

        var done = Assert.IsType<StepResult.Done>(await harness.RunAsync(attempt));

        Assert.True(JsonElement.DeepEquals(attempt.Request, done.Output));
        await Task.Delay(200);
        Assert.Single(harness.ReportsOf(attempt.Id), r => r.Result is not null);
    }

    [Fact]
    public async Task What_a_function_took_is_told_with_its_result()
    {
        await using var harness = await OpenAsync();

        var usage = Assert.IsType<StepResult.Done>(await harness.RunAsync(EngineHarness.Attempt("use-up", new { megabytes = 300, seconds = 0.2 }))).Usage;

        Assert.NotNull(usage);
        Assert.InRange(usage.PeakMiB, 300, 1200);
        Assert.InRange(usage.CpuSeconds, 0.2, 30);
    }

    [Fact]
    public async Task Outputs_of_earlier_steps_arrive()
    {
        await using var harness = await OpenAsync();
        var attempt = EngineHarness.Attempt("join", new { separator = ";" });
        attempt = attempt with
        {
            Outputs = attempt.Outputs.Add("hash/1", JsonSerializer.SerializeToElement(1)).Add("hash/2", JsonSerializer.SerializeToElement("two")),
        };

        var done = Assert.IsType<StepResult.Done>(await harness.RunAsync(attempt));

        Assert.Equal("hash/1=1;hash/2=\"two\"", done.Output.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Submitting_an_attempt_again_does_nothing()
    {
        await using var harness = await OpenAsync();
        var attempt = EngineHarness.Attempt("look-around", new { });

        await harness.Engine.SubmitAsync(attempt, CancellationToken.None);
        await harness.RunAsync(attempt);
        await harness.Engine.SubmitAsync(attempt, CancellationToken.None);
        await Task.Delay(400);

        Assert.Single(harness.ReportsOf(attempt.Id), r => r.Result is not null);
    }

    [Theory]
    [InlineData(RetryClass.Transient)]
    [InlineData(RetryClass.Capacity)]
    [InlineData(RetryClass.Licence)]
    [InlineData(RetryClass.Data)]
    public async Task A_failure_keeps_its_class_message_and_advice(RetryClass @class)
    {
        await using var harness = await OpenAsync();

        var failed = Assert.IsType<StepResult.Failed>(
            await harness.RunAsync(EngineHarness.Attempt("fail", new TestFunctions.FailRequest(@class, "The store at X is full."))));

        Assert.Equal(new StepResult.Failed(@class, "The store at X is full.", "Mend it."), failed);
    }

    [Fact]
    public async Task A_bug_in_a_function_is_never_tried_again_by_itself()
    {
        await using var harness = await OpenAsync();

        var failed = Assert.IsType<StepResult.Failed>(await harness.RunAsync(EngineHarness.Attempt("bug", new { })));

        Assert.Equal(RetryClass.Data, failed.Class);
        Assert.Contains("seven is not eight", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_nobody_knows_is_a_failure_that_names_those_that_are_known()
    {
        await using var harness = await OpenAsync();

        var failed = Assert.IsType<StepResult.Failed>(await harness.RunAsync(EngineHarness.Attempt("fly", new { })));

        Assert.Equal(RetryClass.Data, failed.Class);
        Assert.Contains("'fly'", failed.Message, StringComparison.Ordinal);
        Assert.Contains("write-file", failed.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_arrives_while_the_function_runs()
    {
        await using var harness = await OpenAsync();
        if (!harness.Engine.Features.ReportsProgress) Assert.Skip("This engine reports no progress.");
        var attempt = EngineHarness.Attempt("wait", new { seconds = 30 });

        await harness.Engine.SubmitAsync(attempt, CancellationToken.None);
        var progress = (await harness.ProgressOfAsync(attempt.Id, atLeast: 0.1)).Progress!;
        await harness.Engine.CancelAsync(attempt.Id, CancellationToken.None);
        await harness.EndOfAsync(attempt.Id);

        Assert.Equal(30, progress.Total);
        Assert.Equal("clock", progress.Detail?.GetProperty("limitedBy").GetString());
    }

    [Fact]
    public async Task A_running_function_that_is_cancelled_is_reported_cancelled()
    {
        await using var harness = await OpenAsync();
        if (!harness.Engine.Features.CanCancel) Assert.Skip("This engine cannot cancel.");
        var attempt = EngineHarness.Attempt("wait", new { seconds = 300 });

        await harness.Engine.SubmitAsync(attempt, CancellationToken.None);
        await harness.ProgressOfAsync(attempt.Id);
        await harness.Engine.CancelAsync(attempt.Id, CancellationToken.None);

        Assert.IsType<StepResult.Cancelled>(await harness.EndOfAsync(attempt.Id));
    }

    [Fact]
    public async Task An_attempt_cancelled_in_the_moment_it_starts_ends_cancelled()
    {
        await using var harness = await OpenAsync();
        if (!harness.Engine.Features.CanCancel) Assert.Skip("This engine cannot cancel.");
        var attempt = EngineHarness.Attempt("wait", new { seconds = 300 });

        await harness.Engine.SubmitAsync(attempt, CancellationToken.None);
        await harness.Engine.CancelAsync(attempt.Id, CancellationToken.None);

        Assert.IsType<StepResult.Cancelled>(await harness.EndOfAsync(attempt.Id));
    }

    [Fact]
    public async Task A_worker_killed_from_outside_is_a_transient_failure()
    {
        await using var harness = await OpenAsync();
        var pids = Path.Join(harness.Folder, "pids");
        var attempt = EngineHarness.Attempt("parent", new { pidFile = pids });
        await harness.Engine.SubmitAsync(attempt, CancellationToken.None);
        await harness.ProgressOfAsync(attempt.Id);
        var (worker, child) = Pids(pids);

        System.Diagnostics.Process.GetProcessById(worker).Kill();
        var failed = Assert.IsType<StepResult.Failed>(await harness.EndOfAsync(attempt.Id));

        Assert.Equal(RetryClass.Transient, failed.Class);
        Assert.False(IsAlive(child), "A program that the worker had started lives on.");
    }

    [Fact]
    public async Task A_worker_that_crashes_is_tried_again_only_a_few_times()
    {
        await using var harness = await OpenAsync();

        var failed = Assert.IsType<StepResult.Failed>(await harness.RunAsync(EngineHarness.Attempt("crash", new { })));

        Assert.Equal((RetryClass.Transient, 3), (failed.Class, failed.Tries));
    }

    [Fact]
    public async Task The_rate_of_a_transfer_can_be_changed_while_it_runs()
    {
        await using var harness = await OpenAsync();
        // At 1 kB/s the transfer would take 1,000 seconds.
        var attempt = EngineHarness.Attempt("transfer", new { bytes = 1_000_000, chunk = 100 }) with { ThrottleBytesPerSecond = 1000 };
        await harness.Engine.SubmitAsync(attempt, CancellationToken.None);
        await harness.ProgressOfAsync(attempt.Id, atLeast: 300);
        Assert.DoesNotContain(harness.ReportsOf(attempt.Id), r => r.Result is not null);

        await harness.Engine.ThrottleAsync(attempt.Id, null, CancellationToken.None);

        Assert.IsType<StepResult.Done>(await harness.EndOfAsync(attempt.Id));
    }

    private protected static (int Worker, int Child) Pids(string file)
    {
        var both = File.ReadAllText(file).Split(' ');
        return (int.Parse(both[0]), int.Parse(both[1]));
    }

    private protected static bool IsAlive(int pid)
    {
        // A zombie (Z) has ended; it only waits to be counted.
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}
