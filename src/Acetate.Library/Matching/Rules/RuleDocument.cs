using System.Text.Json;
using System.Text.Json.Serialization;
using Acetate.Library.Matching.Names;
using Acetate.Library.Matching.Times;

namespace Acetate.Library.Matching.Rules;

/// <summary>The rules as they stand in JSON. Every member is needed and no other is known, so that a slip of the pen is a sentence, not a silence.</summary>
internal sealed record RuleDocument
{
    /// <summary>Comments and a comma too many are forgiven in a file that people write.</summary>
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 16,
    };

    public required int Version { get; init; }

    /// <summary>A clip is taken without a person from this probability on.</summary>
    public required double Automatic { get; init; }

    /// <summary>A clip is offered to a person from this probability on.</summary>
    public required double Possible { get; init; }

    /// <summary>How much of a cut's footage is not in the library, before anything is known.</summary>
    public required double Absent { get; init; }

    /// <summary>How many clips one name may bring up.</summary>
    public required int MostClips { get; init; }

    /// <summary>How many comparisons of an event with a clip are kept for a whole cut, about 0.7 kB each; after that a name brings up few clips.</summary>
    public required int MostComparisons { get; init; }

    /// <summary>How many candidates an outcome lists.</summary>
    public required int MostCandidates { get; init; }

    public required int ToleranceFrames { get; init; }

    /// <summary>The part of a roll's events that must agree on an offset.</summary>
    public required double OffsetSupport { get; init; }

    public required int OffsetEvents { get; init; }

    public required Dictionary<string, double> Trust { get; init; }
    public required Dictionary<string, RelationRule> Relations { get; init; }
    public required Dictionary<string, double> Times { get; init; }
    public required TypingRule Typing { get; init; }
    public required PriorRule Priors { get; init; }
    public required NameRule[] Names { get; init; }

    /// <summary>Names that many clips of many cards have: even the whole name says little.</summary>
    public required RepeatRule Repeated { get; init; }

    public required IgnoreRule[] Ignored { get; init; }
    public required MediaRule[] Media { get; init; }

    public void Check(int mostPatterns)
    {
        // Members are held by their annotations; what lies in lists and dictionaries is not.
        Need(!Names.Contains(null!) && !Ignored.Contains(null!) && !Media.Contains(null!) && !Typing.Pairs.Contains(null!) && !Relations.ContainsValue(null!), "no list has null in it");
        Need(Version >= 1, "\"version\" is 1 or more");
        Need(Automatic is > 0.5 and < 1, "\"automatic\" lies between 0.5 and 1");
        Need(Possible is > 0 and < 1 && Possible < Automatic, "\"possible\" lies between 0 and \"automatic\"");
        Need(Absent is > 0 and < 1, "\"absent\" lies between 0 and 1");
        Need(MostClips is >= 10 and <= 100_000, "\"mostClips\" is 10 to 100,000");
        Need(MostComparisons is >= 1_000 and <= 20_000_000, "\"mostComparisons\" is 1,000 to 20,000,000");
        Need(MostCandidates is >= 1 and <= 100, "\"mostCandidates\" is 1 to 100");
        Need(ToleranceFrames is >= 0 and <= 100, "\"toleranceFrames\" is 0 to 100");
        Need(OffsetSupport is > 0.5 and <= 1, "\"offsetSupport\" lies between 0.5 and 1");
        Need(OffsetEvents is >= 2 and <= 1000, "\"offsetEvents\" is 2 to 1,000");
        Keys<NameOrigin>("trust", Trust.Keys, []);
        Keys("relations", Relations.Keys, [NameRelation.None]);
        Keys("times", Times.Keys, [TimeReading.Unknown]);
        foreach (var (name, value) in Trust) Need(value is > 0 and < 1, $"\"trust.{name}\" lies between 0 and 1");
        foreach (var (name, value) in Times) Need(value is > 0 and < 1, $"\"times.{name}\" lies between 0 and 1");
        foreach (var (name, value) in Relations) Need(value.ByChance is > 0 and <= 1000, $"\"relations.{name}.byChance\" lies between 0 and 1,000");
        Need(Repeated.ByChance is > 0 and <= 1000, "\"repeated.byChance\" lies between 0 and 1,000");
        Need(Typing.Pairs.All(p => p.Length == 2), "each of \"typing.pairs\" has two characters");
        Need(Typing is { Alike: >= 0, Swapped: > 0, Changed: > 0, Missing: > 0, Most: >= 0 and <= 4, Shortest: >= 3 }, "the costs in \"typing\" are above 0, \"most\" is 0 to 4, \"shortest\" 3 or more");
        Need(Priors is { Unit: >= 0 and <= 3, Day: >= 0 and <= 3, Within: >= 0 }, "\"priors\" are 0 to 3: they order candidates and must never decide alone");
        Need(Names.Length + Ignored.Length + Media.Length <= mostPatterns, $"there are at most {mostPatterns} patterns");
        Need(Names.Select(n => n.Rule).Distinct(StringComparer.Ordinal).Count() == Names.Length, "each of \"names\" has a \"rule\" of its own");
        foreach (var rule in Media) Need(KebabCase.TryParse<MediaKind>(rule.Kind, out _), $"\"media\" has no kind '{rule.Kind}'; there are {Words<MediaKind>([])}");
    }

    private static void Keys<T>(string where, IEnumerable<string> keys, T[] except) where T : struct, Enum
    {
        var there = keys.ToHashSet(StringComparer.Ordinal);
        var needed = Enum.GetValues<T>().Except(except).Select(KebabCase.Of).ToHashSet(StringComparer.Ordinal);
        foreach (var key in there) Need(needed.Contains(key), $"\"{where}\" has no member '{key}'; there are {Words(except)}");
        foreach (var key in needed) Need(there.Contains(key), $"\"{where}.{key}\" is missing");
    }

    private static string Words<T>(T[] except) where T : struct, Enum =>
        string.Join(", ", Enum.GetValues<T>().Except(except).Select(KebabCase.Of));

    private static void Need(bool fine, string what)
    {
        if (!fine) throw new FormatException($"The matching rules are not valid: {what}.");
    }
}

