using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Codecs;

/// <summary>The header of a ProRes frame (SMPTE RDD 36): chroma, alpha, fields and colour.</summary>
internal static class ProResFrame
{
    /// <summary>Adds what the first bytes of a frame say; nothing when they are none.</summary>
    public static void Add(ReadOnlySpan<byte> frame, string origin, InspectionDraft draft)
    {
        if (frame.Length < 28 || !frame[4..8].SequenceEqual("icpf"u8)) return;
        var header = frame[8..];
        var isFull = (header[12] & 0xC0) == 0xC0;
        var hasAlpha = (header[17] & 0x0F) != 0;
        // FFmpeg decodes all of 4:2:2 to ten bits and 4:4:4 to twelve, since that is what the encoder keeps.
        draft.Fact("image.pixelFormat", isFull ? hasAlpha ? "yuva444p12le" : "yuv444p12le" : hasAlpha ? "yuva422p10le" : "yuv422p10le", origin, $"0x{header[12]:x2} 0x{header[17]:x2}");
        draft.Fact("image.bitDepth", isFull ? 12 : 10, origin);
        draft.Fact("image.fieldOrder", (header[12] >> 2 & 3) switch { 0 => "progressive", 1 => "tt", 2 => "bb", _ => null }, origin);
        draft.Fact("image.colour.range", "tv", origin, "RDD 36");
        draft.Fact("image.colour.primaries", ColourCodes.Primaries(header[14]), origin, $"{header[14]}");
        draft.Fact("image.colour.transfer", ColourCodes.Transfer(header[15]), origin, $"{header[15]}");
        draft.Fact("image.colour.matrix", ColourCodes.Matrix(header[16]), origin, $"{header[16]}");
    }
}

/// <summary>The header of a DNxHD or DNxHR frame (SMPTE ST 2019-1).</summary>
internal static class DnxFrame
{
    /// <summary>Adds what the first bytes of a frame say; nothing when they are none.</summary>
    public static void Add(ReadOnlySpan<byte> frame, string origin, InspectionDraft draft)
    {
        // 32 bits of where the picture begins (0x280, for DNxHR 0x170 and four for each row of blocks), and the version of the header.
        if (frame.Length < 0x2D || frame[0] != 0 || frame[1] != 0 || (frame[2] << 8 | frame[3]) is < 0x170 or > 0x4170 || frame[4] is < 1 or > 3) return;
        var depth = (frame[0x21] >> 5) switch { 1 => 8, 2 => 10, 3 => 12, _ => 0 };
        if (depth == 0) return;
        var is444 = (frame[0x2C] >> 6 & 1) == 1;
        var id = frame[0x28] << 24 | frame[0x29] << 16 | frame[0x2A] << 8 | frame[0x2B];
        // 4:4:4 may be RGB, which only the frame's own words tell; that is left to a decoder.
        if (!is444) draft.Fact("image.pixelFormat", depth == 8 ? "yuv422p" : $"yuv422p{depth}le", origin, $"{depth} bit");
        draft.Fact("image.bitDepth", depth, origin);
        if (!is444) draft.Fact("image.colour.range", "tv", origin, "ST 2019-1");
        if (!is444) draft.Fact("image.colour.matrix", (frame[0x2C] >> 1 & 3) switch { 0 => "bt709", 1 => "bt2020nc", 2 => "bt2020c", _ => null }, origin, $"0x{frame[0x2C]:x2}");
        draft.Fact("image.profile", id switch { 1270 => "DNXHR 444", 1271 => "DNXHR HQX", 1272 => "DNXHR HQ", 1273 => "DNXHR SQ", 1274 => "DNXHR LB", _ => "DNXHD" }, origin, $"{id}");
        draft.Fact("image.fieldOrder", (frame[5] & 2) == 0 ? "progressive" : (frame[5] & 1) == 0 ? "tt" : "bb", origin, $"0x{frame[5]:x2}");
    }
}

/// <summary>The colour code points that H.264, HEVC, ProRes and QuickTime share (ITU-T H.273), in FFmpeg's words.</summary>
internal static class ColourCodes
{
    public static string? Primaries(int code) => code switch
    {
        1 => "bt709",
        4 => "bt470m",
        5 => "bt470bg",
        6 => "smpte170m",
        7 => "smpte240m",
        8 => "film",
        9 => "bt2020",
        10 => "smpte428",
        11 => "smpte431",
        12 => "smpte432",
        22 => "ebu3213",
        _ => null,
    };

    public static string? Transfer(int code) => code switch
    {
        1 => "bt709",
        4 => "bt470m",
        5 => "bt470bg",
        6 => "smpte170m",
        7 => "smpte240m",
        8 => "linear",
        9 => "log100",
        10 => "log316",
        11 => "iec61966-2-4",
        12 => "bt1361e",
        13 => "iec61966-2-1",
        14 => "bt2020-10",
        15 => "bt2020-12",
        16 => "smpte2084",
        17 => "smpte428",
        18 => "arib-std-b67",
        _ => null,
    };

    public static string? Matrix(int code) => code switch
    {
        0 => "gbr",
        1 => "bt709",
        4 => "fcc",
        5 => "bt470bg",
        6 => "smpte170m",
        7 => "smpte240m",
        8 => "ycgco",
        9 => "bt2020nc",
        10 => "bt2020c",
        11 => "smpte2085",
        14 => "ictcp",
        _ => null,
    };
}
