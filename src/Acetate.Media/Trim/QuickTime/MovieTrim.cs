using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Media.Trim.QuickTime;

/// <summary>Plans the trim of a QuickTime or MP4 file.</summary>
/// <remarks>
/// Every sample that is kept is a range of the source; the header is the source's with times, edit lists and sample tables
/// changed. Pictures that need others to be decoded keep those in front of the first frame and behind the last, where the
/// edit list does not show them.
/// </remarks>
internal static class MovieTrim
{
    private const int LargestHeader = 256 << 20, MostBoxes = 20_000, MostTracks = 256;

    private static readonly byte[] Xmp = Convert.FromHexString("be7acfcb97a942e89c71999491e3afac");

    /// <summary>Decides what goes into the new file.</summary>
    public static TrimPlan Plan(ClipFile file, ClipInspection inspection, TrimOrder order, string name, LeadIn lead)
    {
        using var stream = file.Open();
        var boxes = TopLevel(stream);
        var header = boxes.FirstOrDefault(box => box.Type == "moov")
            ?? throw new InvalidDataException("The file has no moov box: the recording was never finished, or its end is missing. The frames cannot be found without it.");
        if (boxes.Any(box => box.Type is "moof" or "sidx" or "mfra"))
            throw new CannotTrimException("The file is fragmented (moof boxes), as streaming writes it; its samples are not in one table.");
        if (boxes.FirstOrDefault(box => box.Type == "ftyp") is { } ftyp && Encoding.Latin1.GetString(Read(stream, ftyp.Offset + ftyp.Head, 4)) is "crx ")
            throw new CannotTrimException("Canon Cinema RAW Light keeps places in the file in boxes of its own, which cannot be moved without Canon's library.");
        if (header.Length - header.Head > LargestHeader) throw new InvalidDataException($"The movie header has {header.Length} bytes; more than {LargestHeader} are not read.");
        var moov = MovieBox.Read(Read(stream, header.Offset + header.Head, (int)(header.Length - header.Head)), header.Offset + header.Head);
        if (moov["cmov"] is not null) throw new CannotTrimException("The movie header is compressed (cmov), as QuickTime did for the web; it is not a camera's file.");
        if (moov["mvex"] is not null) throw new CannotTrimException("The file is fragmented (mvex box), as streaming writes it; its samples are not in one table.");
        var tracks = Tracks(moov);
        var picture = new MoviePicture(tracks.FirstOrDefault(track => track.Handler == "vide")
            ?? throw new CannotTrimException("The file has no track of pictures; sound alone is trimmed as a wave file."));
        var timecodes = tracks.Where(track => track.IsTimecode).ToDictionary(track => track, TimecodeTrack.Of);
        var timeline = Timeline(picture, timecodes.Values.OfType<TimecodeTrack>(), inspection, stream);
        var (start, end) = timeline.Resolve(order.Selection);
        var (from, to) = (picture.TimeOf(start), picture.TimeOf(end));

        var cuts = tracks.Select(track => track == picture.Track ? TrackCut.OfPicture(picture, start, end, lead)
            : timecodes.TryGetValue(track, out var timecode) && timecode is not null ? timecode.Cut(from, to, picture.Rate, stream)
            : TrackCut.OfTime(track, from, to)).ToList();
        if (timeline.LabelOf(0) is { } whole && timeline.LabelOf(start) is { } part) StartLabels.Move(moov, whole, part);
        var notes = Notes(stream, moov, boxes, cuts, timeline.LabelOf(start)).ToList();
        var pieces = Lay(stream, boxes, moov, cuts, picture.Track.Scale, notes);
        return new()
        {
            Method = TrimMethod.MovieSamples,
            Range = new() { Start = start, End = end, In = timeline.LabelOf(start), Out = timeline.LabelOf(end), Rate = timeline.Start?.Rate ?? timeline.Rate },
            Files = [new(name, file.Name, file.LocalPath ?? "", pieces)],
            Notes = [.. notes],
            HeaderRanges = [.. boxes.Select(box => TrimPiece.Range(box.Offset, box.Type is "mdat" or "free" or "skip" or "wide" or "junk" ? box.Head : box.Length))],
            Check = new TrimCheck.Pictures
            {
                Stream = $"{tracks.IndexOf(picture.Track)}",
                Start = (from.Approximate, picture.TimeOf(Math.Max(0, start - 1)).Approximate),
                End = to.Approximate,
                Frames = end - start,
                IsFirst = start == 0,
                RunUp = picture.RunUpTo(start),
                Decode = !picture.Track.Table.IsAllSync || picture.Track.Table.HasShifts,
                HeaderTells = true,
                Label = timeline.LabelOf(start),
            },
        };
    }

