namespace Acetate.Cli;

/// <summary>Ends a command with a sentence for the person who typed it.</summary>
/// <param name="code">What the program ends with.</param>
/// <param name="message">A whole sentence that says what is wrong and what to do.</param>
internal sealed class CommandException(ExitCode code, string message) : Exception(message)
{
    /// <summary>What the program ends with.</summary>
    public ExitCode Code { get; } = code;
}
