using Acetate.Timing;

namespace Acetate.Media.Trim.QuickTime;

/// <summary>The frames of a track of pictures in the order in which they are shown.</summary>
internal sealed class MoviePicture
{
    /// <summary>Nine days at 25 frames a second; a file that claims more lies.</summary>
    private const long MostFrames = 20_000_000;

    private readonly long[] _samples, _times;
    private readonly MovieEdit _edit;

    public MoviePicture(MovieTrack track)
    {
        Track = track;
        var shown = track.Edits.Where(edit => edit.Media is not null && edit.Start < edit.End).ToList();
        if (shown.Count != 1)
            throw new CannotTrimException(shown.Count == 0 ? $"{track.Name} shows nothing: its edit list is empty."
                : $"The edit list of {track.Name} shows {shown.Count} parts one after the other; such a clip is an edit, not a take, and cannot be cut by frames.");
        if (track.Table.Count > MostFrames) throw new InvalidDataException($"{track.Name} claims {track.Table.Count} frames; more than {MostFrames} are no clip.");
        _edit = shown[0];
        var (first, end) = (_edit.Media!.Value, _edit.Media.Value + (_edit.End - _edit.Start).Nearest(track.Scale));
        var (samples, times) = (new List<long>(), new List<long>());
        for (long sample = 0, time = 0; sample < track.Table.Count; sample++)
        {
            var shownAt = time + (track.Table.HasShifts ? track.Table.ShiftOf(sample) : 0);
            time = track.Table.TimeOf(sample + 1);
            if (shownAt < first || shownAt >= end) continue;
            samples.Add(sample);
            times.Add(shownAt);
        }

        (_samples, _times) = ([.. samples], [.. times]);
        // A stable order: two frames of one time (damage) stay as they are decoded.
        if (track.Table.HasShifts) Array.Sort(_times, _samples);
        if (_samples.Length == 0) throw new InvalidDataException($"{track.Name} has no frame.");
        Rate = RateOf(_times, EndOf(_samples.Length - 1) - _times[0], track.Scale);
    }

    public MovieTrack Track { get; }

    /// <summary>Number of frames.</summary>
    public long Frames => _samples.Length;

    /// <summary>Frames per second; null when they do not all last equally long.</summary>
    public FrameRate? Rate { get; }

    /// <summary>When a frame is shown, in media units; of the frame after the last, when that one ends.</summary>
    public long MediaTimeOf(long frame) => frame < Frames ? _times[frame] : EndOf(frame - 1);

    /// <summary>The sample of a frame.</summary>
    public long SampleOf(long frame) => _samples[frame];

    /// <summary>When a frame is shown in the movie.</summary>
    public Instant TimeOf(long frame) => _edit.Start + Instant.Of(MediaTimeOf(frame) - _edit.Media!.Value, Track.Scale);

    /// <summary>The samples that must be there to decode frames, from one that can be decoded alone.</summary>
    /// <param name="start">First frame.</param>
    /// <param name="end">The frame after the last.</param>
    /// <param name="lead">How far in front of it to begin.</param>
    public (long First, long End) SamplesFor(long start, long end, LeadIn lead)
    {
        var (least, most) = (long.MaxValue, -1L);
        for (var frame = start; frame < end; frame++) (least, most) = (Math.Min(least, _samples[frame]), Math.Max(most, _samples[frame]));
        var first = SyncFor(Track, least, _times[start]);
        if (lead == LeadIn.OneMore) first = Earlier(first);
        while (lead == LeadIn.Closed && first > 0 && HasLeading(first)) first = Earlier(first);
        return (first, most + 1);
    }

    /// <summary>A moment from which any program that decodes has found its feet when it comes to a frame; null for the clip's beginning.</summary>
    public double? RunUpTo(long frame)
    {
        var first = Earlier(Earlier(SyncFor(Track, _samples[frame], _times[frame])));
        return first == 0 ? null : (_edit.Start + Instant.Of(Track.Table.TimeOf(first) + Track.Table.ShiftOf(first) - _edit.Media!.Value, Track.Scale)).Approximate is > 0 and var seconds ? seconds : null;
    }

    private long Earlier(long sync) => sync == 0 ? 0 : Track.Table.SyncAtOrBefore(sync - 1, mayLackLeading: true);

    /// <summary>Whether pictures that are decoded after a key frame are shown before it: they may need the group before.</summary>
    private bool HasLeading(long sync)
    {
        var time = Track.Table.TimeOf(sync) + Track.Table.ShiftOf(sync);
        for (var sample = sync + 1; sample < Math.Min(Track.Table.Count, sync + 64); sample++)
            if (Track.Table.TimeOf(sample) + Track.Table.ShiftOf(sample) < time) return true;
        return false;
    }

    /// <summary>The sample with which decoding must begin so that all samples from <paramref name="least"/> on come out, shown from a time on.</summary>
    public static long SyncFor(MovieTrack track, long least, long time)
    {
        var sync = track.Table.SyncAtOrBefore(least, mayLackLeading: true);
        // A frame shown before its key frame needs the group before: it leads an open group of pictures.
        while (sync > 0 && track.Table.TimeOf(sync) + track.Table.ShiftOf(sync) > time) sync = track.Table.SyncAtOrBefore(sync - 1, mayLackLeading: true);
        return sync;
    }

    private long EndOf(long frame) => _times[frame] + Track.Table.DeltaOf(_samples[frame]);

    private static FrameRate? RateOf(long[] times, long duration, long scale)
    {
        if (duration <= 0) return null;
        // Of one frame its own length tells; of many, the mean with all frames nearer to their place than half a frame.
        for (var frame = 0; frame < times.Length; frame++)
            if (Int128.Abs(((Int128)(times[frame] - times[0]) * times.Length) - ((Int128)frame * duration)) * 2 >= duration)
                return null;
        var (numerator, denominator) = ((Int128)times.Length * scale, (Int128)duration);
        for (var (one, other) = (numerator, denominator); ;)
        {
            if (other == 0)
            {
                (numerator, denominator) = (numerator / one, denominator / one);
                break;
            }

            (one, other) = (other, one % other);
        }

        while (numerator > int.MaxValue || denominator > int.MaxValue) (numerator, denominator) = (numerator / 2, denominator / 2);
        return numerator > 0 && denominator > 0 && numerator / denominator <= 1000 ? new FrameRate((int)numerator, (int)denominator).ToKnown() : null;
    }
}

/// <summary>Where the pictures begin that a decoder needs before the first one that is shown.</summary>
internal enum LeadIn
{
    /// <summary>At the nearest key frame.</summary>
    Nearest,

    /// <summary>One key frame earlier: some decoders drop all until the second one of an open group of pictures.</summary>
    OneMore,

    /// <summary>At a key frame before which nothing is shown that comes after it.</summary>
    Closed,
}
