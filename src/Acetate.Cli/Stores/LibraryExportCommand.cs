using System.CommandLine;
using System.Text;
using Acetate.Cli.Ingest;
using Acetate.Cli.Mhl;
using Acetate.Cli.Serve;
using Acetate.Hashing;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Export;
using Acetate.Library.Rolls;
using Acetate.Mhl;
using Acetate.Mhl.Disk;

namespace Acetate.Cli.Stores;

/// <summary><c>acetate library export</c>: everything that a library knows, as files that need no program of ours.</summary>
internal static class LibraryExportCommand
{
    public static Command Create()
    {
        var (home, json) = (LibraryOption.Create(), IngestSettings.Json());
        var folder = new Argument<string>("FOLDER") { Description = "A new folder; it must not be there yet." };
        var command = new Command("export", "Writes everything that the library knows into a folder, as JSON a line for each thing, sealed with ASC MHL. Footage lies in the stores as plain files already.") { folder, home, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(parsed.GetRequiredValue(folder)));
            if (Path.Exists(target)) throw new CommandException(ExitCode.Usage, $"'{Table.Visible(target)}' is there already, and nothing is overwritten. Name a new folder.");
            if (!Directory.Exists(Path.GetDirectoryName(target))) throw new CommandException(ExitCode.NotFound, $"There is no folder '{Table.Visible(Path.GetDirectoryName(target) ?? target)}' to make it in.");
            await using var library = await LibraryOption.OpenAsync(parsed.GetValue(home), cancellationToken);
            var files = await WriteAsync(library, target, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new { folder = target, files = files.Select(file => new { file.File, file.Rows }) });
            else output.WriteLine($"{files.Sum(file => file.Rows):N0} lines in {files.Count(file => file.Rows > 0)} files are in {Table.Visible(target)}, sealed. README.txt there says what they are.");
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate library export /mnt/vault/film-2026-11", (ExitCode.NotFound, "there is no library, or no folder to make the export in"), (ExitCode.Unavailable, "the disk is full or cannot be written to; nothing is left behind"));
    }

    /// <summary>Writes beside the target, reads everything back, seals it, and gives it its name last.</summary>
    private static async Task<IReadOnlyList<ExportedFile>> WriteAsync(MediaLibrary library, string target, CancellationToken cancellationToken)
    {
        var beside = $"{target}.partial-{Guid.NewGuid():N}";
        try
        {
            // As the home of the library: it says who works on what.
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(beside);
            else Directory.CreateDirectory(beside, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var made = library.Clock.GetUtcNow();
            var files = await library.ReadAsync(tx => tx.ExportAsync(name => new FileStream(Path.Join(beside, name), FileMode.CreateNew, FileAccess.Write), cancellationToken), cancellationToken);
            var stores = await library.ReadAsync(tx => tx.StoresOfCopiesAsync(cancellationToken), cancellationToken);
            await File.WriteAllTextAsync(Path.Join(beside, "README.txt"), Readme(made, files, [.. stores.Select(use => $"{KebabCase.Of(use.Tier)}: {use.Copies} rolls in {use.Store}")]), new UTF8Encoding(false), cancellationToken);
            var sealing = await MhlFolder.OpenAsync(beside, cancellationToken);
            var report = await sealing.SealAsync(new SealOptions { At = made, Creator = MhlOptions.Creator(null, null, "Export of a library"), Process = MhlProcess.InPlace, Formats = [HashFormat.Xxh128] }, null, cancellationToken);
            if (!report.IsClean) throw new IOException("What was written could not be read back.");
            Directory.Move(beside, target);
            await library.WriteAsync(tx => tx.AuditAsync(UsersCommand.Actor, "library.exported", target, "", new { rows = files.Sum(file => file.Rows) }, cancellationToken), cancellationToken);
            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Unavailable, $"The export was not made: {e.Message} Make room or name another folder, and run it again.");
        }
        finally
        {
            if (Directory.Exists(beside)) Directory.Delete(beside, recursive: true);
        }
    }

    private static string Readme(DateTimeOffset made, IReadOnlyList<ExportedFile> files, IReadOnlyList<string> stores)
    {
        var text = new StringBuilder()
            .AppendLine($"Everything that a library of Acetate knew on {made:yyyy-MM-dd HH:mm:ss} UTC.").AppendLine()
            .AppendLine("Each file is JSON Lines in UTF-8: one object a line, named by the columns. Ids join them: a clip's roll_id is the id of a roll.")
            .AppendLine("Instants are UTC to the microsecond. The folder is sealed with ASC MHL (xxh128): any ASC MHL tool tells whether it is as it was.")
            .AppendLine("Passwords, tokens and the keys of links are left out.").AppendLine();
        foreach (var file in files) text.AppendLine($"{file.File,-34} {file.Rows,12:N0}  {file.Table.About}");
        text.AppendLine().AppendLine("The footage lies as plain files, each roll a folder with its ASC MHL history (rolls.jsonl: store_prefix; copies.jsonl: store and prefix):");
        foreach (var store in stores) text.AppendLine($"  {store}");
        return text.ToString();
    }
}
