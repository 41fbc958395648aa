using System.Globalization;
using System.Text.RegularExpressions;

namespace Acetate.Tools.Ingest.Scan;

/// <summary>What the name of a shoot-day folder says: <c>20230510_EP103_Day05_MU</c>.</summary>
/// <param name="Day">The date.</param>
/// <param name="Episode">Episode or block as written: <c>EP103</c>, <c>Block02</c>; empty when the name has none.</param>
/// <param name="DayNumber">The number of the shoot day, when the name has one.</param>
/// <param name="Unit">The unit in its usual form (1U is MU, 2U is SU, 3U is TU, PU is UU); empty when the name has none.</param>
public sealed partial record DayFolder(DateOnly Day, string Episode, int? DayNumber, string Unit)
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["MU"] = "MU",
        ["1U"] = "MU",
        ["SU"] = "SU",
        ["2U"] = "SU",
        ["TU"] = "TU",
        ["3U"] = "TU",
        ["SP"] = "SP",
        ["UU"] = "UU",
        ["PU"] = "UU",
        ["AP"] = "AP",
        ["RS"] = "RS",
        ["DU"] = "DU",
        ["AU"] = "AU",
    };

    /// <summary>The units people may choose, in their usual form.</summary>
    public static IReadOnlyCollection<string> KnownUnits { get; } = ["MU", "SU", "TU", "SP", "UU", "AP", "RS", "DU", "AU"];

    /// <summary>Reads a folder name: a date, then episode or block, day and unit in any order, each at most once; false when it is none.</summary>
    public static bool TryParse(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DayFolder? folder)
    {
        folder = null;
        var parts = name.Split('_', StringSplitOptions.TrimEntries);
        if (!TryDate(parts[0], out var day)) return false;
        var (episode, unit, number) = ("", "", (int?)null);
        foreach (var part in parts.Skip(1))
        {
            if (unit.Length == 0 && Units.TryGetValue(part, out var known)) unit = known;
            else if (number is null && DayPattern().Match(part) is { Success: true } d) number = int.Parse(d.Groups["n"].Value, CultureInfo.InvariantCulture);
            else if (episode.Length == 0 && EpisodePattern().IsMatch(part)) episode = part;
            else return false;
        }

        folder = new DayFolder(day, episode, number, unit);
        return true;
    }

    /// <summary>The nearest day folder on the way from a path up to the root; null when no part of it is one.</summary>
    public static DayFolder? Above(string path)
    {
        foreach (var part in path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries).Reverse())
            if (TryParse(part, out var folder))
                return folder;
        return null;
    }

    /// <summary>The usual form of a unit, or null when there is no such unit.</summary>
    public static string? UsualUnit(string text) => Units.GetValueOrDefault(text.Trim());

    /// <summary>The folder's name in the library store.</summary>
    public override string ToString() =>
        string.Join('_', new[] { Day.ToString("yyyyMMdd", CultureInfo.InvariantCulture), Episode, DayNumber is { } n ? $"Day{n:00}" : "", Unit }
            .Where(part => part.Length > 0));

    private static bool TryDate(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, ["yyyyMMdd", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
        && day.Year is >= 1990 and < 2100;

    [GeneratedRegex(@"^(?:Day|D)?(?<n>\d{1,3})$", RegexOptions.IgnoreCase)]
    private static partial Regex DayPattern();

    [GeneratedRegex(@"^(?:Block|BK|B|EP|E|S\d{1,2}E)#?\d{1,4}[A-Z]?$", RegexOptions.IgnoreCase)]
    private static partial Regex EpisodePattern();
}
