using Acetate.Hashing;

namespace Acetate.Standards.Tests.Hashing;

/// <summary>Two streams taken in at once give what each alone gives.</summary>
public sealed class HashPairTests
{
    public static TheoryData<HashFormat, HashFormat> Formats => new()
    {
        { HashFormat.Xxh64, HashFormat.Xxh64 },
        { HashFormat.Xxh64, HashFormat.Md5 },
        { HashFormat.Xxh128, HashFormat.Xxh64 },
        { HashFormat.Xxh128, HashFormat.Xxh128 },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Wherever_two_streams_are_cut_each_gets_its_own_digest(HashFormat one, HashFormat other)
    {
        var bytes = TestBytes.Sanity(20_000);
        var cuts = new Sequence(7);
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var left = bytes.AsSpan(cuts.Below(64), cuts.Below(9000));
            var right = bytes.AsSpan(9500 + cuts.Below(64), cuts.Below(9000));
            using var first = new MultiHash(one);
            using var second = new MultiHash(other);
            var most = attempt % 3 == 0 ? 40 : attempt % 3 == 1 ? 700 : 9001;
            var a = left;
            var b = right;
            while (!a.IsEmpty || !b.IsEmpty)
            {
                var (ofA, ofB) = (Math.Min(a.Length, cuts.Below(most)), Math.Min(b.Length, cuts.Below(most)));
                MultiHash.AppendPair(first, a[..ofA], second, b[..ofB]);
                a = a[ofA..];
                b = b[ofB..];
            }

            Assert.Equal((left.Length, right.Length), ((int)first.Length, (int)second.Length));
            Assert.Equal(HashDigest.Of(one, left), Assert.Single(first.Finish()));
            Assert.Equal(HashDigest.Of(other, right), Assert.Single(second.Finish()));
        }
    }

    [Fact]
    public void Both_loops_over_pairs_agree()
    {
        Assert.SkipUnless(Xxh64Pair.HasVectors, "This machine does not multiply 64 bits in vectors.");
        var bytes = TestBytes.Sanity(5000);
        var (one, other) = (new Xxh64Hash.Lanes(1, 2, 3, 4), new Xxh64Hash.Lanes(5, 6, 7, ulong.MaxValue));
        for (var count = 0; count < 70; count++)
        {
            Assert.Equal(
                Xxh64Pair.InScalarUnits(one, ref bytes[count], other, ref bytes[2500 + 3 * count], count, XxhMath.Prime64A, XxhMath.Prime64B),
                Xxh64Pair.InBothUnits(one, ref bytes[count], other, ref bytes[2500 + 3 * count], count, XxhMath.Prime64A, XxhMath.Prime64B));
        }
    }

    [Fact]
    public void One_hash_cannot_take_in_both_streams()
    {
        using var hash = new MultiHash(HashFormat.Xxh64);

        Assert.Throws<ArgumentException>(() => MultiHash.AppendPair(hash, [1], hash, [2]));
    }
}
