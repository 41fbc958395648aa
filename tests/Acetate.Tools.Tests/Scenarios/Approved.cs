namespace Acetate.Tools.Tests.Scenarios;

/// <summary>Texts of the repository that are written by tests, so that they cannot rot.</summary>
internal static class Approved
{
    /// <summary>Compares with the file of the repository, or rewrites it when <c>ACETATE_REWRITE=1</c> asks for it.</summary>
    public static void Is(string path, string text)
    {
        var file = Path.Join(Corpus.RepositoryRoot, path);
        text = text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("ACETATE_REWRITE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : $"'{path}' is not there. Write it with ACETATE_REWRITE=1.", text);
    }

    /// <summary>Compares what stands between the marks of a transcript in the README.</summary>
    public static void IsInReadme(string name, string text)
    {
        var readme = File.ReadAllText(Path.Join(Corpus.RepositoryRoot, "README.md"));
        var opening = $"<!-- transcript: {name} -->";
        var from = readme.IndexOf(opening, StringComparison.Ordinal);
        Assert.True(from >= 0, $"The README has no '{opening}'.");
        from += opening.Length;
        var to = readme.IndexOf("<!-- /transcript -->", from, StringComparison.Ordinal);
        Is("README.md", $"{readme[..from]}\n```text\n{text}\n```\n{readme[to..]}");
    }
}
