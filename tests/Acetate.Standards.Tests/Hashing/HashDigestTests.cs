using System.Text.Json;
using Acetate.Hashing;

namespace Acetate.Standards.Tests.Hashing;

public sealed class HashDigestTests
{
    public static TheoryData<HashFormat> Formats => [.. HashFormats.All];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_digest_reads_back_from_its_text_its_bytes_and_JSON(HashFormat format)
    {
        for (var length = 0; length < 200; length++)
        {
            var digest = HashDigest.Of(format, TestBytes.Sanity(length));
            var bytes = new byte[HashFormats.ByteLength(format)];

            Assert.Equal(bytes.Length, digest.CopyBytesTo(bytes));
            Assert.Equal(HashFormats.TextLength(format), digest.Text.Length);
            Assert.True(HashDigest.TryParse(format, digest.Text, out var read));
            Assert.Equal(digest, read);
            Assert.Equal(digest.GetHashCode(), read.GetHashCode());
            Assert.Equal(digest, HashDigest.FromBytes(format, bytes));
            Assert.Equal(digest, JsonSerializer.Deserialize<HashDigest>(JsonSerializer.Serialize(digest)));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void One_changed_character_makes_another_digest_or_none(HashFormat format)
    {
        var digest = HashDigest.Of(format, [1, 2, 3]);
        for (var at = 0; at < digest.Text.Length; at++)
        {
            var changed = digest.Text.ToCharArray();
            changed[at] = changed[at] == '1' ? '2' : '1';
            Assert.False(HashDigest.TryParse(format, new string(changed), out var other) && other == digest);
        }
    }

    [Theory]
    [InlineData(HashFormat.Md5, null)]
    [InlineData(HashFormat.Md5, "")]
    [InlineData(HashFormat.Md5, "d41d8cd98f00b204e9800998ecf8427")]
    [InlineData(HashFormat.Md5, "d41d8cd98f00b204e9800998ecf8427g")]
    [InlineData(HashFormat.Md5, " d41d8cd98f00b204e9800998ecf8427")]
    [InlineData(HashFormat.Xxh64, "99aa06d3014798d86001c324468d497f")]
    [InlineData(HashFormat.C4, "C459dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT")]
    [InlineData(HashFormat.C4, "c4O9dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT")]
    [InlineData(HashFormat.C4, "c4zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void What_is_no_value_of_the_format_is_refused(HashFormat format, string? text)
    {
        Assert.False(HashDigest.TryParse(format, text, out var digest));
        Assert.False(digest.IsSet);
    }

    [Fact]
    public void The_smallest_and_the_greatest_C4_identifier_read_back()
    {
        var (zero, greatest) = (new byte[64], Enumerable.Repeat((byte)255, 64).ToArray());

        Assert.Equal("c4" + new string('1', 88), HashDigest.FromBytes(HashFormat.C4, zero).Text);
        foreach (var bytes in new[] { zero, greatest })
        {
            var digest = HashDigest.FromBytes(HashFormat.C4, bytes);
            Assert.True(HashDigest.TryParse(HashFormat.C4, digest.Text, out var read));
            Assert.Equal(digest, read);
        }

        // One more than the greatest has the same length, and no 64 bytes that could hold it.
        var beyond = HashDigest.FromBytes(HashFormat.C4, greatest).Text.ToCharArray();
        beyond[^1]++;
        Assert.False(HashDigest.TryParse(HashFormat.C4, new string(beyond), out _));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(0)]
    public void Bytes_of_a_wrong_number_are_no_digest(int length) =>
        Assert.Throws<ArgumentException>(() => HashDigest.FromBytes(HashFormat.Md5, new byte[length]));

    [Fact]
    public void Upper_case_hex_is_read_and_written_in_lower_case()
    {
        Assert.True(HashDigest.TryParse(HashFormat.Xxh64, "EF46DB3751D8E999", out var digest));
        Assert.Equal("ef46db3751d8e999", digest.Text);
    }

    [Fact]
    public void Equal_bytes_of_different_formats_are_different_digests()
    {
        var bytes = new byte[16];

        Assert.NotEqual(HashDigest.FromBytes(HashFormat.Md5, bytes), HashDigest.FromBytes(HashFormat.Xxh128, bytes));
        Assert.NotEqual(default, HashDigest.FromBytes(HashFormat.Xxh128, bytes));
    }

    [Fact]
    public void An_unset_digest_has_no_text_and_no_bytes()
    {
        Assert.Equal("", default(HashDigest).Text);
        Assert.Equal(0, default(HashDigest).CopyBytesTo([]));
        Assert.Equal("null", JsonSerializer.Serialize(default(HashDigest)));
        Assert.Equal(default, JsonSerializer.Deserialize<HashDigest>("null"));
    }

    [Fact]
    public void In_JSON_a_digest_names_its_format() =>
        Assert.Equal(
            """{"format":"xxh64","text":"ef46db3751d8e999"}""", JsonSerializer.Serialize(HashDigest.Of(HashFormat.Xxh64, [])));

    [Theory]
    [InlineData("""{"format":"crc32","text":"00000000"}""")]
    [InlineData("""{"format":"xxh64","text":"123"}""")]
    [InlineData("""{"format":"xxh64"}""")]
    [InlineData("""["xxh64"]""")]
    [InlineData("17")]
    public void A_wrong_digest_in_JSON_is_an_error(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<HashDigest>(json));

    [Fact]
    public void A_hundred_thousand_digests_take_at_most_forty_bytes_each()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var digests = new HashDigest[100_000];
        for (var i = 0; i < digests.Length; i++)
            digests[i] = HashDigest.FromBytes(HashFormat.Xxh128, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, (byte)i]);
        var after = GC.GetAllocatedBytesForCurrentThread();

        Assert.InRange((after - before) / digests.Length, 0, 40);
    }

    [Fact]
    public void Names_of_formats_read_back_in_any_case()
    {
        Assert.All(HashFormats.All, format =>
        {
            Assert.True(HashFormats.TryParse($" {HashFormats.Name(format).ToUpperInvariant()} ", out var read));
            Assert.Equal(format, read);
        });
        Assert.False(HashFormats.TryParse("sha256", out _));
        Assert.False(HashFormats.TryParse(null, out _));
        Assert.Equal(Enum.GetValues<HashFormat>().ToHashSet(), HashFormats.All.ToHashSet());
    }
}
