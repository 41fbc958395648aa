using System.Data.Common;
using System.Runtime.InteropServices;
using System.Text.Json;
using Acetate.Fdl;
using Acetate.Library;
using Acetate.Storage;

namespace Acetate.Cli;

/// <summary>Turns whatever stopped a command into an exit code and a sentence; never a stack trace.</summary>
internal static class Problems
{
    private const int BrokenPipe = 32, NoSpaceUnix = 28, QuotaUnix = 122, ReadOnlyUnix = 30;
    private const int NoSpaceWindows = unchecked((int)0x80070070);

    /// <summary>The code and the sentence for an exception; an empty sentence says nothing needs to be printed.</summary>
    public static (ExitCode Code, string Sentence) Explain(Exception problem, TimeProvider clock, bool interrupted) => problem switch
    {
        CommandException ours => (ours.Code, ours.Message),
        OperationCanceledException when interrupted => (ExitCode.Cancelled, "Cancelled."),
        OperationCanceledException => (ExitCode.Unavailable, "A time limit ran out before the work was done. Try again."),
        AggregateException { InnerExceptions: [var only] } => Explain(only, clock, interrupted),
        LibraryException library => (library.Problem switch
        {
            LibraryProblem.NotFound => ExitCode.NotFound,
            LibraryProblem.NotPermitted or LibraryProblem.BudgetUsedUp => ExitCode.NotPermitted,
            LibraryProblem.Unavailable or LibraryProblem.OutcomeUnknown or LibraryProblem.Busy or LibraryProblem.Full => ExitCode.Unavailable,
            _ => ExitCode.BadInput,
        }, library.Message),
        FdlException framing => (ExitCode.BadInput, framing.Message),
        StoreException store => (CodeFor(store.Problem), store.Message),
        FileNotFoundException { FileName: { Length: > 0 } file } => (ExitCode.NotFound, $"There is no file '{file}'."),
        DirectoryNotFoundException when Quoted(problem.Message) is { } path => (ExitCode.NotFound, $"There is no folder on the way to '{path}'."),
        FileNotFoundException or DirectoryNotFoundException or DriveNotFoundException => (ExitCode.NotFound, problem.Message),
        PathTooLongException => (ExitCode.BadInput, problem.Message),
        UnauthorizedAccessException => (ExitCode.NotPermitted, problem.Message),
        InvalidDataException or EndOfStreamException => (ExitCode.BadInput, problem.Message),
        JsonException json => (ExitCode.BadInput, $"The JSON is not valid at {json.Path ?? "its beginning"}{(json.LineNumber is { } line ? $", line {line + 1}" : "")}."),
        IOException pipe when pipe.HResult == BrokenPipe => (ExitCode.Done, ""),
        IOException full when full.HResult is NoSpaceUnix or QuotaUnix or NoSpaceWindows =>
            (ExitCode.Unavailable, $"There is no room left: {full.Message} Free some space and run the command again."),
        IOException readOnly when readOnly.HResult == ReadOnlyUnix => (ExitCode.NotPermitted, readOnly.Message),
        IOException io => (ExitCode.BadInput, io.Message),
        HttpRequestException http => (ExitCode.Unavailable, $"The server could not be reached: {http.Message}"),
        TimeoutException or DbException => (ExitCode.Unavailable, problem.Message),
        _ => Bug(problem, clock),
    };

    /// <summary>The path in the runtime's own sentence about a folder that is not there; null for sentences of ours.</summary>
    private static string? Quoted(string message)
    {
        const string own = "Could not find a part of the path '";
        return message.StartsWith(own, StringComparison.Ordinal) && message.EndsWith("'.", StringComparison.Ordinal) ? message[own.Length..^2] : null;
    }

    private static ExitCode CodeFor(StoreProblem problem) => problem switch
    {
        StoreProblem.NotFound => ExitCode.NotFound,
        StoreProblem.Denied => ExitCode.NotPermitted,
        StoreProblem.Unavailable or StoreProblem.Full or StoreProblem.Busy => ExitCode.Unavailable,
        StoreProblem.Mismatch or StoreProblem.AlreadyExists => ExitCode.Found,
        _ => ExitCode.BadInput,
    };

    private static (ExitCode Code, string Sentence) Bug(Exception problem, TimeProvider clock)
    {
        var at = clock.GetUtcNow();
        var report = Path.Combine(Path.GetTempPath(), $"acetate-bug-{at:yyyyMMdd-HHmmss}-{Environment.ProcessId}.txt");
        var text = $"""
            acetate {typeof(Problems).Assembly.GetName().Version}
            {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}
            {at:O}

            {problem}
            """;
        try
        {
            File.WriteAllText(report, text);
            return (ExitCode.Bug, $"This is a bug in Acetate: {FirstLine(problem)} The report lies at {report}; please send it to us.");
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return (ExitCode.Bug, $"This is a bug in Acetate, and its report could not be written ({unwritable.Message}):\n{text}");
        }
    }

    private static string FirstLine(Exception problem)
    {
        var line = problem.Message.AsSpan();
        var end = line.IndexOfAny('\r', '\n');
        return $"{(end < 0 ? line : line[..end])} ({problem.GetType().Name})";
    }
}
