using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Acetate.Standards.Tests.Fdl;

/// <summary>The official JSON schemas, read from the corpus and evaluated: the keywords of draft 2020-12 that they use, and no others.</summary>
internal sealed class OfficialFdlSchema
{
    private static readonly ConcurrentDictionary<string, OfficialFdlSchema> Known = new();
    private static readonly string[] Annotations = ["$schema", "$id", "title", "description", "default", "format", "$defs"];
    private readonly JsonElement root;

    private OfficialFdlSchema(string version) => root = FdlCorpus.Load($"schemas/v{version}/ascfdl.schema.json");

    public static OfficialFdlSchema Of(string version) => Known.GetOrAdd(version, static known => new OfficialFdlSchema(known));

    /// <summary>Places and keywords that a document breaks.</summary>
    public List<string> Errors(JsonElement document)
    {
        var errors = new List<string>();
        Check(root, document, "", errors);
        return errors;
    }

    private void Check(JsonElement schema, JsonElement value, string at, List<string> errors)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            var rule = keyword.Value;
            var isRight = keyword.Name switch
            {
                "$ref" => Follow(rule, value, at, errors),
                "type" => IsType(rule.GetString()!, value),
                "properties" => Members(rule, value, at, errors, name => rule.TryGetProperty(name, out var inner) ? inner : null),
                "patternProperties" => Members(rule, value, at, errors, name => rule.EnumerateObject().Where(p => Regex.IsMatch(name, p.Name)).Select(p => (JsonElement?)p.Value).FirstOrDefault()),
                "additionalProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().All(member => IsNamed(schema, member.Name)),
                "items" => Items(rule, value, at, errors),
                "required" => value.ValueKind != JsonValueKind.Object || rule.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
                "dependentRequired" => value.ValueKind != JsonValueKind.Object || rule.EnumerateObject()
                    .All(pair => !value.TryGetProperty(pair.Name, out _) || pair.Value.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _))),
                "oneOf" => rule.EnumerateArray().Count(choice => Passes(choice, value)) == 1,
                "not" => !Passes(rule, value),
                "const" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == rule.GetDouble(),
                "enum" => rule.EnumerateArray().Any(choice => value.ValueKind == JsonValueKind.String && choice.GetString() == value.GetString()),
                "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.GetDouble(),
                "exclusiveMinimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() > rule.GetDouble(),
                "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.EnumerateRunes().Count() >= rule.GetInt32(),
                "maxLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.EnumerateRunes().Count() <= rule.GetInt32(),
                "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.GetString()!.Replace("$", "\\z", StringComparison.Ordinal)),
                var other => Annotations.Contains(other) ? true : throw new InvalidOperationException($"The schema uses '{other}', which is not evaluated here."),
            };
            if (!isRight) errors.Add($"{(at.Length == 0 ? "/" : at)} {keyword.Name}");
        }
    }

    private bool Passes(JsonElement schema, JsonElement value)
    {
        var errors = new List<string>();
        Check(schema, value, "", errors);
        return errors.Count == 0;
    }

    private bool Follow(JsonElement reference, JsonElement value, string at, List<string> errors)
    {
        var name = reference.GetString()!["#/$defs/".Length..];
        Check(root.GetProperty("$defs").GetProperty(name), value, at, errors);
        return true;
    }

    private bool Members(JsonElement rule, JsonElement value, string at, List<string> errors, Func<string, JsonElement?> schemaOf)
    {
        if (value.ValueKind != JsonValueKind.Object) return true;
        foreach (var member in value.EnumerateObject())
            if (schemaOf(member.Name) is { } inner)
                Check(inner, member.Value, $"{at}/{member.Name}", errors);
        return true;
    }

    private bool Items(JsonElement rule, JsonElement value, string at, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Array) return true;
        var number = 0;
        foreach (var item in value.EnumerateArray()) Check(rule, item, $"{at}/{number++}", errors);
        return true;
    }

    private static bool IsNamed(JsonElement schema, string name) =>
        (schema.TryGetProperty("properties", out var named) && named.TryGetProperty(name, out _))
        || (schema.TryGetProperty("patternProperties", out var patterns) && patterns.EnumerateObject().Any(pattern => Regex.IsMatch(name, pattern.Name)));

    private static bool IsType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Floor(value.GetDouble()),
        _ => throw new InvalidOperationException($"Unknown type '{type}'."),
    };
}
