using System.Buffers.Binary;
using System.Numerics;

namespace Acetate.Hashing;

/// <summary>XXH3 for inputs of at most 240 bytes, which have formulas of their own by length: 0, 1-3, 4-8, 9-16, 17-128, 129-240.</summary>
/// <remarks>
/// Short inputs are mixed with fixed parts of the secret; the numbers are offsets into it. Reads of the first and the
/// last bytes overlap where the input is shorter than both, so that there is no loop over single bytes.
/// </remarks>
internal static class Xxh3Short
{
    public const int MaxLength = 240;

    // From byte 128 of the input on, the secret is used again, shifted by three bytes; the last 16 bytes of the input
    // meet the secret where its smallest allowed size (136 bytes) ends, less one.
    private const int SecondPassShift = 3;
    private const int LastSecret = 136 - 17;

    public static ulong Hash64(ReadOnlySpan<byte> input) => input.Length switch
    {
        0 => XxhMath.AvalancheOfXxh64(Secret64(56, 64)),
        <= 3 => XxhMath.AvalancheOfXxh64(Combined(input) ^ Secret32(0, 4)),
        <= 8 => Hash64From4To8(input),
        <= 16 => Hash64From9To16(input),
        <= 128 => Hash64From17To128(input),
        _ => Hash64From129To240(input),
    };

    public static UInt128 Hash128(ReadOnlySpan<byte> input) => input.Length switch
    {
        0 => new(XxhMath.AvalancheOfXxh64(Secret64(80, 88)), XxhMath.AvalancheOfXxh64(Secret64(64, 72))),
        <= 3 => Hash128From1To3(input),
        <= 8 => Hash128From4To8(input),
        <= 16 => Hash128From9To16(input),
        <= 128 => Hash128From17To128(input),
        _ => Hash128From129To240(input),
    };

    private static ulong Secret64(int one, int other) =>
        XxhMath.Read64(Xxh3Secret.Bytes, one) ^ XxhMath.Read64(Xxh3Secret.Bytes, other);

    private static uint Secret32(int one, int other) =>
        XxhMath.Read32(Xxh3Secret.Bytes, one) ^ XxhMath.Read32(Xxh3Secret.Bytes, other);

    /// <summary>The first, middle and last of one to three bytes, and their number, in one word.</summary>
    private static uint Combined(ReadOnlySpan<byte> input) =>
        ((uint)input[0] << 16) | ((uint)input[input.Length / 2] << 24) | input[^1] | ((uint)input.Length << 8);

    private static ulong Hash64From4To8(ReadOnlySpan<byte> input)
    {
        var word = XxhMath.Read32(input, input.Length - 4) + ((ulong)XxhMath.Read32(input, 0) << 32);
        var hash = word ^ Secret64(8, 16);
        hash ^= BitOperations.RotateLeft(hash, 49) ^ BitOperations.RotateLeft(hash, 24);
        hash *= XxhMath.MixPrime2;
        hash ^= (hash >> 35) + (ulong)input.Length;
        hash *= XxhMath.MixPrime2;
        return hash ^ (hash >> 28);
    }

    private static ulong Hash64From9To16(ReadOnlySpan<byte> input)
    {
        var low = XxhMath.Read64(input, 0) ^ Secret64(24, 32);
        var high = XxhMath.Read64(input, input.Length - 8) ^ Secret64(40, 48);
        return XxhMath.AvalancheOfXxh3((ulong)input.Length + BinaryPrimitives.ReverseEndianness(low) + high
            + XxhMath.FoldedProduct(low, high));
    }

    private static ulong Hash64From17To128(ReadOnlySpan<byte> input)
    {
        // Pairs of 16 bytes from both ends towards the middle.
        var hash = (ulong)input.Length * XxhMath.Prime64A;
        for (var pair = (input.Length - 1) / 32; pair >= 0; pair--)
        {
            hash += XxhMath.Mix16(input, 16 * pair, 32 * pair);
            hash += XxhMath.Mix16(input, input.Length - 16 * (pair + 1), 32 * pair + 16);
        }

        return XxhMath.AvalancheOfXxh3(hash);
    }

