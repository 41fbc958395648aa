using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Acetate.Steps.Compare;
using Acetate.Steps.Documents;

namespace Acetate.Steps.Conform;

/// <summary>The report of a conform package as one page: nothing is loaded from elsewhere and nothing runs; it prints, and can be mailed.</summary>
internal static class ConformHtml
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1c1c1c;--soft:#595959;--line:#d6d6d6;--paper:#fff;--good:#14692b;--bad:#a3211a;--warn:#7a4f00}
        @media(prefers-color-scheme:dark){:root{--ink:#e4e4e4;--soft:#a8a8a8;--line:#3a3a3a;--paper:#181818;--good:#5ec27a;--bad:#ff8a80;--warn:#e0b050}}
        @media print{:root{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--good:#145c28;--bad:#8c1d18;--warn:#6b4600}}
        body{font:14px/1.45 system-ui,"Segoe UI",Roboto,sans-serif;color:var(--ink);background:var(--paper);margin:2rem auto;max-width:85rem;padding:0 1rem}
        h1{font-size:1.6rem;margin:0 0 .2rem}h2{font-size:1.15rem;margin:1.8rem 0 .5rem}p{margin:.3rem 0}.soft{color:var(--soft)}a{color:inherit}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}caption{text-align:left;color:var(--soft);padding:.2rem 0}
        th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
        thead th{color:var(--soft)}thead th,.t{white-space:nowrap}.n{text-align:right}.pic{width:8rem;height:4.5rem;display:block;background:#333 center/contain no-repeat;print-color-adjust:exact}.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
        .said{border:2px solid;padding:.7rem 1rem;margin:1rem 0}.said b{font-size:1.3rem}.said p{color:var(--ink)}ul{margin:0;padding-left:1.1rem}nav a{margin-right:1rem}
        .skip{position:absolute;left:-99rem}.skip:focus{position:static}section{break-before:page}section:first-of-type{break-before:auto}
        """;

    /// <summary>The column of pictures, which is left out where there are none.</summary>
    private const int Picture = 4;

    /// <summary>The page.</summary>
    public static string Of(WriteConformListsRequest request, ImmutableArray<DeliveredMedium> media, IReadOnlyList<ListNote> notes)
    {
        var html = new StringBuilder();
        var byStep = media.ToDictionary(medium => medium.Asked.Step, StringComparer.Ordinal);
        var clips = request.Clips.ToDictionary(clip => clip.Id);
        html.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=en><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>{T(request.Name)} · conform report</title><style>{Style}{Pictures(request)}</style></head>\n<body><a class=skip href=\"#events\">To the events</a>\n");
        html.Append(CultureInfo.InvariantCulture, $"<header><h1>{T(request.Name)}</h1><p class=soft>Camera originals of {T(request.Show)} for {T(request.Recipient)} · {ReportText.Moment(request.At)}</p></header>\n<main>");
        var hasPictures = request.Clips.Any(clip => clip.Picture is not null);
        Verdict(html, request, media);
        html.Append("\n<nav aria-label=\"Parts of this report\"><a href=\"#totals\">Totals</a><a href=\"#missing\">Not delivered</a><a href=\"#events\">Events</a><a href=\"#media\">Files</a><a href=\"#lists\">Lists</a></nav>");
        Totals(html, request, media);
        Missing(html, request);
        html.Append("\n<div id=events></div>");
        foreach (var cut in request.Cuts)
        {
            html.Append(CultureInfo.InvariantCulture, $"\n<section><h2>Cut {T(cut.Name)}</h2>");
            string[] header = ["#Event", "Record", "List", "Outcome", "Picture", "Clip", "#Score", "Why", "To look at"];
            Table(html, $"{cut.FileName}: what became of each event, and why", [.. header.Where((_, i) => i != Picture || hasPictures)],
                request.Events.Where(entry => entry.Cut == cut.Name).Select(entry => Event(entry, entry.Clip is { } id ? clips.GetValueOrDefault(id) : null, entry.Step is { } step ? byStep.GetValueOrDefault(step) : null).Where((_, i) => i != Picture || hasPictures).ToArray()));
            html.Append("</section>");
        }

        Media(html, media);
        Lists(html, notes);
        html.Append(CultureInfo.InvariantCulture, $"</main>\n<footer><p class=soft>Made by Acetate on {ReportText.Moment(request.At)}.</p></footer></body></html>\n");
        return html.ToString();
    }

    private static void Verdict(StringBuilder html, WriteConformListsRequest request, ImmutableArray<DeliveredMedium> media)
    {
        var open = request.Events.Count(ConformWords.IsOpen);
        html.Append(CultureInfo.InvariantCulture, $"\n<div class=\"said {(open == 0 ? "good" : "bad")}\"><b>{(open == 0 ? "✓ Every event that shows camera originals has them" : $"✗ {ReportText.Count(open, "event is", "events are")} not delivered")}</b>");
        html.Append(CultureInfo.InvariantCulture, $"<p>{ReportText.Count(media.Count(medium => medium.IsThere), "piece", "pieces")}, {ReportText.Count(media.Sum(medium => medium.Frames ?? 0), "frame", "frames")}, {ReportText.Size(media.Sum(medium => medium.Bytes))}.</p>");
        if (ConformWords.Compared(request) is { Length: > 0 } compared) html.Append(CultureInfo.InvariantCulture, $"<p>{T(compared)} <a href=\"{ListChecks.PagePath}\">All pictures</a></p>");
        var looks = request.Events.Count(entry => ConformWords.Looks(entry).Any());
        if (looks > 0) html.Append(CultureInfo.InvariantCulture, $"<p>{ReportText.Count(looks, "event has", "events have")} something to look at.</p>");
        html.Append("</div>");
    }

    private static void Totals(StringBuilder html, WriteConformListsRequest request, ImmutableArray<DeliveredMedium> media)
    {
        var words = request.Events.Select(ConformWords.Of).Distinct().Order(StringComparer.Ordinal).ToList();
        html.Append("\n<h2 id=totals>Totals</h2>");
        Table(html, "Events by cut and outcome", ["Cut", "#Events", .. words.Select(word => "#" + word)],
            request.Cuts.Select(cut => Counts(cut.Name, [.. request.Events.Where(entry => entry.Cut == cut.Name)])).Append(Counts("All", [.. request.Events])));
        var whole = media.Where(medium => medium is { IsThere: true, IsWhole: true }).ToList();
        if (whole.Count > 0) html.Append(CultureInfo.InvariantCulture, $"<p>{ReportText.Count(whole.Count, "piece is a whole clip", "pieces are whole clips")} ({ReportText.Size(whole.Sum(medium => medium.Bytes))}); <a href=\"#media\">Files</a> says why.</p>");

        string[] Counts(string name, List<ConformEntry> entries) =>
            [T(name), Number(entries.Count), .. words.Select(word => Number(entries.Count(entry => ConformWords.Of(entry) == word)))];
    }

    private static void Missing(StringBuilder html, WriteConformListsRequest request)
    {
        html.Append("\n<h2 id=missing>Not delivered</h2>");
        var rows = request.Events.Where(ConformWords.IsMissing).ToList();
        if (rows.Count == 0) html.Append("<p>Nothing is missing.</p>");
        else
            Table(html, "Events without a file here, and what to do", ["Event", "What", "List", "Why", "What to do"], rows.Select(entry => new[]
            {
                $"{T(entry.Cut)} {T(ConformWords.Name(entry))}", Outcome(entry), Named(entry), T(entry.Why), T(ConformWords.Advice(entry)),
            }));
        var rolls = request.Events.Where(entry => entry.NeededRoll.Length > 0).GroupBy(entry => entry.NeededRoll, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (rolls.Count > 0)
            Table(html, "Rolls that the cut needs and the library lacks", ["Roll", "#Events"], rows: rolls.Select(roll => new[] { T(roll.Key), Number(roll.Count()) }));
    }

    private static string[] Event(ConformEntry entry, ConformClip? clip, DeliveredMedium? medium)
    {
        var file = medium is { IsThere: true } ? $"<br><span class=soft>{T(medium.First)}, {ConformTables.Treatment(medium)}</span>"
            : entry.Earlier is { } earlier ? $"<br><span class=soft>{T(earlier.Package)}: {T(earlier.Path)}</span>" : "";
        return
        [
            T(ConformWords.Name(entry)), Labels(entry.RecordIn, entry.RecordOut), Named(entry), Outcome(entry),
            clip is { Picture: not null } ? $"<span class=\"pic {ClassOf(clip)}\" role=img aria-label=\"{T(clip.Name)}\"></span>" : "",
            (clip is null ? T(entry.ClipName) : $"{T(clip.Name)}<br><span class=soft>{T(clip.Roll)}, {clip.ShootDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}</span>") + file,
            $"<span class=t>{ConformWords.Score(entry.Confidence)}</span>", T(entry.Why), List(ConformWords.Looks(entry)) + Offline(entry),
        ];
    }

    /// <summary>Each clip's picture once, however many events show it.</summary>
    private static string Pictures(WriteConformListsRequest request) => string.Concat(request.Clips.Where(clip => clip.Picture is not null).DistinctBy(clip => clip.Id)
        .Select(clip => $".{ClassOf(clip)}{{background-image:url(data:image/jpeg;base64,{Convert.ToBase64String(clip.Picture!)})}}"));

    private static string ClassOf(ConformClip clip) => $"p{clip.Id:N}";

    /// <summary>Original beside offline: the report lies beside the folder of the pictures.</summary>
    private static string Offline(ConformEntry entry) => entry.Check switch
    {
        { Picture: { } picture } check => $"<a href=\"{T(string.Join('/', picture.Split('/').Select(Uri.EscapeDataString)))}\"><span class={(ConformWords.IsOdd(entry) ? "warn" : "good")}>Original beside offline</span></a>: {T(CheckWords.Of(check.Verdict))}",
        { } check => $"<span class=soft>Offline: {T(CheckWords.Of(check.Verdict))}</span>",
        null => "",
    };

    private static void Media(StringBuilder html, ImmutableArray<DeliveredMedium> media)
    {
        html.Append("\n<h2 id=media>Files</h2>");
        Table(html, "What is delivered, and the original it is or was cut from", ["File", "Original", "Timecode", "#Frames", "#Size", "Treatment", "Proof", "To look at"], media.Select(medium => new[]
        {
            medium.IsThere ? T(medium.First) + (medium.Files.Length > 1 ? $"<br><span class=soft>and {Number(medium.Files.Length - 1)} more</span>" : "") : "<span class=bad>not made</span>",
            $"{T(medium.Clip.Name)}<br><span class=soft>{T(medium.Clip.Roll)}</span>", Labels(medium.TimecodeIn, medium.TimecodeOut),
            medium.Frames is { } frames ? Number(frames) : "–", $"<span class=t>{ReportText.Size(medium.Bytes)}</span>",
            !medium.IsThere ? $"<span class=bad>{T(medium.Result.Reason ?? "")}</span>" : T(ConformTables.Treatment(medium)) + (medium.IsWhole ? $"<br><span class=soft>{T(medium.WhyWhole)}</span>" : ""),
            (medium.Result.Exact ? "<span class=good>exact</span> " : medium.IsThere ? "<span class=warn>not exact</span> " : "") + T(medium.Result.Proof ?? ""),
            List([.. medium.Result.Missing.IsEmpty ? [] : new[] { $"Frames that the original lacks: {string.Join(", ", medium.Result.Missing.Take(50))}{(medium.Result.Missing.Length > 50 ? ", …" : "")}." }, .. medium.Asked.Notes, .. medium.Result.Notes]),
        }));
    }

    private static void Lists(StringBuilder html, IReadOnlyList<ListNote> notes)
    {
        html.Append("\n<h2 id=lists>Lists</h2>");
        if (notes.Count == 0) html.Append("<p>The lists carry all that the cuts say.</p>");
        else Table(html, "What a list cannot carry, or what was changed to fit", ["List", "Where", "What", "What to do"], notes.Take(2000).Select(note => new[] { T(note.List), T(note.Problem.Element), T(note.Problem.Message), T(note.Problem.Fix) }));
        if (notes.Count > 2000) html.Append("<p>There are more; lists/notes.csv has all.</p>");
    }

    private static string List(IEnumerable<string> lines) => string.Concat(lines.Select(line => $"<li>{T(line)}</li>")) is { Length: > 0 } items ? $"<ul>{items}</ul>" : "";

    private static string Named(ConformEntry entry) =>
        string.Join("<br>", new[] { T(entry.Name), Soft(entry.Reel), entry.SourceIn.Length > 0 ? $"<span class=\"soft t\">{T(entry.SourceIn)}</span> <span class=\"soft t\">– {T(entry.SourceOut)}</span>" : "" }.Where(line => line.Length > 0));

    private static string Soft(string text) => text.Length > 0 ? $"<span class=soft>{T(text)}</span>" : "";

    private static string Labels(string first, string end) => first.Length > 0 ? $"<span class=t>{T(first)}</span><br><span class=t>{T(end)}</span>" : "–";

    private static string Outcome(ConformEntry entry) =>
        $"<span class={(entry.Fate is "pulled" or "delivered-before" ? "good" : ConformWords.IsOpen(entry) ? "bad" : "soft")}>{(entry.Fate is "pulled" or "delivered-before" ? "✓ " : ConformWords.IsOpen(entry) ? "✗ " : "")}{T(ConformWords.Of(entry))}</span>";

    /// <summary>Cells are HTML already; a column whose name begins with # holds numbers. The first cell heads its row.</summary>
    private static void Table(StringBuilder html, string caption, string[] header, IEnumerable<string[]> rows)
    {
        html.Append(CultureInfo.InvariantCulture, $"\n<table><caption>{T(caption)}</caption><thead><tr>");
        foreach (var name in header) html.Append(name.StartsWith('#') ? $"<th scope=col class=n>{T(name[1..])}</th>" : $"<th scope=col>{T(name)}</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            html.Append("\n<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                var tag = i == 0 ? "th scope=row" : "td";
                html.Append('<').Append(tag).Append(header[i].StartsWith('#') ? " class=n>" : ">").Append(row[i]).Append(i == 0 ? "</th>" : "</td>");
            }

            html.Append("</tr>");
        }

        html.Append("</tbody></table>");
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string T(string text) => WebUtility.HtmlEncode(ConformWords.Plain(text));
}
