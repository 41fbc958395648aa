using System.Buffers.Binary;
using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Media.Trim.QuickTime;

/// <summary>A timecode track: samples that say on which frame counting begins, and for how long it goes on.</summary>
/// <remarks>A sample is a frame number since midnight, not a label; the sample description says rate and drop-frame (QuickTime File Format, Timecode Media).</remarks>
internal sealed class TimecodeTrack
{
    private readonly MovieTrack _track;
    private readonly long _scale, _frameDuration;
    private readonly uint _flags;

    private TimecodeTrack(MovieTrack track, ReadOnlySpan<byte> entry)
    {
        _track = track;
        _flags = BinaryPrimitives.ReadUInt32BigEndian(entry[20..]);
        _scale = BinaryPrimitives.ReadUInt32BigEndian(entry[24..]);
        _frameDuration = BinaryPrimitives.ReadUInt32BigEndian(entry[28..]);
        Rate = new FrameRate((int)_scale, (int)_frameDuration).ToKnown();
    }

    /// <summary>Labels per second.</summary>
    public FrameRate Rate { get; }

    /// <summary>Whether labels are counted drop-frame.</summary>
    public bool IsDrop => (_flags & 1) != 0 && Rate.CanDropFrames;

    private int Width => _track.Codec == "tc64" ? 8 : 4;

    /// <summary>The track as timecode; null when its description makes no sense.</summary>
    public static TimecodeTrack? Of(MovieTrack track)
    {
        var stsd = track.Box.At("mdia/minf/stbl/stsd")!.Content.Span;
        if (stsd.Length < 8 + 33) return null;
        var entry = stsd[8..];
        var (scale, duration) = (BinaryPrimitives.ReadUInt32BigEndian(entry[24..]), BinaryPrimitives.ReadUInt32BigEndian(entry[28..]));
        if (scale is 0 or > int.MaxValue || duration is 0 or > int.MaxValue || scale / duration > 1000) return null;
        return new(track, entry);
    }

    /// <summary>The label of a frame at a moment of the movie, and whether counting jumps anywhere; null when no sample counts there.</summary>
    public (Timecode Label, bool Jumps)? LabelAt(Instant moment, FrameRate? pictureRate, Stream file)
    {
        foreach (var part in Parts(file))
        {
            if (moment < part.Start || moment >= part.End) continue;
            if (FramesSince(part, moment, pictureRate) is not { } frames) return null;
            return (Timecode.Wrapping(part.Value + frames, Rate, IsDrop), Parts(file).Skip(1).Any());
        }

        return null;
    }

    /// <summary>What a trim keeps: the same labels on the same frames.</summary>
    public TrackCut Cut(Instant start, Instant end, FrameRate? pictureRate, Stream file)
    {
        var samples = ImmutableArray.CreateBuilder<(byte[], long)>();
        var shown = Instant.Of(0, 1);
        var begun = start;
        foreach (var part in Parts(file))
        {
            var (from, to) = (Instant.Max(part.Start, start), Instant.Min(part.End, end));
            if (from >= to) continue;
            if (FramesSince(part, from, pictureRate) is not { } frames)
                throw new CannotTrimException($"The cut falls between two labels of {_track.Name}, which counts {Rate} a second; begin on a frame that has a label of its own.");
            var value = part.Value + frames;
            // Whatever bit 1 says: labels beyond midnight do not exist. Bit 3 says that it is a counter of tape, which has no midnight.
            if ((_flags & 8) == 0) value = Timecode.Wrapping(value, Rate, IsDrop).Frame;
            var content = new byte[Width];
            if (Width == 8) BinaryPrimitives.WriteInt64BigEndian(content, value);
            else BinaryPrimitives.WriteInt32BigEndian(content, unchecked((int)value));
            if (samples.Count == 0) begun = from;
            samples.Add((content, Math.Max(1, (to - start).Nearest(_track.Scale) - (from - start).Nearest(_track.Scale))));
            shown = to - start;
        }

        if (samples.Count == 0) return new() { Track = _track, First = 0, End = 0, Edits = [new(Instant.Of(0, 1), end - start, null)] };
        ImmutableArray<MovieEdit> edits = begun > start
            ? [new(Instant.Of(0, 1), begun - start, null), new(begun - start, shown, 0)] : [new(Instant.Of(0, 1), shown, 0)];
        return new() { Track = _track, First = 0, End = 0, Edits = edits, Timecodes = samples.ToImmutable() };
    }

    /// <summary>Frames of timecode between the beginning of a part and a moment; null between two frames.</summary>
    private long? FramesSince((Instant Start, Instant End, long Value) part, Instant moment, FrameRate? pictureRate)
    {
        // Where frames and labels are one to one a moment is always a frame: clocks of files are too coarse to be divided exactly.
        var frames = (moment - part.Start).Approximate * (pictureRate == Rate ? Rate.Approximate : _scale / (double)_frameDuration);
        var whole = Math.Round(frames);
        return pictureRate == Rate || Math.Abs(frames - whole) < 0.25 ? (long)whole : null;
    }

    /// <summary>The samples with the moments between which each counts.</summary>
    private IEnumerable<(Instant Start, Instant End, long Value)> Parts(Stream file)
    {
        const int most = 100_000;
        var count = 0;
        foreach (var edit in _track.Edits)
        {
            if (edit.Media is not { } media || edit.Start >= edit.End) continue;
            var first = Math.Max(0, _track.Table.At(media));
            for (var sample = first; sample < _track.Table.Count; sample++)
            {
                var from = edit.Start + Instant.Of(_track.Table.TimeOf(sample) - media, _track.Scale);
                // The last sample counts on as long as the edit lasts, also where its own length was rounded down.
                var to = sample == _track.Table.Count - 1 ? edit.End : Instant.Min(edit.End, edit.Start + Instant.Of(_track.Table.TimeOf(sample + 1) - media, _track.Scale));
                if (from >= edit.End) break;
                if (++count > most) throw new InvalidDataException($"{_track.Name} has more than {most} timecode samples.");
                yield return (from, to, Value(sample, file));
            }
        }
    }

    private long Value(long sample, Stream file)
    {
        var piece = _track.Table.Pieces(sample, sample + 1, file.Length, _track.Name).First();
        if (piece.Length < Width) throw new InvalidDataException($"Sample {sample} of {_track.Name} has {piece.Length} bytes; timecode needs {Width}.");
        var content = new byte[Width];
        file.Position = piece.Offset;
        file.ReadExactly(content);
        return Width == 8 ? BinaryPrimitives.ReadInt64BigEndian(content) is >= 0 and < 1L << 48 and var wide ? wide : 0
            : BinaryPrimitives.ReadInt32BigEndian(content);
    }
}
