using System.Diagnostics;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Tests.Workers;
using Acetate.Tools.Jobs;
using Acetate.Tools.Tests.Station;
using static Acetate.Tools.Tests.Jobs.TestRecorder;

namespace Acetate.Tools.Tests.Fleet;

/// <summary>The scheduler of a library is killed.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SchedulerKillTests
{
    private const int Lines = 60;

    [Fact]
    public async Task A_card_that_comes_through_another_server_when_the_scheduler_is_killed_arrives_whole_and_readers_miss_nothing()
    {
        await using var bench = await FleetBench.OpenAsync();
        bench.Variables["ACETATE_WORKER"] = Programs.Worker;
        bench.Files.Write("card/A002/S001T001.WAV", 24 << 20);
        var first = await bench.StartAsync("first");
        await first.UntilSchedulerAsync("here");
        var second = await bench.StartAsync("second");
        await second.UntilSchedulerAsync("elsewhere");
        using var stream = new StreamReader(await second.Http.GetStreamAsync("api/events"));
        var info = new ProcessStartInfo(Programs.Acetate, ["ingest", Path.Join(bench.Files.Path, "card"), "--show", "film", "--day", "2026-05-11", "--unit", "MU", "--server", $"{second.Http.BaseAddress}", "--yes"])
        { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        info.Environment["ACETATE_TOKEN"] = bench.Admin;
        info.Environment["HOME"] = bench.Files.Path;

        var command = new Command(Process.Start(info)!);
        // Slowly, so that it is on its way when the server dies.
        await StationBench.ThrottleAsync(bench.Library.Options, "film", 4 << 20);
        await StationBench.UntilAsync(() => BytesIn(bench.Folder("store")) > 4 << 20, "some of it is there");
        await UntilLineAsync(stream, line => line == "event: progress");
        await first.KillAsync();
        var since = Stopwatch.StartNew();
        await second.UntilSchedulerAsync("here");
        var taken = since.Elapsed;
        while (!await bench.Library.ReadAsync(async tx => (await RunningAsync(tx)).Any(attempt => attempt.Number > 1), default)) await Task.Delay(20);
        TestContext.Current.TestOutputHelper?.WriteLine($"After kill -9 of the scheduler: role taken {taken.TotalSeconds:F2} s, the step of the card is begun again {since.Elapsed.TotalSeconds:F2} s");
        await StationBench.ThrottleAsync(bench.Library.Options, "film", null);

        Assert.True(await command.EndAsync() == 0, command.Error + command.Output);
        Assert.Contains("The card may be formatted.", command.Output);
        await UntilLineAsync(stream, line => line.Contains("Roll A002 is complete", StringComparison.Ordinal));
        foreach (var tier in (string[])["store", "archive"])
            Assert.Equal(File.ReadAllBytes(Path.Join(bench.Files.Path, "card/A002/S001T001.WAV")), File.ReadAllBytes(Path.Join(bench.Folder(tier), "film/20260511_MU/Sound_Media/A002/S001T001.WAV")));
        await using var tx = await bench.Library.ReadAsync(default);
        foreach (var job in await tx.JobsAsync("film", null, 100, default))
            foreach (var step in await tx.StepsAsync(job.Id, default))
                Assert.Single(await tx.AttemptsAsync(step.Id, default), attempt => attempt.State == "done");
    }

    [Fact]
    [Trait("kind", "thorough")]
    public async Task What_runs_on_a_cluster_goes_on_under_the_next_scheduler()
    {
        await using var cluster = await SlurmCluster.StartNewAsync();
        await using var bench = await FleetBench.OpenAsync();
        var options = Path.Join(bench.Files.Path, "slurm.json");
        await File.WriteAllTextAsync(options, JsonSerializer.Serialize(new { spool = Path.Join(bench.Files.Path, "spool"), worker = new[] { Environment.ProcessPath!, TestFunctions.WorkerArgument }, jobs = 2, coresPerJob = 2, memoryPerJobMiB = 2048 }));
        (bench.Variables["ACETATE_SLURM"], bench.Variables["SLURM_CONF"]) = (options, cluster.Configuration);
        var first = await bench.StartAsync("first");
        await first.UntilSchedulerAsync("here");
        var second = await bench.StartAsync("second");
        var output = bench.Folder("out");

        var (job, _) = await bench.Library.WriteAsync(tx => tx.SubmitAsync(PlanOf("job",
            [.. Enumerable.Range(0, 3).Select(file => Step($"write/{file}", "write-file", new TestFunctions.WriteRequest(output, $"{file}.txt", Lines, 60)))]), "ann", default), default);
        while (!await AreAllAsync(step => step.Done > 0)) await Task.Delay(50);
        await first.KillAsync();
        await second.UntilSchedulerAsync("here");
        while (!await AreAllAsync(step => step.State is StepState.Done)) await Task.Delay(50);

        await using var tx = await bench.Library.ReadAsync(default);
        foreach (var step in await tx.StepsAsync(job.Id, default)) Assert.Equal("done", Assert.Single(await tx.AttemptsAsync(step.Id, default)).State);
        foreach (var file in Directory.GetFiles(output, "*.published")) Assert.Single(await File.ReadAllLinesAsync(file));

        async Task<bool> AreAllAsync(Func<StepRow, bool> isSo) => (await bench.Library.ReadAsync(tx => tx.StepsAsync(job.Id, default), default)).All(isSo);
    }

    private static long BytesIn(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Sum(file => file.Length);

    private static async Task UntilLineAsync(StreamReader stream, Func<string, bool> isIt)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await stream.ReadLineAsync(limit.Token) is { } line)
            if (isIt(line)) return;
        Assert.Fail("The stream ended.");
    }

    private static async Task<List<AttemptRow>> RunningAsync(LibraryTransaction tx)
    {
        var running = new List<AttemptRow>();
        foreach (var job in await tx.JobsAsync("film", null, 100, default))
            foreach (var step in await tx.StepsAsync(job.Id, default))
                running.AddRange((await tx.AttemptsAsync(step.Id, default)).Where(attempt => attempt.State == "running"));
        return running;
    }
}
