using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Assets;
using Acetate.Steps.Documents;

namespace Acetate.Cli.Assets;

/// <summary><c>acetate asset</c>: files of workspaces that were kept for good.</summary>
internal static class AssetCommand
{
    private const string Example = "0199a7f0-0000-7000-8000-000000000001";

    public static Command Create() => new Command("asset", "Files of workspaces that were kept for good in the library: they are no originals.") { List(), Keep(), Withdraw(), Restore() }
        .Explain("acetate asset list reference --show film --server https://acetate.example.com");

    private static Command List()
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var words = new Argument<string[]>("WORD") { Description = "What stands in the name, the note, the place it comes from, who sent or kept it, or the hash; all of them.", Arity = ArgumentArity.ZeroOrMore };
        var withdrawn = new Option<bool>("--withdrawn") { Description = "Those that were taken out again." };
        var command = choice.On(new Command("list", "Assets of a show, the newest first.") { words, show, withdrawn, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (where, query) = (parsed.GetRequiredValue(show), string.Join(' ', parsed.GetValue(words) ?? []));
            var list = await choice.AskAsync(parsed,
                async library => new AssetsSeen([.. await library.ReadAsync(tx => tx.AssetsAsync(where, query, parsed.GetValue(withdrawn), cancellationToken), cancellationToken)]),
                server => server.GetAsync<AssetsSeen>($"api/shows/{Uri.EscapeDataString(where)}/assets?q={Uri.EscapeDataString(query)}&withdrawn={(parsed.GetValue(withdrawn) ? "true" : "false")}", cancellationToken), cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, list);
                return (int)ExitCode.Done;
            }

            var table = new Table("ASSET", "NAME", "SIZE", "FROM", "KEPT BY", "WHEN", "HASH");
            table.RightAligned.Add(2);
            foreach (var one in list.Assets)
                table.Add(one.Id, one.Name, ReportText.Size(one.Length), $"{one.Workspace}: {one.Path} (of {one.SentBy})", one.PromotedBy, one.PromotedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), one.Hash);
            if (list.Assets.IsEmpty) output.WriteLine(query.Length > 0 ? "No asset has all of these words." : $"{where} has no assets{(parsed.GetValue(withdrawn) ? " that were taken out" : "")}.");
            else table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate asset list reference --show film --server https://acetate.example.com", (ExitCode.NotFound, "there is no such show"));
    }

    private static Command Keep()
    {
        var (choice, json) = (new LibraryChoice(), IngestSettings.Json());
        var workspace = new Argument<Guid>("WORKSPACE") { Description = "The workspace's id; 'acetate workspace list' shows them." };
        var file = new Argument<Guid>("FILE") { Description = "The file's id in the workspace." };
        var note = new Option<string?>("--note") { Description = "Why it is kept.", HelpName = "TEXT" };
        var command = choice.On(new Command("keep", "Keeps a file of a workspace for good: copied into the library's store and read back.") { workspace, file, note, json });
        command.SetAction(async (parsed, cancellationToken) => Tell(parsed, json, "is kept", await choice.AskAsync(parsed, NotHere, server => server.SendAsync<Asset>(
            HttpMethod.Post, $"api/workspaces/{parsed.GetValue(workspace)}/kept/{parsed.GetValue(file)}/asset", new { note = parsed.GetValue(note) }, cancellationToken), cancellationToken)));
        return command.Explain($"acetate asset keep {Example} 0199a7f0-0000-7000-8000-000000000002 --note \"Reference of the set\" --server https://acetate.example.com",
            (ExitCode.NotFound, "there is no such workspace or file"), (ExitCode.NotPermitted, "you do not operate the show"));
    }

    private static Command Withdraw() => Turn("withdraw", "Takes an asset out of the library's again; its bytes stay, and 'restore' puts it back.", HttpMethod.Delete, "", "is no asset any more; its bytes stay");

    private static Command Restore() => Turn("restore", "Puts an asset back that was taken out.", HttpMethod.Post, "/restore", "is an asset again");

    private static Command Turn(string name, string summary, HttpMethod method, string path, string words)
    {
        var (choice, json) = (new LibraryChoice(), IngestSettings.Json());
        var id = new Argument<Guid>("ASSET") { Description = "The asset's id; 'acetate asset list' shows them." };
        var command = choice.On(new Command(name, summary) { id, json });
        command.SetAction(async (parsed, cancellationToken) =>
            Tell(parsed, json, words, await choice.AskAsync(parsed, NotHere, server => server.SendAsync<Asset>(method, $"api/assets/{parsed.GetValue(id)}{path}", null, cancellationToken), cancellationToken)));
        return command.Explain($"acetate asset {name} {Example} --server https://acetate.example.com", (ExitCode.NotFound, "there is no such asset"), (ExitCode.NotPermitted, "you do not operate the show"));
    }

    private static int Tell(ParseResult parsed, Option<bool> json, string words, Asset asset)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(json)) CliJson.Write(output, asset);
        else output.WriteLine($"'{asset.Name}' {words}. Its id is {asset.Id}, its hash {asset.Hash}.");
        return (int)ExitCode.Done;
    }

    private static Task<Asset> NotHere(MediaLibrary library) =>
        throw new CommandException(ExitCode.Usage, "Files of workspaces are kept on a server: name it with --server URL.");

    private sealed record AssetsSeen(ImmutableArray<Asset> Assets);
}
