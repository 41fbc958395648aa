using System.Buffers.Binary;
using Acetate.Compute.Hosting;
using Acetate.Hashing;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Transfer;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Media;

/// <summary>The worker's function <c>trim-clips</c>.</summary>
public sealed class TrimClipsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Pull => Path.Join(_folder.Path, "store", "pull");

    [Fact]
    public async Task Each_part_is_what_a_step_of_its_own_would_make_and_one_that_is_lacking_is_made_alone()
    {
        TrimClipRequest[] parts = [Request("one", 5, 17), Request("two", 0, 25), Request("three", 16, 20)];

        var first = await RunAsync(parts);
        var bytes = Files();
        var times = Times();
        File.Delete(Path.Join(Pull, "two.mov"));
        var second = await RunAsync(parts);
        var alone = new List<TrimClipResult>();
        foreach (var part in parts) alone.Add(await TrimClip.RunAsync(part with { TargetPrefix = "alone" }, Context(), TestContext.Current.CancellationToken));

        Assert.Equal([(5L, 17L), (0, 25), (16, 20)], first.Trims.Select(one => (one.Range!.Start, one.Range.End)));
        Assert.All(first.Trims, one => Assert.True(one.Exact, one.Proof));
        Assert.Equal(["pull/one.mov", "pull/two.mov", "pull/three.mov"], first.Trims.Select(one => one.Files.Single().Path));
        Assert.Equal(alone.Select(one => (one.Files[0].Xxh128, one.Proof)), first.Trims.Select(one => (one.Files[0].Xxh128, one.Proof)));
        Assert.Equal(first.Trims.Select(one => one.Files[0] with { Revision = null }), second.Trims.Select(one => one.Files[0] with { Revision = null }));
        // Only the file that was made anew is another one.
        Assert.Equal([true, false, true], first.Trims.Zip(second.Trims, (one, other) => one.Files[0].Revision is { Length: > 0 } revision && revision == other.Files[0].Revision));
        Assert.Equal(bytes, Files());
        var again = Times();
        Assert.Equal([times["one.mov"], times["three.mov"]], [again["one.mov"], again["three.mov"]]);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Join(_folder.Path, "scratch")));
    }

    [Fact]
    public async Task A_part_that_fails_is_told_and_the_others_are_made()
    {
        _folder.Write("store/pull/two.mov", "somebody's own"u8);

        var failed = await Assert.ThrowsAsync<StepFailedException>(() => RunAsync([Request("zero", 20, 99), Request("one", 5, 17), Request("two", 0, 25), Request("three", 16, 20)]));

        Assert.Contains("lies outside the clip", failed.Message, StringComparison.Ordinal);
        Assert.Equal(["one.mov", "three.mov", "two.mov"], Files().Keys.Order(StringComparer.Ordinal));
        Assert.Equal("somebody's own", File.ReadAllText(Path.Join(Pull, "two.mov")));
    }

    [Fact]
    public async Task What_was_begun_of_another_content_is_not_taken_for_it()
    {
        // As a worker leaves it that was killed: half of it written, of another clip.
        _folder.Write("store/pull/.one.mov.acetate-partial", 100_000);

        var made = await RunAsync([Request("one", 5, 17)]);

        Assert.True(made.Trims.Single().Exact);
        Assert.Equal(["one.mov"], Files().Keys);
    }

    [Theory]
    [InlineData(null, true, null)]
    [InlineData(null, false, null)]
    [InlineData(300_000, true, "has other bytes between byte 0 and byte 4194304 than it had")]
    [InlineData(300_000, false, "does not have the xxh128 hash that it had")]
    [InlineData(BlockHashes.BlockLength, true, null)]
    [InlineData(BlockHashes.BlockLength, false, "does not have the xxh128 hash that it had")]
    [InlineData(3 * BlockHashes.BlockLength, true, "has other bytes between byte 12582912 and byte 13284023 than it had")]
    public async Task A_movie_is_cut_when_what_is_used_of_it_is_what_came_in(int? changed, bool blocks, string? wrong)
    {
        // A movie that goes on with 12 MiB that belong to no frame.
        var bytes = Longer(File.ReadAllBytes(Path.Join(Corpus.PathOf("samples"), "prores-mov", "apple-prores-422-hq.mov")), 3);
        var came = new CopyFile("long.mov", bytes.Length) { Expected = [DigestText.Of(HashDigest.Of(HashFormat.Xxh128, bytes))] };
        var hashes = BlockHashes.From([.. bytes.Chunk(BlockHashes.BlockLength).Select(block => BlockHashes.Of(block))]).ToString();
        if (changed is { } at) bytes[at] ^= 1;
        _folder.Write("card/long.mov", bytes);
        var request = Request("one", 5, 17) with
        {
            Store = StoreUrl.ForFolder(Path.Join(_folder.Path, "card")),
            Prefix = "",
            Clip = new() { Name = "long", Kind = ClipKind.Single, Files = ["long.mov"] },
            Expected = [came],
        };

        Task<TrimClipsResult> RunAsync() => TrimClips.RunAsync(
            new() { Trims = [request, request with { Name = "two", Frames = new(6, 8) }], Blocks = blocks ? [new("", "long.mov", hashes)] : [] }, Context(), TestContext.Current.CancellationToken);

        Corpus.Program("ffmpeg");
        if (wrong is null)
        {
            Assert.All((await RunAsync()).Trims, one => Assert.True(one.Exact, one.Proof));
            return;
        }

        var failed = await Assert.ThrowsAsync<StepFailedException>(RunAsync);
        Assert.Equal($"'long.mov' {wrong} when it came in: this copy of it is damaged. Nothing of it was delivered.", failed.Message);
        Assert.False(Directory.Exists(Pull) && Directory.EnumerateFileSystemEntries(Pull).Any());
    }

    /// <summary>A movie with so many free boxes of 4 MiB behind it.</summary>
    private static byte[] Longer(byte[] movie, int boxes)
    {
        var free = new byte[BlockHashes.BlockLength];
        BinaryPrimitives.WriteInt32BigEndian(free, free.Length);
        "free"u8.CopyTo(free.AsSpan(4));
        return [.. movie, .. Enumerable.Repeat(free, boxes).SelectMany(box => box)];
    }

    private Dictionary<string, string> Files() => Directory.GetFiles(Pull).ToDictionary(path => Path.GetFileName(path)!, path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));

    private Dictionary<string, DateTime> Times() => Directory.GetFiles(Pull).ToDictionary(path => Path.GetFileName(path)!, File.GetLastWriteTimeUtc);

    private TrimClipRequest Request(string name, long start, long end) => new()
    {
        Store = StoreUrl.ForFolder(Corpus.PathOf("samples")),
        Prefix = "prores-mov",
        Clip = new() { Name = "apple-prores-422-hq", Kind = ClipKind.Single, Files = ["apple-prores-422-hq.mov"] },
        Frames = new(start, end),
        Target = StoreUrl.ForFolder(Directory.CreateDirectory(Path.Join(_folder.Path, "store")).FullName),
        TargetPrefix = "pull",
        Name = name,
    };

    private StepContext Context() => new() { ScratchFolder = Directory.CreateDirectory(Path.Join(_folder.Path, "scratch")).FullName };

    private Task<TrimClipsResult> RunAsync(TrimClipRequest[] parts)
    {
        Corpus.Program("ffmpeg");
        return TrimClips.RunAsync(new() { Trims = [.. parts] }, Context(), TestContext.Current.CancellationToken);
    }
}
