using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Acetate.Steps.Documents;
using Acetate.Storage;

namespace Acetate.Steps.Editorial;

/// <summary>The report on dailies as files: CSV for sheets, HTML and PDF for people, JSON for programs. The same report gives the same bytes.</summary>
public static class DailiesReportFiles
{
    private const int LargestPicture = 4 << 20;

    private static readonly JsonSerializerOptions Indented = new(StepJson.Options) { WriteIndented = true };

    private static readonly string[] Header =
        ["Clip", "Scene", "Take", "Circled", "Start", "End", "Rate", "Frames", "Seconds", "Bytes", "Look", "Sound", "Offset Samples", "Drift ppm", "Findings", "Notes", "Files"];

    private const string Style = """
        :root{color-scheme:light dark;--ink:#1c1c1c;--soft:#595959;--line:#d6d6d6;--paper:#fff;--warn:#8a5a00}
        @media(prefers-color-scheme:dark){:root{--ink:#e4e4e4;--soft:#a8a8a8;--line:#3a3a3a;--paper:#181818;--warn:#e0b050}}
        @media print{:root{--ink:#000;--soft:#444;--line:#999;--paper:#fff;--warn:#6b4600}body{margin:0}tr{break-inside:avoid}thead{display:table-header-group}@page{size:A4 landscape;margin:12mm}}
        body{font:14px/1.45 system-ui,"Segoe UI",Roboto,sans-serif;color:var(--ink);background:var(--paper);margin:2rem auto;max-width:90rem;padding:0 1rem}
        h1{font-size:1.6rem;margin:0 0 .2rem}h2{font-size:1.1rem;margin:1.8rem 0 .5rem}p{margin:.3rem 0}.soft{color:var(--soft)}.warn{color:var(--warn)}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:.35rem .7rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}img{width:8rem;height:auto;display:block;background:#333}thead th{color:var(--soft);font-weight:600}
        """;

