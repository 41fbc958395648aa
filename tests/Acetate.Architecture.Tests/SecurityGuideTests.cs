using System.Text.RegularExpressions;

namespace Acetate.Architecture.Tests;

/// <summary>The guide on security names a test for each control: it must be there.</summary>
public sealed partial class SecurityGuideTests
{
    private const string Guide = "docs/guide/security.md";

    [Fact]
    public void Every_control_names_tests_that_exist()
    {
        var sources = Checkout.Files.Where(file => file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)).Select(Checkout.Read).ToArray();
        var rows = Checkout.Read(Guide).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| control ", StringComparison.Ordinal)).ToArray();
        var wrong = new List<string>();

        foreach (var row in rows)
        {
            var tests = Name().Matches(row.Split('|')[3]).Select(match => match.Groups[1].Value).ToArray();
            if (tests.Length == 0) wrong.Add($"no test: {row}");
            wrong.AddRange(tests.Where(test => !Exists(sources, test)).Select(test => $"there is no test {test}"));
        }

        Assert.True(rows.Length > 30, $"The guide has {rows.Length} rows only.");
        Assert.Empty(wrong);
    }

    private static bool Exists(string[] sources, string test)
    {
        var parts = test.Split('.');
        return sources.Any(source => Regex.IsMatch(source, $@"public (async Task|void) {parts[^1]}\(") && (parts.Length == 1 || source.Contains($"class {parts[0]}", StringComparison.Ordinal)));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
