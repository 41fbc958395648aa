using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Library.Pulls;
using Acetate.Steps.Documents;
using Acetate.Tools.VfxPulls.Reports;

namespace Acetate.Cli.Pulls;

/// <summary><c>acetate pull history</c>: which vendor was given which version of which plate, and when.</summary>
internal static class PullHistoryCommand
{
    public static Command Create()
    {
        var (choice, show, json) = (new LibraryChoice(), IngestSettings.Show(), IngestSettings.Json());
        var shot = new Option<string?>("--shot") { Description = "One shot alone.", HelpName = "SHOT" };
        var vendor = new Option<string?>("--vendor") { Description = "One vendor alone.", HelpName = "NAME" };
        var newest = new Option<bool>("--newest") { Description = "Only the newest version of each plate that each vendor has." };
        var csv = new Option<bool>("--csv") { Description = "Write CSV to standard output." };
        var command = choice.On(new Command("history", "Which vendor was given which version of which plate, and when.") { show, shot, vendor, newest, csv, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (where, one, who) = (parsed.GetRequiredValue(show), parsed.GetValue(shot), parsed.GetValue(vendor));
            var query = string.Join('&', ((string?[])[one is null ? null : $"shot={Uri.EscapeDataString(one)}", who is null ? null : $"recipient={Uri.EscapeDataString(who)}"]).OfType<string>());
            var all = await choice.AskAsync(parsed,
                async library => [.. await library.TurnoversAsync(where, one, who, cancellationToken)],
                async server => (await server.GetAsync<TurnoverList>($"api/shows/{Uri.EscapeDataString(where)}/turnovers{(query.Length > 0 ? "?" + query : "")}", cancellationToken)).Turnovers, cancellationToken);
            if (parsed.GetValue(newest)) all = [.. TurnoverHistory.Newest(all)];
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new TurnoverList(all));
            else if (parsed.GetValue(csv)) await output.WriteAsync(TurnoverHistory.Csv(all));
            else Print(all, output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate pull history --show film --shot LUP_010_0100\nacetate pull history --show film --vendor lupus --newest --csv", (ExitCode.NotFound, "there is no such show"));
    }

    private static void Print(ImmutableArray<Turnover> all, TextWriter output)
    {
        if (all.IsEmpty)
        {
            output.WriteLine("No plate was delivered yet.");
            return;
        }

        var table = new Table("SHOT", "PLATE", "VERSION", "VENDOR", "PULL", "DELIVERED", "FRAMES", "CLIP", "PACKAGE");
        table.RightAligned.Add(4);
        foreach (var one in all)
            table.Add(one.Plate.Shot, one.Plate.Element, string.Create(CultureInfo.InvariantCulture, $"v{one.Plate.Version:000}"), one.Recipient, one.Number, ReportText.Moment(one.DeliveredAt),
                string.Create(CultureInfo.InvariantCulture, $"{one.Plate.FirstNumber}-{TurnoverHistory.LastOf(one)}"), one.ClipName, one.Package);
        table.Write(output);
    }
}
