using System.Collections.Immutable;
using System.Globalization;

namespace Acetate.Amf.Registry;

/// <summary>The official transforms of ACES 1.0 to 2.0: identifiers, user names, inverses, earlier names (aces-aswf/aces, transforms.json).</summary>
/// <remarks>A compact table of facts made by <c>eng/amf-transforms.cs</c>. Identifiers are never rewritten: the registry itself
/// has mistakes, and what a document says stays what it says.</remarks>
public sealed class AmfRegistry
{
    private const string Prefix = "urn:ampas:aces:transformId:";
    private static readonly Lazy<AmfRegistry> Lazily = new(Load);
    private readonly Dictionary<string, AmfRegistryEntry> entries;
    private readonly ILookup<string, AmfRegistryEntry> successors;

    private AmfRegistry(ImmutableArray<string> versions, Dictionary<string, AmfRegistryEntry> all)
    {
        Versions = versions;
        entries = all;
        successors = all.Values.SelectMany(entry => entry.PreviousEquivalents.Select(old => (old, entry))).ToLookup(pair => pair.old, pair => pair.entry, StringComparer.Ordinal);
    }

    /// <summary>The table of this package.</summary>
    public static AmfRegistry Official => Lazily.Value;

    /// <summary>The ACES versions it knows, newest first, such as <c>v2.0.0+2025.04.04</c> and <c>v1.3.1</c>.</summary>
    public ImmutableArray<string> Versions { get; }

    /// <summary>All transforms of all versions.</summary>
    public IEnumerable<AmfRegistryEntry> Entries => entries.Values;

    /// <summary>The version meant by a name: 1.3 is the newest 1.3.x, 2.0.0 its newest build; null when there is none.</summary>
    public string? Resolve(string requested)
    {
        ArgumentNullException.ThrowIfNull(requested);
        var wanted = requested.StartsWith('v') ? requested : $"v{requested}";
        if (Versions.Contains(wanted) && (wanted.Contains('+') || wanted.Count(c => c == '.') == 2)) return wanted;
        // 1.3.0 is the one that is listed as v1.3.
        if (wanted.EndsWith(".0", StringComparison.Ordinal) && wanted.Count(c => c == '.') == 2 && Versions.Contains(wanted[..^2])) return wanted[..^2];
        return wanted.Count(c => c == '.') switch
        {
            1 => Versions.FirstOrDefault(version => version == wanted || version.StartsWith(wanted + ".", StringComparison.Ordinal)),
            2 => Versions.FirstOrDefault(version => version.StartsWith(wanted + "+", StringComparison.Ordinal)),
            _ => null,
        };
    }

    /// <summary>The transform with this identifier in any version; null when there is none.</summary>
    public AmfRegistryEntry? Find(string id) => entries.GetValueOrDefault(id) ?? (Known(id) is { } other ? entries.GetValueOrDefault(other) : null);

    /// <summary>What an identifier is to a version of ACES.</summary>
    /// <param name="id">As the document says it.</param>
    /// <param name="version">A member of <see cref="Versions"/>, or null when the version is unknown.</param>
    public AmfStanding StandingOf(string id, string? version)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (version is not null)
        {
            if (Find(id) is { } entry && entry.Versions.Contains(version)) return new AmfStanding.Listed(entry);
            // Before 1.2 the registry lists names without the urn that an AMF has to write, and some without their owner.
            if (id.StartsWith(Prefix + "v1.5:", StringComparison.Ordinal))
            {
                var names = (Find(id)?.PreviousEquivalents ?? []).Prepend(id[(Prefix.Length + 5)..]);
                if (names.Select(name => entries.GetValueOrDefault(name)).FirstOrDefault(bare => bare?.Versions.Contains(version) == true) is { } old) return new AmfStanding.Listed(old);
            }

            if (successors[id].FirstOrDefault(next => next.Versions.Contains(version)) is { } successor) return new AmfStanding.Earlier(successor);
        }

