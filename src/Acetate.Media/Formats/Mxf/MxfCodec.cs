namespace Acetate.Media.Formats.Mxf;

/// <summary>What picture and sound labels of MXF mean (SMPTE RP 224, RDD 54 and 55 for ARRI).</summary>
internal sealed record MxfCodec(string Name, string? Profile = null, int? Depth = null, bool IsOpen = true)
{
    private static readonly (string Label, MxfCodec Codec)[] Pictures =
    [
        ("04010201020101 01", new("arriraw", "12 bit", 12)),
        ("04010201020101 02", new("arriraw", "12 bit reverse", 12)),
        ("04010201020101 03", new("arriraw", "13 bit", 13, false)),
        ("04010201020102 01", new("arriraw-hde", "12 bit", 12, false)),
        ("04010201020102 02", new("arriraw-hde", "13 bit", 13, false)),
        ("0401020201 0102", new("mpeg2video")),
        ("0401020201 01", new("mpeg2video")),
        ("0401020201 02", new("mpeg2video", "4:2:2")),
        ("0401020201 03", new("mpeg2video")),
        ("0401020201 04", new("mpeg2video")),
        ("0401020201 05", new("mpeg2video")),
        ("0401020201 10", new("mpeg1video")),
        ("0401020201 20", new("mpeg4")),
        ("0401020201 31", new("h264")),
        ("0401020201 32", new("h264")),
        ("0401020201 33", new("h264")),
        ("0401020201 40", new("hevc")),
        ("0401020202", new("dvvideo")),
        ("0401020203 01", new("jpeg2000")),
        ("0401020203 06 01", new("prores", "Proxy", 10)),
        ("0401020203 06 02", new("prores", "LT", 10)),
        ("0401020203 06 03", new("prores", "Standard", 10)),
        ("0401020203 06 04", new("prores", "HQ", 10)),
        ("0401020203 06 05", new("prores", "4444", 12)),
        ("0401020203 06 06", new("prores", "4444 XQ", 12)),
        ("0401020271", new("dnxhd")),
        ("0401020201 7f", new("rawvideo")),
    ];

    /// <summary>The codec of a picture coding label in hexadecimal; null when we have no name for it.</summary>
    public static MxfCodec? OfPicture(string? label)
    {
        if (label is not { Length: 32 }) return null;
        foreach (var (start, codec) in Pictures)
            if (label[16..].StartsWith(start.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal)) return codec;
        // Avid's own label of DNx, before it had one of SMPTE.
        return label.StartsWith("060e2b34040101010e04020102", StringComparison.Ordinal) ? new("dnxhd") : null;
    }

    /// <summary>What a transfer, primaries or matrix label means, in FFmpeg's words; camera makers' own in theirs.</summary>
    public static string? ColourOf(string? label) => label is not { Length: 32 } ? null : label[16..] switch
    {
        "0401010101010000" => "bt470m",
        "0401010101020000" => "bt709",
        "0401010101030000" => "smpte240m",
        "0401010101040000" => "smpte274m",
        "0401010101050000" => "bt1361e",
        "0401010101060000" => "linear",
        "0401010101070000" => "smpte428",
        "0401010101080000" => "iec61966-2-4",
        "0401010101090000" => "bt2020-10",
        "04010101010a0000" => "smpte2084",
        "04010101010b0000" => "arib-std-b67",
        "0401010102010000" => "smpte170m",
        "0401010102020000" => "bt709",
        "0401010102030000" => "smpte240m",
        "0401010102060000" => "bt2020nc",
        "0401010103010000" => "smpte170m",
        "0401010103020000" => "bt470bg",
        "0401010103030000" => "bt709",
        "0401010103040000" => "bt2020",
        "0401010103060000" => "smpte432",
        "0e06040101010508" => "s-log2",
        "0e06040101010604" => "s-gamut3/s-log3",
        "0e06040101010605" => "s-gamut3.cine/s-log3",
        var other when other.StartsWith("0e17", StringComparison.Ordinal) => $"arri {other}",
        var other when other.StartsWith("0e06", StringComparison.Ordinal) => $"sony {other}",
        _ => null,
    };
}
