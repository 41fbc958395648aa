using System.CommandLine;
using Acetate.Mhl;
using Acetate.Mhl.Disk;

namespace Acetate.Cli.Mhl;

/// <summary><c>acetate mhl diff</c>: what changed, without reading any file.</summary>
internal static class MhlDiffCommand
{
    public static Command Create()
    {
        var folder = MhlOptions.Folder();
        var sizes = new Option<bool>("--sizes") { Description = "Count a file of another size as found. Without it names decide, as in other tools, and sizes are only shown." };
        var ignore = MhlOptions.Ignore("For this run only.");
        var json = MhlOptions.Json();
        var command = new Command("diff", "Compares names with the history and shows other sizes; reads no file.") { folder, sizes, ignore, json };
        command.SetAction(async (parsed, token) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var directory = parsed.GetRequiredValue(folder);
            var opened = await MhlFolder.OpenAsync(directory, token);
            if (!opened.History.IsTrusted) return (int)Untrusted(opened, directory, parsed.GetValue(json), output, error);
            var report = opened.Diff([.. parsed.GetValue(ignore) ?? []]);
            var files = report.Comparison.Files;
            var otherSizes = files.Where(f => f.Status == FileStatus.Mismatch).ToList();
            var isSame = report.Comparison.MissingFolders.IsEmpty
                && files.All(f => f.IsGood || (f.Status == FileStatus.Mismatch && !parsed.GetValue(sizes)));
            foreach (var finding in opened.History.Findings) await error.WriteLineAsync(Table.Visible(finding.Message));
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new
                {
                    verdict = isSame ? "same" : "different",
                    generations = opened.History.Root.Generations.Length,
                    chain = MhlReports.Chain(opened.History),
                    files = files.Select(f => MhlReports.Row(f) is var row && f.Status == FileStatus.Mismatch && !parsed.GetValue(sizes) ? row with { Status = FileStatus.Present } : row),
                    otherSizes = otherSizes.Select(MhlReports.Row),
                    missingFolders = report.Comparison.MissingFolders,
                    findings = MhlReports.Findings(opened.History),
                    notes = report.Notes.Select(n => new MhlReports.NoteRow(n.Path, n.Message)),
                });
            }
            else
            {
                MhlReports.Print(output, report.Comparison, report.Notes, f => !f.IsGood);
                await output.WriteLineAsync(MhlReports.Counts(
                    report.Comparison,
                    (FileStatus.Present, "present"), (FileStatus.Mismatch, "not as recorded"), (FileStatus.Missing, "missing"), (FileStatus.Unlisted, "unlisted"), (FileStatus.Unreadable, "unreadable")));
                if (otherSizes.Count > 0 && !parsed.GetValue(sizes))
                    await error.WriteLineAsync("Names are as recorded, sizes are not: 'acetate mhl verify' says what is damaged.");
            }

            return (int)(isSame ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate mhl diff /raid/day12/A002R2EC", MhlCommand.Exits("something was found: a missing or an unlisted file (or, with --sizes, another size)"));
    }

    private static ExitCode Untrusted(MhlFolder opened, string folder, bool json, TextWriter output, TextWriter error)
    {
        MhlReports.WriteUntrusted(opened.History, folder, error);
        if (json)
        {
            CliJson.Write(output, new
            {
                verdict = "untrusted",
                generations = opened.History.Root.Generations.Length,
                chain = MhlReports.Chain(opened.History),
                files = Array.Empty<MhlReports.FileRow>(),
                findings = MhlReports.Findings(opened.History),
            });
        }

        return ExitCode.BadInput;
    }
}
