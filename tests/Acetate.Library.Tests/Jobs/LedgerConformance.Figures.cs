using Acetate.Library.Jobs;
using Acetate.Library.Shows;
using Acetate.Library.Usage;

namespace Acetate.Library.Tests.Jobs;

public abstract partial class LedgerConformance
{
    private void Pass(int minutes) => clock.Step(TimeSpan.FromMinutes(minutes));

    private Task<JobPath> PathAsync(JobRow job) => library.ReadAsync(tx => tx.JobPathAsync(job.Id, None), None);

    private Task<JobFigures> FiguresAsync(string[]? shows = null, double cores = 0) => library.ReadAsync(tx => tx.JobFiguresAsync(shows, cores, None), None);

    private static string[] Told(JobPath path) => [.. path.Stretches.Select(one => $"{KebabCase.Of(one.Phase)} {one.Step} {(one.To - one.From).TotalMinutes:0}".Replace("  ", " ", StringComparison.Ordinal))];

    [Fact]
    public async Task A_jobs_time_is_told_along_the_steps_that_its_end_hung_on_and_not_along_those_that_ran_beside_them()
    {
        var (job, _) = await SubmitAsync("k",
            Step("copy") with { Function = "copy-files" }, Step("short") with { Function = "inspect-clips" }, Step("hash") with { Function = "hash-files", Predecessors = ["copy", "short"] }, Step("seal") with { Function = "seal-folder", Predecessors = ["hash"] });
        Pass(10);
        var (copy, brief) = (await ClaimAsync(job, "copy"), await ClaimAsync(job, "short"));
        Pass(1);
        await DoneAsync(brief, "{}");
        Pass(29);
        await DoneAsync(copy, "{}");
        Pass(5);
        var hash = await ClaimAsync(job, "hash");
        Pass(15);
        var running = await PathAsync(job);
        await DoneAsync(hash, "{}");
        await DoneAsync(await ClaimAsync(job, "seal"), "{}");
        Pass(600);
        var whole = await PathAsync(job);

        Assert.Equal(["waiting-for-worker copy 10", "copying copy 30", "waiting-for-worker hash 5", "verifying hash 15"], Told(running));
        Assert.Equal(Told(running), Told(whole));
        Assert.Equal("1 h 0 min from asking to its end: copying 30 min, waiting for a worker 15 min, verifying 15 min.", whole.Sentence);
        Assert.Equal((whole.To - whole.From).TotalSeconds, whole.Phases.Sum(one => one.Seconds), 3);
    }

    [Fact]
    public async Task Tries_that_failed_pauses_and_persons_that_were_waited_for_are_told_apart()
    {
        var (job, _) = await SubmitAsync("k", Step("render") with { Function = "render-frames" });
        var first = await ClaimAsync(job, "render", "one");
        Pass(4);
        await WriteAsync(tx => tx.RetryAsync(first, "r", Failure, 1, TimeSpan.FromMinutes(1), None));
        Pass(3);
        var second = await ClaimAsync(job, "render", "two");
        Pass(2);
        await WriteAsync(async tx =>
        {
            var held = await tx.QuarantineAsync(second, "r", Failure, 2, None);
            await tx.TellAsync((await tx.JobAsync(job.Id, None))!, "job.held", "test", "It waits for a person.", held, None);
            await tx.SettleJobAsync(job.Id, "test", None);
            return held;
        });
        Pass(60);
        var waits = await PathAsync(job);
        await WriteAsync(tx => tx.ReplayJobAsync(job.Id, "ann", None));
        var third = await ClaimAsync(job, "render", "three");
        Pass(7);
        await DoneAsync(third, "{}");
        var whole = await PathAsync(job);

        string[] before = ["tried-again render 4", "waiting-to-try-again render 3", "tried-again render 2", "held render 60"];
        Assert.Equal(before, Told(waits));
        Assert.StartsWith("1 h 9 min from asking to now: held for a person 1 h 0 min, tries that failed 6 min", waits.Sentence, StringComparison.Ordinal);
        Assert.Equal([.. before, "rendering render 7"], Told(whole));
        await Assert.ThrowsAsync<LibraryException>(() => library.ReadAsync(tx => tx.JobPathAsync(Guid.Empty, None), None));
    }

    [Fact]
    public async Task Figures_say_what_waits_longest_what_will_be_late_and_how_busy_workers_were_and_only_of_shows_that_one_sees()
    {
        var due = clock.GetUtcNow().AddMinutes(50);
        var (old, _) = await SubmitAsync("old", [Step("a") with { Cores = 2 }, Step("b") with { Cores = 2 }, Step("c") with { Predecessors = ["b"] }], due);
        Pass(20);
        await SubmitAsync("new", Step("x"));
        var a = await ClaimAsync(old, "a");
        Pass(30);
        await DoneAsync(a, "{}");
        await ClaimAsync(old, "b");
        Pass(6);
        var figures = await FiguresAsync(cores: 4);
        var other = await FiguresAsync(["other"], 4);

        Assert.Equal((1, 1, 1, 0), (figures.Ready, figures.Waiting, figures.Running, figures.Held));
        Assert.Equal(("new", clock.GetUtcNow().AddMinutes(-36)), (figures.OldestTitle, figures.OldestReadyAt));
        var late = Assert.Single(figures.Late);
        // A third took 36 minutes, so two thirds take 72 more, from 6 minutes after it was due.
        Assert.Equal((old.Id, 78 * 60, true), (late.Job, (int)Math.Round(late.Seconds), late.IsOver));
        Assert.Equal(("test", 36.0 * 60 * 2), (Assert.Single(figures.Busy).Kind, figures.Busy[0].CoreSeconds));
        Assert.Equal(0.3, figures.Utilisation!.Value, 3);
        await library.WriteAsync(tx => tx.AddShowAsync(new() { Name = "film" }, None), None);
        var spent = await library.ReadAsync(tx => tx.UsageAsync("film", None), None);
        Assert.Equal(("test", 1.2), (Assert.Single(spent.Work).Kind, Math.Round(spent.CoreHours, 6)));
        Assert.Equal((0, 0, 0), (other.Ready + other.Waiting + other.Running, other.Late.Length, other.Busy.Length));
    }
}
