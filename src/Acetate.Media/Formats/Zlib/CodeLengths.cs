namespace Acetate.Media.Formats.Zlib;

/// <summary>Huffman codes of at most 15 bits, canonical, as DEFLATE wants them (RFC 1951 3.2.2).</summary>
internal static class CodeLengths
{
    /// <summary>The longest code.</summary>
    public const int Most = 15;

    /// <summary>The shortest lengths for some counts that keep the limit; 0 for what does not occur.</summary>
    /// <param name="counts">How often each symbol occurs; at least one must.</param>
    /// <param name="lengths">Filled in.</param>
    /// <param name="limit">The longest code allowed.</param>
    public static void Find(ReadOnlySpan<int> counts, Span<byte> lengths, int limit = Most)
    {
        lengths[..counts.Length].Clear();
        Span<long> leaves = stackalloc long[counts.Length];
        var used = 0;
        for (var symbol = 0; symbol < counts.Length; symbol++)
            if (counts[symbol] > 0) leaves[used++] = ((long)counts[symbol] << 16) | (uint)symbol;
        leaves = leaves[..used];
        if (used <= 2)
        {
            foreach (var leaf in leaves) lengths[(int)(leaf & 0xFFFF)] = 1;
            return;
        }

        Sort(leaves);

        // The tree from two queues: leaves and what was joined, each already in order (van Leeuwen 1976).
        Span<long> weights = stackalloc long[used];
        Span<short> parents = stackalloc short[2 * used];
        var (leaf1, joined, made) = (0, 0, 0);
        for (; made < used - 1; made++)
        {
            long weight = 0;
            for (var child = 0; child < 2; child++)
            {
                if (leaf1 < used && (joined >= made || leaves[leaf1] >> 16 <= weights[joined]))
                {
                    weight += leaves[leaf1] >> 16;
                    parents[leaf1++] = (short)(used + made);
                }
                else
                {
                    weight += weights[joined];
                    parents[used + joined++] = (short)(used + made);
                }
            }

            weights[made] = weight;
        }

        // Depths from the root down, then how many leaves lie how deep.
        Span<byte> depths = stackalloc byte[2 * used];
        Span<int> perDepth = stackalloc int[64];
        perDepth.Clear();
        depths[used + made - 1] = 0;
        for (var node = used + made - 2; node >= 0; node--)
        {
            depths[node] = (byte)Math.Min(depths[parents[node]] + 1, 63);
            if (node < used) perDepth[depths[node]]++;
        }

        Limit(perDepth, limit);
        // The rarest get the longest codes.
        var next = 0;
        for (var depth = limit; depth > 0; depth--)
            for (var i = perDepth[depth]; i > 0; i--) lengths[(int)(leaves[next++] & 0xFFFF)] = (byte)depth;
    }

    // The runtime's own sort of long integers is compiled anew in every process, for longer than a picture is packed. Insertion by halving
    // gaps (Shell 1959, the gaps of Ciura 2001) is as quick for so few.
    private static void Sort(Span<long> values)
    {
        foreach (var gap in (ReadOnlySpan<int>)[132, 57, 23, 10, 4, 1])
        {
            for (var i = gap; i < values.Length; i++)
            {
                var (value, at) = (values[i], i);
                for (; at >= gap && values[at - gap] > value; at -= gap) values[at] = values[at - gap];
                values[at] = value;
            }
        }
    }

    /// <summary>The codes of some lengths, bits reversed: DEFLATE sends the first bit first.</summary>
    public static void Codes(ReadOnlySpan<byte> lengths, Span<ushort> codes)
    {
        Span<int> next = stackalloc int[Most + 2];
        Span<int> perLength = stackalloc int[Most + 1];
        perLength.Clear();
        foreach (var length in lengths) perLength[length]++;
        perLength[0] = 0;
        next[1] = 0;
        for (var bits = 1; bits <= Most; bits++) next[bits + 1] = (next[bits] + perLength[bits]) << 1;
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            var length = lengths[symbol];
            if (length == 0) continue;
            var (code, reversed) = (next[length]++, 0);
            for (var bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit);
            codes[symbol] = (ushort)reversed;
        }
    }

    // Too deep leaves move up to the limit; for each two that moved, one shallower leaf moves down beside one of them.
    private static void Limit(Span<int> perDepth, int limit)
    {
        for (var depth = perDepth.Length - 1; depth > limit; depth--)
        {
            perDepth[limit] += perDepth[depth];
            perDepth[depth] = 0;
        }

        var total = 0L;
        for (var depth = 1; depth <= limit; depth++) total += (long)perDepth[depth] << (limit - depth);
        while (total > 1L << limit)
        {
            var depth = limit - 1;
            while (perDepth[depth] == 0) depth--;
            perDepth[depth]--;
            perDepth[depth + 1] += 2;
            perDepth[limit]--;
            total--;
        }
    }
}
