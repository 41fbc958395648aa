namespace Acetate.Tools.Tests;

/// <summary>
/// The programs that people start. <c>./dev test</c> names the folder where it has put them together as they are shipped, compiled ahead of time:
/// tests that start them a hundred times spend half as long in the compiler. Otherwise they are those that the last build made.
/// </summary>
internal static class Programs
{
    /// <summary>The command line.</summary>
    public static string Acetate { get; } = Of("Acetate.Cli", "acetate");

    /// <summary>The server.</summary>
    public static string Server { get; } = Of("Acetate.Server", "acetate-server");

    /// <summary>The worker.</summary>
    public static string Worker { get; } = Of("Acetate.Worker", "acetate-worker");

    private static string Of(string project, string program)
    {
        if (Environment.GetEnvironmentVariable("ACETATE_PROGRAMS") is { Length: > 0 } shipped) return Path.GetFullPath(Path.Join(shipped, program));
        var own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        return Path.GetFullPath(Path.Join(own, "..", "..", project, Path.GetFileName(own), program));
    }
}
