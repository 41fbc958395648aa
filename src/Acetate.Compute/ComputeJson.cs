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
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
