using System.Text.RegularExpressions;

namespace Acetate.Architecture.Tests;

/// <summary>House rules that a machine can hold.</summary>
public sealed partial class TidyTests
{
    /// <summary>Files longer than 400 lines that hold one idea all the same, with the length they must not exceed.</summary>
    private static readonly Dictionary<string, int> LongFiles = [];

    private static readonly string[] Root =
    [
        ".ci", ".editorconfig", ".gitattributes", ".gitignore", "ARCHITECTURE.md", "Acetate.slnx", "BannedSymbols.txt", "CHANGELOG.md",
        "CONTRIBUTING.md", "Directory.Build.props", "Directory.Packages.props", "INFLUENCES.md", "LICENSE", "README.md", "SECURITY.md",
        "bench", "changes", "clients", "deploy", "dev", "docs", "eng", "global.json", "src", "tests", "web",
    ];

    private static IEnumerable<string> Sources =>
        Checkout.Files.Where(file => (file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".ts", StringComparison.Ordinal)
            || file.EndsWith(".tsx", StringComparison.Ordinal)) && !file.Contains("/generated/", StringComparison.Ordinal));

    [Fact]
    public void The_root_holds_only_what_the_list_says() =>
        Assert.Empty(Checkout.Files.Select(file => file.Split('/')[0]).Distinct().Except(Root));

    [Fact]
    public void Names_say_what_a_thing_does()
    {
        var broken =
            from file in Sources
            from Match type in TypeName().Matches(Checkout.Read(file))
            where EmptyWord().IsMatch(type.Groups[1].Value)
            select $"{file}: '{type.Groups[1].Value}' says nothing; ask what it does";

        Assert.Empty(broken);
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    public void Migrations_begin_with_1_and_none_is_there_twice(string engine)
    {
        // Changes that are made at the same time are given numbers beforehand, so some may be left out.
        var numbers = Directory.GetFiles(Path.Join(Checkout.Root, "src/Acetate.Library/Database", engine), "*.sql").Select(path => Path.GetFileName(path)[..4]).Order(StringComparer.Ordinal).ToList();

        Assert.Equal("0001", numbers[0]);
        Assert.All(numbers, number => Assert.True(number.All(char.IsAsciiDigit), number));
        Assert.Equal(numbers.Distinct(), numbers);
    }

    [Fact]
    public void Short_files_stay_short()
    {
        var broken =
            from file in Sources
            let lines = Checkout.Read(file).Count(c => c == '\n')
            where lines > LongFiles.GetValueOrDefault(file, 400)
            select $"{file}: {lines} lines; split it by ideas, or enter it in LongFiles with the reason";

        Assert.Empty(broken);
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        var broken =
            from file in Sources
            where !file.EndsWith("TidyTests.cs", StringComparison.Ordinal)
            from Match word in Unfinished().Matches(Checkout.Read(file))
            select $"{file}: {word.Value}";

        Assert.Empty(broken);
    }

    [Fact]
    public void Links_in_documents_lead_somewhere()
    {
        var broken =
            from file in Checkout.Files
            where file.EndsWith(".md", StringComparison.Ordinal)
            from Match link in Link().Matches(Fence().Replace(Checkout.Read(file), ""))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
            where !Path.Exists(Path.Join(Checkout.Root, Path.GetDirectoryName(file), target))
            select $"{file}: the link to {target} leads nowhere";

        Assert.Empty(broken);
    }

    [Fact]
    public void Lock_files_record_no_download_addresses() =>
        Assert.DoesNotContain(Checkout.Files.Where(file => file.EndsWith("package-lock.json", StringComparison.Ordinal)),
            file => Checkout.Read(file).Contains("\"resolved\": \"http", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+(?:struct\s+|class\s+)?(\w+)")]
    private static partial Regex TypeName();

    [GeneratedRegex("(Manager|Helpers?|Utils?|Utilities|Processor|Common|Service)$")]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
