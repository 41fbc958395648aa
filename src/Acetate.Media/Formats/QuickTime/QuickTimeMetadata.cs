using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Acetate.Media.Formats.QuickTime;

/// <summary>Reads the two places where movies keep metadata: user data (<c>udta</c>), and keys with values (<c>meta</c>: <c>keys</c> and <c>ilst</c>).</summary>
internal static class QuickTimeMetadata
{
    /// <summary>Bytes of a <c>meta</c>, <c>udta</c> or <c>uuid</c> box that are read.</summary>
    public const int Largest = 512 << 10;

    private const int MostTags = 1000, LargestContent = 64 << 10;

    /// <summary>The boxes in some bytes: four letters and content.</summary>
    public static IEnumerable<(string Type, ReadOnlyMemory<byte> Content)> Boxes(ReadOnlyMemory<byte> bytes)
    {
        for (var count = 0; bytes.Length >= 8 && count < MostTags; count++)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span);
            if (length < 8 || length > bytes.Length) yield break;
            yield return (Encoding.Latin1.GetString(bytes.Span.Slice(4, 4)), bytes[8..(int)length]);
            bytes = bytes[(int)length..];
        }
    }

    /// <summary>The values of a <c>meta</c> box.</summary>
    public static IEnumerable<QuickTimeTag> OfMeta(ReadOnlyMemory<byte> meta, int track)
    {
        // ISO files have a version of four bytes before the first box, QuickTime files have not.
        if (meta.Length >= 12 && !meta.Span[4..8].SequenceEqual("hdlr"u8)) meta = meta[4..];
        var keys = new List<string>();
        foreach (var (type, content) in Boxes(meta))
        {
            if (type == "keys") keys = Keys(content.Span);
            else if (type == "xml ") yield return new("xml", null, track, [.. content.Span[Math.Min(4, content.Length)..]]);
            else if (type == "ilst")
                foreach (var (item, values) in Boxes(content))
                    foreach (var (name, data) in Boxes(values))
                        if (name == "data" && data.Length >= 8) yield return Value(KeyOf(item, keys), data.Span, track);
        }
    }

    /// <summary>The values of a <c>udta</c> box.</summary>
    public static IEnumerable<QuickTimeTag> OfUserData(ReadOnlyMemory<byte> userData, int track)
    {
        foreach (var (type, content) in Boxes(userData))
        {
            if (type == "meta")
            {
                foreach (var tag in OfMeta(content, track)) yield return tag;
            }
            else if (type[0] == '©' && content.Length >= 4 && BinaryPrimitives.ReadUInt16BigEndian(content.Span) is var length && length <= content.Length - 4)
            {
                yield return new(type, Printable(content.Span.Slice(4, length)), track, []);
            }
            else
            {
                var text = content.Length <= 4096 ? Printable(content.Span) : null;
                yield return new(type, text, track, text is null ? [.. content.Span[..Math.Min(content.Length, LargestContent)]] : []);
            }
        }
    }

    private static List<string> Keys(ReadOnlySpan<byte> content)
    {
        var keys = new List<string>();
        for (var at = 8; at + 8 <= content.Length && keys.Count < MostTags;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(content[at..]);
            if (length < 8 || length > content.Length - at) break;
            keys.Add(Encoding.UTF8.GetString(content.Slice(at + 8, (int)length - 8)));
            at += (int)length;
        }

        return keys;
    }

    private static string KeyOf(string item, List<string> keys)
    {
        var index = (long)item[0] << 24 | (long)item[1] << 16 | (uint)item[2] << 8 | item[3];
        return index >= 1 && index <= keys.Count ? keys[(int)index - 1] : item;
    }

    private static QuickTimeTag Value(string key, ReadOnlySpan<byte> data, int track)
    {
        var type = BinaryPrimitives.ReadUInt32BigEndian(data) & 0xffffff;
        var value = data[8..];
        var text = (type, value.Length) switch
        {
            (1, _) => Encoding.UTF8.GetString(value),
            (2, _) => Encoding.BigEndianUnicode.GetString(value),
            (21 or 65 or 66 or 67 or 74, 1) => $"{(sbyte)value[0]}",
            (21 or 66, 2) => $"{BinaryPrimitives.ReadInt16BigEndian(value)}",
            (21 or 67, 4) => $"{BinaryPrimitives.ReadInt32BigEndian(value)}",
            (21 or 74, 8) => $"{BinaryPrimitives.ReadInt64BigEndian(value)}",
            (22 or 75, 1) => $"{value[0]}",
            (22 or 76, 2) => $"{BinaryPrimitives.ReadUInt16BigEndian(value)}",
            (22 or 77, 4) => $"{BinaryPrimitives.ReadUInt32BigEndian(value)}",
            (22 or 78, 8) => $"{BinaryPrimitives.ReadUInt64BigEndian(value)}",
            (23, 4) => Number(BinaryPrimitives.ReadSingleBigEndian(value)),
            (24, 8) => BinaryPrimitives.ReadDoubleBigEndian(value).ToString(CultureInfo.InvariantCulture),
            (70 or 71, 8) => $"{Number(BinaryPrimitives.ReadSingleBigEndian(value))} {Number(BinaryPrimitives.ReadSingleBigEndian(value[4..]))}",
            _ => Printable(value),
        };
        return new(key, text, track, text is null ? [.. value[..Math.Min(value.Length, LargestContent)]] : []);
    }

    private static string Number(float value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Text up to its first zero; null when it is none.</summary>
    private static string? Printable(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf((byte)0) is >= 0 and var end)
        {
            if (bytes[end..].ContainsAnyExcept((byte)0)) return null;
            bytes = bytes[..end];
        }

        if (bytes.Length == 0) return null;
        var text = Encoding.UTF8.GetString(bytes);
        return text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t') || c == '\ufffd') ? null : text;
    }
}
