using System.Buffers.Binary;

namespace Acetate.Media.Trim.QuickTime;

/// <summary>Writes the sample tables of a run of samples: the same facts as in the source, counted anew.</summary>
internal static class TableWriter
{
    /// <summary>The boxes of a track's <c>stbl</c>, in the order of the source's.</summary>
    /// <param name="cut">What is kept.</param>
    /// <param name="chunks">Its chunks with their places in the new file.</param>
    /// <param name="longOffsets">Whether places need 64 bits.</param>
    /// <param name="left">Takes the names of boxes that could not be kept.</param>
    public static IEnumerable<MovieBox> Boxes(TrackCut cut, IReadOnlyList<NewChunk> chunks, bool longOffsets, ICollection<string> left)
    {
        foreach (var box in cut.Track.Box.At("mdia/minf/stbl")!.Children!)
        {
            var made = box.Type switch
            {
                "stsd" or "sgpd" => box,
                "stts" => MovieBox.Of("stts", Times(cut)),
                "ctts" => MovieBox.Of("ctts", Shifts(cut, box.Content.Span[0])),
                "cslg" => cut.Samples == 0 ? null : MovieBox.Of("cslg", ShownRange(cut, box.Content.Span)),
                "stss" => MovieBox.Of("stss", Numbers(cut, cut.Track.Table.Sync)),
                "stps" => MovieBox.Of("stps", Numbers(cut, cut.Track.Table.PartialSync)),
                "stsc" => MovieBox.Of("stsc", ChunkRuns(chunks)),
                "stsz" or "stz2" => MovieBox.Of("stsz", Sizes(cut)),
                "stco" or "co64" => MovieBox.Of(longOffsets ? "co64" : "stco", Offsets(chunks, longOffsets)),
                "sdtp" => Slice(box, cut, 1),
                "stdp" => Slice(box, cut, 2),
                "sbgp" => Groups(box, cut),
                "free" or "skip" => null,
                _ => Leave(box),
            };
            if (made is not null) yield return made;
        }

        MovieBox? Leave(MovieBox box)
        {
            left.Add($"{MovieBox.Visible(box.Type)} of {cut.Track.Name}");
            return null;
        }
    }

    private static byte[] Times(TrackCut cut)
    {
        var durations = cut.Timecodes.IsEmpty
            ? Enumerable.Empty<long>() : cut.Timecodes.Select(sample => sample.Duration);
        var runs = new List<(long Count, long Value)>();
        foreach (var duration in durations) Add(runs, 1, duration);
        if (cut.Timecodes.IsEmpty) cut.Track.Table.TimeRuns(cut.First, cut.End, (count, delta) => Add(runs, count, delta));
        return Runs(runs, 0);
    }

    private static byte[] Shifts(TrackCut cut, byte version)
    {
        var runs = new List<(long, long)>();
        for (var sample = cut.First; sample < cut.End; sample++) Add(runs, 1, cut.Track.Table.ShiftOf(sample));
        return Runs(runs, version);
    }

