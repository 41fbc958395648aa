using System.Globalization;

namespace Acetate.Steps.Documents;

/// <summary>Sizes, times and days as all reports write them.</summary>
public static class ReportText
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>Bytes in decimal units with three digits: <c>1.92 TB</c>.</summary>
    public static string Size(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 999.5 && unit < Units.Length - 1) (value, unit) = (value / 1000, unit + 1);
        var text = unit == 0 ? value.ToString("0", CultureInfo.InvariantCulture)
            : value.ToString(value < 9.995 ? "0.00" : value < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture);
        return $"{text} {Units[unit]}";
    }

    /// <summary>A moment in UTC: <c>2026-05-11 18:30:00 UTC</c>.</summary>
    public static string Moment(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A moment, or a dash.</summary>
    public static string Moment(DateTimeOffset? at) => at is { } known ? Moment(known) : "–";

    /// <summary>A number of things with its noun.</summary>
    public static string Count(long count, string one, string many) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many)}";

    /// <summary>A stretch of time, in the unit that people would choose.</summary>
    public static string Time(double seconds) => seconds switch
    {
        < 90 => Count((long)Math.Max(1, Math.Round(seconds)), "second", "seconds"),
        < 90 * 60 => Count((long)Math.Round(seconds / 60), "minute", "minutes"),
        < 48 * 3600 => $"{(seconds / 3600).ToString("0.#", CultureInfo.InvariantCulture)} hours",
        _ => $"{(seconds / 86400).ToString("N1", CultureInfo.InvariantCulture)} days",
    };

    /// <summary>The rate as people write it: <c>23.976</c> for 24000/1001.</summary>
    public static string Rate(string ratio)
    {
        var slash = ratio.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !double.TryParse(ratio[..slash], CultureInfo.InvariantCulture, out var n) || !double.TryParse(ratio[(slash + 1)..], CultureInfo.InvariantCulture, out var d) || d == 0)
            return ratio;
        return (n / d).ToString("0.###", CultureInfo.InvariantCulture);
    }
}
