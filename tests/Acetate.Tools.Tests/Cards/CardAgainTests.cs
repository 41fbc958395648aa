using System.Diagnostics;
using Acetate.Cli;
using Acetate.Library.Jobs;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Plans;
using Acetate.Tools.Tests.Ingest;

namespace Acetate.Tools.Tests.Cards;

/// <summary>The same card again: after a kill, after everything is done, with more reports.</summary>
public sealed class CardAgainTests(DemoCards demo)
{
    [Theory]
    [InlineData(0.0, Traits = ["kind", "thorough"])]
    [InlineData(0.6)]
    public async Task A_day_whose_ingest_was_killed_goes_on_when_it_is_ingested_again_and_a_complete_one_is_left_alone(double part)
    {
        using var folder = new TempFolder();
        var (day, home) = (await demo.CopyAsync(folder.Path), Path.Join(folder.Path, "library"));
        string[] ingest = ["ingest", day, "--library", home, "--show", "demo", "--yes"];
        var card = Directory.GetFiles(day, "*", SearchOption.AllDirectories);
        using (var process = AcetateProcess.Start(ingest))
        {
            // Killed once the rolls are known and a part of the files has arrived: the instant differs from run to run, the end may not.
            while (!process.HasExited && (!Directory.Exists(Path.Join(home, "store", "demo")) || Stored(home) < card.Length * part)) await Task.Delay(10);
            Assert.False(process.HasExited, "The ingest ended before it was killed.");
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        var (code, output, error) = await AcetateProcess.RunAsync(ingest);

        Assert.True(code == ExitCode.Done, output + error);
        Assert.Contains("The card may be formatted.", output, StringComparison.Ordinal);
        // The chain of a sealed roll grows by our generation; everything else is as it came.
        foreach (var file in card.Where(f => Path.GetFileName(f) != "ascmhl_chain.xml"))
            Assert.Equal(await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(StoredFile(home, day, file)));

        var before = Written(home);
        (code, output, error) = await AcetateProcess.RunAsync(ingest);

        Assert.True(code == ExitCode.Done, output + error);
        Assert.Contains("The card may be formatted.", output, StringComparison.Ordinal);
        Assert.Equal(before, Written(home));
    }

    [Fact, Trait("kind", "thorough")]
    public async Task An_ingest_that_was_killed_and_then_cancelled_says_so_and_goes_on_when_its_card_is_offered_again()
    {
        await using var bench = await IngestBench.OpenAsync();
        var (ingest, job) = await KilledAsync(bench);
        var (code, output, error) = await AcetateProcess.RunAsync("jobs", "cancel", $"{job}", "--library", bench.Home);
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("it is to stop, with ", output, StringComparison.Ordinal);
        Assert.Contains($"'acetate jobs replay {job}' takes the cancellation back; for an ingest so does offering the card again.", output, StringComparison.Ordinal);

        (code, output, error) = await AcetateProcess.RunAsync(ingest);

        Assert.True(code == ExitCode.Done, output + error);
        Assert.Contains("The card may be formatted.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ingest_that_is_cancelled_while_somebody_waits_for_it_ends_with_a_sentence_and_is_taken_up_again()
    {
        await using var bench = await IngestBench.OpenAsync();
        var ingest = Card(bench);
        using var process = AcetateProcess.Start(ingest);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var job = await BegunAsync(bench, process);
        await bench.Library.WriteAsync(tx => tx.CancelJobAsync(job, "mara", default), default);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Cancelled, (ExitCode)process.ExitCode);
        Assert.Contains("The ingest of roll A001 was cancelled by mara. Run the same command again to take it up", await error, StringComparison.Ordinal);
        Assert.DoesNotContain("The card may be formatted.", await output, StringComparison.Ordinal);
        await bench.Library.WriteAsync(tx => tx.SetThrottleAsync(job, null, default), default);
        var (code, said, complained) = await AcetateProcess.RunAsync(ingest);
        Assert.True(code == ExitCode.Done, said + complained);
    }

    [Fact]
    public async Task A_card_of_the_same_names_and_lengths_but_other_content_is_not_taken_for_the_one_that_is_safe()
    {
        await using var bench = await IngestBench.OpenAsync();
        bench.Folder.Write("first/A001/S001T001.WAV", 300_000);
        await bench.IngestAsync("first");
        bench.Folder.Write("second/A001/S001T001.WAV", 300_000);
        var take = Path.Join(bench.Folder.Path, "second/A001/S001T001.WAV");
        await File.WriteAllBytesAsync(take, [.. (await File.ReadAllBytesAsync(take)).Reverse()]);
        File.SetLastWriteTimeUtc(take, new DateTime(2026, 5, 11, 18, 0, 0, DateTimeKind.Utc));

        var receipt = Assert.Single((await bench.SubmitAsync("second")).Rolls);

        Assert.Equal(RollOutcome.Held, receipt.Outcome);
        Assert.Contains("different content", receipt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_that_come_later_on_the_same_day_get_a_folder_of_their_own()
    {
        await using var bench = await IngestBench.OpenAsync();
        bench.Folder.Write("first/Reports/camera.pdf", 500);
        bench.Folder.Write("second/Reports/sound.pdf", 700);

        var first = Assert.Single((await bench.IngestAsync("first")).Rolls);
        var second = Assert.Single((await bench.IngestAsync("second")).Rolls);
        var again = Assert.Single((await bench.IngestAsync("second")).Rolls);

        Assert.Null(second.Hold);
        Assert.Equal((first.StorePrefix + "~2", second.Id), (second.StorePrefix, again.Id));
        Assert.True(File.Exists(bench.InStore(second, "sound.pdf")));
    }

    [Fact]
    public async Task A_held_roll_that_is_read_again_keeps_out_of_the_folder_of_its_namesake()
    {
        await using var bench = await IngestBench.OpenAsync();
        bench.Folder.Write("first/A001/S001T001.WAV", 500);
        bench.Folder.Write("first/A001/two\nlines.txt", 5);
        bench.Folder.Write("second/A001/S001T009.WAV", 700);
        bench.Folder.Write("second/A001/three\nlines.txt", 5);
        var first = Assert.Single((await bench.SubmitAsync("first/A001")).Rolls);
        var second = Assert.Single((await bench.SubmitAsync("second/A001")).Rolls);
        File.Delete(Path.Join(bench.Folder.Path, "first/A001/two\nlines.txt"));

        var again = Assert.Single((await bench.SubmitAsync("first/A001")).Rolls);

        Assert.NotEqual(first.Roll, second.Roll);
        Assert.Equal(first.Roll, again.Roll);
    }

    /// <summary>An ingest that was killed while it copied, and its job.</summary>
    private static async Task<(string[] Ingest, Guid Job)> KilledAsync(IngestBench bench)
    {
        var ingest = Card(bench);
        using var process = AcetateProcess.Start(ingest);
        var job = await BegunAsync(bench, process);
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await bench.Library.WriteAsync(tx => tx.SetThrottleAsync(job, null, default), default);
        return (ingest, job);
    }

    /// <summary>A card that takes a while.</summary>
    private static string[] Card(IngestBench bench)
    {
        bench.Folder.Write("card/A001/S001T001.WAV", 30_000_000);
        return ["ingest", Path.Join(bench.Folder.Path, "card/A001"), "--library", bench.Home, "--show", "film", "--yes"];
    }

    /// <summary>Slows the ingest down as soon as it is known, and waits until it copies.</summary>
    private static async Task<Guid> BegunAsync(IngestBench bench, Process process)
    {
        while (true)
        {
            Assert.False(process.HasExited, "The ingest ended before it copied.");
            var (job, copies) = await bench.Library.WriteAsync(async tx =>
            {
                if (await tx.JobsAsync("film", null, 1, default) is not [var known]) return (Guid.Empty, false);
                await tx.SetThrottleAsync(known.Id, 1_000_000, default);
                return (known.Id, (await tx.StepsAsync(known.Id, default)).Any(s => s is { Stage: Stages.Uploading, State: StepState.Running }));
            }, default);
            if (copies) return job;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static int Stored(string home) => Directory.GetFiles(Path.Join(home, "store", "demo"), "*", SearchOption.AllDirectories).Length;

    private static string StoredFile(string home, string day, string file) => Path.Join(home, "store", "demo", DemoCards.Day, KindFolder(Path.GetRelativePath(day, file)));

    private static string KindFolder(string path) => path.StartsWith("Reports/", StringComparison.Ordinal) ? $"Other/{path}" : path;

    private static SortedDictionary<string, DateTime> Written(string home) => new(
        new[] { "store", "archive", "derived" }.SelectMany(tier => Directory.GetFiles(Path.Join(home, tier), "*", SearchOption.AllDirectories)).ToDictionary(f => f, File.GetLastWriteTimeUtc),
        StringComparer.Ordinal);
}
