using Acetate.Timing;

namespace Acetate.Library.Matching.Times;

/// <summary>Places source ranges in clips: as labels, and as everything that editing systems are known to make of labels.</summary>
/// <remarks>
/// All positions are frames after the clip's first one. Days wrap: a range that begins at 23:59 lies in a clip that began at 23:58 the
/// evening before, and so does one whose labels an offset has pushed over midnight.
/// </remarks>
internal static class TimeComparison
{
    /// <summary>The likeliest reading by which the event lies in the clip.</summary>
    /// <param name="claim">The event.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="tolerance">How many frames the range may stand out at either end.</param>
    /// <param name="offset">Frames that the labels of the clip's roll are off, as most of its events say; null when they say nothing.</param>
    public static TimeFit Compare(EventClaim claim, FilmedClip clip, int tolerance, long? offset)
    {
        if (claim.Source is not { } source) return new(TimeReading.Unknown, null, "the list gives no source timecode");
        if (!source.Start.IsSet) return new(TimeReading.Unknown, null, "the list gives no source timecode");
        if (!clip.Start.IsSet || clip.Frames is not > 0) return new(TimeReading.Unknown, null, "the library knows no timecode of the clip");
        TimeFit? partly = null;
        foreach (var (reading, start, scale, words) in Readings(source, clip, offset))
        {
            foreach (var (at, count, retime) in Uses(claim, source, start, scale))
            {
                var (early, late) = (-at, at + count - clip.Frames.Value);
                if (early <= tolerance && late <= tolerance)
                    return new(reading, new(at, count), $"{words}{retime}{(early > 0 || late > 0 ? $", {Math.Max(early, late)} frame out at the {(early > 0 ? "head" : "tail")}" : "")}");
                if (early < count && late < count && partly is null && reading is TimeReading.Labels or TimeReading.Offset)
                    partly = new(TimeReading.Partly, new(at, count), $"{Math.Max(Math.Max(early, 0), 0) + Math.Max(late, 0)} of {count} frames lie {(early > 0 ? "before the clip's first" : "after the clip's last")}");
            }
        }

        if (partly is { } some) return some;
        var distance = Distance(source, clip);
        return new(TimeReading.Outside, null, distance);
    }

    /// <summary>How many frames after the clip's first one the labels begin, read as they stand; null where labels have another base.</summary>
    public static long? LabelPosition(SourceRange source, FilmedClip clip) =>
        clip.Start.IsSet && source.Start.IsSet && Reinterpret(source.Start, clip.Start.Rate, clip.Start.IsDrop) is { } label
            && source.Start.Rate.LabelsPerSecond == clip.Start.Rate.LabelsPerSecond
            ? Within(label - clip.Start.Frame, Timecode.FramesPerDay(clip.Start.Rate, clip.Start.IsDrop))
            : null;

    private static IEnumerable<(TimeReading Reading, long Start, double Scale, string Words)> Readings(SourceRange source, FilmedClip clip, long? offset)
    {
        var (said, has) = (source.Start, clip.Start);
        var day = Timecode.FramesPerDay(has.Rate, has.IsDrop);
        var (saidBase, hasBase) = (said.Rate.LabelsPerSecond, has.Rate.LabelsPerSecond);
        var scale = (double)hasBase / saidBase;
        if (saidBase == hasBase)
        {
            var sameCounting = said.IsDrop == has.IsDrop;
            if (Reinterpret(said, has.Rate, has.IsDrop) is { } label)
            {
                var at = Within(label - has.Frame, day);
                yield return sameCounting ? (TimeReading.Labels, at, 1, $"the source range lies in the clip ({said})")
                    : (TimeReading.Drop, at, 1, $"the source range lies in the clip when {said} is read as {(has.IsDrop ? "drop-frame" : "non-drop")}");
                if (offset is { } off)
                    yield return (TimeReading.Offset, Within(label + off - has.Frame, day), 1, $"the source range lies in the clip after the offset of {Signed(off, has)} that the roll's other events show");
            }

            if (!sameCounting)
                yield return (TimeReading.FrameCount, Within(said.Frame - has.Frame, day), 1, $"the source range lies in the clip when frames were counted on as {(said.IsDrop ? "drop-frame" : "non-drop")}");
            if (said.Rate != has.Rate)
                yield return (TimeReading.RealTime, Within((long)Math.Round(said.Frame * has.Rate.Approximate / said.Rate.Approximate) - has.Frame, day), 1,
                    $"the source range lies in the clip when {said} at {said.Rate} is the same moment as at {has.Rate}");
        }
        else
        {
            if (ClockFrame(said, has) is { } clock)
                yield return (TimeReading.Clock, Within(clock - has.Frame, day), scale, $"the source range lies in the clip when {said} at {said.Rate} is the same time of day at {has.Rate}");
            if (ClockFrame(has, said) is { } first)
                yield return (TimeReading.FromStart, Within(said.Frame - first, Timecode.FramesPerDay(said.Rate, said.IsDrop)), 1,
                    $"the source range lies in the clip when its frames are counted one by one from {has} at {said.Rate}, as for off-speed shots");
        }

        if (said.Frame < clip.Frames)
            yield return (TimeReading.FromZero, (long)Math.Round(said.Frame * (saidBase == hasBase ? 1 : scale)), saidBase == hasBase ? 1 : scale, $"the source range lies in the clip when {said} is counted from its first frame");
    }

