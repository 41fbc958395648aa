using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Acetate.Timing;

/// <summary>An exact frame rate, such as 24000/1001 for "23.976".</summary>
/// <remarks>
/// The ratio is kept in lowest terms and never rounded, so that equal rates are equal values and a day of frames is
/// counted without drift. The default value is an unset rate (0/0). In JSON it is the text of <see cref="ToRatio"/>.
/// </remarks>
[JsonConverter(typeof(FrameRateJson))]
public readonly record struct FrameRate : IComparable<FrameRate>
{
    /// <summary>Makes the rate of so many frames in so many seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of both is zero or negative.</exception>
    public FrameRate(int numerator, int denominator = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numerator);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        var divisor = (int)CommonDivisor(numerator, denominator);
        (Numerator, Denominator) = (numerator / divisor, denominator / divisor);
    }

    /// <summary>24000/1001: film speed slowed down for NTSC.</summary>
    public static FrameRate Fps23976 { get; } = new(24000, 1001);

    /// <summary>24: cinema.</summary>
    public static FrameRate Fps24 { get; } = new(24);

    /// <summary>25: PAL countries.</summary>
    public static FrameRate Fps25 { get; } = new(25);

    /// <summary>30000/1001: NTSC.</summary>
    public static FrameRate Fps2997 { get; } = new(30000, 1001);

    /// <summary>30.</summary>
    public static FrameRate Fps30 { get; } = new(30);

    /// <summary>48000/1001.</summary>
    public static FrameRate Fps47952 { get; } = new(48000, 1001);

    /// <summary>48: high frame rate cinema.</summary>
    public static FrameRate Fps48 { get; } = new(48);

    /// <summary>50.</summary>
    public static FrameRate Fps50 { get; } = new(50);

    /// <summary>60000/1001.</summary>
    public static FrameRate Fps5994 { get; } = new(60000, 1001);

    /// <summary>60.</summary>
    public static FrameRate Fps60 { get; } = new(60);

    /// <summary>72.</summary>
    public static FrameRate Fps72 { get; } = new(72);

    /// <summary>96000/1001.</summary>
    public static FrameRate Fps95904 { get; } = new(96000, 1001);

    /// <summary>96.</summary>
    public static FrameRate Fps96 { get; } = new(96);

    /// <summary>100.</summary>
    public static FrameRate Fps100 { get; } = new(100);

    /// <summary>120000/1001.</summary>
    public static FrameRate Fps11988 { get; } = new(120000, 1001);

    /// <summary>120.</summary>
    public static FrameRate Fps120 { get; } = new(120);

    /// <summary>The rates that cameras and finishing use, slowest first. Text within 0.01 of one of them means that one.</summary>
    public static ImmutableArray<FrameRate> Known { get; } =
    [
        Fps23976, Fps24, Fps25, Fps2997, Fps30, Fps47952, Fps48, Fps50, Fps5994, Fps60, Fps72, Fps95904, Fps96, Fps100,
        Fps11988, Fps120,
    ];

    /// <summary>Frames in <see cref="Denominator"/> seconds; 0 when unset.</summary>
    public int Numerator { get; }

    /// <summary>Seconds that <see cref="Numerator"/> frames take; 0 when unset.</summary>
    public int Denominator { get; }

    /// <summary>False for the default value.</summary>
    public bool IsSet => Denominator != 0;

    /// <summary>Timecode labels in one second of label time: the rate rounded up, 24 for 23.976.</summary>
    public int LabelsPerSecond => IsSet ? (int)(((long)Numerator + Denominator - 1) / Denominator) : 0;

    /// <summary>Whether drop-frame labels exist at this rate: 29.97 and its multiples 59.94 and 119.88.</summary>
    public bool CanDropFrames => Denominator == 1001 && Numerator is 30000 or 60000 or 120000;

    /// <summary>Labels that drop-frame counting leaves out in nine of ten minutes: 2, 4 or 8; 0 where there is none.</summary>
    public int DroppedPerMinute => CanDropFrames ? Numerator / 15000 : 0;

    /// <summary>Frames per second as the nearest double: for display and for programs that want no better. 0 when unset.</summary>
    public double Approximate => IsSet ? (double)Numerator / Denominator : 0;

    /// <summary>Reads a rate as people and files write it; see <see cref="TryParse(string?, out FrameRate, out string?)"/>.</summary>
    /// <exception cref="FormatException">The text is no rate; the message says why.</exception>
    public static FrameRate Parse(string text) =>
        TryParse(text, out var rate, out var reason) ? rate : throw new FormatException(reason);

    /// <summary>Reads a rate as people and files write it; false without a reason.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out FrameRate rate) => TryParse(text, out rate, out _);

    /// <summary>Reads a rate as people and files write it, or says why not.</summary>
    /// <remarks>
    /// A ratio such as <c>24000/1001</c> is taken as it stands. A decimal such as <c>23.98</c>, <c>29.97</c> or <c>24</c>
    /// means the known rate less than 0.01 away. A decimal that is near a known rate, but not so near (<c>23.99</c> could be
    /// 23.976 or 24), is refused; any other is taken exactly (<c>12.5</c> is 25/2). Up to 100,000 frames per second.
    /// </remarks>
    public static bool TryParse([NotNullWhen(true)] string? text, out FrameRate rate, [NotNullWhen(false)] out string? reason)
    {
        rate = default;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty)
        {
            reason = "A frame rate is missing. Write it like 23.976, 25 or 24000/1001.";
            return false;
        }

        var slash = trimmed.IndexOf('/');
        return slash < 0
            ? TryParseDecimal(trimmed, out rate, out reason)
            : TryParseRatio(trimmed, slash, out rate, out reason);
    }

    /// <summary>The known rate less than 0.01 frames per second away, otherwise this one.</summary>
    /// <remarks>For ratios that a file states loosely, such as 2997/100 or 23976/1000.</remarks>
    public FrameRate ToKnown()
    {
        if (!IsSet)
            return this;
        foreach (var known in Known)
        {
            if (known.IsWithin(1, 100, Numerator, Denominator))
                return known;
        }

        return this;
    }

    /// <summary>The exact ratio: <c>24000/1001</c>, or <c>25</c> for whole rates; empty when unset.</summary>
    public string ToRatio() => !IsSet ? "" : Denominator == 1 ? $"{Numerator}" : $"{Numerator}/{Denominator}";

    /// <summary>The name people use: <c>23.976</c>, <c>29.97</c>, <c>25</c>; the ratio where three decimals would not read back as this rate.</summary>
    public override string ToString()
    {
        if (!IsSet)
            return "";
        var digits = Denominator == 1001 && LabelsPerSecond % 30 == 0 ? "0.##" : "0.###";
        var name = ((decimal)Numerator / Denominator).ToString(digits, CultureInfo.InvariantCulture);
        return TryParse(name, out var same) && same == this ? name : ToRatio();
    }

    /// <summary>Compares by speed.</summary>
    public int CompareTo(FrameRate other) =>
        ((long)Numerator * Math.Max(other.Denominator, 1)).CompareTo((long)other.Numerator * Math.Max(Denominator, 1));

    /// <summary>Slower.</summary>
    public static bool operator <(FrameRate left, FrameRate right) => left.CompareTo(right) < 0;

    /// <summary>Faster.</summary>
    public static bool operator >(FrameRate left, FrameRate right) => left.CompareTo(right) > 0;

    /// <summary>Slower or the same.</summary>
    public static bool operator <=(FrameRate left, FrameRate right) => left.CompareTo(right) <= 0;

    /// <summary>Faster or the same.</summary>
    public static bool operator >=(FrameRate left, FrameRate right) => left.CompareTo(right) >= 0;

    private static bool TryParseRatio(ReadOnlySpan<char> text, int slash, out FrameRate rate, [NotNullWhen(false)] out string? reason)
    {
        rate = default;
        reason = null;
        if (!int.TryParse(text[..slash].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var numerator)
            || !int.TryParse(text[(slash + 1)..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
            || numerator == 0 || denominator == 0 || numerator / denominator > 100_000)
        {
            reason = $"'{text}' is not a frame rate. A ratio has two whole numbers above zero, like 24000/1001.";
            return false;
        }

        rate = new(numerator, denominator);
        return true;
    }

    private static bool TryParseDecimal(ReadOnlySpan<char> text, out FrameRate rate, [NotNullWhen(false)] out string? reason)
    {
        rate = default;
        reason = null;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value <= 0 || value > 100_000 || text.Length > 40)
        {
            reason = $"'{Shortened(text)}' is not a frame rate. Write it like 23.976, 25 or 24000/1001.";
            return false;
        }

        // Six decimals are more than any rate needs, and keep numerator and denominator small.
        var millionths = (long)decimal.Round(value * 1_000_000);
        foreach (var known in Known)
        {
            if (known.IsWithin(1, 100, millionths, 1_000_000))
            {
                rate = known;
                return true;
            }
        }

        foreach (var known in Known)
        {
            if (known.IsWithin(3, 100, millionths, 1_000_000))
            {
                reason = $"'{text}' is near {known} but not near enough to be sure. Write the exact ratio, such as {known.ToRatio()}.";
                return false;
            }
        }

        var divisor = CommonDivisor(millionths, 1_000_000);
        if (millionths == 0 || millionths / divisor > int.MaxValue)
        {
            reason = $"'{text}' cannot be held exactly. Write the rate as a ratio of two whole numbers.";
            return false;
        }

        rate = new((int)(millionths / divisor), (int)(1_000_000 / divisor));
        return true;
    }

    private static string Shortened(ReadOnlySpan<char> text) => text.Length <= 40 ? $"{text}" : $"{text[..40]}…";

    private static long CommonDivisor(long one, long other)
    {
        while (other != 0)
            (one, other) = (other, one % other);
        return one;
    }

    /// <summary>Whether a rate is less than a tolerance away, compared in integers.</summary>
    private bool IsWithin(int tolerance, int toleranceDenominator, long numerator, long denominator)
    {
        var difference = Int128.Abs((Int128)Numerator * denominator - (Int128)numerator * Denominator);
        return difference * toleranceDenominator < (Int128)tolerance * Denominator * denominator;
    }
}
