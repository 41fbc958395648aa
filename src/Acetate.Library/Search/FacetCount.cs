using System.Collections.Immutable;
using System.Globalization;
using Acetate.Timing;

namespace Acetate.Library.Search;

/// <summary>Counts values by field, over one show after the other.</summary>
internal sealed class FacetCount
{
    /// <summary>Clips that are counted at most for the total.</summary>
    public const int MostForTotal = 100_000;

    /// <summary>Clips that the values are counted over at most.</summary>
    public const int MostForValues = 10_000;

    private const int MostValues = 40;

    /// <summary>The fields of a page, each with the column that groups and the one that is shown.</summary>
    private static readonly ImmutableArray<(string Field, string Key, string Shown)> Fields =
    [
        ("date", "shoot_day", "shoot_day"), ("kind", "kind", "kind"), ("unit", "unit_key", "unit"), ("camera", "camera_key", "camera"), ("roll", "roll_key", "roll"), ("scene", "scene_key", "scene"),
        ("lens", "lens", "lens"), ("glass", "glass_key", "glass"), ("iso", "iso", "iso"), ("rate", "rate", "rate"), ("codec", "codec_key", "codec_key"), ("proxy", "proxy", "proxy"),
    ];

    private static readonly string Columns = string.Join(", ", Fields.SelectMany(f => new[] { f.Key, f.Shown }).Distinct().Select(column => $"s.{column}"));

    private static readonly string Statement =
        $"""
        SELECT '' AS field, '' AS key, '' AS shown, COUNT(*) AS clips FROM found UNION ALL
        {string.Join(" UNION ALL ", Fields.Select(f => $"SELECT '{f.Field}', CAST({f.Key} AS TEXT), CAST(MIN({f.Shown}) AS TEXT), COUNT(*) FROM found GROUP BY {f.Key}"))}
        """;

    private readonly Dictionary<(string Field, string Key), (string Shown, int Clips)> counts = [];
    private int counted, total;

    /// <summary>Adds what is found in a show, as far as there is room.</summary>
    public async Task AddAsync(ClipFinder finder, string show, CancellationToken cancellationToken)
    {
        var before = counted;
        if (counted <= MostForValues)
        {
            foreach (var row in await finder.OverAsync<Row>(show, Columns, Statement, MostForValues + 1 - counted, cancellationToken))
            {
                if (row.Field.Length == 0) before += row.Clips;
                else counts[(row.Field, row.Key)] = counts.TryGetValue((row.Field, row.Key), out var known) ? (known.Shown, known.Clips + row.Clips) : (row.Shown, row.Clips);
            }
        }

        var here = before - counted;
        counted = before;
        if (counted > MostForValues && total <= MostForTotal) here = await finder.CountAsync(show, MostForTotal + 1 - total, cancellationToken);
        total += here;
    }

    /// <summary>What was counted.</summary>
    public SearchSummary Summary => new(
        Math.Min(total, MostForTotal), total > MostForTotal, Math.Min(counted, MostForValues), counted > MostForValues,
        [.. Fields.Select(f => Facet(f.Field)).Where(facet => !facet.Values.IsEmpty)]);

    private SearchFacet Facet(string field)
    {
        // What is not known is no value to choose.
        var values = counts.Where(pair => pair.Key.Field == field && pair.Key.Key is not ("" or "-1")).ToList();
        var chosen = values.OrderByDescending(pair => pair.Value.Clips).ThenBy(pair => pair.Key.Key, StringComparer.Ordinal).Take(MostValues);
        chosen = field switch
        {
            "date" => chosen.OrderByDescending(pair => pair.Key.Key, StringComparer.Ordinal),
            "lens" or "iso" or "rate" => chosen.OrderBy(pair => long.Parse(pair.Key.Key, CultureInfo.InvariantCulture)),
            _ => chosen,
        };
        return new SearchFacet(field, [.. chosen.Select(pair => Value(field, pair.Key.Key, pair.Value.Shown, pair.Value.Clips))], values.Count > MostValues);
    }

    private static FacetValue Value(string field, string key, string shown, int clips)
    {
        switch (field)
        {
            case "lens":
                var length = long.Parse(key, CultureInfo.InvariantCulture) / 1000m;
                // With all decimals that are kept, so that these clips are found and no others.
                return new FacetValue(length.ToString("0.### mm", CultureInfo.InvariantCulture), $"lens:{length.ToString("0.000", CultureInfo.InvariantCulture)}", clips);
            case "rate":
                var rate = Rate(long.Parse(key, CultureInfo.InvariantCulture));
                return new FacetValue(rate, $"rate:{rate}", clips);
            case "camera" or "glass":
                return new FacetValue(shown, $"{field}:={Quoted(shown)}", clips);
            default:
                return new FacetValue(shown, $"{field}:{Quoted(shown)}", clips);
        }
    }

    /// <summary>The rate as people write it, where that is the rate; else its decimals.</summary>
    private static string Rate(long millionths) =>
        FrameRate.Known.FirstOrDefault(rate => FieldReader.Millionths(rate) == millionths) is { IsSet: true } known ? known.ToString()
            : (millionths / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>A name as a value: in quotes where it needs them. A quotation mark in it stands for any letter.</summary>
    private static string Quoted(string name) =>
        name.Contains('"', StringComparison.Ordinal) ? string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? c : '?'))
            : name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.') && !name.Contains("..", StringComparison.Ordinal) ? name : $"\"{name}\"";

    private sealed class Row
    {
        public string Field { get; set; } = "";
        public string Key { get; set; } = "";
        public string Shown { get; set; } = "";
        public int Clips { get; set; }
    }
}
