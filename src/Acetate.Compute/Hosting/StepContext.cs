using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Acetate.Compute.Hosting;

/// <summary>What a step function sees of the world besides its request: no library, no settings, no state.</summary>
/// <remarks>Every member has a default, so a test may write <c>new StepContext()</c>.</remarks>
public sealed class StepContext
{
    /// <summary>The attempt that runs, unique for ever; good for temporary names.</summary>
    public string AttemptId { get; init; } = Guid.CreateVersion7().ToString("N");

    /// <summary>The outputs of the steps named in <see cref="Step.Uses"/>, by step name.</summary>
    [AllowNull]
    public ImmutableDictionary<string, JsonElement> Outputs { get => field ?? ImmutableDictionary<string, JsonElement>.Empty; init; }

    /// <summary>A folder for files that are not the result. It is there, it is this attempt's own, and it is removed afterwards.</summary>
    public string ScratchFolder { get; init; } = Path.GetTempPath();

    /// <summary>The rate that transfers must keep; it can change while the function runs.</summary>
    public Throttle Throttle { get; init; } = new();

    /// <summary>Where sentences for the operator go.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>How outputs and details of progress are written; the default is <see cref="ComputeJson.Options"/>.</summary>
    public JsonSerializerOptions Json { get; init; } = ComputeJson.Options;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The span of this attempt, when somebody listens.</summary>
    public Activity? Trace { get; init; }

    /// <summary>Who is told of progress. The host sends on at most five a second, so functions may report often.</summary>
    public Action<double, double, Func<JsonElement>?> Progress { get; init; } = static (_, _, _) => { };

    /// <summary>A sign of life. Without one for <see cref="StepNeeds.Stall"/> the attempt is given up.</summary>
    /// <param name="done">Work done so far, in the function's own unit.</param>
    /// <param name="total">All the work, in the same unit.</param>
    public void Report(double done, double total) => Progress(done, total, null);

    /// <summary>A sign of life with details to show, such as rates and what limits them.</summary>
    public void Report<TDetail>(double done, double total, TDetail detail) =>
        Progress(done, total, () => JsonSerializer.SerializeToElement(detail, Json));

    /// <summary>The output of one of the steps in <see cref="Step.Uses"/>.</summary>
    /// <exception cref="StepFailedException">There is none of that name, or it has another shape.</exception>
    public TOutput Output<TOutput>(string step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (!Outputs.TryGetValue(step, out var output))
            throw new StepFailedException(RetryClass.Data, $"The output of step '{step}' was not handed over.",
                "Name the step in 'uses' of the plan.");
        try
        {
            return output.Deserialize<TOutput>(Json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException problem)
        {
            throw new StepFailedException(RetryClass.Data,
                $"The output of step '{step}' is not a {typeof(TOutput).Name}: {problem.Message}",
                "Plan the job again with this version.", problem);
        }
    }
}
