using System.Net;
using System.Text;
using System.Text.Json;
using Acetate.Library;
using Acetate.Steps.Documents;

namespace Acetate.Tools.Ingest.Custody;

/// <summary>Custody documents for people: the same facts as the signed text, with its digest and signature.</summary>
public static class CustodyReport
{
    /// <summary>As one HTML file.</summary>
    public static string Html(SignedCustody custody)
    {
        ArgumentNullException.ThrowIfNull(custody);
        var document = Read(custody);
        var html = new StringBuilder();
        html.Append("<!doctype html><html lang=en><head><meta charset=utf-8><title>Chain of custody</title><style>body{font:14px/1.45 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #ccc;vertical-align:top}code{overflow-wrap:anywhere}</style></head><body>");
        html.Append($"<h1>Chain of custody: roll {T(document.RollName)}</h1><p>{T(Bringing(document))}</p>");
        html.Append($"<p>{ReportText.Count(document.Content.Files, "file", "files")}, {document.Content.Bytes:N0} bytes, SHA-256 over the list of files <code>{document.Content.Sha256}</code></p>");
        html.Append("<h2>Copies</h2><table>").AppendJoin("", document.Copies.Select(c => $"<tr><td>{T(c.Name)}<td>{T(c.Store)}<td>{T(c.State)}<td>{ReportText.Moment(c.VerifiedAt)}</tr>")).Append("</table>");
        html.Append("<h2>What happened</h2><table>").AppendJoin("", document.Events.Select(e => $"<tr><td>{ReportText.Moment(e.At)}<td>{T(e.Actor)}<td>{T(e.Message)}</tr>")).Append("</table>");
        html.Append("<h2>Audit log</h2><table>").AppendJoin("", document.Audit.Select(a => $"<tr><td>{a.Sequence}<td>{ReportText.Moment(a.At)}<td>{T(a.Actor)}<td>{T(a.Action)}<td><code>{a.Hash}</code></tr>")).Append("</table>");
        html.Append($"<p>Head of the audit log: <code>{T(document.AuditHead)}</code></p><h2>Signature</h2><p>SHA-256 of the signed text: <code>{custody.Sha256}</code></p><p>ECDSA P-256: <code>{T(custody.Signature)}</code></p><p>Key: <code>{T(custody.PublicKey)}</code></p></body></html>\n");
        return html.ToString();
    }

    private static string Bringing(CustodyDocument document) => string.Join(" · ",
        [document.Show, document.Drive.Length > 0 ? document.Drive : "drive not known", document.BroughtBy.Length > 0 ? $"brought by {document.BroughtBy}" : "nobody is named who brought it"]);

    /// <summary>As a PDF.</summary>
    public static byte[] Pdf(SignedCustody custody)
    {
        ArgumentNullException.ThrowIfNull(custody);
        var document = Read(custody);
        var pages = new PdfPages();
        pages.Title($"Chain of custody: roll {Scan.Names.Printable(document.RollName)}", Bringing(document));
        pages.Text($"{document.Content.Files:N0} files, {document.Content.Bytes:N0} bytes, SHA-256 over the list of files {document.Content.Sha256}");
        pages.Heading("Copies");
        pages.Table([("Copy", 1), ("Where", 4), ("State", 1.2), ("Read back", 2)], document.Copies.Select(c => Row(c.Name, c.Store, c.State, ReportText.Moment(c.VerifiedAt))));
        pages.Heading("What happened");
        pages.Table([("When", 2), ("Who", 1.3), ("What", 6)], document.Events.Select(e => Row(ReportText.Moment(e.At), e.Actor, e.Message)));
        pages.Heading("Audit log");
        pages.Table([("No.", 0.6), ("When", 2), ("Who", 1.3), ("What", 2), ("Hash", 5)], document.Audit.Select(a => Row($"{a.Sequence}", ReportText.Moment(a.At), a.Actor, a.Action, a.Hash)));
        pages.Heading("Signature");
        pages.Text($"SHA-256 of the signed text: {custody.Sha256}");
        pages.Text($"ECDSA P-256: {custody.Signature}");
        pages.Text($"Key: {custody.PublicKey}");
        return pages.ToBytes($"Chain of custody {document.RollName}", document.MadeAt, $"{document.Show} · {document.RollName} · {ReportText.Moment(document.MadeAt)}");
    }

    private static CustodyDocument Read(SignedCustody custody) =>
        JsonSerializer.Deserialize<CustodyDocument>(custody.Document, LibraryJson.Options) ?? throw new FormatException("The custody document is empty.");

    private static (ReadOnlyMemory<byte>?, string[]) Row(params string[] cells) => (null, [.. cells.Select(Scan.Names.Printable)]);

    private static string T(string text) => WebUtility.HtmlEncode(Scan.Names.Printable(text));
}
