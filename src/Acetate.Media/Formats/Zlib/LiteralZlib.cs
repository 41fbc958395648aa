using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Media.Formats.Zlib;

/// <summary>A zlib stream of one DEFLATE block: Huffman codes for bytes, and nothing looked up but runs of the same byte.</summary>
/// <remarks>In pictures with grain, searching for strings that came before finds none and costs most of the time; the codes alone give
/// the same size. Flat areas become runs, which distance 1 covers.</remarks>
internal sealed class LiteralZlib
{
    private const int End = 256, Symbols = 286, LeastRun = 4, MostRun = 258, MostStored = 65535;

    // The order in which the lengths of the codes for code lengths are sent (RFC 1951 3.2.7).
    private static ReadOnlySpan<byte> LengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly int[] counts = new int[4 * 256];
    private readonly int[] symbolCounts = new int[Symbols];
    private readonly byte[] lengths = new byte[Symbols];
    private readonly ushort[] codes = new ushort[Symbols];
    private readonly uint[] packed = new uint[256];

    // Runs of a byte: where it begins again after its first, and how many more there are.
    private readonly List<(int At, int More)> runs = [];

    /// <summary>Compresses; 0 when that would take as many bytes as there are, or more.</summary>
    /// <param name="bytes">At least one.</param>
    /// <param name="output">As long as <paramref name="bytes"/> and 64 more.</param>
    /// <returns>How many bytes of the output count.</returns>
    public int Compress(ReadOnlySpan<byte> bytes, Span<byte> output)
    {
        Count(bytes);
        CodeLengths.Find(symbolCounts, lengths);
        if (Size() >= bytes.Length) return 0;
        output[0] = 0x78;
        output[1] = 0x01;
        var bits = new BitWriter(output, 2);
        Codes(ref bits, bytes, isLast: true);
        var length = bits.Finish();
        BinaryPrimitives.WriteUInt32BigEndian(output[length..], Adler.Of(bytes));
        return length + 4 < bytes.Length ? length + 4 : 0;
    }

    /// <summary>The most that <see cref="Block"/> makes of so many bytes.</summary>
    public static int MostBlockBytes(int length) => length + 5 * (length / MostStored + 2) + 64;

    /// <summary>A part of a longer stream that ends with a whole byte: a block, or stored bytes where that would not be smaller.</summary>
    /// <param name="bytes">At least one.</param>
    /// <param name="output">As long as <see cref="MostBlockBytes"/> says, after <paramref name="at"/>.</param>
    /// <param name="at">Where in the output it begins.</param>
    /// <returns>Where it ends.</returns>
    public int Block(ReadOnlySpan<byte> bytes, Span<byte> output, int at)
    {
        Count(bytes);
        CodeLengths.Find(symbolCounts, lengths);
        if (Size() >= bytes.Length) return Stored(bytes, output, at);
        var bits = new BitWriter(output, at);
        Codes(ref bits, bytes, isLast: false);
        // Stored bytes, none of them, begin at a whole byte (RFC 1951 3.2.4).
        bits.Put(0, 3);
        at = bits.Finish();
        ((ReadOnlySpan<byte>)[0, 0, 0xFF, 0xFF]).CopyTo(output[at..]);
        return at + 4;
    }

