using System.IO.Compression;
using Acetate.Media.Formats.Zlib;

namespace Acetate.Imaging.Tests.Formats.Zlib;

/// <summary>The streams we write, read back by the base library's own zlib, checksum and all.</summary>
public sealed class LiteralZlibTests
{
    public static TheoryData<string> Kinds => ["grain", "flat", "gradient", "two values", "steep", "runs of every length", "noise"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_compressed_comes_back(string kind)
    {
        var zlib = new LiteralZlib();
        var random = new Grain(7);
        foreach (var length in (int[])[1, 2, 31, 32, 33, 100, 257, 258, 259, 1000, 5551, 5553, 26_688, 200_001])
        {
            var bytes = Bytes(kind, length, random);
            var output = new byte[length + 64];
            var size = zlib.Compress(bytes, output);

            if (size > 0)
            {
                Assert.InRange(size, 1, length - 1);
                using var reader = new ZLibStream(new MemoryStream(output, 0, size), CompressionMode.Decompress);
                var back = new byte[length + 1];
                Assert.Equal(length, reader.ReadAtLeast(back, length + 1, throwOnEndOfStream: false));
                Assert.Equal(bytes, back[..length]);
            }
            else
            {
                Assert.True(length < 400 || kind == "noise", $"{length} bytes of {kind} were not compressed.");
            }
        }
    }

    [Fact]
    public void Counts_of_the_worst_kind_keep_the_limit_of_15_bits()
    {
        // Fibonacci's numbers make the deepest tree there is.
        var counts = new int[40];
        (counts[0], counts[1]) = (1, 1);
        for (var i = 2; i < counts.Length; i++) counts[i] = counts[i - 1] + counts[i - 2];
        var lengths = new byte[counts.Length];

        CodeLengths.Find(counts, lengths);

        Assert.All(lengths, length => Assert.InRange(length, 1, 15));
        Assert.Equal(1, lengths.Sum(length => 1.0 / (1 << length)), 12);
    }

    private static byte[] Bytes(string kind, int length, Grain random)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = kind switch
            {
                "grain" => (byte)(128 + random.Below(19) - 9 + random.Below(19) - 9),
                "flat" => 128,
                "gradient" => (byte)(i / 97 % 256),
                "two values" => (byte)(i / 300 % 2 * 255),
                "steep" => (byte)Math.Min(255, -Math.Log2(1 - random.Unit())),
                "noise" => (byte)random.Below(256),
                _ => 0,
            };
        }

        if (kind == "runs of every length")
            for (var (at, run) = (0, 1); at < length; at += run, run++) bytes.AsSpan(at, Math.Min(run, length - at)).Fill((byte)(run * 37));
        return bytes;
    }
}
