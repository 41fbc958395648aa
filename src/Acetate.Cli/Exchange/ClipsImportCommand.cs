using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Cli.Serve;
using Acetate.Library;
using Acetate.Tools.Exchange;

namespace Acetate.Cli.Exchange;

/// <summary><c>acetate clips import</c>: what lists and reports of others say about clips.</summary>
internal static class ClipsImportCommand
{
    private const int MostBytes = 16 << 20, MostLines = 200;

    public static Command Create()
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var file = new Argument<string>("FILE") { Description = "An Avid log (.ale), a table (.csv), or a camera or sound report as CSV." };
        var rule = new Option<string>("--conflicts") { Description = "What becomes of values that say otherwise than what holds: keep (nothing), files (the list counts where only files speak), all (the list counts). Default: keep", HelpName = "RULE", DefaultValueFactory = _ => "keep" };
        var yes = new Option<bool>("--yes") { Description = "Write it. Without it only the report is printed." };
        var command = choice.On(new Command("import", "Brings scenes, takes, notes and more from lists and reports of others: first a report, then, with --yes, corrections that can be taken back.") { file, show, rule, yes, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (path, where, isMeant) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(show), parsed.GetValue(yes));
            if (!Enum.GetValues<ConflictRule>().Select(KebabCase.Of).Contains(parsed.GetValue(rule))) throw new CommandException(ExitCode.Usage, $"'{parsed.GetValue(rule)}' is no rule for conflicts: choose keep, files or all.");
            var (conflicts, name) = (KebabCase.Parse<ConflictRule>(parsed.GetValue(rule)!), Path.GetFileName(path));
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes }) throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(name)}' is larger than 16 MiB, which no list of clips is. Split it by days.");
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            ClipImportReport report;
            try
            {
                report = await choice.AskAsync(parsed,
                    async library =>
                    {
                        var seen = await ClipImport.PreviewAsync(library, where, bytes, name, conflicts, cancellationToken);
                        return isMeant ? await ClipImport.ApplyAsync(library, where, bytes, name, conflicts, seen.Mark, UsersCommand.Actor, cancellationToken) : seen;
                    },
                    async server =>
                    {
                        var place = $"api/shows/{Uri.EscapeDataString(where)}/clips/imports";
                        var asked = $"?name={Uri.EscapeDataString(name)}&conflicts={KebabCase.Of(conflicts)}";
                        var seen = await server.SendAsync<ClipImportReport>(HttpMethod.Post, $"{place}/preview{asked}", bytes, cancellationToken);
                        return isMeant ? await server.SendAsync<ClipImportReport>(HttpMethod.Post, $"{place}{asked}&seen={seen.Mark}", bytes, cancellationToken) : seen;
                    }, cancellationToken);
            }
            catch (FormatException problem)
            {
                throw new CommandException(ExitCode.BadInput, problem.Message);
            }

            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, report);
            else Print(report, output);
            return (int)(report.HasDoubts ? ExitCode.Found : ExitCode.Done);
        });
        return command.Explain("acetate clips import day12.ale --show film\nacetate clips import SoundReport.csv --show film --yes\nacetate clips import corrected.csv --show film --conflicts files --yes",
            (ExitCode.Found, "there are conflicts, unclear values, or rows without a clip; the report says which"), (ExitCode.BadInput, "the file is no list that is understood"), (ExitCode.NotFound, "there is no such file or show"));
    }

    private static void Print(ClipImportReport report, TextWriter output)
    {
        var table = new Table("LINE", "CLIP", "FIELD", "NOW", "FROM", "LIST SAYS", "");
        table.RightAligned.Add(0);
        var shown = report.Clips.SelectMany(clip => clip.Fields.Select(field => (clip, field))).Where(one => one.field.State != ImportState.Same).ToList();
        foreach (var (clip, field) in shown.Take(MostLines))
            table.Add(Number(field.Line), clip.Name, field.Label, field.Now, field.Origin, field.Value, field.State switch
            {
                ImportState.New => "new",
                ImportState.Conflict => field.IsWritten ? "conflict: the list counts" : "conflict: stays",
                _ => $"unclear: {field.Why}",
            });
        if (shown.Count > 0) table.Write(output);
        if (shown.Count > MostLines) output.WriteLine($"… and {Number(shown.Count - MostLines)} more; --json has all.");
        foreach (var row in report.Unmatched.Take(MostLines)) output.WriteLine($"Line {Number(row.Line)}: {Table.Visible(row.Why)}");
        if (report.Unmatched.Length > MostLines) output.WriteLine($"… and {Number(report.Unmatched.Length - MostLines)} more; --json has all.");
        foreach (var problem in report.Problems) output.WriteLine(Table.Visible(problem));
        if (!report.Unknown.IsEmpty) output.WriteLine($"Not brought in: {Table.Visible(string.Join(", ", report.Unknown.Take(20)))}{(report.Unknown.Length > 20 ? " …" : "")}.");
        if (shown.Count + report.Unmatched.Length + report.Problems.Length + report.Unknown.Length > 0) output.WriteLine();
        output.WriteLine($"{Count(report.Rows, "row")}, {Count(report.Clips.Length, "clip")}: {Number(report.New)} new, {Number(report.Conflicts)} conflicting, {Number(report.Unclear)} unclear, {Number(report.Same)} the same; {Count(report.Unmatched.Length, "row")} without a clip.");
        output.WriteLine(report.Written == 0 ? "Nothing is to be written."
            : report.IsApplied ? $"Written: {Count(report.Written, "field")}. 'acetate clips history' shows them, and 'acetate clips revert' takes one back." : $"Nothing was written. --yes writes {Count(report.Written, "field")}.");
    }

    private static string Count(int number, string what) => $"{Number(number)} {what}{(number == 1 ? "" : "s")}";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
