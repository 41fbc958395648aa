using Acetate.Library.Rolls;
using Acetate.Steps.Documents;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Cli.Ingest;

/// <summary>What lies on a card, before anything moves: rolls, why they were classified so, and what was found.</summary>
internal static class UploadSummary
{
    public static void Write(IngestOffer offer, TextWriter output)
    {
        output.WriteLine($"{Table.Visible(offer.Scan.Source)}{(offer.Drive?.ToString() is { Length: > 0 } drive ? $" on {drive}" : "")}");
        var table = new Table("ROLL", "KIND", "LAYOUT", "CLIPS", "FILES", "SIZE", "MANIFEST", "DAY");
        table.RightAligned.UnionWith([3, 4, 5]);
        for (var i = 0; i < offer.Scan.Rolls.Length; i++)
        {
            var roll = offer.Scan.Rolls[i];
            table.Add(roll.Name, roll.Kind.ToString().ToLowerInvariant(), roll.Maker.Length > 0 ? $"{roll.Layout} ({roll.Maker})" : roll.Layout, roll.Clips.Length, roll.Files.Length,
                ReportText.Size(roll.Bytes), StageWords.Of(offer.Checks[i].State), roll.DayFolder?.ToString() ?? "");
        }

        if (!table.IsEmpty) table.Write(output);
        foreach (var report in offer.Reports)
            output.WriteLine($"report  {Table.Visible(report.Path)}: {(report.Report.Kind == RollKind.Sound ? "sound" : "camera")}, rolls {string.Join(", ", report.Report.Rolls.Select(r => Table.Visible(r.Name)))}");
        foreach (var finding in Findings(offer).OrderByDescending(f => f.Severity))
        {
            output.WriteLine($"{finding.Severity.ToString().ToLowerInvariant(),-8}{Table.Visible(finding.Message)}");
            if (finding.Advice.Length > 0) output.WriteLine($"        {Table.Visible(finding.Advice)}");
        }

        if (!offer.Scan.Ignored.IsEmpty) output.WriteLine($"left out  {ReportText.Count(offer.Scan.Ignored.Length, "item", "items")} of operating systems, such as {Table.Visible(offer.Scan.Ignored[0].Path)}");
    }

    private static IEnumerable<Finding> Findings(IngestOffer offer) => offer.Scan.Findings
        .Concat(offer.Scan.Rolls.SelectMany((r, i) => r.Findings.Concat(r.Clips.SelectMany(c => c.Findings)).Concat(offer.Checks[i].Findings)))
        .Where(f => f.Severity != FindingSeverity.Note);
}
