namespace Acetate.Standards.Tests.Edl.Cmx3600;

/// <summary>The lists of the corpus, by their path in it.</summary>
internal static class ListCorpus
{
    public static IEnumerable<string> All() =>
        new[] { "conformance/edl", "samples/editorial-edl" }
            .SelectMany(folder => Directory.EnumerateFiles(Corpus.PathOf(folder), "*", SearchOption.AllDirectories))
            .Where(file => file.EndsWith(".edl", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal);
}
