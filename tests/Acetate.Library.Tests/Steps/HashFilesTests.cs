using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute.Hosting;
using Acetate.Hashing;
using Acetate.Library.Tests.Storage;
using Acetate.Steps;
using Acetate.Storage;

namespace Acetate.Library.Tests.Steps;

/// <summary>Reading files back and comparing them with what they should be.</summary>
public sealed class HashFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_file_has_its_verdict_and_its_reason(bool bypass)
    {
        int[] lengths = [0, 100, 4 << 20, 13_000_001];
        var intact = lengths.Select((length, index) => Make($"intact/{index}", TestBytes.Of(length, (ulong)index))).ToList();
        var unknown = Make("unknown", [1]) with { Expected = [] };
        var longer = Make("longer", [1, 2, 3]) with { Length = 2 };
        var wrong = Make("wrong", [1, 2, 3]) with { Expected = [new("xxh64", "0000000000000000")] };
        var missing = new HashFile("missing", 1) { Expected = [new("xxh64", "0000000000000000")] };

        var result = await HashAsync([.. intact, unknown, longer, wrong, missing], bypass);

        Assert.Equal([HashVerdict.Intact, HashVerdict.Intact, HashVerdict.Intact, HashVerdict.Intact,
            HashVerdict.Hashed, HashVerdict.SizeDiffers, HashVerdict.Mismatch, HashVerdict.Missing], result.Files.Select(file => file.Verdict));
        Assert.All(result.Files[5..], file => Assert.NotEmpty(file.Message));
        Assert.Equal(lengths.Sum() + 1 + 3, result.Bytes);
        Assert.Equal([CopyFilesTests.DigestOf([1])], result.Files[4].Digests);
    }

    [Fact]
    public async Task What_a_trim_has_read_back_is_not_read_again_unless_anybody_touched_it()
    {
        string[] names = ["left-alone", "written", "dated", "replaced", "unknown"];
        foreach (var name in names) _folder.Write($"pull/media/{name}", TestBytes.Of(5000, 1));
        await using var store = await StoreUrl.OpenAsync(StoreUrl.ForFolder(_folder.Path), StoreAccess.Read, Token);
        var told = new List<StoredTrimFile>();
        foreach (var name in names)
            told.Add(new($"pull/media/{name}", "A001C001.mov", 5000)
            {
                // No file has it, so that it can only come from here.
                Xxh128 = new('a', 32),
                Revision = name == "unknown" ? null : (await store.FindAsync(StoreKey.Parse($"pull/media/{name}"), Token))!.Revision,
            });
        // The moments of changes are those of the system's clock ticks.
        await Task.Delay(30, Token);
        using (var written = File.OpenHandle(Path.Join(_folder.Path, "pull/media/written"), FileMode.Open, FileAccess.Write)) RandomAccess.Write(written, [0], 0);
        File.SetLastWriteTimeUtc(Path.Join(_folder.Path, "pull/media/written"), File.GetLastWriteTimeUtc(Path.Join(_folder.Path, "pull/media/unknown")));
        File.SetLastWriteTimeUtc(Path.Join(_folder.Path, "pull/media/dated"), DateTime.UnixEpoch);
        _folder.Write("pull/media/other", TestBytes.Of(5000, 1));
        File.Move(Path.Join(_folder.Path, "pull/media/other"), Path.Join(_folder.Path, "pull/media/replaced"), overwrite: true);

        var taken = await ClosedAsync(new() { Store = store.Location, Prefix = "pull", TakesReadBack = true });
        var read = await ClosedAsync(new() { Store = store.Location, Prefix = "pull" });

        Assert.Equal(["media/left-alone"], taken.Where(file => file.Digests is [{ Text: var text }] && text == told[0].Xxh128).Select(file => file.Path));
        Assert.Equal(read.Where(file => file.Path != "media/left-alone").Select(Shown), taken.Where(file => file.Path != "media/left-alone").Select(Shown));
        Assert.Equal(read.Select(file => (file.Path, file.Length, file.Modified, file.Verdict)), taken.Select(file => (file.Path, file.Length, file.Modified, file.Verdict)));

        async Task<ImmutableArray<HashedFile>> ClosedAsync(HashFilesRequest request) => (await HashFiles.RunAsync(request, new StepContext
        {
            Outputs = ImmutableDictionary<string, JsonElement>.Empty.Add("trim/0001", JsonSerializer.SerializeToElement(new TrimClipsResult([new() { Files = [.. told] }]), StepJson.Options)),
            Json = StepJson.Options,
        }, Token)).Files;

        static (string, string) Shown(HashedFile file) => (file.Path, string.Join(' ', file.Digests.Select(digest => digest.Text)));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(13_000_001)]
    public async Task A_single_flipped_bit_is_found_wherever_it_is(int length)
    {
        var file = Make("a", TestBytes.Of(length, 1));
        foreach (var at in (int[])[0, length / 2, length - 1])
        {
            Flip(at, 1);
            Assert.Equal(HashVerdict.Mismatch, Assert.Single((await HashAsync([file], bypass: true)).Files).Verdict);
            Flip(at, 1);
        }

        Assert.Equal(HashVerdict.Intact, Assert.Single((await HashAsync([file], bypass: true)).Files).Verdict);

        void Flip(int at, int bit)
        {
            using var stream = new FileStream(Path.Join(_folder.Path, "a"), FileMode.Open);
            stream.Position = at;
            var value = stream.ReadByte();
            stream.Position = at;
            stream.WriteByte((byte)(value ^ (1 << bit)));
        }
    }

    [Fact]
    public async Task Large_files_that_are_right_get_hashes_of_their_blocks_and_no_others_do()
    {
        var bytes = TestBytes.Of((9 << 20) + 5, 3);
        ImmutableArray<HashFile> files = [Make("large", bytes), Make("block", bytes[..BlockHashes.BlockLength]), Make("small", bytes[..1000]), Make("wrong", bytes) with { Expected = [new("xxh64", "0000000000000000")] }];

        var result = await HashFiles.RunAsync(
            new HashFilesRequest { Store = StoreUrl.ForFolder(_folder.Path), Files = files, BlocksFrom = BlockHashes.BlockLength }, new StepContext(), Token);
        var told = JsonSerializer.Deserialize<HashFilesResult>(JsonSerializer.Serialize(result, StepJson.Options), StepJson.Options)!;

        Assert.True(BlockHashes.TryParse(told.Files[0].Blocks, bytes.Length, out var blocks));
        Assert.Equal(BlockHashes.From([.. bytes.Chunk(BlockHashes.BlockLength).Select(block => BlockHashes.Of(block))]), blocks);
        Assert.True(BlockHashes.TryParse(told.Files[1].Blocks, BlockHashes.BlockLength, out _));
        Assert.Equal([null, null], told.Files[2..].Select(file => file.Blocks));
    }

    private HashFile Make(string path, byte[] bytes)
    {
        var full = Path.Join(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return new HashFile(path, bytes.Length) { Expected = [CopyFilesTests.DigestOf(bytes, HashFormat.Xxh128)] };
    }

    private Task<HashFilesResult> HashAsync(ImmutableArray<HashFile> files, bool bypass) => HashFiles.RunAsync(
        new HashFilesRequest { Store = StoreUrl.ForFolder(_folder.Path), Files = files, BypassCache = bypass }, new StepContext(), Token);
}
