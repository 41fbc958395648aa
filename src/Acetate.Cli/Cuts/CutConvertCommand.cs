using System.CommandLine;
using Acetate.Cli.Fdl;
using Acetate.Cuts;

namespace Acetate.Cli.Cuts;

/// <summary><c>acetate cut convert</c>.</summary>
internal static class CutConvertCommand
{
    private static readonly (string Word, CutFormat Value)[] Targets = [("edl", CutFormat.Edl), ("otio", CutFormat.Otio), ("fcpxml7", CutFormat.FcpXml), ("ale", CutFormat.Ale), ("shotlist", CutFormat.ShotList)];

    private static readonly (string Word, EdlForm Value)[] Forms =
    [
        ("file129", EdlForm.AvidFile129), ("file32", EdlForm.AvidFile32), ("file16", EdlForm.AvidFile16), ("cmx3600", EdlForm.Cmx3600), ("premiere", EdlForm.Premiere),
        ("finalcut", EdlForm.FinalCut), ("flame", EdlForm.Flame), ("nucoda", EdlForm.Nucoda),
    ];

    public static Command Create()
    {
        var (file, json, input) = (CutInput.File("FILE", "An EDL, .otio, .xml, .fcpxml, .aaf, .ale or .csv."), CutInput.Json(), new CutInput());
        var target = new Option<string>("--output", "-o") { Description = "The new file; .edl, .otio, .xml (Final Cut Pro 7), .ale or .csv say the format. Nothing is overwritten.", HelpName = "FILE", Required = true };
        var to = WordOption.Of<CutFormat>("--to", "The format, where the new file's extension does not say it.", Targets);
        var form = WordOption.Of<EdlForm>("--edl", "The form of the EDL. Without it an EDL comes back as it was, and a new one is file129, which cuts no reel off.", Forms);
        var command = new Command("convert", "Writes a cut in another format and says what that format cannot hold. A cut in its own format is written back as it was, an EDL in another form with --edl.") { file, target, to, form, json };
        input.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var (output, path) = (parsed.InvocationConfiguration.Output, parsed.GetRequiredValue(target));
            var format = parsed.GetValue(to) ?? CutWriter.FormatOf(path)
                ?? throw new CommandException(ExitCode.Usage, $"'{Table.Visible(path)}' does not say its format. Name it .edl, .otio, .xml, .ale or .csv, or say --to.");
            NewFile.Check(path);
            var cut = input.Read(parsed, parsed.GetRequiredValue(file));
            var conversion = CutWriter.Convert(cut, format, new() { Edl = parsed.GetValue(form) });
            var files = conversion.Documents.Select(document => Path.ChangeExtension(path, null) + document.Suffix + Path.GetExtension(path)).ToList();
            foreach (var name in files) NewFile.Check(name);
            foreach (var (name, document) in files.Zip(conversion.Documents)) await NewFile.WriteAsync(name, stream => stream.WriteAsync(document.Content).AsTask());

            // What could not be read cannot have been written.
            var isRead = cut.Problems.All(problem => problem.Severity != CutSeverity.Error);
            if (parsed.GetValue(json)) CliJson.Write(output, new { format = CutInput.Word(format), files, events = cut.Events.Length, losses = conversion.Losses.Select(CutJson.Problem), problems = cut.Problems.Select(CutJson.Problem) });
            else
            {
                CutText.WriteProblems(output, cut.Problems.Where(problem => problem.Severity != CutSeverity.Note));
                foreach (var loss in conversion.Losses) output.WriteLine($"lost: {Table.Visible($"{(loss.Element.Length > 0 ? loss.Element + ": " : "")}{loss.Message} {loss.Fix}")}");
                output.WriteLine($"{Table.Visible(string.Join(", ", files))}: {cut.Events.Length} events{(!isRead ? ", and not all of the cut was read" : conversion.Losses.IsEmpty ? ", nothing lost" : "")}.");
            }

            return (int)(isRead && conversion.Losses.IsEmpty ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain(
            "acetate cut convert R1_v12.edl -o R1_v12.otio --rate 23.976\nacetate cut convert R1.fcpxml -o R1.edl --edl cmx3600",
            (ExitCode.Done, "written, nothing lost"),
            (ExitCode.Found, "written; the list says what could not be read, and what the format cannot hold"),
            (ExitCode.BadInput, "not a cut, or the new file is there already"));
    }
}
