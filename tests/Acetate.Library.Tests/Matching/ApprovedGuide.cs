namespace Acetate.Library.Tests.Matching;

/// <summary>Figures in a guide, between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>: compared, or written with <c>ACETATE_REWRITE=1</c>.</summary>
internal static class ApprovedGuide
{
    public static void Holds(string guide, string name, string text)
    {
        var path = Path.Join(Corpus.RepositoryRoot, "docs/guide", guide);
        var all = File.ReadAllText(path);
        var (from, to) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var start = all.IndexOf(from, StringComparison.Ordinal) + from.Length;
        var end = all.IndexOf(to, StringComparison.Ordinal);
        Assert.True(start >= from.Length && end >= start, $"docs/guide/{guide} has no place for '{name}'.");
        if (Environment.GetEnvironmentVariable("ACETATE_REWRITE") == "1")
        {
            File.WriteAllText(path, all[..start] + text + all[end..]);
            return;
        }

        Assert.Equal(text, all[start..end]);
    }
}
