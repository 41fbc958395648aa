using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Imaging.Sensor;

/// <summary>How sensors' samples of 12 bits lie in bytes, two in three.</summary>
public enum TwelveBitPacking
{
    /// <summary>Words of 32 bits, little-endian, filled from their high end; each two samples swapped. ALEXA, XT, SXT, 65, LF.</summary>
    SwappedWords,

    /// <summary>A stream of bits from the low end. ALEXA Mini.</summary>
    LittleEndian,
}

/// <summary>Samples of 12 bits out of bytes.</summary>
public static class TwelveBits
{
    /// <summary>Bytes of a row without padding.</summary>
    /// <param name="width">A multiple of 8.</param>
    public static int RowBytes(int width) => width / 2 * 3;

    /// <summary>Unpacks a row.</summary>
    /// <param name="packed">As many bytes as <see cref="RowBytes"/> says.</param>
    /// <param name="samples">A multiple of 8 samples, each 0 to 4095.</param>
    /// <param name="packing">How they lie.</param>
    public static void Unpack(ReadOnlySpan<byte> packed, Span<ushort> samples, TwelveBitPacking packing)
    {
        if (samples.Length % 8 != 0 || packed.Length != RowBytes(samples.Length))
            throw new ArgumentException($"{samples.Length} samples of 12 bits do not lie in {packed.Length} bytes; rows have a multiple of 8.", nameof(samples));
        var whole = Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian ? Quickly(packed, samples, packing) : 0;
        for (var (from, to) = (whole / 8 * 12, whole); to < samples.Length; from += 12, to += 8)
        {
            var eight = samples.Slice(to, 8);
            if (packing == TwelveBitPacking.SwappedWords) Words(packed.Slice(from, 12), eight);
            else Stream(packed.Slice(from, 12), eight);
        }
    }

    // Eight samples at once: each from the two bytes that hold it, whose upper or lower twelve bits it is by turns. 16 bytes are read for the
    // 12 that count, so the end of a row is left over. Gives how many samples there are.
    private static int Quickly(ReadOnlySpan<byte> packed, Span<ushort> samples, TwelveBitPacking packing)
    {
        ref var from = ref MemoryMarshal.GetReference(packed);
        ref var to = ref MemoryMarshal.GetReference(samples);
        var (at, done) = (0, 0);
        if (packing == TwelveBitPacking.SwappedWords)
        {
            for (; at + 16 <= packed.Length; at += 12, done += 8)
                Twelve(Vector128.Shuffle(Vector128.LoadUnsafe(ref from, (nuint)at), Vector128.Create((byte)1, 2, 2, 3, 6, 7, 7, 0, 11, 4, 4, 5, 8, 9, 9, 10))).StoreUnsafe(ref to, (nuint)done);
        }
        else
        {
            for (; at + 16 <= packed.Length; at += 12, done += 8)
                Twelve(Vector128.Shuffle(Vector128.LoadUnsafe(ref from, (nuint)at), Vector128.Create((byte)0, 1, 1, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9, 10, 10, 11))).StoreUnsafe(ref to, (nuint)done);
        }

        return done;
    }

    private static Vector128<ushort> Twelve(Vector128<byte> pairs)
    {
        var words = pairs.AsUInt16();
        return Vector128.ConditionalSelect(Vector128.Create((ushort)0xFFFF, 0, 0xFFFF, 0, 0xFFFF, 0, 0xFFFF, 0), words & Vector128.Create((ushort)0xFFF), words >> 4);
    }

    private static void Words(ReadOnlySpan<byte> bytes, Span<ushort> samples)
    {
        // 96 bits from the high end: eight fields of 12, of which each two change places.
        var (a, b, c) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
        samples[1] = (ushort)(a >> 20);
        samples[0] = (ushort)((a >> 8) & 0xFFF);
        samples[3] = (ushort)(((a << 4) | (b >> 28)) & 0xFFF);
        samples[2] = (ushort)((b >> 16) & 0xFFF);
        samples[5] = (ushort)((b >> 4) & 0xFFF);
        samples[4] = (ushort)(((b << 8) | (c >> 24)) & 0xFFF);
        samples[7] = (ushort)((c >> 12) & 0xFFF);
        samples[6] = (ushort)(c & 0xFFF);
    }

    private static void Stream(ReadOnlySpan<byte> bytes, Span<ushort> samples)
    {
        for (var i = 0; i < 4; i++)
        {
            var three = bytes[3 * i] | (bytes[3 * i + 1] << 8) | (bytes[3 * i + 2] << 16);
            samples[2 * i] = (ushort)(three & 0xFFF);
            samples[2 * i + 1] = (ushort)(three >> 12);
        }
    }
}
