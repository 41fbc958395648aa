namespace Acetate.Server.Problems;

/// <summary>Ends a request with a problem document.</summary>
/// <param name="type">The kind.</param>
/// <param name="detail">This occurrence: what was being done, to what, and what is wrong. One sentence.</param>
/// <param name="advice">The way out, when the kind's own advice is not the best one.</param>
public sealed class ProblemException(ProblemType type, string detail, string? advice = null) : Exception(detail)
{
    /// <summary>The kind.</summary>
    public ProblemType Type { get; } = type;

    /// <summary>The way out.</summary>
    public string Advice { get; } = advice ?? type.Advice;

    /// <summary>Seconds for the Retry-After header, if any.</summary>
    public int? RetryAfterSeconds { get; init; }
}
