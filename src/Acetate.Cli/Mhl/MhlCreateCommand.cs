using System.Collections.Immutable;
using System.CommandLine;
using Acetate.Hashing;
using Acetate.Mhl;
using Acetate.Mhl.Disk;

namespace Acetate.Cli.Mhl;

/// <summary><c>acetate mhl create</c>: seals a folder, or adds a generation to its history.</summary>
internal static class MhlCreateCommand
{
    public static Command Create()
    {
        var folder = MhlOptions.Folder();
        var hash = new Option<string[]>("--hash") { Description = "A hash format: xxh128 (the default), xxh64, xxh3, md5, sha1, c4; may be repeated.", HelpName = "FORMAT" };
        var ignore = MhlOptions.Ignore("It stays in the history.");
        var ignoreFile = new Option<FileInfo>("--ignore-file") { Description = "A file with one pattern a line.", HelpName = "F" };
        var noDirectoryHashes = new Option<bool>("--no-directory-hashes") { Description = "List folders without hashes." };
        var detectRenames = new Option<bool>("--detect-renames") { Description = "Record a new file with the bytes of a missing one as renamed." };
        var only = MhlOptions.Only();
        var transfer = new Option<bool>("--transfer") { Description = "Record the process as a transfer; without it, as in place." };
        var adopt = new Option<bool>("--adopt") { Description = "First take a manifest that an interrupted seal left behind into the chain." };
        var legacy = new Option<bool>("--legacy") { Description = "Write an MHL 1.1 file instead (xxh64 by default; md5 and sha1 also)." };
        var name = new Option<string>("--author") { Description = "Who does it." };
        var email = new Option<string>("--author-email") { Description = "Their e-mail address." };
        var phone = new Option<string>("--author-phone") { Description = "Their telephone number." };
        var role = new Option<string>("--author-role") { Description = "Their role, such as DIT." };
        var location = new Option<string>("--location") { Description = "Where it is done." };
        var comment = new Option<string>("--comment") { Description = "A remark." };
        var json = MhlOptions.Json();
        var command = new Command("create", "Seals a folder, or adds a generation to its history.")
        {
            folder, hash, ignore, ignoreFile, noDirectoryHashes, detectRenames, only, transfer, adopt, legacy, name, email, phone, role, location, comment, json,
        };
        command.SetAction(async (parsed, token) =>
        {
            var directory = parsed.GetRequiredValue(folder);
            var author = parsed.GetValue(name) is { } who
                ? new MhlAuthor(who, parsed.GetValue(email), parsed.GetValue(phone), parsed.GetValue(role))
                : (parsed.GetValue(email) ?? parsed.GetValue(phone) ?? parsed.GetValue(role)) is null ? null
                : throw new CommandException(ExitCode.Usage, "Details of an author need the name: --author.");
            var formats = MhlOptions.Formats(parsed.GetValue(hash));
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var options = new SealOptions
            {
                At = Now(TimeProvider.System),
                Creator = MhlOptions.Creator(author, parsed.GetValue(location), parsed.GetValue(comment)),
                Process = parsed.GetValue(transfer) ? MhlProcess.Transfer : MhlProcess.InPlace,
                Formats = formats.IsEmpty ? [HashFormat.Xxh128] : formats,
                IgnorePatterns = [.. parsed.GetValue(ignore) ?? [], .. Patterns(parsed.GetValue(ignoreFile))],
                DirectoryHashes = !parsed.GetValue(noDirectoryHashes),
                DetectRenames = parsed.GetValue(detectRenames),
                Only = MhlOptions.InFolder(directory, parsed.GetValue(only)),
            };
            if (parsed.GetValue(legacy) && formats.Any(f => f is not (HashFormat.Xxh64 or HashFormat.Md5 or HashFormat.Sha1)))
                throw new CommandException(ExitCode.Usage, "MHL 1.1 knows the hash formats xxh64, md5 and sha1. Leave the others out, or leave out --legacy.");
            if (parsed.GetValue(legacy))
                return (int)await LegacyAsync(directory, options with { Formats = formats.IsEmpty ? [HashFormat.Xxh64] : formats }, parsed.GetValue(json), output, error, token);
            return (int)await SealAsync(directory, options, parsed.GetValue(adopt), parsed.GetValue(json), output, error, token);
        });
        return command.Explain(
            "acetate mhl create /media/A002R2EC --hash xxh64 --hash md5\nacetate mhl create /raid/day12/A002R2EC --detect-renames --json",
            [
                (ExitCode.Done, "the generation is written and nothing is wrong"),
                (ExitCode.Found, "the generation is written, and recorded files are missing, differ or cannot be read"),
                (ExitCode.BadInput, "nothing is written: the history cannot be trusted or read"),
            ]);
    }

