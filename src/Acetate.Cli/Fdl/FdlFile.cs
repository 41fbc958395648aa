using System.Collections.Immutable;
using System.CommandLine;
using System.Reflection;
using Acetate.Fdl;

namespace Acetate.Cli.Fdl;

/// <summary>A framing decision list that was named on the command line.</summary>
/// <param name="Path">As it was named.</param>
/// <param name="Reading">What reading it gave.</param>
internal sealed record FdlFile(string Path, FdlReading Reading)
{
    /// <summary>A problem as <c>--json</c> tells it.</summary>
    public sealed record Row(string File, FdlRule Rule, FdlSeverity Severity, string Path, int Line, string Message);

    /// <summary>Where the official schema is stricter than the text of the standard or its newest reference, and the meaning is clear.</summary>
    public bool IsUsable => Reading.List is not null
        && Reading.Problems.All(problem => problem.Severity != FdlSeverity.Error || problem.Rule is FdlRule.ZeroTarget or FdlRule.ZeroSqueeze);

    public ImmutableArray<Row> Rows =>
        [.. Reading.Problems.Select(problem => new Row(Path, problem.Rule, problem.Severity, problem.Path, problem.Line, problem.Message))];

    /// <summary>What is written into lists as the program that made them.</summary>
    public static string Creator =>
        $"acetate {typeof(FdlFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}".TrimEnd();

    public static Argument<string> Argument() => new("FILE") { Description = "The framing decision list (.fdl)." };

    public static Option<bool> Json() => new("--json") { Description = "Write one JSON document to standard output." };

    public static async Task<FdlFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path)) throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(path)}' is a folder. Name a framing decision list in it.");
        await using var stream = File.OpenRead(path);
        return new(path, await FdlReader.ReadAsync(stream, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>A line for each problem.</summary>
    public void Print(TextWriter writer)
    {
        foreach (var problem in Reading.Problems)
            writer.WriteLine($"{problem.Severity.ToString().ToLowerInvariant()}: {Table.Visible(Path)}, {Table.Visible(problem.ToString())}");
    }
}
