using System.Collections.Immutable;
using System.CommandLine;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Days;
using Acetate.Library.Shows;
using Acetate.Steps.Documents;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Cli.Ingest;

/// <summary><c>acetate days</c>: the shoot days of a show, what came on each and what never arrived.</summary>
internal static class DaysCommand
{
    public static Command Create() => new Command("days", "The shoot days of a library: what came, what is late, what never arrived.") { List(), Show() }
        .Explain("acetate days list --show film\nacetate days show 2026-05-11 --show film");

    private static Command List()
    {
        var (choice, json) = (new LibraryChoice(), IngestSettings.Json());
        var show = new Option<string?>("--show") { Description = "Only of this show.", HelpName = "NAME" };
        var command = choice.On(new Command("list", "Shoot days by show, newest first.") { show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var only = parsed.GetValue(show);
            var days = await choice.AskAsync(parsed, library => library.ReadAsync(async tx =>
            {
                var all = new List<DayOfShow>();
                foreach (var one in only is null ? await tx.ShowsAsync(cancellationToken) : [await tx.RequireShowAsync(only, cancellationToken)])
                    all.AddRange((await tx.DaysAsync(one.Name, cancellationToken)).Select(day => new DayOfShow(one.Name, day)));
                return all;
            }, cancellationToken), async server =>
            {
                var all = new List<DayOfShow>();
                foreach (var one in only is null ? (await server.GetAsync<ShowsSeen>("api/shows", cancellationToken)).Shows.Select(s => s.Name) : [only])
                    // A server tells a thousand days at a time.
                    for (var (had, total) = (0, 1); had < total;)
                    {
                        var seen = await server.GetAsync<DaysSeen>($"api/shows/{Uri.EscapeDataString(one)}/days?offset={had}", cancellationToken);
                        all.AddRange(seen.Days.Select(day => new DayOfShow(one, day)));
                        (had, total) = (had + seen.Days.Length, seen.Days.IsEmpty ? 0 : seen.Total);
                    }

                return all;
            }, cancellationToken);
            days = [.. days.OrderBy(d => d.Show, StringComparer.Ordinal).ThenByDescending(d => d.Day.ShootDay)];
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { days = days.Select(d => new { d.Show, d.Day.ShootDay, d.Day.Rolls, d.Day.Complete, d.Day.Held, d.Day.Expected, d.Day.Missing, d.Day.Files, d.Day.Bytes, d.Day.State }) });
                return (int)ExitCode.Done;
            }

            var table = new Table("SHOW", "DAY", "ROLLS", "COMPLETE", "HELD", "EXPECTED", "MISSING", "FILES", "SIZE", "STATE");
            table.RightAligned.UnionWith([2, 3, 4, 5, 6, 7, 8]);
            foreach (var (name, day) in days)
                table.Add(name, RollsCommand.Day(day.ShootDay), day.Rolls, day.Complete, day.Held, day.Expected, day.Missing, day.Files, ReportText.Size(day.Bytes), KebabCase.Of(day.State));
            table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate days list --show film");
    }

    private static Command Show()
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var day = new Argument<string>("DAY") { Description = "The shoot day, such as 2026-05-11." };
        var command = choice.On(new Command("show", "A day: its rolls, what never arrived, and whether it is complete.") { day, show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (date, name) = (IngestSettings.Day(parsed.GetRequiredValue(day))!.Value, parsed.GetRequiredValue(show));
            var report = await choice.AskAsync(parsed, library => library.ReadAsync(tx => tx.DayReportAsync(name, date, cancellationToken), cancellationToken),
                server => server.GetAsync<DayReport>($"api/shows/{Uri.EscapeDataString(name)}/days/{RollsCommand.Day(date)}/report.json", cancellationToken), cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, report);
            else Print(report, output);
            return (int)(report.Missing.IsEmpty && report.Rolls.All(r => r.Roll.Hold is null && r.FaultCount == 0) ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate days show 2026-05-11 --show film",
            (ExitCode.Found, "a roll is held or not right, or something never arrived; the answer says what"), (ExitCode.NotFound, "there is no such show"));
    }

    private static void Print(DayReport report, TextWriter output)
    {
        var table = new Table("ROLL", "KIND", "FILES", "SIZE", "MANIFEST", "STAGE", "CARD");
        table.RightAligned.UnionWith([2, 3]);
        foreach (var roll in report.Rolls)
            table.Add(roll.Roll.Name, KebabCase.Of(roll.Roll.Kind), roll.Roll.Files, ReportText.Size(roll.Roll.Bytes), StageWords.Of(roll.Roll.Manifest), roll.Roll.Hold is null ? StageWords.Of(roll.Roll.Stage) : "held", roll.Advice.IsSafe ? "may be formatted" : "do not format");
        if (!table.IsEmpty) table.Write(output);
        foreach (var roll in report.Rolls)
            if (roll.Roll.Hold is { } hold) output.WriteLine($"held  {Table.Visible(roll.Roll.Name)}: {Table.Visible(hold.Reason)} {Table.Visible(hold.Advice)}");
        foreach (var line in IngestTranscript.NeverArrived(report.Missing)) output.WriteLine(Table.Visible(line));
        var whole = report.Completeness;
        output.WriteLine(whole.State switch
        {
            DayVerdict.Confirmed => $"Complete: {Table.Visible(whole.ConfirmedBy)} confirmed the day at {ReportText.Moment(whole.ConfirmedAt)}.",
            DayVerdict.Reopened => $"Open again: {Table.Visible(whole.ConfirmedBy)} had confirmed the day at {ReportText.Moment(whole.ConfirmedAt)}. {Table.Visible(string.Join(" ", whole.Open))}",
            DayVerdict.Ready => "Everything expected is verified and archived; nobody has confirmed the day yet.",
            _ => $"Not complete: {Table.Visible(string.Join(" ", whole.Open))}",
        });
    }

    private sealed record DayOfShow(string Show, DaySummary Day);

    private sealed record DaysSeen(ImmutableArray<DaySummary> Days, int Total);
}
