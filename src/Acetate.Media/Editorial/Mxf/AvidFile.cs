using System.Buffers.Binary;

namespace Acetate.Media.Editorial.Mxf;

/// <summary>Where things lie in a file of Avid's media, and the packets around the essence.</summary>
/// <remarks>
/// As Avid lays them: the header is as large as its metadata may ever become, the essence begins at a multiple of 128 KiB (pictures) or 4 KiB (sound), and index
/// and list of partitions follow it. So the essence can be written before its numbers are known, which are made of it.
/// </remarks>
internal static class AvidFile
{
    private const int HeaderGrid = 0x100, MetadataAt = HeaderGrid;

    private const long BodyAt = 0x40020;

    private static readonly byte[] Partition = [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01, 0x00, 0x04, 0x00];

    /// <summary>Where the first byte of the essence lies.</summary>
    public static long EssenceAt(AvidTrack track) => Up(BodyAt + MxfPacket.Head, Grid(track));

    /// <summary>Everything before the essence.</summary>
    /// <exception cref="EditorialException">The metadata is larger than there is room for it.</exception>
    public static byte[] Before(AvidTrack track, byte[] metadata)
    {
        var grid = Grid(track);
        var footer = FooterAt(track);
        var room = BodyAt - MetadataAt - metadata.Length;
        if (room < MxfPacket.Head) throw new EditorialException($"What the clip's names and notes take, {metadata.Length:N0} bytes, does not fit into the header of the file. Leave some notes out.");
        var header = Pack(2, track, HeaderGrid, 0, footer, BodyAt - MetadataAt, 0, 0);
        var body = Pack(3, track, grid, BodyAt, footer, 0, 0, 1);
        byte[] key = [0x06, 0x0e, 0x2b, 0x34, 0x01, 0x02, 0x01, 0x01, 0x0d, 0x01, 0x03, 0x01, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(key.AsSpan(12), track.EssenceNumber);
        return
        [
            .. header, .. MxfPacket.Fill(MetadataAt - header.Length), .. metadata, .. MxfPacket.Fill(room),
            .. body, .. MxfPacket.Fill(EssenceAt(track) - MxfPacket.Head - BodyAt - body.Length), .. MxfPacket.HeadOf(key, track.Length * track.UnitBytes),
        ];
    }

    /// <summary>Everything behind the essence: filling, index, and where the partitions lie.</summary>
    public static byte[] Behind(AvidTrack track)
    {
        var footer = FooterAt(track);
        var index = new MxfSetBytes(0, Umid.Uuid("set", track.Umid.ToString(), "index")).Ratio(0x3F0B, track.Rate).I64(0x3F0C, 0).I64(0x3F0D, track.Length)
            .U32(0x3F05, (uint)track.UnitBytes).U32(0x3F06, 2).U32(0x3F07, 1).U8(0x3F08, 0).ToArray();
        // The key of an index segment is none of a set of metadata.
        ((ReadOnlySpan<byte>)[0x06, 0x0e, 0x2b, 0x34, 0x02, 0x53, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01, 0x10, 0x01, 0x00]).CopyTo(index);
        var pack = Pack(4, track, HeaderGrid, footer, footer, 0, Up(index.Length + MxfPacket.Head, HeaderGrid), 0);
        var partitions = new byte[(3 * 12) + 4];
        partitions[15] = 1;
        BinaryPrimitives.WriteInt64BigEndian(partitions.AsSpan(16), BodyAt);
        BinaryPrimitives.WriteInt64BigEndian(partitions.AsSpan(28), footer);
        BinaryPrimitives.WriteInt32BigEndian(partitions.AsSpan(36), MxfPacket.Head + partitions.Length);
        return
        [
            .. MxfPacket.Fill(footer - EssenceAt(track) - (track.Length * track.UnitBytes)),
            .. pack, .. MxfPacket.Fill(HeaderGrid - pack.Length),
            .. index, .. MxfPacket.Fill(Up(index.Length + MxfPacket.Head, HeaderGrid) - index.Length),
            .. MxfPacket.Of([0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01, 0x11, 0x01, 0x00], partitions),
        ];
    }

    /// <summary>A partition pack, closed and complete.</summary>
    private static byte[] Pack(byte kind, AvidTrack track, int grid, long at, long footer, long metadataBytes, long indexBytes, int bodySid)
    {
        var key = Partition.ToArray();
        key[13] = kind;
        var content = new byte[104];
        var span = content.AsSpan();
        (content[1], content[3]) = (1, 2);
        BinaryPrimitives.WriteInt32BigEndian(span[4..], grid);
        BinaryPrimitives.WriteInt64BigEndian(span[8..], at);
        BinaryPrimitives.WriteInt64BigEndian(span[16..], kind == 4 ? BodyAt : 0);
        BinaryPrimitives.WriteInt64BigEndian(span[24..], footer);
        BinaryPrimitives.WriteInt64BigEndian(span[32..], metadataBytes);
        BinaryPrimitives.WriteInt64BigEndian(span[40..], indexBytes);
        BinaryPrimitives.WriteInt32BigEndian(span[48..], kind == 4 ? 2 : 0);
        BinaryPrimitives.WriteInt32BigEndian(span[60..], bodySid);
        Convert.FromHexString(AvidTrack.Label.Atom).CopyTo(span[64..]);
        (content[83], content[87]) = (1, 16);
        Convert.FromHexString(track.EssenceContainer).CopyTo(span[88..]);
        return MxfPacket.Of(key, content);
    }

    private static int Grid(AvidTrack track) => track.IsPicture ? 0x20000 : 0x1000;

    private static long FooterAt(AvidTrack track) => Up(EssenceAt(track) + (track.Length * track.UnitBytes) + MxfPacket.Head, Grid(track));

    private static long Up(long value, long grid) => (value + grid - 1) / grid * grid;
}
