using Acetate.Timing;

namespace Acetate.Cuts;

/// <summary>A stretch of time in a cut or in a source: counted in frames of its own rate, exact, and half-open.</summary>
/// <remarks>Unlike a <see cref="FrameRange"/> it may begin or end between two frames, as FCPXML and speed changes make it; and it knows how
/// its frames are labelled. A range may begin before 0 or reach beyond 24 hours: what a list says is kept, and lint tells.</remarks>
public readonly record struct CutRange
{
    private const int MaxLabelsPerSecond = 1000;

    /// <summary>Makes a range.</summary>
    /// <param name="start">Frames since 00:00:00:00.</param>
    /// <param name="length">Frames, 0 or more.</param>
    /// <param name="rate">Frames per second.</param>
    /// <param name="isDrop">Whether labels are drop-frame; taken back where the rate has no such labels.</param>
    /// <exception cref="ArgumentException">The length is negative or the rate is unset.</exception>
    public CutRange(Ratio start, Ratio length, FrameRate rate, bool isDrop = false)
    {
        if (length.Sign < 0) throw new ArgumentOutOfRangeException(nameof(length), length, "A range has no negative length.");
        if (!rate.IsSet) throw new ArgumentException("A range needs a frame rate.", nameof(rate));
        (Start, Length, Rate, IsDrop) = (start, length, rate, isDrop && rate.CanDropFrames);
    }

    /// <summary>The first frame, or the place between two frames at which it begins.</summary>
    public Ratio Start { get; }

    /// <summary>Number of frames.</summary>
    public Ratio Length { get; }

    /// <summary>Where it is over; a frame that begins here does not belong to it.</summary>
    public Ratio End => Start + Length;

    /// <summary>Frames per second: for a source range the rate its timecode counts at, as far as the list knows it.</summary>
    public FrameRate Rate { get; }

    /// <summary>Whether its labels are drop-frame.</summary>
    public bool IsDrop { get; }

    /// <summary>Whether it holds nothing.</summary>
    public bool IsEmpty => Length.Sign == 0;

    /// <summary>Whether it begins and ends with whole frames.</summary>
    public bool IsWhole => Start.IsWhole && Length.IsWhole;

    /// <summary>Every frame that is at least partly in it.</summary>
    public FrameRange Frames => FrameRange.Between(Start.Floor, Math.Max(Start.Floor, End.Ceiling), Rate);

    /// <summary>The label of the first frame, such as <c>01:00:00:00</c>; see <see cref="Label"/>.</summary>
    public string StartLabel => Label(Start.Floor, Rate, IsDrop);

    /// <summary>The label of the frame after the last one.</summary>
    public string EndLabel => Label(End.Ceiling, Rate, IsDrop);

    /// <summary>Makes a range of whole frames.</summary>
    public static CutRange Of(FrameRange frames, bool isDrop = false) => new(frames.Start, frames.Length, frames.Rate, isDrop);

    /// <summary>Makes a range from its start and its end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The end lies before the start.</exception>
    public static CutRange Between(Ratio start, Ratio end, FrameRate rate, bool isDrop = false) => new(start, end - start, rate, isDrop);

    /// <summary>The label of a frame: <c>hh:mm:ss:ff</c>, with <c>;</c> before the frames for drop-frame.</summary>
    /// <remarks>Hours count on above 23, and what lies before midnight has a sign, so that no label is taken for another one. Above 1000 frames
    /// per second there are no labels; then the number of the frame is written.</remarks>
    public static string Label(long frame, FrameRate rate, bool isDrop = false)
    {
        if (!rate.IsSet || rate.LabelsPerSecond > MaxLabelsPerSecond || frame == long.MinValue) return $"{frame}";
        if (frame < 0) return "-" + Label(-frame, rate, isDrop);
        isDrop &= rate.CanDropFrames;
        var (days, rest) = Math.DivRem(frame, Timecode.FramesPerDay(rate, isDrop));
        var label = new Timecode(rest, rate, isDrop).ToString();
        return days == 0 ? label : $"{days * 24 + int.Parse(label.AsSpan(0, 2), System.Globalization.CultureInfo.InvariantCulture)}{label.AsSpan(2)}";
    }

    /// <summary>The same stretch of time in frames of another rate, exactly; labels become those of the other rate.</summary>
    public CutRange ConvertTo(FrameRate rate, bool isDrop = false)
    {
        if (rate == Rate) return new(Start, Length, rate, isDrop);
        var factor = new Ratio(rate.Numerator, rate.Denominator) * new Ratio(Rate.Denominator, Rate.Numerator);
        return new(Start * factor, Length * factor, rate, isDrop);
    }

    /// <summary>The same length, so many frames later.</summary>
    public CutRange Shift(Ratio frames) => new(Start + frames, Length, Rate, IsDrop);

    /// <summary>Whether both have a moment in common. Ranges of different rates are compared by time.</summary>
    public bool Overlaps(CutRange other)
    {
        if (other.Rate != Rate) other = other.ConvertTo(Rate);
        return Start < other.End && other.Start < End;
    }

    /// <summary>Such as <c>[01:00:00:00, 01:00:02:00) at 24</c>.</summary>
    public override string ToString() => Rate.IsSet ? $"[{StartLabel}, {EndLabel}) at {Rate}" : "";
}
