namespace Acetate.Fdl;

/// <summary>A framing decision list that cannot be used, or a template that cannot be applied.</summary>
public sealed class FdlException : Exception
{
    /// <summary>Describes what cannot be used.</summary>
    /// <param name="rule">The kind.</param>
    /// <param name="message">A whole sentence with a way out.</param>
    /// <param name="path">JSON pointer of the place, or the member that is at fault; empty when neither is known.</param>
    public FdlException(FdlRule rule, string message, string path = "") : base(message) => (Rule, Path) = (rule, path);

    /// <summary>Describes what cannot be used.</summary>
    /// <param name="problem">What was found.</param>
    internal FdlException(FdlProblem problem) : this(problem.Rule, problem.ToString(), problem.Path) { }

    /// <summary>The kind.</summary>
    public FdlRule Rule { get; }

    /// <summary>JSON pointer of the place, or the member that is at fault; empty when neither is known.</summary>
    public string Path { get; }
}
