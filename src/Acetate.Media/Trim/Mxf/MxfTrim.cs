using System.Buffers.Binary;
using System.Collections.Immutable;
using Acetate.Media.Formats.Mxf;
using Acetate.Media.Inspect;

namespace Acetate.Media.Trim.Mxf;

/// <summary>Plans the trim of an MXF file whose pictures stand alone.</summary>
/// <remarks>
/// The header partition with all its metadata is the source's, byte for byte, but for the numbers that change: durations, start timecode,
/// places in tapes, identifiers. The edit units follow as they lie in the source, in one body partition; the index is written anew
/// from the source's, into the footer. docs/decisions/0151.
/// </remarks>
internal static class MxfTrim
{
    private static readonly HashSet<string> StandAlone = ["prores", "dnxhd", "jpeg2000", "arriraw", "arriraw-hde", "rawvideo", "dvvideo", "mjpeg", "v210", "cfhd"];

    /// <summary>Decides what goes into the new file.</summary>
    public static TrimPlan Plan(ClipFile file, ClipInspection inspection, TrimOrder order, string name)
    {
        using var stream = file.Open();
        var layout = file.LocalPath is null ? MxfLayout.ReadByIndex(stream) : MxfLayout.Read(stream);
        var sets = new MxfSets(layout.Header, layout.HeaderAt.Metadata);
        var packages = MxfPackages.Of(sets);
        var isWrapped = layout is { Units: 1, Single: not null } && packages.Duration is > 1;
        var units = isWrapped ? packages.Duration!.Value : layout.Units;
        if (units == 0) throw new InvalidDataException("The MXF file has no essence that is whole.");
        if (packages.Duration is { } stated and > 0 && stated < units) units = stated;
        var timeline = new ClipTimeline { Frames = units, Rate = packages.Rate, Start = packages.Start };
        var (start, end) = timeline.Resolve(order.Selection);
        if (layout.Index.HasGroups)
            throw new CannotTrimException("The pictures of this MXF file hang on one another (long GOP), and MXF has no edit list that could hide the lead-in a decoder needs.");
        if (packages.PictureCoding is not (null or "") && inspection.Image?.Codec is { } codec && !StandAlone.Contains(codec) && codec is not ("h264" or "hevc" or "mpeg2video" or "mpeg4" or "vc3" or "tiff"))
            throw new CannotTrimException($"Whether pictures of the codec {codec} stand alone is not known here.");

        var data = isWrapped ? Wrapped(layout, start, end) : Units(layout, start, end);
        var notes = packages.Cut(start, end, layout.Units).ToList();
        return new()
        {
            Method = TrimMethod.MxfEditUnits,
            Range = new() { Start = start, End = end, In = timeline.LabelOf(start), Out = timeline.LabelOf(end), Rate = timeline.Start?.Rate ?? timeline.Rate },
            Files = [new(name, file.Name, file.LocalPath ?? "", Lay(layout, data, packages.RateBytes, start))],
            Notes = [.. notes],
            Check = packages.HasPicture
                ? new TrimCheck.Pictures
                {
                    Stream = "v:0",
                    Start = (Seconds(start), Seconds(Math.Max(0, start - 1))),
                    End = Seconds(end),
                    Frames = end - start,
                    IsFirst = start == 0,
                    // Groups are looked for in the index; where there is none the decoded pictures tell.
                    Decode = inspection.Image?.Codec is { } one && !StandAlone.Contains(one),
                    Label = timeline.LabelOf(start),
                }
                : new TrimCheck.BytesAlone { Proof = $"{end - start} edit units are byte for byte those of the source, read back" },
        };

        double Seconds(long unit) => (double)unit * packages.Rate.Denominator / packages.Rate.Numerator;
    }

    /// <summary>The essence of a part: its pieces, and the place of each edit unit in the new stream.</summary>
    private sealed record Essence(ImmutableArray<TrimPiece> Pieces, IReadOnlyList<long> Places);

    private static Essence Units(MxfLayout layout, long start, long end)
    {
        var pieces = ImmutableArray.CreateBuilder<TrimPiece>();
        var places = new List<long>();
        var (from, to, place) = (0L, 0L, 0L);
        for (var unit = start; unit < end; unit++)
        {
            var (unitStart, unitEnd) = layout.Unit(unit);
            places.Add(place);
            place += unitEnd - unitStart;
            if (unitStart != to)
            {
                if (to > from) pieces.Add(TrimPiece.Range(from, to - from));
                from = unitStart;
            }

            to = unitEnd;
        }

        if (to > from) pieces.Add(TrimPiece.Range(from, to - from));
        if (layout.Index.BytesOfUnit > 0 && place != (end - start) * layout.Index.BytesOfUnit)
            throw new InvalidDataException($"The edit units of the part have {place} bytes; by the index of the file each has {layout.Index.BytesOfUnit}.");
        return new(pieces.ToImmutable(), places);
    }

