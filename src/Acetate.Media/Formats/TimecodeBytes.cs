namespace Acetate.Media.Formats;

/// <summary>Timecode as binary coded decimals, the way SMPTE ST 331, CinemaDNG and DPX store it.</summary>
internal static class TimecodeBytes
{
    /// <summary>The label of four bytes in the order frames, seconds, minutes, hours; null when a digit is none. Bit 6 of the frames is drop frame.</summary>
    public static string? Label(ReadOnlySpan<byte> bytes)
    {
        var drop = (bytes[0] & 0x40) != 0;
        return Decimal(bytes[3], 0x3f) is { } hours and < 24 && Decimal(bytes[2], 0x7f) is { } minutes and < 60
            && Decimal(bytes[1], 0x7f) is { } seconds and < 60 && Decimal(bytes[0], 0x3f) is { } frames
            ? $"{hours:00}:{minutes:00}:{seconds:00}{(drop ? ';' : ':')}{frames:00}" : null;
    }

    private static int? Decimal(byte value, int mask)
    {
        value = (byte)(value & mask);
        return (value & 15) <= 9 && value >> 4 <= 9 ? (value >> 4) * 10 + (value & 15) : null;
    }
}
