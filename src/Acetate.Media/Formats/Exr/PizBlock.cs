using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Acetate.Media.Formats.Exr;

/// <summary>OpenEXR's PIZ: numbers of 16 bits through a table without gaps, Haar wavelets of each channel, a Huffman code with runs.</summary>
internal static class PizBlock
{
    private const int TableBytes = 8192, Symbols = 65537, LongestCode = 56, QuickBits = 12;

    /// <summary>Expands a block.</summary>
    /// <param name="packed">Its bytes.</param>
    /// <param name="target">Takes its lines: in each all pixels of the first channel, then of the second.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="rows">Lines.</param>
    /// <param name="words">Numbers of 16 bits in a pixel of each channel.</param>
    /// <returns>False: it is damaged.</returns>
    public static bool Expand(ReadOnlySpan<byte> packed, Span<byte> target, int width, int rows, ImmutableArray<int> words)
    {
        if (packed.Length < 4) return false;
        var (first, last) = (BinaryPrimitives.ReadUInt16LittleEndian(packed), BinaryPrimitives.ReadUInt16LittleEndian(packed[2..]));
        packed = packed[4..];
        var used = new byte[TableBytes];
        if (first <= last)
        {
            if (last >= TableBytes || last - first + 1 > packed.Length) return false;
            packed[..(last - first + 1)].CopyTo(used.AsSpan(first));
            packed = packed[(last - first + 1)..];
        }

        // Numbers that occur, in order; 0 always does.
        var table = new ushort[1 << 16];
        var count = 0;
        for (var value = 0; value < table.Length; value++)
            if (value == 0 || (used[value >> 3] & 1 << (value & 7)) != 0) table[count++] = (ushort)value;
        if (packed.Length < 4 || BinaryPrimitives.ReadInt32LittleEndian(packed) is var length && (length < 0 || length > packed.Length - 4)) return false;
        var values = new ushort[target.Length / 2];
        if (!new Code().Decode(packed.Slice(4, length), values)) return false;
        var at = 0;
        foreach (var size in words)
        {
            for (var word = 0; word < size; word++) Wavelet(values.AsSpan(at + word), width, size, rows, width * size, count - 1);
            at += width * rows * size;
        }

        // Channel after channel there, line after line here.
        var lineWords = target.Length / 2 / rows;
        var (from, left) = (0, 0);
        foreach (var size in words)
        {
            for (var y = 0; y < rows; y++)
                for (var x = 0; x < width * size; x++, from++) BinaryPrimitives.WriteUInt16LittleEndian(target[(2 * (y * lineWords + left + x))..], table[values[from]]);
            left += width * size;
        }

        return true;
    }

    // From the coarsest step to single pixels; what does not come out even is mixed in one direction only.
    private static void Wavelet(Span<ushort> values, int across, int stepAcross, int down, int stepDown, int most)
    {
        var isSmall = most < 1 << 14;
        var step = 1;
        while (step <= Math.Min(across, down)) step <<= 1;
        step >>= 1;
        var twice = step;
        for (step >>= 1; step >= 1; twice = step, step >>= 1)
        {
            var (right, below) = (stepAcross * step, stepDown * step);
            int y;
            for (y = 0; y + twice <= down; y += twice)
            {
                int x, at;
                for (x = 0; x + twice <= across; x += twice)
                {
                    at = y * stepDown + x * stepAcross;
                    var (a, c) = Unmix(values[at], values[at + below], isSmall);
                    var (b, d) = Unmix(values[at + right], values[at + right + below], isSmall);
                    (values[at], values[at + right]) = Unmix(a, b, isSmall);
                    (values[at + below], values[at + right + below]) = Unmix(c, d, isSmall);
                }

                if ((across & step) == 0) continue;
                at = y * stepDown + x * stepAcross;
                (values[at], values[at + below]) = Unmix(values[at], values[at + below], isSmall);
            }

            if ((down & step) == 0) continue;
            for (var x = 0; x + twice <= across; x += twice)
            {
                var at = y * stepDown + x * stepAcross;
                (values[at], values[at + right]) = Unmix(values[at], values[at + right], isSmall);
            }
        }
    }

    private static (ushort, ushort) Unmix(ushort mean, ushort difference, bool isSmall)
    {
        if (isSmall)
        {
            int half = (short)difference;
            var first = (short)mean + (half & 1) + (half >> 1);
            return ((ushort)first, (ushort)(first - half));
        }

        var second = mean - (difference >> 1) & 0xFFFF;
        return ((ushort)(difference + second - 0x8000), (ushort)second);
    }

