using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Acetate.Tools.Returns;

/// <summary>How vendors name what they hand in: text with tokens in braces, such as <c>{shot}_{task}_v{version}</c>, without the frame's number and the extension.</summary>
/// <remarks>Tokens: show, vendor, shot, task and version. A shot is one that the vendor was given plates of: nothing else is taken for one.</remarks>
public sealed class ReturnTemplate
{
    /// <summary>What is understood where nobody says another template, besides the names of the plates themselves.</summary>
    public static readonly ImmutableArray<string> Usual = ["{shot}_{task}_v{version}", "{shot}_v{version}"];

    private const int MostTemplates = 20;

    private const string Marker = "\0";

    private readonly string pattern;
    private readonly ImmutableArray<string> shots;

    private ReturnTemplate(string pattern, ImmutableArray<string> shots) => (this.pattern, this.shots) = (pattern, shots);

    /// <summary>Reads templates; <see cref="Usual"/> when there are none.</summary>
    /// <param name="texts">The templates, the one that counts most first.</param>
    /// <param name="show">The show's short name.</param>
    /// <param name="vendor">The vendor.</param>
    /// <param name="shots">The shots that the vendor was given plates of.</param>
    /// <exception cref="ReturnException">One is none; the message says why.</exception>
    public static ImmutableArray<ReturnTemplate> Read(ImmutableArray<string> texts, string show, string vendor, IEnumerable<string> shots)
    {
        if (texts.IsDefaultOrEmpty) texts = Usual;
        if (texts.Length > MostTemplates) throw new ReturnException($"There are {texts.Length} templates of names; {MostTemplates} are the most.");
        // The longest name first: SH010 is how SH010A begins, too.
        ImmutableArray<string> all = [.. shots.OrderByDescending(shot => shot.Length).ThenBy(shot => shot, StringComparer.Ordinal)];
        return [.. texts.Select(text => Read(text, show, vendor, all))];
    }

    /// <summary>What a name says; null when the template is not its own.</summary>
    public ReturnName? Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var shot in shots.Where(shot => name.Contains(shot, StringComparison.OrdinalIgnoreCase)))
        {
            // Names are strangers': matching takes time in proportion to their length, whatever they are.
            var match = Regex.Match(name, pattern.Replace(Marker, Regex.Escape(shot), StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
            if (match.Success && int.Parse(match.Groups["version"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) is > 0 and var version)
                return new(match.Groups["shot"].Value, match.Groups["task"].Value, version);
        }

        return null;
    }

    private static ReturnTemplate Read(string text, string show, string vendor, ImmutableArray<string> shots)
    {
        if (text.Length is 0 or > 200) throw new ReturnException("A template of names has 1 to 200 characters.");
        var (pattern, seen) = (new StringBuilder("^"), new HashSet<string>(StringComparer.Ordinal));
        for (var at = 0; at < text.Length;)
        {
            if (text[at] != '{')
            {
                pattern.Append(Regex.Escape(text[at++].ToString()));
                continue;
            }

            var end = text.IndexOf('}', at);
            var token = end < 0 ? "" : text[(at + 1)..end];
            if (!seen.Add(token)) throw new ReturnException($"The template {text} cannot be used: {{{token}}} stands in it more than once.");
            pattern.Append(token switch
            {
                "show" => Regex.Escape(show),
                "vendor" => Regex.Escape(vendor),
                "shot" => $"(?<shot>{Marker})",
                "task" => "(?<task>[a-z0-9][a-z0-9_.-]{0,63})",
                "version" => "(?<version>[0-9]{1,4})",
                _ => throw new ReturnException($"The template {text} cannot be used: at character {at + 1} stands no token. There are show, vendor, shot, task and version, each in braces."),
            });
            at = end + 1;
        }

        if (text.Contains(Marker, StringComparison.Ordinal)) throw new ReturnException("A template of names has no control characters.");
        foreach (var needed in (string[])["shot", "version"])
            if (!seen.Contains(needed)) throw new ReturnException($"The template {text} leaves out {{{needed}}}: nobody could tell what was handed in.");
        return new(pattern.Append('$').ToString(), shots);
    }
}

/// <summary>What the name of something handed in says.</summary>
/// <param name="Shot">The shot, as it is written there.</param>
/// <param name="Task">What of the shot it is; may be empty.</param>
/// <param name="Version">From 1.</param>
public sealed record ReturnName(string Shot, string Task, int Version);

/// <summary>Something that was asked for cannot be done as it was asked; the message says why and what to do.</summary>
public sealed class ReturnException(string message) : Exception(message);
