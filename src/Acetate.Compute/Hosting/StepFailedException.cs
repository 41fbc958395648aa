namespace Acetate.Compute.Hosting;

/// <summary>A step function cannot finish, and says whether trying again can help.</summary>
/// <param name="class">Which kind of failure, and so when to try again.</param>
/// <param name="message">What was being done, to what, and what went wrong: one sentence.</param>
/// <param name="advice">What a person can do about it: one sentence.</param>
/// <param name="inner">What caused it, for the log.</param>
public sealed class StepFailedException(RetryClass @class, string message, string advice, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Which kind of failure.</summary>
    public RetryClass Class { get; } = @class;

    /// <summary>What a person can do about it.</summary>
    public string Advice { get; } = advice;

    /// <summary>The same as a result.</summary>
    public StepResult.Failed ToResult() => new(Class, Message, Advice);
}
