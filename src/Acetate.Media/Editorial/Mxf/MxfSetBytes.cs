using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Acetate.Timing;

namespace Acetate.Media.Editorial.Mxf;

/// <summary>A set of header metadata while it is made: a key, and values under local tags.</summary>
internal sealed class MxfSetBytes
{
    private readonly List<byte> content = [];
    private readonly byte kind;

    /// <param name="kind">What it is: 0x36 a material package, 0x37 a source package, …</param>
    /// <param name="id">What other sets refer to it by.</param>
    public MxfSetBytes(byte kind, byte[] id)
    {
        this.kind = kind;
        Bytes(0x3C0A, id);
    }

    /// <summary>The value under a tag; nothing where there is none.</summary>
    public ReadOnlySpan<byte> this[int tag]
    {
        get
        {
            var all = CollectionsMarshal.AsSpan(content);
            for (var at = 0; at < all.Length; at += 4 + BinaryPrimitives.ReadUInt16BigEndian(all[(at + 2)..]))
                if (BinaryPrimitives.ReadUInt16BigEndian(all[at..]) == tag) return all.Slice(at + 4, BinaryPrimitives.ReadUInt16BigEndian(all[(at + 2)..]));
            return [];
        }
    }

    public MxfSetBytes Bytes(int tag, ReadOnlySpan<byte> value)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)tag);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], checked((ushort)value.Length));
        content.AddRange(head);
        content.AddRange(value);
        return this;
    }

    public MxfSetBytes Label(int tag, string digits) => Bytes(tag, Convert.FromHexString(digits));

    public MxfSetBytes U8(int tag, byte value) => Bytes(tag, [value]);

    public MxfSetBytes U16(int tag, int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)value));
        return Bytes(tag, bytes);
    }

    public MxfSetBytes U32(int tag, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Bytes(tag, bytes);
    }

    public MxfSetBytes I64(int tag, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return Bytes(tag, bytes);
    }

    public MxfSetBytes Ratio(int tag, FrameRate rate) => I64(tag, ((long)rate.Numerator << 32) | (uint)rate.Denominator);

    /// <summary>UTF-16 with a zero behind it.</summary>
    public MxfSetBytes Text(int tag, string text) => Bytes(tag, Encoding.BigEndianUnicode.GetBytes(text + '\0'));

    /// <summary>References to other sets: a count, a size, and the ids.</summary>
    public MxfSetBytes References(int tag, IReadOnlyCollection<byte[]> ids)
    {
        var bytes = new byte[8 + (16 * ids.Count)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, ids.Count);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), 16);
        var at = 8;
        foreach (var id in ids)
        {
            id.CopyTo(bytes, at);
            at += 16;
        }

        return Bytes(tag, bytes);
    }

    /// <summary>A day at midnight.</summary>
    public MxfSetBytes Day(int tag, DateOnly day)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)day.Year);
        (bytes[2], bytes[3]) = ((byte)day.Month, (byte)day.Day);
        return Bytes(tag, bytes);
    }

    /// <summary>A text inside a value of any type, as AAF has it: the sign of the byte order, the type's number, the text. Editing systems write it little-endian, whatever the file is.</summary>
    public MxfSetBytes AnyText(int tag, string text) =>
        Bytes(tag, [0x4c, 0x00, 0x02, 0x10, 0x01, 0, 0, 0, 0, 0x06, 0x0e, 0x2b, 0x34, 0x01, 0x04, 0x01, 0x01, .. Encoding.Unicode.GetBytes(text + '\0')]);

    /// <summary>Key, length in nine bytes, values.</summary>
    public byte[] ToArray() => MxfPacket.Of([0x06, 0x0e, 0x2b, 0x34, 0x02, 0x53, 0x01, 0x01, 0x0d, 0x01, 0x01, 0x01, 0x01, 0x01, kind, 0x00], [.. content]);
}

/// <summary>Packets of MXF: a key of 16 bytes, a length, content. Lengths have nine bytes, as editing systems write them.</summary>
internal static class MxfPacket
{
    public const int Head = 25;

    /// <summary>Key and length without the content.</summary>
    public static byte[] HeadOf(ReadOnlySpan<byte> key, long length)
    {
        var head = new byte[Head];
        key.CopyTo(head);
        head[16] = 0x88;
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(17), length);
        return head;
    }

    public static byte[] Of(ReadOnlySpan<byte> key, byte[] content) => [.. HeadOf(key, content.Length), .. content];

    /// <summary>Filling of this many bytes, its head included; at least <see cref="Head"/>.</summary>
    public static byte[] Fill(long bytes) => Of([0x06, 0x0e, 0x2b, 0x34, 0x01, 0x01, 0x01, 0x01, 0x03, 0x01, 0x02, 0x10, 0x01, 0x00, 0x00, 0x00], new byte[bytes - Head]);
}
