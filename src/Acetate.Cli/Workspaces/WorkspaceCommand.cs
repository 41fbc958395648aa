using System.Collections.Immutable;
using System.CommandLine;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Workspaces;
using Acetate.Steps.Documents;

namespace Acetate.Cli.Workspaces;

/// <summary><c>acetate workspace</c>: where people keep files and find what was made for them. Workspaces are used on a server; files are put into them in the browser.</summary>
internal static class WorkspaceCommand
{
    public static Command Create() => new Command("workspace", "Lists workspaces, and makes them for teams and for oneself.") { List(), Make(), Own() }
        .Explain("acetate workspace list --server https://acetate.example.com\nacetate workspace make editors --show film --server https://acetate.example.com");

    private static Command List()
    {
        var (choice, json) = (new LibraryChoice(), IngestSettings.Json());
        var command = choice.On(new Command("list", "The workspaces that you may see.") { json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var list = await choice.AskAsync(parsed, NotHere<WorkspacesSeen>, server => server.GetAsync<WorkspacesSeen>("api/workspaces", cancellationToken), cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, list);
                return (int)ExitCode.Done;
            }

            var table = new Table("WORKSPACE", "SHOW", "FOR", "PACKAGES", "SIZE", "ID");
            table.RightAligned.Add(3);
            table.RightAligned.Add(4);
            foreach (var one in list.Workspaces) table.Add(one.Workspace.Name, one.Workspace.Show, KebabCase.Of(one.Workspace.Kind), one.Folders, ReportText.Size(one.Bytes), one.Workspace.Id);
            if (list.Workspaces.IsEmpty) output.WriteLine("There is no workspace that you may see. 'acetate workspace own --show SHOW' makes yours.");
            else table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate workspace list --server https://acetate.example.com");
    }

    private static Command Make()
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var name = new Argument<string>("NAME") { Description = "Its name: letters, digits, '-', '_' and '.'." };
        var kind = WordOption.Of<WorkspaceKind>("--for", "Whose it is to be; a team's when it is left out.", ("team", WorkspaceKind.Team), ("vendor", WorkspaceKind.Vendor), ("finishing", WorkspaceKind.Finishing));
        var command = choice.On(new Command("make", "Makes a workspace; the one of that name and kind is told when there is one.") { name, show, kind, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var made = await choice.AskAsync(parsed, NotHere<Workspace>, server => server.SendAsync<Workspace>(
                HttpMethod.Post, $"api/shows/{Uri.EscapeDataString(parsed.GetRequiredValue(show))}/workspaces", new { name = parsed.GetRequiredValue(name), kind = parsed.GetValue(kind) ?? WorkspaceKind.Team }, cancellationToken), cancellationToken);
            return Tell(parsed, json, made);
        });
        return command.Explain("acetate workspace make editors --show film --server https://acetate.example.com", (ExitCode.NotFound, "there is no such show"), (ExitCode.NotPermitted, "you do not own the show"));
    }

    private static Command Own()
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var command = choice.On(new Command("own", "Your own workspace in a show, made on first use: nobody else of the show sees it.") { show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var made = await choice.AskAsync(parsed, NotHere<Workspace>, server => server.SendAsync<Workspace>(
                HttpMethod.Put, $"api/shows/{Uri.EscapeDataString(parsed.GetRequiredValue(show))}/workspaces/own", null, cancellationToken), cancellationToken);
            return Tell(parsed, json, made);
        });
        return command.Explain("acetate workspace own --show film --server https://acetate.example.com", (ExitCode.NotFound, "there is no such show, or you have no role in it"));
    }

    private static int Tell(ParseResult parsed, Option<bool> json, Workspace made)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(json)) CliJson.Write(output, new { workspace = made });
        else output.WriteLine($"{made.Name} of {made.Show} is there. Its id is {made.Id}.");
        return (int)ExitCode.Done;
    }

    private static Task<T> NotHere<T>(MediaLibrary library) =>
        throw new CommandException(ExitCode.Usage, "Workspaces are used on a server: name it with --server URL.");

    private sealed record WorkspacesSeen(ImmutableArray<WorkspaceSeen> Workspaces);

    private sealed record WorkspaceSeen(Workspace Workspace, int Folders, long Bytes);
}
