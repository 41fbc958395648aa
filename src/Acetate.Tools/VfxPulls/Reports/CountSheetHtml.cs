using System.Globalization;
using System.Net;
using System.Text;
using Acetate.Steps.Documents;
using Acetate.Tools.Pulls.Packages;

namespace Acetate.Tools.VfxPulls.Reports;

/// <summary>The count sheet as one HTML file: it loads nothing but the small pictures that lie in the same package, prints well, and can be read aloud.</summary>
public static class CountSheetHtml
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1c1c1c;--soft:#595959;--line:#d6d6d6;--paper:#fff;--warn:#8a5a00}
        @media(prefers-color-scheme:dark){:root{--ink:#e4e4e4;--soft:#a8a8a8;--line:#3a3a3a;--paper:#181818;--warn:#e0b050}}
        @media print{:root{--ink:#000;--soft:#444;--line:#999;--paper:#fff;--warn:#6b4600}body{margin:0}tr,.sign{break-inside:avoid}thead{display:table-header-group}@page{size:A4 landscape;margin:12mm}}
        body{font:14px/1.45 system-ui,"Segoe UI",Roboto,sans-serif;color:var(--ink);background:var(--paper);margin:2rem auto;max-width:90rem;padding:0 1rem}
        h1{font-size:1.6rem;margin:0 0 .2rem}h2{font-size:1.1rem;margin:1.8rem 0 .5rem}p{margin:.3rem 0}.soft{color:var(--soft)}.warn{color:var(--warn)}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}caption{text-align:left;color:var(--soft);padding-bottom:.3rem}
        th,td{text-align:left;padding:.35rem .7rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}thead th{color:var(--soft);font-weight:600}td.n,th.n{text-align:right}
        img{width:8rem;height:auto;display:block;background:#333}ul{margin:0;padding-left:1.1rem}.sign{border:2px solid;padding:.7rem 1rem;margin:1.2rem 0}.sign dl{display:grid;grid-template-columns:auto 1fr auto 1fr;gap:1.2rem 1rem;margin:.8rem 0 .3rem}
        .sign dd{margin:0;border-bottom:1px solid var(--ink);min-height:1.6rem}
        """;

    /// <summary>The file.</summary>
    public static string Of(CountSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        var html = new StringBuilder();
        var title = sheet.Title;
        html.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\" /><meta name=\"viewport\" content=\"width=device-width\" /><title>").Append(T(title)).Append("</title><style>").Append(Style).Append("</style></head><body><main>\n");
        html.Append("<h1>").Append(T(title)).Append("</h1>\n<p class=\"soft\">").Append(T(sheet.Heading)).Append("</p>\n");
        html.Append("<p><strong>").Append(T(Totals(sheet))).Append("</strong></p>\n");
        foreach (var sentence in Takes(sheet)) html.Append("<p>").Append(T(sentence)).Append("</p>\n");
        if (sheet.IsProposed) Sign(html, sheet);
        else if (sheet.Approval is { } approval) html.Append("<p>").Append(T($"{approval}.")).Append("</p>\n");
        if (!sheet.Plates.IsEmpty) Plates(html, sheet);
        Table(html, "Standing as they were", "Plates of earlier turnovers of which nothing is delivered this time.", ["Plate", "Version", "Change", "What to do"],
            sheet.Standing.Select(plate => (string[])[T($"{plate.Shot} {plate.Element}"), Version(plate.Version), T(plate.Change), T(string.Join(' ', plate.Sentences))]));
        Table(html, "Not delivered", "Events of wanted shots that have no plate, and why.", ["Event", "Shot", "Source", "Fate", "Why"],
            sheet.Missing.Select(one => (string[])[T(one.Event), T(one.Shot ?? ""), T(one.Source ?? ""), T(one.Fate), T(one.Why)]));
        Table(html, "Not wanted", "Events that belong to no shot that is wanted.", ["Event", "Shot", "Why"],
            sheet.Others.Select(one => (string[])[T(one.Event), T(one.Shot ?? ""), T(one.Why)]));
        return html.Append("</main></body></html>\n").ToString();
    }

    /// <summary>What there is in all, as a sentence.</summary>
    internal static string Totals(CountSheet sheet) =>
        $"{ReportText.Count(sheet.Plates.Length, "plate", "plates")} of {ReportText.Count(sheet.Shots, "shot", "shots")}, {ReportText.Count(sheet.Frames, "frame", "frames")}{(sheet.Plates.IsEmpty ? "" : $" ({sheet.Changes})")}; "
        + $"{ReportText.Count(sheet.Missing.Length, "event is", "events are")} not delivered.";

    /// <summary>What it takes, and what it took: a paragraph each.</summary>
    internal static IEnumerable<string> Takes(CountSheet sheet)
    {
        if (sheet.Estimate is { } estimate)
        {
            yield return Takes(estimate);
            if (estimate.Work is { Lines.IsEmpty: false } work) yield return string.Join(' ', work.Sentences);
        }

        if (sheet.Actual is { } actual) yield return actual.Sentence;
    }

    private static string Takes(PullEstimate estimate) =>
        $"To be rendered: {ReportText.Count(estimate.RenderFrames, "frame", "frames")}{(estimate.RenderFrames < estimate.Frames ? $", the other {estimate.Frames - estimate.RenderFrames:N0} were rendered for an earlier version" : "")}. "
        + $"To be stored: {ReportText.Size(estimate.Bytes)} at most, by the frames uncompressed.";

    private static void Sign(StringBuilder html, CountSheet sheet)
    {
        html.Append("<section class=\"sign\" aria-labelledby=\"sign\"><h2 id=\"sign\" style=\"margin-top:0\">");
        if (sheet.Approval is { } approval) html.Append(T(approval)).Append("</h2>");
        else html.Append("To be approved before anything is made</h2><dl><dt>Name</dt><dd></dd><dt>Date</dt><dd></dd><dt>Signature</dt><dd></dd></dl>");
        html.Append("</section>\n");
    }

    private static void Plates(StringBuilder html, CountSheet sheet)
    {
        var isPictured = sheet.Plates.Any(plate => plate.Thumbnail is not null);
        html.Append("<h2>Plates</h2>\n<table><caption>Numbers and labels of source timecode end before the second one; frame numbers are inclusive.</caption><thead><tr>");
        if (isPictured) html.Append("<th scope=\"col\">Picture</th>");
        foreach (var name in (string[])["Plate", "Version", "Change", "#Frames", "Numbers", "Handles", "Source", "Pixels", "Still to do, and notes", "Why this clip"])
            html.Append(name[0] == '#' ? $"<th scope=\"col\" class=\"n\">{name[1..]}</th>" : $"<th scope=\"col\">{name}</th>");
        html.Append("</tr></thead><tbody>\n");
        foreach (var plate in sheet.Plates)
        {
            html.Append("<tr>");
            if (isPictured) html.Append("<td>").Append(plate.Thumbnail is { } picture ? $"<img src=\"{T(Address(picture))}\" alt=\"{T($"{plate.Shot} {plate.Element}")}\" loading=\"lazy\" />" : "").Append("</td>");
            var (first, last) = CountSheet.UsedOf(plate);
            html.Append("<th scope=\"row\">").Append(T($"{plate.Shot} {plate.Element}")).Append("</th><td>").Append(Version(plate.Version)).Append("</td><td>").Append(T(plate.Change)).Append("</td>");
            html.Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{CountSheet.FramesOf(plate):N0}</td><td>{plate.FirstNumber}–{plate.LastNumber}<br /><span class=\"soft\">cut {first}–{last}</span></td>");
            html.Append(plate.Range is { MissingHead: 0, MissingTail: 0 } ? "<td>" : "<td class=\"warn\">").Append(T(CountSheet.HandlesOf(plate.Range))).Append("</td><td>").Append(T(plate.Source.Clip)).Append("<br /><span class=\"soft\">").Append(T(Source(plate))).Append("</span></td>");
            html.Append(CultureInfo.InvariantCulture, $"<td>{plate.Width} × {plate.Height}<br /><span class=\"soft\">{T(plate.Encoding)}</span></td><td>");
            List(html, plate.Remaining.Concat(plate.Notes));
            html.Append("</td><td>");
            List(html, plate.Why);
            html.Append("</td></tr>\n");
        }

        html.Append("</tbody></table>\n");
    }

    /// <summary>Where a plate's frames come from, in one line.</summary>
    internal static string Source(PackagePlate plate) => string.Join(", ", ((string?[])
    [
        plate.Source.Roll.Length > 0 ? $"roll {plate.Source.Roll}" : null,
        plate.Source.Reel is { } reel && reel != plate.Source.Roll ? $"reel {reel}" : null,
        plate.Source.TimecodeIn is { } start ? $"{start} to {plate.Source.TimecodeOut} at {ReportText.Rate(plate.Source.Rate ?? "")}" : null,
        plate.Events.IsEmpty ? null : $"{(plate.Events.Length == 1 ? "event" : "events")} {string.Join(' ', plate.Events)}",
    ]).OfType<string>());

    private static void Table(StringBuilder html, string heading, string caption, string[] header, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0) return;
        html.Append("<h2>").Append(heading).Append("</h2>\n<table><caption>").Append(caption).Append("</caption><thead><tr>").AppendJoin("", header.Select(name => $"<th scope=\"col\">{name}</th>")).Append("</tr></thead><tbody>\n");
        foreach (var row in all) html.Append("<tr><th scope=\"row\">").Append(row[0]).Append("</th>").AppendJoin("", row.Skip(1).Select(cell => $"<td>{cell}</td>")).Append("</tr>\n");
        html.Append("</tbody></table>\n");
    }

    private static void List(StringBuilder html, IEnumerable<string> sentences)
    {
        var all = sentences.ToList();
        if (all.Count == 1) html.Append(T(all[0]));
        else if (all.Count > 1) html.Append("<ul>").AppendJoin("", all.Select(one => $"<li>{T(one)}</li>")).Append("</ul>");
    }

    private static string Version(int version) => string.Create(CultureInfo.InvariantCulture, $"v{version:000}");

    // A path of the package as a relative address: names may hold what an address gives another meaning.
    private static string Address(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    // Names come from lists of strangers: their control characters are shown, not kept.
    private static string T(string text) => WebUtility.HtmlEncode(string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter)));
}
