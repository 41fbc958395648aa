using System.Globalization;
using Acetate.Timing;

namespace Acetate.Library.Search;

/// <summary>Reads the values of fields.</summary>
internal static class FieldReader
{
    /// <summary>Past every number that is kept, and small enough to be added to.</summary>
    internal const long Most = long.MaxValue / 4;

    /// <summary>What a value was read as; a reason of its own in place of one.</summary>
    internal readonly record struct Answer(FieldValue? Value, string? Reason = null);

    public static Answer Read(SearchField field, string value, bool isQuoted, bool isExact) => field.Kind switch
    {
        SearchFieldKind.Text => Name(value, isQuoted),
        SearchFieldKind.Words => isExact ? Name(value, isQuoted: true) : !isQuoted && HasWildcard(value) ? Name(value, isQuoted) : SearchText.Words(value) is { Length: > 0 } words ? new(new FieldValue.Words(words)) : default,
        SearchFieldKind.Number => Range(value, text => Number(text, field)),
        SearchFieldKind.Rate => Range(value, Rate),
        SearchFieldKind.Day => Days(value),
        SearchFieldKind.Choice => new(field.Choices.FirstOrDefault(choice => choice.Word.Equals(value, StringComparison.OrdinalIgnoreCase)) is { } chosen ? new FieldValue.Choice(chosen) : null),
        _ => TimeReader.Read(value, isWhole: field.Name == "covers"),
    };

    /// <summary>Why a value is none, and what to write.</summary>
    public static (string Message, string Fix) WhyNot(SearchField field, string value, bool isQuoted)
    {
        var shown = QueryReader.Short(value);
        var reason = Read(field, value, isQuoted, isExact: false).Reason;
        if (reason is not null) return (reason, $"Write it as in {field.Example}.");
        return field.Kind switch
        {
            SearchFieldKind.Choice => ($"'{shown}' is no value of {field.Name}.", $"It can be {string.Join(", ", field.Choices.Select(choice => choice.Word))}."),
            SearchFieldKind.Number => ($"'{shown}' is no number or range of {field.Name}.", $"Write it as in {field.Example}, {field.Name}:>=2 or {field.Name}:..4."),
            SearchFieldKind.Rate => ($"'{shown}' is no frame rate.", $"Write it as in {field.Example}, {field.Name}:24000/1001 or {field.Name}:>=48."),
            SearchFieldKind.Day => ($"'{shown}' is no day.", "Write it as in date:2026-01-02, date:2026-01, date:2026-01-02..2026-01-09 or date:>=2026-01-02."),
            SearchFieldKind.Time => ($"'{shown}' is no timecode.", $"Write it as in {field.Example}, with @25 or another rate at the end where the frames must be counted exactly."),
            _ when !isQuoted && value.Contains("..", StringComparison.Ordinal) => ($"Names have no ranges: '{shown}'.", $"Use a wildcard or a list, as in {field.Example}."),
            _ => ($"'{shown}' has nothing to compare.", $"Write it as in {field.Example}."),
        };
    }

    private static bool HasWildcard(string value) => value.AsSpan().ContainsAny('*', '?');

    private static Answer Name(string value, bool isQuoted)
    {
        var key = SearchText.Key(value);
        if (key.Length == 0 && !(isQuoted && value.Length == 0)) return default;
        if (isQuoted || !HasWildcard(key)) return !isQuoted && key.Contains("..", StringComparison.Ordinal) ? default : new(new FieldValue.Exactly(key));
        return new(new FieldValue.Like(key));
    }

    private static Answer Range(string value, Func<string, (long From, long To)?> read)
    {
        if (value.StartsWith(">=", StringComparison.Ordinal)) return read(value[2..]) is { } least ? new(new FieldValue.Between(least.From, Most)) : default;
        if (value.StartsWith("<=", StringComparison.Ordinal)) return read(value[2..]) is { } most ? new(new FieldValue.Between(0, most.To)) : default;
        if (value.StartsWith('>')) return read(value[1..]) is { } above ? new(new FieldValue.Between(above.To + 1, Most)) : default;
        if (value.StartsWith('<')) return read(value[1..]) is { } below ? new(new FieldValue.Between(0, below.From - 1)) : default;
        if (value.IndexOf("..", StringComparison.Ordinal) is >= 0 and var dots)
        {
            var (first, last) = (value[..dots], value[(dots + 2)..]);
            if (first.Length == 0 && last.Length == 0) return default;
            var (from, to) = (first.Length == 0 ? (0, 0) : read(first), last.Length == 0 ? (Most, Most) : read(last));
            if (from is null || to is null) return default;
            return from.Value.From <= to.Value.To ? new(new FieldValue.Between(from.Value.From, to.Value.To))
                : new(null, $"The range begins with its larger end: {QueryReader.Short(value)}.");
        }

        return read(value) is { } one ? new(new FieldValue.Between(one.From, one.To)) : default;
    }

