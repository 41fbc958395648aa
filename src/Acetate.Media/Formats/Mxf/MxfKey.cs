namespace Acetate.Media.Formats.Mxf;

/// <summary>Keys, lengths and labels of MXF (SMPTE ST 336, ST 377-1).</summary>
internal static class MxfKey
{
    /// <summary>The first bytes of a partition pack's key.</summary>
    public static ReadOnlySpan<byte> Partition => [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01];

    /// <summary>The first bytes of the key of a set of header metadata.</summary>
    public static ReadOnlySpan<byte> Set => [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x53, 0x01, 0x01, 0x0d, 0x01];

    private static ReadOnlySpan<byte> Fill => [0x06, 0x0e, 0x2b, 0x34, 0x01, 0x01, 0x01, 0x02, 0x03, 0x01, 0x02, 0x10, 0x01];

    private static ReadOnlySpan<byte> Primer => [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01, 0x05, 0x01, 0x00];

    private static ReadOnlySpan<byte> RandomIndex => [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01, 0x11, 0x01, 0x00];

    private static ReadOnlySpan<byte> Essence => [0x06, 0x0e, 0x2b, 0x34, 0x01, 0x02, 0x01];

    /// <summary>Whether a key is that of a partition pack, of a kind (2 header, 3 body, 4 footer) or any.</summary>
    public static bool IsPartition(ReadOnlySpan<byte> key, int? kind = null) =>
        key.Length >= 16 && key[..13].SequenceEqual(Partition) && key[13] is 2 or 3 or 4 && (kind is null || key[13] == kind);

    /// <summary>Whether a key is that of filling (its version differs from writer to writer).</summary>
    public static bool IsFill(ReadOnlySpan<byte> key) => key.Length >= 16 && key[..7].SequenceEqual(Fill[..7]) && key[8..13].SequenceEqual(Fill[8..13]);

    public static bool IsPrimer(ReadOnlySpan<byte> key) => key.Length >= 16 && key[..16].SequenceEqual(Primer);

    public static bool IsRandomIndex(ReadOnlySpan<byte> key) => key.Length >= 16 && key[..16].SequenceEqual(RandomIndex);

    public static bool IsSet(ReadOnlySpan<byte> key) => key.Length >= 16 && key[..10].SequenceEqual(Set);

    /// <summary>Whether a key is that of a piece of essence; the byte 12 says of what sort: 05, 14 system, 15 picture, 16 sound, 17 data.</summary>
    public static bool IsEssence(ReadOnlySpan<byte> key) => key.Length >= 16 && key[..7].SequenceEqual(Essence) && key[8] == 0x0d && key[9] == 1 && key[10] == 3 && key[11] == 1;

    /// <summary>Reads a BER length; gives the bytes it takes, 0 when it is none.</summary>
    public static int BerLength(ReadOnlySpan<byte> bytes, out long length)
    {
        length = 0;
        if (bytes.Length == 0) return 0;
        if (bytes[0] < 0x80)
        {
            length = bytes[0];
            return 1;
        }

        var count = bytes[0] & 0x7f;
        if (count is 0 or > 8 || bytes.Length < 1 + count) return 0;
        foreach (var value in bytes.Slice(1, count)) length = length << 8 | value;
        if (length < 0) length = long.MaxValue / 2;
        return 1 + count;
    }
}
