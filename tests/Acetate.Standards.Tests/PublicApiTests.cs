using System.Reflection;

namespace Acetate.Standards.Tests;

/// <summary>What the packages promise is a text file each under Approved/: a change of the promise is seen in review.</summary>
/// <remarks>ACETATE_APPROVE=1 rewrites the files. A package joins by an empty file with its name, rewritten once.</remarks>
public sealed class PublicApiTests
{
    private static readonly string Folder = Path.Join(Corpus.RepositoryRoot, "tests/Acetate.Standards.Tests/Approved");

    public static TheoryData<string> Packages =>
        [.. Directory.EnumerateFiles(Folder, "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_public_API_is_the_approved_one(string package)
    {
        var file = Path.Join(Folder, $"{package}.txt");
        var current = PublicApi.Of(Assembly.Load(package));
        if (Environment.GetEnvironmentVariable("ACETATE_APPROVE") == "1")
            File.WriteAllText(file, current);

        var approved = File.ReadAllText(file);

        Assert.True(approved == current, $"""
            The public API of {package} has changed. If that is meant, run the test with ACETATE_APPROVE=1 and commit the file.
            {Difference(approved, current)}
            """);
    }

    private static string Difference(string approved, string current)
    {
        string[] before = approved.Split('\n'), after = current.Split('\n');
        return string.Join('\n', before.Except(after).Select(line => "- " + line).Concat(after.Except(before).Select(line => "+ " + line)));
    }
}
