using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Library;

/// <summary>Writes an enumeration as its names in kebab case: <c>manifest-checked</c>.</summary>
public sealed class KebabCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>The names of enumeration values in kebab case, the same in the database, in JSON and on the command line.</summary>
public static class KebabCase
{
    /// <summary>The value's name, such as <c>manifest-checked</c>.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Names<T>.ByValue[value];

    /// <summary>The value of this name; throws <see cref="FormatException"/> for another.</summary>
    public static T Parse<T>(string name) where T : struct, Enum =>
        TryParse<T>(name, out var value) ? value : throw new FormatException(
            $"'{name}' is not one of {string.Join(", ", Names<T>.ByName.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>The value of this name, if there is one.</summary>
    public static bool TryParse<T>(string name, out T value) where T : struct, Enum => Names<T>.ByName.TryGetValue(name, out value);

    private static class Names<T> where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> ByValue =
            Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

        public static readonly FrozenDictionary<string, T> ByName =
            ByValue.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }
}
