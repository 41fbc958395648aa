using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Slurm;

namespace Acetate.Library.Tests.Compute;

/// <summary>The same engine over a real <c>slurmrestd</c>.</summary>
[Collection(SlurmFixture.Collection)]
public sealed class SlurmRestTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_are_done_seen_and_taken_back_over_HTTP_alone()
    {
        await using var harness = await OpenAsync();
        StepAttempt[] all = [.. Enumerable.Range(0, 8).Select(i => EngineHarness.Attempt("look-around", new { i }))];
        foreach (var attempt in all) await harness.Engine.SubmitAsync(attempt, Stop);

        foreach (var attempt in all)
        {
            var done = Assert.IsType<StepResult.Done>(await harness.EndOfAsync(attempt.Id));
            Assert.Equal("swordfish", done.Output.GetProperty("secret").GetString());
        }

        // A job that ends without a word is seen in the list of jobs alone.
        var cluster = await SlurmCluster.SharedAsync();
        var killed = EngineHarness.Attempt("wait", new { seconds = 300 });
        await harness.Engine.SubmitAsync(killed, Stop);
        await harness.ProgressOfAsync(killed.Id);
        cluster.KillJobs();
        var lost = Assert.IsType<StepResult.Lost>(await harness.EndOfAsync(killed.Id));
        Assert.Contains("Slurm says", lost.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_waits_for_any_more_is_taken_back_over_HTTP()
    {
        var cluster = await SlurmCluster.SharedAsync();
        await using var harness = await OpenAsync(o => o with { Idle = TimeSpan.FromSeconds(0.3), OwnMemoryMiB = 0 });
        // Others have all the memory of all nodes: it waits.
        var attempt = EngineHarness.Attempt("echo", new { }, new StepNeeds { Cores = 4, MemoryMiB = 8192 });
        foreach (var node in (string[])["n1", "n2", "n3"]) await cluster.AskAsync("sbatch", "--job-name=block", "--mem=8192M", "--output=/dev/null", "--chdir=/", $"--nodelist={node}", "--wrap=sleep 60");
        await harness.Engine.SubmitAsync(attempt, Stop);
        var name = ((SlurmEngine)harness.Engine).JobName;
        while (!(await cluster.AskAsync("squeue", "-h", "-n", name)).Contains("PD", StringComparison.Ordinal)) await Task.Delay(100, Stop);

        await harness.Engine.CancelAsync(attempt.Id, Stop);

        Assert.IsType<StepResult.Cancelled>(await harness.EndOfAsync(attempt.Id));
        while ((await cluster.AskAsync("squeue", "-h", "-n", name)).Length > 0) await Task.Delay(100, Stop);
        await cluster.AskAsync("scancel", "--name=block");
    }

    [Fact]
    public async Task A_partition_that_is_not_there_and_a_token_that_is_not_taken_are_said()
    {
        await using var wrong = await OpenAsync(o => o with { Lanes = [new() { Partition = "nowhere" }] });
        var failed = Assert.IsType<StepResult.Failed>(await wrong.RunAsync(EngineHarness.Attempt("echo", new { })));
        Assert.Equal(RetryClass.Capacity, failed.Class);
        Assert.Contains("artition", failed.Message, StringComparison.Ordinal);

        var stale = Path.Join(wrong.Folder, "token");
        await File.WriteAllTextAsync(stale, "SLURM_JWT=eyJhbGciOiJIUzI1NiJ9.e30.x", Stop);
        await using var stranger = await OpenAsync(o => o with { Rest = o.Rest! with { TokenFile = stale } });
        await stranger.Engine.SubmitAsync(EngineHarness.Attempt("echo", new { }), Stop);
        await SlurmFaultTests.UntilAsync(() => ((SlurmEngine)stranger.Engine).Trouble is not null);
        Assert.Contains("slurmrestd", ((SlurmEngine)stranger.Engine).Trouble!, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_and_states_of_older_and_newer_releases_are_asked_for_as_they_take_them()
    {
        using var older = new SlurmRest(new() { Url = new("http://slurm:6820"), TokenFile = "/t", Version = "v0.0.38" }, []);
        using var newer = new SlurmRest(new() { Url = new("http://slurm:6820"), TokenFile = "/t", Version = "v0.0.41" }, []);
        var array = new PilotArray("acetate-1", "s1", 3, 4, 2048, new(), 7, ["n1", "n2"], "/spool/pilots/s1", "/spool/pilot.sh", ["/opt/worker"]);

        var (old, now) = (older.Submission(array)["job"]!, newer.Submission(array)["job"]!);

        Assert.Equal("2048", old["memory_per_node"]!.ToJsonString());
        Assert.Equal("""{"set":true,"number":2048}""", now["memory_per_node"]!.ToJsonString());
        Assert.Equal((JsonValueKind.Object, JsonValueKind.Array), (old["environment"]!.GetValueKind(), now["environment"]!.GetValueKind()));
        Assert.Equal("#!/bin/sh\nexec '/opt/it'\\''s; $(here)' 'pilot'\n", SlurmRest.Script(["/opt/it's; $(here)", "pilot"]));
        Assert.Equal([0, 1, 2, 7], SlurmRest.Tasks("0-2,7%4"));
    }

    private static async Task<EngineHarness> OpenAsync(Func<SlurmOptions, SlurmOptions>? with = null)
    {
        var cluster = await SlurmCluster.SharedAsync();
        var (url, token) = await cluster.StartRestAsync();
        var file = Path.Join(cluster.Folder, $"token-{url.Port}");
        await File.WriteAllTextAsync(file, token, Stop);
        return SlurmFaultTests.Open(cluster, o =>
        {
            // No program of Slurm's is to be found: all goes over HTTP.
            o = o with { Rest = new() { Url = url, TokenFile = file, Version = "v0.0.38" }, Programs = "/nowhere", SlurmLook = TimeSpan.FromSeconds(0.5) };
            return with?.Invoke(o) ?? o;
        });
    }
}
