using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Tools.Ingest;

/// <summary>Writes an enum's value as a kebab-case string, <c>UnprovenAtSource</c> as <c>unproven-at-source</c>.</summary>
public sealed class KebabEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower)
    where TEnum : struct, Enum;