    private static List<MovieTrack> Tracks(MovieBox moov)
    {
        var scale = MovieHeader.ScaleOf(moov);
        var boxes = moov.Children!.Where(box => box.Type == "trak").ToList();
        if (boxes.Count is 0 or > MostTracks) throw new InvalidDataException(boxes.Count == 0 ? "The movie has no track." : $"The movie has {boxes.Count} tracks.");
        return [.. boxes.Select((box, i) => new MovieTrack(box, i + 1, scale))];
    }

    private static ClipTimeline Timeline(MoviePicture picture, IEnumerable<TimecodeTrack> timecodes, ClipInspection inspection, Stream stream)
    {
        Timecode? start = null;
        string? why = null;
        foreach (var timecode in timecodes)
        {
            if (timecode.LabelAt(picture.TimeOf(0), picture.Rate, stream) is not { } found) continue;
            start = found.Label;
            if (found.Jumps) why = "The timecode of the clip jumps, so labels may mean more than one frame.";
            break;
        }

        // Without a timecode track the label may stand elsewhere, in the metadata of each frame for one.
        if (start is null && inspection.Timecode is { Start: { } label, Rate: { } text, DropFrame: var isDrop } && FrameRate.TryParse(text, out var rate)
            && Timecode.TryParse(label, rate, isDrop ?? label.Contains(';', StringComparison.Ordinal), out var elsewhere, out _)) start = elsewhere;
        return new() { Frames = picture.Frames, Rate = picture.Rate, Start = start, WhyNoLabels = why };
    }

    /// <summary>Lays the new file out: the boxes of the source in their order, with the new header and the data in the places of the old.</summary>
    private static ImmutableArray<TrimPiece> Lay(Stream file, List<TopBox> boxes, MovieBox moov, List<TrackCut> cuts, long scale, List<string> notes)
    {
        var data = new List<(int Track, ChunkPiece Piece)>();
        var bytes = 0L;
        for (var i = 0; i < cuts.Count; i++)
        {
            if (!cuts[i].Timecodes.IsEmpty) continue;
            foreach (var piece in cuts[i].Track.Table.Pieces(cuts[i].First, cuts[i].End, file.Length, cuts[i].Track.Name))
            {
                data.Add((i, piece));
                bytes += piece.Length;
                if (bytes > file.Length) throw new InvalidDataException("The samples of the tracks lie over each other: the part would be larger than the whole clip.");
            }
        }

        data.Sort((one, other) => one.Piece.Offset != other.Piece.Offset ? one.Piece.Offset.CompareTo(other.Piece.Offset) : one.Track.CompareTo(other.Track));
        var labels = cuts.SelectMany(cut => cut.Timecodes.SelectMany(sample => sample.Content)).ToArray();
        var content = bytes + labels.Length;
        var isLong = content > uint.MaxValue - 64L - LargestHeader;
        var left = new List<string>();
        var length = Header(0, left).Length;
        foreach (var box in left.Distinct()) notes.Add($"The table {box} is left out: it counts samples in a way that is not known here.");

        var pieces = ImmutableArray.CreateBuilder<TrimPiece>();
        var (at, hasData, place) = (0L, false, -1);
        long begin = 0;
        foreach (var box in boxes)
        {
            switch (box.Type)
            {
                case "moov":
                    place = pieces.Count;
                    at += length;
                    break;
                case "mdat":
                    if (hasData) break;
                    hasData = true;
                    var head = DataHead(content);
                    pieces.Add(TrimPiece.New(head));
                    begin = at + head.Length;
                    if (labels.Length > 0) pieces.Add(TrimPiece.New(labels));
                    AddData(pieces, data);
                    at = begin + content;
                    break;
                case "free" or "skip" or "wide" or "junk":
                    break;
                default:
                    pieces.Add(TrimPiece.Range(box.Offset, box.Length));
                    at += box.Length;
                    break;
            }
        }

        if (!hasData) throw new InvalidDataException("The file has no data (mdat): the samples that its header names are not in it.");
        using var written = new MemoryStream();
        Header(begin, []).Write(written);
        pieces.Insert(place, TrimPiece.New(written.ToArray()));
        return pieces.ToImmutable();

        MovieBox Header(long begin, List<string> lost)
        {
            var chunks = cuts.Select(_ => new List<NewChunk>()).ToList();
            var place = begin;
            for (var i = 0; i < cuts.Count; i++)
            {
                if (cuts[i].Timecodes.IsEmpty) continue;
                chunks[i].Add(new(place, cuts[i].Timecodes.Length, 1));
                place += cuts[i].Timecodes.Sum(sample => sample.Content.Length);
            }

            // The file keeps the order of the source's bytes; within a track chunks keep the order of its samples, wherever they lie.
            for (var i = 0; i < data.Count; i++)
            {
                var (track, piece) = data[i];
                chunks[track].Add(new(place, piece.Samples, piece.Description) { First = piece.First });
                place += piece.Length;
            }

            foreach (var own in chunks) own.Sort((one, other) => one.First.CompareTo(other.First));
            return MovieHeader.Write(moov, cuts, chunks, scale, isLong, lost);
        }
    }

