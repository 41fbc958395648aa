namespace Acetate.Tests;

/// <summary>The real files and expected results that lie beside the project and are never part of it.</summary>
internal static class Corpus
{
    /// <summary>Whether a missing corpus or program fails a test instead of skipping it.</summary>
    public static bool IsRequired => Environment.GetEnvironmentVariable("ACETATE_CORPUS_REQUIRED") == "1";

    /// <summary>The repository's root folder.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>A file or folder of the corpus; the test is skipped, visibly, when it is not there.</summary>
    /// <param name="relative">Such as <c>conformance/mhl/cases</c>.</param>
    public static string PathOf(string relative)
    {
        var root = Environment.GetEnvironmentVariable("ACETATE_CORPUS") is { Length: > 0 } named
            ? Path.GetFullPath(named, RepositoryRoot)
            : Path.GetFullPath(Path.Join(RepositoryRoot, "..", "shared"));
        var path = Path.Join(root, relative);
        if (!Path.Exists(path)) Lacks($"The corpus has no '{relative}'. Set ACETATE_CORPUS to the folder that holds it.");
        return path;
    }

    /// <summary>A program on the PATH; the test is skipped, visibly, when it is not installed.</summary>
    public static string Program(string name)
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin"))
            if (File.Exists(Path.Join(folder, name)))
                return Path.Join(folder, name);
        Lacks($"The program '{name}' is not installed. './dev test' installs it.");
        return name;
    }

    /// <summary>Skips the test with the reason, or fails it where nothing may be missing.</summary>
    public static void Lacks(string reason)
    {
        if (IsRequired) Assert.Fail(reason);
        Assert.Skip(reason);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(folder, "Acetate.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Acetate.slnx was not found above the tests.");
        return folder;
    }
}
