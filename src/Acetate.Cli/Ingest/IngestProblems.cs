using Acetate.Library;
using Acetate.Tools.Ingest;

namespace Acetate.Cli.Ingest;

/// <summary>What the problems of libraries and ingests mean on the command line.</summary>
internal static class IngestProblems
{
    /// <summary>The problem as a sentence and an exit code; null when it is another kind of problem.</summary>
    public static CommandException? Explain(Exception problem) => problem switch
    {
        IngestException ingest => new CommandException(ingest.Problem switch
        {
            IngestProblem.NotFound => ExitCode.NotFound,
            IngestProblem.Invalid => ExitCode.Usage,
            IngestProblem.Unavailable => ExitCode.Unavailable,
            IngestProblem.NotPermitted => ExitCode.NotPermitted,
            IngestProblem.Cancelled => ExitCode.Cancelled,
            _ => ExitCode.Found,
        }, ingest.Message),
        LibraryException library => new CommandException(library.Problem switch
        {
            LibraryProblem.NotFound => ExitCode.NotFound,
            LibraryProblem.NotPermitted or LibraryProblem.BudgetUsedUp => ExitCode.NotPermitted,
            LibraryProblem.Conflict => ExitCode.Found,
            LibraryProblem.Settings => ExitCode.Usage,
            LibraryProblem.Incompatible or LibraryProblem.Damaged => ExitCode.BadInput,
            _ => ExitCode.Unavailable,
        }, library.Message),
        FormatException format => new CommandException(ExitCode.BadInput, format.Message),
        _ => null,
    };
}
