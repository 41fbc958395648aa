using Acetate.Mhl;

namespace Acetate.Standards.Tests.Mhl;

public sealed class IgnorePatternTests
{
    [Theory]
    [InlineData("*.tmp", "a.tmp", true)]
    [InlineData("*.tmp", "A/B/a.tmp", true)]
    [InlineData("*.tmp", "a.tmp.mov", false)]
    [InlineData("/x.log", "x.log", true)]
    [InlineData("/x.log", "A/x.log", false)]
    [InlineData("A/x.log", "A/x.log", true)]
    [InlineData("A/x.log", "B/A/x.log", false)]
    [InlineData("cache/", "cache/a.bin", true)]
    [InlineData("cache/", "A/cache/d/a.bin", true)]
    [InlineData("cache/", "B/cache", false)]
    [InlineData("cache", "B/cache", true)]
    [InlineData("**/r/*.log", "r/a.log", true)]
    [InlineData("**/r/*.log", "A/B/r/a.log", true)]
    [InlineData("**/r/*.log", "A/r/B/a.log", false)]
    [InlineData("A/**/z.txt", "A/z.txt", true)]
    [InlineData("A/**/z.txt", "A/B/C/z.txt", true)]
    [InlineData("A/**", "A/B/C", true)]
    [InlineData("A/**", "A", false)]
    [InlineData("file?.mov", "file1.mov", true)]
    [InlineData("file?.mov", "file12.mov", false)]
    [InlineData("A?b", "A/b", false)]
    [InlineData("[ab].txt", "b.txt", true)]
    [InlineData("[!ab].txt", "b.txt", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[z-a]x", "bx", false)]
    [InlineData("[abc", "[abc", true)]
    [InlineData("\\#a", "#a", true)]
    [InlineData("#a", "#a", false)]
    [InlineData("\\!a", "!a", true)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a\\*b", "axb", false)]
    [InlineData("name ", "name", true)]
    [InlineData("name\\ ", "name ", true)]
    [InlineData("a.b", "axb", false)]
    [InlineData("(x|y)+", "(x|y)+", true)]
    [InlineData("", "a", false)]
    [InlineData("   ", "   ", false)]
    [InlineData("ascmhl", "ascmhl/0001_A.mhl", true)]
    public void A_pattern_hides_what_gitignore_would_hide(string pattern, string path, bool hidden) =>
        Assert.Equal(hidden, new IgnorePatterns([pattern]).Hides(path, isFolder: false));

    [Fact]
    public void The_last_matching_pattern_decides() =>
        Assert.False(new IgnorePatterns(["*.log", "!keep.log"]).Hides("keep.log", isFolder: false));

    [Fact]
    public void Nothing_is_taken_back_from_below_a_hidden_folder() =>
        Assert.True(new IgnorePatterns(["logs/", "!logs/keep.log"]).Hides("logs/keep.log", isFolder: false));

    [Fact]
    public void The_history_folder_is_hidden_without_any_pattern() =>
        Assert.True(new IgnorePatterns([]).Hides("A/ascmhl", isFolder: true));

    [Theory]
    [InlineData("/x.log", "x.log", false, false)]
    [InlineData("A/Ignore/", "A/Ignore/a", false, false)]
    [InlineData("cache/", "cache", true, false)]
    [InlineData("cache/", "cache/a", false, true)]
    [InlineData("**/r/*.log", "A/r/a.log", false, true)]
    [InlineData("*.tmp", "A/a.tmp", false, true)]
    public void The_reading_of_version_1_1_of_the_reference_is_available(string pattern, string path, bool isFolder, bool hidden) =>
        Assert.Equal(hidden, new IgnorePatterns([pattern], PatternReading.Ascmhl11).Hides(path, isFolder));

    [Fact]
    public void A_list_only_grows_and_keeps_its_order() =>
        Assert.Equal(["b", "a", "c"], IgnorePatterns.Grow(["b", "a"], ["a", "", "c", "b"]));
}
