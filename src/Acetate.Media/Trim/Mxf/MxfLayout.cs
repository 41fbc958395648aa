using System.Buffers.Binary;
using Acetate.Media.Formats;
using Acetate.Media.Formats.Mxf;

namespace Acetate.Media.Trim.Mxf;

/// <summary>Where every piece of an MXF file lies: partitions, the header's metadata, index segments, and each edit unit of the essence.</summary>
/// <remarks>A file on this machine is walked from packet to packet, whatever its index says: 17 bytes are read of each. Of one elsewhere its index is believed, and what was fetched by it is walked.</remarks>
internal sealed partial class MxfLayout
{
    private const long MostUnits = 20_000_000;

    private const int LargestMetadata = 64 << 20, LargestIndex = 256 << 20;

    private readonly List<long> _units = [];

    private MxfLayout()
    {
    }

    /// <summary>Where the header partition begins: behind the run-in.</summary>
    public long Start { get; private set; }

    /// <summary>The header partition up to the end of its metadata, as it lies in the file.</summary>
    public byte[] Header { get; private set; } = [];

    /// <summary>Where in <see cref="Header"/> the fields of its partition pack begin, and its metadata.</summary>
    public (int Fields, int Metadata) HeaderAt { get; private set; }

    /// <summary>Alignment of packets in bytes.</summary>
    public uint Grid { get; private set; }

    /// <summary>Number that the essence is known by.</summary>
    public uint BodySid { get; private set; }

    /// <summary>What is known of the index.</summary>
    public MxfIndex Index { get; } = new();

    /// <summary>Number of edit units that were met; 1 for a file wrapped as a whole.</summary>
    public int Units => _units.Count / 2;

    /// <summary>Place and length of the only essence packet's content and of its head, when there is only one.</summary>
    public (long At, long Length, byte[] Key)? Single { get; private set; }

    /// <summary>The bytes of an edit unit, packets and fill.</summary>
    public (long Start, long End) Unit(long unit) => (_units[(int)unit * 2], _units[((int)unit * 2) + 1]);

    /// <summary>Walks a file.</summary>
    /// <exception cref="InvalidDataException">It is damaged where that matters.</exception>
    public static MxfLayout Read(Stream file)
    {
        var head = StreamBytes.At(file, 0, FormatInspectors.HeadLength);
        var layout = new MxfLayout { Start = HeaderPlace(head) };
        layout.ReadHeader(file);
        layout.Walk(file);
        return layout;
    }

    private static int HeaderPlace(ReadOnlySpan<byte> head)
    {
        for (var at = 0; at + 16 <= head.Length; at++)
            if (head[at] == 6 && MxfKey.IsPartition(head.Slice(at, 16)) && head[at + 13] == 2) return at;
        throw new InvalidDataException("The MXF file has no header partition.");
    }

    private void ReadHeader(Stream file)
    {
        var pack = StreamBytes.At(file, Start, 16 + 9 + 88);
        var fields = 16 + MxfKey.BerLength(pack.AsSpan(16), out var length);
        if (fields == 16 || length < 88 || length > 1 << 20 || pack.Length < fields + 88) throw new InvalidDataException("The MXF header partition is cut.");
        Grid = Math.Max(1, BinaryPrimitives.ReadUInt32BigEndian(pack.AsSpan(fields + 4)));
        var claimed = BinaryPrimitives.ReadUInt64BigEndian(pack.AsSpan(fields + 32));
        if (claimed > LargestMetadata) throw new InvalidDataException($"The MXF header metadata claims {claimed} bytes.");
        // Fill between the pack and the primer is not counted in the length of the metadata.
        var at = Start + fields + length;
        while (StreamBytes.At(file, at, 25) is { Length: >= 17 } next && IsFill(next) && MxfKey.BerLength(next.AsSpan(16), out var fill) is > 0 and var ber)
        {
            if (fill < 0 || fill > file.Length) throw new InvalidDataException($"A fill item at byte {at} is longer than the file.");
            at += 16 + ber + fill;
            if (at > Start + LargestMetadata) throw new InvalidDataException("The MXF header partition has more fill than metadata.");
        }

        var end = at + (long)claimed;
        Header = StreamBytes.At(file, Start, end - Start);
        if (claimed == 0 || Header.Length < end - Start) throw new InvalidDataException("The MXF file is cut within its header metadata, or has none.");
        HeaderAt = (fields, (int)(at - Start));
    }

    private void Walk(Stream file)
    {
        byte[]? marker = null;
        var (at, packets, isOurs, indexBytes) = (Start, 0, true, 0L);
        var begun = -1L;
        var head = new byte[25];
        for (; at + 17 <= file.Length;)
        {
            file.Position = at;
            var read = file.ReadAtLeast(head, 17, throwOnEndOfStream: false);
            var ber = MxfKey.BerLength(head.AsSpan(16, read - 16), out var length);
            if (head[0] != 6 || head[1] != 0x0e || head[2] != 0x2b || head[3] != 0x34 || ber == 0 || length < 0) break;
            var isCut = length > file.Length - at - 16 - ber;
            if (MxfKey.IsPartition(head))
            {
                Close(at);
                var pack = StreamBytes.At(file, at + 16 + ber, 88);
                if (pack.Length < 88) break;
                var sid = BinaryPrimitives.ReadUInt32BigEndian(pack.AsSpan(60));
                if (sid != 0 && BodySid == 0) BodySid = sid;
                isOurs = sid == BodySid || sid == 0;
                if (sid != 0 && !isOurs) throw new CannotTrimException("The MXF file holds more than one stream of essence (several body numbers); such a file cannot be cut here.");
            }
            else if (IsIndex(head) && !isCut && (indexBytes += length) <= LargestIndex)
            {
                Close(at);
                Index.Add(StreamBytes.At(file, at + 16 + ber, length));
            }
            else if (IsEssence(head) && isOurs)
            {
                marker ??= head.AsSpan(0, 16).ToArray();
                if (head.AsSpan(0, 16).SequenceEqual(marker))
                {
                    Close(at);
                    if (isCut) break;
                    begun = at;
                    if (Units >= MostUnits) throw new InvalidDataException($"The MXF file claims more than {MostUnits} edit units.");
                }

                Single = ++packets == 1 ? (at + 16 + ber, length, marker) : null;
                if (isCut)
                {
                    begun = -1;
                    break;
                }
            }
            else if (!IsFill(head)) Close(at);

            at += 16 + ber + length;
        }

        Close(at);

        void Close(long end)
        {
            if (begun < 0) return;
            _units.Add(begun);
            _units.Add(end);
            begun = -1;
        }
    }

    /// <summary>Whether a packet is filling; bytes 8 of its key differ between makers.</summary>
    public static bool IsFill(ReadOnlySpan<byte> key) =>
        key.Length >= 16 && key[..4].SequenceEqual((ReadOnlySpan<byte>)[6, 0x0e, 0x2b, 0x34]) && key[4] == 1 && key[8..12].SequenceEqual((ReadOnlySpan<byte>)[3, 1, 2, 0x10]);

    private static bool IsIndex(ReadOnlySpan<byte> key) => key[4] == 2 && key[8..12].SequenceEqual((ReadOnlySpan<byte>)[0x0d, 1, 2, 1]) && key[13] == 0x10;

    private static bool IsEssence(ReadOnlySpan<byte> key) => key[8..12].SequenceEqual((ReadOnlySpan<byte>)[0x0d, 1, 3, 1]) && key[12] is 4 or 5 or 6 or 7 or 0x14 or 0x15 or 0x16 or 0x17 or 0x18;
}