/// <param name="ByChance">How likely footage that the library lacks has a name in this relation to a clip that it has, against one that is meant.</param>
/// <param name="Alone">Whether the name is enough where there is no timecode to compare.</param>
internal sealed record RelationRule(double ByChance, bool Alone = false);

/// <summary>What typing mistakes cost: a letter for one that looks alike, two neighbours swapped, another letter, one too many or too few.</summary>
internal sealed record TypingRule
{
    public required string[] Pairs { get; init; }
    public required double Alike { get; init; }
    public required double Swapped { get; init; }
    public required double Changed { get; init; }
    public required double Missing { get; init; }
    public required double Most { get; init; }
    public required int Shortest { get; init; }
}

/// <param name="Unit">How much the unit of the events nearby speaks for a clip: 1 as it was counted, 0 not at all.</param>
/// <param name="Day">The same of the shoot day of the events nearby.</param>
/// <param name="Within">How near, in record frames.</param>
internal sealed record PriorRule(double Unit, double Day, long Within);

/// <param name="Rule">Its name in traces.</param>
/// <param name="Words">Why, as a clause.</param>
/// <param name="Find">What is looked for.</param>
/// <param name="Replace">What stands there afterwards.</param>
/// <param name="Unverified">Whether a name that needed this rule may stand for another picture.</param>
internal sealed record NameRule(string Rule, string Words, string Find, string Replace, bool Unverified = false);

internal sealed record RepeatRule(string Find, string Words, double ByChance);

internal sealed record IgnoreRule(string Find, string Words);

internal sealed record MediaRule(string Kind, string Find, bool Always = false);