    private static Essence Wrapped(MxfLayout layout, long start, long end)
    {
        var (at, length, key) = layout.Single!.Value;
        if (layout.Index.PlaceOf(start) is not { } from) throw new CannotTrimException("The essence is wrapped in one piece, and the index does not say where each frame lies in it.");
        var until = layout.Index.PlaceOf(end) ?? length;
        if (from < 0 || until > length || from >= until) throw new InvalidDataException($"The index says that the part lies between the bytes {from} and {until} of the essence, which has {length}.");
        var places = new List<long>();
        for (var unit = start; unit < end; unit++)
            places.Add((layout.Index.PlaceOf(unit) is { } place && place >= from && place <= until ? place
                : throw new InvalidDataException($"The index does not say where frame {unit} lies.")) - from);
        var head = new byte[25];
        key.CopyTo(head, 0);
        head[16] = 0x88;
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(17), until - from);
        return new([TrimPiece.New(head), TrimPiece.Range(at + from, until - from)], places);
    }

    /// <summary>Header partition, body partition, footer partition with the index, and the pack that lists the three.</summary>
    private static ImmutableArray<TrimPiece> Lay(MxfLayout layout, Essence data, ReadOnlySpan<byte> rate, long start)
    {
        var header = layout.Header;
        var metadata = header.Length - layout.HeaderAt.Metadata;
        var body = (long)header.Length;
        var gapOfHeader = Fill(body, layout.Grid);
        body += gapOfHeader.Length;
        var sid = layout.BodySid == 0 ? 1 : layout.BodySid;
        var packLength = layout.HeaderAt.Fields + PackLength(header, layout.HeaderAt.Fields);
        var gapOfBody = Fill(body + packLength, layout.Grid);
        var essence = body + packLength + gapOfBody.Length;
        var footer = essence + data.Pieces.Sum(piece => piece.Length);
        var gapOfEssence = Fill(footer, layout.Grid);
        footer += gapOfEssence.Length;
        var gapOfFooter = Fill(footer + packLength, layout.Grid);
        var index = layout.Index.Write(start, data.Places, rate, sid);
        var gapOfIndex = Fill(footer + packLength + gapOfFooter.Length + index.Length, layout.Grid);

        Pack(2, 0, 0, (ulong)(metadata + gapOfHeader.Length), 0, 0, 0).CopyTo(header, 0);
        var random = new byte[16 + 4 + (3 * 12) + 4];
        ((ReadOnlySpan<byte>)[0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01, 0x11, 0x01, 0x00, 0x83, 0, 0, 40]).CopyTo(random);
        (uint Sid, long At)[] parts = [(0, 0), (sid, body), (0, footer)];
        for (var i = 0; i < 3; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(random.AsSpan(20 + (i * 12)), parts[i].Sid);
            BinaryPrimitives.WriteInt64BigEndian(random.AsSpan(24 + (i * 12)), parts[i].At);
        }

        BinaryPrimitives.WriteInt32BigEndian(random.AsSpan(56), random.Length);
        return
        [
            .. News(header, gapOfHeader, Pack(3, body, 0, 0, 0, 0, sid), gapOfBody),
            .. data.Pieces,
            .. News(gapOfEssence, Pack(4, footer, body, 0, (ulong)(index.Length + gapOfIndex.Length), layout.Index.Sid, 0), gapOfFooter, index, gapOfIndex, random),
        ];

        // A partition pack like the header's: its operational pattern, essence containers and alignment.
        byte[] Pack(byte kind, long place, long previous, ulong metadataBytes, ulong indexBytes, uint indexSid, uint bodySid)
        {
            var pack = header.AsSpan(0, packLength).ToArray();
            // Byte 14: 4 is closed and complete.
            (pack[13], pack[14]) = (kind, 4);
            var fields = pack.AsSpan(layout.HeaderAt.Fields);
            BinaryPrimitives.WriteInt64BigEndian(fields[8..], place);
            BinaryPrimitives.WriteInt64BigEndian(fields[16..], previous);
            BinaryPrimitives.WriteInt64BigEndian(fields[24..], footer);
            BinaryPrimitives.WriteUInt64BigEndian(fields[32..], metadataBytes);
            BinaryPrimitives.WriteUInt64BigEndian(fields[40..], indexBytes);
            BinaryPrimitives.WriteUInt32BigEndian(fields[48..], indexSid);
            BinaryPrimitives.WriteUInt64BigEndian(fields[52..], 0);
            BinaryPrimitives.WriteUInt32BigEndian(fields[60..], bodySid);
            return pack;
        }
    }

    private static int PackLength(byte[] header, int fields)
    {
        MxfKey.BerLength(header.AsSpan(16, fields - 16), out var length);
        return (int)length;
    }

    private static IEnumerable<TrimPiece> News(params IEnumerable<byte[]> parts) => parts.Where(part => part.Length > 0).Select(part => TrimPiece.New(part));

    /// <summary>A fill item up to the next line of the file's grid; the smallest has 20 bytes.</summary>
    private static byte[] Fill(long at, uint grid)
    {
        if (grid <= 1 || grid > 1 << 20 || at % grid == 0) return [];
        var length = grid - (at % grid);
        while (length < 20) length += grid;
        var fill = new byte[length];
        ((ReadOnlySpan<byte>)[0x06, 0x0e, 0x2b, 0x34, 0x01, 0x01, 0x01, 0x02, 0x03, 0x01, 0x02, 0x10, 0x01, 0, 0, 0]).CopyTo(fill);
        BinaryPrimitives.WriteUInt32BigEndian(fill.AsSpan(16), 0x83000000 | (uint)(length - 20));
        return fill;
    }
}
