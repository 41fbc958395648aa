using System.Text.Json.Serialization;
using Acetate.Media.Encode.BurnIns;
using Acetate.Media.Formats.FFprobe;

namespace Acetate.Media;

/// <summary>Serialisers of documents that others write, made when the program is built.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(FFprobeReport))]
[JsonSerializable(typeof(BurnInTemplate))]
internal sealed partial class MediaJsonContext : JsonSerializerContext;
