using Acetate.Timing;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>A time before the rate is known: four numbers and how they are separated, or a plain frame number.</summary>
internal readonly struct TimeText
{
    private static readonly System.Buffers.SearchValues<char> OfTimes = System.Buffers.SearchValues.Create("0123456789:;.-");
    private readonly short hours, minutes, seconds, frames;
    private readonly Form form;

    private TimeText(string text, Form form, short hours, short minutes, short seconds, short frames, long frameNumber)
    {
        (Text, this.form, this.hours, this.minutes, this.seconds, this.frames, FrameNumber) = (text, form, hours, minutes, seconds, frames, frameNumber);
    }

    private enum Form : byte { None, Label, DropLabel, FrameNumber }

    public string Text { get; }

    /// <summary>The count of frames since midnight, where a list writes plain numbers.</summary>
    public long FrameNumber { get; }

    public bool IsLabel => form is Form.Label or Form.DropLabel;

    /// <summary>Whether a ';' or '.' before the frames says drop-frame.</summary>
    public bool IsMarkedDrop => form == Form.DropLabel;

    public int Frames => frames;

    /// <summary>Whether a word can only be meant as a time, right or wrong.</summary>
    public static bool LooksLike(ReadOnlySpan<char> word)
    {
        var separators = word.Count(':') + word.Count(';');
        return separators >= 2 || (separators + word.Count('.') == 3 && !word.ContainsAnyExcept(OfTimes));
    }

    public static bool IsNumber(ReadOnlySpan<char> word) => word.Length is > 0 and <= 12 && !word.ContainsAnyExceptInRange('0', '9');

    public static TimeText Of(ReadOnlySpan<char> word)
    {
        var text = word.ToString();
        if (IsNumber(word)) return new(text, Form.FrameNumber, 0, 0, 0, 0, long.Parse(word, System.Globalization.CultureInfo.InvariantCulture));
        Span<short> fields = stackalloc short[4];
        Span<char> separators = stackalloc char[3];
        var rest = word;
        for (var i = 0; i < 4; i++)
        {
            var end = rest.IndexOfAny(':', ';', '.');
            var digits = i == 3 ? rest : end < 0 ? [] : rest[..end];
            if (digits.Length is 0 or > 3 || (i < 3 && digits.Length > 2) || digits.ContainsAnyExceptInRange('0', '9')) return new(text, Form.None, 0, 0, 0, 0, 0);
            foreach (var digit in digits) fields[i] = (short)(10 * fields[i] + (digit - '0'));
            if (i == 3) break;
            separators[i] = rest[end];
            rest = rest[(end + 1)..];
        }

        // Dots throughout are a way of writing, not a mark.
        var isDrop = separators[2] == ';' || (separators[2] == '.' && separators[0] != '.');
        return separators[0] == separators[1]
            ? new(text, isDrop ? Form.DropLabel : Form.Label, fields[0], fields[1], fields[2], fields[3], 0)
            : new(text, Form.None, 0, 0, 0, 0, 0);
    }

    /// <summary>Whether it lies within two times of the same form, whatever the rate is.</summary>
    public bool LiesWithin(TimeText from, TimeText to) =>
        form != Form.None && form == from.form && form == to.form && Order >= from.Order && Order < to.Order;

    private long Order => form == Form.FrameNumber ? FrameNumber : ((hours * 100L + minutes) * 100 + seconds) * 1000 + frames;

    /// <summary>The time at a rate; the reason when there is none. A mark in the time counts before the list's FCM line.</summary>
    public Timecode? At(FrameRate rate, bool fcmIsDrop, out string? reason)
    {
        reason = null;
        switch (form)
        {
            case Form.None:
                reason = $"'{Shown}' is not a timecode.";
                return null;
            case Form.FrameNumber:
                if (FrameNumber < Timecode.FramesPerDay(rate, IsDropAt(rate, fcmIsDrop))) return new(FrameNumber, rate, IsDropAt(rate, fcmIsDrop));
                reason = $"The frame number {Shown} lies beyond the 24 hours of a day at {rate}.";
                return null;
            default:
                if (form == Form.DropLabel && !rate.CanDropFrames)
                    reason = $"The time {Shown} is drop-frame, which exists at 29.97, 59.94 and 119.88 only, not at {rate}.";
                else if (Timecode.TryFromFields(hours, minutes, seconds, frames, rate, IsDropAt(rate, fcmIsDrop), out var timecode, out reason))
                    return timecode;
                return null;
        }
    }

    /// <summary>Frames of a duration such as a delay: its label counted from 0, or the plain number.</summary>
    public long? Duration(FrameRate rate) =>
        form == Form.FrameNumber ? FrameNumber
        : IsLabel && minutes < 60 && seconds < 60 && frames < rate.LabelsPerSecond ? ((hours * 60L + minutes) * 60 + seconds) * rate.LabelsPerSecond + frames
        : null;

    public bool IsDropAt(FrameRate rate, bool fcmIsDrop) => rate.CanDropFrames && (form == Form.DropLabel || fcmIsDrop);

    private string Shown => Text.Length <= 40 ? Text : Text[..40] + "…";
}
