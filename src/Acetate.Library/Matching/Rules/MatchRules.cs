using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Acetate.Library.Matching.Names;
using Acetate.Library.Matching.Times;

namespace Acetate.Library.Matching.Rules;

/// <summary>The matcher's rules, thresholds and weights: data with a version, so that a show can have its own and a result can say which it used.</summary>
public sealed class MatchRules
{
    private const int MostPatterns = 200, LongestPattern = 2000;

    private MatchRules(RuleDocument document)
    {
        Document = document;
        Version = document.Version;
        Relations = Enum.GetValues<NameRelation>().Where(r => r != NameRelation.None)
            .ToFrozenDictionary(r => r, r => document.Relations[KebabCase.Of(r)]);
        Trust = Enum.GetValues<NameOrigin>().ToFrozenDictionary(o => o, o => document.Trust[KebabCase.Of(o)]);
        Times = Enum.GetValues<TimeReading>().Where(t => t != TimeReading.Unknown).ToFrozenDictionary(t => t, t => document.Times[KebabCase.Of(t)]);
        Names = [.. document.Names.Select(n => (n, Compile(n.Find)))];
        Repeated = Compile(document.Repeated.Find);
        Ignored = [.. document.Ignored.Select(i => (Compile(i.Find), i.Words))];
        Media = [.. document.Media.Select(m => (KebabCase.Parse<MediaKind>(m.Kind), Compile(m.Find), m.Always))];
        Pairs = document.Typing.Pairs.SelectMany(p => new[] { (p[0], p[1]), (p[1], p[0]) }).ToFrozenSet();
    }

    /// <summary>The rules that come with the program.</summary>
    public static MatchRules Default { get; } = ReadDefault();

    /// <summary>The version of the rules; results say which they were made with.</summary>
    public int Version { get; }

    internal RuleDocument Document { get; }
    internal FrozenDictionary<NameRelation, RelationRule> Relations { get; }
    internal FrozenDictionary<NameOrigin, double> Trust { get; }
    internal FrozenDictionary<TimeReading, double> Times { get; }
    internal ImmutableArray<(NameRule Rule, Regex Find)> Names { get; }
    internal Regex Repeated { get; }
    internal ImmutableArray<(Regex Find, string Words)> Ignored { get; }
    internal ImmutableArray<(MediaKind Kind, Regex Find, bool Always)> Media { get; }
    internal FrozenSet<(char, char)> Pairs { get; }

    /// <summary>The text of the rules that come with the program: the place to begin from for rules of one's own.</summary>
    public static string DefaultText()
    {
        using var reader = new StreamReader(typeof(MatchRules).Assembly.GetManifestResourceStream("match-rules.json")!);
        return reader.ReadToEnd();
    }

    /// <summary>Reads rules.</summary>
    /// <param name="json">The whole document; nothing is taken from the rules that come with the program.</param>
    /// <exception cref="FormatException">The document is not valid; the message says what, where, and what would be.</exception>
    public static MatchRules Parse(string json)
    {
        RuleDocument document;
        try
        {
            document = JsonSerializer.Deserialize<RuleDocument>(json, RuleDocument.Options) ?? throw new FormatException("Matching rules are a JSON object.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The matching rules are not valid at {(e.Path is { Length: > 0 } path ? path : "$")}, line {e.LineNumber + 1}: "
                + $"{e.Message.Split(" Path:")[0]} Begin from the rules that come with Acetate.", e);
        }

        document.Check(MostPatterns);
        return new MatchRules(document);
    }

    private static MatchRules ReadDefault() => Parse(DefaultText());

    // Patterns may be a stranger's: without backtracking, every pattern takes time in proportion to the name's length.
    private static Regex Compile(string pattern)
    {
        if (pattern.Length > LongestPattern) throw new FormatException($"A pattern of the matching rules has {pattern.Length} characters; {LongestPattern} are allowed.");
        try
        {
            return new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"The pattern '{pattern}' of the matching rules cannot be used: {e.Message} Lookarounds and back references are not supported.", e);
        }
    }
}
