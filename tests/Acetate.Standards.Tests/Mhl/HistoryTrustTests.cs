using Acetate.Hashing;
using Acetate.Mhl;

namespace Acetate.Standards.Tests.Mhl;

/// <summary>States that other tools accept in silence have a name here.</summary>
public sealed class HistoryTrustTests
{
    private readonly MemoryHistory card = new();

    public HistoryTrustTests() => (card["Clips/A.mov"], card["Clips/B.mov"]) = ("first", "second");

    [Fact]
    public async Task A_sealed_folder_is_trusted_and_intact()
    {
        await card.SealAsync(0);
        await card.SealAsync(1);

        var history = await card.LoadAsync();

        Assert.True(history.IsTrusted);
        Assert.Equal([GenerationVerdict.Intact, GenerationVerdict.Intact], history.Root.Generations.Select(g => g.Verdict));
        Assert.All(history.Compare(card.Observe(HashFormat.Xxh64)).Files, f => Assert.Equal(FileStatus.Intact, f.Status));
    }

    [Fact]
    public async Task A_generation_taken_out_of_folder_and_chain_is_noticed()
    {
        for (var i = 0; i < 3; i++) await card.SealAsync(i);
        var second = card.Documents.Keys.Single(k => k.Contains("/0002_", StringComparison.Ordinal));
        card.Documents.Remove(second);
        var chain = ChainReader.Read(new MemoryStream(card.Documents["ascmhl/ascmhl_chain.xml"]));
        card.Documents["ascmhl/ascmhl_chain.xml"] = ChainWriter.ToBytes(new MhlChain(chain.Entries.RemoveAt(1)));

        var history = await card.LoadAsync();

        Assert.False(history.IsTrusted);
        Assert.Contains(history.Findings, f => f.Kind == HistoryFindingKind.GenerationsOutOfOrder && f.Message.Contains("line", StringComparison.Ordinal));
        Assert.Equal(GenerationVerdict.OutOfOrder, history.Root.Generations[1].Verdict);
    }

    [Fact]
    public async Task Generations_in_another_order_are_noticed()
    {
        await card.SealAsync(0);
        await card.SealAsync(1);
        var chain = ChainReader.Read(new MemoryStream(card.Documents["ascmhl/ascmhl_chain.xml"]));
        card.Documents["ascmhl/ascmhl_chain.xml"] = ChainWriter.ToBytes(new MhlChain([chain.Entries[1], chain.Entries[0]]));

        Assert.Contains((await card.LoadAsync()).Findings, f => f.Kind == HistoryFindingKind.GenerationsOutOfOrder);
    }

    [Fact]
    public async Task A_generation_listed_twice_is_noticed()
    {
        await card.SealAsync(0);
        var chain = ChainReader.Read(new MemoryStream(card.Documents["ascmhl/ascmhl_chain.xml"]));
        card.Documents["ascmhl/ascmhl_chain.xml"] = ChainWriter.ToBytes(new MhlChain([chain.Entries[0], chain.Entries[0] with { Number = 2 }]));

        Assert.False((await card.LoadAsync()).IsTrusted);
    }

    [Theory]
    [InlineData("0001_", GenerationVerdict.Missing, HistoryFindingKind.ManifestMissing)]
    [InlineData("0002_", GenerationVerdict.Missing, HistoryFindingKind.ManifestMissing)]
    public async Task A_missing_manifest_is_named(string name, GenerationVerdict verdict, HistoryFindingKind kind)
    {
        await card.SealAsync(0);
        await card.SealAsync(1);
        card.Documents.Remove(card.Documents.Keys.Single(k => k.Contains(name, StringComparison.Ordinal)));

        var history = await card.LoadAsync();

        Assert.Contains(history.Root.Generations, g => g.Verdict == verdict);
        Assert.Contains(history.Findings, f => f.Kind == kind && f.Message.Contains(name, StringComparison.Ordinal));
        Assert.Throws<MhlException>(history.ThrowIfUntrusted);
    }

