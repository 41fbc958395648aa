using System.Buffers.Text;
using System.Globalization;

namespace Acetate.Otio.Json;

/// <summary>How the reference implementation writes doubles: the shortest digits that read back as the same number, always with a point or an exponent.</summary>
/// <remarks>
/// From 0.000001 to below 10^21 without exponent, otherwise <c>1e30</c>, <c>1.5e-7</c>. The reference's own printer gives one digit more than needed for
/// about one double in a thousand; ours does not.
/// </remarks>
internal static class NumberText
{
    /// <summary>Bytes that no number needs more than.</summary>
    public const int MostLength = 32;

    /// <summary>Writes a number, and says how long it became.</summary>
    public static int Write(double value, Span<byte> into)
    {
        if (double.IsNaN(value)) return Copy("NaN"u8, into);
        if (double.IsInfinity(value)) return value > 0 ? Copy("Infinity"u8, into) : Copy("-Infinity"u8, into);
        var length = 0;
        if (double.IsNegative(value)) into[length++] = (byte)'-';
        if (value == 0) return length + Copy("0.0"u8, into[length..]);

        // "E16" would round; "R" gives the shortest digits, in one of two forms.
        Span<byte> shortest = stackalloc byte[MostLength];
        Math.Abs(value).TryFormat(shortest, out var written, "R", CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[MostLength];
        var (count, point) = Split(shortest[..written], digits);
        return length + Lay(digits[..count], point, into[length..]);
    }

    /// <summary>The digits without zeros around them, and how many of them stand before the point (less than 0: zeros after it).</summary>
    private static (int Count, int Point) Split(ReadOnlySpan<byte> text, Span<byte> digits)
    {
        var mark = text.IndexOf((byte)'E');
        var exponent = 0;
        if (mark >= 0)
        {
            exponent = int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..mark];
        }

        var (count, before) = (0, text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '.') before = i;
            else digits[count++] = text[i];
        }

        var zeros = digits[..count].IndexOfAnyExcept((byte)'0');
        digits[zeros..count].CopyTo(digits);
        count -= zeros;
        count = digits[..count].LastIndexOfAnyExcept((byte)'0') + 1;
        return (count, before - zeros + exponent);
    }

    private static int Lay(ReadOnlySpan<byte> digits, int point, Span<byte> into)
    {
        var count = digits.Length;
        switch (point)
        {
            case > 0 and <= 21 when point >= count:
                digits.CopyTo(into);
                into[count..point].Fill((byte)'0');
                return point + Copy(".0"u8, into[point..]);
            case > 0 and <= 21:
                digits[..point].CopyTo(into);
                into[point] = (byte)'.';
                digits[point..].CopyTo(into[(point + 1)..]);
                return count + 1;
            case > -6 and <= 0:
                into[..(2 - point)].Fill((byte)'0');
                into[1] = (byte)'.';
                digits.CopyTo(into[(2 - point)..]);
                return 2 - point + count;
            default:
                into[0] = digits[0];
                var length = 1;
                if (count > 1)
                {
                    into[length++] = (byte)'.';
                    digits[1..].CopyTo(into[length..]);
                    length += count - 1;
                }

                into[length++] = (byte)'e';
                Utf8Formatter.TryFormat(point - 1, into[length..], out var exponent);
                return length + exponent;
        }
    }

    private static int Copy(ReadOnlySpan<byte> word, Span<byte> into)
    {
        word.CopyTo(into);
        return word.Length;
    }
}
