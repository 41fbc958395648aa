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

    /// <summary>Both sides of an edit that came too late; null for all other problems.</summary>
    public EditConflict? Conflict { get; init; }

    /// <summary>Seconds for the Retry-After header, if any.</summary>
    public int? RetryAfterSeconds { get; init; }
}

/// <summary>Two people edited one thing: what stands there, and what the second one wanted.</summary>
/// <param name="Version">The version to name when deciding anew.</param>
/// <param name="Theirs">What stands there now; empty for nothing.</param>
/// <param name="Yours">What was wanted; absent for what the files say.</param>
/// <param name="By">Who wrote what stands there.</param>
/// <param name="At">When.</param>
public sealed record EditConflict(long Version, string Theirs, string? Yours, string By, DateTimeOffset? At);
