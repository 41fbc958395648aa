namespace Acetate.Media.Formats.Png.Writing;

/// <summary>The checksum of a PNG chunk (PNG, third edition, annex D), eight bytes at a time.</summary>
internal static class Crc32
{
    private static readonly uint[] Tables = MakeTables();

    public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        var tables = Tables;
        var state = ~crc;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = state ^ BitConverter.ToUInt32(bytes);
            var high = BitConverter.ToUInt32(bytes[4..]);
            state = tables[1792 + (low & 255)] ^ tables[1536 + ((low >> 8) & 255)] ^ tables[1280 + ((low >> 16) & 255)] ^ tables[1024 + (low >> 24)]
                ^ tables[768 + (high & 255)] ^ tables[512 + ((high >> 8) & 255)] ^ tables[256 + ((high >> 16) & 255)] ^ tables[high >> 24];
        }

        foreach (var value in bytes) state = (state >> 8) ^ tables[(byte)(state ^ value)];
        return ~state;
    }

    private static uint[] MakeTables()
    {
        var tables = new uint[8 * 256];
        for (var value = 0u; value < 256; value++)
        {
            var crc = value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320u & (uint)-(int)(crc & 1));
            tables[value] = crc;
        }

        for (var i = 256; i < tables.Length; i++) tables[i] = (tables[i - 256] >> 8) ^ tables[(byte)tables[i - 256]];
        return tables;
    }
}
