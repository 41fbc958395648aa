using Acetate.Hashing;
using Acetate.Mhl;

namespace Acetate.Standards.Tests.Mhl;

/// <summary>A roll of one file per frame has 43,200 files in half an hour.</summary>
[Collection(nameof(ScaleTests))]
public sealed class ScaleTests
{
    private const int BytesPerFile = 1024;

    /// <summary>Memory is measured for the whole process, so nothing else may run meanwhile.</summary>
    [CollectionDefinition(nameof(ScaleTests), DisableParallelization = true)]
    public sealed class Alone;

    [Fact]
    public async Task A_history_takes_at_most_a_kibibyte_of_memory_per_file_at_any_size()
    {
        // The first run pays for what is loaded once.
        await MeasureAsync(500);
        var small = await MeasureAsync(10_800);
        var large = await MeasureAsync(43_200);

        var perFile = (double)(large - small) / (43_200 - 10_800);
        TestContext.Current.TestOutputHelper?.WriteLine($"{perFile:0} bytes per file");
        Assert.True(perFile <= BytesPerFile, $"{perFile:0} bytes live per file between the two sizes");
        Assert.True(large <= 43_200L * BytesPerFile, $"{large / 43_200.0:0} bytes live per file at 43,200 files");
    }

    [Fact]
    public async Task What_is_allocated_grows_with_the_files_and_not_faster()
    {
        await AllocatedAsync(500);
        var small = await AllocatedAsync(5_000);
        var large = await AllocatedAsync(40_000);

        Assert.True(large <= small * 8 * 1.35, $"{small / 5000.0:0} bytes allocated per file at 5,000 files, {large / 40000.0:0} at 40,000");
    }

    [Fact]
    public async Task Renaming_the_folder_of_a_whole_roll_is_recognised_file_by_file()
    {
        var card = new MemoryHistory();
        for (var i = 0; i < 20_000; i++) card.Media[$"A001/frame.{i:0000000}.dng"] = [(byte)i, (byte)(i >> 8), (byte)(i % 7)];
        await card.SealAsync(0);
        var frames = card.Media.ToList();
        card.Media.Clear();
        foreach (var (path, bytes) in frames) card.Media[path.Replace("A001/", "A001_R2EC/", StringComparison.Ordinal)] = bytes;

        var sealing = await card.SealAsync(1, detectRenames: true);

        Assert.Equal(20_000, sealing.Comparison.Count(FileStatus.Renamed));
        Assert.Empty(sealing.Comparison.MissingFolders);
        Assert.Contains(sealing.Manifest.Entries, e => e is MhlDirectoryEntry { Path: "A001_R2EC", PreviousPath: "A001" });
    }

    /// <summary>Bytes held while everything of a seal is alive, or everything of the verification after it, whichever is more:
    /// what was observed, the history, the findings, the documents that are about to be written.</summary>
    private static async Task<long> MeasureAsync(int count)
    {
        var documents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var sealing = await WhileSealingAsync(count, Storage(documents));
        var verifying = await WhileVerifyingAsync(count, Storage(documents));
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} files: {sealing / count} bytes per file sealing, {verifying / count} verifying");
        return Math.Max(sealing, verifying);
    }

    private static async Task<long> WhileSealingAsync(int count, HistoryFiles storage)
    {
        var before = Live();
        var files = Frames(count);
        var prepared = (await MhlHistory.LoadAsync(storage, "A001")).PrepareGeneration(Request(files));
        var held = Live() - before;
        await prepared.WriteAsync(storage);
        GC.KeepAlive(files);
        return held;
    }

    private static async Task<long> WhileVerifyingAsync(int count, HistoryFiles storage)
    {
        var before = Live();
        var files = Frames(count);
        var history = await MhlHistory.LoadAsync(storage, "A001");
        var comparison = history.Compare(files);
        var held = Live() - before;
        Assert.True(comparison.IsIntact);
        GC.KeepAlive(files);
        GC.KeepAlive(history);
        return held;
    }

    private static async Task<long> AllocatedAsync(int count)
    {
        var files = Frames(count);
        var storage = Storage(new Dictionary<string, byte[]>(StringComparer.Ordinal));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await (await MhlHistory.LoadAsync(storage, "A001")).PrepareGeneration(Request(files)).WriteAsync(storage);
        Assert.True((await MhlHistory.LoadAsync(storage, "A001")).Compare(files).IsIntact);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static HistoryFiles Storage(Dictionary<string, byte[]> documents) => new()
    {
        ListAsync = _ => ValueTask.FromResult<IReadOnlyCollection<string>>([.. documents.Keys]),
        OpenReadAsync = (path, _) => ValueTask.FromResult<Stream>(new MemoryStream(documents[path], writable: false)),
        WriteAsync = (file, _) =>
        {
            documents[file.Path] = file.Bytes.ToArray();
            return ValueTask.CompletedTask;
        },
    };

    private static GenerationRequest Request(List<ObservedFile> files) => new() { At = MemoryHistory.Start, Creator = MemoryHistory.Creator, Files = files };

    private static List<ObservedFile> Frames(int count)
    {
        using var hash = new MultiHash(HashFormat.Xxh128);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            hash.Append(BitConverter.GetBytes(i));
            return new ObservedFile($"A001_C003_1121AB/A001_C003_1121AB.{i:0000000}.dng", 4, hash.Finish(), MemoryHistory.Start);
        })];
    }

    private static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
