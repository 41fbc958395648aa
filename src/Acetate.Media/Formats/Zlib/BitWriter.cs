using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Acetate.Media.Formats.Zlib;

/// <summary>Bits into bytes, the first bit lowest. The output must have 8 bytes to spare.</summary>
internal ref struct BitWriter(Span<byte> output, int at)
{
    private readonly Span<byte> output = output;
    private int at = at;
    private ulong waiting;
    private int count;

    /// <summary>At most 16 bits.</summary>
    public void Put(uint bits, int length) => PutWide(bits, length);

    /// <summary>At most 56 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PutWide(ulong bits, int length)
    {
        waiting |= bits << count;
        count += length;
        if (BitConverter.IsLittleEndian) MemoryMarshal.Write(output[at..], in waiting);
        else BinaryPrimitives.WriteUInt64LittleEndian(output[at..], waiting);
        var whole = count >> 3;
        at += whole;
        waiting >>= whole << 3;
        count &= 7;
    }

    /// <summary>The rest of the last byte stays zero. Returns where the output ends.</summary>
    public int Finish() => count > 0 ? at + 1 : at;
}
