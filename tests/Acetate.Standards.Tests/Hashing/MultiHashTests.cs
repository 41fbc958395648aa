using Acetate.Hashing;

namespace Acetate.Standards.Tests.Hashing;

public sealed class MultiHashTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(300_000)]
    [InlineData(3_000_001)]
    public void All_formats_at_once_give_what_each_gives_alone(int length)
    {
        var bytes = TestBytes.Sanity(length);
        using var hash = new MultiHash([.. HashFormats.All]);

        hash.Append(bytes);

        Assert.Equal(length, hash.Length);
        Assert.Equal(HashFormats.All.Select(format => HashDigest.Of(format, bytes)), hash.Finish());
    }

    [Fact]
    public void Pieces_of_any_size_give_the_same_digests_in_every_format()
    {
        var bytes = TestBytes.Sanity(MultiHash.ParallelBytes * 4);
        var expected = HashFormats.All.Select(format => HashDigest.Of(format, bytes)).ToArray();
        var cuts = new Sequence(7);
        using var hash = new MultiHash([.. HashFormats.All]);

        for (var attempt = 0; attempt < 30; attempt++)
        {
            for (var rest = bytes.AsSpan(); !rest.IsEmpty;)
            {
                // Around the sizes at which blocks are cut and threads join in.
                var piece = Math.Min(rest.Length, 1 + cuts.Below(attempt % 2 == 0 ? 5000 : 2 * MultiHash.ParallelBytes));
                hash.Append(rest[..piece]);
                rest = rest[piece..];
            }

            Assert.Equal(expected, hash.Finish());
        }
    }

    [Fact]
    public void Digests_come_in_the_order_asked_for_and_once()
    {
        using var hash = new MultiHash(HashFormat.C4, HashFormat.Xxh3, HashFormat.Md5, HashFormat.Xxh3, HashFormat.Xxh128);

        Assert.Equal([HashFormat.C4, HashFormat.Xxh3, HashFormat.Md5, HashFormat.Xxh128], hash.Finish().Select(digest => digest.Format));
    }

    [Fact]
    public void Finishing_starts_anew()
    {
        using var hash = new MultiHash([.. HashFormats.All]);
        hash.Append(TestBytes.Sanity(5000));
        hash.Finish();

        hash.Append([1, 2, 3]);

        Assert.Equal(3, hash.Length);
        Assert.Equal(HashFormats.All.Select(format => HashDigest.Of(format, [1, 2, 3])), hash.Finish());
        Assert.Equal(0, hash.Length);
    }

    [Fact]
    public void No_formats_at_all_only_count_the_bytes()
    {
        using var hash = new MultiHash();
        hash.Append([1, 2, 3]);

        Assert.Equal(3, hash.Length);
        Assert.Empty(hash.Finish());
    }

    [Fact]
    public void A_disposed_hash_takes_nothing_in()
    {
        var hash = new MultiHash(HashFormat.Md5);
        hash.Dispose();
        hash.Dispose();

        Assert.Throws<ObjectDisposedException>(() => hash.Append([1]));
        Assert.Throws<ObjectDisposedException>(() => hash.Finish());
    }

    [Fact]
    public async Task A_stream_is_hashed_to_its_end()
    {
        var bytes = TestBytes.Sanity(2_500_000);
        using var stream = new MemoryStream(bytes);
        using var hash = new MultiHash(HashFormat.Xxh128, HashFormat.C4);

        await hash.AppendAsync(stream, TestContext.Current.CancellationToken);

        Assert.Equal(bytes.Length, hash.Length);
        Assert.Equal([HashDigest.Of(HashFormat.Xxh128, bytes), HashDigest.Of(HashFormat.C4, bytes)], hash.Finish());
    }

    [Fact]
    public async Task A_cancelled_read_ends()
    {
        using var stream = new MemoryStream(new byte[100]);
        using var hash = new MultiHash(HashFormat.Xxh128);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hash.AppendAsync(stream, new CancellationToken(canceled: true)));
    }
}
