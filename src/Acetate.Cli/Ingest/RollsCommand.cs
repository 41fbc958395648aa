using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Downloads;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Steps.Documents;
using Acetate.Tools.Ingest.Reports;
using Acetate.Tools.Ingest.Targets;

namespace Acetate.Cli.Ingest;

/// <summary><c>acetate rolls</c>: what has come, how far it is, and everything about one roll.</summary>
internal static class RollsCommand
{
    private const int Page = 500;

    public static Command Create() => new Command("rolls", "The rolls of a library: how far each is, and what is wrong with it.") { List(), Show(), AcknowledgeCommand.Create() }
        .Explain("acetate rolls list --show film\nacetate rolls show A001R2EC --show film");

    private static Command List()
    {
        var (choice, json) = (new LibraryChoice(), IngestSettings.Json());
        var show = new Option<string?>("--show") { Description = "Only of this show.", HelpName = "NAME" };
        var day = new Option<string?>("--day") { Description = "Only of this shoot day.", HelpName = "YYYY-MM-DD" };
        var held = new Option<bool>("--held") { Description = "Only rolls that are held until a person has looked at them." };
        var command = choice.On(new Command("list", "Rolls by show, day and name.") { show, day, held, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (only, date) = (parsed.GetValue(show), IngestSettings.Day(parsed.GetValue(day)));
            var rolls = await choice.AskAsync(parsed, library => HereAsync(library, only, date, cancellationToken), server => ThereAsync(server, only, date, cancellationToken), cancellationToken);
            rolls = [.. rolls.Where(r => r.Hold is not null || !parsed.GetValue(held)).OrderBy(r => r.Show, StringComparer.Ordinal).ThenBy(r => r.ShootDay).ThenBy(r => r.Name, StringComparer.Ordinal)];
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { rolls });
                return (int)ExitCode.Done;
            }

            var table = new Table("SHOW", "DAY", "ROLL", "KIND", "FILES", "SIZE", "MANIFEST", "STAGE", "ID");
            table.RightAligned.UnionWith([4, 5]);
            foreach (var roll in rolls)
                table.Add(roll.Show, Day(roll.ShootDay), roll.Name, KebabCase.Of(roll.Kind), roll.Files, ReportText.Size(roll.Bytes), StageWords.Of(roll.Manifest), roll.Hold is null ? StageWords.Of(roll.Stage) : "held", roll.Id);
            table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate rolls list --show film --day 2026-05-11\nacetate rolls list --held\nacetate rolls list --server https://acetate.example.com --json");
    }