    private static int Stored(ReadOnlySpan<byte> bytes, Span<byte> output, int at)
    {
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(bytes.Length, MostStored)..])
        {
            var part = bytes[..Math.Min(bytes.Length, MostStored)];
            output[at++] = 0;
            BinaryPrimitives.WriteUInt16LittleEndian(output[at..], (ushort)part.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(output[(at + 2)..], (ushort)~part.Length);
            part.CopyTo(output[(at + 4)..]);
            at += 4 + part.Length;
        }

        return at;
    }

    private void Codes(ref BitWriter bits, ReadOnlySpan<byte> bytes, bool isLast)
    {
        CodeLengths.Codes(lengths, codes);
        for (var i = 0; i < 256; i++) packed[i] = codes[i] | ((uint)lengths[i] << 16);
        Head(ref bits, isLast);
        var at = 0;
        foreach (var (start, more) in runs)
        {
            Literals(ref bits, bytes[at..start]);
            Run(ref bits, more);
            at = start + more;
        }

        Literals(ref bits, bytes[at..]);
        bits.Put(codes[End], lengths[End]);
    }

    private void Count(ReadOnlySpan<byte> bytes)
    {
        Array.Clear(counts);
        Array.Clear(symbolCounts);
        runs.Clear();
        // Four tables, so that the same byte twice in a row does not wait for itself.
        ref var table = ref MemoryMarshal.GetArrayDataReference(counts);
        var at = 0;
        for (; at + 8 <= bytes.Length; at += 8)
        {
            var eight = MemoryMarshal.Read<ulong>(bytes[at..]);
            Unsafe.Add(ref table, (nint)(byte)eight)++;
            Unsafe.Add(ref table, 256 + (nint)(byte)(eight >> 8))++;
            Unsafe.Add(ref table, 512 + (nint)(byte)(eight >> 16))++;
            Unsafe.Add(ref table, 768 + (nint)(byte)(eight >> 24))++;
            Unsafe.Add(ref table, (nint)(byte)(eight >> 32))++;
            Unsafe.Add(ref table, 256 + (nint)(byte)(eight >> 40))++;
            Unsafe.Add(ref table, 512 + (nint)(byte)(eight >> 48))++;
            Unsafe.Add(ref table, 768 + (nint)(byte)(eight >> 56))++;
        }

        for (; at < bytes.Length; at++) counts[bytes[at]]++;
        for (var value = 0; value < 256; value++) symbolCounts[value] = counts[value] + counts[256 + value] + counts[512 + value] + counts[768 + value];
        symbolCounts[End] = 1;
        // Grain repeats a byte now and then; where a quarter of all do, there are runs worth finding.
        if (Repeats(bytes) > bytes.Length / 4) FindRuns(bytes);
    }

    private static int Repeats(ReadOnlySpan<byte> bytes)
    {
        var (at, repeats) = (1, 0);
        ref var first = ref MemoryMarshal.GetReference(bytes);
        for (; at + 32 <= bytes.Length; at += 32)
            repeats += BitOperations.PopCount(Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)at), Vector256.LoadUnsafe(ref first, (nuint)at - 1)).ExtractMostSignificantBits());
        for (; at < bytes.Length; at++) repeats += bytes[at] == bytes[at - 1] ? 1 : 0;
        return repeats;
    }

    private void FindRuns(ReadOnlySpan<byte> bytes)
    {
        for (var at = 1; at + LeastRun <= bytes.Length;)
        {
            var value = bytes[at - 1];
            if (bytes[at] != value)
            {
                at++;
                continue;
            }

            var more = bytes[at..].IndexOfAnyExcept(value);
            if (more < 0) more = bytes.Length - at;
            if (more >= LeastRun)
            {
                // Nothing shorter than three may be left over for the last piece.
                var kept = more % MostRun is 1 or 2 ? more - 2 : more;
                runs.Add((at, kept));
                symbolCounts[value] -= kept;
                for (var left = kept; left > 0; left -= Math.Min(left, MostRun)) symbolCounts[LengthCode(Math.Min(left, MostRun)).Symbol]++;
            }

            at += more + 1;
        }
    }

    private long Size()
    {
        var bits = 17L + 19 * 3 + Symbols * 7;
        for (var symbol = 0; symbol < Symbols; symbol++)
            bits += (long)symbolCounts[symbol] * (lengths[symbol] + (symbol > End ? 6 : 0));
        return bits / 8 + 8;
    }

    private void Head(ref BitWriter bits, bool isLast)
    {
        var used = Symbols;
        while (lengths[used - 1] == 0) used--;
        used = Math.Max(used, 257);
        Span<byte> all = stackalloc byte[used + 1];
        lengths.AsSpan(0, used).CopyTo(all);
        all[used] = 1; // one distance, of 1

        Span<int> lengthCounts = stackalloc int[19];
        lengthCounts.Clear();
        foreach (var length in all) lengthCounts[length]++;
        Span<byte> lengthLengths = stackalloc byte[19];
        Span<ushort> lengthCodes = stackalloc ushort[19];
        CodeLengths.Find(lengthCounts, lengthLengths, limit: 7);
        CodeLengths.Codes(lengthLengths, lengthCodes);
        var sent = 19;
        while (sent > 4 && lengthLengths[LengthOrder[sent - 1]] == 0) sent--;

        bits.Put((isLast ? 1u : 0) | (2 << 1), 3); // a block with codes of its own
        bits.Put((uint)(used - 257), 5);
        bits.Put(0, 5);
        bits.Put((uint)(sent - 4), 4);
        for (var i = 0; i < sent; i++) bits.Put(lengthLengths[LengthOrder[i]], 3);
        foreach (var length in all) bits.Put(lengthCodes[length], lengthLengths[length]);
    }

    private void Literals(ref BitWriter bits, ReadOnlySpan<byte> bytes)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(packed);
        var at = 0;
        // Three codes have at most 45 bits: they fit beside what is waiting.
        for (; at + 3 <= bytes.Length; at += 3)
        {
            var (a, b, c) = (Unsafe.Add(ref table, (nint)bytes[at]), Unsafe.Add(ref table, (nint)bytes[at + 1]), Unsafe.Add(ref table, (nint)bytes[at + 2]));
            var (la, lb, lc) = ((int)(a >> 16), (int)(b >> 16), (int)(c >> 16));
            bits.PutWide((a & 0xFFFF) | ((ulong)(b & 0xFFFF) << la) | ((ulong)(c & 0xFFFF) << (la + lb)), la + lb + lc);
        }

        for (; at < bytes.Length; at++) bits.Put(packed[bytes[at]] & 0xFFFF, (int)(packed[bytes[at]] >> 16));
    }

    private void Run(ref BitWriter bits, int length)
    {
        for (; length > 0; length -= Math.Min(length, MostRun))
        {
            var (symbol, extra, count) = LengthCode(Math.Min(length, MostRun));
            bits.Put(codes[symbol], lengths[symbol]);
            bits.Put((uint)extra, count);
            bits.Put(0, 1); // distance 1
        }
    }

    // RFC 1951 3.2.5: the symbol of a length, and what follows it.
    private static (int Symbol, int Extra, int ExtraBits) LengthCode(int length)
    {
        if (length == MostRun) return (285, 0, 0);
        if (length < 11) return (254 + length, 0, 0);
        var bits = BitOperations.Log2((uint)(length - 3)) - 2;
        var group = (length - 3) >> bits;
        return (257 + 4 * bits + group, (length - 3) & ((1 << bits) - 1), bits);
    }
}
