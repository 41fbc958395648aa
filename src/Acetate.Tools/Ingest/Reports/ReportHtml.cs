using System.Globalization;
using System.Net;
using System.Text;
using Acetate.Steps.Documents;
using Acetate.Tools.Ingest.Advice;
using Acetate.Tools.Ingest.Targets;

namespace Acetate.Tools.Ingest.Reports;

/// <summary>Reports as one HTML file each: nothing is loaded from elsewhere, it prints well, and it can be mailed.</summary>
public static class ReportHtml
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1c1c1c;--soft:#666;--line:#d6d6d6;--paper:#fff;--good:#1a7f37;--bad:#b3261e;--warn:#8a5a00}
        @media(prefers-color-scheme:dark){:root{--ink:#e4e4e4;--soft:#9a9a9a;--line:#3a3a3a;--paper:#181818;--good:#5ec27a;--bad:#ff8a80;--warn:#e0b050}}
        @media print{:root{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--good:#145c28;--bad:#8c1d18;--warn:#6b4600}}
        body{font:14px/1.45 system-ui,"Segoe UI",Roboto,sans-serif;color:var(--ink);background:var(--paper);margin:2rem auto;max-width:75rem;padding:0 1rem}
        h1{font-size:1.6rem;margin:0 0 .2rem}h2{font-size:1.1rem;margin:1.8rem 0 .5rem}p{margin:.3rem 0}.soft{color:var(--soft)}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}
        th{font-weight:600;color:var(--soft)}td.n,th.n{text-align:right}img{width:8rem;height:auto;display:block;background:#333}
        .advice{border:2px solid;padding:.7rem 1rem;margin:1rem 0}.advice b{font-size:1.3rem}.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
        .advice p{color:var(--ink)}ul{margin:.3rem 0;padding-left:1.2rem}section.roll{break-before:page;border-top:2px solid var(--line);margin-top:2.5rem;padding-top:1rem}
        """;

    /// <summary>One roll.</summary>
    public static string Of(RollReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var html = Head($"Roll {report.Roll.Name} · {report.ShowTitle}");
        Roll(html, report, "h1");
        return Foot(html, report.MadeAt);
    }

    /// <summary>One day with all its rolls.</summary>
    public static string Of(DayReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var html = Head($"{report.Day:yyyy-MM-dd} · {report.ShowTitle}");
        html.Append(CultureInfo.InvariantCulture, $"<h1>{T(report.ShowTitle)}, {report.Day:yyyy-MM-dd}</h1>");
        html.Append(CultureInfo.InvariantCulture, $"<p class=soft>{ReportText.Count(report.Rolls.Length, "roll", "rolls")}, {ReportText.Count(report.Files, "file", "files")}, {ReportText.Size(report.Bytes)}</p>");
        Completeness(html, report.Completeness);
        Table(html, ["Roll", "Kind", "Stage", "Manifest", "#Files", "#Size", "Copies verified", "Card"], report.Rolls.Select(r => new[]
        {
            T(r.Roll.Name), r.Roll.Kind.ToString().ToLowerInvariant(), r.Roll.Hold is null ? StageWords.Of(r.Roll.Stage) : "<b class=bad>held</b>", StageWords.Of(r.Roll.Manifest),
            $"{r.Roll.Files:N0}", ReportText.Size(r.Roll.Bytes), $"{r.Copies.Count(c => c.VerifiedAt is not null)}", $"<span class={Tone(r.Advice)}>{r.Advice.Headline}</span>",
        }));
        Findings(html, "What never arrived", report.Missing);
        foreach (var roll in report.Rolls)
        {
            html.Append("<section class=roll>");
            Roll(html, roll, "h1");
            html.Append("</section>");
        }

        return Foot(html, report.MadeAt);
    }

    private static void Roll(StringBuilder html, RollReport report, string heading)
    {
        var roll = report.Roll;
        html.Append(CultureInfo.InvariantCulture, $"<{heading}>Roll {T(roll.Name)}</{heading}><p class=soft>{T(report.ShowTitle)} · {roll.ShootDay:yyyy-MM-dd}");
        if (roll.Episode.Length > 0) html.Append(" · ").Append(T(roll.Episode));
        if (roll.DayNumber is { } number) html.Append(" · day ").Append(number);
        if (roll.Unit.Length > 0) html.Append(" · ").Append(T(roll.Unit));
        html.Append("</p>");
        Advice(html, report.Advice);
        if (roll.Hold is { } hold) html.Append($"<p class=bad><b>Held.</b> {T(hold.Reason)} {T(hold.Advice)}</p>");
        Table(html, ["", ""],
        [
            ["Stage", T(StageWords.Of(roll.Stage))],
            ["Kind", T($"{roll.Kind.ToString().ToLowerInvariant()} ({roll.Layout}): {roll.LayoutReason}")],
            ["Content", $"{ReportText.Count(roll.Files, "file", "files")}, {ReportText.Size(roll.Bytes)} ({roll.Bytes:N0} bytes), {ReportText.Count(report.Clips.Length, "clip", "clips")}"],
            ["Manifest", T(StageWords.Of(roll.Manifest))],
            ["Read from", T(roll.Source) + (roll.Drive.Length > 0 ? $" ({T(roll.Drive)})" : "")],
            ["Found", ReportText.Moment(roll.FoundAt)],
        ]);
        Section(html, "Copies", ["Copy", "Where", "State", "#Files", "#Size", "Read back", "Generation"], report.Copies.Select(c => new[]
        {
            T(c.Name), T(c.Store), T(c.State), $"{c.Files:N0}", ReportText.Size(c.Bytes), ReportText.Moment(c.VerifiedAt), c.Generation is { } g ? $"{g}" : "–",
        }));
        Section(html, "Targets", ["Target", "State", "Due", "Forecast", "Done", "Why"], report.Targets.Select(t => new[]
        {
            T(t.Name), $"<span class={ClassOf(t.State)}>{T(State(t.State))}</span>", ReportText.Moment(t.Due), ReportText.Moment(t.Forecast), ReportText.Moment(t.Actual), T(t.Why),
        }));
        Findings(html, "Findings", report.Findings);
        Section(html, "Files at fault" + (report.FaultCount > report.Faults.Length ? $" (first {report.Faults.Length:N0} of {report.FaultCount:N0})" : ""),
            ["File", "Verdict", "What is wrong"], report.Faults.Select(f => new[] { T(f.Path), $"<span class=bad>{T(f.Verdict)}</span>", T(f.Message) }));
        Section(html, "Clips", ["", "Clip", "Timecode", "#Frames", "Picture", "Camera", "Proxy", "Problems"], report.Clips.Select(c => new[]
        {
            c.Poster is { } poster ? $"<img alt=\"\" src=\"data:image/jpeg;base64,{Convert.ToBase64String(poster.Span)}\">" : "",
            T(c.Name) + (c.Slate.Length > 0 ? $"<br><span class=soft>{T(c.Slate)}</span>" : ""),
            c.TimecodeStart.Length > 0 ? $"{T(c.TimecodeStart)}<br>{T(c.TimecodeEnd)}<br><span class=soft>{T(ReportText.Rate(c.Rate))}</span>" : "–",
            c.Frames is { } frames ? $"{frames:N0}" : "–",
            T(c.Width is { } w ? $"{w}×{c.Height} {c.Codec}" : c.Codec), T(c.Camera),
            T(c.Proxy) + (c.ProxyReason.Length > 0 ? $"<br><span class=soft>{T(c.ProxyReason)}</span>" : ""),
            string.Join("<br>", c.Problems.Select(T)),
        }));
        if (!report.Ignored.IsEmpty)
            html.Append("<h2>Left out</h2><p class=soft>Written by operating systems, not by the camera; not copied.</p><ul>")
                .AppendJoin("", report.Ignored.Select(i => $"<li>{T(i)}</li>")).Append("</ul>");
        Section(html, "What happened", ["When", "Who", "What"], report.Timeline.Select(e => new[] { ReportText.Moment(e.At), T(e.Actor), T(e.Message) }));
    }

    private static void Advice(StringBuilder html, WipeAdvice advice)
    {
        html.Append($"<div class=\"advice {Tone(advice)}\"><b>{(advice.IsSafe ? "✓" : "✗")} {T(advice.Headline)}</b>");
        foreach (var warning in advice.Warnings) html.Append("<p><strong class=warn>◆ ").Append(T(warning)).Append("</strong></p>");
        foreach (var reason in advice.Reasons) html.Append("<p>").Append(T(reason)).Append("</p>");
        foreach (var note in advice.Notes) html.Append("<p class=soft>").Append(T(note)).Append("</p>");
        html.Append("</div>");
    }

    private static string Tone(WipeAdvice advice) => !advice.IsSafe ? "bad" : advice.Warnings.IsEmpty ? "good" : "warn";

    private static void Completeness(StringBuilder html, DayCompleteness day)
    {
        var text = day.State switch
        {
            DayVerdict.Confirmed => $"Complete, confirmed by {day.ConfirmedBy} on {ReportText.Moment(day.ConfirmedAt)}.",
            DayVerdict.Reopened => $"Was confirmed by {day.ConfirmedBy} on {ReportText.Moment(day.ConfirmedAt)}, but is open again.",
            DayVerdict.Ready => "Everything expected is archived and verified. The day can be confirmed.",
            _ => "The day is not complete.",
        };
        html.Append($"<div class=\"advice {(day.Open.IsEmpty ? "good" : "warn")}\"><b>{T(text)}</b><ul>").AppendJoin("", day.Open.Select(o => $"<li>{T(o)}</li>")).Append("</ul></div>");
    }

    private static void Findings(StringBuilder html, string title, IReadOnlyCollection<Finding> findings) =>
        Section(html, title, ["", "What", "What to do"], findings.OrderByDescending(f => f.Severity).Select(f => new[]
        {
            $"<span class={(f.Severity == FindingSeverity.Hold ? "bad" : f.Severity == FindingSeverity.Warning ? "warn" : "soft")}>{f.Severity.ToString().ToLowerInvariant()}</span>", T(f.Message), T(f.Advice),
        }));

    private static void Section(StringBuilder html, string title, string[] header, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0) return;
        html.Append("<h2>").Append(T(title)).Append("</h2>");
        Table(html, header, all);
    }

    /// <summary>Cells are HTML already; a column whose name begins with # holds numbers.</summary>
    private static void Table(StringBuilder html, string[] header, IEnumerable<string[]> rows)
    {
        html.Append("<table>");
        if (header.Any(h => h.Length > 0))
            html.Append("<thead><tr>").AppendJoin("", header.Select(h => h.StartsWith('#') ? $"<th class=n>{T(h[1..])}</th>" : $"<th>{T(h)}</th>")).Append("</tr></thead>");
        html.Append("<tbody>");
        foreach (var row in rows) html.Append("<tr>").AppendJoin("", row.Select((cell, i) => header[i].StartsWith('#') ? $"<td class=n>{cell}</td>" : $"<td>{cell}</td>")).Append("</tr>");
        html.Append("</tbody></table>");
    }

    private static StringBuilder Head(string title) => new StringBuilder().Append(CultureInfo.InvariantCulture,
        $"<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>{T(title)}</title><style>{Style}</style></head><body>");

    private static string Foot(StringBuilder html, DateTimeOffset madeAt) =>
        html.Append(CultureInfo.InvariantCulture, $"<p class=soft>Made by Acetate on {ReportText.Moment(madeAt)}.</p></body></html>\n").ToString();

    private static string State(TargetState state) => state switch { TargetState.OnTime => "on time", TargetState.AtRisk => "at risk", _ => state.ToString().ToLowerInvariant() };

    private static string ClassOf(TargetState state) => state switch
    {
        TargetState.OnTime or TargetState.Met => "good",
        TargetState.AtRisk => "warn",
        _ => "bad",
    };

    private static string T(string text) => WebUtility.HtmlEncode(Scan.Names.Printable(text));
}
