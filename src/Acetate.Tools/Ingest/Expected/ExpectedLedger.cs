using System.Collections.Immutable;
using Acetate.Library.Rolls;

namespace Acetate.Tools.Ingest.Expected;

/// <summary>A roll that a report promises for a day.</summary>
public sealed record PromisedRoll
{
    /// <summary>The name as the report has it.</summary>
    public required string Name { get; init; }

    /// <summary>Camera or sound.</summary>
    public required RollKind Kind { get; init; }

    /// <summary>The shoot day.</summary>
    public required DateOnly ShootDay { get; init; }

    /// <summary>The clips the report names; empty when it names rolls only.</summary>
    public ImmutableArray<string> Clips { get; init; } = [];

    /// <summary>The report it stands in.</summary>
    public string Report { get; init; } = "";

    /// <summary>Why nobody waits for it any more; empty while somebody does.</summary>
    public string Waived { get; init; } = "";
}

/// <summary>A roll that arrived, as far as the ledger asks.</summary>
public sealed record ArrivedRoll(string Name, RollKind Kind, DateOnly ShootDay, ImmutableArray<string> Clips);

/// <summary>Holds what was promised against what arrived.</summary>
public static class ExpectedLedger
{
    /// <summary>The expected rolls of a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="fallbackDay">The day when the report names none.</param>
    /// <param name="source">The report's file name.</param>
    public static ImmutableArray<PromisedRoll> From(ProductionReport report, DateOnly fallbackDay, string source)
    {
        ArgumentNullException.ThrowIfNull(report);
        return [.. report.Rolls.Select(roll => new PromisedRoll
        {
            Name = roll.Name, Kind = report.Kind, ShootDay = report.ShootDay ?? fallbackDay, Report = source, Clips = [.. roll.Clips.Select(c => c.Name)],
        })];
    }

    /// <summary>What never arrived of one day, and what arrived incomplete.</summary>
    public static ImmutableArray<Finding> Missing(IReadOnlyCollection<PromisedRoll> expected, IReadOnlyCollection<ArrivedRoll> arrived)
    {
        ArgumentNullException.ThrowIfNull(expected);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        foreach (var roll in expected.Where(e => e.Waived.Length == 0))
        {
            var here = arrived.Where(a => IsSameRoll(roll.Name, a.Name)).ToList();
            if (here.Count == 0)
            {
                findings.Add(new Finding
                {
                    Severity = FindingSeverity.Warning,
                    Code = "roll-never-arrived",
                    Path = roll.Name,
                    Message = $"Roll {roll.Name} stands in {(roll.Report.Length > 0 ? $"'{roll.Report}'" : "a report")} of {roll.ShootDay:yyyy-MM-dd} and never arrived.",
                    Advice = "Ask for the card, or waive it with a reason if it was not used.",
                });
                continue;
            }

            var clips = here.SelectMany(a => a.Clips).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var missing = roll.Clips.Where(c => !HasClip(clips, here[0].Name, c)).ToList();
            if (missing.Count > 0)
                findings.Add(new Finding
                {
                    Severity = FindingSeverity.Warning,
                    Code = "clip-never-arrived",
                    Path = roll.Name,
                    Message = $"Roll {roll.Name} arrived without {missing.Count:N0} {(missing.Count == 1 ? "clip" : "clips")} of the report: {string.Join(", ", missing.Take(8))}{(missing.Count > 8 ? " …" : "")}.",
                    Advice = "Look for the clips on the card and its other copies before it is formatted.",
                });
        }

        return findings.ToImmutable();
    }

    /// <summary>Reports often write the short form: A001 for A001R2EC, A007 for A007_0124J4.RDM.</summary>
    public static bool IsSameRoll(string reported, string arrived) =>
        reported.Equals(arrived, StringComparison.OrdinalIgnoreCase)
        || reported.Length >= 3 && char.IsAsciiDigit(reported[^1]) && arrived.Length > reported.Length
            && arrived.StartsWith(reported, StringComparison.OrdinalIgnoreCase) && !char.IsAsciiDigit(arrived[reported.Length])
        || Compact(reported) is { Length: >= 3 } compact && compact == Compact(arrived);

    /// <summary>A report names a clip by its file, its name, its number within the roll, or all tracks at once with X.</summary>
    private static bool HasClip(HashSet<string> clips, string roll, string reported)
    {
        var stem = Scan.MediaNames.IsSound(reported) || Scan.MediaNames.IsPicture(reported) ? Scan.MediaNames.Stem(reported) : reported;
        if (clips.Contains(stem) || clips.Contains(reported)) return true;
        if (stem.EndsWith("_X", StringComparison.OrdinalIgnoreCase)) return clips.Contains(stem[..^2]) || clips.Any(c => c.StartsWith(stem[..^1], StringComparison.OrdinalIgnoreCase));
        var number = stem.TrimStart('C', 'c');
        if (number.Length is > 0 and <= 4 && number.All(char.IsAsciiDigit))
        {
            var marker = $"C{number.PadLeft(3, '0')}";
            return clips.Any(c => c.Contains(marker, StringComparison.OrdinalIgnoreCase));
        }

        return clips.Any(c => c.StartsWith(stem, StringComparison.OrdinalIgnoreCase) && c.Length > stem.Length && c[stem.Length] is '_' or '.');
    }

    private static string Compact(string name) => string.Concat(name.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit));
}
