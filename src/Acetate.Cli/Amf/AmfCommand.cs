using System.CommandLine;
using Acetate.Amf;

namespace Acetate.Cli.Amf;

/// <summary><c>acetate amf</c>: ACES metadata files, without a library.</summary>
internal static class AmfCommand
{
    private static readonly (ExitCode Code, string Meaning)[] Exits =
    [
        (ExitCode.Done, "valid; at most something worth knowing was found"),
        (ExitCode.Found, "usable, with warnings"),
        (ExitCode.BadInput, "not an AMF, or one with errors; the problems say where and why"),
        (ExitCode.NotFound, "there is no such file"),
    ];

    public static Command Create()
    {
        var command = new Command("amf", "Checks and explains ACES metadata files (AMF 1.0 and 2.0).") { Validate(), Explain() };
        return command.Explain("acetate amf explain A002C006.amf\nacetate amf validate A002C006.amf", Exits);
    }

    private static Command Validate()
    {
        var (file, json) = (File(), Json());
        var use = new Option<string>("--for") { Description = "plates (default): an unknown transform is an error; proxies: a warning.", HelpName = "USE", DefaultValueFactory = _ => "plates" };
        var command = new Command("validate", "Checks a file against its schema, the registry of ACES transforms, and the files beside it.") { file, use, json };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var report = AmfReport.Of(parsed.GetRequiredValue(file), Use(parsed.GetRequiredValue(use)), TimeProvider.System);
            if (parsed.GetValue(json)) CliJson.Write(output, report);
            else report.WriteProblems(output, AmfSeverity.Info);
            return (int)report.Code;
        });
        return command.Explain("acetate amf validate A002C006.amf\nacetate amf validate A002C006.amf --for proxies --json", Exits);
    }

    private static Command Explain()
    {
        var (file, json) = (File(), Json());
        var command = new Command("explain", "Says in words what is in the pixels already, what is still to be applied, and which transform each id is.") { file, json };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var report = AmfReport.Of(parsed.GetRequiredValue(file), AmfUse.Proxies, TimeProvider.System);
            if (parsed.GetValue(json)) CliJson.Write(output, report);
            else report.WriteSteps(output);
            return (int)report.Code;
        });
        return command.Explain("acetate amf explain A002C006.amf", Exits);
    }

    private static AmfUse Use(string word) => word switch
    {
        "plates" => AmfUse.Plates,
        "proxies" => AmfUse.Proxies,
        _ => throw new CommandException(ExitCode.Usage, $"--for takes plates or proxies, not '{Table.Visible(word)}'."),
    };

    private static Argument<string> File() => new("FILE") { Description = "The .amf file." };

    private static Option<bool> Json() => new("--json") { Description = "Write one JSON document to standard output." };
}
