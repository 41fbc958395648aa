using System.Collections.Immutable;
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