    /// <summary>A number stands for all that round to it: 35 for 34.5 up to 35.499.</summary>
    private static (long From, long To)? Number(string text, SearchField field)
    {
        var factor = 1;
        if (field.Column == "milliseconds" && text.Length > 1 && text[^1] is 's' or 'm' or 'h' && text.Length > 1)
        {
            factor = text[^1] switch { 'h' => 3600, 'm' => 60, _ => 1 };
            text = text[..^1];
        }
        else if (field.Name == "lens" && text.EndsWith("mm", StringComparison.OrdinalIgnoreCase)) text = text[..^2];

        if (text.Length > 15 || !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
        var scaled = number * field.Scale * factor;
        if (scaled > 1_000_000_000_000m) return null;
        var digits = text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point ? text.Length - point - 1 : 0;
        // Half of the last digit that was written; seconds are measured, so they stand for themselves.
        var half = field.Scale == 1 || field.Column == "milliseconds" ? 0 : field.Scale * Power(digits) / 2;
        return ((long)Math.Ceiling(scaled - half) is var from && from < 0 ? 0 : (long)Math.Ceiling(scaled - half), (long)Math.Max(Math.Ceiling(scaled + half) - (half > 0 ? 1 : 0), Math.Floor(scaled)));
    }

    private static decimal Power(int digits)
    {
        var power = 1m;
        for (var i = 0; i < digits; i++) power /= 10;
        return power;
    }

    private static (long From, long To)? Rate(string text) =>
        text.Length <= 40 && FrameRate.TryParse(text, out var rate) ? (Millionths(rate), Millionths(rate)) : null;

    /// <summary>A frame rate as a number that sorts: frames in a million seconds, rounded down.</summary>
    internal static long Millionths(FrameRate rate) => rate.IsSet ? (long)((Int128)rate.Numerator * 1_000_000 / rate.Denominator) : -1;

    private static Answer Days(string value)
    {
        if (value.StartsWith(">=", StringComparison.Ordinal)) return Day(value[2..]) is { } from ? new(new FieldValue.Days(from.First, DateOnly.MaxValue)) : default;
        if (value.StartsWith("<=", StringComparison.Ordinal)) return Day(value[2..]) is { } to ? new(new FieldValue.Days(DateOnly.MinValue, to.Last)) : default;
        if (value.StartsWith('>')) return Day(value[1..]) is { } after && after.Last < DateOnly.MaxValue ? new(new FieldValue.Days(after.Last.AddDays(1), DateOnly.MaxValue)) : default;
        if (value.StartsWith('<')) return Day(value[1..]) is { } before && before.First > DateOnly.MinValue ? new(new FieldValue.Days(DateOnly.MinValue, before.First.AddDays(-1))) : default;
        if (value.IndexOf("..", StringComparison.Ordinal) is >= 0 and var dots)
        {
            var (first, last) = (value[..dots], value[(dots + 2)..]);
            if (first.Length == 0 && last.Length == 0) return default;
            var begin = first.Length == 0 ? (DateOnly.MinValue, DateOnly.MinValue) : Day(first);
            var end = last.Length == 0 ? (DateOnly.MaxValue, DateOnly.MaxValue) : Day(last);
            if (begin is null || end is null) return default;
            return begin.Value.Item1 <= end.Value.Item2 ? new(new FieldValue.Days(begin.Value.Item1, end.Value.Item2)) : new(null, $"The range begins with its later day: {QueryReader.Short(value)}.");
        }

        return Day(value) is { } day ? new(new FieldValue.Days(day.First, day.Last)) : default;
    }

    private static (DateOnly First, DateOnly Last)? Day(string text)
    {
        if (DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return (day, day);
        if (DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
            return (month, new DateOnly(month.Year, month.Month, DateTime.DaysInMonth(month.Year, month.Month)));
        return DateOnly.TryParseExact(text, "yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var year) ? (year, new DateOnly(year.Year, 12, 31)) : null;
    }
}