    /// <summary>The report with the pictures of its clips; one that is not there or too large simply does not appear.</summary>
    /// <param name="report">The report.</param>
    /// <param name="derived">The store that has them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<DailiesReport> WithPicturesAsync(this DailiesReport report, IFileStore derived, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(derived);
        var clips = ImmutableArray.CreateBuilder<DailyReportClip>(report.Clips.Length);
        foreach (var clip in report.Clips) clips.Add(clip with { Picture = await ReportPicture.ReadAsync(derived, clip.Poster, LargestPicture, cancellationToken).ConfigureAwait(false) });
        return report with { Clips = clips.MoveToImmutable() };
    }

    /// <summary>All four, under one name.</summary>
    /// <param name="report">The report.</param>
    /// <param name="stem">The name without its extension.</param>
    public static ImmutableArray<WrittenDocument> Of(DailiesReport report, string stem)
    {
        ArgumentNullException.ThrowIfNull(report);
        return
        [
            new($"{stem}.csv", Encoding.UTF8.GetBytes(Csv(report))), new($"{stem}.html", Encoding.UTF8.GetBytes(Html(report))),
            new($"{stem}.json", JsonSerializer.SerializeToUtf8Bytes(report, Indented)), new($"{stem}.pdf", Pdf(report)),
        ];
    }

    /// <summary>One row for each clip.</summary>
    public static string Csv(DailiesReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return CsvTable.Of(Header, [.. report.Clips.Select(clip => (string[])
        [
            clip.Clip, clip.Scene, clip.Take, clip.Circled ? "Yes" : "", clip.Start, clip.End, clip.Rate, Number(clip.Frames), Number(clip.Seconds, "0.###"), Number(clip.Bytes), clip.Look, clip.Sound,
            Number(clip.OffsetSamples, "0.0"), Number(clip.DriftPpm, "0.0"), string.Join(' ', clip.Findings), clip.Notes, string.Join(' ', clip.Files),
        ])]);
    }

    /// <summary>One file that loads nothing.</summary>
    public static string Html(DailiesReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\" /><meta name=\"viewport\" content=\"width=device-width\" /><title>").Append(T(report.Title)).Append("</title><style>").Append(Style).Append("</style></head><body><main>\n");
        html.Append("<h1>").Append(T(report.Title)).Append("</h1>\n<p class=\"soft\">").Append(T(Heading(report))).Append("</p>\n<p><strong>").Append(T(report.Totals)).Append("</strong></p>\n");
        foreach (var sentence in report.Defaults) html.Append("<p class=\"soft\">").Append(T(sentence)).Append("</p>\n");
        html.Append("<table><thead><tr>").AppendJoin("", ((string[])["", "Clip", "Scene, take", "Timecode", "Frames", "Look", "Sound", "Quality control", "Notes"]).Select(name => $"<th scope=\"col\">{name}</th>")).Append("</tr></thead><tbody>\n");
        foreach (var clip in report.Clips)
        {
            html.Append("<tr><td>").Append(clip.Picture is { } picture ? $"<img alt=\"\" src=\"data:image/jpeg;base64,{Convert.ToBase64String(picture.Span)}\" />" : "").Append("</td><th scope=\"row\">").Append(T(clip.Clip)).Append("</th>");
            foreach (var cell in (string[])[Slate(clip), Labels(clip), Number(clip.Frames), clip.Look, Sound(clip), string.Join(' ', clip.Findings), string.Join(' ', clip.Defaults.Prepend(clip.Notes).Where(text => text.Length > 0))])
                html.Append("<td>").Append(T(cell)).Append("</td>");
            html.Append("</tr>\n");
        }

        html.Append("</tbody></table>\n");
        if (!report.LeftOut.IsEmpty) html.Append("<h2>Not in this delivery</h2>\n<ul>").AppendJoin("", report.LeftOut.Select(one => $"<li><strong>{T(one.Clip)}</strong> {T(one.Why)}</li>")).Append("</ul>\n");
        return html.Append("</main></body></html>\n").ToString();
    }

    /// <summary>To print and file.</summary>
    public static byte[] Pdf(DailiesReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var pages = new PdfPages();
        pages.Title(report.Title, Heading(report));
        pages.Text(report.Totals, isBold: true);
        foreach (var sentence in report.Defaults) pages.Text(sentence);
        if (!report.Clips.IsEmpty)
        {
            pages.Heading("Clips");
            pages.Table([("", 12), ("Clip", 17), ("Slate", 8), ("Timecode", 11), ("Look", 14), ("Sound", 16), ("Quality control, notes", 22)], report.Clips.Select(clip => (clip.Picture, (string[])
            [
                "", $"{clip.Clip}\n{Number(clip.Frames)} frames", Slate(clip), Labels(clip), clip.Look, Sound(clip), string.Join('\n', clip.Findings.Add(clip.Notes).AddRange(clip.Defaults).Where(text => text.Length > 0)),
            ])));
        }

        if (!report.LeftOut.IsEmpty)
        {
            pages.Heading("Not in this delivery");
            pages.Table([("Clip", 30), ("Why", 70)], report.LeftOut.Select(one => ((ReadOnlyMemory<byte>?)null, (string[])[one.Clip, one.Why])));
        }

        return pages.ToBytes(report.Title, report.At, report.Title);
    }

    private static string Heading(DailiesReport report) => string.Join(", ", ((string[])[report.ShowTitle.Length > 0 ? report.ShowTitle : report.Show, report.Unit, report.At.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)]).Where(text => text.Length > 0));

    private static string Slate(DailyReportClip clip) => $"{string.Join(' ', ((string[])[clip.Scene, clip.Take]).Where(text => text.Length > 0))}{(clip.Circled ? " (circled)" : "")}";

    private static string Labels(DailyReportClip clip) => clip.Start.Length == 0 ? "" : clip.End.Length == 0 ? clip.Start : $"{clip.Start} to {clip.End}";

    private static string Sound(DailyReportClip clip) => clip.DriftPpm is { } drift && clip.HasSound ? $"{clip.Sound}; drift {Number(drift, "0.0")} ppm" : clip.Sound;

    private static string Number(double? value, string format = "0") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    // Names come from cards and reports of strangers: their control characters are shown, not kept.
    private static string T(string text) => WebUtility.HtmlEncode(string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter)));
}
