using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Timing;

/// <summary>A rate in JSON is its exact ratio as a string, or null when unset; a plain number is read as a person would write it.</summary>
public sealed class FrameRateJson : JsonConverter<FrameRate>
{
    public override bool HandleNull => true;

    public override FrameRate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => reader.GetDecimal().ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => throw new JsonException("A frame rate is a string such as \"24000/1001\"."),
        };
        return text is "" ? default
            : FrameRate.TryParse(text, out var rate, out var reason) ? rate
            : throw new JsonException(reason);
    }

    public override void Write(Utf8JsonWriter writer, FrameRate value, JsonSerializerOptions options)
    {
        if (value.IsSet)
            writer.WriteStringValue(value.ToRatio());
        else
            writer.WriteNullValue();
    }
}
