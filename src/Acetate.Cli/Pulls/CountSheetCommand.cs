using System.CommandLine;
using System.Text;
using Acetate.Cli.Fdl;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Tools.VfxPulls.Reports;

namespace Acetate.Cli.Pulls;

/// <summary><c>acetate pull sheet</c>: the count sheet of a planned turnover, for somebody to sign.</summary>
internal static class CountSheetCommand
{
    public static Command Create()
    {
        var (choice, json) = (new LibraryChoice(), IngestSettings.Json());
        var id = PullId.Argument();
        var file = new Option<string?>("-o") { Description = "The file to write: .csv, .html or .pdf. Default: CSV to standard output", HelpName = "FILE" };
        var command = choice.On(new Command("sheet", "The count sheet of a pull of plates as it was planned: plates, frames, sources, what it takes, and a place to sign.") { id, file, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, path, output) = (parsed.GetValue(id), parsed.GetValue(file), parsed.InvocationConfiguration.Output);
            var form = path is null ? ".csv" : Path.GetExtension(path).ToLowerInvariant();
            if (form is not (".csv" or ".html" or ".pdf")) throw new CommandException(ExitCode.Usage, $"A count sheet is written as .csv, .html or .pdf, and '{Table.Visible(path!)}' is none of them.");
            if (path is not null) NewFile.Check(path);
            var sheet = await PullProblems.ExplainedAsync(() => which.AskAsync(choice, parsed,
                (library, one) => library.CountSheetAsync(one, TimeProvider.System.GetUtcNow(), cancellationToken),
                (server, one) => server.GetAsync<CountSheet>($"api/pulls/{one}/count-sheet.json", cancellationToken), cancellationToken));
            if (path is not null) await NewFile.WriteAsync(path, async stream => await stream.WriteAsync(Bytes(sheet, form), cancellationToken));
            if (parsed.GetValue(json)) CliJson.Write(output, sheet);
            else if (path is null) await output.WriteAsync(CountSheetCsv.Of(sheet));
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate pull sheet 0199a7c2-1f0e -o turnover3.pdf\nacetate pull sheet 0199a7c2-1f0e > turnover3.csv", (ExitCode.BadInput, "the pull is of originals, or the file is there already"), (ExitCode.NotFound, "there is no such pull"));
    }

    private static byte[] Bytes(CountSheet sheet, string form) => form switch
    {
        ".pdf" => CountSheetPdf.Of(sheet),
        ".html" => Encoding.UTF8.GetBytes(CountSheetHtml.Of(sheet)),
        _ => Encoding.UTF8.GetBytes(CountSheetCsv.Of(sheet)),
    };
}
