using System.CommandLine;
using Acetate.Cuts;

namespace Acetate.Cli.Cuts;

/// <summary><c>acetate cut read</c>.</summary>
internal static class CutReadCommand
{
    public static Command Create()
    {
        var (file, json, input) = (CutInput.File("FILE", "An EDL, .otio, .xml, .fcpxml, .aaf, .ale or .csv."), CutInput.Json(), new CutInput());
        var command = new Command("read", "Shows the events of a cut, with all names of their sources and exact times.") { file, json };
        input.AddTo(command);
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var cut = input.Read(parsed, parsed.GetRequiredValue(file));
            if (parsed.GetValue(json)) CliJson.Write(output, CutJson.Of(cut));
            else CutText.Write(output, cut);
            return (int)(cut.Problems.Any(problem => problem.Severity == CutSeverity.Error) ? ExitCode.Found : ExitCode.Done);
        });
        return command.Explain(
            "acetate cut read R1_v12.edl --rate 23.976\nacetate cut read shots.csv --column reel=Tape --json",
            (ExitCode.Done, "read; at most something worth knowing was found"),
            (ExitCode.Found, "read, but something in it is missing, contradictory or could not be read"),
            (ExitCode.BadInput, "not a cut; the message says where and why"));
    }
}
