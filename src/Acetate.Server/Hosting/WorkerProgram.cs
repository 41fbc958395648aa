using Acetate.Library;
using WorkerLookup = Acetate.Compute.Local.WorkerProgram;

namespace Acetate.Server.Hosting;

/// <summary>The worker that this machine's engine starts.</summary>
internal static class WorkerProgram
{
    /// <summary>Its file, looked for as every engine does; a server that does not find it does not start without it.</summary>
    /// <exception cref="LibraryException">It is not there; the message says where it was looked for.</exception>
    public static string Find() =>
        WorkerLookup.WhyMissing() is { } missing ? throw new LibraryException(LibraryProblem.Settings, missing + " Or serve with --no-work.") : WorkerLookup.Find();
}
