using System.Collections.Immutable;
using System.Text.Json;

namespace Acetate.Compute.Hosting;

/// <summary>A step function as the host calls it: request in, result out.</summary>
public delegate Task<JsonElement> StepFunction(JsonElement request, StepContext context, CancellationToken cancellationToken);

/// <summary>The functions a worker knows, by their kebab-case names. Immutable: <see cref="With"/> gives a larger one.</summary>
public sealed class FunctionCatalogue
{
    private readonly ImmutableDictionary<string, StepFunction> _functions;
    private readonly ImmutableHashSet<string> _clean;
    private readonly Func<Exception, StepFailedException?> _explain;
    private readonly Func<bool> _isSpoilt;

    /// <summary>An empty catalogue.</summary>
    /// <param name="explain">Turns exceptions of the functions' own world (stores, media) into failures; null for "not mine".</param>
    /// <param name="json">How requests and results are written; the default is <see cref="ComputeJson.Options"/>.</param>
    /// <param name="isSpoilt">Whether something was loaded into this process that hostile input may have got hold of; the default is never.</param>
    public FunctionCatalogue(Func<Exception, StepFailedException?>? explain = null, JsonSerializerOptions? json = null, Func<bool>? isSpoilt = null)
        : this(ImmutableDictionary<string, StepFunction>.Empty.WithComparers(StringComparer.Ordinal), ImmutableHashSet.Create<string>(StringComparer.Ordinal), explain ?? (static _ => null), json ?? ComputeJson.Options, isSpoilt ?? (static () => false))
    {
    }

    private FunctionCatalogue(
        ImmutableDictionary<string, StepFunction> functions, ImmutableHashSet<string> clean, Func<Exception, StepFailedException?> explain, JsonSerializerOptions json, Func<bool> isSpoilt)
    {
        _functions = functions;
        _clean = clean;
        _explain = explain;
        _isSpoilt = isSpoilt;
        Json = json;
    }

    /// <summary>How requests, results and details of progress are written.</summary>
    public JsonSerializerOptions Json { get; }

    /// <summary>The names, sorted.</summary>
    public ImmutableArray<string> Names => [.. _functions.Keys.Order(StringComparer.Ordinal)];

    /// <summary>This catalogue and one more function.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="function">The function.</param>
    /// <param name="isClean">Whether it is all managed code (or the catalogue finds out when it was not), leaves nothing in the process when it is done, and has waited for the programs that it started: the same process may then be
    /// asked for the next step of its kind. The default, false, is a process for each.</param>
    /// <exception cref="ArgumentException">The name is taken, or not in kebab case.</exception>
    public FunctionCatalogue With<TRequest, TResult>(
        string name, Func<TRequest, StepContext, CancellationToken, Task<TResult>> function, bool isClean = false)
    {
        if (!KebabName.IsValid(name)) throw new ArgumentException($"'{name}' is not a kebab-case name.", nameof(name));
        return new(_functions.Add(name, CallAsync), isClean ? _clean.Add(name) : _clean, _explain, Json, _isSpoilt);

        async Task<JsonElement> CallAsync(JsonElement request, StepContext context, CancellationToken cancellationToken)
        {
            TRequest typed;
            try
            {
                typed = request.Deserialize<TRequest>(Json) ?? throw new JsonException("It is null.");
            }
            catch (JsonException problem)
            {
                throw new StepFailedException(RetryClass.Data, $"The request of '{name}' cannot be read: {problem.Message}",
                    "Plan the job again with this version.", problem);
            }
            var result = await function(typed, context, cancellationToken).ConfigureAwait(false);
            return JsonSerializer.SerializeToElement(result, Json);
        }
    }

    /// <summary>Whether a process that has done a step of this function may do another.</summary>
    public bool IsClean(string name) => _clean.Contains(name) && !_isSpoilt();

    /// <summary>Runs a function to its end and never throws: whatever happens is a result.</summary>
    /// <remarks><see cref="StepOutcome.Bug"/> is set when an exception was nobody's to explain.</remarks>
    public async Task<StepOutcome> RunAsync(
        string name, JsonElement request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!_functions.TryGetValue(name, out var function))
            return new(new StepResult.Failed(RetryClass.Data, $"This worker has no function '{name}'.",
                $"Use a worker of the same version as the server. This one knows: {string.Join(", ", Names)}."));
        try
        {
            return new(new StepResult.Done(await function(request, context, cancellationToken).ConfigureAwait(false)));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Whatever a function says while it is being torn down, it was stopped because somebody asked for it.
            return new(new StepResult.Cancelled());
        }
        catch (Exception problem)
        {
            var failure = problem as StepFailedException ?? _explain(problem) ?? WorldFailure.Explain(problem);
            return failure is not null
                ? new(failure.ToResult(), Cause: problem)
                : new(new StepResult.Failed(RetryClass.Data, $"The function '{name}' met a bug: {problem.GetType().Name}: {problem.Message}",
                    "Report it with the log of this step; replay the step after the update."), problem);
        }
    }
}

/// <summary>A result, and what the log needs to explain it.</summary>
public sealed record StepOutcome(StepResult Result, Exception? Bug = null, Exception? Cause = null);
