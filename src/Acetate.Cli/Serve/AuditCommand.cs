using System.CommandLine;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;

namespace Acetate.Cli.Serve;

/// <summary><c>acetate audit</c>: proves that the audit log is whole, with the library or without it.</summary>
internal static class AuditCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new Command("audit", "The hash-chained log of everything people and tokens did.") { Verify(), Export() }
        .Explain("acetate audit verify\nacetate audit export --output audit-2026-11-21.jsonl");

    private static Command Verify()
    {
        var (home, json) = (LibraryOption.Create(), UsersCommand.Json());
        var file = new Argument<string?>("file") { Description = "An exported log; without it the library's own is checked", Arity = ArgumentArity.ZeroOrOne };
        var head = new Option<string?>("--head") { Description = "A head hash that was kept elsewhere: it must be in the log", HelpName = "HASH" };
        var command = new Command("verify", "Checks every entry: there, in order, unchanged.") { file, head, home, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            AuditVerdict verdict;
            if (parsed.GetValue(file) is { } path)
            {
                if (Directory.Exists(path)) throw new CommandException(ExitCode.BadInput, $"'{path}' is a folder. Name the exported log.");
                if (!File.Exists(path)) throw new CommandException(ExitCode.NotFound, $"There is no file '{path}'. 'acetate audit export --output FILE' writes one.");
                await using var stream = File.OpenRead(path);
                verdict = await AuditChain.VerifyFileAsync(stream, parsed.GetValue(head), cancellationToken).ConfigureAwait(false);
                if (verdict is AuditVerdict.Intact { Entries: 0 })
                    throw new CommandException(ExitCode.BadInput, $"The file '{path}' holds no entries, so it proves nothing. Export the log again with 'acetate audit export --output FILE'.");
            }
            else
            {
                await using var library = await LibraryOption.OpenAsync(parsed.GetValue(home), cancellationToken).ConfigureAwait(false);
                verdict = await library.ReadAsync(async tx =>
                {
                    var found = await tx.VerifyAuditAsync(parsed.GetValue(head), cancellationToken);
                    // Making the first principal or bringing in the first roll leaves an entry.
                    return found is AuditVerdict.Intact { Entries: 0 } && ((await tx.PrincipalsAsync(cancellationToken)).Count > 0 || await HasRollsAsync(tx, cancellationToken))
                        ? new AuditVerdict.Broken(1, "The log is empty, but the library is not: the log was emptied.") : found;
                }, cancellationToken).ConfigureAwait(false);
            }

            var output = parsed.InvocationConfiguration.Output;
            var (intact, broken) = (verdict as AuditVerdict.Intact, verdict as AuditVerdict.Broken);
            if (parsed.GetValue(json))
                CliJson.Write(output, new { intact = intact is not null, entries = intact?.Entries, head = intact?.Head, brokenAt = broken?.Sequence, reason = broken?.Reason });
            else
                await output.WriteLineAsync(intact is not null ? $"Intact: {intact.Entries:N0} entries. Head: {intact.Head}" : $"Broken at entry {broken!.Sequence:N0}: {broken.Reason}").ConfigureAwait(false);
            return (int)(intact is not null ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate audit verify\nacetate audit verify audit.jsonl --head 31f1796b…",
            (ExitCode.Done, "the log is whole"), (ExitCode.Found, "an entry is missing, moved or changed; the answer says which"));
    }

    private static async Task<bool> HasRollsAsync(LibraryTransaction tx, CancellationToken cancellationToken)
    {
        foreach (var show in await tx.ShowsAsync(cancellationToken))
            if ((await tx.RollsAsync(show.Name, null, 1, cancellationToken)).Count > 0)
                return true;
        return false;
    }

    private static Command Export()
    {
        var home = LibraryOption.Create();
        var target = new Option<string>("--output", "-o") { Description = "The file to write", HelpName = "FILE", Required = true };
        var command = new Command("export", "Writes the whole log as JSON lines, for keeping elsewhere.") { target, home };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(target);
            if (Path.Exists(path)) throw new CommandException(ExitCode.BadInput, $"'{path}' is there already, and a log is never replaced. Name another file.");
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder)) throw new CommandException(ExitCode.NotFound, $"There is no folder '{folder}' to write the log into.");
            await using var library = await LibraryOption.OpenAsync(parsed.GetValue(home), cancellationToken).ConfigureAwait(false);
            // Nothing is overwritten, and a half-written log never stands under the name.
            var partial = path + ".partial";
            long count;
            try
            {
                await using (var stream = File.Create(partial))
                {
                    await using var tx = await library.ReadAsync(cancellationToken).ConfigureAwait(false);
                    count = await tx.ExportAuditAsync(stream, cancellationToken).ConfigureAwait(false);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(partial, path, overwrite: false);
            }
            finally
            {
                File.Delete(partial);
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{count:N0} entries in {path}").ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate audit export -o audit-2026-11-21.jsonl");
    }
}
