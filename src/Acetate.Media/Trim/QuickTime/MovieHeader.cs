using System.Buffers.Binary;

namespace Acetate.Media.Trim.QuickTime;

/// <summary>Writes the <c>moov</c> of a trim: the source's, box by box, with times, edit lists and sample tables changed.</summary>
internal static class MovieHeader
{
    /// <summary>Units per second of a movie.</summary>
    public static long ScaleOf(MovieBox moov)
    {
        if (moov["mvhd"] is not { Content.Length: >= 100 } mvhd) throw new InvalidDataException("The movie has no header (mvhd).");
        var isLong = mvhd.Content.Span[0] == 1;
        var scale = BinaryPrimitives.ReadUInt32BigEndian(mvhd.Content.Span[(isLong ? 20 : 12)..]);
        return scale is > 0 and <= int.MaxValue ? scale : throw new InvalidDataException($"The clock of the movie counts {scale} units a second (mvhd).");
    }

    /// <summary>The new box.</summary>
    /// <param name="moov">The source's.</param>
    /// <param name="cuts">What is kept of each track, in the order of the tracks.</param>
    /// <param name="chunks">The new chunks of each track.</param>
    /// <param name="scale">Units per second of the new movie.</param>
    /// <param name="longOffsets">Whether places need 64 bits.</param>
    /// <param name="left">Takes the names of boxes that could not be kept.</param>
    public static MovieBox Write(
        MovieBox moov, IReadOnlyList<TrackCut> cuts, IReadOnlyList<IReadOnlyList<NewChunk>> chunks, long scale, bool longOffsets, ICollection<string> left)
    {
        var length = cuts.Max(cut => LengthOf(cut, scale));
        var track = 0;
        return MovieBox.Holding("moov", moov.Children!.Select(box => box.Type switch
        {
            "mvhd" => Movie(box, scale, length),
            "trak" => Track(cuts[track], chunks[track++], scale, longOffsets, left),
            _ => box,
        }));
    }

    private static long LengthOf(TrackCut cut, long scale) => cut.Edits[^1].End.Nearest(scale);

    private static MovieBox Movie(MovieBox mvhd, long scale, long length)
    {
        var bytes = mvhd.Content.ToArray();
        var isLong = bytes[0] == 1;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(isLong ? 20 : 12), (uint)scale);
        Length(bytes, isLong ? 24 : 16, isLong, length);
        // Preview, poster, selection and current time of QuickTime mean places in the whole clip; ISO has zeros there.
        bytes.AsSpan(isLong ? 84 : 72, Math.Min(24, bytes.Length - (isLong ? 84 : 72))).Clear();
        return MovieBox.Of("mvhd", bytes);
    }

    private static MovieBox Track(TrackCut cut, IReadOnlyList<NewChunk> chunks, long scale, bool longOffsets, ICollection<string> left)
    {
        var hasEdits = cut.Track.Box["edts"] is not null || cut.Edits.Length > 1 || cut.Edits[0].Media != 0 || cut.Edits[0].End.Nearest(cut.Track.Scale) != cut.Duration;
        var edits = MovieBox.Holding("edts", MovieBox.Of("elst", EditList(cut, scale)));
        var isWritten = false;
        var boxes = new List<MovieBox>();
        foreach (var box in cut.Track.Box.Children!)
        {
            if (box.Type == "edts" ? isWritten : false) continue;
            boxes.Add(box.Type switch
            {
                "tkhd" => Header(box, 20, 28, LengthOf(cut, scale)),
                "edts" => edits,
                "mdia" => Media(box, cut, chunks, longOffsets, left),
                _ => box,
            });
            isWritten |= box.Type == "edts";
        }

        // Readers look for it between the header and the media.
        if (hasEdits && !isWritten) boxes.Insert(boxes.FindIndex(box => box.Type == "mdia"), edits);
        return MovieBox.Holding("trak", boxes);
    }

    private static MovieBox Media(MovieBox mdia, TrackCut cut, IReadOnlyList<NewChunk> chunks, bool longOffsets, ICollection<string> left) =>
        MovieBox.Holding("mdia", mdia.Children!.Select(box => box.Type switch
        {
            "mdhd" => Header(box, 16, 24, cut.Duration),
            "minf" => MovieBox.Holding("minf", box.Children!.Select(inner =>
                inner.Type == "stbl" ? MovieBox.Holding("stbl", TableWriter.Boxes(cut, chunks, longOffsets, left)) : inner)),
            _ => box,
        }));

    private static MovieBox Header(MovieBox box, int at, int longAt, long length)
    {
        var bytes = box.Content.ToArray();
        var isLong = bytes.Length > 0 && bytes[0] == 1;
        if (bytes.Length < (isLong ? longAt + 8 : at + 4)) throw new InvalidDataException($"The box '{box.Type}' is cut.");
        Length(bytes, isLong ? longAt : at, isLong, length);
        return MovieBox.Of(box.Type, bytes);
    }

    private static void Length(byte[] bytes, int at, bool isLong, long length)
    {
        if (isLong) BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(at), length);
        else if (length <= uint.MaxValue) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), (uint)length);
        else throw new CannotTrimException($"The part lasts {length} units of its clock, more than the header of the clip can say (32 bits).");
    }

    private static byte[] EditList(TrackCut cut, long scale)
    {
        var entries = cut.Edits.Select(edit => (Length: edit.End.Nearest(scale) - edit.Start.Nearest(scale), Media: edit.Media ?? -1)).ToList();
        var isLong = entries.Exists(entry => entry.Length > int.MaxValue || entry.Media > int.MaxValue);
        var length = isLong ? 20 : 12;
        var bytes = new byte[8 + (entries.Count * length)];
        bytes[0] = isLong ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = bytes.AsSpan(8 + (i * length));
            if (isLong)
            {
                BinaryPrimitives.WriteInt64BigEndian(entry, entries[i].Length);
                BinaryPrimitives.WriteInt64BigEndian(entry[8..], entries[i].Media);
            }
            else
            {
                BinaryPrimitives.WriteInt32BigEndian(entry, (int)entries[i].Length);
                BinaryPrimitives.WriteInt32BigEndian(entry[4..], (int)entries[i].Media);
            }

            BinaryPrimitives.WriteInt32BigEndian(entry[(length - 4)..], 0x10000);
        }

        return bytes;
    }
}
