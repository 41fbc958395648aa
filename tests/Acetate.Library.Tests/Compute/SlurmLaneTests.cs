using Acetate.Compute;
using Acetate.Compute.Slurm;
using Acetate.Tests.Workers;

namespace Acetate.Library.Tests.Compute;

/// <summary>What kind of steps goes where, and who makes room for whom, over a real cluster.</summary>
[Collection(SlurmFixture.Collection)]
public sealed class SlurmLaneTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_small_steps_share_few_jobs()
    {
        var cluster = await SlurmCluster.SharedAsync();
        await using var harness = SlurmFaultTests.Open(cluster);
        var attempts = Enumerable.Range(0, 150).Select(i => EngineHarness.Attempt("look-around-again", new { i })).ToArray();
        var refusals = 0;

        // As a runner does: no more than there is room for.
        foreach (var attempt in attempts)
        {
            while (!harness.Engine.HasRoomFor(attempt.Needs))
            {
                refusals++;
                await Task.Delay(10, Stop);
            }

            await harness.Engine.SubmitAsync(attempt, Stop);
        }

        foreach (var attempt in attempts) Assert.IsType<StepResult.Done>(await harness.EndOfAsync(attempt.Id));
        Assert.True(refusals > 0, "An engine that always has room takes what others could do.");
        Assert.InRange(Directory.GetDirectories(Path.Join(harness.Folder, "spool", "pilots")).Sum(array => Directory.GetDirectories(array).Length), 1, 3);
    }

    [Fact]
    public async Task A_pull_takes_the_node_that_dailies_had_and_gives_it_back()
    {
        var cluster = await SlurmCluster.SharedAsync();
        await using var harness = SlurmFaultTests.Open(cluster, o => o with
        {
            // Dailies fill the one node of their partition; the partition of pulls has the same node, and a higher tier.
            Lanes = [new() { Name = "pulls", Kinds = ["make-pull"], Partition = "urgent" }, new() { Name = "dailies", Kinds = ["dailies-roll"], Partition = "small" }],
            CoresPerJob = 4,
            Jobs = 2,
            Idle = TimeSpan.FromSeconds(0.5),
        });
        var daily = EngineHarness.Attempt("wait", new { seconds = 300 }, new StepNeeds { Cores = 4 }) with { Kind = "dailies-roll" };
        await harness.Engine.SubmitAsync(daily, Stop);
        await harness.ProgressOfAsync(daily.Id);

        var pull = EngineHarness.Attempt("wait", new { seconds = 0.5 }, new StepNeeds { Cores = 4 }) with { Kind = "make-pull" };
        var pulled = await harness.RunAsync(pull);
        var taken = await harness.EndOfAsync(daily.Id);
        var again = EngineHarness.Attempt("wait", new { seconds = 0.5 }, new StepNeeds { Cores = 4 }) with { Kind = "dailies-roll" };

        Assert.IsType<StepResult.Done>(pulled);
        Assert.IsType<StepResult.Lost>(taken);
        Assert.IsType<StepResult.Done>(await harness.RunAsync(again));
    }

    [Fact]
    public async Task A_licence_of_which_there_is_one_lets_one_step_run_at_a_time_and_no_other_step_waits_for_it()
    {
        var cluster = await SlurmCluster.SharedAsync();
        await using var harness = SlurmFaultTests.Open(cluster, o => o with
        {
            Lanes = [new() { Name = "adapter", Functions = ["wait"], Licences = "adapter:1" }],
            CoresPerJob = 1,
            Idle = TimeSpan.FromSeconds(0.5),
        });
        StepAttempt[] both = [EngineHarness.Attempt("wait", new { seconds = 1.5 }), EngineHarness.Attempt("wait", new { seconds = 1.5 })];
        foreach (var attempt in both) await harness.Engine.SubmitAsync(attempt, Stop);
        var free = EngineHarness.Attempt("echo", new { });
        Assert.IsType<StepResult.Done>(await harness.RunAsync(free));

        foreach (var attempt in both) Assert.IsType<StepResult.Done>(await harness.EndOfAsync(attempt.Id));
        var (one, other) = (harness.ReportsOf(both[0].Id), harness.ReportsOf(both[1].Id));
        Assert.True(harness.IsBefore(one[^1], other[0]) || harness.IsBefore(other[^1], one[0]), "Both ran at the same time with one licence.");
    }

    [Fact]
    public async Task A_partition_that_is_not_there_fails_the_step_with_the_words_of_Slurm()
    {
        var cluster = await SlurmCluster.SharedAsync();
        await using var harness = SlurmFaultTests.Open(cluster, o => o with { Lanes = [new() { Partition = "nowhere" }] });

        var failed = Assert.IsType<StepResult.Failed>(await harness.RunAsync(EngineHarness.Attempt("echo", new { })));

        Assert.Equal(RetryClass.Capacity, failed.Class);
        Assert.Contains("Invalid partition name", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lane_that_is_kept_warm_has_a_job_before_anybody_asks_and_while_nobody_does()
    {
        var cluster = await SlurmCluster.SharedAsync();
        await using var harness = SlurmFaultTests.Open(cluster, o => o with
        {
            Lanes = [new() { Name = "interactive", Functions = ["look-around"], Warm = 1 }],
            Idle = TimeSpan.FromSeconds(0.2),
        });
        var engine = (SlurmEngine)harness.Engine;

        await SlurmFaultTests.UntilAsync(() => engine.Jobs.Running == 1);
        await Task.Delay(TimeSpan.FromSeconds(1.5), Stop);

        Assert.Equal(1, engine.Jobs.Running);
        Assert.IsType<StepResult.Done>(await harness.RunAsync(EngineHarness.Attempt("look-around", new { })));
        Assert.Single(Directory.GetDirectories(Path.Join(harness.Folder, "spool", "pilots")));
    }

    [Fact]
    public async Task The_same_step_gives_the_same_bytes_on_every_node()
    {
        var cluster = await SlurmCluster.SharedAsync();
        await using var harness = SlurmFaultTests.Open(cluster, o => o with
        {
            Lanes = [.. new[] { "n1", "n2", "n3" }.Select(node => new SlurmLane { Shows = [node], Arguments = [$"--nodelist={node}"] })],
        });
        var output = Directory.CreateDirectory(Path.Join(harness.Folder, "out")).FullName;
        StepAttempt[] all = [.. new[] { "n1", "n2", "n3" }.Select(node =>
            EngineHarness.Attempt("write-file", new TestFunctions.WriteRequest(Directory.CreateDirectory(Path.Join(output, node)).FullName, "frame", 3, 1)) with { Show = node })];

        foreach (var attempt in all) await harness.Engine.SubmitAsync(attempt, Stop);
        foreach (var attempt in all) Assert.IsType<StepResult.Done>(await harness.EndOfAsync(attempt.Id));

        Assert.Single(Directory.GetFiles(output, "frame", SearchOption.AllDirectories).Select(File.ReadAllText).Distinct());
        var nodes = Directory.GetFiles(Path.Join(harness.Folder, "spool"), "journal", SearchOption.AllDirectories)
            .Select(journal => System.Text.Json.JsonDocument.Parse(File.ReadLines(journal).First()).RootElement.GetProperty("begun").GetProperty("node").GetString());
        Assert.Equal(["n1", "n2", "n3"], nodes.Order(StringComparer.Ordinal));
    }
}
