using System.Collections.Immutable;
using System.Globalization;
using Dapper;

namespace Acetate.Library.Search;

/// <summary>Turns a query into conditions. Every value of the query is a bound parameter; the rest are words of this file and of <see cref="SearchField"/>.</summary>
internal sealed class SearchConditions
{
    private const int SecondsPerDay = 86_400;
    private const string AfterAll = "\U0010FFFF";

    /// <summary>Columns that SQLite's index of days does not hold: a condition on another one is answered without the row itself.</summary>
    private static readonly ImmutableHashSet<string> BesideWalk = ["show_key", "glass_key", "sensor_rate", "text"];

    /// <summary>Columns that are asked for by value or range and stand first in no index: nothing is gained by asking one.</summary>
    private static readonly ImmutableHashSet<string> WithoutIndex = ["show_key", "unit_key", "episode_key", "take_key", "letter_key", "stop", "kelvin", "sensor_rate", "height", "state", "has_timecode", "archived"];

    private readonly bool isPostgres;

    public SearchConditions(ClipQuery query, bool isPostgres)
    {
        this.isPostgres = isPostgres;
        All = [.. query.Terms.Select(Of)];
    }

    /// <summary>What the conditions name with <c>@</c>.</summary>
    public DynamicParameters Values { get; } = new();

    /// <summary>One for each term; all must hold.</summary>
    public ImmutableArray<Condition> All { get; }

    /// <summary>One condition on a row <c>s</c>.</summary>
    /// <param name="Sql">As it is asked of a row that was read already.</param>
    /// <param name="Found">As an index can answer it, when one can.</param>
    /// <param name="Parts">In SQLite, which parts of three letters the text must have, for the table of parts; null for all else.</param>
    /// <param name="IsWalked">Whether a walk over SQLite's index of days answers it without the row itself.</param>
    public sealed record Condition(string Sql, string? Found = null, string? Parts = null, bool IsWalked = false)
    {
        /// <summary>Whether an index gives few rows for it in any library: those of one day, roll, reel or name.</summary>
        public bool IsNarrow { get; init; }

        /// <summary>Stretches of an index that all rows lie in for which it holds, with others; empty when there are none.</summary>
        public ImmutableArray<string> Near { get; init; } = [];
    }

