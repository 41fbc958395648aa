using Acetate.Compute;

namespace Acetate.Library.Tests.Compute;

/// <summary>Nodes that come when work waits for them and go when it is done, by Slurm's power saving and the programs in <c>deploy/slurm/cloud</c>; the provider is simulated, everything else is real.</summary>
public sealed class SlurmCloudTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Machines_come_with_the_work_go_when_it_is_done_and_one_that_cannot_be_had_leaves_its_work_to_others()
    {
        if (SlurmCluster.WhyNot() is { } missing) Corpus.Lacks(missing);
        await using var cluster = await SlurmCluster.StartAsync(new() { Cloud = ["c1", "c2"], CloudPrograms = Path.Join(Corpus.RepositoryRoot, "deploy", "slurm", "cloud"), Cores = 2 });
        await using var harness = SlurmFaultTests.Open(cluster, o => o with
        {
            Lanes = [new() { Name = "burst", Partition = "cloud" }],
            CoresPerJob = 2,
            Jobs = 2,
            Idle = TimeSpan.FromSeconds(0.5),
            SlurmLook = TimeSpan.FromSeconds(0.2),
        });
        Assert.Equal(["c1 idle~", "c2 idle~"], await StatesAsync());
        Assert.Empty(cluster.CloudLog());

        // Four steps of a core each: two machines of two.
        StepAttempt[] busy = [.. Enumerable.Range(0, 4).Select(_ => EngineHarness.Attempt("wait", new { seconds = 1.0 }))];
        foreach (var attempt in busy) await harness.Engine.SubmitAsync(attempt, Stop);
        foreach (var attempt in busy) Assert.IsType<StepResult.Done>(await harness.EndOfAsync(attempt.Id));
        Assert.Equal(["c1 on", "c2 on"], cluster.CloudLog().Order(StringComparer.Ordinal));

        await SettleAsync("c1 idle~", "c2 idle~");
        Assert.Equal(["c1 off", "c1 on", "c2 off", "c2 on"], cluster.CloudLog().Order(StringComparer.Ordinal));
        Assert.False(cluster.IsNodeUp("c1") || cluster.IsNodeUp("c2"), "A machine that nobody pays for still runs.");

        // The next time there is no more of one of them.
        cluster.RunOutOf("c1");
        StepAttempt[] again = [.. Enumerable.Range(0, 4).Select(_ => EngineHarness.Attempt("wait", new { seconds = 0.5 }))];
        foreach (var attempt in again) await harness.Engine.SubmitAsync(attempt, Stop);
        foreach (var attempt in again) Assert.IsType<StepResult.Done>(await harness.EndOfAsync(attempt.Id));
        Assert.Equal(["c1 none", "c2 on"], cluster.CloudLog()[4..].Order(StringComparer.Ordinal));
        Assert.Contains("there is no machine left for c1", await cluster.AskAsync("sinfo", "-h", "-R", "-n", "c1", "-o", "%E"), StringComparison.Ordinal);

        async Task<string[]> StatesAsync() => (await cluster.AskAsync("sinfo", "-h", "-N", "-p", "cloud", "-o", "%N %t")).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        async Task SettleAsync(params string[] states)
        {
            for (var tries = 0; string.Join(';', states) != string.Join(';', await StatesAsync()); tries++)
            {
                if (tries > 600) Assert.Fail($"The machines are not given back: {await cluster.DescribeAsync()}");
                await Task.Delay(100, Stop);
            }
        }
    }
}
