#:property RestorePackagesWithLockFile=false
#:property PublishAot=false
#:property TreatWarningsAsErrors=true
// Makes src/Standards/Acetate.Amf/Registry/transforms.txt of the official registry, aces-aswf/aces transforms.json:
//   dotnet run eng/amf-transforms.cs -- transforms.json > src/Standards/Acetate.Amf/Registry/transforms.txt
// Only facts are taken: ids, user names, inverses, previous equivalents, and the ACES versions that list them.
using System.Text.Json;
using System.Text.RegularExpressions;

const string Urn = "urn:ampas:aces:transformId:";
using var json = JsonDocument.Parse(File.ReadAllBytes(args[0]));
var versions = json.RootElement.GetProperty("transformsData").EnumerateObject().Select(version => version.Name).ToList();
var entries = new Dictionary<string, Entry>();
foreach (var (version, bit) in versions.Select((name, i) => (name, 1 << i)))
{
    foreach (var transform in json.RootElement.GetProperty("transformsData").GetProperty(version).GetProperty("transforms").EnumerateArray())
    {
        // Three entries of 1.0.2 have no id. Where versions differ, in seven user names and inverses, the newest is right.
        if (Text(transform, "transformId") is not { } id) continue;
        if (entries.TryGetValue(id, out var known)) entries[id] = known with { Mask = known.Mask | bit };
        else entries[id] = new(bit, Short(id), Text(transform, "userName") ?? "", Inverse(id, Text(transform, "inverseTransformId")), Equivalents(id, transform));
    }
}

Console.Out.NewLine = "\n";
Console.WriteLine($"# Transforms of the ACES registry (github.com/aces-aswf/aces, transforms.json, schema {Text(json.RootElement, "schemaVersion")}), made by eng/amf-transforms.cs.");
Console.WriteLine("# versions (bits, hexadecimal) | id | user name | inverse (*: Inv added or removed) | previous equivalents (-: its name alone)");
Console.WriteLine(string.Join(' ', versions));
foreach (var family in entries.Values.GroupBy(entry => (Shape(entry.Id), Shape(entry.Name), entry.Mask, entry.Inverse, Shape(entry.Equivalents))).SelectMany(Families).OrderBy(entry => entry.Id, StringComparer.Ordinal))
    Console.WriteLine($"{family.Mask:x}|{family.Id}|{family.Name}|{family.Inverse}|{family.Equivalents}");
return 0;

// Camera transforms by exposure index and colour temperature are one line, when every combination is there.
static IEnumerable<Entry> Families(IGrouping<(string, string, int, string, string), Entry> same)
{
    var all = same.ToList();
    if (all.Count < 8 || !all[0].Id.Contains("IDT.ARRI.Alexa", StringComparison.Ordinal) || same.Key.Item5 is not ("" or "-")) return all;
    var (indices, temperatures) = (Values(all, "EI"), Values(all, "CCT"));
    if (indices.Length * Math.Max(1, temperatures.Length) != all.Count) return all;
    var id = Regex.Replace(all[0].Id, @"EI\d+", $"EI{{{string.Join(',', indices)}}}");
    id = Regex.Replace(id, @"CCT\d+", $"CCT{{{string.Join(',', temperatures)}}}");
    var name = Regex.Replace(Regex.Replace(all[0].Name, @"EI\d+", "EI{1}"), @"\d+K", "{2}K");
    var right = all.All(entry => entry.Name == name.Replace("{1}", Of(entry, "EI")).Replace("{2}", Of(entry, "CCT")));
    return right ? [all[0] with { Id = id, Name = name }] : all;
}

static string[] Values(List<Entry> entries, string key) =>
    [.. entries.Select(entry => Of(entry, key)).Where(value => value.Length > 0).Distinct().OrderBy(int.Parse)];

static string Of(Entry entry, string key) => Regex.Match(entry.Id, $@"{key}(\d+)").Groups[1].Value;

static string Shape(string text) => Regex.Replace(text, @"(EI|CCT)\d+|\d+K", "#");

static string Short(string id) => id.StartsWith(Urn + "v2.0:", StringComparison.Ordinal) ? $"2:{id[(Urn.Length + 5)..]}"
    : id.StartsWith(Urn + "v1.5:", StringComparison.Ordinal) ? $"5:{id[(Urn.Length + 5)..]}" : id;

static string Inverse(string id, string? inverse)
{
    if (inverse is null) return "";
    var (prefix, name) = Short(id) is var own && own[1] == ':' ? (own[..2], own[2..]) : ("", own);
    return Short(inverse) == prefix + (name.StartsWith("Inv", StringComparison.Ordinal) ? name[3..] : $"Inv{name}") ? "*" : Short(inverse);
}

static string Equivalents(string id, JsonElement transform) =>
    !transform.TryGetProperty("previousEquivalentTransformIds", out var list) ? ""
    : string.Join(' ', list.EnumerateArray().Select(other => other.GetString()!).Select(other => Short(id).EndsWith(':' + other, StringComparison.Ordinal) ? "-" : Short(other)));

static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) ? text.ToString() : null;

internal sealed record Entry(int Mask, string Id, string Name, string Inverse, string Equivalents);
