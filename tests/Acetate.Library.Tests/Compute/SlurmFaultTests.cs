using System.Diagnostics;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Slurm;
using Acetate.Tests.Workers;

namespace Acetate.Library.Tests.Compute;

/// <summary>Nodes, engines and controllers that die, over a real cluster.</summary>
[Collection(SlurmFixture.Collection)]
public sealed class SlurmFaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_dies_in_mid_step_loses_it_and_another_node_does_it_once()
    {
        var cluster = await SlurmCluster.SharedAsync();
        await using var harness = Open(cluster, o => o with { Lease = TimeSpan.FromSeconds(2) });
        var output = OutputFolder(harness);
        var attempt = Writing(output, "frame", lines: 60);
        await harness.Engine.SubmitAsync(attempt, Stop);
        await harness.ProgressOfAsync(attempt.Id);
        var node = await NodeOfAsync(cluster, harness);

        cluster.KillNode(node);
        var lost = Assert.IsType<StepResult.Lost>(await harness.EndOfAsync(attempt.Id));
        var again = Writing(output, "frame", lines: 2);
        await harness.Engine.SubmitAsync(again, Stop);
        await harness.ProgressOfAsync(again.Id);
        var other = await NodeOfAsync(cluster, harness);

        Assert.Contains(node, lost.Reason, StringComparison.Ordinal);
        Assert.NotEqual(node, other);
        Assert.IsType<StepResult.Done>(await harness.EndOfAsync(again.Id));
        Assert.Equal([again.Id], await File.ReadAllLinesAsync(Path.Join(output, "frame.published"), Stop));
        await cluster.StartNodeAsync(node);
    }

    [Fact]
    public async Task What_a_node_does_that_was_given_up_while_it_was_out_of_sight_counts_for_nothing()
    {
        var cluster = await SlurmCluster.SharedAsync();
        await using var harness = Open(cluster, o => o with { Lease = TimeSpan.FromSeconds(2) });
        var output = OutputFolder(harness);
        var attempt = Writing(output, "frame", lines: 60);
        await harness.Engine.SubmitAsync(attempt, Stop);
        await harness.ProgressOfAsync(attempt.Id);
        var node = await NodeOfAsync(cluster, harness);
        // Slurm itself notices nothing and would let it go on; it must not even end it before it comes back.
        var pids = cluster.HaltJobs(node);

        Assert.IsType<StepResult.Lost>(await harness.EndOfAsync(attempt.Id));
        var again = Writing(output, "frame", lines: 2);
        Assert.IsType<StepResult.Done>(await harness.RunAsync(again));
        SlurmCluster.Continue(pids);
        await UntilAsync(() => pids.All(pid => !Directory.Exists($"/proc/{pid}") || File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal)));

        Assert.Equal([again.Id], await File.ReadAllLinesAsync(Path.Join(output, "frame.published"), Stop));
        Assert.Single(harness.ReportsOf(attempt.Id), r => r.Result is not null);
    }

    [Fact]
    public async Task A_node_whose_network_is_cut_loses_its_step_and_another_node_does_it_once()
    {
        var cluster = await SlurmCluster.SharedAsync();
        var network = SlurmCluster.SharedNetwork();
        await using var harness = Open(cluster, o => o with { Lease = TimeSpan.FromSeconds(2) });
        var output = OutputFolder(harness);
        var attempt = Writing(output, "frame", lines: 6000);
        await harness.Engine.SubmitAsync(attempt, Stop);
        await harness.ProgressOfAsync(attempt.Id);
        var node = await NodeOfAsync(cluster, harness);

        await network.ConnectAsync(node, false);
        try
        {
            Assert.IsType<StepResult.Lost>(await harness.EndOfAsync(attempt.Id));
            var again = Writing(output, "frame", lines: 2);
            await harness.Engine.SubmitAsync(again, Stop);
            await harness.ProgressOfAsync(again.Id);
            Assert.NotEqual(node, await NodeOfAsync(cluster, harness));
            Assert.IsType<StepResult.Done>(await harness.EndOfAsync(again.Id));
            Assert.Equal([again.Id], await File.ReadAllLinesAsync(Path.Join(output, "frame.published"), Stop));
        }
        finally
        {
            await network.ConnectAsync(node, true);
        }
    }

    [Fact]
    public async Task An_engine_that_is_killed_and_started_anew_does_nothing_twice_and_loses_nothing()
    {
        var cluster = await SlurmCluster.SharedAsync();
        var folder = EngineHarness.NewFolder();
        var output = Directory.CreateDirectory(Path.Join(folder, "out")).FullName;
        var options = SlurmEngineTests.Options(cluster, folder);
        var quick = Writing(output, "quick", lines: 1);
        StepAttempt[] attempts = [quick, .. Enumerable.Range(0, 6).Select(i => Writing(output, $"slow{i}", lines: 40))];
        var unwanted = Writing(output, "unwanted", lines: 400);
        var settings = Path.Join(folder, "settings.json");
        await File.WriteAllTextAsync(settings, JsonSerializer.Serialize(new SlurmEngineProgram.Settings(options, [unwanted, .. attempts]), ComputeJson.Options), Stop);
        using (var first = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [SlurmEngineProgram.Argument, settings]) { RedirectStandardOutput = true })!)
        {
            var heard = new HashSet<string>(StringComparer.Ordinal);
            while (!heard.Contains($"{quick.Id} ended") || heard.Count(line => line.EndsWith("runs", StringComparison.Ordinal)) < 3)
                heard.Add(await first.StandardOutput.ReadLineAsync(Stop) ?? throw new InvalidOperationException("The engine ended by itself."));
            first.Kill();
            await first.WaitForExitAsync(Stop);
        }

        var engine = new SlurmEngine(options with { ClaimGrace = TimeSpan.FromSeconds(1) });
        await using var harness = SlurmEngineTests.Harness(cluster, engine, folder);
        foreach (var attempt in attempts) await engine.SubmitAsync(attempt, Stop);

        foreach (var attempt in attempts) Assert.IsType<StepResult.Done>(await harness.EndOfAsync(attempt.Id));
        foreach (var name in Directory.GetFiles(output, "*.published")) Assert.Single(await File.ReadAllLinesAsync(name, Stop));
        Assert.Equal(7, Directory.GetFiles(output, "*.published").Length);
        // What nobody asked for again is stopped.
        await UntilAsync(() => Directory.GetFiles(Path.Join(folder, "work"), "unwanted", SearchOption.AllDirectories).Length == 0);
        Assert.False(File.Exists(Path.Join(output, "unwanted")));
    }

    [Fact]
    public async Task What_an_earlier_engine_was_given_and_is_done_takes_no_room_though_nobody_asks_for_it()
    {
        var cluster = await SlurmCluster.SharedAsync();
        var folder = EngineHarness.NewFolder();
        var output = Directory.CreateDirectory(Path.Join(folder, "out")).FullName;
        var options = SlurmEngineTests.Options(cluster, folder) with { Jobs = 1, CoresPerJob = 1, ClaimGrace = TimeSpan.FromHours(1) };
        await using (var first = new SlurmEngine(options))
        {
            StepAttempt[] attempts = [Writing(output, "one", lines: 1), Writing(output, "two", lines: 1)];
            foreach (var attempt in attempts) await first.SubmitAsync(attempt, Stop);
            var ended = 0;
            await foreach (var report in first.ReportsAsync(Stop))
                if (report.Result is not null && ++ended == attempts.Length) break;
        }

        await using var harness = SlurmEngineTests.Harness(cluster, new SlurmEngine(options), folder);

        Assert.Equal(2, harness.Engine.Inherited.Length);
        await UntilAsync(() => harness.Engine.HasRoomFor(new StepNeeds()));
    }

    [Fact]
    public async Task While_the_controller_is_away_work_goes_on_and_what_waits_is_told_and_begins_afterwards()
    {
        var cluster = await SlurmCluster.SharedAsync();
        await using var harness = Open(cluster, o => o with { Lease = TimeSpan.FromSeconds(2) });
        var output = OutputFolder(harness);
        var running = Writing(output, "running", lines: 40);
        await harness.Engine.SubmitAsync(running, Stop);
        await harness.ProgressOfAsync(running.Id);

        await cluster.KillControllerAsync();
        var large = EngineHarness.Attempt("echo", new { }, new StepNeeds { Cores = 3 });
        await harness.Engine.SubmitAsync(large, Stop);
        await UntilAsync(() => ((SlurmEngine)harness.Engine).Trouble is not null);
        var trouble = ((SlurmEngine)harness.Engine).Trouble!;
        Assert.IsType<StepResult.Done>(await harness.EndOfAsync(running.Id));
        await cluster.StartControllerAsync();

        Assert.IsType<StepResult.Done>(await harness.EndOfAsync(large.Id));
        // What Slurm says of it depends on whether the controller went before or during a question.
        Assert.Matches("^The Slurm cluster cannot be used now: \\w+ says: .{10,}", trouble);
        await UntilAsync(() => ((SlurmEngine)harness.Engine).Trouble is null);
    }

    [Fact]
    public async Task A_job_that_somebody_takes_away_from_Slurm_loses_its_steps_at_once()
    {
        var cluster = await SlurmCluster.SharedAsync();
        await using var harness = Open(cluster);
        var attempt = EngineHarness.Attempt("wait", new { seconds = 300 });
        await harness.Engine.SubmitAsync(attempt, Stop);
        await harness.ProgressOfAsync(attempt.Id);

        await cluster.AskAsync("scancel", "--name", ((SlurmEngine)harness.Engine).JobName);

        var lost = Assert.IsType<StepResult.Lost>(await harness.EndOfAsync(attempt.Id));
        Assert.Contains("Slurm ended the job", lost.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_on_no_node_fails_the_steps_with_the_words_of_the_node()
    {
        var cluster = await SlurmCluster.SharedAsync();
        await using var harness = Open(cluster, o => o with { Worker = ["/nowhere/acetate-worker"], SlurmLook = TimeSpan.FromSeconds(0.3) });

        var failed = Assert.IsType<StepResult.Failed>(await harness.RunAsync(EngineHarness.Attempt("echo", new { })));

        Assert.Equal(RetryClass.Capacity, failed.Class);
        Assert.Contains("/nowhere/acetate-worker", failed.Message, StringComparison.Ordinal);
    }

    internal static EngineHarness Open(SlurmCluster cluster, Func<SlurmOptions, SlurmOptions>? with = null)
    {
        var folder = EngineHarness.NewFolder();
        var options = SlurmEngineTests.Options(cluster, folder);
        var engine = new SlurmEngine(with?.Invoke(options) ?? options);
        return SlurmEngineTests.Harness(cluster, engine, folder);
    }

    internal static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < 600, "Waited 30 s for something that did not happen.");
            await Task.Delay(50, Stop);
        }
    }

    private static string OutputFolder(EngineHarness harness) => Directory.CreateDirectory(Path.Join(harness.Folder, "out")).FullName;

    private static StepAttempt Writing(string folder, string name, int lines) =>
        EngineHarness.Attempt("write-file", new TestFunctions.WriteRequest(folder, name, lines, 50));

    private static async Task<string> NodeOfAsync(SlurmCluster cluster, EngineHarness harness) =>
        (await cluster.AskAsync("squeue", "-h", "-t", "RUNNING", "-S", "-V", "-n", ((SlurmEngine)harness.Engine).JobName, "-o", "%N")).Split('\n')[0].Trim();
}
