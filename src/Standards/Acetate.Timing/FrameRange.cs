namespace Acetate.Timing;

/// <summary>A run of frames at an exact rate: <see cref="Start"/> belongs to it, <see cref="End"/> does not.</summary>
/// <remarks>Frames are counted from any agreed instant and may be negative. The default value is an empty range without rate.</remarks>
public readonly record struct FrameRange
{
    /// <summary>Makes a range of so many frames.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or the end does not fit in 64 bits.</exception>
    /// <exception cref="ArgumentException">The rate is unset.</exception>
    public FrameRange(long start, long length, FrameRate rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, long.MaxValue - length);
        if (!rate.IsSet)
            throw new ArgumentException("A range of frames needs a frame rate.", nameof(rate));
        (Start, Length, Rate) = (start, length, rate);
    }

    /// <summary>The first frame.</summary>
    public long Start { get; }

    /// <summary>Number of frames, 0 or more.</summary>
    public long Length { get; }

    /// <summary>The frame after the last one.</summary>
    public long End => Start + Length;

    /// <summary>The exact rate.</summary>
    public FrameRate Rate { get; }

    /// <summary>Whether it holds no frame.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>Makes a range from its first frame and the frame after its last one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The end lies before the start.</exception>
    public static FrameRange Between(long start, long end, FrameRate rate) => new(start, checked(end - start), rate);

    /// <summary>The frames from one timecode up to, without, another one; over midnight when the second is the earlier.</summary>
    public static FrameRange Between(Timecode start, Timecode end) => new(start.Frame, end.FramesSinceWrapping(start), start.Rate);

    /// <summary>Whether a frame belongs to the range.</summary>
    public bool Contains(long frame) => frame >= Start && frame < End;

    /// <summary>Whether each frame of another range belongs to this one. An empty range lies in every range of its rate.</summary>
    /// <exception cref="ArgumentException">The rates differ.</exception>
    public bool Contains(FrameRange other)
    {
        CheckSameRate(other);
        return other.IsEmpty || (other.Start >= Start && other.End <= End);
    }

    /// <summary>Whether the ranges have a frame in common.</summary>
    /// <exception cref="ArgumentException">The rates differ.</exception>
    public bool Overlaps(FrameRange other) => !Intersect(other).IsEmpty;

    /// <summary>The common frames; empty, at the later start, when there are none.</summary>
    /// <exception cref="ArgumentException">The rates differ.</exception>
    public FrameRange Intersect(FrameRange other)
    {
        CheckSameRate(other);
        var start = Math.Max(Start, other.Start);
        return new(start, Math.Max(0, Math.Min(End, other.End) - start), Rate);
    }

    /// <summary>One range of exactly the frames of both; false when there is a gap between them.</summary>
    /// <exception cref="ArgumentException">The rates differ.</exception>
    public bool TryUnion(FrameRange other, out FrameRange union)
    {
        CheckSameRate(other);
        union = IsEmpty ? other : other.IsEmpty ? this : Hull(other);
        return IsEmpty || other.IsEmpty || (Start <= other.End && other.Start <= End);
    }

    /// <summary>The smallest range that holds both, and what lies between them.</summary>
    /// <exception cref="ArgumentException">The rates differ.</exception>
    public FrameRange Hull(FrameRange other)
    {
        CheckSameRate(other);
        return IsEmpty ? other : other.IsEmpty ? this : Between(Math.Min(Start, other.Start), Math.Max(End, other.End), Rate);
    }

    /// <summary>The same number of frames, so many frames later.</summary>
    public FrameRange Shift(long frames) => new(checked(Start + frames), Length, Rate);

    /// <summary>More frames before and after (handles), or fewer when negative; never fewer than none.</summary>
    public FrameRange Extend(long headFrames, long tailFrames)
    {
        var start = checked(Start - headFrames);
        return new(start, Math.Max(0, checked(End + tailFrames - start)), Rate);
    }

    /// <summary>The frames of another rate that show the same stretch of time.</summary>
    /// <param name="rate">The rate to convert to.</param>
    /// <param name="edges">What to do with frames that the edges cut through.</param>
    public FrameRange ConvertTo(FrameRate rate, FrameEdges edges)
    {
        if (!rate.IsSet)
            throw new ArgumentException("A range of frames needs a frame rate.", nameof(rate));
        var (startUp, endUp) = edges switch
        {
            FrameEdges.Outward => (false, true),
            FrameEdges.Inward => (true, false),
            _ => throw new ArgumentOutOfRangeException(nameof(edges), edges, "Say whether frames that are cut belong to the range."),
        };
        var start = Rescale(Start, rate, startUp);
        return new(start, Math.Max(0, Rescale(End, rate, endUp) - start), rate);
    }

    /// <summary>Such as <c>[86400, 86448) at 23.976</c>.</summary>
    public override string ToString() => $"[{Start}, {End}) at {Rate}";

    private long Rescale(long frame, FrameRate rate, bool up)
    {
        var (quotient, rest) = Int128.DivRem((Int128)frame * Rate.Denominator * rate.Numerator, (Int128)Rate.Numerator * rate.Denominator);
        return checked((long)(rest > 0 && up ? quotient + 1 : rest < 0 && !up ? quotient - 1 : quotient));
    }

    private void CheckSameRate(FrameRange other)
    {
        if (Rate != other.Rate)
            throw new ArgumentException($"{this} and {other} have different rates. Convert one first.", nameof(other));
    }
}

/// <summary>How the edges of a range are placed when its rate changes and they fall within a frame.</summary>
public enum FrameEdges
{
    /// <summary>A frame that is partly covered belongs to the result: nothing is lost. For gathering footage.</summary>
    Outward,

    /// <summary>Only frames that are covered whole belong to the result: nothing is added.</summary>
    Inward,
}
