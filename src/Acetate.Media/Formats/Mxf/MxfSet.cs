using System.Buffers.Binary;
using System.Text;

namespace Acetate.Media.Formats.Mxf;

/// <summary>A set of header metadata: its kind and the values by their local tags.</summary>
/// <param name="Key">The 16 bytes of its key; bytes 13 and 14 are its kind.</param>
/// <param name="Values">Values by local tag.</param>
internal sealed record MxfSet(byte[] Key, IReadOnlyDictionary<int, byte[]> Values)
{
    /// <summary>What it is: 0x36 a material package, 0x37 a source package, 0x28 a picture descriptor, …; 0 for sets of somebody's own.</summary>
    public int Kind => Key[10] == 1 && Key[11] == 1 && Key[12] == 1 && Key[13] == 1 ? Key[14] : 0;

    /// <summary>Whether it is a maker's own: neither a set of the standard nor a definition of such sets, which editing systems write into their files.</summary>
    public bool IsPrivate => Kind == 0 && !(Key[10] == 1 && Key[11] == 1 && Key[12] == 2);

    /// <summary>What other sets refer to it by.</summary>
    public string Id => Text16(0x3C0A) ?? "";

    public byte[]? this[int tag] => Values.GetValueOrDefault(tag);

    public uint? U32(int tag) => this[tag] is { Length: >= 4 } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : this[tag] is { Length: 2 } two ? BinaryPrimitives.ReadUInt16BigEndian(two) : null;

    public int? U8(int tag) => this[tag] is { Length: >= 1 } bytes ? bytes[0] : null;

    public int? U16(int tag) => this[tag] is { Length: >= 2 } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : null;

    public long? I64(int tag) => this[tag] is { Length: >= 8 } bytes ? BinaryPrimitives.ReadInt64BigEndian(bytes) : null;

    /// <summary>A ratio of two 32 bit numbers above zero.</summary>
    public (long Numerator, long Denominator)? Ratio(int tag) =>
        this[tag] is { Length: >= 8 } bytes && BinaryPrimitives.ReadInt32BigEndian(bytes) is > 0 and var numerator && BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4)) is > 0 and var denominator
            ? (numerator, denominator) : null;

    /// <summary>UTF-16 text up to its first zero.</summary>
    public string? Text(int tag) => this[tag] is { Length: > 1 } bytes ? Utf16(bytes) : null;

    /// <summary>A label or reference of 16 bytes in hexadecimal.</summary>
    public string? Text16(int tag) => this[tag] is { Length: 16 } bytes ? Convert.ToHexStringLower(bytes) : null;

    /// <summary>References to other sets: a count, a size, and 16 bytes each.</summary>
    public IEnumerable<string> References(int tag)
    {
        if (this[tag] is not { Length: >= 8 } bytes || BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4)) != 16) yield break;
        for (var at = 8; at + 16 <= bytes.Length; at += 16) yield return Convert.ToHexStringLower(bytes.AsSpan(at, 16));
    }

    /// <summary>A date as <c>2014-12-04T02:05:17</c>.</summary>
    public string? Date(int tag) =>
        this[tag] is { Length: 8 } bytes && BinaryPrimitives.ReadUInt16BigEndian(bytes) is > 1970 and < 3000 and var year && bytes[2] is >= 1 and <= 12 && bytes[3] is >= 1 and <= 31
            && bytes[4] < 24 && bytes[5] < 60 && bytes[6] < 60 ? $"{year:0000}-{bytes[2]:00}-{bytes[3]:00}T{bytes[4]:00}:{bytes[5]:00}:{bytes[6]:00}" : null;

    internal static string Utf16(byte[] bytes)
    {
        var text = Encoding.BigEndianUnicode.GetString(bytes);
        return text.IndexOf('\0') is >= 0 and var end ? text[..end] : text;
    }
}
