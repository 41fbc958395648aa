using System.Net.Mime;
using Acetate.Server.Access;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Acetate.Server.Web;

/// <summary>Serves the built web app: static files that hold nothing about any show, so they answer without a token.</summary>
public static class WebApp
{
    private const string NotBuilt = """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>Acetate</title>
        <h1>The server runs; its web app is not built</h1>
        <p>Run <code>./dev run</code>, or <code>npm --prefix web ci</code> and <code>npm --prefix web run build</code>, and load this page again.</p>
        <p>The API answers at <code>/api</code>; its document is <code>/openapi/v1.json</code>.</p></html>
        """;

    /// <summary>The folder of the built app: what is named, else <c>web</c> beside the program, else <c>web/dist</c> of the checkout.</summary>
    public static string? Find(string? named)
    {
        if (!string.IsNullOrEmpty(named)) return Directory.Exists(named) ? Path.GetFullPath(named) : null;
        var beside = Path.Join(AppContext.BaseDirectory, "web");
        if (File.Exists(Path.Join(beside, "index.html"))) return beside;
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Join(folder, "Acetate.slnx"))) return Path.Join(folder, "web", "dist");
        }

        return null;
    }

    /// <summary>Maps the app under every address that is not the API's: its pages are addresses too.</summary>
    public static void MapWebApp(this WebApplication app, string? folder)
    {
        app.MapGet("/{**page}", (HttpContext context, string? page) => Answer(context, folder, page ?? ""))
            .AnswersAnyone("the static single-page app").ExcludeFromDescription().WithOrder(int.MaxValue);
    }

    private static IResult Answer(HttpContext context, string? folder, string page)
    {
        if (page.Split('/')[0] is "api" or "openapi" or "metrics" or "healthz" or "readyz") return Results.StatusCode(StatusCodes.Status404NotFound);
        if (folder is null || !File.Exists(Path.Join(folder, "index.html"))) return Page(context, NotBuilt);

        using var files = new PhysicalFileProvider(folder);
        var file = page.Length == 0 ? null : files.GetFileInfo(page);
        if (file is { Exists: true, IsDirectory: false, PhysicalPath: { } path } && !page.EndsWith("index.html", StringComparison.Ordinal))
        {
            // Vite names what lies under assets/ by its content, so that it never changes under its name.
            context.Response.Headers.CacheControl = page.StartsWith("assets/", StringComparison.Ordinal)
                ? "public, max-age=31536000, immutable" : "no-cache";
            return Results.File(path, TypeOf(path), lastModified: file.LastModified,
                entityTag: new EntityTagHeaderValue($"\"{file.LastModified.ToUnixTimeMilliseconds():x}-{file.Length:x}\""));
        }

        // A missing script must not be answered with a page: the browser would try to run it.
        if (page.StartsWith("assets/", StringComparison.Ordinal)) return Results.StatusCode(StatusCodes.Status404NotFound);
        return Page(context, File.ReadAllText(Path.Join(folder, "index.html")));
    }

    private static IResult Page(HttpContext context, string html)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Content(html, MediaTypeNames.Text.Html, System.Text.Encoding.UTF8);
    }

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        ".woff2" => "font/woff2",
        ".json" or ".webmanifest" => "application/json",
        ".map" => "application/json",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