    private static async Task<ExitCode> SealAsync(
        string directory, SealOptions options, bool adopt, bool json, TextWriter output, TextWriter error, CancellationToken token)
    {
        var opened = await MhlFolder.OpenAsync(directory, token);
        if (adopt) opened = await AdoptAsync(opened, error, token);
        SealReport report;
        using (var progress = new ByteProgress(error, opened.Scan.Files.Sum(f => f.Length), TimeProvider.System))
            report = await opened.SealAsync(options, progress, token);

        var generation = report.Generation;
        foreach (var finding in opened.History.Findings.Where(f => f.Kind != HistoryFindingKind.NoHistory)) await error.WriteLineAsync(Table.Visible(finding.Message));
        if (json)
        {
            CliJson.Write(output, new
            {
                generation = generation.Number,
                manifest = generation.ManifestPath,
                verdict = report.IsClean ? "intact" : "failed",
                files = generation.Manifests.SelectMany(m => m.Manifest.Entries.OfType<MhlFileEntry>().Select(f => new
                {
                    path = MhlPath.Join(m.Scope, f.Path),
                    size = f.Size,
                    hashes = Hashes(f.Hashes),
                    actions = f.Hashes.ToDictionary(h => MhlFormats.Name(h.Digest.Format), h => h.Action),
                    previousPath = f.PreviousPath is null ? null : MhlPath.Join(m.Scope, f.PreviousPath),
                })),
                directories = generation.Manifests.SelectMany(m => m.Manifest.Entries.OfType<MhlDirectoryEntry>().Select(d => new
                {
                    path = MhlPath.Join(m.Scope, d.Path),
                    content = Hashes(d.Hashes.Content),
                    structure = Hashes(d.Hashes.Structure),
                    previousPath = d.PreviousPath is null ? null : MhlPath.Join(m.Scope, d.PreviousPath),
                })),
                root = generation.Manifest.RootHash is { } root ? new { content = Hashes(root.Content), structure = Hashes(root.Structure) } : null,
                found = generation.Comparison.Files.Where(f => f.Status is not FileStatus.Intact and not FileStatus.Unlisted).Select(MhlReports.Row),
                missingFolders = generation.Comparison.MissingFolders,
                notes = report.Notes.Select(n => new MhlReports.NoteRow(n.Path, n.Message)),
                findings = MhlReports.Findings(opened.History).Where(f => f.Kind != HistoryFindingKind.NoHistory),
            });
        }
        else
        {
            MhlReports.Print(output, generation.Comparison, report.Notes, f => f.Status is not FileStatus.Intact and not FileStatus.Unlisted);
            await output.WriteLineAsync($"{Table.Visible(opened.History.Root.Name)}   generation {generation.Number}   {string.Join(" ", options.Formats.Select(MhlFormats.Name))}");
            await output.WriteLineAsync("  " + MhlReports.Counts(
                generation.Comparison,
                (FileStatus.Unlisted, "recorded"), (FileStatus.Intact, "verified"), (FileStatus.Renamed, "renamed"), (FileStatus.Mismatch, "failed"), (FileStatus.Missing, "missing"), (FileStatus.Unreadable, "unreadable")));
            await output.WriteLineAsync($"  sealed   {Table.Visible(generation.ManifestPath)}");
        }

        return report.IsClean ? ExitCode.Done : ExitCode.Found;
    }

    private static async Task<MhlFolder> AdoptAsync(MhlFolder opened, TextWriter error, CancellationToken token)
    {
        var files = opened.History.PrepareAdoption();
        foreach (var file in files) await FolderHistoryFiles.Of(opened.Scan).WriteAsync!(file, token);
        foreach (var scope in opened.History.Scopes.Where(s => s.Orphan is not null))
            await error.WriteLineAsync($"Adopted {Table.Visible(scope.Orphan!.FileName)} as generation {scope.Orphan.Number}.");
        return files.IsEmpty ? opened : await MhlFolder.OpenAsync(opened.Scan.Root, token);
    }

    private static async Task<ExitCode> LegacyAsync(string directory, SealOptions options, bool json, TextWriter output, TextWriter error, CancellationToken token)
    {
        LegacyReport report;
        var opened = await MhlFolder.OpenAsync(directory, token);
        using (var progress = new ByteProgress(error, opened.Scan.Files.Sum(f => f.Length), TimeProvider.System))
            report = await opened.ListLegacyAsync(options, progress, token);
        if (json)
        {
            CliJson.Write(output, new
            {
                manifest = report.FileName,
                files = report.List.Entries.Select(e => new { path = e.Path, size = e.Size, hashes = e.Hashes.ToDictionary(h => h.Format.ToString().ToLowerInvariant(), h => h.Text) }),
                found = report.Unreadable.Select(f => new MhlReports.FileRow(f.Path, FileStatus.Unreadable) { Message = f.Unreadable }),
            });
        }
        else
        {
            foreach (var file in report.Unreadable) await output.WriteLineAsync($"unreadable  {Table.Visible(file.Path)}  {file.Unreadable}");
            await output.WriteLineAsync($"{report.List.Entries.Length:N0} {(report.List.Entries.Length == 1 ? "file" : "files")} listed in {Table.Visible(report.FileName)}");
        }

        return report.Unreadable.IsEmpty ? ExitCode.Done : ExitCode.Found;
    }

    private static Dictionary<string, string> Hashes(ImmutableArray<MhlHash> hashes) => hashes.ToDictionary(h => MhlFormats.Name(h.Digest.Format), h => h.Digest.Text);

    private static IEnumerable<string> Patterns(FileInfo? file) =>
        file is null ? [] : File.ReadAllLines(file.FullName).Where(line => line.Length > 0);

    /// <summary>Whole seconds: names and dates of manifests have no smaller unit.</summary>
    private static DateTimeOffset Now(TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }
}
