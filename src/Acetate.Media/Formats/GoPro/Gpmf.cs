using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.GoPro;

/// <summary>GoPro's metadata (GPMF, an open format): four letters, a type, the size of an item, how many, and the items, padded to four bytes.</summary>
/// <remarks>Type 0 holds more of the same. It stands in the movie's user data for the whole clip, and in a track for each second.</remarks>
internal static class Gpmf
{
    private const int Deepest = 6, MostItems = 2000;

    /// <summary>Adds what it says of camera, lens and exposure; other short values under their letters.</summary>
    public static void Add(ReadOnlyMemory<byte> bytes, string origin, InspectionDraft draft)
    {
        var count = 0;
        Walk(bytes, origin, draft, 0, ref count);
    }

    private static void Walk(ReadOnlyMemory<byte> bytes, string origin, InspectionDraft draft, int depth, ref int count)
    {
        while (bytes.Length >= 8 && count++ < MostItems && depth < Deepest)
        {
            var head = bytes.Span;
            var (type, size, repeat) = (head[4], head[5], BinaryPrimitives.ReadUInt16BigEndian(head[6..]));
            var length = size * repeat;
            if (head[0] == 0 || length > bytes.Length - 8) return;
            var key = Encoding.Latin1.GetString(head[..4]);
            var content = bytes.Slice(8, length);
            if (type == 0) Walk(content, origin, draft, depth + 1, ref count);
            else Item(key, (char)type, size, content.Span, origin, draft);
            bytes = bytes[Math.Min(bytes.Length, 8 + (length + 3) / 4 * 4)..];
        }
    }

    private static void Item(string key, char type, int size, ReadOnlySpan<byte> content, string origin, InspectionDraft draft)
    {
        var text = Text(type, size, content);
        if (string.IsNullOrEmpty(text)) return;
        draft.Fact("camera.make", "GoPro", origin);
        switch (key)
        {
            case "MINF": draft.Fact("camera.model", text, $"{origin} MINF"); break;
            case "CASN": draft.Fact("camera.serial", text, $"{origin} CASN"); break;
            case "FMWR": draft.Fact("camera.firmware", text, $"{origin} FMWR"); break;
            case "ISOE": draft.Fact("exposure.iso", First(text), $"{origin} ISOE", text); break;
            case "SHUT" when double.TryParse(First(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 100:
                draft.Fact("exposure.shutterTime", ExactRatio.Of((long)Math.Round(seconds * 1e7), 10_000_000), $"{origin} SHUT", First(text));
                break;
            case "PTWB": draft.Fact("exposure.whiteBalance", text.EndsWith('K') ? text[..^1] : null, $"{origin} PTWB", text); break;
            case "PTCL": draft.Fact("image.colour.space", text, $"{origin} PTCL"); break;
        }

        if (text.Length <= 400) draft.Fact($"gopro.{key}", text, origin);
    }

    private static string First(string text) => text.Split(' ')[0];

    private static string? Text(char type, int size, ReadOnlySpan<byte> content)
    {
        if (type is 'c' or 'U' or 'u') return Encoding.Latin1.GetString(content.IndexOf((byte)0) is >= 0 and var end ? content[..end] : content).Trim();
        var item = type switch { 'b' or 'B' => 1, 's' or 'S' => 2, 'l' or 'L' or 'f' or 'F' => 4, 'd' or 'j' or 'J' => 8, _ => 0 };
        if (item == 0 || size % item != 0) return null;
        var numbers = new List<string>();
        for (var at = 0; at + item <= content.Length && numbers.Count < 16; at += item)
        {
            var value = content[at..];
            numbers.Add(type switch
            {
                'b' => $"{(sbyte)value[0]}",
                'B' => $"{value[0]}",
                's' => $"{BinaryPrimitives.ReadInt16BigEndian(value)}",
                'S' => $"{BinaryPrimitives.ReadUInt16BigEndian(value)}",
                'l' => $"{BinaryPrimitives.ReadInt32BigEndian(value)}",
                'L' => $"{BinaryPrimitives.ReadUInt32BigEndian(value)}",
                'F' => Encoding.Latin1.GetString(value[..4]).TrimEnd('\0', ' '),
                'f' => BinaryPrimitives.ReadSingleBigEndian(value).ToString(CultureInfo.InvariantCulture),
                'd' => BinaryPrimitives.ReadDoubleBigEndian(value).ToString(CultureInfo.InvariantCulture),
                'j' => $"{BinaryPrimitives.ReadInt64BigEndian(value)}",
                _ => $"{BinaryPrimitives.ReadUInt64BigEndian(value)}",
            });
        }

        return string.Join(' ', numbers);
    }
}
