using Acetate.Steps.Documents;
using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Ingest.Reports;

/// <summary>Reports as PDF, with the posters of the clips.</summary>
public static class ReportPdf
{
    /// <summary>One roll.</summary>
    public static byte[] Of(RollReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var pages = new PdfPages();
        Roll(pages, report);
        return pages.ToBytes($"Roll {report.Roll.Name}", report.MadeAt, Footer(report.ShowTitle, report.MadeAt));
    }

    /// <summary>One day with all its rolls.</summary>
    public static byte[] Of(DayReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var pages = new PdfPages();
        pages.Title($"{report.ShowTitle}, {report.Day:yyyy-MM-dd}",
            $"{ReportText.Count(report.Rolls.Length, "roll", "rolls")}, {ReportText.Count(report.Files, "file", "files")}, {ReportText.Size(report.Bytes)}");
        var day = report.Completeness;
        pages.Statement(day.State switch
        {
            DayVerdict.Confirmed => $"Complete, confirmed by {day.ConfirmedBy}",
            DayVerdict.Reopened => "Open again after it was confirmed",
            DayVerdict.Ready => "Ready to be confirmed",
            _ => "Not complete",
        }, day.ConfirmedAt is { } at ? [.. day.Open, $"Confirmed by {day.ConfirmedBy} on {ReportText.Moment(at)}."] : day.Open, day.Open.IsEmpty);
        pages.Table([("Roll", 3), ("Kind", 1.5), ("Stage", 2), ("Manifest", 2), ("Files", 1.3), ("Size", 1.5), ("Card", 3)], report.Rolls.Select(r =>
            ((ReadOnlyMemory<byte>?)null, new[]
            {
                r.Roll.Name, r.Roll.Kind.ToString().ToLowerInvariant(), r.Roll.Hold is null ? StageWords.Of(r.Roll.Stage) : "held", StageWords.Of(r.Roll.Manifest),
                $"{r.Roll.Files:N0}", ReportText.Size(r.Roll.Bytes), r.Advice.Headline,
            })));
        Findings(pages, "What never arrived", report.Missing);
        foreach (var roll in report.Rolls) Roll(pages, roll);
        return pages.ToBytes($"{report.ShowTitle} {report.Day:yyyy-MM-dd}", report.MadeAt, Footer(report.ShowTitle, report.MadeAt));
    }

    private static string Footer(string title, DateTimeOffset madeAt) => $"{title} · made by Acetate on {ReportText.Moment(madeAt)}";

    private static void Roll(PdfPages pages, RollReport report)
    {
        var roll = report.Roll;
        pages.Title($"Roll {Names.Printable(roll.Name)}", string.Join(" · ",
            new[] { report.ShowTitle, $"{roll.ShootDay:yyyy-MM-dd}", roll.Episode, roll.DayNumber is { } n ? $"day {n}" : "", roll.Unit }.Where(t => t.Length > 0)));
        pages.Statement(report.Advice.Headline, [.. report.Advice.Warnings.Select(w => $"Mind: {w}"), .. report.Advice.Reasons, .. report.Advice.Notes], report.Advice.IsSafe && report.Advice.Warnings.IsEmpty);
        if (roll.Hold is { } hold) pages.Text($"Held. {hold.Reason} {hold.Advice}", isBold: true);
        pages.Text($"{StageWords.Of(roll.Stage)} · {roll.Kind.ToString().ToLowerInvariant()} ({roll.Layout}): {roll.LayoutReason}");
        pages.Text($"{ReportText.Count(roll.Files, "file", "files")}, {roll.Bytes:N0} bytes, {ReportText.Count(report.Clips.Length, "clip", "clips")} · manifest: {StageWords.Of(roll.Manifest)}");
        pages.Text($"Read from {Names.Printable(roll.Source)}{(roll.Drive.Length > 0 ? $" ({Names.Printable(roll.Drive)})" : "")}, found {ReportText.Moment(roll.FoundAt)}", isSoft: true);
        if (!report.Copies.IsEmpty)
        {
            pages.Heading("Copies");
            pages.Table([("Copy", 1.3), ("Where", 4), ("State", 1.5), ("Files", 1.2), ("Size", 1.4), ("Read back", 2.6), ("Generation", 1.3)], report.Copies.Select(c =>
                ((ReadOnlyMemory<byte>?)null, new[] { c.Name, c.Store, c.State, $"{c.Files:N0}", ReportText.Size(c.Bytes), ReportText.Moment(c.VerifiedAt), c.Generation is { } g ? $"{g}" : "–" })));
        }

        Findings(pages, "Findings", report.Findings);
        if (!report.Faults.IsEmpty)
        {
            pages.Heading($"Files at fault ({report.FaultCount:N0})");
            pages.Table([("File", 4), ("Verdict", 1.3), ("What is wrong", 4)], report.Faults.Select(f => ((ReadOnlyMemory<byte>?)null, new[] { Names.Printable(f.Path), f.Verdict, f.Message })));
        }

        if (!report.Clips.IsEmpty)
        {
            pages.Heading("Clips");
            pages.Table([("", 2), ("Clip", 3.6), ("Timecode", 2), ("Frames", 1.1), ("Picture", 2.2), ("Problems", 3)], report.Clips.Select(c => (c.Poster, new[]
            {
                "", c.Slate.Length > 0 ? $"{Names.Printable(c.Name)}\n{c.Slate}" : Names.Printable(c.Name),
                c.TimecodeStart.Length > 0 ? $"{c.TimecodeStart}\n{c.TimecodeEnd}\n{ReportText.Rate(c.Rate)}" : "–", c.Frames is { } f ? $"{f:N0}" : "–",
                $"{(c.Width is { } w ? $"{w}×{c.Height} " : "")}{c.Codec}\n{c.Camera}", string.Join('\n', c.Problems.Append(c.ProxyReason).Where(p => p.Length > 0)),
            })));
        }

        if (!report.Timeline.IsEmpty)
        {
            pages.Heading("What happened");
            pages.Table([("When", 2.2), ("Who", 1.5), ("What", 6)], report.Timeline.Select(e => ((ReadOnlyMemory<byte>?)null, new[] { ReportText.Moment(e.At), e.Actor, Names.Printable(e.Message) })));
        }
    }

    private static void Findings(PdfPages pages, string title, IReadOnlyCollection<Finding> findings)
    {
        if (findings.Count == 0) return;
        pages.Heading(title);
        pages.Table([("", 1), ("What", 5), ("What to do", 4)], findings.OrderByDescending(f => f.Severity).Select(f =>
            ((ReadOnlyMemory<byte>?)null, new[] { f.Severity.ToString().ToLowerInvariant(), f.Message, f.Advice })));
    }
}
