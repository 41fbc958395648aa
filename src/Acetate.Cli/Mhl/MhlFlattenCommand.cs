using System.CommandLine;
using Acetate.Mhl;
using Acetate.Mhl.Disk;

namespace Acetate.Cli.Mhl;

/// <summary><c>acetate mhl flatten</c>: a packing list of a whole history.</summary>
internal static class MhlFlattenCommand
{
    public static Command Create()
    {
        var folder = MhlOptions.Folder();
        var target = new Option<DirectoryInfo>("--output", "-o") { Description = "Where the packing list goes, into a folder of its own for each day.", HelpName = "DIR", Required = true };
        var json = MhlOptions.Json();
        var command = new Command("flatten", "Writes a packing list of the whole history, nested histories included; reads no file.") { folder, target, json };
        command.SetAction(async (parsed, token) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var opened = await MhlFolder.OpenAsync(parsed.GetRequiredValue(folder), token);
            var at = TimeProvider.System.GetUtcNow();
            var list = PackingList.FromHistory(opened.History, MhlOptions.Creator(), at);
            var path = await PackingListFolder.WriteAsync(parsed.GetRequiredValue(target).FullName, list, opened.History.Root.Name, token);
            if (parsed.GetValue(json)) CliJson.Write(output, new { packingList = path, files = list.Entries.Length });
            else await output.WriteLineAsync($"{list.Entries.Length:N0} {(list.Entries.Length == 1 ? "file" : "files")} listed in {Table.Visible(path)}");
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate mhl flatten /raid/day12/A002R2EC -o /raid/day12/lists", (ExitCode.Done, "the packing list is written"), (ExitCode.BadInput, "the history cannot be trusted or read"));
    }
}
