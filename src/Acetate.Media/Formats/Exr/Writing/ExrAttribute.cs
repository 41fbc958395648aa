using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Acetate.Timing;

namespace Acetate.Media.Formats.Exr.Writing;

/// <summary>One attribute of an OpenEXR header: a name, a type's name, and the bytes of the value.</summary>
/// <param name="Name">1 to 255 bytes, without a zero.</param>
/// <param name="Type">Such as <c>string</c> or <c>rational</c>.</param>
/// <param name="Value">As the type lays it out, little-endian.</param>
public sealed record ExrAttribute(string Name, string Type, ImmutableArray<byte> Value)
{
    /// <summary>A text.</summary>
    public static ExrAttribute Text(string name, string value) => new(name, "string", [.. Encoding.UTF8.GetBytes(value)]);

    /// <summary>A whole number.</summary>
    public static ExrAttribute Whole(string name, int value) => new(name, "int", Little(value));

    /// <summary>A number.</summary>
    public static ExrAttribute Number(string name, float value) => new(name, "float", Little(BitConverter.SingleToInt32Bits(value)));

    /// <summary>A ratio, such as 24000/1001 frames per second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio does not fit into 32 bits.</exception>
    public static ExrAttribute Ratio(string name, long numerator, long denominator)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(numerator, (int)numerator);
        ArgumentOutOfRangeException.ThrowIfNotEqual(denominator, (uint)denominator);
        return new(name, "rational", [.. Little((int)numerator), .. Little((int)(uint)denominator)]);
    }

    /// <summary>Two numbers.</summary>
    public static ExrAttribute Pair(string name, float x, float y) => new(name, "v2f", [.. Little(BitConverter.SingleToInt32Bits(x)), .. Little(BitConverter.SingleToInt32Bits(y))]);

    /// <summary>Primaries and white: x and y of red, green, blue and white.</summary>
    public static ExrAttribute Chromaticities(ReadOnlySpan<float> xy)
    {
        if (xy.Length != 8) throw new ArgumentException("Four points have eight numbers.", nameof(xy));
        var bytes = ImmutableArray.CreateBuilder<byte>(32);
        foreach (var value in xy) bytes.AddRange(Little(BitConverter.SingleToInt32Bits(value)));
        return new("chromaticities", "chromaticities", bytes.MoveToImmutable());
    }

    /// <summary>A timecode label, packed as SMPTE ST 12-1 has it in a television signal; user bits zero.</summary>
    /// <param name="hours">0 to 23.</param>
    /// <param name="minutes">0 to 59.</param>
    /// <param name="seconds">0 to 59.</param>
    /// <param name="frames">0 to 29: two bits hold the tens.</param>
    /// <param name="isDropFrame">Whether labels are left out to keep to the clock.</param>
    /// <param name="isSecondOfPair">Whether it is the second of the two frames that share a label.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not within its range.</exception>
    public static ExrAttribute Timecode(int hours, int minutes, int seconds, int frames, bool isDropFrame, bool isSecondOfPair = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)hours, 23u, nameof(hours));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)minutes, 59u, nameof(minutes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)seconds, 59u, nameof(seconds));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)frames, 29u, nameof(frames));
        return new("timeCode", "timecode",
            [.. Little(Bcd(frames) | (isDropFrame ? 1 << 6 : 0) | (Bcd(seconds) << 8) | (isSecondOfPair ? 1 << 15 : 0) | (Bcd(minutes) << 16) | (Bcd(hours) << 24)), .. Little(0)]);
    }

    /// <summary>A timecode label. Above 30 frames per second two frames share a label, and a bit tells them apart (SMPTE ST 12-1 12.1).</summary>
    public static ExrAttribute Timecode(Timecode timecode)
    {
        // Above 60 the frames of a label cannot be told apart; the first two of them stand for all.
        var shared = (timecode.Rate.LabelsPerSecond + 29) / 30;
        return Timecode(timecode.Hours, timecode.Minutes, timecode.Seconds, timecode.Frames / shared, timecode.IsDrop, timecode.Frames % shared > 0);
    }

    internal static ExrAttribute Box(string name, PixelWindow window) =>
        new(name, "box2i", [.. Little(window.Left), .. Little(window.Top), .. Little(window.Right - 1), .. Little(window.Bottom - 1)]);

    internal static ImmutableArray<byte> Little(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return [.. bytes];
    }

    private static int Bcd(int value) => ((value / 10) << 4) | (value % 10);
}

/// <summary>A rectangle of pixels, half open: the right and bottom ones are no longer in it.</summary>
public readonly record struct PixelWindow(int Left, int Top, int Right, int Bottom)
{
    /// <summary>Pixels across.</summary>
    public int Width => Right - Left;

    /// <summary>Pixels down.</summary>
    public int Height => Bottom - Top;

    /// <summary>From 0, 0.</summary>
    public static PixelWindow Of(int width, int height) => new(0, 0, width, height);
}
