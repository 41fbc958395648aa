using System.CommandLine;
using Acetate.Library;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Cli.Ingest;

/// <summary><c>acetate ingest</c>: brings cards and drives into a library and proves every step.</summary>
internal static class IngestCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "A card, a drive, or a folder of rolls.", Arity = ArgumentArity.OneOrMore };
        var show = IngestSettings.Show();
        var day = new Option<string?>("--day") { Description = "The shoot day. Default: from the folder's name, else today", HelpName = "YYYY-MM-DD" };
        var unit = new Option<string>("--unit") { Description = "The unit: MU, SU, TU, SP, UU, AP, RS, DU or AU. Default: from the folder's name", HelpName = "UNIT", DefaultValueFactory = _ => "" };
        var episode = new Option<string>("--episode") { Description = "The episode or block. Default: from the folder's name", HelpName = "EP", DefaultValueFactory = _ => "" };
        var carrier = new Option<string>("--brought-by") { Description = "Who brought the drive; stands in the chain of custody.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var home = LibraryOption.Create();
        var until = new Option<RollStage>("--until")
        {
            Description = "Stop when every roll has reached this stage: uploaded, verified, inspected, proxied, archived or complete. The rest is done by the next run.", HelpName = "STAGE",
            DefaultValueFactory = _ => RollStage.Complete, CustomParser = result => Stage(result.Tokens[0].Value),
        };
        var release = new Option<bool>("--release") { Description = "Take rolls that are held because of their manifest as they are; every report says so." };
        var repair = new Option<bool>("--repair") { Description = "Send the bad and missing files of rolls that are held because of their files again." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Begin without asking." };
        var json = IngestSettings.Json();
        var command = new Command("ingest", "Brings cards and drives into a library: checked, copied, read back, sealed, inspected, archived.")
        {
            paths, show, day, unit, episode, carrier, home, release, repair, until, yes, json,
        };
        command.SetAction(async (parsed, token) =>
        {
            var request = new Request(
                parsed.GetRequiredValue(paths),
                new IngestTags
                {
                    Show = parsed.GetRequiredValue(show), ShootDay = IngestSettings.Day(parsed.GetValue(day)), Unit = parsed.GetValue(unit)!, Episode = parsed.GetValue(episode)!,
                    CarriedBy = parsed.GetValue(carrier)!,
                },
                parsed.GetValue(home), parsed.GetValue(release), parsed.GetValue(repair), parsed.GetValue(until), parsed.GetValue(yes), parsed.GetValue(json));
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                return (int)await RunAsync(request, output, error, token);
            }
            catch (Exception e) when (IngestProblems.Explain(e) is { } explained)
            {
                throw explained;
            }
        });
        return command.Explain(
            "acetate ingest /media/A001R2EC --show film\nacetate ingest /media/shuttle --show film --unit MU --brought-by Mara --yes",
            (ExitCode.Done, "every roll is complete: the card may be formatted"),
            (ExitCode.Found, "a roll is held or something was found; the report says what, and the card must not be formatted"),
            (ExitCode.NotFound, "there is no such card or folder"));
    }

    private static async Task<ExitCode> RunAsync(Request request, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var offers = new List<IngestOffer>();
        foreach (var path in request.Paths) offers.Add(await IngestOffer.ReadAsync(path, TimeProvider.System, cancellationToken));
        foreach (var offer in offers) UploadSummary.Write(offer, error);
        if (offers.All(o => o.Scan.Rolls.IsEmpty)) throw new CommandException(ExitCode.NotFound, "There is no camera or sound roll to ingest. Name the card, the drive, or the folder that holds the rolls.");
        if (!request.Yes && !request.Json && !Console.IsInputRedirected && !await ConfirmAsync(error)) return ExitCode.Cancelled;

        await using var library = await IngestSettings.OpenAsync(request.Home, cancellationToken);
        await IngestSettings.EnsureShowAsync(library, request.Tags.Show, error, cancellationToken);
        var ingest = new CardIngest(library);
        var actor = Environment.UserName;
        var receipts = new List<RollReceipt>();
        foreach (var offer in offers) receipts.AddRange((await ingest.SubmitAsync(offer, request.Tags, actor, "", null, cancellationToken)).Rolls);
        for (var i = 0; i < receipts.Count; i++) receipts[i] = await UnholdAsync(library, ingest, receipts[i], request, actor, cancellationToken);

        using (var progress = new IngestProgressLine(error, TimeProvider.System, receipts.Sum(r => r.Job is null ? 0 : offers.SelectMany(o => o.Scan.Rolls).Where(s => s.Name == r.Name).Sum(s => s.Bytes))))
            await new LocalIngest(library, IngestSettings.Engine(library)).RunAsync([.. receipts.Select(r => r.Roll)], request.Until, progress.Report, cancellationToken);
        return await PrintAsync(library, receipts, request, output, cancellationToken);
    }

    /// <summary>Does what the person asked for with rolls that wait for one.</summary>
    private static async Task<RollReceipt> UnholdAsync(MediaLibrary library, CardIngest ingest, RollReceipt receipt, Request request, string actor, CancellationToken cancellationToken)
    {
        if (receipt.Outcome != RollOutcome.Held) return receipt;
        var roll = await library.ReadAsync(tx => tx.RequireRollAsync(receipt.Roll, cancellationToken), cancellationToken);
        if (request.Release && roll.Stage < RollStage.Uploading) return await ingest.ReleaseAsync(roll.Id, actor, "Released on the command line.", cancellationToken);
        return request.Repair && roll.Stage >= RollStage.ManifestChecked ? await new RollRepair(library).RepairAsync(roll.Id, actor, cancellationToken) : receipt;
    }

    private static async Task<ExitCode> PrintAsync(MediaLibrary library, List<RollReceipt> receipts, Request request, TextWriter output, CancellationToken cancellationToken)
    {
        var reports = new List<RollReport>();
        var manifests = new Dictionary<Guid, string>();
        foreach (var receipt in receipts)
        {
            reports.Add(await library.ReadAsync(tx => tx.RollReportAsync(receipt.Roll, cancellationToken), cancellationToken));
            var sealing = (await library.ReadAsync(tx => tx.TimelineAsync(receipt.Roll, cancellationToken), cancellationToken)).LastOrDefault(e => e.Kind == "roll.verified");
            manifests[receipt.Roll] = sealing?.Data is { } data && data.TryGetProperty("manifest", out var path) ? path.GetString() ?? "" : "";
        }

        var missing = new List<Finding>();
        foreach (var day in reports.Select(r => r.Roll.ShootDay).Distinct())
            missing.AddRange(await library.ReadAsync(async tx => await tx.NeverArrivedAsync(request.Tags.Show, day, await tx.RollsOnDayAsync(request.Tags.Show, day, cancellationToken), cancellationToken), cancellationToken));
        if (request.Json)
        {
            CliJson.Write(output, new { rolls = receipts.Zip(reports, (receipt, report) => new { outcome = receipt.Outcome, message = receipt.Message, report }), neverArrived = missing, mayFormat = reports.TrueForAll(r => r.Advice.IsSafe) });
        }
        else
        {
            foreach (var report in reports)
                foreach (var line in IngestTranscript.Of(report, manifests[report.Roll.Id]))
                    output.WriteLine(line);
            foreach (var line in IngestTranscript.NeverArrived(missing)) output.WriteLine(line);
            output.WriteLine(IngestTranscript.Verdict(reports));
        }

        var isGood = request.Until == RollStage.Complete ? reports.TrueForAll(r => r.Advice.IsSafe && r.Roll.Hold is null) : reports.TrueForAll(r => r.Roll.Hold is null && r.FaultCount == 0);
        return isGood ? ExitCode.Done : ExitCode.Found;
    }

    private static RollStage Stage(string text) => KebabCase.TryParse<RollStage>(text, out var stage) && stage >= RollStage.Uploaded ? stage
        : throw new CommandException(ExitCode.Usage, $"'{text}' is not a stage to stop at. Use uploaded, verified, inspected, proxied, archived or complete.");

    private static async Task<bool> ConfirmAsync(TextWriter error)
    {
        await error.WriteAsync("Begin? [y/N] ");
        return Console.ReadLine() is { } answer && answer.Trim().StartsWith('y');
    }

    private sealed record Request(string[] Paths, IngestTags Tags, string? Home, bool Release, bool Repair, RollStage Until, bool Yes, bool Json);
}
