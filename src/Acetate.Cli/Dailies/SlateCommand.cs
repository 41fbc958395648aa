using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Clips;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Tools.Dailies;

namespace Acetate.Cli.Dailies;

/// <summary><c>acetate dailies slate</c>: what was read of slates, and what a person makes of it.</summary>
internal static class SlateCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new Command("slate", "Slates that were read from pictures: they propose scene and take, and a person confirms.") { List(), Confirm(), Dismiss() }
        .Explain("acetate dailies slate list --show film\nacetate dailies slate confirm A001C003_260511_R2EC --show film --take 4\nacetate dailies slate dismiss A001C003_260511_R2EC --show film");

    private static Command List()
    {
        var (choice, show, json) = (new LibraryChoice(), IngestSettings.Show(), IngestSettings.Json());
        var command = choice.On(new Command("list", "Slates that were read and wait for a person.") { show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var where = parsed.GetRequiredValue(show);
            var slates = await choice.AskAsync(parsed, library => library.ProposedSlatesAsync(where, cancellationToken),
                async server => (await server.GetAsync<SlatesSeen>($"api/shows/{Uri.EscapeDataString(where)}/dailies/slates", cancellationToken)).Slates, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new { slates });
            else Print(slates, output);
            return (int)(slates.IsEmpty ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate dailies slate list --show film", (ExitCode.Done, "nothing waits"), (ExitCode.Found, "slates wait"));
    }

    private static Command Confirm()
    {
        var (choice, show, name) = (new LibraryChoice(), IngestSettings.Show(), Clip());
        var scene = new Option<string?>("--scene") { Description = "The scene; without it as it was read.", HelpName = "TEXT" };
        var take = new Option<string?>("--take") { Description = "The take; without it as it was read.", HelpName = "TEXT" };
        var command = choice.On(new Command("confirm", "Takes scene and take of a slate, as read or put right, as corrections of the clip.") { name, show, scene, take });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, where, myScene, myTake) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show), parsed.GetValue(scene), parsed.GetValue(take));
            var confirmed = await choice.AskAsync(parsed, async library =>
            {
                var done = await new SlateDesk(library).ConfirmAsync((await ClipAtHand.FindAsync(library, where, which, cancellationToken)).Id, myScene, myTake, Environment.UserName, cancellationToken);
                if (done.IsMadeAgain) await LocalDailies.WorkAsync(library, done.Slate.Roll, parsed.InvocationConfiguration.Error, cancellationToken);
                return done;
            },
            async server => await server.SendAsync<SlateConfirmed>(HttpMethod.Post, $"api/clips/{(await ClipAtHand.FindAsync(server, where, which, cancellationToken)).Id}/slate/confirm", new { scene = myScene, take = myTake }, cancellationToken), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"The slate of {Table.Visible(confirmed.Slate.Name)} is confirmed.{(confirmed.IsMadeAgain ? " Its sound was not settled: it is made again." : "")}");
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate dailies slate confirm A001C003_260511_R2EC --show film\nacetate dailies slate confirm A001C003_260511_R2EC --show film --scene 12B --take 4", (ExitCode.NotFound, "there is no such clip, or no slate of it was looked for"));
    }

    private static Command Dismiss()
    {
        var (choice, show, name) = (new LibraryChoice(), IngestSettings.Show(), Clip());
        var note = new Option<string?>("--note") { Description = "Why.", HelpName = "TEXT" };
        var command = choice.On(new Command("dismiss", "Leaves what was read of a slate alone.") { name, show, note });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, where, why) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show), parsed.GetValue(note) ?? "");
            var dismissed = await choice.AskAsync(parsed, async library => await new SlateDesk(library).DismissAsync((await ClipAtHand.FindAsync(library, where, which, cancellationToken)).Id, why, Environment.UserName, cancellationToken),
                async server => await server.SendAsync<ClipSlateView>(HttpMethod.Post, $"api/clips/{(await ClipAtHand.FindAsync(server, where, which, cancellationToken)).Id}/slate/dismiss", new { note = why }, cancellationToken), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"The slate of {Table.Visible(dismissed.Name)} is dismissed.");
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate dailies slate dismiss A001C003_260511_R2EC --show film --note 'wrong board'", (ExitCode.NotFound, "there is no such clip, or no slate of it was looked for"));
    }

    private static void Print(ImmutableArray<ClipSlateView> slates, TextWriter output)
    {
        var table = new Table("CLIP", "FRAME", "WHAT", "SAYS", "SURE", "FRAMES", "OTHERS SAY");
        table.RightAligned.UnionWith([1, 4, 5]);
        foreach (var slate in slates)
            foreach (var fact in slate.Facts)
                table.Add(slate.Name, fact.Frame, fact.Field["slate.".Length..], fact.Value, string.Create(CultureInfo.InvariantCulture, $"{fact.Confidence:0%}"), fact.Frames, string.Join(", ", fact.Others));
        table.Write(output);
        output.WriteLine(slates.IsEmpty ? "No slate waits for anybody." : "'acetate dailies slate confirm' or 'dismiss' decides.");
    }

    private static Argument<string> Clip() => new("CLIP") { Description = "The clip's name or id." };

    private sealed record SlatesSeen(ImmutableArray<ClipSlateView> Slates);
}
