using Acetate.Otio;
using Acetate.Timing;

namespace Acetate.Cuts.Timelines;

/// <summary>Between the doubles of a timeline and exact times.</summary>
internal static class OtioTimes
{
    /// <summary>The exact time: frames at the rate it is written in. Null when value or rate is none that can be.</summary>
    public static CutRange? Range(TimeRange? range)
    {
        if (range is not { } given || Frames(given.StartTime) is not { } start || Frames(given.Duration) is not { } length || length.Frames.Sign < 0) return null;
        var rate = start.Rate;
        return new(start.Frames, length.Rate == rate ? length.Frames : new CutRange(0, length.Frames, length.Rate).ConvertTo(rate).Length, rate);
    }

    /// <summary>The exact frames, and their rate.</summary>
    public static (Ratio Frames, FrameRate Rate)? Frames(RationalTime time)
    {
        if (!time.TryGetFrameRate(out var rate) || !Ratio.TryFrom(time.Value, out var value)) return null;
        // Doubles that were converted lie a hair beside the whole frame that was meant.
        if (!value.IsWhole && Math.Abs(time.Value - Math.Round(time.Value)) < 1e-4) value = (long)Math.Round(time.Value);
        return (value, rate);
    }

    public static Ratio? At(RationalTime time, FrameRate rate) =>
        Frames(time) is { } exact ? exact.Rate == rate ? exact.Frames : exact.Frames * Reading.SourceUse.Step(Ratio.One, rate, exact.Rate) : null;

    public static RationalTime Time(Ratio frames, FrameRate rate) => new(frames.Approximate, rate.Approximate);

    public static TimeRange Range(CutRange range) => new(Time(range.Start, range.Rate), Time(range.Length, range.Rate));
}
