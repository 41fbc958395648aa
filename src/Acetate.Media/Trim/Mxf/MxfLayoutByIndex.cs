using System.Buffers.Binary;
using Acetate.Media.Formats;
using Acetate.Media.Formats.Mxf;

namespace Acetate.Media.Trim.Mxf;

/// <content>The layout of a file that lies elsewhere: the list of partitions at its end, their packs, and their index segments are read, and no essence.</content>
internal sealed partial class MxfLayout
{
    private const int LargestList = 1 << 20;

    /// <summary>A partition with essence: the offset of its first byte in the stream, and where that byte lies in the file.</summary>
    private sealed record BodyPart(long Offset, long At, long End);

    /// <summary>Finds the edit units by the file's own index.</summary>
    /// <exception cref="InvalidDataException">It is damaged where that matters.</exception>
    /// <exception cref="CannotTrimException">It has no list of partitions, or no index that says where each edit unit lies.</exception>
    public static MxfLayout ReadByIndex(Stream file)
    {
        var layout = new MxfLayout { Start = HeaderPlace(StreamBytes.At(file, 0, FormatInspectors.HeadLength)) };
        layout.ReadHeader(file);
        var parts = layout.ReadPartitions(file);
        if (parts.Count == 0) throw new InvalidDataException("The MXF file has no essence.");
        if (layout.Index.PlaceOf(0) is null) throw new CannotTrimException("The MXF file has no index that says where its frames lie.");
        if (!layout.FindWrapped(file, parts)) layout.FindUnits(parts);
        return layout;
    }

    private List<BodyPart> ReadPartitions(Stream file)
    {
        var places = Places(file);
        var parts = new List<BodyPart>();
        var indexBytes = 0L;
        for (var i = 0; i < places.Count; i++)
        {
            var head = StreamBytes.At(file, places[i], 16 + 9 + 88);
            if (!MxfKey.IsPartition(head) || head.Length < 16 + 9) throw new InvalidDataException($"The MXF file lists a partition at byte {places[i]}, where there is none.");
            var fields = 16 + MxfKey.BerLength(head.AsSpan(16), out var length);
            if (fields == 16 || length is < 88 or > 1 << 20 || head.Length < fields + 80) throw new InvalidDataException($"The MXF partition at byte {places[i]} is cut.");
            var (metadata, index) = (BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(fields + 32)), BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(fields + 40)));
            var (offset, sid) = (BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(fields + 52)), BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(fields + 60)));
            var end = i + 1 < places.Count ? places[i + 1] : file.Length;
            var at = AfterFill(file, places[i] + fields + length, end);
            if (metadata > (ulong)(end - at) || index > (ulong)(end - at) - metadata) throw new InvalidDataException($"The MXF partition at byte {places[i]} claims more metadata and index than it has room for.");
            at += (long)metadata;
            if (index > 0)
            {
                if ((indexBytes += (long)index) > LargestIndex) throw new InvalidDataException("The index of the MXF file is larger than any recording's.");
                AddIndex(StreamBytes.At(file, at, (long)index));
                at += (long)index;
            }

            if (sid == 0) continue;
            if (BodySid == 0) BodySid = sid;
            if (sid != BodySid) throw new CannotTrimException("The MXF file holds more than one stream of essence (several body numbers); such a file cannot be cut here.");
            at = AfterFill(file, at, end);
            if (at < end && offset < long.MaxValue / 4) parts.Add(new((long)offset, at, end));
        }

        parts.Sort((one, other) => one.Offset.CompareTo(other.Offset));
        return parts;
    }

    /// <summary>Where partitions begin, in order, from the random index pack.</summary>
    private List<long> Places(Stream file)
    {
        if (StreamBytes.At(file, file.Length - 4, 4) is not { Length: 4 } last || BinaryPrimitives.ReadUInt32BigEndian(last) is not (>= 32 and < LargestList and var length))
            throw new CannotTrimException("The MXF file has no list of its partitions at its end.");
        var pack = StreamBytes.At(file, file.Length - length, length);
        if (!MxfKey.IsRandomIndex(pack)) throw new CannotTrimException("The MXF file has no list of its partitions at its end.");
        var places = new SortedSet<long>();
        for (var at = 16 + MxfKey.BerLength(pack.AsSpan(16), out _); at + 12 + 4 <= pack.Length; at += 12)
        {
            var place = BinaryPrimitives.ReadUInt64BigEndian(pack.AsSpan(at + 4));
            if (place >= (ulong)(file.Length - Start)) throw new InvalidDataException($"The MXF file lists a partition at byte {place}; it has {file.Length} bytes.");
            places.Add(Start + (long)place);
        }

        return [.. places];
    }

    private static long AfterFill(Stream file, long at, long end)
    {
        while (at < end && StreamBytes.At(file, at, 25) is { Length: >= 17 } head && IsFill(head))
        {
            var ber = MxfKey.BerLength(head.AsSpan(16), out var length);
            if (ber == 0 || length < 0 || length > end - at) throw new InvalidDataException($"A fill item at byte {at} is longer than its partition.");
            at += 16 + ber + length;
        }

        return at;
    }

    private void AddIndex(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 17)
        {
            var ber = MxfKey.BerLength(bytes[16..], out var length);
            if (ber == 0 || length < 0 || length > bytes.Length - 16 - ber) return;
            if (IsIndex(bytes)) Index.Add(bytes.Slice(16 + ber, (int)length));
            bytes = bytes[(16 + ber + (int)length)..];
        }
    }

    /// <summary>Whether the essence is one packet, and where.</summary>
    private bool FindWrapped(Stream file, List<BodyPart> parts)
    {
        var (_, at, end) = parts[0];
        var head = StreamBytes.At(file, at, 25);
        if (head.Length < 17 || !IsEssence(head) || MxfKey.BerLength(head.AsSpan(16), out var length) is not (> 0 and var ber)) throw new InvalidDataException($"The MXF file has no essence at byte {at}, where a partition says it begins.");
        if (parts.Count > 1 || Index.PlaceOf(1) is not { } second || second > length || AfterFill(file, at + 16 + ber + length, end) < end) return false;
        Single = (at + 16 + ber, length, head[..16]);
        _units.AddRange([at, end]);
        return true;
    }

    private void FindUnits(List<BodyPart> parts)
    {
        var part = 0;
        for (var unit = 0L; Index.PlaceOf(unit) is { } place; unit++)
        {
            if (unit >= MostUnits) throw new InvalidDataException($"The MXF file claims more than {MostUnits} edit units.");
            while (part + 1 < parts.Count && parts[part + 1].Offset <= place) part++;
            var (offset, at, end) = parts[part];
            // An index of equal units goes on for ever, and some name the end as one more; the essence does not.
            if (place - offset >= end - at && part + 1 == parts.Count) break;
            if (place < offset || place - offset >= end - at) throw new InvalidDataException($"The index of the MXF file says that frame {unit} lies at {place} of the essence, which is in no partition.");
            var begin = at + (place - offset);
            if (_units.Count > 0)
            {
                if (begin <= _units[^1]) throw new InvalidDataException($"The index of the MXF file says that frame {unit} lies before frame {unit - 1}.");
                // A unit ends where the next begins, or with its partition.
                _units.Add(_units[^1] < at ? parts.First(one => one.At <= _units[^1] && _units[^1] < one.End).End : begin);
            }

            _units.Add(begin);
        }

        if (_units.Count > 0) _units.Add(parts[part].End);
    }
}
