using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Dpx;

/// <summary>DPX frames (SMPTE ST 268): the generic, film and television headers.</summary>
public sealed class DpxInspector : IFrameInspector
{
    private const uint Unset = uint.MaxValue;

    /// <inheritdoc/>
    public string Name => "DPX";

    /// <inheritdoc/>
    public bool Knows(ReadOnlySpan<byte> head) => head.StartsWith("SDPX"u8) || head.StartsWith("XPDS"u8);

    /// <inheritdoc/>
    public void Inspect(ClipFile file, Stream content, InspectionDraft draft) => FrameReport.Add(this, file, content, draft);

    /// <inheritdoc/>
    public FrameHeader ReadHeader(Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var bytes = new byte[2048];
        content.Position = 0;
        var length = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        // The film and television headers are optional; without the first 1,664 bytes there is no picture to speak of.
        if (length < 1664) throw new InvalidDataException($"The DPX header is cut: {length} of 1664 bytes are there.");
        var isBig = bytes[0] == 'S';
        var facts = new FrameFacts();
        facts.Add("image.codec", "dpx", "dpx magic");
        var (width, height) = (U32(772), U32(776));
        facts.Add("image.width", width, "dpx header");
        facts.Add("image.height", height, "dpx header");
        var depth = bytes[803];
        facts.Add("image.bitDepth", depth, "dpx header");
        facts.Add("dpx.descriptor", bytes[800], "dpx header");
        facts.Add("image.colour.transfer", Transfer(bytes[801]), "dpx header", bytes[801].ToString(CultureInfo.InvariantCulture));
        facts.Add("image.colour.primaries", Transfer(bytes[802]), "dpx header", bytes[802].ToString(CultureInfo.InvariantCulture));
        if (U32(1628) is > 0 and < 100000 and var across && U32(1632) is > 0 and < 100000 and var down)
            facts.Add("image.squeeze", ExactRatio.Of(across, down), "dpx header", $"{across}:{down}");
        facts.Add("dpx.fileName", Text(36, 100), "dpx header");
        facts.Add("clip.recordedAt", Date(Text(136, 24)), "dpx header", Text(136, 24));
        facts.Add("dpx.creator", Text(160, 100), "dpx header");
        facts.Add("slate.project", Text(260, 200), "dpx header");
        facts.Add("camera.model", Text(1556, 32), "dpx header");
        facts.Add("camera.serial", Text(1588, 32), "dpx header");

        string? timecode = null;
        var rate = 0f;
        // A picture that begins before byte 2048 leaves no room for the film and television headers.
        if (length == 2048 && U32(4) is >= 2048 and not Unset)
        {
            facts.Add("dpx.frameId", Text(1732, 32), "dpx film header");
            facts.Add("dpx.slate", Text(1764, 100), "dpx film header");
            if (U32(1712) != Unset) facts.Add("dpx.framePosition", U32(1712), "dpx film header");
            rate = Rate(1940) is > 0 and var television ? television : Rate(1724);
            if (rate > 0) facts.Add("image.rate", ClipTime.RateMeant(rate.ToString("0.######", CultureInfo.InvariantCulture)), "dpx header", rate.ToString(CultureInfo.InvariantCulture));
            if (Rate(1728) is > 0 and <= 360 and var angle) facts.Add("exposure.shutterAngle", angle.ToString(CultureInfo.InvariantCulture), "dpx film header");
            if (U32(1920) is not Unset and var code)
            {
                Span<byte> four = stackalloc byte[4];
                BinaryPrimitives.WriteUInt32LittleEndian(four, code);
                timecode = TimecodeBytes.Label(four);
                facts.Add("frame.timecode", timecode ?? "not valid", "dpx television header", code.ToString("x8", CultureInfo.InvariantCulture));
                // An empty header is often zero instead of unset; midnight without a rate is nobody's timecode.
                if (code == 0 && rate <= 0) timecode = null;
            }
        }

        var problems = new List<string>();
        if (U32(16) is not (Unset or 0) and var claimed && claimed != content.Length)
            problems.Add($"The header says the file has {claimed} bytes; it has {content.Length}.");
        return new()
        {
            Facts = facts.ToImmutable(),
            Timecode = timecode,
            LeastLength = LeastLength(U32(4), width, height, bytes[800], depth, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(isBig ? 805 : 804)) != 0, U16(806)),
            Problems = [.. problems],
        };

        uint U32(int at) => isBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
        int U16(int at) => isBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
        float Rate(int at) => BitConverter.UInt32BitsToSingle(U32(at)) is > 0 and < 10000 and var value ? value : 0;
        string Text(int at, int count)
        {
            var text = bytes.AsSpan(at, count);
            if (text[0] == 0xff) return "";
            var end = text.IndexOf((byte)0);
            return Encoding.Latin1.GetString(end < 0 ? text : text[..end]);
        }
    }

    /// <summary>What uncompressed pixels need, without the padding of lines; 0 when the layout is not known.</summary>
    private static long LeastLength(uint offset, uint width, uint height, int descriptor, int depth, bool isPacked, int encoding)
    {
        var components = descriptor switch { 6 or 1 or 2 or 3 or 4 => 1, 50 or 102 => 3, 51 or 103 => 4, 100 => 2, _ => 0 };
        if (components == 0 || offset == Unset || encoding == 1 || width > 1 << 20 || height > 1 << 20) return 0;
        var samples = (long)width * height * components;
        return offset + (depth, isPacked) switch
        {
            (8, _) => samples,
            (10, true) => samples / 3 * 4,
            (10, false) => samples * 10 / 8,
            (12, true) or (16, _) => samples * 2,
            (12, false) => samples * 12 / 8,
            _ => 0,
        };
    }

    private static string? Transfer(byte value) => value switch
    {
        1 => "printing density",
        2 => "linear",
        3 => "logarithmic",
        4 => "unspecified video",
        5 => "smpte274m",
        6 => "bt709",
        7 => "bt601-625",
        8 => "bt601-525",
        0 or 255 => null,
        _ => $"dpx {value}",
    };

    private static string? Date(string text) =>
        text.Length >= 19 && text[4] == ':' ? $"{text[..4]}-{text[5..7]}-{text[8..10]}T{text[11..19]}" : null;
}

/// <summary>Kodak Cineon frames, the forerunner of DPX.</summary>
public sealed class CineonInspector : IFrameInspector
{
    /// <inheritdoc/>
    public string Name => "Cineon";

    /// <inheritdoc/>
    public bool Knows(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0x80, 0x2a, 0x5f, 0xd7]) || head.StartsWith((ReadOnlySpan<byte>)[0xd7, 0x5f, 0x2a, 0x80]);

    /// <inheritdoc/>
    public void Inspect(ClipFile file, Stream content, InspectionDraft draft) => FrameReport.Add(this, file, content, draft);

    /// <inheritdoc/>
    public FrameHeader ReadHeader(Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var bytes = new byte[1024];
        content.Position = 0;
        if (content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw new InvalidDataException("The Cineon header is cut.");
        var isBig = bytes[0] == 0x80;
        var facts = new FrameFacts();
        facts.Add("image.codec", "cineon", "cineon magic");
        facts.Add("image.width", U32(200), "cineon header");
        facts.Add("image.height", U32(204), "cineon header");
        facts.Add("image.bitDepth", bytes[198], "cineon header");
        facts.Add("image.colour.transfer", "logarithmic", "cineon");
        return new() { Facts = facts.ToImmutable(), LeastLength = U32(20) is not uint.MaxValue and var claimed ? claimed : 0 };

        uint U32(int at) => isBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
    }
}