    /// <summary>Keeps a value, and gives the name that it is bound by.</summary>
    public string Bind(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"q{Values.ParameterNames.Count()}");
        Values.Add(name, value);
        return "@" + name;
    }

    private Condition Of(SearchTerm term)
    {
        if (term is SearchTerm.Free free)
        {
            var sought = SearchText.Sought(free.Words, free.Fit);
            var has = isPostgres ? $"s.text LIKE {Bind($"%{sought}%")}" : $"instr(s.text, {Bind(sought)}) > 0";
            if (term.IsNot) return new($"NOT ({has})");
            var parts = SearchText.Parts(sought);
            if (parts.IsEmpty) return new(has);
            return isPostgres ? new(has, $"clip_parts(s.text) @> {Bind(parts.ToArray())} AND {has}")
                : new(has, null, Bind(string.Join(' ', parts.Select(part => $"\"{part}\""))));
        }

        var (field, values) = term is SearchTerm.Of of ? (of.Field, of.Values) : throw new InvalidOperationException($"{term} is no term.");
        var any = string.Join(" OR ", values.Select(value => Of(field, value)));
        var isWalked = values.All(value => !BesideWalk.Contains(Column(field, value)));
        if (term.IsNot) return new($"NOT ({any})", IsWalked: isWalked);
        // Words of a camera are words of the clip's text as well, and so have parts.
        if (values is [FieldValue.Words words] && SearchText.Parts($" {words.Sequence} ") is { IsEmpty: false } shared)
            return isPostgres ? new(any, $"clip_parts(s.text) @> {Bind(shared.ToArray())} AND {any}") : new(any, null, Bind(string.Join(' ', shared.Select(part => $"\"{part}\""))), isWalked);
        if (values is [FieldValue.Time time]) return new($"({any})", IsWalked: isWalked) { Near = Near(time) };
        var isIndexed = values is [FieldValue.Exactly or FieldValue.Between or FieldValue.Choice] || (values is [FieldValue.Like like] && like.Pattern.IndexOfAny(['*', '?']) > 0) || field.Kind is SearchFieldKind.Day;
        return new($"({any})", isIndexed && !WithoutIndex.Contains(Column(field, values[0])) ? $"({any})" : null, IsWalked: isWalked) { IsNarrow = values is [var only] && IsNarrow(field, only) };
    }

    private static bool IsNarrow(SearchField field, FieldValue value) => value switch
    {
        FieldValue.Days days => days.From == days.To,
        FieldValue.Exactly => field.Column is "name_key" or "roll_key" or "reel_key",
        _ => false,
    };

    private static string Column(SearchField field, FieldValue value) => value is FieldValue.Choice { Chosen: var chosen } ? chosen.Column : field.Column;

    private string Of(SearchField field, FieldValue value) => value switch
    {
        FieldValue.Exactly exactly => $"s.{field.Column} = {Bind(exactly.Key)}",
        FieldValue.Like like => Like($"s.{field.Column}", like.Pattern),
        FieldValue.Words words => isPostgres ? $"{Spaced(field)} LIKE {Bind($"% {words.Sequence} %")}" : $"instr({Spaced(field)}, {Bind($" {words.Sequence} ")}) > 0",
        FieldValue.Between between => between.From == between.To ? $"s.{field.Column} = {Bind(between.From)}" : $"s.{field.Column} BETWEEN {Bind(between.From)} AND {Bind(between.To)}",
        FieldValue.Days days => days.From == days.To ? $"s.shoot_day = {Bind(Text(days.From))}" : $"s.shoot_day BETWEEN {Bind(Text(days.From))} AND {Bind(Text(days.To))}",
        // Both are words of the field's own list, so that an index of only the rare ones can be taken.
        FieldValue.Choice { Chosen: var chosen } => chosen.Value is long number ? string.Create(CultureInfo.InvariantCulture, $"s.{chosen.Column} = {number}") : $"s.{chosen.Column} = '{chosen.Value}'",
        FieldValue.Time time => Time(time),
        _ => throw new InvalidOperationException($"{value} is no value."),
    };

    /// <summary>A name as words: what separates them in the name does not count, as it does not in the query.</summary>
    private static string Spaced(SearchField field) =>
        $"(' ' || replace(replace(replace(replace(s.{field.Column}, '-', ' '), '_', ' '), '.', ' '), '/', ' ') || ' ')";

    private string Like(string column, string pattern)
    {
        var first = pattern.IndexOfAny(['*', '?']);
        var beginning = pattern[..first];
        var range = beginning.Length == 0 ? "" : $"{column} >= {Bind(beginning)} AND {column} < {Bind(beginning + AfterAll)}";
        if (first == pattern.Length - 1 && pattern[first] == '*') return range.Length > 0 ? $"({range})" : $"{column} <> ''";
        var like = pattern.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal).Replace('*', '%').Replace('?', '_');
        return $"({(range.Length > 0 ? range + " AND " : "")}{column} LIKE {Bind(like)} ESCAPE '\\')";
    }

    /// <summary>
    /// Whether labels overlap, in whole numbers. A clip's labels are counted at L in a second, the query's at Q (or at L as well): with
    /// clip label c and query label q, c / L is less than q / Q when c · Q is less than q · L. A clip begins on its day and may end on the next;
    /// so may the stretch: it is tried on the day before, the day, and the day after.
    /// </summary>
    private string Time(FieldValue.Time time)
    {
        var days = new List<string>();
        for (var day = -1; day <= 1; day++)
        {
            var (from, to, each) = (Label(time.From, day), Label(time.To, day), time.LabelsPerSecond == 0 ? "" : $" * {Bind((long)time.LabelsPerSecond)}");
            days.Add(time.IsWhole ? $"(s.tc_start{each} <= {from} AND s.tc_end{each} >= {to})" : $"(s.tc_start{each} < {to} AND s.tc_end{each} > {from})");
        }

        return $"(s.tc_labels > 0 AND ({string.Join(" OR ", days)}))";

        string Label(LabelPlace place, int day) => time.LabelsPerSecond > 0
            ? $"{Bind((place.Second + (long)day * SecondsPerDay) * time.LabelsPerSecond + place.Frame)} * s.tc_labels"
            : $"({Bind(place.Second + (long)day * SecondsPerDay)} * s.tc_labels + {(isPostgres ? "least" : "min")}({Bind((long)place.Frame)}, s.tc_labels))";
    }

    /// <summary>
    /// Where clips begin that may reach into a stretch, as the index of beginnings has it: a clip whose labels span at most S seconds begins at most S
    /// before the stretch does. Clips are kept by spans of powers of two, so that a roll of sound that ran all day does not make us look through
    /// a day of takes. A second more on both sides lies beyond every rounding; <see cref="Time"/> is exact.
    /// </summary>
    private ImmutableArray<string> Near(FieldValue.Time time)
    {
        const long Microseconds = 1_000_000;
        var stretches = new List<string> { $"s.tc_span = {Bind(SearchRow.LongestSpan + 1)}" };
        for (var day = -1; day <= 1; day++)
        {
            var (from, to) = (time.From.Second + (long)day * SecondsPerDay, time.To.Second + (long)day * SecondsPerDay + 2);
            for (var span = 1L; span <= SearchRow.LongestSpan; span *= 2)
                if (to > 0 && from - span - 1 < SecondsPerDay) stretches.Add($"(s.tc_span = {Bind(span)} AND s.tc_from BETWEEN {Bind((from - span - 1) * Microseconds)} AND {Bind(to * Microseconds)})");
        }

        return [.. stretches];
    }

    private static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
