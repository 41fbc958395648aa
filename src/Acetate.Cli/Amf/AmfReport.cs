using System.Text.Json.Serialization;
using Acetate.Amf;

namespace Acetate.Cli.Amf;

/// <summary>What both commands find out about a file; <c>--json</c> writes it as it stands.</summary>
internal sealed record AmfReport
{
    public required string File { get; init; }

    /// <summary>valid, warnings or invalid.</summary>
    public required string Verdict { get; init; }

    public string? Version { get; init; }

    public string? AcesVersion { get; init; }

    public string? Clip { get; init; }

    public string? Summary { get; init; }

    public IReadOnlyList<AmfProblem> Problems { get; init; } = [];

    public IReadOnlyList<Step> Steps { get; init; } = [];

    [JsonIgnore]
    public ExitCode Code { get; init; }

    /// <summary>Reads, checks and explains; a file that is no AMF has its reason as its one problem.</summary>
    /// <exception cref="CommandException">There is no such file, or it is a folder.</exception>
    public static AmfReport Of(string file, AmfUse use, TimeProvider clock)
    {
        if (Directory.Exists(file)) throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(file)}' is a folder. Name an .amf file in it.");
        AmfDocument document;
        try
        {
            document = AmfReader.Read(file);
        }
        catch (AmfException refusal)
        {
            return new() { File = file, Verdict = "invalid", Code = ExitCode.BadInput, Problems = [new(AmfSeverity.Error, "not-an-amf", refusal.Line, "", refusal.Message)] };
        }

        var problems = AmfValidation.Check(document, new() { Use = use, Folder = Path.GetDirectoryName(Path.GetFullPath(file)), Now = clock.GetUtcNow() });
        var explanation = AmfExplanation.Of(document);
        var worst = problems.Select(problem => problem.Severity).DefaultIfEmpty(AmfSeverity.Info).Max();
        return new()
        {
            File = file,
            Verdict = worst switch { AmfSeverity.Error => "invalid", AmfSeverity.Warning => "warnings", _ => "valid" },
            Code = worst switch { AmfSeverity.Error => ExitCode.BadInput, AmfSeverity.Warning => ExitCode.Found, _ => ExitCode.Done },
            Version = document.Version == AmfVersion.V1 ? "1.0" : "2.0",
            AcesVersion = document.Pipeline.System?.ToString(),
            Clip = document.Clip?.Name,
            Summary = explanation.Summary,
            Problems = problems,
            Steps = [.. explanation.Steps.Select(step => new Step(step.Stage, step.TransformId, step.Name, step.Applied, step.IsKnown, step.Description, step.File, step.WorkingSpace, step.Line))],
        };
    }

    /// <summary>The problems from a severity on, one line each, and the verdict.</summary>
    public void WriteProblems(TextWriter output, AmfSeverity from)
    {
        foreach (var problem in Problems.Where(problem => problem.Severity >= from))
        {
            var place = (problem.Line, problem.Element) switch { (0, "") => "", (0, var element) => $"{element}: ", (var line, "") => $"line {line}: ", var (line, element) => $"line {line}, {element}: " };
            output.WriteLine(Table.Visible($"{problem.Severity.ToString().ToLowerInvariant(),-8} {(problem.Code == "not-an-amf" ? "" : place)}{problem.Message}"));
        }

        output.WriteLine(Verdict switch
        {
            "valid" => $"Valid: AMF {Version}, ACES {AcesVersion ?? "not said"}.",
            "warnings" => $"Usable, with warnings: AMF {Version}, ACES {AcesVersion ?? "not said"}.",
            _ => "Not valid.",
        });
    }

    /// <summary>The steps as a table, the summary, and what is wrong.</summary>
    public void WriteSteps(TextWriter output)
    {
        if (Steps.Count > 0)
        {
            var table = new Table("stage", "applied", "transform", "id");
            foreach (var step in Steps)
            {
                var done = step.Applied switch { true => "in the pixels", false => "to be applied", null => "" };
                table.Add(step.Stage == AmfStepStage.WorkingLocation ? "grade" : step.Stage.ToString().ToLowerInvariant(), done, step.Name, step.TransformId is null || step.Known ? step.TransformId : $"{step.TransformId} (not known)");
            }

            table.Write(output);
            output.WriteLine();
        }

        if (Summary is not null) output.WriteLine(Table.Visible(Summary));
        if (Problems.Any(problem => problem.Severity >= AmfSeverity.Warning)) WriteProblems(output, AmfSeverity.Warning);
    }

    internal sealed record Step(AmfStepStage Stage, string? TransformId, string Name, bool? Applied, bool Known, string? Description, string? File, string? WorkingSpace, int Line);
}
