using System.CommandLine;
using Acetate.Cli.Clips;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Dailies;
using Acetate.Library.Shows;
using Acetate.Steps.Editorial;
using Acetate.Steps.Sound;
using Acetate.Storage;
using Acetate.Tools.Dailies;
using Acetate.Tools.Dailies.Reports;

namespace Acetate.Cli.Dailies;

/// <summary><c>acetate dailies</c>: what is made of each clip, what somebody should look at, and what was delivered.</summary>
internal static class DailiesCommand
{
    private static readonly (ExitCode, string) Doubted = (ExitCode.Found, "a clip waits for a person, or the dailies are held; the answer says why");

    /// <summary>The command.</summary>
    public static Command Create() => new Command("dailies", "Dailies of camera rolls: checked, with the recorder's sound, graded, rendered and delivered to editorial.")
    {
        List(), Show(), Make(), Queue(), Decide("accept", "Takes a clip as it is: it is delivered.", (desk, clip, note, stop) => desk.AcceptAsync(clip, note, Environment.UserName, stop)),
        Decide("reject", "Leaves a clip out of what is delivered.", (desk, clip, note, stop) => desk.RejectAsync(clip, note, Environment.UserName, stop)), Redo(), SlateCommand.Create(), Deliver(), Report(),
    }.Explain("acetate dailies make A001R2EC --show film\nacetate dailies queue --show film\nacetate dailies accept A001C003_260511_R2EC --show film\nacetate dailies report A001R2EC --show film --output a001.pdf");

    private static Command List()
    {
        var (choice, json) = (new LibraryChoice(), IngestSettings.Json());
        var show = new Option<string?>("--show") { Description = "The show; without it what is open of all shows, what is due first first.", HelpName = "NAME" };
        var command = choice.On(new Command("list", "Dailies by roll: how they stand, what they wait for, what is late and what will be.") { show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var where = parsed.GetValue(show);
            var rolls = await choice.AskAsync(parsed,
                async library => where is not null ? await library.DailiesOfShowAsync(where, cancellationToken)
                    : await library.DailiesBoardAsync((await library.ReadAsync(tx => tx.ShowsAsync(cancellationToken), cancellationToken)).Select(one => one.Name), cancellationToken),
                async server => (await server.GetAsync<RollsSeen>(where is null ? "api/dailies" : $"api/shows/{Uri.EscapeDataString(where)}/dailies", cancellationToken)).Rolls, cancellationToken);
            if (parsed.GetValue(json)) CliJson.Write(parsed.InvocationConfiguration.Output, new { rolls });
            else DailiesPrinter.List(rolls, isOfAllShows: where is null, parsed.InvocationConfiguration.Output);
            return (int)(rolls.Any(roll => roll.Doubted > 0 || roll.IsAtRisk || roll.State == DailiesState.Held || (roll.IsLate && roll.State != DailiesState.Delivered)) ? ExitCode.Found : ExitCode.Done);
        });
        return command.Explain("acetate dailies list --show film\nacetate dailies list", (ExitCode.Found, "a clip waits for a person, dailies are held, or something is late or will be; the answer says what"), (ExitCode.NotFound, "there is no such show"));
    }

