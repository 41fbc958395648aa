using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Compute;

/// <summary>How requests, progress and results are written: camelCase, enums in kebab case, one line each.</summary>
public static class ComputeJson
{
    /// <summary>The options that engines, workers and step functions share. Frozen: they cannot be changed.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            // Nested answers of steps are shallow; hostile ones are cut off here.
            MaxDepth = 64,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            AllowOutOfOrderMetadataProperties = true,
        };
        options.Converters.Add(new RawElement());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>JSON within JSON has been read and checked once; it is passed on as it stands, unless it stands on several lines.</summary>
    private sealed class RawElement : JsonConverter<JsonElement>
    {
        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonElement.ParseValue(ref reader);

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options)
        {
            if (value.ValueKind is JsonValueKind.Undefined || JsonMarshal.GetRawUtf8Value(value).ContainsAny((byte)'\n', (byte)'\r')) value.WriteTo(writer);
            else writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
        }
    }
}
