using System.Text.Json;
using Acetate.Compute;

namespace Acetate.Steps;

/// <summary>How the requests and results of steps are written.</summary>
public static class StepJson
{
    /// <summary>camelCase, enums in kebab case: the same options the worker uses.</summary>
    public static JsonSerializerOptions Options => ComputeJson.Options;
}
