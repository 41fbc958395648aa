using System.Buffers.Binary;
using System.Text;
using Acetate.Media.Formats.QuickTime;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Codecs;

/// <summary>What the sample description of a movie's track says (ISO/IEC 14496-12, QuickTime): size, codec, colour; channels and bits; how timecode counts.</summary>
internal static class SampleDescription
{
    private const string Origin = "stsd";

    /// <summary>Codecs that only their makers decode.</summary>
    public static string? ClosedName(string codec) => codec switch
    {
        "brxq" or "brst" or "brvn" or "brs2" or "brxh" => "Blackmagic RAW",
        "CRAW" => "Canon raw",
        "aprn" or "aprh" => "ProRes RAW",
        "nraw" or "NRAW" => "Nikon N-RAW",
        _ => null,
    };

    /// <summary>Adds what a picture's description says.</summary>
    public static void AddPicture(ReadOnlyMemory<byte> description, InspectionDraft draft)
    {
        if (description.Length < 86) return;
        var entry = description.Span;
        var letters = Encoding.Latin1.GetString(entry.Slice(4, 4));
        draft.Fact("image.width", BinaryPrimitives.ReadUInt16BigEndian(entry[32..]), Origin);
        draft.Fact("image.height", BinaryPrimitives.ReadUInt16BigEndian(entry[34..]), Origin);
        var (codec, profile) = PictureCodec(letters);
        // Sony's and the broadcasters' MPEG-2: the letters say how it is sampled.
        if (codec == "mpeg2video") draft.Fact("image.pixelFormat", letters.StartsWith("xd5", StringComparison.Ordinal) || letters.StartsWith("mx", StringComparison.Ordinal) ? "yuv422p" : "yuv420p", Origin, letters);
        if (codec == "mpeg2video") draft.Fact("image.bitDepth", 8, Origin, letters);
        if (codec == "mpeg2video") draft.Fact("image.colour.range", "tv", Origin, letters);
        draft.Fact("image.codec", codec, Origin, letters);
        draft.Fact("image.profile", profile, Origin, letters);
        if (entry[50] is > 0 and < 32 && entry.Length >= 82) draft.Fact("quicktime.compressor", Encoding.UTF8.GetString(entry.Slice(51, Math.Min(entry[50], (byte)31))), Origin);
        foreach (var (type, content) in QuickTimeMetadata.Boxes(description[86..]))
        {
            var box = content.Span;
            switch (type)
            {
                case "avcC" when box.Length > 8: AvcConfiguration.Add(box, draft); break;
                case "hvcC" when box.Length >= 23: Hevc(box, draft); break;
                case "dvcC" or "dvvC" or "dvwC" when box.Length >= 4:
                    draft.Fact("image.colour.space", $"Dolby Vision profile {box[2] >> 1}", $"{Origin} {type}", $"{box[2]:x2}{box[3]:x2}");
                    break;
                case "pasp" when box.Length >= 8:
                    draft.Fact("image.squeeze", ExactRatio.Of(BinaryPrimitives.ReadInt32BigEndian(box), BinaryPrimitives.ReadInt32BigEndian(box[4..])), $"{Origin} pasp");
                    break;
                case "fiel": Fields(box, draft); break;
                // Old writers put the box into one of their own.
                case "glbl" when box.Length >= 10 && box[4..8].SequenceEqual("fiel"u8): Fields(box[8..], draft); break;
            }
        }
    }