    /// <summary>A canonical code of which longer words are the lower numbers; the highest symbol repeats the number before it.</summary>
    private sealed class Code
    {
        private readonly byte[] lengths = new byte[Symbols];
        private readonly ulong[] lowest = new ulong[LongestCode + 2];
        private readonly int[] counts = new int[LongestCode + 2], starts = new int[LongestCode + 2];
        private readonly int[] symbols = new int[Symbols];
        private readonly int[] quick = new int[1 << QuickBits];

        public bool Decode(ReadOnlySpan<byte> packed, Span<ushort> values)
        {
            if (packed.Length < 20) return values.IsEmpty;
            var (low, high) = (BinaryPrimitives.ReadUInt32LittleEndian(packed), BinaryPrimitives.ReadUInt32LittleEndian(packed[4..]));
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(packed[12..]);
            packed = packed[20..];
            if (low >= Symbols || high >= Symbols || low > high || !Lengths(ref packed, (int)low, (int)high) || bits > 8L * packed.Length) return false;
            Order();
            return Read(packed, bits, (int)high, values);
        }

        // Six bits for each symbol's length; 59 to 62 are two to five without a word, 63 and a byte six and more.
        private bool Lengths(ref ReadOnlySpan<byte> packed, int low, int high)
        {
            var (held, count, at) = (0u, 0, 0);
            for (var symbol = low; symbol <= high; symbol++)
            {
                if (!Take(packed, 6, out var length)) return false;
                if (length < 59)
                {
                    if (length > LongestCode) return false;
                    lengths[symbol] = (byte)length;
                    continue;
                }

                var run = length - 59 + 2;
                if (length == 63)
                {
                    if (!Take(packed, 8, out run)) return false;
                    run += 6;
                }

                if (symbol + run > high + 1) return false;
                symbol += run - 1;
            }

            packed = packed[at..];
            return true;

            bool Take(ReadOnlySpan<byte> bytes, int wanted, out int value)
            {
                while (count < wanted)
                {
                    value = 0;
                    if (at >= bytes.Length) return false;
                    (held, count) = (held << 8 | bytes[at++], count + 8);
                }

                count -= wanted;
                value = (int)(held >> count & (1u << wanted) - 1);
                return true;
            }
        }

        private void Order()
        {
            foreach (var length in lengths) counts[length]++;
            counts[0] = 0;
            var code = 0ul;
            for (var length = LongestCode; length > 0; length--)
            {
                lowest[length] = code;
                code = code + (ulong)counts[length] >> 1;
            }

            for (var length = 1; length <= LongestCode; length++) starts[length + 1] = starts[length] + counts[length];
            var next = starts.ToArray();
            for (var symbol = 0; symbol < Symbols; symbol++)
                if (lengths[symbol] > 0) symbols[next[lengths[symbol]]++] = symbol;
            // A short word is found by its first bits: its symbol and its length.
            for (var length = 1; length <= QuickBits; length++)
                for (var i = 0; i < counts[length]; i++)
                {
                    var word = lowest[length] + (ulong)i;
                    if (word >> length != 0) continue;
                    quick.AsSpan((int)(word << (QuickBits - length)), 1 << (QuickBits - length)).Fill(symbols[starts[length] + i] << 8 | length);
                }
        }

        private bool Read(ReadOnlySpan<byte> packed, long left, int repeat, Span<ushort> values)
        {
            var (held, count, at, to) = (0ul, 0, 0, 0);
            while (to < values.Length)
            {
                for (; count <= 56; count += 8) held = held << 8 | (at < packed.Length ? packed[at++] : 0u);
                var found = quick[(int)(held >> (count - QuickBits)) & (1 << QuickBits) - 1];
                var (symbol, length) = (found >> 8, found & 0xFF);
                if (length == 0)
                {
                    for (length = QuickBits + 1; length <= LongestCode; length++)
                    {
                        var word = held >> (count - length) & (1ul << length) - 1;
                        if (word >= lowest[length] && word - lowest[length] < (ulong)counts[length])
                        {
                            symbol = symbols[starts[length] + (int)(word - lowest[length])];
                            break;
                        }
                    }

                    if (length > LongestCode) return false;
                }

                (count, left) = (count - length, left - length);
                if (left < 0) return false;
                if (symbol != repeat)
                {
                    values[to++] = (ushort)symbol;
                    continue;
                }

                if (count < 8) (held, count) = (held << 8 | (at < packed.Length ? packed[at++] : 0u), count + 8);
                (count, left) = (count - 8, left - 8);
                var run = (int)(held >> count) & 0xFF;
                if (left < 0 || to == 0 || run > values.Length - to) return false;
                values.Slice(to, run).Fill(values[to - 1]);
                to += run;
            }

            return true;
        }
    }
}