    private static void AddData(ImmutableArray<TrimPiece>.Builder pieces, List<(int Track, ChunkPiece Piece)> data)
    {
        var (offset, length) = (0L, 0L);
        foreach (var (_, piece) in data)
        {
            if (piece.Offset == offset + length)
            {
                length += piece.Length;
                continue;
            }

            if (length > 0) pieces.Add(TrimPiece.Range(offset, length));
            (offset, length) = (piece.Offset, piece.Length);
        }

        if (length > 0) pieces.Add(TrimPiece.Range(offset, length));
    }

    private static byte[] DataHead(long content)
    {
        var isLong = content + 8 > uint.MaxValue;
        var head = new byte[isLong ? 16 : 8];
        BinaryPrimitives.WriteUInt32BigEndian(head, isLong ? 1 : (uint)(content + 8));
        "mdat"u8.CopyTo(head.AsSpan(4));
        if (isLong) BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(8), content + 16);
        return head;
    }

    private static IEnumerable<string> Notes(Stream file, MovieBox moov, List<TopBox> boxes, List<TrackCut> cuts, string? label)
    {
        foreach (var cut in cuts.Where(cut => cut.Samples == 0))
            yield return $"{cut.Track.Name} has nothing in this part; it is kept without samples.";
        if (boxes.Any(box => box.Type == "uuid" && box.Length >= 24 && Read(file, box.Offset + box.Head, 16).AsSpan().SequenceEqual(Xmp))
            || moov["udta"] is { } user && user.Content.Span.IndexOf("XMP_"u8) >= 0)
            yield return "The XMP metadata is kept as it is: start timecode and duration in it are those of the whole clip.";
        if (StartLabels.HasOther(moov, label))
            yield return "The user data (©TIM) is kept as it is: the start timecode in it is that of the whole clip.";
    }

    private static List<TopBox> TopLevel(Stream file)
    {
        var boxes = new List<TopBox>();
        for (var at = 0L; at + 8 <= file.Length;)
        {
            var bytes = Read(file, at, (int)Math.Min(16, file.Length - at));
            var (length, head) = ((long)BinaryPrimitives.ReadUInt32BigEndian(bytes), 8);
            var type = Encoding.Latin1.GetString(bytes, 4, 4);
            if (length == 1 && bytes.Length == 16) (length, head) = ((long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(8)), long.MaxValue / 4), 16);
            else if (length == 0) length = file.Length - at;
            if (length < head) throw new InvalidDataException($"The box '{MovieBox.Visible(type)}' at byte {at} claims {length} bytes, fewer than its own head.");
            if (length > file.Length - at && type != "mdat")
                throw new InvalidDataException($"The file is cut: the box '{MovieBox.Visible(type)}' at byte {at} claims {length} bytes, the file has {file.Length - at} from there.");
            boxes.Add(new(type, at, head, length));
            if (boxes.Count > MostBoxes) throw new InvalidDataException($"The file has more than {MostBoxes} boxes on its first level.");
            at += length;
        }

        return boxes;
    }

    private static byte[] Read(Stream file, long offset, int count)
    {
        var bytes = new byte[count];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private sealed record TopBox(string Type, long Offset, int Head, long Length);
}
