using System.Collections.Immutable;
using System.CommandLine;
using Acetate.Cli.Exchange;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Cli.Serve;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Steps.Documents;

namespace Acetate.Cli.Clips;

/// <summary><c>acetate clips</c>: what is known about a clip, who said so, and what people correct.</summary>
internal static class ClipsCommand
{
    public static Command Create() => new Command("clips", "What is known about a clip and where it comes from; corrections, their history and the way back.") { ClipsFindCommand.Create(), Show(), Set(), History(), Revert(), ClipsExportCommand.Create(), ClipsImportCommand.Create() }
        .Explain("acetate clips show A001C003_260511_R2EC --show film\nacetate clips set A001C003_260511_R2EC scene=42B take=3 --show film --reason \"slate was wrong\"");

    private static Argument<string> ClipArgument() => new("CLIP") { Description = "The clip's whole name, or its id." };

    private static Option<string> Reason() => new("--reason") { Description = "Why; it stands in the history.", HelpName = "TEXT", DefaultValueFactory = _ => "" };

    private static Command Show()
    {
        var (choice, json, show, clip) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show(), ClipArgument());
        var command = choice.On(new Command("show", "Every value of a clip, where it comes from, and what the files say where a person said otherwise.") { clip, show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (name, where) = (parsed.GetRequiredValue(clip), parsed.GetRequiredValue(show));
            var values = await choice.AskAsync(parsed, async library =>
            {
                var found = await ClipAtHand.FindAsync(library, where, name, cancellationToken);
                return await ValuesAsync(library, found.Id, cancellationToken);
            }, async server => await ValuesAsync(server, (await ClipAtHand.FindAsync(server, where, name, cancellationToken)).Id, cancellationToken), cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new { values });
            else Print(values, output);
            return (int)(values.Any(value => value.IsFoundAnew) ? ExitCode.Found : ExitCode.Done);
        });
        return command.Explain("acetate clips show A001C003_260511_R2EC --show film",
            (ExitCode.Found, "the files were read again and say something else than when a person corrected a field"), (ExitCode.NotFound, "there is no such clip"));
    }

    private static Command Set()
    {
        var (choice, json, show, clip, reason) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show(), ClipArgument(), Reason());
        var values = new Argument<string[]>("FIELD=VALUE") { Description = $"What is right, such as scene=42B. Nothing after '=' takes a correction back. Fields: {string.Join(", ", ClipField.All.Select(f => f.Name))}.", Arity = ArgumentArity.OneOrMore };
        var version = new Option<long?>("--version-seen") { Description = "The version of the field that you looked at, as 'clips show --json' tells it: if somebody was quicker, nothing is written. Only with one field.", HelpName = "N" };
        var yes = new Option<bool>("--yes") { Description = "You know that reel and timecode start are what cuts find their footage by." };
        var command = choice.On(new Command("set", "Corrects fields of a clip. Nothing is lost: every value before stays in the history.") { clip, values, show, reason, version, yes, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (name, where, why, seen, isWarned) = (parsed.GetRequiredValue(clip), parsed.GetRequiredValue(show), parsed.GetRequiredValue(reason), parsed.GetValue(version), parsed.GetValue(yes));
            var asked = parsed.GetRequiredValue(values).Select(Read).ToList();
            if (seen is not null && asked.Count > 1) throw new CommandException(ExitCode.Usage, "--version-seen is about one field: set the others by themselves.");
            if (asked.GroupBy(one => one.Field.Name).FirstOrDefault(group => group.Count() > 1) is { } twice) throw new CommandException(ExitCode.Usage, $"{twice.Key} is there twice. Say what it is once.");
            var done = await choice.AskAsync(parsed, async library =>
            {
                var found = await ClipAtHand.FindAsync(library, where, name, cancellationToken);
                // One transaction: all of it, or nothing.
                return await library.WriteAsync(async tx =>
                {
                    var (now, kept) = (ClipValues.Of((await tx.ClipAsync(found.Id, cancellationToken))!, await tx.ClipEditsAsync(found.Id, cancellationToken)), new List<ClipValue>());
                    await tx.AuditAsync(UsersCommand.Actor, "clip.edited", found.Id.ToString(), where, new { fields = asked.ToDictionary(one => one.Field.Name, one => one.Value), reason = why }, cancellationToken);
                    foreach (var (field, value) in asked)
                        kept.Add(Kept(await tx.EditClipAsync(found.Id, new(field.Name, value, seen ?? VersionOf(now, field), why, isWarned), UsersCommand.Actor, "", cancellationToken)));
                    return kept;
                }, cancellationToken);
            }, async server =>
            {
                var found = await ClipAtHand.FindAsync(server, where, name, cancellationToken);
                var (now, kept) = (await ValuesAsync(server, found.Id, cancellationToken), new List<ClipValue>());
                foreach (var (field, value) in asked)
                    kept.Add(await server.SendAsync<ClipValue>(HttpMethod.Post, $"api/clips/{found.Id}/edits", new ClipEditOrder(field.Name, value, seen ?? VersionOf(now, field), why, isWarned), cancellationToken));
                return kept;
            }, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new { values = done });
            else Print([.. done], output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate clips set A001C003_260511_R2EC scene=42B take=3 --show film --reason \"slate was wrong\"\nacetate clips set A001C003_260511_R2EC scene= --show film",
            (ExitCode.Found, "somebody else edited the field meanwhile; the message has both values, and nothing was written"), (ExitCode.NotFound, "there is no such clip"));
    }

    private static Command History()
    {
        var (choice, json, show, clip) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show(), ClipArgument());
        var field = new Option<string?>("--field") { Description = "Only of this field.", HelpName = "FIELD" };
        var command = choice.On(new Command("history", "Who said what about a clip, when and why; the last first.") { clip, field, show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (name, where, only) = (parsed.GetRequiredValue(clip), parsed.GetRequiredValue(show), parsed.GetValue(field) is { } text ? FieldOf(text).Name : null);
            var edits = await choice.AskAsync(parsed, async library =>
            {
                var found = await ClipAtHand.FindAsync(library, where, name, cancellationToken);
                return [.. await library.ReadAsync(tx => tx.ClipEditsAsync(found.Id, only, long.MaxValue, int.MaxValue, cancellationToken), cancellationToken)];
            }, async server =>
            {
                var (found, all) = (await ClipAtHand.FindAsync(server, where, name, cancellationToken), ImmutableArray.CreateBuilder<ClipEdit>());
                ImmutableArray<ClipEdit> page;
                do
                {
                    var query = $"limit=500{(all.Count > 0 ? $"&before={all[^1].Number}" : "")}{(only is null ? "" : $"&field={only}")}";
                    page = (await server.GetAsync<EditsSeen>($"api/clips/{found.Id}/edits?{query}", cancellationToken)).Edits;
                    all.AddRange(page);
                }
                while (page.Length == 500);
                return all.ToImmutable();
            }, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { edits });
                return (int)ExitCode.Done;
            }

            if (edits.IsEmpty) output.WriteLine("Nobody has corrected anything: every value is as the files say it.");
            var table = new Table("EDIT", "WHEN", "WHO", "FIELD", "WAS", "BECAME", "WHY");
            table.RightAligned.Add(0);
            foreach (var edit in edits)
                table.Add(edit.Number, ReportText.Moment(edit.At), edit.Author, edit.Field, edit.Before ?? $"{edit.Found} (files)", edit.After ?? $"{edit.Found} (files)",
                    edit.Reverts is { } number ? $"takes back {number}. {edit.Reason}".TrimEnd() : edit.Reason);
            if (!table.IsEmpty) table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate clips history A001C003_260511_R2EC --show film --field scene", (ExitCode.NotFound, "there is no such clip"));
    }

    private static Command Revert()
    {
        var (choice, json, show, clip, reason) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show(), ClipArgument(), Reason());
        var number = new Argument<long>("EDIT") { Description = "The number of the edit, as 'clips history' tells it." };
        var command = choice.On(new Command("revert", "Brings a field back to what it was before an edit; that is a new edit.") { clip, number, show, reason, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (name, where, which, why) = (parsed.GetRequiredValue(clip), parsed.GetRequiredValue(show), parsed.GetValue(number), parsed.GetRequiredValue(reason));
            var value = await choice.AskAsync(parsed, async library =>
            {
                var found = await ClipAtHand.FindAsync(library, where, name, cancellationToken);
                return await library.WriteAsync(async tx =>
                {
                    var now = ClipValues.Of((await tx.ClipAsync(found.Id, cancellationToken))!, await tx.ClipEditsAsync(found.Id, cancellationToken));
                    var edit = (await tx.ClipEditsAsync(found.Id, cancellationToken)).Find(one => one.Number == which);
                    await tx.AuditAsync(UsersCommand.Actor, "clip.edit-reverted", found.Id.ToString(), where, new { edit = which, reason = why }, cancellationToken);
                    return Kept(await tx.RevertClipEditAsync(found.Id, which, now.FirstOrDefault(one => one.Field == edit?.Field)?.Version ?? 0, why, UsersCommand.Actor, cancellationToken));
                }, cancellationToken);
            }, async server =>
            {
                var found = await ClipAtHand.FindAsync(server, where, name, cancellationToken);
                var edit = (await server.GetAsync<EditsSeen>($"api/clips/{found.Id}/edits?before={which + 1}&limit=1", cancellationToken)).Edits.FirstOrDefault(one => one.Number == which);
                var now = await ValuesAsync(server, found.Id, cancellationToken);
                return await server.SendAsync<ClipValue>(HttpMethod.Post, $"api/clips/{found.Id}/edits/{which}/revert",
                    new { version = now.FirstOrDefault(one => one.Field == edit?.Field)?.Version ?? 0, reason = why }, cancellationToken);
            }, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new { values = new[] { value } });
            else Print([value], output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate clips revert A001C003_260511_R2EC 4 --show film",
            (ExitCode.Found, "somebody else edited the field meanwhile; nothing was written"), (ExitCode.NotFound, "there is no such clip"));
    }

    private static (ClipField Field, string? Value) Read(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) throw new CommandException(ExitCode.Usage, $"'{Table.Visible(text)}' is not FIELD=VALUE, such as scene=42B.");
        return (FieldOf(text[..equals]), text[(equals + 1)..] is { Length: > 0 } value ? value : null);
    }

    private static ClipField FieldOf(string name) => ClipField.Find(name)
        ?? throw new CommandException(ExitCode.Usage, $"'{Table.Visible(name)}' is not a field that can be corrected. There are: {string.Join(", ", ClipField.All.Select(one => one.Name))}.");

    private static long VersionOf(ImmutableArray<ClipValue> values, ClipField field) => values.FirstOrDefault(one => one.Field == field.Name)?.Version ?? 0;

    private static ClipValue Kept(ClipEditOutcome outcome) => outcome switch
    {
        ClipEditOutcome.Kept kept => kept.Value,
        ClipEditOutcome.Unchanged same => same.Value,
        ClipEditOutcome.Conflicting late => throw new CommandException(ExitCode.Found, late.Why),
        ClipEditOutcome.Refused refused => throw new CommandException(ExitCode.Usage, refused.Why),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Task<ImmutableArray<ClipValue>> ValuesAsync(MediaLibrary library, Guid clip, CancellationToken cancellationToken) => library.ReadAsync(
        async tx => ClipValues.Of((await tx.ClipAsync(clip, cancellationToken))!, await tx.ClipEditsAsync(clip, cancellationToken)), cancellationToken);

    private static async Task<ImmutableArray<ClipValue>> ValuesAsync(ServerCalls server, Guid clip, CancellationToken cancellationToken) =>
        (await server.GetAsync<ValuesSeen>($"api/clips/{clip}/values", cancellationToken)).Values;

    private static void Print(ImmutableArray<ClipValue> values, TextWriter output)
    {
        var table = new Table("FIELD", "VALUE", "ORIGIN", "THE FILES SAY", "VERSION");
        table.RightAligned.Add(4);
        foreach (var value in values.Where(one => one.Value.Length > 0 || one.Version > 0 || values.Length == 1))
            table.Add(value.Field, value.Value, value.Origin, value.Last?.After is null ? "" : value.Facts is [var found, ..] ? $"{found.Value}{(value.IsFoundAnew ? " (since it was read again)" : "")}" : "nothing", value.Version);
        if (!table.IsEmpty) table.Write(output);
    }

    private sealed record ValuesSeen(ImmutableArray<ClipValue> Values);

    private sealed record EditsSeen(ImmutableArray<ClipEdit> Edits);
}