    [Fact]
    public async Task Every_flipped_bit_of_a_manifest_is_noticed()
    {
        await card.SealAsync(0);
        var manifest = card.DocumentEndingIn(".mhl");
        var good = card.Documents[manifest];

        for (var bit = 0; bit < good.Length * 8; bit += 37)
        {
            var bad = (byte[])good.Clone();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            card.Documents[manifest] = bad;
            Assert.Equal(GenerationVerdict.Modified, (await card.LoadAsync()).Root.Generations[0].Verdict);
        }
    }

    [Fact]
    public async Task A_path_listed_twice_makes_a_manifest_unreadable_even_when_the_chain_agrees()
    {
        await card.SealAsync(0);
        card.Forge(card.DocumentEndingIn(".mhl"), ">Clips/B.mov<", ">Clips/A.mov<");

        var history = await card.LoadAsync();

        Assert.Equal(GenerationVerdict.Unreadable, history.Root.Generations[0].Verdict);
        Assert.Contains(history.Findings, f => f.Kind == HistoryFindingKind.ManifestUnreadable && f.Message.Contains("listed twice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_record_that_only_ever_failed_proves_nothing()
    {
        await card.SealAsync(0);
        card.Forge(card.DocumentEndingIn(".mhl"), "<xxh64 action=\"original\"", "<xxh64 action=\"failed\"");

        var history = await card.LoadAsync();
        var comparison = history.Compare(card.Observe(HashFormat.Xxh64));

        Assert.Contains(history.Findings, f => f.Kind == HistoryFindingKind.FailedEntries && !f.BreaksTrust);
        Assert.All(comparison.Files, f => Assert.Equal((FileStatus.Mismatch, true), (f.Status, f.Message!.Contains("failed", StringComparison.Ordinal))));
        Assert.False(comparison.IsIntact);
    }

    [Fact]
    public async Task A_failed_record_is_never_what_a_later_generation_compares_with()
    {
        await card.SealAsync(0);
        card["Clips/A.mov"] = "damaged";
        var second = await card.SealAsync(1);
        card["Clips/A.mov"] = "first";
        var third = await card.SealAsync(2);

        var actions = (PreparedGeneration g) => ((MhlFileEntry)g.Manifest.Entries.Single(e => e.Path == "Clips/A.mov")).Hashes.Single().Action;
        Assert.Equal(MhlAction.Failed, actions(second));
        Assert.Equal(MhlAction.Verified, actions(third));
    }

    [Fact]
    public async Task A_nested_history_that_was_sealed_again_alone_is_normal()
    {
        await SealNestedAsync(0);
        await card.SealAsync(1);
        await SealNestedAsync(2);

        Assert.True((await card.LoadAsync()).IsTrusted);
    }

    [Fact]
    public async Task A_nested_history_that_is_gone_is_noticed_before_anything_is_written()
    {
        await SealNestedAsync(0);
        await card.SealAsync(1);
        foreach (var document in card.Documents.Keys.Where(k => k.StartsWith("Clips/", StringComparison.Ordinal)).ToList()) card.Documents.Remove(document);

        var history = await card.LoadAsync();

        Assert.Contains(history.Findings, f => f.Kind == HistoryFindingKind.NestedHistoryMissing);
        Assert.Throws<MhlException>(() => history.PrepareGeneration(card.Request(2)));
    }

    [Fact]
    public async Task A_nested_history_exchanged_for_another_valid_one_is_noticed()
    {
        await SealNestedAsync(0);
        await card.SealAsync(1);
        foreach (var document in card.Documents.Keys.Where(k => k.StartsWith("Clips/", StringComparison.Ordinal)).ToList()) card.Documents.Remove(document);
        card["Clips/A.mov"] = "forged";
        await SealNestedAsync(0);
        await SealNestedAsync(1);

        Assert.Contains((await card.LoadAsync()).Findings, f => f.Kind == HistoryFindingKind.NestedManifestModified);
    }

    [Fact]
    public async Task An_orphan_manifest_is_reported_kept_out_and_adoptable()
    {
        await card.SealAsync(0);
        card["Clips/C.mov"] = "third";
        var prepared = (await card.LoadAsync()).PrepareGeneration(card.Request(1));
        await card.Files.WriteAsync!(prepared.Files[0], default);

        var interrupted = await card.LoadAsync();
        Assert.True(interrupted.IsTrusted);
        Assert.Contains(interrupted.Findings, f => f.Kind == HistoryFindingKind.OrphanManifest);
        Assert.Equal(FileStatus.Unlisted, interrupted.Compare(card.Observe()).Files.Single(f => f.Path == "Clips/C.mov").Status);
        Assert.Throws<MhlException>(() => interrupted.PrepareGeneration(card.Request(2)));

        foreach (var file in interrupted.PrepareAdoption()) await card.Files.WriteAsync!(file, default);
        var adopted = await card.LoadAsync();
        Assert.Equal(2, adopted.Root.Generations.Length);
        Assert.True(adopted.IsTrusted);
        Assert.Null(adopted.Root.Orphan);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_seal_killed_after_any_file_and_run_again_ends_as_if_nothing_had_happened(int filesWritten)
    {
        await SealNestedAsync(0);
        await card.SealAsync(1);
        var untouched = new MemoryHistory();
        foreach (var (path, bytes) in card.Media) untouched.Media[path] = bytes;
        foreach (var (path, bytes) in card.Documents) untouched.Documents[path] = bytes;
        await untouched.SealAsync(2);

        var request = card.Request(2) with { IsRetry = true };
        var first = (await card.LoadAsync()).PrepareGeneration(request);
        Assert.Equal(4, first.Files.Length);
        foreach (var file in first.Files.Take(filesWritten)) await card.Files.WriteAsync!(file, default);
        var second = (await card.LoadAsync()).PrepareGeneration(request);
        await second.WriteAsync(card.Files);

        Assert.Equal(4 - filesWritten, second.Files.Length);
        Assert.Equal(untouched.Documents.Keys, card.Documents.Keys);
        Assert.All(untouched.Documents, d => Assert.Equal(d.Value, card.Documents[d.Key]));
        Assert.True((await card.LoadAsync()).IsTrusted);
    }

    [Fact]
    public async Task A_first_seal_killed_before_its_chain_and_run_again_ends_as_if_nothing_had_happened()
    {
        var request = card.Request(1) with { IsRetry = true };
        var first = (await card.LoadAsync()).PrepareGeneration(request);
        await card.Files.WriteAsync!(first.Files[0], default);
        var left = await card.LoadAsync();

        // Nobody else may go on from there: without a chain nothing says that the manifest is what was written.
        Assert.False(left.IsTrusted);
        Assert.Throws<MhlException>(() => left.PrepareGeneration(request with { IsRetry = false }));
        Assert.Throws<MhlException>(() => left.PrepareGeneration(card.Request(2) with { IsRetry = true }));

        var second = left.PrepareGeneration(request);
        await second.WriteAsync(card.Files);

        Assert.Single(second.Files);
        Assert.True((await card.LoadAsync()).IsTrusted);
        Assert.Equal(first.ManifestPath, second.ManifestPath);
    }

    private async Task SealNestedAsync(int minute)
    {
        var nested = new MemoryHistory();
        foreach (var (path, bytes) in card.Media.Where(m => m.Key.StartsWith("Clips/", StringComparison.Ordinal))) nested.Media[path[6..]] = bytes;
        foreach (var (path, bytes) in card.Documents.Where(d => d.Key.StartsWith("Clips/", StringComparison.Ordinal))) nested.Documents[path[6..]] = bytes;
        var history = await MhlHistory.LoadAsync(nested.Files, "Clips");
        await history.PrepareGeneration(nested.Request(minute)).WriteAsync(nested.Files);
        foreach (var (path, bytes) in nested.Documents) card.Documents[$"Clips/{path}"] = bytes;
    }
}
