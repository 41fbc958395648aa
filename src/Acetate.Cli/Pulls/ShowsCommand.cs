using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Cli.Serve;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Shows;
using Acetate.Steps.Documents;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Cli.Pulls;

/// <summary><c>acetate shows</c>: what a show's pulls are made by where their order says nothing.</summary>
internal static class ShowsCommand
{
    public static Command Create() => new Command("shows", "A show's looks, framing lists and names of plates, which pulls have where they name none, what it uses, and who changed what.")
    {
        Documents(), Add(),
        Change("default", "Pulls have this one where they name none of its kind.", HttpMethod.Put, "/default", (tx, show, id, by, stop) => tx.SetDefaultAsync(show, id, true, by, stop)),
        Change("no-default", "Pulls have this one no more where they name none.", HttpMethod.Delete, "/default", (tx, show, id, by, stop) => tx.SetDefaultAsync(show, id, false, by, stop)),
        Change("remove", "Takes a look or framing list off the list; pulls that have it keep it.", HttpMethod.Delete, "", (tx, show, id, by, stop) => tx.RemoveShowDocumentAsync(show, id, true, by, stop)),
        Change("restore", "Puts back what was taken off the list last under this name.", HttpMethod.Post, "/restore", (tx, show, id, by, stop) => tx.RemoveShowDocumentAsync(show, id, false, by, stop)),
        Names(), Changes(), ShowUsageCommands.Usage(), ShowUsageCommands.Budget(), ShowUsageCommands.Rates(),
    }.Explain("acetate shows add film.cube --show film --default\nacetate shows names '{show}_{shot}_{element}_v{version:3}.{frame}.exr' --show film --set");

    private static Command Documents()
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var command = choice.On(new Command("documents", "The looks and framing lists of a show.") { show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var documents = await ListAsync(choice, parsed, parsed.GetRequiredValue(show), cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { documents });
                return (int)ExitCode.Done;
            }

            var table = new Table("NAME", "KIND", "SIZE", "PULLS HAVE IT", "ADDED", "BY", "TAKEN OFF");
            foreach (var one in documents)
                table.Add(one.Name, KebabCase.Of(one.Kind), ReportText.Size(one.Length), one is { IsDefault: true, RemovedAt: null } ? "by default" : "", Moment(one.AddedAt), one.AddedBy, one.RemovedAt is { } at ? $"{Moment(at)} by {one.RemovedBy}" : "");
            if (documents.IsEmpty) output.WriteLine("The show has no look and no framing list. 'acetate shows add FILE --show SHOW --default' adds one that its pulls have.");
            else table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate shows documents --show film", (ExitCode.NotFound, "there is no such show"));
    }

