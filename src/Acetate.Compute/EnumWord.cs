using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Compute;

/// <summary>Reads and writes an enum as its names in kebab case.</summary>
/// <remarks>The serializer's own converter does the same; it is made for each enum while the program runs, which takes milliseconds.</remarks>
internal sealed class EnumWord<T> : JsonConverter<T> where T : struct, Enum
{
    private static readonly EnumWords Words = new(typeof(T));

    // A message of its own would hide the place, which the serializer adds.
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Words.Find(reader.GetString()!) is { } value ? (T)value : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Words.Of(value));
}

/// <summary>The names of an enum's values. It is no generic type: that would be compiled for each enum.</summary>
internal sealed class EnumWords(Type type)
{
    private readonly string[] _words = Array.ConvertAll(Enum.GetNames(type), JsonNamingPolicy.KebabCaseLower.ConvertName);
    private readonly Array _values = Enum.GetValues(type);

    public object? Find(string text)
    {
        var at = Array.FindIndex(_words, word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? null : _values.GetValue(at);
    }

    public string Of(object value)
    {
        var at = Array.IndexOf(_values, value);
        return at < 0 ? throw new JsonException($"{value} is no {type.Name}.") : _words[at];
    }
}
