using System.Text.Json;
using Acetate.Steps;

namespace Acetate.Tools.Jobs;

/// <summary>Requests of steps as plans hold them.</summary>
internal static class StepRequest
{
    /// <summary>A request as JSON.</summary>
    public static JsonElement Of<T>(T request) => JsonSerializer.SerializeToElement(request, StepJson.Options);
}
