using System.Diagnostics.CodeAnalysis;

namespace Acetate.Timing;

/// <summary>Labels as text. Reading looks at the form only; whether the label exists is asked of <see cref="TimecodeFields"/>.</summary>
internal static class TimecodeText
{
    public static string Write(TimecodeFields fields, FrameRate rate, bool isDrop)
    {
        var separator = isDrop ? ';' : ':';
        var frames = rate.LabelsPerSecond > 100 ? $"{fields.Frames:D3}" : $"{fields.Frames:D2}";
        return $"{fields.Hours:D2}:{fields.Minutes:D2}:{fields.Seconds:D2}{separator}{frames}";
    }

    public static bool TryRead(
        [NotNullWhen(true)] string? text, out TimecodeFields fields, out bool isDrop, [NotNullWhen(false)] out string? reason)
    {
        fields = default;
        isDrop = false;
        reason = null;
        if (string.IsNullOrEmpty(text))
        {
            reason = "A timecode is missing. Write it like 01:00:00:00.";
            return false;
        }

        // Two digits and a separator, three times, then two or three digits.
        var hasForm = text.Length is 11 or 12
            && IsNumber(text.AsSpan(0, 2)) && IsNumber(text.AsSpan(3, 2)) && IsNumber(text.AsSpan(6, 2)) && IsNumber(text.AsSpan(9));
        if (hasForm)
        {
            var (first, second, last) = (text[2], text[5], text[8]);
            isDrop = last == ';';
            hasForm = first == second && last is ':' or ';' && (first == ':' || (first == ';' && isDrop));
        }

        if (!hasForm)
        {
            var shown = text.Length <= 40 ? text : text[..40] + "…";
            reason = $"'{shown}' is not a timecode. Write two digits each, like 01:00:00:00, or 01:00:00;00 for drop-frame.";
            return false;
        }

        fields = new(Number(text.AsSpan(0, 2)), Number(text.AsSpan(3, 2)), Number(text.AsSpan(6, 2)), Number(text.AsSpan(9)));
        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> digits) => !digits.ContainsAnyExceptInRange('0', '9');

    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
            number = 10 * number + (digit - '0');
        return number;
    }
}
