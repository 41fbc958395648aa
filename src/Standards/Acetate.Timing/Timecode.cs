using System.Diagnostics.CodeAnalysis;

namespace Acetate.Timing;

/// <summary>A label of one frame within a day: hours, minutes, seconds and frames, at an exact rate.</summary>
/// <remarks>
/// Labels count frames, not time: at 23.976 an hour of labels lasts 3,603.6 seconds. Drop-frame counting (29.97, 59.94,
/// 119.88) leaves out the first 2, 4 or 8 labels of each minute, except of every tenth, so that labels stay near the
/// clock; no frame is left out. A day has 24 hours of labels: what would pass midnight throws, unless the member says
/// <c>Wrapping</c>. The default value is an unset timecode.
/// </remarks>
public readonly record struct Timecode : IComparable<Timecode>
{
    internal const int MaxLabelsPerSecond = 1000;

    /// <summary>Names the frame that comes so many frames after 00:00:00:00.</summary>
    /// <param name="frame">0 to <see cref="FramesPerDay"/> - 1.</param>
    /// <param name="rate">A set rate of at most 1,000 labels per second.</param>
    /// <param name="isDrop">Drop-frame counting; only where <see cref="FrameRate.CanDropFrames"/>.</param>
    /// <exception cref="ArgumentException">The rate is unset or too high, or has no drop-frame labels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The frame lies before midnight or on another day.</exception>
    public Timecode(long frame, FrameRate rate, bool isDrop = false)
    {
        Check(rate, isDrop);
        var day = FramesPerDay(rate, isDrop);
        if (frame < 0 || frame >= day)
            throw new ArgumentOutOfRangeException(nameof(frame), frame, $"A day at {rate} has the frames 0 to {day - 1}.");
        (Frame, Rate, IsDrop) = (frame, rate, isDrop);
    }

    /// <summary>Frames since 00:00:00:00.</summary>
    public long Frame { get; }

    /// <summary>The exact rate.</summary>
    public FrameRate Rate { get; }

    /// <summary>Whether labels are counted drop-frame.</summary>
    public bool IsDrop { get; }

    /// <summary>False for the default value.</summary>
    public bool IsSet => Rate.IsSet;

    /// <summary>0 to 23.</summary>
    public int Hours => Fields.Hours;

    /// <summary>0 to 59.</summary>
    public int Minutes => Fields.Minutes;

    /// <summary>0 to 59, in label time.</summary>
    public int Seconds => Fields.Seconds;

    /// <summary>0 to <see cref="FrameRate.LabelsPerSecond"/> - 1.</summary>
    public int Frames => Fields.Frames;

    private TimecodeFields Fields => TimecodeFields.Of(Frame, Rate, IsDrop);

    /// <summary>Frames in 24 hours of labels: 2,073,600 at 23.976 and 24; 2,589,408 at 29.97 drop-frame.</summary>
    public static long FramesPerDay(FrameRate rate, bool isDrop)
    {
        Check(rate, isDrop);
        return TimecodeFields.FramesBefore(24, 0, 0, 0, rate, isDrop);
    }

    /// <summary>Names a frame counted from any midnight: whole days are taken off or added.</summary>
    public static Timecode Wrapping(long frame, FrameRate rate, bool isDrop = false)
    {
        var day = FramesPerDay(rate, isDrop);
        var within = frame % day;
        return new(within < 0 ? within + day : within, rate, isDrop);
    }

    /// <summary>The frame in which an audio sample counted from midnight falls (the TimeReference of a broadcast wave file).</summary>
    /// <remarks><c>floor(samples * rate / sampleRate)</c> in integers. Past midnight it wraps: recorders count on over night.</remarks>
    /// <param name="samples">Samples since midnight, not negative.</param>
    /// <param name="sampleRate">Samples per second at which the time stamp was taken.</param>
    /// <param name="rate">The timecode rate.</param>
    /// <param name="isDrop">Drop-frame counting.</param>
    public static Timecode FromSamplesWrapping(long samples, int sampleRate, FrameRate rate, bool isDrop = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        return Wrapping(AudioSamples.ToFrame(samples, sampleRate, rate), rate, isDrop);
    }

    /// <summary>Reads a label; see <see cref="TryParse(string?, FrameRate, out Timecode, out string?)"/>.</summary>
    /// <exception cref="FormatException">The text is no label at this rate; the message says why.</exception>
    public static Timecode Parse(string text, FrameRate rate) =>
        TryParse(text, rate, out var timecode, out var reason) ? timecode : throw new FormatException(reason);

    /// <summary>Reads a label; false without a reason.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, FrameRate rate, out Timecode timecode) =>
        TryParse(text, rate, out timecode, out _);

    /// <summary>Reads a label strictly, or says why not.</summary>
    /// <remarks>
    /// <c>hh:mm:ss:ff</c> counts every label, <c>hh:mm:ss;ff</c> or <c>hh;mm;ss;ff</c> is drop-frame. Two digits in each
    /// field, frames three above 100 labels per second. Labels that drop-frame counting leaves out, 60 seconds, 24 hours,
    /// signs and other separators are refused: a label that names no frame must not silently become another one.
    /// </remarks>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, FrameRate rate, out Timecode timecode, [NotNullWhen(false)] out string? reason)
    {
        timecode = default;
        return TimecodeText.TryRead(text, out var fields, out var isDrop, out reason)
            && TryFromFields(fields.Hours, fields.Minutes, fields.Seconds, fields.Frames, rate, isDrop, out timecode, out reason);
    }

    /// <summary>Reads a label whose counting is told elsewhere (a flag of the file, the FCM line of an edit list), or says why not.</summary>
    /// <remarks>A semicolon at a source that says non-drop is a contradiction, and refused.</remarks>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, FrameRate rate, bool isDrop, out Timecode timecode, [NotNullWhen(false)] out string? reason)
    {
        timecode = default;
        if (!TimecodeText.TryRead(text, out var fields, out var hasSemicolon, out reason))
            return false;
        if (hasSemicolon && !isDrop)
        {
            reason = $"The label '{text}' is drop-frame by its ';', but its source says non-drop.";
            return false;
        }

        return TryFromFields(fields.Hours, fields.Minutes, fields.Seconds, fields.Frames, rate, isDrop, out timecode, out reason);
    }

    /// <summary>Makes a timecode of four numbers, or says why there is no such label.</summary>
    public static bool TryFromFields(
        int hours, int minutes, int seconds, int frames, FrameRate rate, bool isDrop,
        out Timecode timecode, [NotNullWhen(false)] out string? reason)
    {
        timecode = default;
        reason = TimecodeFields.WhyNot(new(hours, minutes, seconds, frames), rate, isDrop);
        if (reason is not null)
            return false;
        timecode = new(TimecodeFields.FramesBefore(hours, minutes, seconds, frames, rate, isDrop), rate, isDrop);
        return true;
    }

    /// <summary>The label so many frames later (or earlier, when negative) on the same day.</summary>
    /// <exception cref="ArgumentOutOfRangeException">That is another day; use <see cref="AddWrapping"/> where this is meant.</exception>
    public Timecode Add(long frames) => new(checked(Frame + frames), Rate, IsDrop);

    /// <summary>The label so many frames later or earlier, over midnight too.</summary>
    public Timecode AddWrapping(long frames) => Wrapping(checked(Frame + frames), Rate, IsDrop);

    /// <summary>Frames from another label to this one; negative when the other is later on the same day.</summary>
    /// <exception cref="ArgumentException">The other has another rate. Two ways of counting may be mixed: both name frames.</exception>
    public long FramesSince(Timecode other)
    {
        CheckSameRate(other);
        return Frame - other.Frame;
    }

    /// <summary>Frames from another label to this one when this one is the later, over midnight if need be: never negative.</summary>
    /// <exception cref="ArgumentException">The other has another rate, or is counted another way (their days differ in length).</exception>
    public long FramesSinceWrapping(Timecode other)
    {
        CheckSameRate(other);
        if (IsDrop != other.IsDrop)
            throw new ArgumentException($"{this} and {other} have days of different length.", nameof(other));
        var frames = Frame - other.Frame;
        return frames < 0 ? frames + FramesPerDay(Rate, IsDrop) : frames;
    }

    /// <summary>The same frame, counted the other way: 01:00:00;00 is 00:59:56:12 non-drop at 29.97.</summary>
    /// <exception cref="ArgumentException">The rate has no drop-frame labels, or the frame lies in the last seconds of the day,
    /// which the other counting no longer labels.</exception>
    public Timecode WithDrop(bool isDrop) => new(Frame, Rate, isDrop);

    /// <summary>Compares by time since midnight, exactly, also between rates.</summary>
    public int CompareTo(Timecode other) =>
        ((Int128)Frame * Rate.Denominator * other.Rate.Numerator).CompareTo((Int128)other.Frame * other.Rate.Denominator * Rate.Numerator);

    /// <summary>The label: <c>01:02:03:04</c>, drop-frame <c>01:02:03;04</c>; empty when unset.</summary>
    public override string ToString() => IsSet ? TimecodeText.Write(Fields, Rate, IsDrop) : "";

    /// <summary>Earlier.</summary>
    public static bool operator <(Timecode left, Timecode right) => left.CompareTo(right) < 0;

    /// <summary>Later.</summary>
    public static bool operator >(Timecode left, Timecode right) => left.CompareTo(right) > 0;

    /// <summary>Earlier or the same instant.</summary>
    public static bool operator <=(Timecode left, Timecode right) => left.CompareTo(right) <= 0;

    /// <summary>Later or the same instant.</summary>
    public static bool operator >=(Timecode left, Timecode right) => left.CompareTo(right) >= 0;

    private static void Check(FrameRate rate, bool isDrop)
    {
        if (TimecodeFields.WhyNot(default, rate, isDrop) is { } reason)
            throw new ArgumentException(reason, nameof(rate));
    }

    private void CheckSameRate(Timecode other)
    {
        if (Rate != other.Rate)
            throw new ArgumentException($"{this} at {Rate} and {other} at {other.Rate} have no common frame.", nameof(other));
    }
}
