using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Acetate.Cuts;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.VfxPulls.Shots;

/// <summary>What the rules found for one event: the preview that a person sees before anything is pulled.</summary>
/// <param name="Event">Id of the event.</param>
/// <param name="Shot">The shot; null when no rule found one: the event is not pulled.</param>
/// <param name="Element">Such as <c>BG01</c>; null when the cut does not say.</param>
/// <param name="Vendor">Who gets it, where the cut says; else null.</param>
/// <param name="Rule">Which rule decided, from 1; 0 for none.</param>
/// <param name="Text">The text that it was read from; empty for none.</param>
/// <param name="Notes">What a person should look at, in sentences.</param>
public sealed record ShotName(string Event, string? Shot, string? Element, string? Vendor, int Rule, string Text, ImmutableArray<string> Notes);

/// <summary>Reads the names of shots out of a cut by ordered rules.</summary>
public static partial class ShotNames
{
    /// <summary>Text longer than this is not searched for names.</summary>
    private const int LongestText = 4_096;

    /// <summary>The shot of each event, in the order of the events.</summary>
    /// <param name="events">The events, nested ones opened.</param>
    /// <param name="rules">The rules; the first that finds something decides.</param>
    /// <exception cref="PullException">A rule cannot be used.</exception>
    public static ImmutableArray<ShotName> Of(IEnumerable<CutEvent> events, IReadOnlyList<ShotRule> rules)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(rules);
        var compiled = rules.Select(rule => (Rule: rule, Pattern: rule.Compile())).ToList();
        var found = events.Select(one => Of(one, compiled)).ToList();
        var twice = found.Where(name => name.Shot is not null)
            .GroupBy(name => (name.Shot, name.Element ?? ""))
            .Where(group => group.Count() > 1)
            .ToDictionary(group => group.Key, group => group.Count());
        var spellings = found.Where(name => name.Shot is not null).Select(name => name.Shot!).Distinct(StringComparer.Ordinal)
            .GroupBy(shot => shot, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .ToDictionary(group => group.Key, group => string.Join(", ", group.Order(StringComparer.Ordinal)), StringComparer.OrdinalIgnoreCase);
        return [.. found.Select(name => name.Shot is not { } shot ? name : name with
        {
            Notes =
            [
                .. name.Notes,
                .. twice.TryGetValue((shot, name.Element ?? ""), out var count)
                    ? (string[])[name.Element is { } element ? $"{count} events say {shot} {element}: say which of them another element is." : $"{count} events say {shot}: they become plates of one shot."] : [],
                .. spellings.TryGetValue(shot, out var all) ? (string[])[$"The cut writes this shot in several ways ({all}): they are different shots unless somebody says otherwise."] : [],
            ],
        })];
    }

    private static ShotName Of(CutEvent one, List<(ShotRule Rule, Regex Pattern)> rules)
    {
        for (var place = 0; place < rules.Count; place++)
        {
            var (rule, pattern) = rules[place];
            ShotName? first = null;
            var others = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var text in TextsOf(one, rule))
            {
                if (text.Length is 0 or > LongestText || pattern.Match(text) is not { Success: true } match) continue;
                var shot = (match.Groups["shot"] is { Success: true } named ? named.Value : match.Value).Trim();
                if (shot.Length == 0) continue;
                var (made, told) = Safe(shot, text, match.Groups["shot"] is { Success: true } group ? group : match);
                shot = made;
                var element = Value(match, "element");
                if (element is null && ElementAtTheEnd().Match(shot) is { Success: true } end) (shot, element) = (shot[..end.Index], end.Value[1..]);
                if (first is null) first = new(one.Id, shot, element, Value(match, "vendor"), place + 1, text, told is null ? [] : [told]);
                else if (shot != first.Shot) others.Add(shot);
            }

            if (first is not null)
                return others.Count == 0 ? first : first with { Notes = [.. first.Notes, $"The event also says {string.Join(" and ", others)}; {first.Shot} stands first."] };
        }

        return new(one.Id, null, null, null, 0, "", []);
    }

    /// <summary>A name without slashes, which would make folders of it, and what was done to it; null where nothing was. A name that stands beside a slash may be a part of one.</summary>
    private static (string Shot, string? Note) Safe(string shot, string text, Capture found)
    {
        const int MostShown = 80;
        var said = text.Length <= MostShown ? text : text[..MostShown] + "…";
        if (shot.AsSpan().ContainsAny('/', '\\'))
        {
            var safe = shot.Replace('/', '_').Replace('\\', '_');
            return (safe, $"The cut says '{shot}', and a name of a shot has no slash: it is called {safe}.");
        }

        var (before, after) = (found.Index, found.Index + found.Length);
        // A remark behind two slashes is a remark ("208_050_E05 // SPLIT SCREEN"), and so is one behind a blank.
        var isPart = (before >= 2 && text[before - 1] is '/' or '\\' && char.IsLetterOrDigit(text[before - 2])) || (after + 1 < text.Length && text[after] is '/' or '\\' && char.IsLetterOrDigit(text[after + 1]));
        return (shot, isPart ? $"{shot} was read out of '{said}': look whether the shot is called so, as what stands at the other side of the slash was left out." : null);
    }

    // Plates, foreground, background, element and reference, as the field numbers them.
    [GeneratedRegex("(?<=.)_(?:PL|FG|BG|EL|RF)[0-9]{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex ElementAtTheEnd();

    private static string? Value(Match match, string group) => match.Groups[group] is { Success: true, Value: { Length: > 0 } value } ? value.Trim() : null;

    private static IEnumerable<string> TextsOf(CutEvent one, ShotRule rule) => rule.From switch
    {
        ShotText.ShotColumn => one.Source.Of(SourceNameKind.Shot).Select(name => name.Value),
        ShotText.Marker => one.Markers.Where(marker => rule.Color.Length == 0 || marker.Color.Equals(rule.Color, StringComparison.OrdinalIgnoreCase))
            .SelectMany(marker => (string[])[marker.Name, marker.Comment]),
        ShotText.Comment => one.Comments,
        ShotText.ClipName => one.Source.Of(SourceNameKind.ClipName).Select(name => name.Value),
        ShotText.SourceFile => one.Source.Of(SourceNameKind.SourceFile).Select(name => name.Value),
        _ => throw new PullException($"A shot rule names a place '{rule.From}' that does not exist."),
    };
}
