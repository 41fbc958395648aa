using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Tools.Returns;

namespace Acetate.Cli.Returns;

/// <summary><c>acetate returns counts</c>: how a show stands with its vendors.</summary>
internal static class CountsCommand
{
    public static Command Create()
    {
        var (choice, show, json) = (new LibraryChoice(), IngestSettings.Show(), IngestSettings.Json());
        var vendor = new Option<string?>("--vendor") { Description = "One vendor alone, with each of its shots.", HelpName = "NAME" };
        var command = choice.On(new Command("counts", "Per vendor: shots outstanding, waiting and approved, re-deliveries, turnaround and waits.") { show, vendor, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (where, who) = (parsed.GetRequiredValue(show), parsed.GetValue(vendor));
            var all = await choice.AskAsync(parsed, library => library.ReturnCountsAsync(where, who, cancellationToken),
                async server => (await server.GetAsync<CountsSeen>($"api/shows/{Uri.EscapeDataString(where)}/returns/counts{(who is null ? "" : $"?vendor={Uri.EscapeDataString(who)}")}", cancellationToken)).Vendors, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new CountsSeen(all));
            else Print(all, who is not null, output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate returns counts --show film\nacetate returns counts --show film --vendor lupus", (ExitCode.NotFound, "there is no such show"));
    }

    private static void Print(ImmutableArray<ReturnCounts> all, bool withShots, TextWriter output)
    {
        if (all.IsEmpty)
        {
            output.WriteLine("No plates were given to anybody yet.");
            return;
        }

        var table = new Table("VENDOR", "SHOTS", "OUTSTANDING", "WAITING", "REJECTED", "APPROVED", "RE-DELIVERED", "TURNAROUND", "WORST", "WAIT", "LONGEST WAIT");
        foreach (var one in all)
            table.Add(one.Vendor, one.Shots, one.Outstanding, one.Waiting, one.Rejected, one.Approved, one.Redeliveries, Hours(one.MedianTurnaroundHours),
                one.WorstShot.Length > 0 ? $"{Hours(one.WorstTurnaroundHours)} {one.WorstShot}" : "", Hours(one.MedianWaitHours), Hours(one.WorstWaitHours));
        table.Write(output);
        if (!withShots) return;
        output.WriteLine();
        var shots = new Table("SHOT", "STATE", "PLATES", "VERSIONS", "TURNAROUND");
        foreach (var shot in all.SelectMany(one => one.Standing))
            shots.Add(shot.Shot, Library.KebabCase.Of(shot.State) + (shot.HasNewerPlates ? ", newer plates" : ""), string.Join(", ", shot.Plates), shot.Versions, Hours(shot.TurnaroundHours));
        shots.Write(output);
    }

    private static string Hours(double? hours) => hours is not { } count ? "" : count < 48 ? string.Create(CultureInfo.InvariantCulture, $"{count:0.0} h") : string.Create(CultureInfo.InvariantCulture, $"{count / 24:0.0} d");
}

/// <summary>How a show stands with its vendors.</summary>
internal sealed record CountsSeen(ImmutableArray<ReturnCounts> Vendors);
