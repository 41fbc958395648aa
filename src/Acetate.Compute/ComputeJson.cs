using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Acetate.Compute;

/// <summary>How requests, progress and results are written: camelCase, enums in kebab case, one line each.</summary>
public static class ComputeJson
{
    /// <summary>The options that engines and workers share. Frozen: they cannot be changed.</summary>
    public static JsonSerializerOptions Options { get; } = With(null, []);

    /// <summary>The same options for more types, whose serialisers were made when the program was built.</summary>
    /// <remarks>Types that no context knows are looked at while the program runs, unless that is switched off, as it is in a worker.</remarks>
    /// <param name="more">What knows them; null for nothing more.</param>
    /// <param name="words">Converters of the enums among them, by <see cref="Word"/>.</param>
    public static JsonSerializerOptions With(JsonSerializerContext? more, ReadOnlySpan<JsonConverter> words)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            // Nested answers of steps are shallow; hostile ones are cut off here.
            MaxDepth = 64,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            AllowOutOfOrderMetadataProperties = true,
        };
        options.Converters.Add(new RawJson());
        options.Converters.Add(Word<RetryClass>());
        options.Converters.Add(Word<WorkerControlKind>());
        foreach (var word in words) options.Converters.Add(word);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        if (more is not null) options.TypeInfoResolverChain.Add(more.WithAddedModifier(OwnDefaults.Keep));
        options.TypeInfoResolverChain.Add(new ComputeJsonContext().WithAddedModifier(OwnDefaults.Keep));
        if (JsonSerializer.IsReflectionEnabledByDefault) options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Reads and writes an enum as its names in kebab case, in any case when read; no numbers.</summary>
    public static JsonConverter Word<T>() where T : struct, Enum => new EnumWord<T>();
}

/// <summary>JSON within JSON has been read and checked once; it is passed on as it stands, unless it stands on several lines.</summary>
internal sealed class RawJson : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => Write(writer, value);

    public static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Undefined || JsonMarshal.GetRawUtf8Value(value).ContainsAny((byte)'\n', (byte)'\r')) value.WriteTo(writer);
        else writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }
}

/// <summary>Serialisers of what engines, workers and stations say to each other, made when the program is built.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(WorkerRequest))]
[JsonSerializable(typeof(WorkerControl))]
[JsonSerializable(typeof(WorkerReply))]
[JsonSerializable(typeof(StepProgress))]
[JsonSerializable(typeof(StepResult))]
[JsonSerializable(typeof(WorkerLogLine))]
[JsonSerializable(typeof(Remote.StationLeaseRequest))]
[JsonSerializable(typeof(Remote.StationLeaseResponse))]
[JsonSerializable(typeof(Slurm.PilotOrder))]
[JsonSerializable(typeof(Slurm.PilotNews))]
[JsonSerializable(typeof(Slurm.SlurmOptions))]
internal sealed partial class ComputeJsonContext : JsonSerializerContext;
