using System.Globalization;
using Acetate.Timing;

namespace Acetate.Library.Search;

/// <summary>Reads stretches of timecode.</summary>
/// <remarks>
/// Labels are compared as labels: 14:03:10 is 14:03:10 for every camera of the day, drop frame or not, as cameras run by one clock
/// show it. Within a second, frame F of a rate with L labels lies F/L after its beginning; fractions are compared exactly. Without a rate the
/// frames count at each clip's own.
/// </remarks>
internal static class TimeReader
{
    private const int Day = 86_400;

    public static FieldReader.Answer Read(string value, bool isWhole)
    {
        var (labels, perSecond, isDrop) = (value, 0, false);
        var rate = default(FrameRate);
        if (value.LastIndexOf('@') is >= 0 and var at)
        {
            var text = value[(at + 1)..];
            isDrop = text.EndsWith("df", StringComparison.OrdinalIgnoreCase);
            if (isDrop) text = text[..^2];
            if (text.Length > 40 || !FrameRate.TryParse(text, out rate, out _) || rate.LabelsPerSecond > 1000) return new(null, $"'{QueryReader.Short(text)}' is no frame rate.");
            if (isDrop && !rate.CanDropFrames) return new(null, $"Labels at {rate} are not counted drop-frame.");
            (labels, perSecond) = (value[..at], rate.LabelsPerSecond);
        }

        var dots = labels.IndexOf("..", StringComparison.Ordinal);
        if (Place(dots < 0 ? labels : labels[..dots], rate, isDrop, out var why) is not { } first) return new(null, why);
        if (dots < 0) return new(new FieldValue.Time(first.From, first.Next, perSecond, isWhole));
        if (Place(labels[(dots + 2)..], rate, isDrop, out why) is not { } last) return new(null, why);
        var (from, to) = (first.From, last.From);
        if (from == to) return new(null, $"The stretch {QueryReader.Short(labels)} has no frame: it ends before its second label.");
        // What ends before it begins ends on the next day.
        if (to.Second < from.Second || (to.Second == from.Second && to.Frame < from.Frame)) to = to with { Second = to.Second + Day };
        return new(new FieldValue.Time(from, to, perSecond, isWhole));
    }

    /// <summary>A label and the place after what it names: a frame, a second or a minute.</summary>
    private static (LabelPlace From, LabelPlace Next)? Place(string text, FrameRate rate, bool isDrop, out string? why)
    {
        why = null;
        var parts = text.Split(':', ';');
        if (text.Length > 14 || parts.Length is < 2 or > 4 || parts.Any(part => part.Length is 0 or > 3 || !part.All(char.IsAsciiDigit))) return null;
        var numbers = Array.ConvertAll(parts, part => int.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture));
        if (parts[..Math.Min(3, parts.Length)].Any(part => part.Length > 2) || numbers[0] > 23 || numbers[1] > 59 || (numbers.Length > 2 && numbers[2] > 59))
        {
            why = $"'{text}' is no time of the day.";
            return null;
        }

        var second = numbers[0] * 3600 + numbers[1] * 60 + (numbers.Length > 2 ? numbers[2] : 0);
        if (numbers.Length == 2) return (new(second, 0), new(second + 60, 0));
        if (numbers.Length == 3) return (new(second, 0), new(second + 1, 0));
        if (rate.IsSet && !Timecode.TryFromFields(numbers[0], numbers[1], numbers[2], numbers[3], rate, isDrop || (rate.CanDropFrames && text.Contains(';', StringComparison.Ordinal)), out _, out why)) return null;
        return (new(second, numbers[3]), new(second, numbers[3] + 1));
    }
}
