using System.CommandLine;
using Acetate.Fdl;

namespace Acetate.Cli.Fdl;

/// <summary><c>acetate fdl validate</c>.</summary>
internal static class FdlValidateCommand
{
    public static Command Create()
    {
        var file = FdlFile.Argument();
        var json = FdlFile.Json();
        var command = new Command("validate", "Checks a framing decision list: its JSON, the schema of its version, its ids, and that its layers lie in each other.") { file, json };
        command.SetAction(async (parsed, token) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var named = await FdlFile.ReadAsync(parsed.GetRequiredValue(file), token);
            var (list, isValid) = (named.Reading.List, named.Reading.IsValid);
            if (parsed.GetValue(json))
                CliJson.Write(output, new { file = named.Path, valid = isValid, version = list?.Version.ToString(), problems = named.Rows });
            else
                Print(named, output);
            return (int)(isValid ? ExitCode.Done : ExitCode.BadInput);
        });
        return command.Explain(
            "acetate fdl validate A001.fdl\nacetate fdl validate A001.fdl --json",
            (ExitCode.Done, "valid; warnings may have been told"),
            (ExitCode.BadInput, "not JSON, or not a valid list; each mistake is told with line and JSON pointer"));
    }

    private static void Print(FdlFile named, TextWriter output)
    {
        named.Print(output);
        var problems = named.Reading.Problems;
        var errors = problems.Count(problem => problem.Severity == FdlSeverity.Error);
        if (named.Reading.IsValid)
        {
            var list = named.Reading.List!;
            var canvases = list.Contexts.Sum(context => context.Canvases.Length);
            output.WriteLine($"{Table.Visible(named.Path)}: valid ASC FDL {list.Version} with {Count(canvases, "canvas", "canvases")}, "
                + $"{Count(list.Contexts.Sum(context => context.Canvases.Sum(canvas => canvas.FramingDecisions.Length)), "framing decision", "framing decisions")} and "
                + $"{Count(list.CanvasTemplates.Length, "canvas template", "canvas templates")}.");
        }
        else
            output.WriteLine($"{Table.Visible(named.Path)}: not valid, {Count(errors, "error", "errors")}.");
    }

    private static string Count(int number, string one, string many) => $"{number:N0} {(number == 1 ? one : many)}";
}
