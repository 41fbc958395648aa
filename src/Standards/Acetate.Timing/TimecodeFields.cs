namespace Acetate.Timing;

/// <summary>The four numbers of a label, and the arithmetic between them and a count of frames.</summary>
/// <remarks>
/// With n labels per second and d labels dropped in nine of ten minutes (0 when non-drop), a whole minute has 60n - d
/// frames, except every tenth, which has 60n; ten minutes have 600n - 9d. Everything is done in integers (SMPTE ST 12-1).
/// </remarks>
internal readonly record struct TimecodeFields(int Hours, int Minutes, int Seconds, int Frames)
{
    public static long FramesBefore(int hours, int minutes, int seconds, int frames, FrameRate rate, bool isDrop)
    {
        long totalMinutes = hours * 60 + minutes;
        var labels = (totalMinutes * 60 + seconds) * rate.LabelsPerSecond + frames;
        return isDrop ? labels - rate.DroppedPerMinute * (totalMinutes - totalMinutes / 10) : labels;
    }

    public static TimecodeFields Of(long frame, FrameRate rate, bool isDrop)
    {
        if (!rate.IsSet)
            return default;
        long perSecond = rate.LabelsPerSecond;
        var label = frame;
        if (isDrop)
        {
            long dropped = rate.DroppedPerMinute;
            var perTenMinutes = 600 * perSecond - 9 * dropped;
            var (tens, rest) = Math.DivRem(frame, perTenMinutes);
            label += 9 * dropped * tens;

            // The first minute of ten is whole; each later one starts after its dropped labels.
            var firstMinute = 60 * perSecond;
            if (rest >= firstMinute)
                label += dropped * (1 + (rest - firstMinute) / (60 * perSecond - dropped));
        }

        var (totalSeconds, frames) = Math.DivRem(label, perSecond);
        var (totalMinutes, seconds) = Math.DivRem(totalSeconds, 60);
        var (hours, minutes) = Math.DivRem(totalMinutes, 60);
        return new((int)hours, (int)minutes, (int)seconds, (int)frames);
    }

    /// <summary>Why there is no such label at this rate, or null when there is.</summary>
    public static string? WhyNot(TimecodeFields fields, FrameRate rate, bool isDrop)
    {
        if (!rate.IsSet)
            return "A timecode needs a frame rate.";
        if (rate.LabelsPerSecond > Timecode.MaxLabelsPerSecond)
            return $"There are no timecode labels at {rate}: {Timecode.MaxLabelsPerSecond} per second are the most.";
        if (isDrop && !rate.CanDropFrames)
            return $"Drop-frame labels exist at 29.97, 59.94 and 119.88 only, not at {rate}. Use ':' before the frames.";
        if (fields.Hours is < 0 or > 23)
            return $"The hour {fields.Hours} does not exist: a day of labels ends with 23.";
        if (fields.Minutes is < 0 or > 59)
            return $"The minute {fields.Minutes} does not exist: an hour ends with 59.";
        if (fields.Seconds is < 0 or > 59)
            return $"The second {fields.Seconds} does not exist: a minute ends with 59.";
        if (fields.Frames < 0 || fields.Frames >= rate.LabelsPerSecond)
            return $"The frame {fields.Frames} does not exist at {rate}: a second ends with {rate.LabelsPerSecond - 1}.";
        if (isDrop && fields.Frames < rate.DroppedPerMinute && fields.Seconds == 0 && fields.Minutes % 10 != 0)
            return $"The label {TimecodeText.Write(fields, rate, isDrop)} does not exist: drop-frame counting at {rate} leaves out "
                + $"the first {rate.DroppedPerMinute} labels of this minute.";
        return null;
    }
}
