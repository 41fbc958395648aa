using System.Net.Sockets;

namespace Acetate.Compute.Hosting;

/// <summary>What the exceptions of files, networks and memory mean for trying again.</summary>
public static class WorldFailure
{
    // errno values of Linux; .NET hands them on as HResult of IOException.
    internal const int NoSpace = 28;
    internal const int QuotaExceeded = 122;

    /// <summary>A failure in words, or null when the exception can only be a bug.</summary>
    public static StepFailedException? Explain(Exception problem) => problem switch
    {
        IOException { HResult: NoSpace or QuotaExceeded } => new(RetryClass.Capacity,
            $"There is no room left: {problem.Message}", "Make room on that disk; the step goes on by itself.", problem),
        OutOfMemoryException or InsufficientMemoryException => new(RetryClass.Capacity,
            $"There is not enough memory: {problem.Message}", "Give the worker more memory or run fewer steps at once.", problem),
        FileNotFoundException or DirectoryNotFoundException => new(RetryClass.Data,
            problem.Message, "Bring it back (put the card in, mount the disk), then try again.", problem),
        UnauthorizedAccessException => new(RetryClass.Data,
            problem.Message, "Give the worker's account access, then try again.", problem),
        IOException or SocketException or HttpRequestException or TimeoutException => new(RetryClass.Transient,
            problem.Message, "Nothing for now: it is tried again.", problem),
        // A time-out of HttpClient looks like a cancellation that nobody asked for.
        OperationCanceledException => new(RetryClass.Transient,
            "Something that was waited for did not answer in time.", "Nothing for now: it is tried again.", problem),
        _ => null,
    };
}
