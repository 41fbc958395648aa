using System.CommandLine;
using Acetate.Cli.Ingest;
using Acetate.Cli.Mhl;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Tools.Returns;

namespace Acetate.Cli.Returns;

/// <summary><c>acetate returns receive</c>: takes in a folder that a vendor handed in.</summary>
internal static class ReceiveCommand
{
    public static Command Create()
    {
        var (choice, show, json) = (new LibraryChoice(), IngestSettings.Show(), IngestSettings.Json());
        var folder = new Argument<string>("DIR") { Description = "The folder with the frames or movies. With --server, the name of a folder of the vendor's workspace." };
        var vendor = new Option<string>("--vendor") { Description = "Whose it is: the name of the workspace that the plates went to.", HelpName = "NAME", Required = true };
        var template = new Option<string[]>("--template") { Description = $"How the vendor names versions, without number and extension; may be repeated. The names of the plates are always understood. Default: {string.Join(" and ", ReturnTemplate.Usual)}", HelpName = "TEXT" };
        var command = choice.On(new Command("receive", "Takes in what a vendor handed in: checked by the rules of deliveries and against its plates, copied into the library's store, read back and hashed.") { folder, show, vendor, template, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (directory, where, who, templates) = (parsed.GetRequiredValue(folder), parsed.GetRequiredValue(show), parsed.GetRequiredValue(vendor), parsed.GetValue(template) ?? []);
            var receipt = await ReturnsCommand.ExplainedAsync(() => choice.AskAsync(parsed,
                async library =>
                {
                    if (File.Exists(directory)) throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(directory)}' is a file. Name the folder that it lies in.");
                    if (!Directory.Exists(directory)) throw new CommandException(ExitCode.NotFound, $"There is no folder '{Table.Visible(directory)}'.");
                    using var progress = new ByteProgress(parsed.InvocationConfiguration.Error, new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length), TimeProvider.System);
                    return await new ReturnDesk(library).ReceiveAsync(new() { Show = where, Vendor = who, Templates = [.. templates] }, directory, Environment.UserName, progress, cancellationToken);
                },
                server => server.SendAsync<ReturnReceipt>(HttpMethod.Post, $"api/shows/{Uri.EscapeDataString(where)}/returns", new { vendor = who, folder = directory, templates }, cancellationToken), cancellationToken));
            if (parsed.GetValue(json)) CliJson.Write(parsed.InvocationConfiguration.Output, receipt);
            else Write(receipt, parsed.InvocationConfiguration.Output);
            return (int)(receipt.IsFine ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate returns receive /incoming/lupus_0412 --show film --vendor lupus\nacetate returns receive lupus_0412 --show film --vendor lupus --server https://acetate.example.com",
            (ExitCode.Done, "all of it was taken in, or known already, and passes the check; perhaps with warnings"), (ExitCode.Found, "something was not taken in, or does not pass the check; the report says what and what to do"),
            (ExitCode.BadInput, "DIR is a file, holds nothing that could be a version, or a template is none"), (ExitCode.NotFound, "there is no such folder, show or vendor"));
    }

    private static void Write(ReturnReceipt receipt, TextWriter output)
    {
        foreach (var item in receipt.Items)
        {
            output.WriteLine(Table.Visible(item.Message));
            if (item.Fate != ReturnFate.Received || item.Version is not { } one) continue;
            output.WriteLine(Table.Visible($"  {KebabCase.Of(one.Media)}, {one.Files:N0} files; check: {ReturnsCommand.CheckOf(one)}; id {one.Id}"));
            ReturnsCommand.Findings(one.Findings, output);
        }

        if (receipt.Items.All(item => item.Fate != ReturnFate.Received)) ReturnsCommand.Findings(receipt.Findings, output);
    }
}
