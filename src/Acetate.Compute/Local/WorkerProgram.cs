using System.Collections.Immutable;
using System.Reflection;

namespace Acetate.Compute.Local;

/// <summary>Where the worker program lies.</summary>
public static class WorkerProgram
{
    /// <summary>Environment: names the worker program when it is not where it is looked for.</summary>
    public const string Variable = "ACETATE_WORKER";

    /// <summary>Environment: names a folder with the workers of several versions, <c>VERSION/acetate-worker</c>.</summary>
    public const string VersionsVariable = "ACETATE_WORKERS";

    /// <summary>The version of this program, such as <c>1.4.0</c>.</summary>
    public static string OwnVersion { get; } = (typeof(WorkerProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "").Split('+')[0];

    /// <summary>The workers of other versions in the folder that <c>ACETATE_WORKERS</c> names; none without it.</summary>
    public static ImmutableDictionary<string, string> Installed()
    {
        if (Environment.GetEnvironmentVariable(VersionsVariable) is not { Length: > 0 } folder || !Directory.Exists(folder)) return ImmutableDictionary<string, string>.Empty;
        return Directory.EnumerateDirectories(folder).Select(one => (Version: Path.GetFileName(one), Program: Path.Join(one, FileName)))
            .Where(one => one.Version != OwnVersion && File.Exists(one.Program)).ToImmutableDictionary(one => one.Version, one => Path.GetFullPath(one.Program), StringComparer.Ordinal);
    }

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

    private static string FileName => OperatingSystem.IsWindows() ? "acetate-worker.exe" : "acetate-worker";

    private static string[] Places(out bool isNamed)
    {
        isNamed = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };
        if (isNamed) return [Path.GetFullPath(Environment.GetEnvironmentVariable(Variable)!)];
        var folder = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        // artifacts/bin/Acetate.Cli/release and artifacts/bin/Acetate.Worker/release
        return [Path.Join(folder, FileName), Path.GetFullPath(Path.Join(folder, "..", "..", "Acetate.Worker", Path.GetFileName(folder), FileName))];
    }
}
