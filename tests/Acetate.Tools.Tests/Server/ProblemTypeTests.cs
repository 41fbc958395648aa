using System.Text.RegularExpressions;
using Acetate.Server.Problems;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Server;

/// <summary>What a program may rely on when something goes wrong.</summary>
public sealed partial class ProblemTypeTests
{
    private static readonly string Guide = File.ReadAllText(Path.Join(Corpus.RepositoryRoot, "docs/guide/problems.md"));

    [Fact]
    public void The_guide_documents_every_type_with_its_status_and_no_other() =>
        Assert.Equal(
            ProblemType.All.Select(type => (type.Name, type.Status)).Order(),
            Row().Matches(Guide).Select(row => (row.Groups[1].Value, int.Parse(row.Groups[2].Value))).Order());

    [Fact]
    public void Every_type_that_the_server_declares_is_in_the_list()
    {
        var declared = typeof(ProblemType).GetFields().Select(field => field.GetValue(null)).OfType<ProblemType>();

        Assert.Equal(declared.OrderBy(type => type.Name), ProblemType.All.OrderBy(type => type.Name));
    }

    [Fact]
    public void Every_type_of_the_guide_is_one_that_some_code_answers_with()
    {
        var source = string.Concat(Directory.EnumerateFiles(Path.Join(Corpus.RepositoryRoot, "src", "Acetate.Server"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "ProblemType.cs").Select(File.ReadAllText));
        var answered = Use().Matches(source).Select(use => use.Groups[1].Value).ToHashSet();
        // What the framework refuses by itself has a status and nothing else.
        var bare = new[] { 404, 405, 415 }.Select(ProblemType.ForStatus).ToHashSet();

        Assert.Empty(typeof(ProblemType).GetFields().Where(field => field.GetValue(null) is ProblemType type && !answered.Contains(field.Name) && !bare.Contains(type)).Select(field => field.Name));
    }

    [Fact]
    public void Every_type_says_what_to_do_in_whole_sentences() =>
        Assert.All(ProblemType.All, type => Assert.EndsWith(".", type.Advice));

    [Theory]
    [MemberData(nameof(StoreProblems))]
    public void Every_store_problem_keeps_its_sentence_and_gets_a_type_that_is_not_a_bug(StoreProblem problem)
    {
        var answer = ProblemDocuments.From(new StoreException(problem, "Writing 'A001' failed: because."));

        Assert.NotEqual(ProblemType.Bug, answer.Type);
        Assert.Equal("Writing 'A001' failed: because.", answer.Message);
    }

    [Fact]
    public void A_bug_tells_nothing_of_its_insides()
    {
        var answer = ProblemDocuments.From(new InvalidOperationException("password=hunter2"));

        Assert.Equal(ProblemType.Bug, answer.Type);
        Assert.DoesNotContain("hunter2", answer.Message);
    }

    public static TheoryData<StoreProblem> StoreProblems() => [.. Enum.GetValues<StoreProblem>()];

    [GeneratedRegex(@"\bProblemType\.(\w+)")]
    private static partial Regex Use();

    [GeneratedRegex(@"^\| `([a-z-]+)` \| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