    /// <summary>Adds the colour of the container, which stands behind what the pictures themselves say.</summary>
    public static void AddColour(ReadOnlyMemory<byte> description, InspectionDraft draft)
    {
        if (description.Length < 86) return;
        foreach (var (type, content) in QuickTimeMetadata.Boxes(description[86..]))
        {
            var box = content.Span;
            if (type != "colr" || box.Length < 10 || !(box[..4].SequenceEqual("nclc"u8) || box[..4].SequenceEqual("nclx"u8))) continue;
            var raw = $"{Code(box, 4)} {Code(box, 6)} {Code(box, 8)}";
            draft.Fact("image.colour.primaries", ColourCodes.Primaries(Code(box, 4)), $"{Origin} colr", raw);
            draft.Fact("image.colour.transfer", ColourCodes.Transfer(Code(box, 6)), $"{Origin} colr", raw);
            draft.Fact("image.colour.matrix", ColourCodes.Matrix(Code(box, 8)), $"{Origin} colr", raw);
            if (box[3] == 'x' && box.Length > 10) draft.Fact("image.colour.range", (box[10] & 0x80) != 0 ? "pc" : "tv", $"{Origin} colr", $"{box[10]}");
        }

        static int Code(ReadOnlySpan<byte> box, int at) => BinaryPrimitives.ReadUInt16BigEndian(box[at..]);
    }

