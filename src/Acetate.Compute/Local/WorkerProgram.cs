namespace Acetate.Compute.Local;

/// <summary>Where the worker program lies.</summary>
public static class WorkerProgram
{
    /// <summary>Environment: names the worker program when it is not where it is looked for.</summary>
    public const string Variable = "ACETATE_WORKER";

    /// <summary>
    /// What <c>ACETATE_WORKER</c> names; else <c>acetate-worker</c> beside this program; else where a build of the checkout puts it.
    /// When it is nowhere, the place beside this program: an engine then says that it is not there.
    /// </summary>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named) return Path.GetFullPath(named);
        var file = OperatingSystem.IsWindows() ? "acetate-worker.exe" : "acetate-worker";
        var folder = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var beside = Path.Join(folder, file);
        // artifacts/bin/Acetate.Cli/release and artifacts/bin/Acetate.Worker/release
        var built = Path.GetFullPath(Path.Join(folder, "..", "..", "Acetate.Worker", Path.GetFileName(folder), file));
        return !File.Exists(beside) && File.Exists(built) ? built : beside;
    }
}
