using System.Globalization;
using Acetate.Timing;

namespace Acetate.Otio;

/// <summary>A time as the format holds it: so many units of which so many make a second, both as doubles. A moment or a duration.</summary>
/// <remarks>
/// <para>Arithmetic and comparisons are those of the reference implementation, bit for bit: sums and differences have the higher rate, and order
/// is that of the seconds. <c>==</c> compares value and rate; <see cref="IsSameTimeAs"/> is the reference's own equality, across rates.</para>
/// <para>For exact work take the frame rate with <see cref="TryGetFrameRate"/> and the frames with <see cref="TryGetFrame(out long, out FrameRate)"/>.
/// The default value, 0 at a rate of 0, is no valid time.</para>
/// </remarks>
/// <param name="Value">How many units.</param>
/// <param name="Rate">How many units make a second: frames per second, or samples per second.</param>
public readonly record struct RationalTime(double Value, double Rate) : IComparable<RationalTime>
{
    /// <summary>How far a value may lie beside a whole frame and still mean it.</summary>
    private const double Slack = 1e-4;

    /// <summary>0 at a rate of 1, which is what the reference takes where nothing is said.</summary>
    public static RationalTime Zero { get; } = new(0, 1);

    /// <summary>Whether it has a value and a rate above 0.</summary>
    public bool IsValid => !double.IsNaN(Value) && !double.IsNaN(Rate) && Rate > 0;

    /// <summary>In seconds.</summary>
    public double Seconds => ValueAt(1);

    /// <summary>So many seconds, in units of this rate.</summary>
    public static RationalTime FromSeconds(double seconds, double rate = 1) => new RationalTime(seconds, 1).RescaledTo(rate);

    /// <summary>So many frames at an exact rate. 24000/1001 becomes 23.976023976…, the nearest double, as other programs write it.</summary>
    public static RationalTime FromFrames(long frames, FrameRate rate) => new(frames, rate.Approximate);

    /// <summary>A timecode as frames since midnight.</summary>
    public static RationalTime FromTimecode(Timecode timecode) => FromFrames(timecode.Frame, timecode.Rate);

    /// <summary>How many units of another rate it is: not rounded.</summary>
    public double ValueAt(double rate) => rate == Rate ? Value : Value * rate / Rate;

    /// <summary>The same time in units of another rate: not rounded.</summary>
    public RationalTime RescaledTo(double rate) => new(ValueAt(rate), rate);

    /// <summary>Whether both are the same time, exactly, whatever their rates.</summary>
    public bool IsSameTimeAs(RationalTime other) => ValueAt(other.Rate) == other.Value;

    /// <summary>Whether both are the same time within a tolerance, in units of the other's rate.</summary>
    public bool IsNear(RationalTime other, double tolerance) => Math.Abs(ValueAt(other.Rate) - other.Value) <= tolerance;

    /// <summary>Whole units, downwards.</summary>
    public RationalTime Floor() => this with { Value = Math.Floor(Value) };

    /// <summary>Whole units, upwards.</summary>
    public RationalTime Ceiling() => this with { Value = Math.Ceiling(Value) };

    /// <summary>Whole units, the nearest; halves away from 0.</summary>
    public RationalTime Round() => this with { Value = Math.Round(Value, MidpointRounding.AwayFromZero) };

    /// <summary>The exact rate that this one stands for.</summary>
    /// <remarks>
    /// Less than 0.01 from a rate of cameras and finishing it is that one, so that 23.976, 23.98 and 23.976023976 all are 24000/1001; whole rates are
    /// themselves, also those of sound; others are exact up to six decimals (12.5 is 25/2).
    /// </remarks>
    /// <returns>False when the rate is not above 0, not finite, near a known rate but not near enough to be sure (23.99), or not to be held exactly.</returns>
    public bool TryGetFrameRate(out FrameRate rate)
    {
        rate = default;
        if (!(Rate > 0 && Rate <= int.MaxValue)) return false;
        if (Rate == Math.Floor(Rate)) rate = new FrameRate((int)Rate);
        else if (!FrameRate.TryParse(Rate.ToString("0.######", CultureInfo.InvariantCulture), out rate)) return false;
        return true;
    }

    /// <summary>The frame that it is, at its own rate.</summary>
    /// <returns>False when the rate is not to be had exactly, or the value lies more than a ten-thousandth beside a whole frame.</returns>
    public bool TryGetFrame(out long frame, out FrameRate rate)
    {
        frame = 0;
        return TryGetFrameRate(out rate) && TryWhole(Value, out frame);
    }

    /// <summary>The frame that it is at an exact rate, which may be another than its own.</summary>
    /// <returns>False when it falls more than a ten-thousandth of a frame beside a whole one.</returns>
    public bool TryGetFrame(FrameRate rate, out long frame)
    {
        frame = 0;
        return IsValid && rate.IsSet && TryWhole(FramesAt(rate), out frame);
    }

    /// <inheritdoc/>
    public int CompareTo(RationalTime other) => (Value / Rate).CompareTo(other.Value / other.Rate);

    /// <summary>The sum, at the higher of both rates.</summary>
    public static RationalTime operator +(RationalTime left, RationalTime right) =>
        left.Rate < right.Rate ? new(left.ValueAt(right.Rate) + right.Value, right.Rate) : new(right.ValueAt(left.Rate) + left.Value, left.Rate);

    /// <summary>The difference, at the higher of both rates.</summary>
    public static RationalTime operator -(RationalTime left, RationalTime right) =>
        left.Rate < right.Rate ? new(left.ValueAt(right.Rate) - right.Value, right.Rate) : new(left.Value - right.ValueAt(left.Rate), left.Rate);

    /// <summary>As long, the other way.</summary>
    public static RationalTime operator -(RationalTime time) => new(-time.Value, time.Rate);

    /// <summary>Later.</summary>
    public static bool operator >(RationalTime left, RationalTime right) => left.Value / left.Rate > right.Value / right.Rate;

    /// <summary>Later, or the same.</summary>
    public static bool operator >=(RationalTime left, RationalTime right) => left.Value / left.Rate >= right.Value / right.Rate;

    /// <summary>Earlier.</summary>
    public static bool operator <(RationalTime left, RationalTime right) => !(left >= right);

    /// <summary>Earlier, or the same.</summary>
    public static bool operator <=(RationalTime left, RationalTime right) => !(left > right);

    /// <summary>Such as <c>86501@24</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value}@{Rate}");

    /// <summary>The earlier one; the first when they are the same.</summary>
    internal static RationalTime Earlier(RationalTime one, RationalTime other) => other < one ? other : one;

    /// <summary>The later one; the first when they are the same.</summary>
    internal static RationalTime Later(RationalTime one, RationalTime other) => one < other ? other : one;

    /// <summary>Frames of an exact rate, as a double; the own rate counts as the exact one that it stands for.</summary>
    internal double FramesAt(FrameRate rate) =>
        TryGetFrameRate(out var own)
            ? own == rate ? Value : Value * ((double)((long)rate.Numerator * own.Denominator) / ((long)rate.Denominator * own.Numerator))
            : Value / Rate * rate.Numerator / rate.Denominator;

    /// <summary>A value that is meant to be whole.</summary>
    internal static bool TryWhole(double value, out long whole)
    {
        whole = 0;
        // Beyond 2^53 a double holds no single frames.
        if (!(Math.Abs(value) <= 1L << 53) || Math.Abs(value - Math.Round(value)) > Slack) return false;
        whole = (long)Math.Round(value);
        return true;
    }
}
