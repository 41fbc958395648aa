using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Hashing;

/// <summary>A digest in JSON is <c>{"format":"xxh128","text":"…"}</c>, or null when unset.</summary>
internal sealed class HashDigestJson : JsonConverter<HashDigest>
{
    public override bool HandleNull => true;

    public override HashDigest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A digest is an object with 'format' and 'text'.");

        string? name = null, text = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = reader.GetString();
            reader.Read();
            if (property is not ("format" or "text"))
                reader.Skip();
            else if (reader.TokenType != JsonTokenType.String)
                throw new JsonException($"'{property}' of a digest is a string.");
            else if (property == "format")
                name = reader.GetString();
            else
                text = reader.GetString();
        }

        if (!HashFormats.TryParse(name, out var format))
            throw new JsonException($"'{name}' is no hash format. There are {string.Join(", ", HashFormats.All.Select(HashFormats.Name))}.");
        return HashDigest.TryParse(format, text, out var digest)
            ? digest
            : throw new JsonException($"'{text}' is no value of {HashFormats.Name(format)}.");
    }

    public override void Write(Utf8JsonWriter writer, HashDigest value, JsonSerializerOptions options)
    {
        if (!value.IsSet)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("format", HashFormats.Name(value.Format));
        writer.WriteString("text", value.Text);
        writer.WriteEndObject();
    }
}
