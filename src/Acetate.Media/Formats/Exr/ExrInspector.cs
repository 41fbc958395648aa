using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Exr;

/// <summary>OpenEXR frames: the attributes of the first part.</summary>
public sealed class ExrInspector : IFrameInspector
{
    private const int MostAttributes = 1000, LargestHeader = 1 << 20;

    /// <inheritdoc/>
    public string Name => "OpenEXR";

    /// <inheritdoc/>
    public bool Knows(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0x76, 0x2f, 0x31, 0x01]);

    /// <inheritdoc/>
    public void Inspect(ClipFile file, Stream content, InspectionDraft draft) => FrameReport.Add(this, file, content, draft);

    /// <inheritdoc/>
    public FrameHeader ReadHeader(Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var bytes = new byte[Math.Min(content.Length, LargestHeader)];
        content.Position = 0;
        content.ReadExactly(bytes);
        var facts = new FrameFacts();
        facts.Add("image.codec", "exr", "exr magic");
        var at = 8;
        string? timecode = null, compression = null;
        var (height, isTiled, isMultiPart) = (0L, bytes.Length > 5 && (bytes[5] & 2) != 0, bytes.Length > 5 && (bytes[5] & 16) != 0);
        for (var count = 0; ; count++)
        {
            if (at < bytes.Length && bytes[at] == 0) break;
            if (count == MostAttributes || !TryText(bytes, ref at, out var name) || !TryText(bytes, ref at, out var type) || at + 4 > bytes.Length)
                throw new InvalidDataException("The OpenEXR header is cut or has no end.");
            var size = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            at += 4;
            if (size < 0 || size > bytes.Length - at) throw new InvalidDataException($"The OpenEXR attribute '{name}' claims {size} bytes; the header has fewer.");
            var value = bytes.AsSpan(at, size);
            at += size;
            Attribute(name, type, value, facts, ref timecode, ref compression, ref height);
        }

        return new()
        {
            Facts = facts.ToImmutable(),
            Timecode = timecode,
            LeastLength = isTiled || isMultiPart ? 0 : EndOfPicture(bytes, at + 1, height, compression),
        };
    }

    private static void Attribute(
        string name, string type, ReadOnlySpan<byte> value, FrameFacts facts, ref string? timecode, ref string? compression, ref long height)
    {
        switch (name, type)
        {
            case ("dataWindow" or "displayWindow", "box2i") when value.Length == 16:
                var wide = (long)I32(value, 8) - I32(value, 0) + 1;
                var high = (long)I32(value, 12) - I32(value, 4) + 1;
                facts.Add($"exr.{name}", $"{I32(value, 0)} {I32(value, 4)} {I32(value, 8)} {I32(value, 12)}", "exr");
                // What is shown is the display window; the data window may be a crop or reach beyond it.
                if (name == "displayWindow")
                {
                    facts.Add("image.width", wide, "exr displayWindow");
                    facts.Add("image.height", high, "exr displayWindow");
                }
                else
                {
                    height = high;
                }

                break;
            case ("compression", "compression") when value.Length == 1:
                compression = value[0] switch { 0 => "none", 1 => "rle", 2 => "zips", 3 => "zip", 4 => "piz", 5 => "pxr24", 6 => "b44", 7 => "b44a", 8 => "dwaa", 9 => "dwab", _ => $"{value[0]}" };
                facts.Add("image.profile", compression, "exr compression");
                break;
            case ("channels", "chlist"):
                Channels(value, facts);
                break;
            case ("pixelAspectRatio", "float") when value.Length == 4:
                facts.Add("image.squeeze", Ratio(F32(value)), "exr pixelAspectRatio", F32(value).ToString(CultureInfo.InvariantCulture));
                break;
            case ("framesPerSecond", "rational") when value.Length == 8 && I32(value, 0) > 0 && I32(value, 4) > 0:
                facts.Add("image.rate", ClipTime.RateOf(I32(value, 0), I32(value, 4)), "exr framesPerSecond", $"{I32(value, 0)}/{I32(value, 4)}");
                break;
            case ("timeCode", "timecode") when value.Length == 8:
                timecode = TimecodeBytes.Label(value);
                facts.Add("frame.timecode", timecode ?? "not valid", "exr timeCode", Convert.ToHexStringLower(value));
                break;
            case ("isoSpeed", "float") when value.Length == 4: Float("exposure.iso", F32(value)); break;
            case ("expTime", "float") when value.Length == 4: Float("exposure.shutterTime", F32(value)); break;
            case ("aperture", "float") when value.Length == 4: Float("lens.iris", F32(value)); break;
            case ("focus", "float") when value.Length == 4: Float("lens.focusDistance", F32(value)); break;
            case ("cameraMake", "string"): facts.Add("camera.make", Text(value), "exr cameraMake"); break;
            case ("cameraModel", "string"): facts.Add("camera.model", Text(value), "exr cameraModel"); break;
            case ("cameraSerialNumber", "string"): facts.Add("camera.serial", Text(value), "exr cameraSerialNumber"); break;
            case ("lensModel", "string"): facts.Add("lens.model", Text(value), "exr lensModel"); break;
            case ("reelName", "string"): facts.Add("clip.reel", Text(value), "exr reelName"); break;
            case ("capDate", "string"): facts.Add("clip.recordedAt", Date(Text(value)), "exr capDate", Text(value)); break;
            default: facts.Add($"exr.{name}", Shown(type, value), $"exr {type}"); break;
        }

        void Float(string field, float number)
        {
            if (float.IsFinite(number) && number > 0) facts.Add(field, Math.Round(number, 6).ToString(CultureInfo.InvariantCulture), $"exr {name}");
        }
    }

    private static void Channels(ReadOnlySpan<byte> value, FrameFacts facts)
    {
        var names = new List<string>();
        var deepest = 0;
        for (var at = 0; at < value.Length && value[at] != 0;)
        {
            if (!TryText(value, ref at, out var name) || at + 16 > value.Length) break;
            var type = I32(value, at);
            deepest = Math.Max(deepest, type == 1 ? 16 : 32);
            names.Add($"{name}:{type switch { 0 => "uint", 1 => "half", 2 => "float", _ => "?" }}");
            at += 16;
        }

        if (deepest > 0) facts.Add("image.bitDepth", deepest, "exr channels");
        facts.Add("exr.channels", string.Join(' ', names), "exr chlist");
    }

    /// <summary>A scan line file lists the offset of every block: a cut file has blocks that begin beyond its end, or no offset (0).</summary>
    private static long EndOfPicture(ReadOnlySpan<byte> bytes, int table, long height, string? compression)
    {
        var lines = compression switch { "none" or "rle" or "zips" => 1, "zip" or "pxr24" => 16, "piz" or "b44" or "b44a" or "dwaa" => 32, "dwab" => 256, _ => 0 };
        if (lines == 0 || height is <= 0 or > 1 << 20) return 0;
        var blocks = (height + lines - 1) / lines;
        if (table + blocks * 8 > LargestHeader) return 0;
        var end = table + blocks * 8;
        for (var i = 0; i < blocks && table + i * 8 + 8 <= bytes.Length; i++)
            end = Math.Max(end, BinaryPrimitives.ReadInt64LittleEndian(bytes[(table + i * 8)..]) is >= 0 and < long.MaxValue / 2 and var offset ? offset + 9 : 0);
        return end;
    }

    private static string Shown(string type, ReadOnlySpan<byte> value) => type switch
    {
        "string" => Text(value) is var text && text.Length > 1000 ? text[..1000] + "…" : Text(value),
        "int" when value.Length == 4 => I32(value, 0).ToString(CultureInfo.InvariantCulture),
        "float" when value.Length == 4 => F32(value).ToString(CultureInfo.InvariantCulture),
        "rational" when value.Length == 8 => $"{I32(value, 0)}/{(uint)I32(value, 4)}",
        "chromaticities" or "v2f" or "v3f" or "m33f" or "m44f" when value.Length % 4 == 0 && value.Length <= 64 => Floats(value),
        _ => Convert.ToHexStringLower(value[..Math.Min(64, value.Length)]),
    };

    private static string Floats(ReadOnlySpan<byte> value)
    {
        var text = new StringBuilder();
        for (var at = 0; at < value.Length; at += 4) text.Append(at == 0 ? "" : " ").Append(F32(value[at..]).ToString(CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private static bool TryText(ReadOnlySpan<byte> bytes, ref int at, out string text)
    {
        text = "";
        if (at >= bytes.Length) return false;
        var end = bytes[at..].IndexOf((byte)0);
        if (end is < 0 or > 255) return false;
        text = Encoding.UTF8.GetString(bytes.Slice(at, end));
        at += end + 1;
        return true;
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value);

    private static string? Date(string text) =>
        text.Length >= 19 && text[4] == ':' ? $"{text[..4]}-{text[5..7]}-{text[8..10]}T{text[11..19]}" : null;

    private static string? Ratio(float value) => value is > 0.01f and < 100 ? ExactRatio.Of((long)Math.Round(value * 10000.0), 10000) : null;

    private static int I32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);

    private static float F32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadSingleLittleEndian(bytes);
}
