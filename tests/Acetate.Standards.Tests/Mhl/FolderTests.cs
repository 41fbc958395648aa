using System.Text.Json;
using Acetate.Hashing;
using Acetate.Mhl;
using Acetate.Mhl.Disk;

namespace Acetate.Standards.Tests.Mhl;

/// <summary>Folders on a real disk, with what real disks and cards hold.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("acetate-mhl-").FullName;
    private int minute;

    public void Dispose()
    {
        // .NET cannot delete what it cannot name.
        using var shell = System.Diagnostics.Process.Start("/bin/rm", ["-rf", root]);
        shell.WaitForExit();
    }

    [Fact]
    public async Task The_scenarios_of_the_reference_project_verify_as_recorded()
    {
        using var verdicts = JsonDocument.Parse(File.ReadAllText(Corpus.PathOf("conformance/mhl/scenarios/verdicts.json")));
        foreach (var scenario in verdicts.RootElement.EnumerateArray())
        {
            var folder = await MhlFolder.OpenAsync(Corpus.PathOf("conformance/mhl/" + scenario.GetProperty("root").GetString()));
            Assert.True(folder.History.IsTrusted);
            Assert.Equal(scenario.GetProperty("generations").EnumerateArray().Select(g => g.GetString()), folder.History.Root.Generations.Select(g => g.FileName));
            var report = await folder.VerifyAsync(new VerifyOptions { DirectoryHashes = true, AllFormats = true });
            Assert.Equal(scenario.GetProperty("verify").GetProperty("exit_code").GetInt32() == 0, report.Comparison.IsIntact);
            Assert.Equal(scenario.GetProperty("verify_directory_hash").GetProperty("exit_code").GetInt32() == 0, report.Folders.All(f => f.Status != FolderStatus.Mismatch));
            Assert.Equal(scenario.GetProperty("diff").GetProperty("exit_code").GetInt32() == 0, folder.Diff().IsIntact);
        }
    }

    [Fact]
    public async Task Histories_recorded_by_the_reference_verify_with_their_directory_hashes()
    {
        var histories = Directory.EnumerateDirectories(Corpus.PathOf("samples/ascmhl-history"), "ascmhl", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(histories);
        foreach (var history in histories)
        {
            var report = await (await MhlFolder.OpenAsync(Path.GetDirectoryName(history)!)).VerifyAsync(new VerifyOptions { DirectoryHashes = true });
            Assert.True(report.IsIntact, $"{history}: {string.Join(' ', report.Comparison.Files)} {string.Join(' ', report.Folders)}");
        }
    }

    [Fact]
    public async Task Names_as_cards_have_them_are_sealed_and_verified_exactly()
    {
        string[] names = ["plain.mov", " blank .mov ", "new\nline.mov", "tab\t.mov", "back\\slash.mov", "caf\u00e9.mov", "cafe\u0301.mov", "UPPER.mov", "upper.mov", "\U0001F3AC.mov", "a&b<c>.mov", "-n", "$(x)"];
        foreach (var name in names) Write("Clips/" + name, name);

        var sealing = await SealAsync();
        var report = await VerifyAsync(directoryHashes: true);

        Assert.True(sealing.IsClean);
        Assert.Equal(names.Order(StringComparer.Ordinal), sealing.Generation.Manifest.Entries.OfType<MhlFileEntry>().Select(e => e.Path["Clips/".Length..]).Order(StringComparer.Ordinal));
        Assert.True(report.IsIntact);
        Assert.All(report.Comparison.Files, f => Assert.Equal(FileStatus.Intact, f.Status));
    }

    [Fact]
    public async Task A_name_that_cannot_be_recorded_is_reported_and_the_rest_is_sealed()
    {
        Write("good.mov", "x");
        Write("bad\u0001.mov", "x");

        var sealing = await SealAsync();

        Assert.False(sealing.IsClean);
        Assert.Contains("U+0001", sealing.Generation.Comparison.Files.Single(f => f.Status == FileStatus.Unreadable).Message, StringComparison.Ordinal);
        Assert.Contains(sealing.Generation.Manifest.Entries, e => e.Path == "good.mov");
    }

    [Fact]
    public async Task A_name_that_is_not_utf8_is_reported_as_such()
    {
        Write("good.mov", "x");
        using (var shell = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"cd '{root}' && printf x > \"$(printf 'bad\\377.mov')\""])) await shell.WaitForExitAsync();

        var sealing = await SealAsync();

        Assert.Contains("not valid UTF-8", sealing.Generation.Comparison.Files.Single(f => f.Status == FileStatus.Unreadable).Message, StringComparison.Ordinal);
        Assert.False(sealing.IsClean);
    }

    [Fact]
    public async Task Links_are_followed_to_files_inside_and_nowhere_else()
    {
        var outside = Directory.CreateTempSubdirectory("acetate-mhl-outside-");
        try
        {
            File.WriteAllText(Path.Join(outside.FullName, "secret"), "secret");
            Write("real.mov", "x");
            Directory.CreateDirectory(At("dir"));
            File.CreateSymbolicLink(At("inside.mov"), "real.mov");
            File.CreateSymbolicLink(At("out.mov"), Path.Join(outside.FullName, "secret"));
            File.CreateSymbolicLink(At("outdir"), outside.FullName);
            File.CreateSymbolicLink(At("indir"), "dir");
            File.CreateSymbolicLink(At("loop"), ".");

            var sealing = await SealAsync();

            Assert.Equal(["inside.mov", "real.mov"], sealing.Generation.Manifest.Entries.OfType<MhlFileEntry>().Select(f => f.Path));
            Assert.Equal([("indir", false), ("loop", false), ("out.mov", true), ("outdir", true)], sealing.Notes.OrderBy(n => n.Path, StringComparer.Ordinal).Select(n => (n.Path, n.LosesContent)));
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_link_to_nothing_is_reported()
    {
        File.CreateSymbolicLink(At("dangling.mov"), "gone.mov");

        Assert.Contains((await SealAsync()).Generation.Comparison.Files, f => f is { Path: "dangling.mov", Status: FileStatus.Unreadable });
    }

    [Fact]
    public async Task Damage_recorded_by_a_generation_does_not_become_what_folders_are_compared_with()
    {
        Write("A/a.mov", "good");
        await SealAsync();
        Write("A/a.mov", "evil");
        Assert.False((await SealAsync()).IsClean);

        var report = await VerifyAsync(directoryHashes: true);

        Assert.All(report.Folders, f => Assert.Equal((FolderStatus.Mismatch, 1), (f.Status, f.Generation!.Value)));
        Assert.False(report.IsIntact);
    }

    [Fact]
    public async Task Folders_are_compared_with_the_generation_that_last_hashed_them_or_not_at_all()
    {
        Write("A/a.mov", "a");
        Write("B/b.mov", "b");
        await SealAsync();
        Write("A/new.mov", "new");
        await SealAsync(o => o with { Only = ["A/new.mov"] });

        var report = await VerifyAsync(directoryHashes: true);

        Assert.True(report.IsIntact);
        Assert.Equal([("", FolderStatus.NotCompared), ("A", FolderStatus.NotCompared), ("B", FolderStatus.Intact)], report.Folders.Select(f => (f.Path, f.Status)));
    }

    [Fact]
    public async Task A_rename_changes_structure_and_not_content()
    {
        Write("A/a.mov", "a");
        Write("b.mov", "b");
        await SealAsync();
        File.Move(At("A/a.mov"), At("A/z.mov"));

        var report = await VerifyAsync(directoryHashes: true);

        Assert.All(report.Folders, f => Assert.Contains("bytes are the same", f.Message!, StringComparison.Ordinal));
        Assert.Equal(1, report.Comparison.Count(FileStatus.Renamed));
    }

    [Theory]
    [InlineData("ignore-dir", "CARD")]
    [InlineData("ignore-file", "CARD")]
    [InlineData("ignore-anchored", "CARD")]
    public async Task Directory_hashes_of_a_history_that_reads_patterns_in_the_old_way_are_not_called_damaged(string id, string scope)
    {
        using var recorded = new ReferenceCase(id);
        await recorded.ReplayAsync();
        var ours = Path.Join(recorded.Work, scope, "ascmhl");
        Directory.Delete(ours, recursive: true);
        Directory.CreateDirectory(ours);
        foreach (var file in Directory.EnumerateFiles(Corpus.PathOf($"conformance/mhl/cases/{id}/run1/{scope}/ascmhl"))) File.Copy(file, Path.Join(ours, Path.GetFileName(file)));

        var report = await (await MhlFolder.OpenAsync(Path.Join(recorded.Work, scope))).VerifyAsync(new VerifyOptions { DirectoryHashes = true });

        Assert.All(report.Folders, f => Assert.NotEqual(FolderStatus.Mismatch, f.Status));
        Assert.True(report.IsIntact, string.Join('\n', report.Comparison.Files.Where(f => !f.IsGood)));
        // And the other reading does not hide real damage.
        var victim = Path.Join(recorded.Work, scope, "Stuff.txt");
        if (!File.Exists(victim)) victim = Directory.EnumerateFiles(Path.Join(recorded.Work, scope)).First();
        File.AppendAllText(victim, "damage");
        var damaged = await (await MhlFolder.OpenAsync(Path.Join(recorded.Work, scope))).VerifyAsync(new VerifyOptions { DirectoryHashes = true });
        Assert.Contains(damaged.Folders, f => f is { Path: "", Status: FolderStatus.Mismatch });
    }

    [Fact]
    public async Task A_file_that_grows_while_it_is_read_is_not_called_damaged_but_unreadable()
    {
        Write("a.mov", "aaaa");
        await SealAsync();
        var opened = await MhlFolder.OpenAsync(root);
        Write("a.mov", "aaaa and more");

        var report = await opened.VerifyAsync(new VerifyOptions());

        var finding = report.Comparison.Files.Single();
        Assert.Equal(FileStatus.Unreadable, finding.Status);
        Assert.Contains("changed while", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8 * 1024 * 1024 - 1)]
    [InlineData(8 * 1024 * 1024)]
    [InlineData((8 * 1024 * 1024) + 77)]
    [InlineData((20 * 1024 * 1024) + 1)]
    public async Task Small_and_large_files_give_the_same_hashes_whichever_way_they_are_read(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)(i * 31 >> 3);
        File.WriteAllBytes(At("f.bin"), bytes);
        HashFormat[] formats = [HashFormat.Xxh64, HashFormat.Xxh128, HashFormat.Md5];

        var sealing = await SealAsync(o => o with { Formats = [.. formats] });

        using var hash = new MultiHash(formats);
        hash.Append(bytes);
        Assert.Equal(
            hash.Finish().OrderBy(d => MhlFormats.Name(d.Format), StringComparer.Ordinal),
            ((MhlFileEntry)sealing.Generation.Manifest.Entries.Single()).Hashes.Select(h => h.Digest));
        Assert.True((await VerifyAsync(directoryHashes: false)).IsIntact);
    }

    [Fact]
    public async Task Nothing_is_left_behind_when_writing_fails_and_the_old_history_still_stands()
    {
        Write("a.mov", "a");
        await SealAsync();
        var before = Directory.EnumerateFiles(At("ascmhl")).Order(StringComparer.Ordinal).ToList();
        // A folder under the name of the next manifest's chain cannot be replaced by a file.
        var prepared = (await MhlFolder.OpenAsync(root)).History.PrepareGeneration(new GenerationRequest
        {
            At = MemoryHistory.Start.AddDays(1),
            Creator = MemoryHistory.Creator,
            Files = [new ObservedFile("a.mov", 1, Digests("a"))],
        });
        Directory.CreateDirectory(Path.Join(root, prepared.ManifestPath));

        await Assert.ThrowsAnyAsync<IOException>(() => prepared.WriteAsync(FolderHistoryFiles.Of(root)));

        Directory.Delete(Path.Join(root, prepared.ManifestPath));
        Assert.Equal(before, Directory.EnumerateFiles(At("ascmhl")).Order(StringComparer.Ordinal));
        Assert.True((await VerifyAsync(directoryHashes: true)).IsIntact);
    }

    [Fact]
    public async Task Every_single_flipped_bit_of_a_sealed_file_is_found()
    {
        var bytes = new byte[300];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)i;
        File.WriteAllBytes(At("f.bin"), bytes);
        await SealAsync();
        for (var bit = 0; bit < bytes.Length * 8; bit += 11)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(At("f.bin"), bytes);
            Assert.Equal(FileStatus.Mismatch, (await VerifyAsync(directoryHashes: false)).Comparison.Files.Single().Status);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    private string At(string path) => Path.Join(root, path);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    private static System.Collections.Immutable.ImmutableArray<HashDigest> Digests(string text)
    {
        using var hash = new MultiHash(HashFormat.Xxh128);
        hash.Append(System.Text.Encoding.UTF8.GetBytes(text));
        return hash.Finish();
    }

    private async Task<SealReport> SealAsync(Func<SealOptions, SealOptions>? change = null)
    {
        var options = new SealOptions { At = MemoryHistory.Start.AddMinutes(minute++), Creator = MemoryHistory.Creator };
        return await (await MhlFolder.OpenAsync(root)).SealAsync(change is null ? options : change(options));
    }

    private async Task<VerificationReport> VerifyAsync(bool directoryHashes) =>
        await (await MhlFolder.OpenAsync(root)).VerifyAsync(new VerifyOptions { DirectoryHashes = directoryHashes });
}