    private static ulong Hash64From129To240(ReadOnlySpan<byte> input)
    {
        var hash = (ulong)input.Length * XxhMath.Prime64A;
        for (var at = 0; at < 128; at += 16)
            hash += XxhMath.Mix16(input, at, at);

        hash = XxhMath.AvalancheOfXxh3(hash);
        for (var at = 128; at + 16 <= input.Length; at += 16)
            hash += XxhMath.Mix16(input, at, at - 128 + SecondPassShift);
        hash += XxhMath.Mix16(input, input.Length - 16, LastSecret);
        return XxhMath.AvalancheOfXxh3(hash);
    }

    private static UInt128 Hash128From1To3(ReadOnlySpan<byte> input)
    {
        var low = Combined(input);
        var high = BitOperations.RotateLeft(BinaryPrimitives.ReverseEndianness(low), 13);
        return new(XxhMath.AvalancheOfXxh64(high ^ Secret32(8, 12)), XxhMath.AvalancheOfXxh64(low ^ Secret32(0, 4)));
    }

    private static UInt128 Hash128From4To8(ReadOnlySpan<byte> input)
    {
        var word = XxhMath.Read32(input, 0) + ((ulong)XxhMath.Read32(input, input.Length - 4) << 32);
        var high = Math.BigMul(word ^ Secret64(16, 24), XxhMath.Prime64A + ((ulong)input.Length << 2), out var low);
        high += low << 1;
        low ^= high >> 3;
        low = (low ^ (low >> 35)) * XxhMath.MixPrime2;
        low ^= low >> 28;
        return new(XxhMath.AvalancheOfXxh3(high), low);
    }

    private static UInt128 Hash128From9To16(ReadOnlySpan<byte> input)
    {
        var first = XxhMath.Read64(input, 0);
        var last = XxhMath.Read64(input, input.Length - 8);
        var high = Math.BigMul(first ^ last ^ Secret64(32, 40), XxhMath.Prime64A, out var low);
        low += (ulong)(input.Length - 1) << 54;
        last ^= Secret64(48, 56);
        high += last + (ulong)(uint)last * (XxhMath.Prime32B - 1);
        low ^= BinaryPrimitives.ReverseEndianness(high);

        var mixedHigh = Math.BigMul(low, XxhMath.Prime64B, out var mixedLow) + high * XxhMath.Prime64B;
        return new(XxhMath.AvalancheOfXxh3(mixedHigh), XxhMath.AvalancheOfXxh3(mixedLow));
    }

    private static UInt128 Hash128From17To128(ReadOnlySpan<byte> input)
    {
        var (low, high) = ((ulong)input.Length * XxhMath.Prime64A, 0ul);
        for (var pair = (input.Length - 1) / 32; pair >= 0; pair--)
            Mix32(input, 16 * pair, input.Length - 16 * (pair + 1), 32 * pair, ref low, ref high);
        return Finish128(low, high, input.Length);
    }

    private static UInt128 Hash128From129To240(ReadOnlySpan<byte> input)
    {
        var (low, high) = ((ulong)input.Length * XxhMath.Prime64A, 0ul);
        for (var at = 0; at < 128; at += 32)
            Mix32(input, at, at + 16, at, ref low, ref high);

        (low, high) = (XxhMath.AvalancheOfXxh3(low), XxhMath.AvalancheOfXxh3(high));
        for (var at = 128; at + 32 <= input.Length; at += 32)
            Mix32(input, at, at + 16, at - 128 + SecondPassShift, ref low, ref high);
        Mix32(input, input.Length - 16, input.Length - 32, LastSecret - 16, ref low, ref high);
        return Finish128(low, high, input.Length);
    }

    private static void Mix32(ReadOnlySpan<byte> input, int one, int other, int secretAt, ref ulong low, ref ulong high)
    {
        low += XxhMath.Mix16(input, one, secretAt);
        low ^= XxhMath.Read64(input, other) + XxhMath.Read64(input, other + 8);
        high += XxhMath.Mix16(input, other, secretAt + 16);
        high ^= XxhMath.Read64(input, one) + XxhMath.Read64(input, one + 8);
    }

    private static UInt128 Finish128(ulong low, ulong high, int length)
    {
        var mixed = low * XxhMath.Prime64A + high * XxhMath.Prime64D + (ulong)length * XxhMath.Prime64B;
        return new(0 - XxhMath.AvalancheOfXxh3(mixed), XxhMath.AvalancheOfXxh3(low + high));
    }
}
