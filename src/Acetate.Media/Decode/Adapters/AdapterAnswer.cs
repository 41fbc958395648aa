using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Decode.Samples;
using Acetate.Media.Render;

namespace Acetate.Media.Decode.Adapters;

/// <summary>What an adapter says of a clip.</summary>
internal sealed record AdapterAnswer
{
    /// <summary>The contract that is spoken here.</summary>
    public const int Contract = 1;

    /// <summary>The pictures.</summary>
    public required PictureDescription Description { get; init; }

    /// <summary>How samples come.</summary>
    public required SampleKind Samples { get; init; }

    /// <summary>Bytes of a picture.</summary>
    public int PictureBytes => Description.Width * Description.Height * 3 * SampleRows.BytesOf(Samples);

    /// <summary>Reads it.</summary>
    /// <exception cref="DecodeException">It does not keep to the contract; the message says where.</exception>
    public static AdapterAnswer Read(string json, EngineAdapter adapter)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = 8 });
            var answer = document.RootElement;
            if (answer.GetProperty("contract").GetInt32() != Contract) throw new DecodeException($"The adapter '{adapter.Name}' speaks another contract than {Contract}. Update it.");
            var (width, height, frames) = (answer.GetProperty("width").GetInt32(), answer.GetProperty("height").GetInt32(), answer.GetProperty("frames").GetInt64());
            var reduction = answer.TryGetProperty("reduction", out var by) ? by.GetInt32() : 1;
            var samples = answer.GetProperty("samples").GetString() switch
            {
                "half" => SampleKind.Half,
                "float" => SampleKind.Real,
                var other => throw new DecodeException($"The adapter '{adapter.Name}' gives samples as '{other}'; they are 'half' or 'float'."),
            };
            if (width is < 1 or > 65536 || height is < 1 or > 65536 || (long)width * height * 12 > Array.MaxLength || frames < 0 || reduction is < 1 or > 16)
                throw new DecodeException($"The adapter '{adapter.Name}' says {frames} pictures of {width}×{height}, which cannot be.");
            var (encoding, origin) = EncodingOf(answer, adapter);
            var decoder = Text(answer, "decoder") is { Length: > 0 } named ? named : throw new DecodeException($"The adapter '{adapter.Name}' does not name its decoder.");
            return new()
            {
                Samples = samples,
                Description = new()
                {
                    Width = width,
                    Height = height,
                    Frames = frames,
                    Reduction = reduction,
                    Encoding = encoding,
                    EncodingOrigin = origin,
                    Decoder = decoder,
                    Steps = [new RecipeStep(RecipeStage.Decode, $"decoded by the engine adapter '{adapter.Name}'") { Tool = decoder }.With("program", adapter.Program), .. StepsOf(answer)],
                    Warnings = answer.TryGetProperty("warnings", out var warnings) ? [.. warnings.EnumerateArray().Select(warning => warning.GetString() ?? "")] : [],
                },
            };
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new DecodeException($"The adapter '{adapter.Name}' answered what the contract does not have: {problem.Message}", problem);
        }
    }

    private static (ColourEncoding?, string?) EncodingOf(JsonElement answer, EngineAdapter adapter)
    {
        if (Text(answer, "encoding") is not { Length: > 0 } name) return (null, null);
        var found = KnownEncodings.Find(name) ?? throw new DecodeException($"The adapter '{adapter.Name}' gives values in '{name}', which is no encoding that is known here.");
        return (found, $"said by the engine adapter '{adapter.Name}'");
    }

    private static IEnumerable<RecipeStep> StepsOf(JsonElement answer)
    {
        if (!answer.TryGetProperty("steps", out var steps)) yield break;
        foreach (var step in steps.EnumerateArray())
        {
            yield return new RecipeStep(Enum.TryParse<RecipeStage>(Text(step, "stage"), ignoreCase: true, out var stage) ? stage : RecipeStage.Decode, Text(step, "name") ?? "")
            {
                Tool = Text(step, "tool"),
                Reason = Text(step, "reason"),
                Parameters = step.TryGetProperty("parameters", out var parameters)
                    ? parameters.EnumerateObject().ToImmutableSortedDictionary(parameter => parameter.Name, parameter => parameter.Value.ToString()) : ImmutableSortedDictionary<string, string>.Empty,
            };
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
