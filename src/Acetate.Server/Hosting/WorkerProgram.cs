using Acetate.Library;
using WorkerLookup = Acetate.Compute.Local.WorkerProgram;

namespace Acetate.Server.Hosting;

/// <summary>The worker that this machine's engine starts.</summary>
internal static class WorkerProgram
{
    /// <summary>Its file, looked for as every engine does; a server that was not told where it is does not start without it.</summary>
    public static string Find()
    {
        var file = WorkerLookup.Find();
        var isNamed = Environment.GetEnvironmentVariable(WorkerLookup.Variable) is { Length: > 0 };
        return isNamed || File.Exists(file) ? file : throw new LibraryException(LibraryProblem.Settings,
            $"The program {Path.GetFileName(file)} is not beside {AppContext.BaseDirectory}. Install Acetate whole, name it in {WorkerLookup.Variable}, or serve with --no-work.");
    }
}
