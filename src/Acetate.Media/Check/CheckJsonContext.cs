using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Media.Check;

/// <summary>Limits and results of checks as JSON. A name that is not known is an error: a threshold that is written wrong must not be the default silently.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CheckLimits))]
[JsonSerializable(typeof(ClipCheck))]
internal sealed partial class CheckJsonContext : JsonSerializerContext;
