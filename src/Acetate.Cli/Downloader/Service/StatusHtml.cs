using System.Net;
using System.Security.Cryptography;
using System.Text;
using Acetate.Steps.Documents;

namespace Acetate.Cli.Downloader.Service;

/// <summary>The status as a page: no script, one style, every string encoded.</summary>
internal static class StatusHtml
{
    private const string Style = "body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1b;background:#fafafa}h1{font-size:1.3rem}h2{font-size:1.05rem;margin-top:2rem}"
        + "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ccc;vertical-align:top}.number{text-align:right}.attention{border-left:4px solid #b45309;padding-left:.8rem}"
        + "progress{width:10rem}@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#161616}th,td{border-color:#444}}";

    /// <summary>What the policy of the page names the style by.</summary>
    public static string StyleHash { get; } = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    /// <summary>The page.</summary>
    public static string Of(ServiceStatus status)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta http-equiv=\"refresh\" content=\"5\"><title>")
            .Append(Text($"{status.Site}: {status.State}")).Append("</title><style>").Append(Style).Append("</style></head><body><main>");
        page.Append("<h1>").Append(Text($"{status.Site} is {status.State}")).Append("</h1><p>").Append(Text(
            $"From {status.Server}; running since {ReportText.Moment(status.Since)}; {status.CapBytesPerSecond switch { null => "no cap on the rate now", 0 => "nothing is fetched at this hour", var cap => $"at most {ReportText.Size(cap.Value)}/s now" }}. As of {ReportText.Moment(status.At)}.")).Append("</p>");
        if (!status.Attention.IsEmpty)
        {
            page.Append("<section class=\"attention\"><h2>To be seen to</h2><ul>");
            foreach (var sentence in status.Attention) page.Append("<li>").Append(Text(sentence)).Append("</li>");
            page.Append("</ul></section>");
        }

        Table(page, "Running", ["Roll", "What", "Files", "Size", "Fetched", "Rate", "Waits for"], status.Running.Select(one => new Cell[]
        {
            one.Name, one.Asset, Number(one.Files), Size(one.Bytes), one.ToFetch > 0 ? Size(one.Done, $" of {ReportText.Size(one.ToFetch)} missing") : Raw(""), Size(one.BytesPerSecond, "/s"), one.Waiting,
        }), "Nothing is fetched now.");
        Table(page, "Next", ["Roll", "What", "Files", "Size", "Rule", "Why it waits"], status.Queue.Select(one => new Cell[]
        {
            one.Name, one.Asset, Number(one.Files), Size(one.Bytes), one.Rule,
            $"{(one.IsFirst ? "Moved to the front. " : "")}{one.Why}{(one.NotBefore is { } at ? $" Tried again at {ReportText.Moment(at)}." : "")}",
        }), "Everything that is offered is there.");
        Table(page, "Rules", ["Rule", "Fetches", "To", "State", "Asked"], status.Rules.Select(one => new Cell[] { one.Name, one.Fetches, one.To, one.Says.Length > 0 ? $"{one.State}: {one.Says}" : one.State, ReportText.Moment(one.AskedAt) }), "");
        Table(page, "Arrived", ["Roll", "What", "Files", "Size", "Folder", "Sealed", "When"], status.Arrived.Select(one => new Cell[]
        {
            one.Name, one.Asset, Number(one.Files), Size(one.Bytes), one.Folder, $"generation {one.Generation}", ReportText.Moment(one.At),
        }), "Nothing yet.");
        if (!status.Hooks.IsEmpty)
            Table(page, "Programs", ["Roll", "What", "State", "Attempts", "What went wrong"], status.Hooks.Select(one => new Cell[] { one.Name, one.Asset, one.State == HookState.GivenUp ? "given up" : "waiting", Number(one.Attempts), one.Says }), "");
        Table(page, "Disks", ["Disk", "Free", "Stays free", "Size"], status.Disks.Select(one => new Cell[] { one.MountPoint, Size(one.Free), Size(one.Reserve), Size(one.Total) }), "The system does not say.");
        return page.Append("</main></body></html>").ToString();
    }

    private static void Table(StringBuilder page, string title, string[] columns, IEnumerable<Cell[]> rows, string empty)
    {
        page.Append("<h2>").Append(title).Append("</h2>");
        var begun = false;
        foreach (var row in rows)
        {
            if (!begun)
            {
                page.Append("<table><thead><tr>");
                foreach (var column in columns) page.Append("<th scope=\"col\">").Append(column).Append("</th>");
                page.Append("</tr></thead><tbody>");
                begun = true;
            }

            page.Append("<tr>");
            foreach (var cell in row) page.Append(cell.IsNumber ? "<td class=\"number\">" : "<td>").Append(Text(cell.Words)).Append("</td>");
            page.Append("</tr>");
        }

        if (begun) page.Append("</tbody></table>");
        else if (empty.Length > 0) page.Append("<p>").Append(empty).Append("</p>");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(Cli.Table.Visible(text));

    private static Cell Number(long count) => new(count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), true);

    private static Cell Size(long bytes, string after = "") => new(ReportText.Size(bytes) + after, true);

    private static Cell Raw(string text) => new(text, false);

    private sealed record Cell(string Words, bool IsNumber)
    {
        public static implicit operator Cell(string words) => new(words, false);
    }
}
