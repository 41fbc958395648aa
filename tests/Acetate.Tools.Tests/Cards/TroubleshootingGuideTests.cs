using System.Text.RegularExpressions;

namespace Acetate.Tools.Tests.Cards;

public sealed partial class TroubleshootingGuideTests
{
    [Fact]
    public async Task Every_message_of_the_guide_is_still_said()
    {
        var guide = await File.ReadAllLinesAsync(Path.Join(Corpus.RepositoryRoot, "docs/guide/troubleshooting.md"));
        var sources = string.Concat(Directory.GetFiles(Path.Join(Corpus.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        var messages = guide.Select(line => Message().Match(line)).Where(m => m.Success).Select(m => m.Groups[1].Value).ToList();

        Assert.True(messages.Count > 10);
        Assert.All(messages, m => Assert.Contains(m, sources, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| `([^`]+)` \|")]
    private static partial Regex Message();
}
