using System.CommandLine;
using Acetate.Cli.Remote;
using Acetate.Library.Rolls;
using Acetate.Tools.News;

namespace Acetate.Cli.Ingest;

/// <summary><c>acetate rolls acknowledge</c>: somebody takes care of a roll that is held.</summary>
internal static class AcknowledgeCommand
{
    public static Command Create()
    {
        var (choice, show, json) = (new LibraryChoice(), IngestSettings.Show(), IngestSettings.Json());
        var name = new Argument<string>("ROLL") { Description = "The roll's name or id." };
        var back = new Option<bool>("--take-back") { Description = "Say that nobody takes care of it any more." };
        var command = choice.On(new Command("acknowledge", "Says that you take care of a roll that is held: others see it, and nobody is reminded of it. The roll stays held.") { name, show, back, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (wanted, where, isBack) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show), parsed.GetValue(back));
            var roll = await choice.AskAsync(parsed, async library =>
            {
                var (found, word) = ((await ArchiveCommand.FindAsync(library, where, wanted, cancellationToken)).Id, new HoldAcknowledgement(library));
                return await (isBack ? word.TakeBackAsync(found, Environment.UserName, cancellationToken) : word.GiveAsync(found, Environment.UserName, cancellationToken));
            }, async server =>
            {
                var found = (await ArchiveCommand.FindAsync(server, where, wanted, cancellationToken)).Id;
                await server.SendAsync(isBack ? HttpMethod.Delete : HttpMethod.Put, $"api/rolls/{found}/acknowledgement", null, cancellationToken);
                return await ArchiveCommand.FindAsync(server, where, $"{found}", cancellationToken);
            }, cancellationToken);
            if (parsed.GetValue(json)) CliJson.Write(parsed.InvocationConfiguration.Output, new { roll = roll.Id, roll.Name, roll.Hold, roll.Acknowledged });
            else parsed.InvocationConfiguration.Output.WriteLine(Sentence(roll));
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate rolls acknowledge A001R2EC --show film\nacetate rolls acknowledge A001R2EC --show film --take-back",
            (ExitCode.NotFound, "there is no such roll"));
    }

    private static string Sentence(Roll roll) => roll.Acknowledged is { } care
        ? $"{Table.Visible(care.By)} takes care of roll {Table.Visible(roll.Name)}. It stays held: {Table.Visible(roll.Hold?.Reason ?? "")}"
        : $"Nobody takes care of roll {Table.Visible(roll.Name)} now.";
}
