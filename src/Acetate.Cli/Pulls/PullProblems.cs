using Acetate.Cli.Ingest;
using Acetate.Library;
using Acetate.Tools.Pulls;

namespace Acetate.Cli.Pulls;

/// <summary>What the problems of pulls mean on the command line.</summary>
internal static class PullProblems
{
    /// <summary>Does something, and says what stopped it as commands do.</summary>
    /// <exception cref="CommandException">A person can mend what stopped it; the message says how.</exception>
    public static async Task<T> ExplainedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (PullException problem)
        {
            throw new CommandException(ExitCode.BadInput, problem.Message);
        }
        catch (LibraryException problem) when (problem.Problem == LibraryProblem.Conflict)
        {
            // Nothing was made, so nothing was found: what is asked for does not fit how the pull stands.
            throw new CommandException(ExitCode.BadInput, problem.Message);
        }
        catch (Exception problem) when (problem is not CommandException and not FormatException && IngestProblems.Explain(problem) is { } explained)
        {
            throw explained;
        }
    }
}
