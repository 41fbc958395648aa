using System.CommandLine;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Tools.Pulls;

namespace Acetate.Cli.Pulls;

/// <summary><c>acetate pull</c>: footage of a cut for somebody outside, planned, approved, made and delivered.</summary>
internal static class PullCommand
{
    public static Command Create() => new Command("pull", "Footage of a cut for somebody outside: plates for a VFX vendor, originals for the finishing house.")
    {
        VfxPullCommand.Create(), ConformPullCommand.Create(), List(), Show(), CountSheetCommand.Create(), PullHistoryCommand.Create(),
        Change("approve", "Approves a planned pull and makes it.", "approve", (library, id, stop) => new PullApproval(library).ApproveAsync(id, Environment.UserName, stop)),
        Change("retry", "Tries a held or interrupted pull again: what is made stays made.", "retry", (library, id, stop) => new PullApproval(library).RetryAsync(id, Environment.UserName, stop)),
        Withdraw(),
    }.Explain("acetate pull vfx turnover3.edl --show film --vendor lupus\nacetate pull conform r1.edl r2.edl --show film --to grading\nacetate pull list --show film\nacetate pull show 0199a7c2-1f0e");

    private static Command List()
    {
        var (choice, show, json) = (new LibraryChoice(), IngestSettings.Show(), IngestSettings.Json());
        var command = choice.On(new Command("list", "The pulls of a show, the newest first.") { show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var where = parsed.GetRequiredValue(show);
            var pulls = await choice.AskAsync(parsed, library => library.PullViewsAsync(where, cancellationToken), async server => (await server.GetAsync<PullList>($"api/shows/{Uri.EscapeDataString(where)}/pulls", cancellationToken)).Pulls, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new PullList(pulls));
            else PullPrinter.List(pulls, output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate pull list --show film\nacetate pull list --show film --server https://acetate.example.com --json", (ExitCode.NotFound, "there is no such show"));
    }

    private static Command Show()
    {
        var (choice, json, id) = (new LibraryChoice(), IngestSettings.Json(), PullId.Argument());
        var command = choice.On(new Command("show", "A pull: each event of its cut with the reason, each plate, how far it is and where it lies.") { id, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var which = parsed.GetValue(id);
            var pull = await which.AskAsync(choice, parsed, (library, one) => library.PullViewAsync(one, cancellationToken), (server, one) => server.GetAsync<PullView>($"api/pulls/{one}", cancellationToken), cancellationToken);
            return (int)PullPrinter.Show(pull, parsed.GetValue(json), parsed.InvocationConfiguration.Output);
        });
        return command.Explain("acetate pull show 0199a7c2-1f0e", (ExitCode.Found, "the pull is held, or leaves something out that the cut asks for; the report says what and why"));
    }

    private static Command Change(string verb, string what, string path, Func<MediaLibrary, Guid, CancellationToken, Task<Pull>> change)
    {
        var (choice, json, id) = (new LibraryChoice(), IngestSettings.Json(), PullId.Argument());
        var command = choice.On(new Command(verb, what) { id, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, error) = (parsed.GetValue(id), parsed.InvocationConfiguration.Error);
            var pull = await PullProblems.ExplainedAsync(() => which.AskAsync(choice, parsed,
                async (library, one) =>
                {
                    await change(library, one, cancellationToken);
                    await LocalPulls.MakeAsync(library, one, error, cancellationToken);
                    return await library.PullViewAsync(one, cancellationToken);
                },
                (server, one) => RemotePulls.ChangeAsync(server, one, path, cancellationToken), cancellationToken));
            return (int)PullPrinter.Show(pull, parsed.GetValue(json), parsed.InvocationConfiguration.Output);
        });
        return command.Explain($"acetate pull {verb} 0199a7c2-1f0e", (ExitCode.Found, "the pull is held, or leaves something out that the cut asks for; the report says what and why"),
            (ExitCode.Cancelled, "it was cancelled while it was made; 'acetate pull retry' goes on where it was"), (ExitCode.Unavailable, "a disk is full or a store is away; 'acetate pull retry' goes on where it was"));
    }

    private static Command Withdraw()
    {
        var (choice, json, id) = (new LibraryChoice(), IngestSettings.Json(), PullId.Argument());
        var reason = new Option<string>("--reason") { Description = "Why; whoever planned it will read it.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var command = choice.On(new Command("withdraw", "Gives a pull up that was not delivered.") { id, reason, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, why) = (parsed.GetValue(id), parsed.GetValue(reason)!);
            var pull = await PullProblems.ExplainedAsync(() => which.AskAsync(choice, parsed,
                async (library, one) =>
                {
                    await new PullApproval(library).WithdrawAsync(one, Environment.UserName, why, cancellationToken);
                    await LocalPulls.TidyAsync(library, parsed.InvocationConfiguration.Error, cancellationToken);
                    return await library.PullViewAsync(one, cancellationToken);
                },
                (server, one) => server.SendAsync<PullView>(HttpMethod.Post, $"api/pulls/{one}/withdraw", new { reason = why }, cancellationToken), cancellationToken));
            if (parsed.GetValue(json)) CliJson.Write(parsed.InvocationConfiguration.Output, pull);
            else await parsed.InvocationConfiguration.Output.WriteLineAsync($"{pull.Title} was given up. Nothing of it was delivered.");
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate pull withdraw 0199a7c2-1f0e --reason 'the shot was omitted'");
    }
}