    private static Command Show()
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var name = new Argument<string>("ROLL") { Description = "The roll's name or id." };
        var timeline = new Option<bool>("--timeline") { Description = "Print everything that happened to it, too." };
        var command = choice.On(new Command("show", "A roll: its copies, each stage with its time, who and why, what is wrong, and whether its card may be formatted.") { name, show, timeline, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (wanted, where) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show));
            var seen = await choice.AskAsync(parsed, library => LoadAsync(library, where, wanted, cancellationToken), server => LoadAsync(server, where, wanted, cancellationToken), cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new { stages = seen.Stages, receipts = seen.Receipts, report = seen.Report });
            else Print(seen, parsed.GetValue(timeline), output);
            return (int)(seen.Report.Roll.Hold is null && seen.Report.FaultCount == 0 ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate rolls show A001R2EC --show film\nacetate rolls show A001R2EC --show film --timeline",
            (ExitCode.Found, "the roll is held, or a file of it is not right; the answer says why"), (ExitCode.NotFound, "there is no such roll"));
    }

    /// <summary>A day as every table writes it.</summary>
    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The rolls of a library here, of one show or all, of one day or all.</summary>
    internal static Task<List<Roll>> HereAsync(MediaLibrary library, string? show, DateOnly? day, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
    {
        var all = new List<Roll>();
        foreach (var one in show is null ? await tx.ShowsAsync(cancellationToken) : [await tx.RequireShowAsync(show, cancellationToken)])
        {
            if (day is { } date)
            {
                all.AddRange(await tx.RollsOnDayAsync(one.Name, date, cancellationToken));
                continue;
            }

            Roll? last = null;
            do
            {
                var page = await tx.RollsAsync(one.Name, last, Page, cancellationToken);
                all.AddRange(page);
                last = page.Count == Page ? page[^1] : null;
            }
            while (last is not null);
        }

        return all;
    }, cancellationToken);

    /// <summary>The rolls of a server's library, of one show or all, of one day or all.</summary>
    internal static async Task<List<Roll>> ThereAsync(ServerCalls server, string? show, DateOnly? day, CancellationToken cancellationToken)
    {
        var all = new List<Roll>();
        foreach (var one in show is null ? (await server.GetAsync<ShowsSeen>("api/shows", cancellationToken)).Shows.Select(s => s.Name) : [show])
        {
            Guid? last = null;
            do
            {
                var page = (await server.GetAsync<RollsSeen>(
                    $"api/shows/{Uri.EscapeDataString(one)}/rolls?limit={Page}{(day is { } date ? $"&day={Day(date)}" : "")}{(last is { } id ? $"&after={id}" : "")}", cancellationToken)).Rolls;
                all.AddRange(page);
                last = page.Length == Page ? page[^1].Id : null;
            }
            while (last is not null);
        }

        return all;
    }

    private static async Task<RollAtHand> LoadAsync(MediaLibrary library, string show, string name, CancellationToken cancellationToken)
    {
        var roll = await ArchiveCommand.FindAsync(library, show, name, cancellationToken);
        return await library.ReadAsync(async tx => new RollAtHand(await tx.RollReportAsync(roll.Id, cancellationToken),
            [.. (await tx.StagesAsync(roll.Id, cancellationToken)).Select(s => new StageSeen(s.Stage, s.State, s.Fraction, s.Since, s.EndedAt, s.Actor, s.Reason))], [.. await tx.ReceiptsAsync(roll.Id, cancellationToken)]), cancellationToken);
    }

    private static async Task<RollAtHand> LoadAsync(ServerCalls server, string show, string name, CancellationToken cancellationToken)
    {
        var id = (await ArchiveCommand.FindAsync(server, show, name, cancellationToken)).Id;
        return new RollAtHand(await server.GetAsync<RollReport>($"api/rolls/{id}/report.json", cancellationToken),
            (await server.GetAsync<ViewSeen>($"api/rolls/{id}", cancellationToken)).Summary.Stages,
            (await server.GetAsync<ReceiptsSeen>($"api/rolls/{id}/receipts", cancellationToken)).Receipts);
    }

    private static void Print(RollAtHand seen, bool withTimeline, TextWriter output)
    {
        var report = seen.Report;
        foreach (var line in IngestTranscript.Of(report, "")) output.WriteLine(Table.Visible(line));
        var stages = new Table("STAGE", "STATE", "DONE", "SINCE", "ENDED", "BY", "WHY");
        stages.RightAligned.Add(2);
        foreach (var stage in seen.Stages)
            stages.Add(StageWords.Of(stage.Stage), KebabCase.Of(stage.State), $"{Math.Floor(stage.Fraction * 100):0} %", ReportText.Moment(stage.Since), ReportText.Moment(stage.EndedAt), stage.Actor, stage.Reason);
        stages.Write(output);
        foreach (var receipt in seen.Receipts)
            output.WriteLine($"{Table.Visible(receipt.Site)}: {KebabCase.Of(receipt.Asset)} {KebabCase.Of(receipt.State)} {ReportText.Moment(receipt.ReportedAt)}{(receipt.Generation is { } generation ? $", {ReportText.Count(receipt.Files, "file", "files")} sealed as generation {generation} ({receipt.ManifestHash})" : "")}  {Table.Visible(receipt.Message)}".TrimEnd());
        foreach (var target in report.Targets.Where(t => t.State is TargetState.Late or TargetState.AtRisk or TargetState.Missed))
            output.WriteLine($"{KebabCase.Of(target.State)}  {target.Name}, due {ReportText.Moment(target.Due)}. {Table.Visible(target.Why)}".TrimEnd());
        foreach (var fault in report.Faults) output.WriteLine($"{fault.Verdict,-14}{Table.Visible(fault.Path)}  {Table.Visible(fault.Message)}".TrimEnd());
        if (report.FaultCount > report.Faults.Length) output.WriteLine($"and {ReportText.Count(report.FaultCount - report.Faults.Length, "more file", "more files")} that are not right");
        if (withTimeline)
            foreach (var e in report.Timeline) output.WriteLine($"{ReportText.Moment(e.At)}  {Table.Visible(e.Actor)}  {Table.Visible(e.Message)}");
        output.WriteLine(Table.Visible(report.Advice.ToString()));
    }

    /// <summary>A roll with everything that is shown of it.</summary>
    private sealed record RollAtHand(RollReport Report, ImmutableArray<StageSeen> Stages, ImmutableArray<RollAtSite> Receipts);

    private sealed record ReceiptsSeen(ImmutableArray<RollAtSite> Receipts);

    private sealed record StageSeen(RollStage Stage, StageState State, double Fraction, DateTimeOffset? Since, DateTimeOffset? EndedAt, string Actor, string Reason);

    private sealed record ViewSeen(SummarySeen Summary);

    private sealed record SummarySeen(ImmutableArray<StageSeen> Stages);
}

/// <summary>The shows that a server lets the caller see.</summary>
internal sealed record ShowsSeen(ImmutableArray<Show> Shows);
