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
    public static string Find() => Places(out var isNamed) is var places && isNamed ? places[0] : places.FirstOrDefault(File.Exists) ?? places[0];

    /// <summary>Why the program cannot be started, in a sentence that says where it was looked for and what to do; null when it is there.</summary>
    public static string? WhyMissing()
    {
        var places = Places(out var isNamed);
        if (places.Any(File.Exists)) return null;
        return isNamed ? $"{Variable} names {places[0]}, and there is no such file. Name the worker program in it, or take the variable away."
            : $"The program {Path.GetFileName(places[0])} is neither {string.Join(" nor ", places)}. Install Acetate whole, run './dev build', or name the program in {Variable}.";
    }

    private static string[] Places(out bool isNamed)
    {
        isNamed = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };
        if (isNamed) return [Path.GetFullPath(Environment.GetEnvironmentVariable(Variable)!)];
        var file = OperatingSystem.IsWindows() ? "acetate-worker.exe" : "acetate-worker";
        var folder = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        // artifacts/bin/Acetate.Cli/release and artifacts/bin/Acetate.Worker/release
        return [Path.Join(folder, file), Path.GetFullPath(Path.Join(folder, "..", "..", "Acetate.Worker", Path.GetFileName(folder), file))];
    }
}
