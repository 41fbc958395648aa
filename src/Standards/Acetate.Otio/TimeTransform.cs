namespace Acetate.Otio;

/// <summary>From one time to another: scaled, moved, and brought to a rate.</summary>
/// <param name="Offset">What is added after scaling.</param>
/// <param name="Scale">What the value is multiplied with.</param>
/// <param name="Rate">The rate of the result; 0 or less for that of the given time.</param>
public sealed record TimeTransform(RationalTime Offset, double Scale = 1, double Rate = -1) : OtioValue
{
    /// <summary>The transform that changes nothing.</summary>
    public static TimeTransform Identity { get; } = new(new RationalTime(0, 1));

    /// <summary>A time after the transform.</summary>
    public RationalTime Apply(RationalTime time)
    {
        var moved = time with { Value = time.Value * Scale } + Offset;
        var rate = Rate > 0 ? Rate : time.Rate;
        return rate > 0 ? moved.RescaledTo(rate) : moved;
    }

    /// <summary>A range after the transform: its start and its end are transformed.</summary>
    public TimeRange Apply(TimeRange range) => TimeRange.Between(Apply(range.StartTime), Apply(range.EndTimeExclusive));

    /// <summary>This transform and another one as one: offsets added, scales multiplied, as the reference implementation does.</summary>
    public TimeTransform Apply(TimeTransform other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Offset + other.Offset, Scale * other.Scale, Rate > 0 ? Rate : other.Rate);
    }
}
