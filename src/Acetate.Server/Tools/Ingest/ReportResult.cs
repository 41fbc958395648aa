using System.Text;
using Acetate.Library;
using Acetate.Server.Problems;
using Microsoft.Net.Http.Headers;

namespace Acetate.Server.Tools.Ingest;

/// <summary>Sends a report in the form that is asked for: json, csv, html or pdf.</summary>
internal static class ReportResult
{
    // A report carries its own styles and pictures and nothing that runs.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The report as a result; forms that are null are not offered.</summary>
    public static IResult Of(HttpResponse response, string form, string name, object document, Func<string>? csv, Func<string> html, Func<byte[]> pdf)
    {
        response.Headers.CacheControl = "no-store";
        switch (form)
        {
            case "json":
                return Results.Json(document, LibraryJson.Options);
            case "csv" when csv is not null:
                Name(response, name + ".csv");
                return Results.Text(csv(), "text/csv", Encoding.UTF8);
            case "html":
                response.Headers.ContentSecurityPolicy = Policy;
                return Results.Text(html(), "text/html", Encoding.UTF8);
            case "pdf":
                Name(response, name + ".pdf");
                return Results.Bytes(pdf(), "application/pdf");
            default:
                throw new ProblemException(ProblemType.NotFound, $"There is no report in the form '{form}'.",
                    csv is null ? "Ask for json, html or pdf." : "Ask for json, csv, html or pdf.");
        }
    }

    private static void Name(HttpResponse response, string file)
    {
        var disposition = new ContentDispositionHeaderValue("inline");
        disposition.SetHttpFileName(file);
        response.GetTypedHeaders().ContentDisposition = disposition;
    }
}
