using System.Buffers.Binary;

namespace Acetate.Media.Trim.Mxf;

/// <summary>The index of an MXF file: for each edit unit where it lies and what it hangs on (SMPTE ST 377-1, clause 11).</summary>
internal sealed class MxfIndex
{
    private const int Duration = 0x3F0D, Start = 0x3F0C, UnitBytes = 0x3F05, IndexNumber = 0x3F06, Entries = 0x3F0A, Instance = 0x3C0A, Slices = 0x3F08, Deltas = 0x3F09, Positions = 0x3F0E, Rate = 0x3F0B, Body = 0x3F07;

    private readonly Dictionary<long, byte[]> _entries = [];
    private Dictionary<int, byte[]>? _first;
    private long _kept;

    /// <summary>Whether there is one.</summary>
    public bool IsThere => _first is not null;

    /// <summary>Bytes of every edit unit where all have the same; 0 else.</summary>
    public uint BytesOfUnit { get; private set; }

    /// <summary>Number the index is known by.</summary>
    public uint Sid => _first is { } set && set.TryGetValue(IndexNumber, out var bytes) && bytes.Length >= 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 129;

    /// <summary>The entry of an edit unit: temporal offset, key frame offset, flags, place, …; null when there is none.</summary>
    public byte[]? Entry(long unit) => _entries.GetValueOrDefault(unit);

    /// <summary>Place of an edit unit in the stream; null when not known.</summary>
    public long? PlaceOf(long unit) => BytesOfUnit > 0 ? unit * BytesOfUnit
        : Entry(unit) is { } entry && BinaryPrimitives.ReadUInt64BigEndian(entry.AsSpan(3)) is < long.MaxValue / 4 and var place ? (long)place : null;

    /// <summary>Whether the pictures from one edit unit to another hang on one another, or come in another order than they are shown.</summary>
    public bool HasGroups => _entries.Values.Any(entry => entry[0] != 0 || entry[1] != 0);

    /// <summary>Reads a segment; one that makes no sense is passed over.</summary>
    public void Add(ReadOnlySpan<byte> segment)
    {
        var values = new Dictionary<int, byte[]>();
        ReadOnlySpan<byte> array = default;
        for (var at = 0; at + 4 <= segment.Length;)
        {
            var (tag, size) = (BinaryPrimitives.ReadUInt16BigEndian(segment[at..]), (int)BinaryPrimitives.ReadUInt16BigEndian(segment[(at + 2)..]));
            if (size > segment.Length - at - 4) break;
            if (tag == Entries) array = segment.Slice(at + 4, size);
            else values.TryAdd(tag, segment.Slice(at + 4, size).ToArray());
            at += 4 + size;
        }

        _first ??= values;
        if (values.TryGetValue(UnitBytes, out var bytes) && bytes.Length >= 4 && BytesOfUnit == 0) BytesOfUnit = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (!values.TryGetValue(Start, out var first) || first.Length < 8 || array.Length < 8) return;
        var (begin, count, width) = (BinaryPrimitives.ReadInt64BigEndian(first), BinaryPrimitives.ReadUInt32BigEndian(array), BinaryPrimitives.ReadUInt32BigEndian(array[4..]));
        if (begin is < 0 or > 1L << 40 || width is < 11 or > 1024) return;
        for (var i = 0; i < count && 8 + ((i + 1) * (long)width) <= array.Length; i++)
        {
            if ((_kept += width) > 256 << 20) return;
            _entries[begin + i] = array.Slice((int)(8 + (i * width)), (int)width).ToArray();
        }
    }

    /// <summary>The index of a part, as packets without padding between them.</summary>
    /// <param name="start">First edit unit.</param>
    /// <param name="places">Place of each edit unit in the new stream.</param>
    /// <param name="rate">Edit units per second, as two 32 bit numbers; used when the source has no index.</param>
    /// <param name="bodySid">Number of the essence.</param>
    public byte[] Write(long start, IReadOnlyList<long> places, ReadOnlySpan<byte> rate, uint bodySid)
    {
        using var made = new MemoryStream();
        var isWhole = BytesOfUnit == 0 && Enumerable.Range(0, places.Count).All(i => Entry(start + i) is { } entry && entry.Length == Entry(start)!.Length);
        var width = BytesOfUnit > 0 ? 0 : isWhole ? Entry(start)!.Length : 11;
        // The array's length must fit 16 bits.
        var most = width == 0 ? int.MaxValue : 65_000 / width;
        for (var at = 0; at < places.Count; at += most)
        {
            var count = Math.Min(most, places.Count - at);
            var set = new SortedDictionary<int, byte[]>
            {
                [Instance] = Id(at),
                [Rate] = _first?.GetValueOrDefault(Rate) ?? rate.ToArray(),
                [Start] = Wide(at),
                [Duration] = Wide(count),
                [UnitBytes] = Word(BytesOfUnit),
                [IndexNumber] = Word(Sid),
                [Body] = Word(bodySid),
                [Slices] = isWhole && _first!.TryGetValue(Slices, out var slices) ? slices : [0],
                [Positions] = isWhole && _first!.TryGetValue(Positions, out var positions) ? positions : [0],
            };
            if ((isWhole || BytesOfUnit > 0) && _first!.TryGetValue(Deltas, out var deltas)) set[Deltas] = deltas;
            if (width > 0)
            {
                var array = new byte[8 + (count * width)];
                BinaryPrimitives.WriteInt32BigEndian(array, count);
                BinaryPrimitives.WriteInt32BigEndian(array.AsSpan(4), width);
                for (var i = 0; i < count; i++)
                {
                    var entry = array.AsSpan(8 + (i * width), width);
                    if (isWhole) Entry(start + at + i)!.CopyTo(entry);
                    // Without an index in the source: each picture can be decoded alone.
                    else entry[2] = 0x80;
                    BinaryPrimitives.WriteInt64BigEndian(entry[3..], places[at + i]);
                }

                set[Entries] = array;
            }

            var length = set.Sum(value => 4 + value.Value.Length);
            made.Write([0x06, 0x0e, 0x2b, 0x34, 0x02, 0x53, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01, 0x10, 0x01, 0x00, 0x83, (byte)(length >> 16), (byte)(length >> 8), (byte)length]);
            foreach (var (tag, value) in set)
            {
                made.Write([(byte)(tag >> 8), (byte)tag, (byte)(value.Length >> 8), (byte)value.Length]);
                made.Write(value);
            }
        }

        return made.ToArray();
    }

    private byte[] Id(int at)
    {
        var id = (_first?.GetValueOrDefault(Instance) is { Length: 16 } own ? own : new byte[16]).ToArray();
        BinaryPrimitives.WriteInt32BigEndian(id.AsSpan(12), BinaryPrimitives.ReadInt32BigEndian(id.AsSpan(12)) ^ at);
        return id;
    }

    private static byte[] Word(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Wide(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
