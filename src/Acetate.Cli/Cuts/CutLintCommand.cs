using System.CommandLine;
using Acetate.Cuts;
using Acetate.Cuts.Lint;

namespace Acetate.Cli.Cuts;

/// <summary><c>acetate cut lint</c>.</summary>
internal static class CutLintCommand
{
    public static Command Create()
    {
        var (file, json, input) = (CutInput.File("FILE", "An EDL, .otio, .xml, .fcpxml, .aaf, .ale or .csv."), CutInput.Json(), new CutInput());
        var command = new Command("lint", "Says before a turnover what a pull would stumble over, each with its line and what to do.") { file, json };
        input.AddTo(command);
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var path = parsed.GetRequiredValue(file);
            var cut = input.Read(parsed, path);
            var problems = CutLint.Check(cut);
            var (errors, warnings) = (problems.Count(problem => problem.Severity == CutSeverity.Error), problems.Count(problem => problem.Severity == CutSeverity.Warning));
            if (parsed.GetValue(json))
                CliJson.Write(output, new { file = path, format = CutInput.Word(cut.Format), rate = cut.Rate.ToRatio(), events = cut.Events.Length, errors, warnings, problems = problems.Select(CutJson.Problem) });
            else
            {
                CutText.WriteProblems(output, problems);
                output.WriteLine($"{Table.Visible(path)}: {cut.Events.Length} events, {errors} errors, {warnings} warnings, {problems.Length - errors - warnings} notes.");
            }

            return (int)(errors + warnings > 0 ? ExitCode.Found : ExitCode.Done);
        });
        return command.Explain(
            "acetate cut lint R1_v12.edl --rate 23.976",
            (ExitCode.Done, "nothing to look at; notes may have been told"),
            (ExitCode.Found, "errors or warnings; each has its line and a way out"),
            (ExitCode.BadInput, "not a cut; the message says where and why"));
    }
}
