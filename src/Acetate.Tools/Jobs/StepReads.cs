using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Acetate.Tools.Jobs;

/// <summary>What a step reads much of: the stored clip that its request names.</summary>
public static class StepReads
{
    /// <summary>The same text for steps that read the same clip of the same store; empty where a step reads no clip, or one that lies on a disk of this machine.</summary>
    /// <param name="request">The step's request: steps over clips name <c>store</c>, <c>prefix</c> and <c>clip</c>.</param>
    public static string Of(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object || !request.TryGetProperty("clip", out var clip) || clip.ValueKind != JsonValueKind.Object
            || !request.TryGetProperty("store", out var store) || store.ValueKind != JsonValueKind.String
            || store.GetString() is not { } url || !url.Contains("://", StringComparison.Ordinal) || url.StartsWith("file:", StringComparison.OrdinalIgnoreCase)) return "";
        var prefix = request.TryGetProperty("prefix", out var folder) && folder.ValueKind == JsonValueKind.String ? folder.GetString() : "";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{url}\n{prefix}\n{clip.GetRawText()}")).AsSpan(0, 16));
    }
}
