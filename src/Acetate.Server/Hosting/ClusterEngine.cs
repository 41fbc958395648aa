using Acetate.Compute.Slurm;
using Acetate.Library;

namespace Acetate.Server.Hosting;

/// <summary>The engine of a cluster that the command line names.</summary>
internal static class ClusterEngine
{
    /// <summary>Opens it. The cluster itself need not be there: it is waited for, and told.</summary>
    /// <exception cref="LibraryException">The file or the spool folder cannot be used; the message says why.</exception>
    public static SlurmEngine Open(ServerOptions options, TimeProvider clock, ILogger<SlurmEngine> logger)
    {
        try
        {
            return new SlurmEngine(Read(options), clock, logger);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new LibraryException(LibraryProblem.Settings, $"The cluster of {options.Slurm} cannot be used: {problem.Message}");
        }
    }

    /// <summary>What the file says. A server looks at it before it starts.</summary>
    /// <exception cref="LibraryException">It cannot be read or followed.</exception>
    public static SlurmOptions Read(ServerOptions options)
    {
        try
        {
            // Steps that name no place go to the server's own engine, whatever the file calls it.
            return SlurmOptionsFile.Read(options.Slurm!) with { Name = "" };
        }
        catch (Exception problem) when (problem is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new LibraryException(LibraryProblem.Settings, problem is FormatException ? problem.Message
                : $"The options of the cluster cannot be read: {problem.Message} Name another file with --slurm, or leave it and {SlurmOptionsFile.Variable} away to run steps on this machine.");
        }
    }
}
