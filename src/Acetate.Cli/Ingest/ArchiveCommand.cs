using System.Collections.Immutable;
using System.CommandLine;
using Acetate.Cli.Ingest.Remote;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Steps.Documents;
using Acetate.Storage;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Archive;

namespace Acetate.Cli.Ingest;

/// <summary><c>acetate archive</c>: brings rolls and clips back from the archive, and a whole library after its database was lost.</summary>
internal static class ArchiveCommand
{
    public static Command Create() => new Command("archive", "Brings rolls, clips or a whole library back from the archive.") { Restore(), Rebuild() }
        .Explain("acetate archive restore A001R2EC --show film\nacetate archive rebuild --library /raid/new-library");

    private static Command Restore()
    {
        var name = new Argument<string>("ROLL") { Description = "The roll's name or id." };
        var show = IngestSettings.Show();
        var clips = new Option<string[]>("--clip") { Description = "Only this clip; may be repeated. Needs --to", HelpName = "NAME" };
        var target = new Option<string?>("--to") { Description = "Restore into this folder of this machine instead of the library store.", HelpName = "DIR" };
        var estimate = new Option<bool>("--estimate") { Description = "Only say what it would bring back, and how long that takes." };
        var (choice, patience, json) = (new LibraryChoice(), Patience.Option(), IngestSettings.Json());
        var command = choice.On(new Command("restore", "Brings back what the library store has lost of a roll, or a copy of it elsewhere; every byte is read back.") { name, show, clips, target, estimate, patience, json });
        command.SetAction(async (parsed, token) =>
        {
            var (wanted, folder) = (parsed.GetValue(clips) ?? [], parsed.GetValue(target) is { } to ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(to)) : null);
            if (wanted.Length > 0 && folder is null) throw new CommandException(ExitCode.Usage, "Single clips are restored into a folder of your own: say which with --to DIR.");
            if (parsed.GetValue(estimate))
            {
                await EstimateAsync(parsed, choice, (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show)), wanted, folder is not null, parsed.GetValue(json), token);
                return (int)ExitCode.Done;
            }

            if (folder is not null) RequireWritable(folder);
            var (which, where) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show));
            var longest = Patience.Of(parsed.GetValue(patience), choice.IsServer(parsed));
            try
            {
                var (roll, done) = await choice.AskAsync(parsed, async library =>
                {
                    var found = await FindAsync(library, where, which, token);
                    var restore = new RollRestore(library);
                    await using var work = new LocalIngest(library, IngestSettings.Engine(library));
                    return (found, await WholeAsync(folder, parsed.InvocationConfiguration.Error, async () =>
                    {
                        var receipt = folder is null ? await restore.IntoLibraryAsync(found.Id, Environment.UserName, token)
                            : await restore.ElsewhereAsync(found.Id, wanted, StoreUrl.ForFolder(folder), Environment.UserName, token);
                        var job = await work.RunJobAsync(receipt.Job!.Value, token);
                        return await restore.ProgressAsync(found.Id, job.Id, token);
                    }));
                }, async server =>
                {
                    var found = await FindAsync(server, where, which, token);
                    return (found, await WholeAsync(folder, parsed.InvocationConfiguration.Error,
                        () => RemoteRestore.RunAsync(server, found, wanted, folder, longest, parsed.InvocationConfiguration.Error, token)));
                }, token);
                Print(parsed.GetValue(json), parsed.InvocationConfiguration.Output, roll, done, folder is null ? "the library store" : Path.Join(folder, roll.Name));
                return (int)(done is { Job.State: JobState.Done, Faults.IsEmpty: true } ? ExitCode.Done : ExitCode.Found);
            }
            catch (Exception e) when (IngestProblems.Explain(e) is { } explained)
            {
                throw explained;
            }
        });
        return command.Explain(
            "acetate archive restore A001R2EC --show film\nacetate archive restore A001R2EC --show film --clip A001C003_260511_R2EC --to /raid/pull\nacetate archive restore A001R2EC --show film --to /raid/pull --server https://acetate.example.com --token-file ~/.acetate-token",
            (ExitCode.Found, "a file could not be brought back or is not right; the report says which"), (ExitCode.NotFound, "there is no such roll or clip"),
            (ExitCode.Unavailable, "a disk is full, or a store is not there now"));
    }

    private static async Task EstimateAsync(ParseResult parsed, LibraryChoice choice, (string Roll, string Show) roll, string[] clips, bool isElsewhere, bool isJson, CancellationToken cancellationToken)
    {
        try
        {
            var estimate = await choice.AskAsync(parsed,
                async library => await new RollRestore(library).EstimateAsync((await FindAsync(library, roll.Show, roll.Roll, cancellationToken)).Id, clips, isElsewhere, cancellationToken),
                async server =>
                {
                    var found = await FindAsync(server, roll.Show, roll.Roll, cancellationToken);
                    var query = string.Concat(clips.Select(clip => $"&clip={Uri.EscapeDataString(clip)}"));
                    return await server.GetAsync<RestoreEstimate>($"api/rolls/{found.Id}/restore-estimate?elsewhere={(isElsewhere ? "true" : "false")}{query}", cancellationToken);
                }, cancellationToken);
            if (isJson) CliJson.Write(parsed.InvocationConfiguration.Output, estimate);
            else parsed.InvocationConfiguration.Output.WriteLine(estimate.Sentence);
        }
        catch (Exception e) when (IngestProblems.Explain(e) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>Makes sure that this user may write into a folder, or make it, before anything else begins.</summary>
    private static void RequireWritable(string folder)
    {
        var there = folder;
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { Length: > 0 } above) there = above;
        if (!Directory.Exists(there)) return;
        try
        {
            Directory.CreateDirectory(Path.Join(there, $".acetate-restore-{Guid.CreateVersion7():N}")).Delete();
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new CommandException(ExitCode.NotPermitted, $"'{there}' may not be written by this user: {denied.Message} Name another folder with --to, or ask for the right to write there.");
        }
    }

    /// <summary>Restores; and once more when reading back found damage in the store that nobody knew of before.</summary>
    private static async Task<RestoreProgress> WholeAsync(string? folder, TextWriter error, Func<Task<RestoreProgress>> restore)
    {
        var done = await restore();
        if (folder is not null || done.Faults.IsEmpty) return done;
        var damaged = done.Faults.Count(f => f.Verdict != "cancelled");
        await error.WriteLineAsync($"Reading back found {ReportText.Count(damaged, "file", "files")} of the library store damaged; what the archive has takes {(damaged == 1 ? "its" : "their")} place.");
        return await restore();
    }

    private static Command Rebuild()
    {
        var show = new Option<string?>("--show") { Description = "Only this show.", HelpName = "NAME" };
        var home = LibraryOption.Create();
        var server = new Option<string?>("--server") { Description = "Not for this: a library is rebuilt on the machine where it lies.", HelpName = "URL", Hidden = true };
        var json = IngestSettings.Json();
        var command = new Command("rebuild", "Makes the library's records anew from its archive and the MHL histories there, after the database was lost.") { show, home, server, json };
        command.SetAction(async (parsed, token) =>
        {
            // Whoever has lost the database has lost the tokens with it: there is nobody whom the server could believe.
            if (parsed.GetValue(server) is not null)
                throw new CommandException(ExitCode.Usage, "A library that has lost its database has lost its tokens, too, so no server can rebuild it for somebody elsewhere. Run 'acetate archive rebuild --library DIR' on the server's machine, then 'acetate serve'.");
            try
            {
                var options = LibraryOptions.Load(parsed.GetValue(home) ?? LibraryOptions.DefaultHome());
                // Looked at before the library is opened: opening makes a database, and an empty one would look like a library that lost its rolls.
                var archived = await LibraryRebuild.FindAsync(options.Archive, parsed.GetValue(show), token);
                await using var library = await MediaLibrary.OpenAsync(options, token);
                var report = await new LibraryRebuild(library).RunAsync(archived, Environment.UserName, token);
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                {
                    CliJson.Write(output, report);
                }
                else
                {
                    var table = new Table("SHOW", "ROLL", "FILES", "SIZE", "TROUBLE");
                    table.RightAligned.UnionWith([2, 3]);
                    foreach (var roll in report.Rolls) table.Add(roll.Show, roll.Name, roll.Files, ReportText.Size(roll.Bytes), roll.Trouble);
                    if (!table.IsEmpty) table.Write(output);
                    foreach (var problem in report.Problems) output.WriteLine($"not rebuilt  {Table.Visible(problem)}");
                    output.WriteLine(table.IsEmpty ? "No roll was rebuilt: all that the archive holds are in the library already, or it holds none." : "Nothing counts as verified until it was read back: restore the rolls with 'acetate archive restore'.");
                }

                return (int)(report.Problems.IsEmpty && report.Rolls.All(r => r.Trouble.Length == 0) ? ExitCode.Done : ExitCode.Found);
            }
            catch (Exception e) when (IngestProblems.Explain(e) is { } explained)
            {
                throw explained;
            }
        });
        return command.Explain("acetate archive rebuild --library /raid/new-library", (ExitCode.Found, "a roll could not be rebuilt or is not whole; the report says which"));
    }

    /// <summary>The roll of a library here that a person means by a name or an id.</summary>
    /// <exception cref="CommandException">There is none, or there are several.</exception>
    internal static async Task<Roll> FindAsync(MediaLibrary library, string show, string name, CancellationToken cancellationToken) =>
        await OnlyOneAsync(await library.ReadAsync(async tx => Guid.TryParse(name, out var id)
            ? [await tx.RequireRollAsync(id, cancellationToken)] : await tx.RollsNamedAsync(show, name, cancellationToken), cancellationToken), show, name, () => KnownAsync(library, show, cancellationToken));

    /// <summary>The roll of a server's library that a person means by a name or an id.</summary>
    /// <exception cref="CommandException">There is none, or there are several.</exception>
    internal static async Task<Roll> FindAsync(ServerCalls server, string show, string name, CancellationToken cancellationToken) =>
        Guid.TryParse(name, out var id) ? await new IngestServer(server).RollAsync(id, cancellationToken)
            : await OnlyOneAsync((await server.GetAsync<RollsSeen>($"api/shows/{Uri.EscapeDataString(show)}/rolls?name={Uri.EscapeDataString(name)}", cancellationToken)).Rolls,
                show, name, () => Task.FromResult($"'acetate rolls list --show {show} --server {server.Address}' shows all."));

    /// <summary>The roll that a person means by a name.</summary>
    /// <exception cref="CommandException">There is none, or there are several.</exception>
    internal static async Task<Roll> OnlyOneAsync(IReadOnlyList<Roll> rolls, string show, string name, Func<Task<string>> known) =>
        rolls switch
        {
            [] => throw new CommandException(ExitCode.NotFound, $"Show '{show}' has no roll '{name}'. {await known()}"),
            [var only] => only,
            _ => throw new CommandException(ExitCode.Usage, $"Show '{show}' has {rolls.Count} rolls '{name}'. Name one by its id: {string.Join(", ", rolls.Select(r => $"{r.Id} ({r.ShootDay:yyyy-MM-dd})"))}."),
        };

    /// <summary>What there is instead of a roll that is not there: its neighbours, or the shows.</summary>
    private static Task<string> KnownAsync(MediaLibrary library, string show, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
    {
        var shows = (await tx.ShowsAsync(cancellationToken)).Select(s => s.Name).ToList();
        if (!shows.Contains(show)) return shows.Count == 0 ? "The library has no show yet." : $"The library has no such show; it has {string.Join(", ", shows.Take(12))}.";
        var rolls = (await tx.RollsAsync(show, null, 500, cancellationToken)).Select(r => r.Name).Distinct().Order(StringComparer.Ordinal).ToList();
        return rolls.Count == 0 ? "It has none yet." : $"It has {Table.Visible(string.Join(", ", rolls.Take(12)))}{(rolls.Count > 12 ? $" and {rolls.Count - 12:N0} more" : "")}.";
    }, cancellationToken);

    private static void Print(bool json, TextWriter output, Roll roll, RestoreProgress done, string where)
    {
        if (json)
        {
            CliJson.Write(output, new { roll = roll.Name, id = roll.Id, state = done.Job.State, where, faults = done.Faults });
            return;
        }

        foreach (var fault in done.Faults) output.WriteLine($"{fault.Verdict,-14}{Table.Visible(fault.Path)}  {Table.Visible(fault.Message)}");
        output.WriteLine(done is { Job.State: JobState.Done, Faults.IsEmpty: true }
            ? $"{Table.Visible(roll.Name)} was restored into {where} and read back: every file is right."
            : $"{Table.Visible(roll.Name)} could not be restored whole into {where}.");
    }
}

/// <summary>Rolls that a server lets the caller see.</summary>
internal sealed record RollsSeen(ImmutableArray<Roll> Rolls);
