using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Media.Formats.Zlib;

/// <summary>The checksum at the end of a zlib stream (RFC 1950 8.2).</summary>
internal static class Adler
{
    private const uint Modulus = 65521;

    // So many bytes can be summed before 32 bits overflow.
    private const int Most = 5552 / 32 * 32;

    public static uint Of(ReadOnlySpan<byte> bytes) => Add(1, bytes);

    /// <summary>The sum of what came before and these bytes; 1 before the first.</summary>
    public static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        var (a, b) = (sum & 0xFFFF, sum >> 16);
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, Most)];
            bytes = bytes[piece.Length..];
            if (Vector256.IsHardwareAccelerated && piece.Length >= 32)
            {
                var whole = piece.Length & ~31;
                Blocks(piece[..whole], ref a, ref b);
                piece = piece[whole..];
            }

            foreach (var value in piece)
            {
                a += value;
                b += a;
            }

            (a, b) = (a % Modulus, b % Modulus);
        }

        return (b << 16) | a;
    }

    private static void Blocks(ReadOnlySpan<byte> bytes, ref uint a, ref uint b)
    {
        // In a block of 32 the first byte counts 32 times in b, the last once; what a was before the block counts 32 times.
        var down = Vector256.Create((ushort)16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
        var (sums, before, weighted) = (Vector256<uint>.Zero, Vector256<uint>.Zero, Vector256<uint>.Zero);
        ref var first = ref MemoryMarshal.GetReference(bytes);
        for (var at = 0; at < bytes.Length; at += 32)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref Unsafe.Add(ref first, at)));
            before += sums;
            var both = low + high;
            var (s0, s1) = Vector256.Widen(both);
            sums += s0 + s1;
            var (w0, w1) = Vector256.Widen(low * (down + Vector256.Create((ushort)16)));
            var (w2, w3) = Vector256.Widen(high * down);
            weighted += w0 + w1 + w2 + w3;
        }

        var blocks = (uint)(bytes.Length / 32);
        b += 32 * (blocks * a + Vector256.Sum(before)) + Vector256.Sum(weighted);
        a += Vector256.Sum(sums);
    }
}
