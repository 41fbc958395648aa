using System.CommandLine;
using Acetate.Mhl;
using Acetate.Mhl.Disk;

namespace Acetate.Cli.Mhl;

/// <summary><c>acetate mhl verify</c>: reads a folder's files and compares them with its whole history.</summary>
internal static class MhlVerifyCommand
{
    public static Command Create()
    {
        var folder = MhlOptions.Folder();
        var directoryHashes = new Option<bool>("--directory-hashes") { Description = "Verify the hashes of folders as well." };
        var allHashes = new Option<bool>("--all-hashes") { Description = "Compare every recorded hash of a file, not only the one that is cheapest to compute." };
        var only = MhlOptions.Only();
        var ignore = MhlOptions.Ignore("For this run only.");
        var packingList = new Option<FileInfo>("--packing-list") { Description = "Compare with this list instead of the folder's own history.", HelpName = "FILE" };
        var json = MhlOptions.Json();
        var command = new Command("verify", "Verifies a folder against its whole history, chain included; reads ASC MHL 2.0 and MHL 1.x.")
        {
            folder, directoryHashes, allHashes, only, ignore, packingList, json,
        };
        command.SetAction(async (parsed, token) =>
        {
            var directory = parsed.GetRequiredValue(folder);
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var list = parsed.GetValue(packingList);
            var opened = list is null ? await MhlFolder.OpenAsync(directory, token) : await MhlFolder.OpenAsync(directory, Read(list), token);
            if (!opened.History.IsTrusted) return (int)Untrusted(opened, directory, parsed.GetValue(json), output, error);

            VerificationReport report;
            using (var progress = new ByteProgress(error, opened.Scan.Files.Sum(f => f.Length), TimeProvider.System))
            {
                report = await opened.VerifyAsync(
                    new VerifyOptions
                    {
                        DirectoryHashes = parsed.GetValue(directoryHashes),
                        AllFormats = parsed.GetValue(allHashes),
                        Only = MhlOptions.InFolder(directory, parsed.GetValue(only)),
                        IgnorePatterns = [.. parsed.GetValue(ignore) ?? []],
                    },
                    progress,
                    token);
            }

            // What lies beside the files of a packing list is no concern of the list.
            var isIntact = report.IsIntact
                || (list is not null && report.Comparison.Files.All(f => f.IsGood || f.Status == FileStatus.Unlisted) && report.Comparison.MissingFolders.IsEmpty);
            Print(opened, report, isIntact, parsed.GetValue(json), output, error);
            return (int)(isIntact ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain(
            "acetate mhl verify /raid/day12/A002R2EC\nacetate mhl verify /raid/day12/A002R2EC --directory-hashes --json",
            MhlCommand.Exits("something was found: a mismatch, a missing, unlisted, renamed or unreadable file"));
    }

    private static MhlManifest Read(FileInfo list)
    {
        using var stream = list.OpenRead();
        return ManifestReader.Read(stream, list.Name);
    }

    private static ExitCode Untrusted(MhlFolder opened, string folder, bool json, TextWriter output, TextWriter error)
    {
        MhlReports.WriteUntrusted(opened.History, folder, error);
        if (json) Write(opened, "failed", [], [], [], output);
        return ExitCode.BadInput;
    }

    private static void Print(MhlFolder opened, VerificationReport report, bool isIntact, bool json, TextWriter output, TextWriter error)
    {
        foreach (var finding in opened.History.Findings) error.WriteLine(Table.Visible(finding.Message));
        if (json)
        {
            Write(
                opened,
                isIntact ? "intact" : "failed",
                report.Comparison.Files.Select(MhlReports.Row),
                [
                    .. report.Comparison.MissingFolders.Select(f => new MhlReports.FolderRow(f, "missing", null, null)),
                    .. report.Folders.Select(f => new MhlReports.FolderRow(f.Path, System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(f.Status.ToString()), f.Generation, f.Message)),
                ],
                [.. report.Notes.Select(n => new MhlReports.NoteRow(n.Path, n.Message))],
                output);
            return;
        }

        MhlReports.Print(output, report.Comparison, report.Notes, f => !f.IsGood);
        foreach (var folder in report.Folders.Where(f => f.Status == FolderStatus.Mismatch))
            output.WriteLine($"mismatch  {Table.Visible(folder.Path.Length == 0 ? "(the folder itself)" : folder.Path + "/")}  compared with generation {folder.Generation}: {folder.Message}");
        var generations = opened.History.Root.Generations.Length;
        output.WriteLine($"{Table.Visible(opened.History.Root.Name)}   {generations} {(generations == 1 ? "generation" : "generations")}");
        output.WriteLine("  " + MhlReports.Counts(
            report.Comparison,
            (FileStatus.Intact, "intact"), (FileStatus.Present, "present without a hash to compare"), (FileStatus.Mismatch, "mismatch"),
            (FileStatus.Missing, "missing"), (FileStatus.Unlisted, "unlisted"), (FileStatus.Renamed, "renamed"), (FileStatus.Unreadable, "unreadable")));
        if (!report.Folders.IsEmpty)
        {
            output.WriteLine($"  folders: {report.Folders.Count(f => f.Status == FolderStatus.Intact):N0} intact, {report.Folders.Count(f => f.Status == FolderStatus.Mismatch):N0} mismatch, "
                + $"{report.Folders.Count(f => f.Status == FolderStatus.NotCompared):N0} without comparable hashes");
        }
    }

    private static void Write(
        MhlFolder opened, string verdict, IEnumerable<MhlReports.FileRow> files, MhlReports.FolderRow[] directories, MhlReports.NoteRow[] notes, TextWriter output) =>
        CliJson.Write(output, new
        {
            verdict,
            format = opened.IsLegacy ? "mhl-1" : "asc-mhl-2",
            generations = opened.History.Root.Generations.Length,
            chain = MhlReports.Chain(opened.History),
            files,
            directories,
            findings = MhlReports.Findings(opened.History),
            notes,
        });
}
