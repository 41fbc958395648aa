using Acetate.Compute.Local;
using Acetate.Library.Jobs;
using Acetate.Tools.Jobs;
using static Acetate.Tools.Tests.Jobs.TestRecorder;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>What steps are given: what they ask for, then what steps like them took.</summary>
public sealed class MeasuredNeedsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(1024, 300, 384)]
    [InlineData(1024, 1000, 1280)]
    [InlineData(1024, 10, 256)] // never less than a quarter
    [InlineData(64, 900, 256)] // never more than four times
    [InlineData(64, 1e18, 256)] // whatever a worker says
    [InlineData(8, 1, 64)] // never less than a grain
    public void Memory_is_a_quarter_more_than_the_most_that_was_seen_within_bounds(int asked, double peak, int given) =>
        Assert.Equal(given, MeasuredNeeds.Memory(asked, peak));

    [Fact]
    public async Task A_step_asks_for_what_steps_like_it_took_once_there_were_enough_of_them()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        await MeasureAsync(harness, "echo", asked: 64, runs: 19, peak: 100);
        Assert.Equal(64, (await NeedsAsync(harness)).Of("echo", 1, 64, 60, losses: 0).MemoryMiB);

        await MeasureAsync(harness, "echo", asked: 64, runs: 1, peak: 100);
        var needs = await NeedsAsync(harness);

        Assert.Equal(128, needs.Of("echo", 1, 64, 60, losses: 0).MemoryMiB);
        // Of pictures that ask for more, and of other functions, nothing is known by that.
        Assert.Equal(2048, needs.Of("echo", 1, 2048, 60, losses: 0).MemoryMiB);
        Assert.Equal(64, needs.Of("join", 1, 64, 60, losses: 0).MemoryMiB);
    }

    [Fact]
    public async Task A_step_whose_end_nobody_saw_is_given_more_each_time_and_never_less_than_it_asked_for()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        await MeasureAsync(harness, "echo", asked: 1024, runs: 50, peak: 100);
        var needs = await NeedsAsync(harness);

        Assert.Equal([256, 1024, 2048, 4096, 8192, 8192], Enumerable.Range(0, 6).Select(losses => needs.Of("echo", 1, 1024, 60, losses).MemoryMiB));
    }

    [Fact]
    public async Task A_peak_stands_until_it_is_passed_and_is_forgotten_slowly()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        await MeasureAsync(harness, "echo", asked: 64, runs: 1, peak: 200);
        await MeasureAsync(harness, "echo", asked: 64, runs: 1, peak: 100);
        Assert.Equal(199, (await ProfileAsync(harness)).PeakMib, 6);
        await MeasureAsync(harness, "echo", asked: 64, runs: 1, peak: 300);

        var profile = await ProfileAsync(harness);

        Assert.Equal((3, 300.0, 3.0, 1.5), (profile.Runs, profile.PeakMib, profile.Seconds, profile.CpuSeconds));
    }

    [Fact]
    public async Task What_real_workers_took_is_counted_with_the_ends_of_their_steps()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        await using var engine = new LocalProcessEngine(JobRunnerTests.LocalOptions(harness.Library.Options.Home));
        harness.Start(engine);

        var job = await harness.EndOfAsync(await harness.SubmitAsync(PlanOf("k",
            [.. Enumerable.Range(0, 3).Select(i => Step($"s{i}", "use-up", new { megabytes = 100, seconds = 0.1 }))])));

        Assert.Equal(JobState.Done, job.State);
        var profile = await ProfileAsync(harness);
        Assert.Equal(("use-up", 64, 3), (profile.Function, profile.MemoryMib, (int)profile.Runs));
        Assert.InRange(profile.PeakMib, 100, 1000);
        Assert.InRange(profile.CpuSeconds, 0.3, profile.Seconds * 4);
    }

    private static Task MeasureAsync(RunnerHarness harness, string function, int asked, int runs, double peak) => harness.Library.WriteAsync(
        tx => tx.AddToProfileAsync(new() { Function = function, MemoryMib = asked, Runs = runs, Seconds = runs, CpuSeconds = runs / 2.0, PeakMib = peak }, None), None);

    private static async Task<FunctionProfile> ProfileAsync(RunnerHarness harness) => Assert.Single(await harness.Library.ReadAsync(tx => tx.ProfilesAsync(None), None));

    private static async Task<MeasuredNeeds> NeedsAsync(RunnerHarness harness)
    {
        var needs = new MeasuredNeeds(harness.Library, TimeProvider.System);
        await needs.RefreshAsync(None);
        return needs;
    }
}