    // Lists say the range before retiming, after it, or scaled by nobody; backwards they say where it begins or where it ends.
    private static IEnumerable<(long At, long Count, string Words)> Uses(EventClaim claim, SourceRange source, long start, double scale)
    {
        var stated = Math.Max(1, (long)Math.Ceiling(source.Frames * scale - 1e-6));
        if (claim.Speed == 1 || claim.RecordFrames is not { } record)
        {
            yield return (start, stated, "");
            yield break;
        }

        if (claim.Speed == 0)
        {
            yield return (start, 1, "; a freeze frame");
            yield break;
        }

        var needed = Math.Clamp((long)Math.Ceiling(Math.Min(1e15, record * Math.Abs(claim.Speed) * scale) - 1e-6), 1, (long)1e15);
        var isScaled = Math.Abs(needed - stated) <= Math.Max(1, needed / 100);
        var words = isScaled ? "" : Math.Abs(source.Frames - record) <= 1 ? $"; the list does not scale the source by the speed, which takes {needed} frames" : $"; the speed takes {needed} frames";
        var count = isScaled ? stated : needed;
        if (claim.Speed > 0)
        {
            yield return (start, count, words);
            yield break;
        }

        yield return (start, count, $"{words}; played backwards");
        yield return (start - count + 1, count, $"{words}; played backwards from its source in");
    }

    private static string Distance(SourceRange source, FilmedClip clip)
    {
        var end = clip.Start.AddWrapping(clip.Frames!.Value);
        return LabelPosition(source, clip) is not { } at ? $"the source timecode {source.Start} at {source.Start.Rate} is not in the clip ({clip.Start} to {end} at {clip.Start.Rate}), however it is read"
            : at < 0 ? $"the source timecode {source.Start} lies {Length(-at, clip)} before the clip's first frame ({clip.Start})"
            : $"the source timecode {source.Start} lies {Length(at + source.Frames - clip.Frames.Value, clip)} after the clip's last frame ({end})";
    }

    private static string Length(long frames, FilmedClip clip) =>
        frames < clip.Start.Rate.LabelsPerSecond ? $"{frames} frames" : $"{Timecode.Wrapping(frames, clip.Start.Rate)}";

    private static string Signed(long frames, Timecode label) => (frames < 0 ? "-" : "+") + Timecode.Wrapping(Math.Abs(frames), label.Rate);

    // The same hours, minutes, seconds and frames in another way of counting; a label that is dropped there is the next one.
    private static long? Reinterpret(Timecode label, FrameRate rate, bool isDrop)
    {
        if (label.Rate == rate && label.IsDrop == isDrop) return label.Frame;
        if (label.Rate.LabelsPerSecond != rate.LabelsPerSecond) return null;
        for (var frames = label.Frames; frames <= label.Frames + 8 && frames < rate.LabelsPerSecond; frames++)
            if (Timecode.TryFromFields(label.Hours, label.Minutes, label.Seconds, frames, rate, isDrop, out var same, out _)) return same.Frame;
        return null;
    }

    private static long? ClockFrame(Timecode label, Timecode like)
    {
        var frames = (int)Math.Round((double)label.Frames * like.Rate.LabelsPerSecond / label.Rate.LabelsPerSecond);
        for (frames = Math.Min(frames, like.Rate.LabelsPerSecond - 1); frames < like.Rate.LabelsPerSecond; frames++)
            if (Timecode.TryFromFields(label.Hours, label.Minutes, label.Seconds, frames, like.Rate, like.IsDrop, out var same, out _)) return same.Frame;
        return null;
    }

    // The nearest way round the clock.
    private static long Within(long frames, long day)
    {
        var within = frames % day;
        if (within < 0) within += day;
        return within >= day - day / 2 ? within - day : within;
    }
}
