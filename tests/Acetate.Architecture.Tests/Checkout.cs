using System.Diagnostics;
using System.Xml.Linq;

namespace Acetate.Architecture.Tests;

/// <summary>The checkout as the tests read it: the files git tracks or would track.</summary>
internal static class Checkout
{
    public static string Root => Acetate.Tests.Corpus.RepositoryRoot;

    /// <summary>Paths relative to the root, separated by <c>/</c>.</summary>
    public static IReadOnlyList<string> Files { get; } = List();

    public static string Read(string path) => File.ReadAllText(Path.Join(Root, path));

    /// <summary>The names of the projects that a project refers to, or of its packages.</summary>
    public static IReadOnlySet<string> References(string project, string element)
    {
        using var reader = System.Xml.XmlReader.Create(Path.Join(Root, project));
        return XDocument.Load(reader).Descendants(element)
            .Select(reference => (string?)reference.Attribute("Include") ?? "")
            .Select(name => element == "ProjectReference" ? Path.GetFileNameWithoutExtension(name) : name)
            .ToHashSet();
    }

    private static List<string> List()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        })!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Join(Root, file)))];
    }
}