    /// <summary>Channels, rate, bits and name of a sound description.</summary>
    public static (int Channels, int Rate, int Bits, string? Codec)? Sound(ReadOnlySpan<byte> entry)
    {
        if (entry.Length < 36) return null;
        var letters = Encoding.Latin1.GetString(entry.Slice(4, 4));
        var version = BinaryPrimitives.ReadUInt16BigEndian(entry[16..]);
        var (channels, bits, rate) = (BinaryPrimitives.ReadUInt16BigEndian(entry[24..]), BinaryPrimitives.ReadUInt16BigEndian(entry[26..]), (int)(BinaryPrimitives.ReadUInt32BigEndian(entry[32..]) >> 16));
        if (version == 2 && entry.Length >= 72)
        {
            rate = BinaryPrimitives.ReadDoubleBigEndian(entry[40..]) is > 0 and < 10_000_000 and var exact ? (int)exact : 0;
            channels = (ushort)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(entry[48..]), 1024);
            bits = (ushort)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(entry[56..]), 64);
            var flags = BinaryPrimitives.ReadUInt32BigEndian(entry[60..]);
            if (letters == "lpcm")
                return (channels, rate, bits, (flags & 1) != 0 ? $"pcm_f{bits}{((flags & 2) != 0 ? "be" : "le")}" : bits == 8 ? (flags & 4) != 0 ? "pcm_s8" : "pcm_u8" : $"pcm_s{bits}{((flags & 2) != 0 ? "be" : "le")}");
        }

        // Compressed sound states 16 bits whatever it is: only plain samples have a depth.
        var isLittle = entry.IndexOf("enda"u8) is >= 0 and var enda && enda + 6 <= entry.Length && entry[enda + 5] == 1;
        return letters switch
        {
            "sowt" => (channels, rate, bits == 8 ? 8 : 16, bits == 8 ? "pcm_s8" : "pcm_s16le"),
            "twos" => (channels, rate, bits == 8 ? 8 : 16, bits == 8 ? "pcm_s8" : "pcm_s16be"),
            "in24" => (channels, rate, 24, isLittle ? "pcm_s24le" : "pcm_s24be"),
            "in32" => (channels, rate, 32, isLittle ? "pcm_s32le" : "pcm_s32be"),
            "fl32" => (channels, rate, 32, isLittle ? "pcm_f32le" : "pcm_f32be"),
            "mp4a" => Aac(entry),
            "alac" => (channels, rate, 0, "alac"),
            "ac-3" => (channels, rate, 0, "ac3"),
            _ => (channels, rate, 0, null),
        };
    }

    /// <summary>
    /// AAC says its channels in a descriptor of its decoder (ISO/IEC 14496-1 esds): tags 03, 04 and 05 one in the other, each with a length of up to four bytes.
    /// The last holds five bits of kind (2: low complexity), four of rate, four of channels. Other kinds are left to FFprobe.
    /// </summary>
    private static (int Channels, int Rate, int Bits, string? Codec)? Aac(ReadOnlySpan<byte> entry)
    {
        if (entry.IndexOf("esds"u8) is not (>= 0 and var box) || box + 8 > entry.Length) return (0, 0, 0, null);
        var rest = entry[(box + 8)..];
        if (!TryDescriptor(ref rest, 3) || rest.Length < 3 || (rest[2] & 0xE0) != 0) return (0, 0, 0, null);
        rest = rest[3..];
        if (!TryDescriptor(ref rest, 4) || rest.Length < 13 || rest[0] != 0x40) return (0, 0, 0, null);
        rest = rest[13..];
        if (!TryDescriptor(ref rest, 5) || rest.Length < 2 || rest[0] >> 3 != 2) return (0, 0, 0, null);
        ReadOnlySpan<int> rates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000];
        var (rate, channels) = ((rest[0] & 7) << 1 | rest[1] >> 7, rest[1] >> 3 & 15);
        return rate < rates.Length && channels is > 0 and <= 7 ? (channels == 7 ? 8 : channels, rates[rate], 0, "aac") : (0, 0, 0, null);
    }

    private static bool TryDescriptor(ref ReadOnlySpan<byte> bytes, int tag)
    {
        if (bytes.Length < 2 || bytes[0] != tag) return false;
        var at = 1;
        while (at < Math.Min(4, bytes.Length - 1) && (bytes[at] & 0x80) != 0) at++;
        bytes = bytes[(at + 1)..];
        return true;
    }

    private static (string? Codec, string? Profile) PictureCodec(string letters) => letters switch
    {
        "apco" => ("prores", "Proxy"),
        "apcs" => ("prores", "LT"),
        "apcn" => ("prores", "Standard"),
        "apch" => ("prores", "HQ"),
        "ap4h" => ("prores", "4444"),
        "ap4x" => ("prores", "XQ"),
        "aprn" => ("prores-raw", "Standard"),
        "aprh" => ("prores-raw", "HQ"),
        "avc1" or "avc3" or "ai12" or "ai15" or "ai1q" or "ai5q" or "ai22" or "ai52" => ("h264", null),
        "hvc1" or "hev1" => ("hevc", null),
        "AVdn" or "AVdh" => ("dnxhd", null),
        "CFHD" => ("cfhd", null),
        "CRAW" => ("canon-raw", null),
        ['x', 'd', 'v' or '5', _] or ['h', 'd', 'v', _] or ['m', 'x', >= '3' and <= '5', 'n' or 'p'] => ("mpeg2video", null),
        "nraw" or "NRAW" => ("n-raw", null),
        "brxq" => ("braw", "constant quality"),
        "brst" or "brvn" or "brs2" or "brxh" => ("braw", letters),
        _ => (null, null),
    };

    private static void Fields(ReadOnlySpan<byte> box, InspectionDraft draft)
    {
        if (box.Length >= 2)
            draft.Fact("image.fieldOrder", box[0] == 1 ? "progressive" : box[1] switch { 1 => "tt", 6 => "bb", 9 => "tb", 14 => "bt", _ => null }, $"{Origin} fiel", $"{box[0]} {box[1]}");
    }

    private static void Hevc(ReadOnlySpan<byte> box, InspectionDraft draft)
    {
        const string origin = "hvcC";
        var (chroma, depth) = (box[16] & 3, (box[17] & 7) + 8);
        draft.Fact("image.profile", (box[1] & 31) switch { 1 => "Main", 2 => "Main 10", 3 => "Main Still Picture", 4 => "Rext", _ => null }, origin, $"{box[1] & 31}");
        draft.Fact("image.bitDepth", depth, origin);
        if (chroma > 0) draft.Fact("image.pixelFormat", $"yuv{chroma switch { 1 => "420", 2 => "422", _ => "444" }}p{(depth == 8 ? "" : $"{depth}le")}", origin, $"{chroma} {depth}");
    }
}
