using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Acetate.Library.Pulls;

namespace Acetate.Tools.Returns;

/// <summary>The shots of a vendor, and which of them and which plate a name means.</summary>
internal sealed class TurnedOverShots
{
    private readonly ILookup<string, Turnover> byShot;
    private readonly ImmutableArray<ReturnTemplate> templates;
    private readonly ILookup<string, (Turnover Turnover, int Digits)> byPlateName;

    public TurnedOverShots(IReadOnlyList<Turnover> turnovers, ImmutableArray<string> templates, string show, string vendor)
    {
        byShot = turnovers.ToLookup(one => one.Plate.Shot, StringComparer.OrdinalIgnoreCase);
        this.templates = ReturnTemplate.Read(templates, show, vendor, byShot.Select(group => group.Key));
        byPlateName = turnovers.Select(one => (Name: NameOf(one.Plate.Pattern), one)).SelectMany(one => ((int[])[3, 4]).Select(digits => (Mark(one.Name, one.one.Plate.Version, digits), one.one, digits)))
            .Where(one => one.Item1 is not null).ToLookup(one => one.Item1!, one => (one.one, one.digits), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The shot, the plate and the version that a name means; null when it means none that the vendor was given.</summary>
    /// <param name="name">The name without number and extension.</param>
    public (Turnover Plate, string Task, int Version)? Find(string name)
    {
        // The name of the plate itself, with a version of the vendor's own.
        foreach (Match match in Version.Matches(name))
        {
            var key = string.Concat(name.AsSpan(0, match.Index), "v*", name.AsSpan(match.Index + match.Length));
            if (byPlateName[key].Select(one => one.Turnover).LastOrDefault() is { } plate && int.Parse(match.ValueSpan[1..], NumberStyles.None, CultureInfo.InvariantCulture) is > 0 and var version)
                return (Latest(plate.Plate.Shot, plate.Plate.Element), plate.Plate.Element, version);
        }

        foreach (var template in templates)
            if (template.Parse(name) is { } said) return (Latest(said.Shot, said.Task), said.Task, said.Version);
        return null;
    }

    // The plate of that name where the task is one; else the first plate of the shot. Of each the version that was given last.
    private Turnover Latest(string shot, string task)
    {
        var plates = byShot[shot].OrderBy(one => one.Plate.Element, StringComparer.Ordinal).ToList();
        var element = plates.Find(one => one.Plate.Element.Equals(task, StringComparison.OrdinalIgnoreCase))?.Plate.Element ?? plates[0].Plate.Element;
        return plates.Where(one => one.Plate.Element == element).MaxBy(one => (one.Plate.Version, one.Number))!;
    }

    private static readonly Regex Version = new("[vV][0-9]{1,4}", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static string NameOf(string pattern)
    {
        var name = pattern[(pattern.LastIndexOf('/') + 1)..];
        return name[..name.IndexOf('#', StringComparison.Ordinal)].TrimEnd('.', '_', '-');
    }

    private static string? Mark(string name, int version, int digits)
    {
        var text = "v" + version.ToString($"D{digits}", CultureInfo.InvariantCulture);
        var at = name.LastIndexOf(text, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : string.Concat(name.AsSpan(0, at), "v*", name.AsSpan(at + text.Length));
    }
}
