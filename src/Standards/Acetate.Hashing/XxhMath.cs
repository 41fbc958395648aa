using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Acetate.Hashing;

/// <summary>The constants and small mixing steps that XXH64 and XXH3 share (xxHash specification 0.1.1, BSD 2-Clause documents).</summary>
internal static class XxhMath
{
    public const uint Prime32A = 0x9E3779B1;
    public const uint Prime32B = 0x85EBCA77;
    public const uint Prime32C = 0xC2B2AE3D;

    public const ulong Prime64A = 0x9E3779B185EBCA87;
    public const ulong Prime64B = 0xC2B2AE3D27D4EB4F;
    public const ulong Prime64C = 0x165667B19E3779F9;
    public const ulong Prime64D = 0x85EBCA77C2B2AE63;
    public const ulong Prime64E = 0x27D4EB2F165667C5;

    public const ulong MixPrime1 = 0x165667919E3779F9;
    public const ulong MixPrime2 = 0x9FB21C651E98DF25;

    public static uint Read32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    public static ulong Read64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    /// <summary>A little endian word of a run of bytes whose length the caller has checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Word64(ref byte bytes, int index)
    {
        var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, 8 * index));
        return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
    }

    public static ulong AvalancheOfXxh64(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * Prime64B;
        hash = (hash ^ (hash >> 29)) * Prime64C;
        return hash ^ (hash >> 32);
    }

    public static ulong AvalancheOfXxh3(ulong hash)
    {
        hash = (hash ^ (hash >> 37)) * MixPrime1;
        return hash ^ (hash >> 32);
    }

    /// <summary>The 128-bit product of two 64-bit numbers, its halves combined with exclusive or.</summary>
    public static ulong FoldedProduct(ulong left, ulong right) => Math.BigMul(left, right, out var low) ^ low;

    /// <summary>Mixes 16 bytes of input with 16 bytes of the secret.</summary>
    public static ulong Mix16(ReadOnlySpan<byte> input, int at, int secretAt) => FoldedProduct(
        Read64(input, at) ^ Read64(Xxh3Secret.Bytes, secretAt),
        Read64(input, at + 8) ^ Read64(Xxh3Secret.Bytes, secretAt + 8));
}
