using Acetate.Storage;
using Acetate.Storage.Local;

namespace Acetate.Library.Tests.Storage;

/// <summary>The power goes at any instant, and the disk forgets everything that was not synced.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class PowerCutTests : IDisposable
{
    // Each cut is tried with several fates of what was not synced; among them: all of it lost, and all of it kept.
    private static readonly int Fates = Fuzzing.Rounds(12);
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, byte[]> _contents = new(StringComparer.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_small_file_is_under_its_name_whole_or_not_at_all() => SurvivesAsync(async (store, acknowledged) =>
    {
        await WriteAsync(store, "show/day/A001/a.mov", 10_000, pieces: 3);
        acknowledged.Add("show/day/A001/a.mov");
        await WriteAsync(store, "show/day/A001/b.mov", 0, pieces: 1);
        acknowledged.Add("show/day/A001/b.mov");
    });

    [Fact]
    public Task Files_that_are_published_together_are_each_whole_or_not_there() => SurvivesAsync(async (store, acknowledged) =>
    {
        string[] names = ["roll/1.dng", "roll/2.dng", "roll/sub/3.dng", "roll/sub/4.dng", "5.dng"];
        var writers = new List<StoreWriter>();
        foreach (var name in names) writers.Add(await BeginAsync(store, name, 5_000, pieces: 2));
        Assert.All(await store.PublishAllAsync(writers, Token), outcome => Assert.Null(outcome.Problem));
        foreach (var writer in writers) await writer.DisposeAsync();
        acknowledged.AddRange(names);
    });

    [Theory]
    [InlineData(60_000, 12)]
    [InlineData(5_000_000, 4)]
    public Task A_write_that_was_interrupted_before_is_taken_up_and_ends_right(int length, int usual) => SurvivesAsync(async (store, acknowledged) =>
    {
        const string name = "roll/large.mov";
        for (var run = 1; run <= 3; run++)
        {
            // Disposed without publishing, as a killed step's successor finds it: each run gets a bit further.
            await using var writer = await OpenAsync(store, name, length, "same");
            await writer.WriteAsync(Content(name, length, "same").AsMemory((int)writer.Position, (length * run / 3) - (int)writer.Position), Token);
            if (run == 3) await writer.PublishAsync(Token);
        }

        acknowledged.Add(name);
    }, Fuzzing.Rounds(usual));

    [Fact]
    public Task Content_that_changed_its_mind_never_mixes_with_what_was_begun_before() => SurvivesAsync(async (store, acknowledged) =>
    {
        const string name = "roll/large.mov";
        const int length = 60_000;
        await PartAsync("old", 30_000);
        await PartAsync("same", 10_000);
        await DiscardAsync("same");
        await PartAsync("old", 20_000);
        await PartAsync("same", length);
        acknowledged.Add(name);

        async Task PartAsync(string tag, int upTo)
        {
            await using var writer = await OpenAsync(store, name, length, tag);
            if (upTo > writer.Position) await writer.WriteAsync(Content(name, length, tag).AsMemory((int)writer.Position, upTo - (int)writer.Position), Token);
            if (upTo == length) await writer.PublishAsync(Token);
        }

        async Task DiscardAsync(string tag)
        {
            await using var writer = await OpenAsync(store, name, length, tag);
            await writer.DiscardAsync(Token);
        }
    });

    [Fact]
    public Task A_replaced_file_is_the_old_one_or_the_new_one() => SurvivesAsync(async (store, acknowledged) =>
    {
        const string name = "ascmhl/ascmhl_chain.xml";
        await WriteAsync(store, name, 3_000, pieces: 1);
        acknowledged.Add(name);
        await using var writer = await store.OpenWriteAsync(StoreKey.Parse(name), new WriteOptions { Length = 4_000, ResumeTag = "new", Replace = true }, Token);
        await writer.WriteAsync(Content(name, 4_000, "new"), Token);
        await writer.PublishAsync(Token);
    });

    [Fact]
    public async Task The_simulation_catches_a_ritual_that_forgets_a_sync()
    {
        // The proof that these tests can fail: the same calls without the fsync of the file.
        var calls = await RecordAsync(async (store, _) => await WriteAsync(store, "roll/a.mov", 10_000, pieces: 3));
        var careless = calls.Calls.Where(call => call is not (DiskCall.Sync or DiskCall.SyncEverything)).ToList();

        var wrong = await CountWrongAsync(careless, calls.Acknowledged);

        Assert.True(wrong > 0, "A file without its bytes should have been found under its final name.");
    }

    private sealed record Recorded(List<DiskCall> Calls, List<(int At, string Name)> Acknowledged);

    private async Task SurvivesAsync(Func<IFileStore, List<string>, Task> work, int? fates = null)
    {
        var recorded = await RecordAsync(work);

        Assert.Equal(0, await CountWrongAsync(recorded.Calls, recorded.Acknowledged, fates));
    }

    private async Task<Recorded> RecordAsync(Func<IFileStore, List<string>, Task> work)
    {
        var calls = new List<DiskCall>();
        var acknowledged = new Acknowledgements(calls);
        await using var store = LocalStore.Open(Path.Join(_folder.Path, "recorded"), StoreAccess.ReadWrite, call => { lock (calls) calls.Add(call); });
        await work(store, acknowledged.Names);
        return new Recorded(calls, [.. acknowledged.Names.Select(name => (acknowledged.PlaceOf(name), name))]);
    }

    /// <summary>Where in the calls a name was renamed into place and its folder synced: from there on it must survive.</summary>
    private sealed class Acknowledgements(List<DiskCall> calls)
    {
        public List<string> Names { get; } = [];

        public int PlaceOf(string name)
        {
            var renamed = calls.FindIndex(call => call is DiskCall.Rename rename && rename.To == name);
            var folder = name.LastIndexOf('/') is > 0 and var end ? name[..end] : "";
            return calls.FindIndex(renamed, call => call is DiskCall.SyncFolder sync && sync.Path == folder);
        }
    }

    private async Task<int> CountWrongAsync(List<DiskCall> calls, List<(int At, string Name)> acknowledged, int? fates = null)
    {
        var wrong = 0;
        for (var cut = 0; cut <= calls.Count; cut++)
        {
            for (var fate = 0; fate < (fates ?? Fates); fate++)
            {
                var dice = (ulong)((cut * 31) + fate) * 0x9E3779B97F4A7C15;
                Func<int, int> chance = fate switch
                {
                    0 => sides => sides - 1,
                    1 => _ => 0,
                    _ => sides => (int)((dice = (dice ^ (dice >> 29)) * 0xBF58476D1CE4E5B9 + 1) >> 33) % sides,
                };
                var root = Directory.CreateDirectory(Path.Join(_folder.Path, $"cut-{cut}-{fate}")).FullName;
                PowerCut.After(calls.Take(cut), chance).WriteTo(root);
                wrong += await CheckAsync(root, [.. acknowledged.Where(one => one.At >= 0 && one.At < cut).Select(one => one.Name)]);
                Directory.Delete(root, recursive: true);
            }
        }

        return wrong;
    }

    /// <summary>After the cut: nothing wrong under a final name, nothing acknowledged lost, and going on ends right.</summary>
    private async Task<int> CheckAsync(string root, List<string> mustBeThere)
    {
        var wrong = 0;
        await using var store = LocalStore.Open(root, StoreAccess.ReadWrite);
        await foreach (var file in store.ListAsync(default, Token))
        {
            mustBeThere.Remove(file.Key.ToString());
            if (!IsRight(file.Key.ToString(), await File.ReadAllBytesAsync(Path.Join(root, file.Key.ToString()), Token))) wrong++;
        }

        wrong += mustBeThere.Count;
        foreach (var (name, content) in _contents.Where(one => one.Key.EndsWith("|same", StringComparison.Ordinal)).Select(one => (one.Key.Split('|')[0], one.Value)))
        {
            if (await store.FindAsync(StoreKey.Parse(name), Token) is not null) continue;
            await using var writer = await OpenAsync(store, name, content.Length, "same");
            await writer.WriteAsync(content.AsMemory((int)writer.Position), Token);
            await writer.PublishAsync(Token);
            var ended = await File.ReadAllBytesAsync(Path.Join(root, name), Token);
            if (!content.AsSpan().SequenceEqual(ended)) wrong++;
        }

        return wrong;
    }

    private bool IsRight(string name, byte[] bytes) =>
        _contents.Any(one => one.Key.StartsWith(name + "|", StringComparison.Ordinal) && one.Value.AsSpan().SequenceEqual(bytes));

    private byte[] Content(string name, int length, string tag)
    {
        var known = $"{name}|{tag}";
        if (!_contents.TryGetValue(known, out var bytes)) _contents[known] = bytes = TestBytes.Of(length, (ulong)known.Sum(c => c));
        return bytes;
    }

    private static Task<StoreWriter> OpenAsync(IFileStore store, string name, int length, string tag) =>
        store.OpenWriteAsync(StoreKey.Parse(name), new WriteOptions { Length = length, ResumeTag = tag }, Token);

    private async Task<StoreWriter> BeginAsync(IFileStore store, string name, int length, int pieces)
    {
        var bytes = Content(name, length, "same");
        var writer = await OpenAsync(store, name, length, "same");
        foreach (var piece in Enumerable.Range(0, pieces))
            await writer.WriteAsync(bytes.AsMemory(length * piece / pieces, (length * (piece + 1) / pieces) - (length * piece / pieces)), Token);
        return writer;
    }

    private async Task WriteAsync(IFileStore store, string name, int length, int pieces)
    {
        await using var writer = await BeginAsync(store, name, length, pieces);
        await writer.PublishAsync(Token);
    }
}