    private static Command Show()
    {
        var (choice, show, json, name) = (new LibraryChoice(), IngestSettings.Show(), IngestSettings.Json(), Roll());
        var command = choice.On(new Command("show", "The dailies of a roll, clip by clip: sound, quality control, what was made.") { name, show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, where) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show));
            var view = await choice.AskAsync(parsed, async library => await library.DailiesViewAsync(await IdAsync(library, where, which, cancellationToken), cancellationToken),
                async server => await server.GetAsync<DailiesView>($"api/rolls/{await IdAsync(server, where, which, cancellationToken)}/dailies", cancellationToken), cancellationToken);
            return Print(parsed, json, view);
        });
        return command.Explain("acetate dailies show A001R2EC --show film", Doubted, (ExitCode.NotFound, "there is no such roll, or no dailies were begun for it"));
    }

    private static Command Make()
    {
        var (choice, show, json, name) = (new LibraryChoice(), IngestSettings.Show(), IngestSettings.Json(), Roll());
        var all = new Option<bool>("--all") { Description = "Makes every clip again, also those that would come out the same." };
        var command = choice.On(new Command("make", "Makes the dailies of a roll now, or those clips again whose look, framing or sound is another, and delivers what nobody has to look at.") { name, show, all, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, where, every) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show), parsed.GetValue(all));
            var view = await choice.AskAsync(parsed, async library =>
            {
                var id = await IdAsync(library, where, which, cancellationToken);
                await new DailiesDesk(library).MakeAsync(id, every, Environment.UserName, cancellationToken);
                return await LocalDailies.WorkAsync(library, id, parsed.InvocationConfiguration.Error, cancellationToken);
            },
            async server => await server.SendAsync<DailiesView>(HttpMethod.Post, $"api/rolls/{await IdAsync(server, where, which, cancellationToken)}/dailies/make", new { all = every }, cancellationToken), cancellationToken);
            return Print(parsed, json, view);
        });
        return command.Explain("acetate dailies make A001R2EC --show film\nacetate dailies make A001R2EC --show film --all", Doubted, (ExitCode.NotFound, "there is no such roll"),
            (ExitCode.Cancelled, "it was cancelled; the same command goes on where it was"), (ExitCode.Unavailable, "a disk is full or a store is away; the same command goes on where it was"));
    }

    private static Command Queue()
    {
        var (choice, show, json) = (new LibraryChoice(), IngestSettings.Show(), IngestSettings.Json());
        var command = choice.On(new Command("queue", "Clips that wait for an operator, with the reasons.") { show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var where = parsed.GetRequiredValue(show);
            var clips = await choice.AskAsync(parsed, library => library.DailiesQueueAsync(where, cancellationToken), async server => (await server.GetAsync<ClipsSeen>($"api/shows/{Uri.EscapeDataString(where)}/dailies/queue", cancellationToken)).Clips, cancellationToken);
            if (parsed.GetValue(json)) CliJson.Write(parsed.InvocationConfiguration.Output, new { clips });
            else DailiesPrinter.Queue(clips, parsed.InvocationConfiguration.Output);
            return (int)(clips.IsEmpty ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate dailies queue --show film", (ExitCode.Done, "nothing waits"), (ExitCode.Found, "clips wait"));
    }

    private static Command Decide(string verb, string what, Func<DailiesDesk, Guid, string, CancellationToken, Task<ClipDaily>> decide)
    {
        var (choice, show, name, note) = (new LibraryChoice(), IngestSettings.Show(), Clip(), Note());
        var command = choice.On(new Command(verb, what) { name, show, note });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, where, why) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show), parsed.GetValue(note) ?? "");
            var found = await choice.AskAsync(parsed, async library =>
            {
                var clip = await ClipAtHand.FindAsync(library, where, which, cancellationToken);
                var daily = await decide(new(library), clip.Id, why, cancellationToken);
                await LocalDailies.WorkAsync(library, daily.Roll, parsed.InvocationConfiguration.Error, cancellationToken);
                return clip;
            },
            async server =>
            {
                var clip = await ClipAtHand.FindAsync(server, where, which, cancellationToken);
                await server.SendAsync<ClipDailyView>(HttpMethod.Post, $"api/clips/{clip.Id}/daily/{verb}", new { note = why }, cancellationToken);
                return clip;
            }, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{Table.Visible(found.Name)} {(verb == "accept" ? "is accepted" : "is left out")}.");
            return (int)ExitCode.Done;
        });
        return command.Explain($"acetate dailies {verb} A001C003_260511_R2EC --show film --note 'as intended'", (ExitCode.NotFound, "there is no such clip, or no daily of it"));
    }

    private static Command Redo()
    {
        var (choice, show, name, note) = (new LibraryChoice(), IngestSettings.Show(), Clip(), Note());
        var sound = new Option<string?>("--sound") { Description = "The recording that is this clip's sound, as 'dailies show' names it; 'none' for no sound.", HelpName = "FILE" };
        var offset = new Option<double>("--offset") { Description = "The sample of the recording at which the clip's first frame begins.", HelpName = "SAMPLES" };
        var command = choice.On(new Command("redo", "Has a clip made again; with --sound by a decision about its sound.") { name, show, sound, offset, note });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, where, why) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show), parsed.GetValue(note) ?? "");
            var decision = parsed.GetValue(sound) is not { } file ? null : file == "none" ? new SoundDecision { IsNone = true } : new SoundDecision { Files = [file], OffsetSamples = parsed.GetValue(offset) };
            await choice.TellAsync(parsed, async library =>
            {
                var daily = await new DailiesDesk(library).RedoAsync((await ClipAtHand.FindAsync(library, where, which, cancellationToken)).Id, decision, why, Environment.UserName, cancellationToken);
                await LocalDailies.WorkAsync(library, daily.Roll, parsed.InvocationConfiguration.Error, cancellationToken);
            },
            async server => await server.SendAsync<ClipDailyView>(HttpMethod.Post, $"api/clips/{(await ClipAtHand.FindAsync(server, where, which, cancellationToken)).Id}/daily/redo", new { sound = decision, note = why }, cancellationToken), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{Table.Visible(which)} is made again. 'acetate dailies queue --show {where}' says what waits.");
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate dailies redo A001C003_260511_R2EC --show film\nacetate dailies redo A001C003_260511_R2EC --show film --sound S001T003.WAV --offset 480000", (ExitCode.NotFound, "there is no such clip, or no daily of it"));
    }

    private static Command Deliver()
    {
        var (choice, show, json, name) = (new LibraryChoice(), IngestSettings.Show(), IngestSettings.Json(), Roll());
        var command = choice.On(new Command("deliver", "Delivers now what may go, though other clips wait for a person; or tries a delivery again that was held.") { name, show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, where) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show));
            var view = await choice.AskAsync(parsed, async library =>
            {
                var id = await IdAsync(library, where, which, cancellationToken);
                await new DailiesDesk(library).DeliverAsync(id, Environment.UserName, cancellationToken);
                return await LocalDailies.WorkAsync(library, id, parsed.InvocationConfiguration.Error, cancellationToken);
            },
            async server => await server.SendAsync<DailiesView>(HttpMethod.Post, $"api/rolls/{await IdAsync(server, where, which, cancellationToken)}/dailies/deliver", new { }, cancellationToken), cancellationToken);
            return Print(parsed, json, view);
        });
        return command.Explain("acetate dailies deliver A001R2EC --show film", Doubted, (ExitCode.NotFound, "there is no such roll, or no dailies were begun for it"));
    }

    private static Command Report()
    {
        var (choice, show, name) = (new LibraryChoice(), IngestSettings.Show(), Roll());
        var target = new Option<FileInfo>("--output", "-o") { Description = "The file: .csv, .html, .json or .pdf. It must not be there.", HelpName = "FILE", Required = true };
        var command = choice.On(new Command("report", "Writes the report on a roll's dailies.") { name, show, target });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, where, file) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show), parsed.GetRequiredValue(target));
            if (file.Extension is not (".csv" or ".html" or ".json" or ".pdf")) throw new CommandException(ExitCode.Usage, $"'{file.Name}' does not say what kind of report is wanted. Name it .csv, .html, .json or .pdf.");
            if (file.Exists) throw new CommandException(ExitCode.Usage, $"The file '{file.FullName}' is there already and is not overwritten.");
            var bytes = await choice.AskAsync(parsed, async library =>
            {
                var id = await IdAsync(library, where, which, cancellationToken);
                var report = await library.ReadAsync(async tx => await tx.DailiesReportAsync(await tx.RequireRollDailiesAsync(id, cancellationToken), null, cancellationToken), cancellationToken);
                await using var derived = await StoreUrl.OpenAsync(library.Options.Derived, StoreAccess.Read, cancellationToken);
                return DailiesReportFiles.Of(await report.WithPicturesAsync(derived, cancellationToken), "report").Single(one => one.Path.EndsWith(file.Extension, StringComparison.Ordinal)).Content;
            },
            async server =>
            {
                using var memory = new MemoryStream();
                await server.DownloadAsync($"api/rolls/{await IdAsync(server, where, which, cancellationToken)}/dailies/report{file.Extension}", memory, cancellationToken);
                return memory.ToArray();
            }, cancellationToken);
            await File.WriteAllBytesAsync(file.FullName, bytes, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(file.FullName);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate dailies report A001R2EC --show film --output a001.pdf", (ExitCode.NotFound, "there is no such roll, or no dailies were begun for it"));
    }

    private static int Print(ParseResult parsed, Option<bool> json, DailiesView view)
    {
        if (parsed.GetValue(json)) CliJson.Write(parsed.InvocationConfiguration.Output, view);
        else DailiesPrinter.Show(view, parsed.InvocationConfiguration.Output);
        return (int)(view.Summary.Doubted > 0 || view.Summary.State == DailiesState.Held ? ExitCode.Found : ExitCode.Done);
    }

    private static async Task<Guid> IdAsync(MediaLibrary library, string show, string name, CancellationToken cancellationToken) => (await ArchiveCommand.FindAsync(library, show, name, cancellationToken)).Id;

    private static async Task<Guid> IdAsync(ServerCalls server, string show, string name, CancellationToken cancellationToken) => (await ArchiveCommand.FindAsync(server, show, name, cancellationToken)).Id;

    private static Argument<string> Roll() => new("ROLL") { Description = "The roll's name or id." };

    private static Argument<string> Clip() => new("CLIP") { Description = "The clip's name or id." };

    private static Option<string?> Note() => new("--note") { Description = "Why; it stands in the report.", HelpName = "TEXT" };

    private sealed record RollsSeen(System.Collections.Immutable.ImmutableArray<DailiesSummary> Rolls);

    private sealed record ClipsSeen(System.Collections.Immutable.ImmutableArray<ClipDailyView> Clips);
}
