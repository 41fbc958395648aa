using Acetate.Hashing;
using Acetate.Library.Rolls;
using Acetate.Mhl;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Manifests;
using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Tests.Ingest.Manifests;

public sealed class ManifestCheckTests : IDisposable
{
    private readonly TempFolder drive = new();

    [Fact]
    public async Task A_card_as_it_was_sealed_is_intact()
    {
        var check = await CheckAsync(CopyOfSample());

        Assert.Equal((ManifestState.Intact, "asc-mhl", 1), (check.State, check.Format, check.Generations));
        Assert.Empty(check.Findings);
        var clip = check.Files.Single(f => f.Path == "Clips/A002C006_141024_R2EC.mov");
        Assert.Equal(RollFileVerdict.Listed, clip.Verdict);
        Assert.Equal([HashFormat.Xxh128, HashFormat.Xxh64], clip.Formats);
        Assert.Equal(HashFormat.Xxh64, Assert.Single(clip.Expected).Format);
        Assert.Equal(2, check.Files.Count(f => MhlPath.IsInHistory(f.Path)));
    }

    [Fact]
    public async Task A_missing_file_holds_the_roll_and_is_named()
    {
        var card = CopyOfSample();
        File.Delete(Path.Join(card, "Clips/A002C007_141024_R2EC.mov"));

        var check = await CheckAsync(card);

        Assert.Equal(ManifestState.Missing, check.State);
        var finding = Assert.Single(check.Findings);
        Assert.Equal(("manifest-missing", FindingSeverity.Hold), (finding.Code, finding.Severity));
        Assert.Contains("A002C007", finding.Message, StringComparison.Ordinal);
        Assert.Equal(1, check.Missing);
    }

    [Fact]
    public async Task A_file_that_was_added_is_unlisted_and_goes_on()
    {
        var card = CopyOfSample();
        await File.WriteAllTextAsync(Path.Join(card, "Clips/extra.mov"), "x");

        var check = await CheckAsync(card);

        Assert.Equal(ManifestState.Unlisted, check.State);
        Assert.Equal(("manifest-unlisted", FindingSeverity.Warning), (check.Findings[0].Code, check.Findings[0].Severity));
        Assert.Empty(check.Files.Single(f => f.Path == "Clips/extra.mov").Expected);
    }

    [Fact]
    public async Task A_wrong_size_is_a_mismatch_before_a_byte_is_read()
    {
        var card = CopyOfSample();
        await File.AppendAllTextAsync(Path.Join(card, "Sidecar.txt"), "x");

        var check = await CheckAsync(card);

        Assert.Equal(ManifestState.Mismatch, check.State);
        Assert.Equal(RollFileVerdict.SizeDiffers, check.Files.Single(f => f.Path == "Sidecar.txt").Verdict);
    }

    [Fact]
    public async Task An_edited_generation_is_not_trusted()
    {
        var card = CopyOfSample();
        var manifest = Directory.GetFiles(Path.Join(card, "ascmhl"), "0001*.mhl")[0];
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest)).Replace("R2EC.mov", "R2ED.mov", StringComparison.Ordinal));

        var check = await CheckAsync(card);

        Assert.Equal(ManifestState.Untrusted, check.State);
        Assert.Contains(check.Findings, f => f.Code == "manifest-untrusted" && f.Severity == FindingSeverity.Hold);
    }

    [Fact]
    public async Task Ignored_files_that_the_manifest_lists_are_taken_all_the_same()
    {
        drive.Write("A001/clip.mov", 50);
        drive.Write("A001/.DS_Store", 10);
        var roll = Assert.Single(CardScan.Read(drive.Path, TimeProvider.System, default).Rolls);

        var reclaimed = ManifestChecker.Reclaimed(roll, path => path == ".DS_Store", Path.Join(drive.Path, "A001"));

        Assert.Equal(new CardFile(".DS_Store", 10), Assert.Single(reclaimed));
    }

    [Fact]
    public async Task A_card_without_manifest_is_unproven()
    {
        drive.Write("A001/A001C001_141024_R2EC.mov");

        var check = await CheckAsync(Path.Join(drive.Path, "A001"));

        Assert.Equal(ManifestState.UnprovenAtSource, check.State);
        Assert.Equal("no-manifest", Assert.Single(check.Findings).Code);
    }

    public void Dispose() => drive.Dispose();

    private string CopyOfSample()
    {
        var sample = Corpus.PathOf("samples/ascmhl-history/scenario_01/travel_01/A002R2EC");
        drive.Shell($"cp -r '{sample}' A002R2EC && chmod -R u+w A002R2EC");
        return Path.Join(drive.Path, "A002R2EC");
    }

    private static async Task<ManifestCheck> CheckAsync(string card) =>
        await ManifestChecker.CheckAsync(card, Assert.Single(CardScan.Read(card, TimeProvider.System, default).Rolls), TestContext.Current.CancellationToken);
}