    private static byte[] ShownRange(TrackCut cut, ReadOnlySpan<byte> source)
    {
        var (least, most, first, last) = (int.MaxValue, int.MinValue, long.MaxValue, long.MinValue);
        var (table, begin) = (cut.Track.Table, cut.Track.Table.TimeOf(cut.First));
        for (var sample = cut.First; sample < cut.End; sample++)
        {
            var shift = table.ShiftOf(sample);
            var time = table.TimeOf(sample) - begin + shift;
            (least, most) = (Math.Min(least, shift), Math.Max(most, shift));
            (first, last) = (Math.Min(first, time), Math.Max(last, time + table.DeltaOf(sample)));
        }

        // Version 1 has room for every time; the first value, the shift from decoding to showing, holds for the whole clip.
        var isLong = source[0] == 1;
        long toDecode = source.Length < 8 ? 0 : isLong && source.Length >= 12 ? BinaryPrimitives.ReadInt64BigEndian(source[4..]) : BinaryPrimitives.ReadInt32BigEndian(source[4..]);
        var bytes = new byte[44];
        bytes[0] = 1;
        long[] values = [toDecode, least, most, first, last];
        for (var i = 0; i < 5; i++) BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(4 + (i * 8)), values[i]);
        return bytes;
    }

    private static byte[] Numbers(TrackCut cut, ReadOnlySpan<uint> numbers)
    {
        var kept = new List<uint>();
        foreach (var number in numbers)
            if (number - 1L >= cut.First && number - 1L < cut.End && (number - 1L == cut.First || number - 1L > cut.NoSyncUpTo)) kept.Add((uint)(number - cut.First));
        var bytes = new byte[8 + (kept.Count * 4)];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), kept.Count);
        for (var i = 0; i < kept.Count; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8 + (i * 4)), kept[i]);
        return bytes;
    }

    private static byte[] ChunkRuns(IReadOnlyList<NewChunk> chunks)
    {
        var runs = new List<(int First, uint Samples, uint Description)>();
        for (var i = 0; i < chunks.Count; i++)
            if (i == 0 || runs[^1].Samples != chunks[i].Samples || runs[^1].Description != chunks[i].Description)
                runs.Add((i + 1, (uint)chunks[i].Samples, chunks[i].Description));
        var bytes = new byte[8 + (runs.Count * 12)];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), runs.Count);
        for (var i = 0; i < runs.Count; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8 + (i * 12)), runs[i].First);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12 + (i * 12)), runs[i].Samples);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16 + (i * 12)), runs[i].Description);
        }

        return bytes;
    }

    private static byte[] Sizes(TrackCut cut)
    {
        var uniform = cut.Timecodes.IsEmpty ? cut.Track.Table.StatedUniformSize : (uint)cut.Timecodes[0].Content.Length;
        var bytes = new byte[12 + (uniform == 0 ? checked((int)(cut.Samples * 4)) : 0)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), uniform);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), checked((uint)cut.Samples));
        if (uniform == 0)
            for (var i = 0; i < cut.Samples; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12 + (i * 4)), (uint)cut.Track.Table.SizeOf(cut.First + i));
        return bytes;
    }

    private static byte[] Offsets(IReadOnlyList<NewChunk> chunks, bool isLong)
    {
        var width = isLong ? 8 : 4;
        var bytes = new byte[8 + (chunks.Count * width)];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), chunks.Count);
        for (var i = 0; i < chunks.Count; i++)
        {
            if (isLong) BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8 + (i * 8)), chunks[i].Place);
            else BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8 + (i * 4)), checked((uint)chunks[i].Place));
        }

        return bytes;
    }

    private static MovieBox? Slice(MovieBox box, TrackCut cut, int width)
    {
        if (!cut.Timecodes.IsEmpty || box.Content.Length < 4 + (cut.End * width)) return null;
        var bytes = new byte[4 + ((cut.End - cut.First) * width)];
        box.Content.Span[..4].CopyTo(bytes);
        box.Content.Span.Slice((int)(4 + (cut.First * width)), bytes.Length - 4).CopyTo(bytes.AsSpan(4));
        return MovieBox.Of(box.Type, bytes);
    }

    private static MovieBox? Groups(MovieBox box, TrackCut cut)
    {
        var bytes = box.Content.Span;
        var head = bytes.Length > 0 && bytes[0] == 1 ? 16 : 12;
        if (bytes.Length < head || !cut.Timecodes.IsEmpty) return null;
        var count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes[(head - 4)..]), (uint)((bytes.Length - head) / 8));
        var runs = new List<(long, long)>();
        var first = 0L;
        for (var i = 0; i < count; i++)
        {
            var (samples, group) = (BinaryPrimitives.ReadUInt32BigEndian(bytes[(head + (i * 8))..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[(head + 4 + (i * 8))..]));
            var (from, to) = (Math.Max(first, cut.First), Math.Min(first + samples, cut.End));
            if (from < to) Add(runs, to - from, group);
            first += samples;
        }

        var made = new byte[head + (runs.Count * 8)];
        bytes[..head].CopyTo(made);
        BinaryPrimitives.WriteInt32BigEndian(made.AsSpan(head - 4), runs.Count);
        Fill(made.AsSpan(head), runs);
        return MovieBox.Of("sbgp", made);
    }

    private static byte[] Runs(List<(long Count, long Value)> runs, byte version)
    {
        var bytes = new byte[8 + (runs.Count * 8)];
        bytes[0] = version;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), runs.Count);
        Fill(bytes.AsSpan(8), runs);
        return bytes;
    }

    private static void Fill(Span<byte> target, List<(long Count, long Value)> runs)
    {
        for (var i = 0; i < runs.Count; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(target[(i * 8)..], checked((uint)runs[i].Count));
            BinaryPrimitives.WriteUInt32BigEndian(target[((i * 8) + 4)..], unchecked((uint)runs[i].Value));
        }
    }

    private static void Add(List<(long Count, long Value)> runs, long count, long value)
    {
        if (runs.Count > 0 && runs[^1].Value == value && runs[^1].Count + count <= uint.MaxValue) runs[^1] = (runs[^1].Count + count, value);
        else runs.Add((count, value));
    }
}

/// <summary>A chunk of the new file.</summary>
/// <param name="Place">Its first byte.</param>
/// <param name="Samples">Samples in it.</param>
/// <param name="Description">Which sample description they follow, from 1.</param>
internal sealed record NewChunk(long Place, long Samples, uint Description)
{
    /// <summary>Number of its first sample in the source, which orders the chunks of a track.</summary>
    public long First { get; init; }
}
