using Acetate.Timing;

namespace Acetate.Otio;

/// <summary>A start and a duration. The end does not belong to it.</summary>
/// <remarks>Comparisons are those of the reference implementation, with its tolerance of <see cref="Epsilon"/>. <c>==</c> compares both parts exactly; <see cref="IsSameRangeAs"/> is the reference's own equality.</remarks>
/// <param name="StartTime">When it begins.</param>
/// <param name="Duration">How long it is.</param>
public readonly record struct TimeRange(RationalTime StartTime, RationalTime Duration)
{
    /// <summary>Half a sample at 192 kHz, in seconds: what lies nearer together is the same.</summary>
    public const double Epsilon = 1.0 / (2 * 192000.0);

    /// <summary>Both at one rate.</summary>
    public TimeRange(double start, double duration, double rate) : this(new(start, rate), new(duration, rate))
    {
    }

    /// <summary>The time after the last one, at the rate of the duration or the higher one.</summary>
    public RationalTime EndTimeExclusive => Duration + StartTime.RescaledTo(Duration.Rate);

    /// <summary>The last time: one unit before the end; the last whole unit where the duration has a fraction; the start for one unit or less.</summary>
    public RationalTime EndTimeInclusive
    {
        get
        {
            var end = EndTimeExclusive;
            if (!((end - StartTime.RescaledTo(Duration.Rate)).Value > 1)) return StartTime;
            return Duration.Value != Math.Floor(Duration.Value) ? end.Floor() : end - new RationalTime(1, Duration.Rate);
        }
    }

    /// <summary>Whether both parts are valid and the duration is not negative.</summary>
    public bool IsValid => StartTime.IsValid && Duration.IsValid && Duration.Value >= 0;

    /// <summary>From a start to an end that does not belong to it; the duration has the rate of the start.</summary>
    public static TimeRange Between(RationalTime start, RationalTime end) => new(start, new(end.ValueAt(start.Rate) - start.Value, start.Rate));

    /// <summary>From a start to an end that does belong to it.</summary>
    public static TimeRange BetweenInclusive(RationalTime start, RationalTime end) => new(start, new(end.ValueAt(start.Rate) - start.Value + 1, start.Rate));

    /// <summary>Frames at an exact rate.</summary>
    public static TimeRange FromFrames(FrameRange frames) => new(frames.Start, frames.Length, frames.Rate.Approximate);

    /// <summary>Whether a time lies in it: exactly, without tolerance.</summary>
    public bool Contains(RationalTime time) => StartTime <= time && time < EndTimeExclusive;

    /// <summary>Whether another range lies within it and ends and begins at least <see cref="Epsilon"/> inside; so it does not contain itself, as in the reference.</summary>
    public bool Contains(TimeRange other, double epsilon = Epsilon) =>
        AtLeast(other.From, From, epsilon) && AtLeast(To, other.To, epsilon);

    /// <summary>Whether it begins before the other one and ends in it: the reference's narrow meaning. For common time in any way see <see cref="Intersects"/>.</summary>
    public bool Overlaps(TimeRange other, double epsilon = Epsilon) =>
        AtLeast(other.From, From, epsilon) && AtLeast(To, other.From, epsilon) && AtLeast(other.To, To, epsilon);

    /// <summary>Whether both have time in common.</summary>
    public bool Intersects(TimeRange other, double epsilon = Epsilon) => AtLeast(other.To, From, epsilon) && AtLeast(To, other.From, epsilon);

    /// <summary>Whether it ends before the other one begins.</summary>
    public bool IsBefore(TimeRange other, double epsilon = Epsilon) => AtLeast(other.From, To, epsilon);

    /// <summary>Whether it ends before a time.</summary>
    public bool IsBefore(RationalTime time, double epsilon = Epsilon) => AtLeast(time.Seconds, To, epsilon);

    /// <summary>Whether it ends where the other one begins.</summary>
    public bool Meets(TimeRange other, double epsilon = Epsilon) => other.From - To is >= 0 and var gap && gap <= epsilon;

    /// <summary>Whether both begin together and this one ends first.</summary>
    public bool Begins(TimeRange other, double epsilon = Epsilon) => Math.Abs(other.From - From) <= epsilon && AtLeast(other.To, To, epsilon);

    /// <summary>Whether it begins at a time.</summary>
    public bool Begins(RationalTime time, double epsilon = Epsilon) => Math.Abs(time.Seconds - From) <= epsilon;

    /// <summary>Whether both end together and this one begins later.</summary>
    public bool Finishes(TimeRange other, double epsilon = Epsilon) => Math.Abs(To - other.To) <= epsilon && AtLeast(From, other.From, epsilon);

    /// <summary>Whether it ends at a time.</summary>
    public bool Finishes(RationalTime time, double epsilon = Epsilon) => Math.Abs(To - time.Seconds) <= epsilon;

    /// <summary>Whether start and duration each differ by less than <see cref="Epsilon"/>, whatever their rates.</summary>
    public bool IsSameRangeAs(TimeRange other) =>
        Math.Abs((StartTime - other.StartTime).Seconds) < Epsilon && Math.Abs((Duration - other.Duration).Seconds) < Epsilon;

    /// <summary>The smallest range that holds both.</summary>
    public TimeRange ExtendedBy(TimeRange other) =>
        Between(RationalTime.Earlier(StartTime, other.StartTime), RationalTime.Later(EndTimeExclusive, other.EndTimeExclusive));

    /// <summary>The other range with what lies before and after this one cut off.</summary>
    public TimeRange Clamp(TimeRange other)
    {
        var start = RationalTime.Later(other.StartTime, StartTime);
        var end = RationalTime.Earlier(new TimeRange(start, other.Duration).EndTimeExclusive, EndTimeExclusive);
        return new(start, end - start);
    }

    /// <summary>The nearest time that lies in it.</summary>
    public RationalTime Clamp(RationalTime time) => RationalTime.Earlier(RationalTime.Later(time, StartTime), EndTimeInclusive);

    /// <summary>The whole frames that it is, at the exact rate of its start (of its duration, where the start is 0 at no rate of its own).</summary>
    /// <returns>False when there is no exact rate, start or duration fall beside a frame, or the duration is negative.</returns>
    public bool TryGetFrames(out FrameRange frames)
    {
        frames = default;
        return RateTime.TryGetFrameRate(out var rate) && TryGetFrames(rate, out frames);
    }

    /// <summary>The whole frames that it is at an exact rate.</summary>
    /// <returns>False when start or duration fall beside a frame of this rate, or the duration is negative.</returns>
    public bool TryGetFrames(FrameRate rate, out FrameRange frames)
    {
        frames = default;
        if (!IsValid || !StartTime.TryGetFrame(rate, out var start) || !Duration.TryGetFrame(rate, out var length)) return false;
        frames = new(start, length, rate);
        return true;
    }

    /// <summary>The frames at an exact rate that it covers, where it may begin and end within a frame.</summary>
    /// <param name="rate">The rate of the frames.</param>
    /// <param name="edges">Whether frames that are covered in part belong to the result.</param>
    /// <param name="frames">The frames.</param>
    /// <returns>False when the range is not valid, or too large to be counted.</returns>
    public bool TryGetFrames(FrameRate rate, FrameEdges edges, out FrameRange frames)
    {
        frames = default;
        if (!IsValid || !rate.IsSet) return false;
        var (from, to) = (StartTime.FramesAt(rate), StartTime.FramesAt(rate) + Duration.FramesAt(rate));
        var outward = edges == FrameEdges.Outward;
        if (!RationalTime.TryWhole(from, out var start) && !RationalTime.TryWhole(outward ? Math.Floor(from) : Math.Ceiling(from), out start)) return false;
        if (!RationalTime.TryWhole(to, out var end) && !RationalTime.TryWhole(outward ? Math.Ceiling(to) : Math.Floor(to), out end)) return false;
        frames = new(start, Math.Max(0, end - start), rate);
        return true;
    }

    /// <summary>Such as <c>86501@24 + 31@24</c>.</summary>
    public override string ToString() => $"{StartTime} + {Duration}";

    /// <summary>A start of 0 is often written at a rate of 1, and a duration of 0 too: the other part tells the rate.</summary>
    private RationalTime RateTime => StartTime.Value == 0 && Duration.Value != 0 ? Duration : StartTime;

    /// <summary>The start, in seconds.</summary>
    private double From => StartTime.Seconds;

    /// <summary>The end, in seconds.</summary>
    private double To => EndTimeExclusive.Seconds;

    private static bool AtLeast(double later, double earlier, double epsilon) => later - earlier >= epsilon;
}
