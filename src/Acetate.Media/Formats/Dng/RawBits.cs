using System.Buffers.Binary;

namespace Acetate.Media.Formats.Dng;

/// <summary>Rows of whole numbers of 8, 10, 12, 14 or 16 bits out of bytes, as TIFF packs them: from the high end, each row on a new byte.</summary>
public static class RawBits
{
    /// <summary>Bytes of a row.</summary>
    public static long RowBytes(int width, int bits) => ((long)width * bits + 7) / 8;

    /// <summary>Unpacks a row.</summary>
    /// <param name="packed">At least as many bytes as <see cref="RowBytes"/> says.</param>
    /// <param name="samples">Takes them.</param>
    /// <param name="bits">Of each.</param>
    /// <param name="isBig">The byte order of 16 bits; of no meaning for others.</param>
    public static void Unpack(ReadOnlySpan<byte> packed, Span<ushort> samples, int bits, bool isBig)
    {
        switch (bits)
        {
            case 16 when isBig:
                for (var i = 0; i < samples.Length; i++) samples[i] = BinaryPrimitives.ReadUInt16BigEndian(packed[(2 * i)..]);
                break;
            case 16:
                for (var i = 0; i < samples.Length; i++) samples[i] = BinaryPrimitives.ReadUInt16LittleEndian(packed[(2 * i)..]);
                break;
            case 8:
                for (var i = 0; i < samples.Length; i++) samples[i] = packed[i];
                break;
            case 12:
                Twelve(packed, samples);
                break;
            default:
                Any(packed, samples, bits);
                break;
        }
    }

    private static void Twelve(ReadOnlySpan<byte> packed, Span<ushort> samples)
    {
        for (var (from, to) = (0, 0); to < samples.Length; from += 3, to += 2)
        {
            samples[to] = (ushort)(packed[from] << 4 | packed[from + 1] >> 4);
            if (to + 1 < samples.Length) samples[to + 1] = (ushort)((packed[from + 1] & 15) << 8 | packed[from + 2]);
        }
    }

    private static void Any(ReadOnlySpan<byte> packed, Span<ushort> samples, int bits)
    {
        var (held, count, at, mask) = (0u, 0, 0, (1u << bits) - 1);
        for (var i = 0; i < samples.Length; i++)
        {
            while (count < bits)
            {
                held = held << 8 | packed[at++];
                count += 8;
            }

            count -= bits;
            samples[i] = (ushort)(held >> count & mask);
        }
    }
}
