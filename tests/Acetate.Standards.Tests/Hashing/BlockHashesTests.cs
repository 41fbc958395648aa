using Acetate.Hashing;

namespace Acetate.Standards.Tests.Hashing;

/// <summary>Hashes of the blocks of a file.</summary>
public sealed class BlockHashesTests
{
    [Fact]
    public void A_block_has_the_64_bits_of_XXH3()
    {
        var bytes = TestBytes.Sanity(5000);

        Assert.Equal(HashDigest.Of(HashFormat.Xxh3, bytes).Text, $"{BlockHashes.Of(bytes):x16}");
        Assert.Equal(HashDigest.Of(HashFormat.Xxh3, []).Text, $"{BlockHashes.Of([]):x16}");
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockHashes.Of(new byte[BlockHashes.BlockLength + 1]));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(BlockHashes.BlockLength, 1)]
    [InlineData(BlockHashes.BlockLength + 1L, 2)]
    [InlineData(100_000_000_000, 23_842)]
    public void The_text_of_a_file_of_that_length_is_read_back_and_of_no_other(long length, int count)
    {
        var hashes = BlockHashes.From([.. Enumerable.Range(0, count).Select(i => (ulong)i * 0x9E3779B97F4A7C15)]);
        var text = hashes.ToString();

        Assert.Equal(count, BlockHashes.CountOf(length));
        Assert.True(BlockHashes.TryParse(text, length, out var read));
        Assert.Equal(hashes, read);
        Assert.Equal(count, read!.Count);
        Assert.False(BlockHashes.TryParse(text, length + 3L * BlockHashes.BlockLength, out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAAAAAAAAA")]
    [InlineData("AAAAAAAAAA?=")]
    [InlineData("AAAAAAAAAAAA")]
    public void What_is_no_hash_of_one_block_is_refused_however_long_the_file_says_it_is(string? text)
    {
        Assert.False(BlockHashes.TryParse(text, 1, out _));
        Assert.False(BlockHashes.TryParse(text, long.MaxValue, out _));
    }
}
