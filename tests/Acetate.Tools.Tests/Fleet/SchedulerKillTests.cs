using System.Diagnostics;
using Acetate.Library.Jobs;
using Acetate.Tests.Workers;
using Acetate.Tools.Jobs;
using static Acetate.Tools.Tests.Jobs.TestRecorder;

namespace Acetate.Tools.Tests.Fleet;

/// <summary>The scheduler of a library is killed.</summary>
public sealed class SchedulerKillTests
{
    private const int Files = 6, Lines = 80;

    [Fact]
    public async Task When_the_scheduler_is_killed_another_server_ends_its_work_and_readers_of_the_other_miss_nothing()
    {
        await using var bench = await FleetBench.OpenAsync();
        var first = await bench.StartAsync("first", "--cores", "2");
        await first.UntilSchedulerAsync("here");
        var second = await bench.StartAsync("second", "--cores", "2");
        await second.UntilSchedulerAsync("elsewhere");
        var output = bench.Folder("out");
        using var stream = new StreamReader(await second.Http.GetStreamAsync("api/events"));

        var (job, _) = await bench.Library.WriteAsync(tx => tx.SubmitAsync(PlanOf("job",
            [.. Enumerable.Range(0, Files).Select(file => Step($"write/{file}", "write-file", new TestFunctions.WriteRequest(output, $"{file}.txt", Lines, 20)))]), "ann", default), default);
        await UntilLineAsync(stream, line => line == "event: progress");
        await first.KillAsync();
        var since = Stopwatch.StartNew();
        await second.UntilSchedulerAsync("here");
        var taken = since.Elapsed;
        while (!await IsAgainAsync(bench, job.Id)) await Task.Delay(20);
        TestContext.Current.TestOutputHelper?.WriteLine($"After kill -9 of the scheduler: role taken {taken.TotalSeconds:F2} s, work goes on {since.Elapsed.TotalSeconds:F2} s");
        await UntilLineAsync(stream, line => line.Contains("\"job.done\"", StringComparison.Ordinal));

        await using var tx = await bench.Library.ReadAsync(default);
        Assert.Equal(JobState.Done, (await tx.JobAsync(job.Id, default))!.State);
        var lost = 0;
        foreach (var step in await tx.StepsAsync(job.Id, default))
        {
            var attempts = await tx.AttemptsAsync(step.Id, default);
            Assert.Single(attempts, attempt => attempt.State == "done");
            lost += attempts.Count(attempt => attempt.State == "lost");
            Assert.Equal(Enumerable.Range(1, attempts.Length), attempts.Select(attempt => attempt.Number));
        }

        Assert.InRange(lost, 1, Files);
        for (var file = 0; file < Files; file++)
            Assert.Equal(Lines, (await File.ReadAllLinesAsync(Path.Join(output, $"{file}.txt"))).Length);
    }

    private static async Task UntilLineAsync(StreamReader stream, Func<string, bool> isIt)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await stream.ReadLineAsync(limit.Token) is { } line)
            if (isIt(line)) return;
        Assert.Fail("The stream ended.");
    }

    /// <summary>Whether a step that was lost is being done again, by a worker that says so.</summary>
    private static Task<bool> IsAgainAsync(FleetBench bench, Guid job) => bench.Library.ReadAsync(async tx =>
        (await tx.StepsAsync(job, default)).Any(step => step is { State: StepState.Running, Attempts: > 1, Done: > 0 }), default);
}
