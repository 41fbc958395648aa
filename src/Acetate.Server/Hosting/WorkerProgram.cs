using Acetate.Library;

namespace Acetate.Server.Hosting;

/// <summary>The worker that this machine's engine starts.</summary>
internal static class WorkerProgram
{
    /// <summary>Its file: what <c>ACETATE_WORKER</c> names, else beside this program, else where a build of the checkout puts it.</summary>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("ACETATE_WORKER") is { Length: > 0 } named) return named;
        var file = OperatingSystem.IsWindows() ? "acetate-worker.exe" : "acetate-worker";
        var beside = Path.Join(AppContext.BaseDirectory, file);
        if (File.Exists(beside)) return beside;
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var built = Path.Join(own.Parent?.Parent?.FullName, "Acetate.Worker", own.Name, file);
        return File.Exists(built) ? built : throw new LibraryException(LibraryProblem.Settings,
            $"The program {file} is not beside {AppContext.BaseDirectory}. Install Acetate whole, name it in ACETATE_WORKER, or serve with --no-work.");
    }
}
