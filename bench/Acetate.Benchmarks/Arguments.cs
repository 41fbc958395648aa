namespace Acetate.Benchmarks;

/// <summary>The options of a benchmark's command line.</summary>
internal static class Arguments
{
    /// <summary>What follows a name, or null when the name is not there or last.</summary>
    public static string? Option(this string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
