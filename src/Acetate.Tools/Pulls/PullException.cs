namespace Acetate.Tools.Pulls;

/// <summary>A pull cannot be planned as it was asked for. The message is a whole sentence that says what to change.</summary>
public sealed class PullException : Exception
{
    /// <summary>Describes what is wrong.</summary>
    public PullException(string message)
        : base(message)
    {
    }
}
