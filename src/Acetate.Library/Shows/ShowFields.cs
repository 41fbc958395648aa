using System.Text.Json;
using System.Text.Json.Nodes;

namespace Acetate.Library.Shows;

/// <summary>A show's title and settings as fields, so that two people who change different ones do not disturb each other. Pure.</summary>
/// <remarks>A field is a value of the settings, or one of a group of them: <c>frameRate</c>, <c>policy.copies</c>. Lists, and groups within groups, are one value.</remarks>
internal static class ShowFields
{
    private const string Title = "title";

    /// <summary>The fields by name; one that says nothing is not among them.</summary>
    public static SortedDictionary<string, JsonNode> Of(Show show)
    {
        var fields = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal) { [Title] = JsonValue.Create(show.Title) };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(show.Settings, LibraryJson.Options)!.AsObject())
        {
            if (value is JsonObject group)
            {
                foreach (var (inner, one) in group)
                    if (one is not null) fields[$"{name}.{inner}"] = one;
            }
            else if (value is not null)
            {
                fields[name] = value;
            }
        }

        return fields;
    }

    /// <summary>The names of fields that differ.</summary>
    public static List<string> Different(SortedDictionary<string, JsonNode> one, SortedDictionary<string, JsonNode> other) =>
        [.. one.Keys.Union(other.Keys).Where(name => !JsonNode.DeepEquals(one.GetValueOrDefault(name), other.GetValueOrDefault(name))).Order(StringComparer.Ordinal)];

    /// <summary>A show with other values in some fields; null leaves a field to its default.</summary>
    public static Show With(Show show, IEnumerable<(string Field, JsonNode? Value)> values)
    {
        var (title, settings) = (show.Title, JsonSerializer.SerializeToNode(show.Settings, LibraryJson.Options)!.AsObject());
        foreach (var (field, value) in values)
        {
            if (field == Title)
            {
                title = value?.GetValue<string>() ?? "";
                continue;
            }

            var into = settings;
            var name = field;
            if (field.Split('.') is [var group, var inner])
            {
                if (into[group] is not JsonObject there) into[group] = there = [];
                (into, name) = (there, inner);
            }

            if (value is null) into.Remove(name);
            else into[name] = value.DeepClone();
        }

        return show with { Title = title, Settings = settings.Deserialize<ShowSettings>(LibraryJson.Options)! };
    }

    /// <summary>A value for people: text as it is, everything else as JSON; empty for nothing.</summary>
    public static string Shown(JsonNode? value) => value switch
    {
        null => "",
        JsonValue text when text.TryGetValue<string>(out var said) => said,
        _ => value.ToJsonString(LibraryJson.Options),
    };
}
