using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute.Hosting;
using Acetate.Library.Tests.Storage;
using Acetate.Mhl;
using Acetate.Steps;
using Acetate.Storage;

namespace Acetate.Library.Tests.Steps;

/// <summary>Sealing what was read back from a store.</summary>
public sealed class SealFolderTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Roll => Path.Join(_folder.Path, "show", "A001");

    public SealFolderTests()
    {
        Directory.CreateDirectory(Path.Join(Roll, "clips"));
        File.WriteAllBytes(Path.Join(Roll, "clips", "a.mov"), TestBytes.Of(10_000, 1));
        File.WriteAllBytes(Path.Join(Roll, "clips", "b.mov"), TestBytes.Of(20_000, 2));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_generation_seals_every_file_and_verifies()
    {
        var result = await SealAsync(At);

        Assert.Equal((1, "ascmhl/0001_A001_2026-11-21_093000Z.mhl", "ascmhl/ascmhl_chain.xml", 0),
            (result.Generation, result.ManifestPath, result.Chain, result.Mismatches));
        // Two files and the folder they lie in.
        Assert.Equal(3, result.Entries);
        var history = await LoadAsync();
        Assert.True(history.IsTrusted);
        Assert.NotNull(history.Find("clips/a.mov"));
    }

    [Fact]
    public async Task Run_again_for_the_same_moment_it_adds_no_second_generation()
    {
        var first = await SealAsync(At);
        var before = Files();

        var second = await SealAsync(At);

        Assert.Equal(first, second);
        Assert.Equal(before, Files());
        Assert.Single((await LoadAsync()).Root.Generations);
    }

    [Fact]
    public async Task Without_the_times_of_files_the_same_files_give_the_same_manifest_whenever_they_were_written()
    {
        var manifests = new List<string>();
        foreach (var written in new[] { At.AddDays(-1), At.AddDays(-2) })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Join(Roll, "clips"))) File.SetLastWriteTimeUtc(file, written.UtcDateTime);
            var sealedAs = await SealAsync(At, omitsModified: true);
            manifests.Add(File.ReadAllText(Path.Join(Roll, sealedAs.ManifestPath)));
            Directory.Delete(Path.Join(Roll, "ascmhl"), recursive: true);
        }

        Assert.Equal(manifests[0], manifests[1]);
        Assert.DoesNotContain("lastmodificationdate", manifests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_between_manifest_and_chain_it_completes_what_it_began()
    {
        await SealAsync(At);
        var whole = Files();
        await SealAsync(At.AddHours(1));
        File.Delete(Path.Join(Roll, "ascmhl", "ascmhl_chain.xml"));
        foreach (var (path, bytes) in whole) await File.WriteAllBytesAsync(path, Convert.FromBase64String(bytes), Token);

        var result = await SealAsync(At.AddHours(1));

        Assert.Equal(2, result.Generation);
        var history = await LoadAsync();
        Assert.True(history.IsTrusted);
        Assert.Equal(2, history.Root.Generations.Length);
    }

    [Fact]
    public async Task The_history_that_came_with_the_card_is_kept_and_continued_with_what_changed_marked()
    {
        await SealAsync(At);
        await File.WriteAllBytesAsync(Path.Join(Roll, "clips", "b.mov"), TestBytes.Of(20_000, 3), Token);

        var result = await SealAsync(At.AddDays(1));

        Assert.Equal((2, 1), (result.Generation, result.Mismatches));
        Assert.Equal(2, (await LoadAsync()).Root.Generations.Length);
    }

    [Fact]
    public async Task An_edited_history_is_not_continued_and_the_reason_is_told()
    {
        await SealAsync(At);
        var manifest = Directory.GetFiles(Path.Join(Roll, "ascmhl"), "0001*").Single();
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest, Token)).Replace("a.mov", "c.mov", StringComparison.Ordinal), Token);

        var problem = await Assert.ThrowsAsync<StepFailedException>(() => SealAsync(At.AddDays(1)));

        Assert.Equal(Acetate.Compute.RetryClass.Data, problem.Class);
        Assert.Contains("changed after it was written", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_hashed_files_there_is_nothing_to_seal()
    {
        var problem = await Assert.ThrowsAsync<StepFailedException>(() => SealFolder.RunAsync(Request(At), new StepContext(), Token));

        Assert.Contains("nothing to seal", problem.Message, StringComparison.Ordinal);
    }

    private async Task<SealFolderResult> SealAsync(DateTimeOffset at, bool omitsModified = false)
    {
        var outputs = ImmutableDictionary<string, JsonElement>.Empty;
        foreach (var name in (string[])["a.mov", "b.mov"])
        {
            var hashed = await HashFiles.RunAsync(
                new HashFilesRequest { Store = StoreUrl.ForFolder(_folder.Path), Prefix = "show/A001", Files = [new($"clips/{name}", null)] }, new StepContext(), Token);
            outputs = outputs.Add($"verify/{name}", JsonSerializer.SerializeToElement(hashed, StepJson.Options));
        }

        var request = JsonSerializer.SerializeToElement(Request(at) with { OmitsModified = omitsModified }, StepJson.Options);
        var outcome = await StepCatalogue.Functions.RunAsync("seal-folder", request, new StepContext { Outputs = outputs }, Token);
        return outcome.Result switch
        {
            Acetate.Compute.StepResult.Done done => done.Output.Deserialize<SealFolderResult>(StepJson.Options)!,
            Acetate.Compute.StepResult.Failed failed => throw new StepFailedException(failed.Class, failed.Message, failed.Advice),
            var other => throw new InvalidOperationException($"{other}"),
        };
    }

    private SealFolderRequest Request(DateTimeOffset at) => new()
    {
        Store = StoreUrl.ForFolder(_folder.Path),
        Prefix = "show/A001",
        RollName = "A001",
        Creator = new MhlCreator { HostName = "cart", Tool = "acetate", ToolVersion = "0.1.0", Authors = [new("Ada", Role: "DIT")] },
        At = at,
    };

    private async Task<MhlHistory> LoadAsync() => await MhlHistory.LoadAsync(new HistoryFiles
    {
        ListAsync = _ => ValueTask.FromResult<IReadOnlyCollection<string>>([.. Directory.GetFiles(Roll, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Roll, path))]),
        OpenReadAsync = (path, _) => ValueTask.FromResult<Stream>(File.OpenRead(Path.Join(Roll, path))),
    }, "A001", Token);

    private Dictionary<string, string> Files() => Directory.GetFiles(Path.Join(Roll, "ascmhl")).ToDictionary(path => path, path => Convert.ToBase64String(File.ReadAllBytes(path)));
}
