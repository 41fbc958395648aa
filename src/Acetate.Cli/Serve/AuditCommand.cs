using System.CommandLine;
using Acetate.Cli.Remote;
using Acetate.Library.Audit;
using Acetate.Storage.Local;

namespace Acetate.Cli.Serve;

/// <summary><c>acetate audit</c>: proves that the audit log is whole, with the library or without it.</summary>
internal static class AuditCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new Command("audit", "The hash-chained log of everything people and tokens did.") { Verify(), Export() }
        .Explain("acetate audit verify\nacetate audit export --output audit-2026-11-21.jsonl");

    private static Command Verify()
    {
        var (choice, json) = (new LibraryChoice(), UsersCommand.Json());
        var file = new Argument<string?>("file") { Description = "An exported log; without it the library's own is checked", Arity = ArgumentArity.ZeroOrOne };
        var head = new Option<string?>("--head") { Description = "A head hash that was kept elsewhere: it must be in the log", HelpName = "HASH" };
        var command = choice.On(new Command("verify", "Checks every entry: there, in order, unchanged. A server's log is checked on this machine, entry by entry.") { file, head, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var kept = parsed.GetValue(head);
            AuditVerdict verdict;
            if (parsed.GetValue(file) is { } path)
            {
                if (choice.IsNamed(parsed)) throw new CommandException(ExitCode.Usage, "An exported log is checked without a library: name the file, or --library or --server, not both.");
                verdict = await OfFileAsync(path, kept, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                verdict = await choice.AskAsync(parsed, library => library.ReadAsync(tx => tx.VerifyAuditAsync(kept, cancellationToken), cancellationToken),
                    server => OfServerAsync(server, kept, cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            var output = parsed.InvocationConfiguration.Output;
            var (intact, broken) = (verdict as AuditVerdict.Intact, verdict as AuditVerdict.Broken);
            if (parsed.GetValue(json))
                CliJson.Write(output, new { intact = intact is not null, entries = intact?.Entries, head = intact?.Head, brokenAt = broken?.Sequence, reason = broken?.Reason });
            else
                await output.WriteLineAsync(intact is not null ? $"Intact: {intact.Entries:N0} entries. Head: {intact.Head}" : $"Broken at entry {broken!.Sequence:N0}: {broken.Reason}").ConfigureAwait(false);
            return (int)(intact is not null ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate audit verify\nacetate audit verify audit.jsonl --head 31f1796b…\nacetate audit verify --server https://acetate.example.com --token-file ~/.acetate-token",
            (ExitCode.Done, "the log is whole"), (ExitCode.Found, "an entry is missing, moved or changed; the answer says which"));
    }

    private static async Task<AuditVerdict> OfFileAsync(string path, string? kept, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path)) throw new CommandException(ExitCode.BadInput, $"'{path}' is a folder. Name the exported log.");
        if (!File.Exists(path)) throw new CommandException(ExitCode.NotFound, $"There is no file '{path}'. 'acetate audit export --output FILE' writes one.");
        await using var stream = File.OpenRead(path);
        return await AuditChain.VerifyFileAsync(stream, kept, cancellationToken).ConfigureAwait(false) is var verdict and not AuditVerdict.Intact { Entries: 0 } ? verdict
            : throw new CommandException(ExitCode.BadInput, $"The file '{path}' holds no entries, so it proves nothing. Export the log again with 'acetate audit export --output FILE'.");
    }

    /// <summary>Fetches a server's log and checks it here: whoever changed the log there cannot answer for it.</summary>
    private static async Task<AuditVerdict> OfServerAsync(ServerCalls server, string? kept, CancellationToken cancellationToken)
    {
        await using var log = new FileStream(Path.GetTempFileName(), new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose });
        await server.DownloadAsync("api/audit/export", log, cancellationToken);
        log.Position = 0;
        // Whoever asks has a token, and making it left an entry.
        return await AuditChain.VerifyFileAsync(log, kept, cancellationToken) is var verdict and not AuditVerdict.Intact { Entries: 0 } ? verdict : AuditVerdict.Emptied;
    }

    private static CommandException Taken(string path) => new(ExitCode.BadInput, $"'{path}' is there already, and a log is never replaced. Name another file.");

    private static Command Export()
    {
        var choice = new LibraryChoice();
        var target = new Option<string>("--output", "-o") { Description = "The file to write", HelpName = "FILE", Required = true };
        var command = choice.On(new Command("export", "Writes the whole log as JSON lines, for keeping elsewhere, and checks what it wrote.") { target });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(target);
            if (Path.Exists(path)) throw Taken(path);
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder)) throw new CommandException(ExitCode.NotFound, $"There is no folder '{folder}' to write the log into.");
            AuditVerdict? verdict = null;
            var isNamed = await FinalName.TryWriteAsync(path, async stream =>
            {
                await choice.TellAsync(parsed, async library =>
                {
                    await using var tx = await library.ReadAsync(cancellationToken);
                    await tx.ExportAuditAsync(stream, cancellationToken);
                }, server => server.DownloadAsync("api/audit/export", stream, cancellationToken), cancellationToken).ConfigureAwait(false);
                stream.Position = 0;
                verdict = await AuditChain.VerifyFileAsync(stream, null, cancellationToken).ConfigureAwait(false);
            });
            if (!isNamed) throw Taken(path);

            // A log that is not right is evidence, too: it is kept as it is.
            await parsed.InvocationConfiguration.Output.WriteLineAsync(verdict switch
            {
                AuditVerdict.Intact intact => $"{intact.Entries:N0} entries in {path}. Head: {intact.Head}",
                AuditVerdict.Broken broken => $"The log is in {path} as it is, but it is broken at entry {broken.Sequence:N0}: {broken.Reason}",
                _ => throw new InvalidOperationException($"{verdict} is no verdict."),
            }).ConfigureAwait(false);
            return (int)(verdict is AuditVerdict.Intact ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate audit export -o audit-2026-11-21.jsonl\nacetate audit export -o audit.jsonl --server https://acetate.example.com --token-file ~/.acetate-token",
            (ExitCode.Found, "the log was written as it is, and is not whole; the answer says where"));
    }
}
