using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Mhl.Disk;
using Acetate.Tools.Ingest;

namespace Acetate.Tools.Tests.Ingest;

/// <summary>Whole ingests with the real worker program.</summary>
public sealed class CardIngestTests
{
    [Fact]
    public async Task A_card_without_manifest_is_read_twice_copied_verified_sealed_and_archived()
    {
        await using var bench = await IngestBench.OpenAsync();
        bench.Folder.Write("card/A001/A001C001_260511_R2EC.txt", 10_000);
        bench.Folder.Write("card/A001/S001T001.WAV", 300_000);

        var (receipt, rolls) = await bench.IngestAsync("card");

        Assert.Equal(RollOutcome.Accepted, Assert.Single(receipt.Rolls).Outcome);
        var roll = Assert.Single(rolls);
        Assert.Null(roll.Hold);
        Assert.Equal((RollStage.Complete, ManifestState.UnprovenAtSource), (roll.Stage, roll.Manifest));
        Assert.Equal("film/20260511_MU/Sound_Media/A001", roll.StorePrefix);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Join(bench.Folder.Path, "card/A001/S001T001.WAV")), await File.ReadAllBytesAsync(bench.InStore(roll, "S001T001.WAV")));
        foreach (var copy in new[] { bench.InStore(roll, ""), bench.InArchive(roll, "") })
        {
            var folder = await MhlFolder.OpenAsync(copy, default);
            Assert.True((await folder.VerifyAsync(new VerifyOptions(), null, default)).IsIntact, copy);
        }

        var report = await bench.ReportAsync(roll.Id);
        Assert.True(report.Advice.IsSafe, report.Advice.ToString());
        Assert.Equal(["library", "archive"], report.Copies.Select(c => c.Name));
        string[] stages = ["roll.found", "roll.manifest-checked", "roll.uploading", "roll.uploaded", "roll.verified", "roll.archived", "roll.complete"];
        Assert.Equal(stages, report.Timeline.Select(e => e.Kind).Where(stages.Contains).OrderBy(k => Array.IndexOf(stages, k)));
        Assert.All(report.Timeline, e => Assert.NotEmpty(e.Actor));
    }

    [Fact]
    public async Task A_sequence_is_kept_as_its_pattern_and_counted_by_its_frames()
    {
        await using var bench = await IngestBench.OpenAsync();
        for (var frame = 1; frame <= 12; frame++) bench.Folder.Write($"card/A001/A001C001/A001C001_{frame:D6}.dpx", 3000);

        var roll = Assert.Single((await bench.IngestAsync("card")).Rolls);

        var counted = Assert.Single((await bench.ReportAsync(roll.Id)).Clips);
        Assert.Equal(("sequence", 12L, (long)12), (counted.Kind, counted.Frames, counted.Files));
        var clip = Assert.Single(await bench.Library.ReadAsync(tx => tx.ClipsAsync(roll.Id, default), default));
        Assert.Equal(["A001C001/A001C001_######.dpx"], clip.Files);
        Assert.DoesNotContain("A001C001_000007.dpx", clip.Inspection!.Value.GetRawText());
    }
}
