using System.Collections.Immutable;

namespace Acetate.Media.Trim.QuickTime;

/// <summary>What a trim keeps of one track: a run of samples, and an edit list that shows of it what was asked for.</summary>
internal sealed record TrackCut
{
    public required MovieTrack Track { get; init; }

    /// <summary>First sample kept.</summary>
    public required long First { get; init; }

    /// <summary>The sample after the last one kept.</summary>
    public required long End { get; init; }

    /// <summary>What the new movie shows; media times count from the first sample kept. Moments count from the new movie's start.</summary>
    public required ImmutableArray<MovieEdit> Edits { get; init; }

    /// <summary>New content of timecode samples, with the media time each lasts; empty for every other track.</summary>
    public ImmutableArray<(byte[] Content, long Duration)> Timecodes { get; init; } = [];

    /// <summary>Up to this sample none but the first counts as a key frame, so that decoding begins with the lead-in and not within it; 0 changes nothing.</summary>
    public long NoSyncUpTo { get; init; }

    public long Samples => Timecodes.IsEmpty ? End - First : Timecodes.Length;

    /// <summary>Media time of all samples.</summary>
    public long Duration => Timecodes.IsEmpty ? Track.Table.TimeOf(End) - Track.Table.TimeOf(First) : Timecodes.Sum(sample => sample.Duration);

    /// <summary>The frames of the track that decides.</summary>
    public static TrackCut OfPicture(MoviePicture picture, long start, long end, LeadIn lead)
    {
        var (first, last) = picture.SamplesFor(start, end, lead);
        var (from, to) = (picture.MediaTimeOf(start), picture.MediaTimeOf(end));
        var edit = new MovieEdit(Instant.Of(0, 1), Instant.Of(to - from, picture.Track.Scale), from - picture.Track.Table.TimeOf(first));
        return new() { Track = picture.Track, First = first, End = last, Edits = [edit], NoSyncUpTo = lead == LeadIn.Nearest ? 0 : MoviePicture.SyncFor(picture.Track, picture.SampleOf(start), from) };
    }

    /// <summary>What another track shows between two moments of the source.</summary>
    public static TrackCut OfTime(MovieTrack track, Instant start, Instant end)
    {
        var shown = new List<(Instant From, Instant To, long Media)>();
        var (first, last) = (long.MaxValue, 0L);
        foreach (var edit in track.Edits)
        {
            var (from, to) = (Instant.Max(edit.Start, start), Instant.Min(edit.End, end));
            if (from >= to || edit.Media is not { } media) continue;
            var (mediaFrom, mediaTo) = (media + (from - edit.Start).Nearest(track.Scale), media + (to - edit.Start).Nearest(track.Scale));
            if (Covering(track, mediaFrom, mediaTo) is not var (one, other)) continue;
            (first, last) = (Math.Min(first, one), Math.Max(last, other));
            shown.Add((from, to, mediaFrom));
        }

        if (shown.Count == 0) return new() { Track = track, First = 0, End = 0, Edits = [new(Instant.Of(0, 1), end - start, null)] };
        var edits = ImmutableArray.CreateBuilder<MovieEdit>();
        var until = start;
        foreach (var (from, to, media) in shown)
        {
            if (from > until) edits.Add(new(until - start, from - start, null));
            edits.Add(new(from - start, to - start, media - track.Table.TimeOf(first)));
            until = to;
        }

        return new() { Track = track, First = first, End = last, Edits = edits.ToImmutable() };
    }

    private static (long First, long End)? Covering(MovieTrack track, long from, long to)
    {
        var table = track.Table;
        if (to <= from || from >= table.Duration || table.Count == 0) return null;
        if (!table.HasShifts)
        {
            var first = Math.Max(0, Math.Max(0, table.At(from)) - track.Preroll);
            return (table.SyncAtOrBefore(first, mayLackLeading: true), table.At(to - 1) + 1);
        }

        // A second picture whose frames are shown in another order than decoded.
        var (least, most) = (long.MaxValue, -1L);
        for (var sample = 0L; sample < table.Count; sample++)
        {
            var time = table.TimeOf(sample) + table.ShiftOf(sample);
            if (time >= to || time + table.DeltaOf(sample) <= from) continue;
            (least, most) = (Math.Min(least, sample), sample);
        }

        return most < 0 ? null : (MoviePicture.SyncFor(track, least, from), most + 1);
    }
}
