using System.Buffers.Binary;
using System.Collections.Immutable;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Mxf;

/// <summary>Where the parts of an MXF file stand, and whether all of them do.</summary>
/// <remarks>
/// MXF is a chain of packets, each a 16 byte key, a length and content ("KLV"). Partition packs among them say where they stand
/// and where the footer stands. A recorder that was interrupted leaves an open header partition, no footer, or a cut packet.
/// A short file is walked from end to end. Of a long one the first packets are walked, and the index at its very end is read.
/// </remarks>
internal sealed record MxfStructure
{
    private const int MostPackets = 50_000, FewPackets = 64;

    private const long MostMetadata = 1 << 20;

    private const long LongFile = 64L << 20;

    /// <summary>Where the header partition begins.</summary>
    public required long Start { get; init; }

    /// <summary>Where the header metadata begins, and how long it says it is.</summary>
    public required (long At, long Length) Metadata { get; init; }

    /// <summary>1 open and incomplete, 2 closed and incomplete, 3 open and complete, 4 closed and complete.</summary>
    public required int Status { get; init; }

    /// <summary>The footer's place as the header says; 0 when it does not.</summary>
    public required long Footer { get; init; }

    public required string OperationalPattern { get; init; }

    /// <summary>The kinds of the partitions that were met.</summary>
    public ImmutableArray<int> Partitions { get; init; } = [];

    /// <summary>The first pieces of essence: sort (0x05, 0x14, 0x15, 0x16, 0x17, 0x18), place and length of the content.</summary>
    public ImmutableArray<(int Sort, long At, long Length)> Essence { get; init; } = [];

    /// <summary>A packet that begins in the file and ends outside it.</summary>
    public long? CutAt { get; init; }

    public bool HasFooter { get; init; }

    /// <summary>Reads it; null when the header partition is cut.</summary>
    public static MxfStructure? Read(Stream content, ReadOnlySpan<byte> head, int start)
    {
        if (head.Length - start < 100) return null;
        var fields = start + 16 + MxfKey.BerLength(head[(start + 16)..], out var packLength);
        if (head.Length < fields + 80 || packLength > 1 << 20) return null;
        var footer = (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(head[(fields + 24)..]), long.MaxValue / 2);
        var structure = new MxfStructure
        {
            Start = start,
            Status = head[start + 14],
            Footer = footer,
            Metadata = (fields + packLength, (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(head[(fields + 32)..]), 1 << 30)),
            OperationalPattern = Convert.ToHexStringLower(head.Slice(fields + 64, 16)),
        };
        return structure.Walk(content);
    }

    /// <summary>Where the footer's own copy of the metadata stands, when it has one.</summary>
    public (long At, long Length)? FooterMetadata(Stream content)
    {
        if (Footer <= 0) return null;
        var bytes = StreamBytes.At(content, Start + Footer, 128);
        if (!MxfKey.IsPartition(bytes, 4)) return null;
        var fields = 16 + MxfKey.BerLength(bytes.AsSpan(16), out var packLength);
        if (bytes.Length < fields + 40 || packLength > 1 << 20) return null;
        var length = (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(fields + 32)), 1 << 30);
        return length > 0 ? (Start + Footer + fields + packLength, length) : null;
    }

    private MxfStructure Walk(Stream content)
    {
        var most = content is RangedStream || content.Length > LongFile ? FewPackets : MostPackets;
        var (at, partitions, essence) = (Start, ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<(int, long, long)>());
        long? cut = null;
        var count = 0;
        for (; count < most && at < content.Length; count++)
        {
            var head = StreamBytes.At(content, at, 25);
            if (head.Length < 17)
            {
                cut = at;
                break;
            }

            // Rubbish at the end is common (padding to a sector); within the file it is damage that a decoder reports.
            if (!head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x06, 0x0e, 0x2b, 0x34])) break;
            var berBytes = MxfKey.BerLength(head.AsSpan(16), out var length);
            if (MxfKey.IsEssence(head) && essence.Count < FewPackets) essence.Add((head[12], at + 16 + berBytes, Math.Min(length, content.Length - at)));
            if (berBytes == 0 || length > content.Length - at - 16 - berBytes)
            {
                cut = at;
                break;
            }

            if (MxfKey.IsPartition(head)) partitions.Add(head[13]);
            // The sets of the header lie side by side and are read anyway.
            if (MxfKey.IsSet(head) && at < Start + Metadata.At + MostMetadata) count--;
            at += 16 + berBytes + length;
        }

        if (count == most) AddIndex(content, partitions);
        return this with
        {
            Partitions = partitions.ToImmutable(),
            Essence = essence.ToImmutable(),
            CutAt = cut,
            HasFooter = partitions.Contains(4) || MxfKey.IsPartition(StreamBytes.At(content, Start + Footer, 16), 4),
        };
    }

    /// <summary>The random index pack is the last of a file, and its last four bytes are its length: a list of all partitions.</summary>
    private void AddIndex(Stream content, ImmutableArray<int>.Builder partitions)
    {
        if (StreamBytes.At(content, content.Length - 4, 4) is not { Length: 4 } last || BinaryPrimitives.ReadUInt32BigEndian(last) is not (>= 32 and < 1 << 20 and var length)) return;
        var pack = StreamBytes.At(content, content.Length - length, length);
        if (!MxfKey.IsRandomIndex(pack)) return;
        var at = 16 + MxfKey.BerLength(pack.AsSpan(16), out _);
        var offsets = new List<long>();
        for (; at + 12 + 4 <= pack.Length; at += 12) offsets.Add((long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(pack.AsSpan(at + 4)), long.MaxValue / 2));
        // The first is the header that was met already; of many, the last few tell.
        partitions.Clear();
        partitions.Add(2);
        foreach (var offset in offsets.Skip(1).SkipLast(8)) partitions.Add(offset < content.Length ? 3 : 0);
        foreach (var offset in offsets.Skip(1).TakeLast(8))
            if (StreamBytes.At(content, Start + offset, 16) is { Length: 16 } key && MxfKey.IsPartition(key)) partitions.Add(key[13]);
    }
}