    private static Command Add()
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var file = new Argument<string>("FILE") { Description = "An AMF, FDL, CDL (.cdl .cc .ccc) or look-up table (.cube .clf .ctf .3dl .spi1d .spi3d). It is read whole first." };
        var isDefault = new Option<bool>("--default") { Description = "Pulls have it where they name none of its kind." };
        var command = choice.On(new Command("add", "Adds a look or framing list to a show.") { file, show, isDefault, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (path, where, first) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(show), parsed.GetValue(isDefault));
            if (new FileInfo(path) is not { Exists: true } there) throw new CommandException(ExitCode.NotFound, $"There is no file '{Table.Visible(path)}'.");
            if (there.Length > ShowDefaults.MostBytes) throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(path)}' has {ReportText.Size(there.Length)}; a look or framing list has {ShowDefaults.MostBytes >> 20} MiB at most.");
            var (name, content) = (there.Name, await File.ReadAllBytesAsync(path, cancellationToken));
            return Tell(parsed, json, await PullProblems.ExplainedAsync(() => choice.AskAsync(parsed,
                library =>
                {
                    var kind = ShowDefaults.Check(name, content);
                    return library.WriteAsync(async tx =>
                    {
                        await tx.AuditAsync(UsersCommand.Actor, "show.document-added", name, where, null, cancellationToken);
                        return await tx.AddShowDocumentAsync(where, name, kind, content, first, UsersCommand.Actor, cancellationToken);
                    }, cancellationToken);
                },
                server => server.SendAsync<ShowDocument>(HttpMethod.Post, $"api/shows/{Uri.EscapeDataString(where)}/documents", new { name, content, isDefault = first }, cancellationToken), cancellationToken)));
        });
        return command.Explain("acetate shows add film.cube --show film --default",
            (ExitCode.BadInput, "the file is none of these or is not valid, or its name is taken; the message says why"), (ExitCode.NotFound, "there is no such show or file"), (ExitCode.NotPermitted, "you do not own the show"));
    }

    private static Command Change(string verb, string does, HttpMethod method, string tail, Func<LibraryTransaction, string, Guid, string, CancellationToken, Task<ShowDocument>> change)
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var name = new Argument<string>("NAME") { Description = "Its file name, as 'acetate shows documents' lists it." };
        var command = choice.On(new Command(verb, does) { name, show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (where, called) = (parsed.GetRequiredValue(show), parsed.GetRequiredValue(name));
            var found = (await ListAsync(choice, parsed, where, cancellationToken)).Where(one => one.Name.Equals(called, StringComparison.OrdinalIgnoreCase) && (one.RemovedAt is not null) == (verb == "restore")).MaxBy(one => one.RemovedAt)
                ?? throw new CommandException(ExitCode.NotFound, $"The show {Table.Visible(where)} has no '{Table.Visible(called)}' {(verb == "restore" ? "that was taken off the list" : "on its list")}. 'acetate shows documents' lists all.");
            return Tell(parsed, json, await PullProblems.ExplainedAsync(() => choice.AskAsync(parsed,
                library => library.WriteAsync(async tx =>
                {
                    await tx.AuditAsync(UsersCommand.Actor, $"show.document-{verb}", found.Name, found.Show, null, cancellationToken);
                    return await change(tx, found.Show, found.Id, UsersCommand.Actor, cancellationToken);
                }, cancellationToken),
                server => server.SendAsync<ShowDocument>(method, $"api/shows/{Uri.EscapeDataString(found.Show)}/documents/{found.Id}{tail}", null, cancellationToken), cancellationToken)));
        });
        return command.Explain($"acetate shows {verb} film.cube --show film", (ExitCode.NotFound, "the show has none of this name"), (ExitCode.NotPermitted, "you do not own the show"));
    }

    private static Command Names()
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var template = new Argument<string?>("TEMPLATE") { Description = "The template to try; the show's own when it is left out.", Arity = ArgumentArity.ZeroOrOne };
        var set = new Option<bool>("--set") { Description = "Keep it: plates are named by it where a pull names no other." };
        var command = choice.On(new Command("names", "Shows what a template of names makes of the show's newest plates, and keeps it.") { template, show, set, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (where, text) = (parsed.GetRequiredValue(show), parsed.GetValue(template));
            if (text is null && parsed.GetValue(set)) throw new CommandException(ExitCode.Usage, "--set keeps a template: say which.");
            var preview = await PullProblems.ExplainedAsync(() => choice.AskAsync(parsed,
                library => library.WriteAsync(async tx =>
                {
                    var there = await tx.RequireShowAsync(where, cancellationToken);
                    var tried = await tx.PreviewNamesAsync(there.Name, text ?? there.Settings.Pulls.PlateTemplate, cancellationToken);
                    if (!parsed.GetValue(set) || tried.Problem.Length > 0) return tried;
                    await tx.AuditAsync(UsersCommand.Actor, "show.names-set", there.Name, there.Name, new { template = text }, cancellationToken);
                    _ = await tx.ChangeShowAsync(there.Name, new(null, Named(there, text!), null), UsersCommand.Actor, cancellationToken);
                    return tried;
                }, cancellationToken),
                async server =>
                {
                    var there = await server.GetAsync<Show>($"api/shows/{Uri.EscapeDataString(where)}", cancellationToken);
                    var tried = await server.GetAsync<PlateNamePreview>($"api/shows/{Uri.EscapeDataString(where)}/name-preview?template={Uri.EscapeDataString(text ?? there.Settings.Pulls.PlateTemplate)}", cancellationToken);
                    if (parsed.GetValue(set) && tried.Problem.Length == 0)
                        _ = await server.SendAsync<Show>(HttpMethod.Patch, $"api/shows/{Uri.EscapeDataString(where)}", new { settings = Named(there, text!), version = there.Version }, cancellationToken);
                    return tried;
                }, cancellationToken));
            var output = parsed.InvocationConfiguration.Output;
            if (preview.Problem.Length > 0) throw new CommandException(ExitCode.BadInput, preview.Problem);
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, preview);
                return (int)ExitCode.Done;
            }

            if (preview.IsExample) output.WriteLine("The show has no plates yet; this would be one:");
            foreach (var name in preview.Names) output.WriteLine(Table.Visible(name));
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate shows names --show film\nacetate shows names '{shot}_{element}_v{version:3}.{frame}.exr' --show film --set",
            (ExitCode.BadInput, "plates cannot be named by the template; the message says where"), (ExitCode.NotFound, "there is no such show"), (ExitCode.NotPermitted, "you do not own the show"));
    }

    private static Command Changes()
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var command = choice.On(new Command("changes", "Who changed which setting of a show, the last first.") { show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var where = parsed.GetRequiredValue(show);
            var changes = await choice.AskAsync(parsed,
                async library => [.. await library.ReadAsync(tx => tx.ShowRevisionsAsync(where, long.MaxValue, 200, cancellationToken), cancellationToken)],
                async server => (await server.GetAsync<ChangesSeen>($"api/shows/{Uri.EscapeDataString(where)}/changes", cancellationToken)).Changes, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { changes });
                return (int)ExitCode.Done;
            }

            var table = new Table("WHEN", "WHO", "SETTING", "BEFORE", "AFTER");
            foreach (var one in changes)
                foreach (var field in one.Fields) table.Add(Moment(one.At), one.Author, field.Field, field.Before, field.After);
            if (table.IsEmpty) output.WriteLine("Nobody has changed a setting of this show since it was made.");
            else table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate shows changes --show film", (ExitCode.NotFound, "there is no such show"));
    }

    private static ShowSettings Named(Show show, string template) => show.Settings with { Pulls = show.Settings.Pulls with { PlateTemplate = template } };

    private static Task<ImmutableArray<ShowDocument>> ListAsync(LibraryChoice choice, ParseResult parsed, string show, CancellationToken cancellationToken) => choice.AskAsync<ImmutableArray<ShowDocument>>(parsed,
        async library => [.. await library.ReadAsync(async tx => await tx.ShowDocumentsAsync((await tx.RequireShowAsync(show, cancellationToken)).Name, cancellationToken), cancellationToken)],
        async server => (await server.GetAsync<DocumentsSeen>($"api/shows/{Uri.EscapeDataString(show)}/documents", cancellationToken)).Documents, cancellationToken);

    private static int Tell(ParseResult parsed, Option<bool> json, ShowDocument document)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(json)) CliJson.Write(output, new { document });
        else output.WriteLine(Table.Visible(document switch
        {
            { RemovedAt: not null } => $"{document.Name} is off the list of {document.Show}; 'acetate shows restore {document.Name}' puts it back.",
            { IsDefault: true } => $"{document.Name} is on the list of {document.Show}, and pulls have it where they name no other.",
            _ => $"{document.Name} is on the list of {document.Show}.",
        }));
        return (int)ExitCode.Done;
    }

    private static string Moment(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private sealed record DocumentsSeen(ImmutableArray<ShowDocument> Documents);

    private sealed record ChangesSeen(ImmutableArray<ShowRevision> Changes);
}