        return Find(id) is { } elsewhere ? new AmfStanding.OfOtherVersion(elsewhere) : new AmfStanding.Unknown();
    }

    /// <summary>Spellings seen in the field for identifiers of the registry.</summary>
    private string? Known(string id)
    {
        foreach (var (seen, official) in new[] { (".LogCv3_", ".LogC3_"), ("7.2nits", "7point2nits"), ("_709limit", "_Rec709limit"), ("_to_LogCv3", "_to_LogC3") })
            if (id.Contains(seen, StringComparison.Ordinal) && id.Replace(seen, official, StringComparison.Ordinal) is var other && entries.ContainsKey(other))
                return other;
        // Canon and DJI are a1.v1 in the registry and a2.v1 in their repositories.
        return id.EndsWith(".a2.v1", StringComparison.Ordinal) && entries.ContainsKey($"{id[..^6]}.a1.v1") ? $"{id[..^6]}.a1.v1" : null;
    }

    private static AmfRegistry Load()
    {
        using var text = new StreamReader(typeof(AmfRegistry).Assembly.GetManifestResourceStream("Acetate.Amf.transforms.txt")!);
        var line = text.ReadLine()!;
        while (line.StartsWith('#')) line = text.ReadLine()!;
        ImmutableArray<string> versions = [.. line.Split(' ')];
        var all = new Dictionary<string, AmfRegistryEntry>(StringComparer.Ordinal);
        while (text.ReadLine() is { } row)
        {
            var cells = row.Split('|');
            var mask = int.Parse(cells[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            ImmutableArray<string> listed = [.. versions.Where((_, bit) => (mask & (1 << bit)) != 0)];
            foreach (var (id, first, second) in Members(cells[1]))
            {
                var name = cells[2].Replace("{1}", first, StringComparison.Ordinal).Replace("{2}", second, StringComparison.Ordinal);
                all[Long(id)] = new AmfRegistryEntry
                {
                    Id = Long(id),
                    UserName = name,
                    Kind = KindOf(id),
                    InverseId = cells[3] switch { "" => null, "*" => Long(Inverse(id)), var other => Long(other) },
                    PreviousEquivalents = [.. cells[4].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(other => other == "-" ? id[2..] : Long(other))],
                    Versions = listed,
                };
            }
        }

        return new(versions, all);
    }

    /// <summary>A line with lists in braces stands for every combination of them.</summary>
    private static IEnumerable<(string Id, string First, string Second)> Members(string id)
    {
        if (Braces(id) is not var (before, values, after)) return [(id, "", "")];
        return values.SelectMany(value => Members(before + value + after).Select(inner => (inner.Id, value, inner.First)));
    }

    private static (string Before, string[] Values, string After)? Braces(string id)
    {
        var (open, close) = (id.IndexOf('{'), id.IndexOf('}'));
        return open < 0 ? null : (id[..open], id[(open + 1)..close].Split(','), id[(close + 1)..]);
    }

    private static string Long(string id) => id switch
    {
        ['2', ':', .. var name] => $"{Prefix}v2.0:{name}",
        ['5', ':', .. var name] => $"{Prefix}v1.5:{name}",
        _ => id,
    };

    private static string Inverse(string id)
    {
        var at = id.Length > 1 && id[1] == ':' ? 2 : 0;
        return id.AsSpan(at).StartsWith("Inv") ? id[..at] + id[(at + 3)..] : $"{id[..at]}Inv{id[at..]}";
    }

    private static string KindOf(string id)
    {
        var name = id.AsSpan(id.Length > 1 && id[1] == ':' ? 2 : 0);
        return name[..name.IndexOf('.')].ToString();
    }
}

/// <summary>One transform of the registry.</summary>
public sealed record AmfRegistryEntry
{
    /// <summary>The identifier: a urn from 1.2 on, a bare name before.</summary>
    public required string Id { get; init; }

    /// <summary>What people are shown; empty for a few.</summary>
    public required string UserName { get; init; }

    /// <summary>IDT, ACEScsc, CSC, LMT, Look, RRT, ODT, RRTODT, Output, their Inv forms, or a library.</summary>
    public required string Kind { get; init; }

    /// <summary>The transform that undoes it; null when none is listed.</summary>
    public string? InverseId { get; init; }

    /// <summary>Identifiers under which the same transform was known before.</summary>
    public ImmutableArray<string> PreviousEquivalents { get; init; } = [];

    /// <summary>The versions of ACES that list it, newest first.</summary>
    public ImmutableArray<string> Versions { get; init; } = [];
}

/// <summary>What an identifier is to a version of ACES.</summary>
public abstract record AmfStanding
{
    private AmfStanding() { }

    /// <summary>The version lists it.</summary>
    public sealed record Listed(AmfRegistryEntry Entry) : AmfStanding;

    /// <summary>The version lists it as an earlier name of another one.</summary>
    public sealed record Earlier(AmfRegistryEntry Successor) : AmfStanding;

    /// <summary>Only other versions list it.</summary>
    public sealed record OfOtherVersion(AmfRegistryEntry Entry) : AmfStanding;

    /// <summary>No version lists it.</summary>
    public sealed record Unknown : AmfStanding;
}
