using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Acetate.Library.Tests.Storage;

/// <summary>A small tus 1.0 server with bad days, written after the protocol and not after our client.</summary>
internal sealed class TusServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Upload> _uploads = new();

    private sealed class Upload(string key, string tag, long length)
    {
        public string Key { get; } = key;
        public string Tag { get; } = tag;
        public long Length { get; } = length;
        public MemoryStream Bytes { get; } = new();
    }

    private TusServer(WebApplication app) => _app = app;

    public Uri Url => new("acetate+" + _app.Urls.Single() + "/");

    public ConcurrentDictionary<string, byte[]> Published { get; } = new();

    /// <summary>Requests that carried bytes.</summary>
    public int Pieces { get; private set; }

    /// <summary>Asked before each request with a body: bytes to take before the connection is cut, or null for all.</summary>
    public Func<int, int?> CutAfter { get; set; } = _ => null;

    /// <summary>Asked before each request: a status to answer instead, or null.</summary>
    public Func<int?> Instead { get; set; } = () => null;

    /// <summary>The token that is taken.</summary>
    public string Token { get; set; } = "good";

    public static async Task<TusServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var server = new TusServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (Instead() is { } status)
        {
            response.StatusCode = status;
            return;
        }

        if (request.Headers.Authorization != $"Bearer {Token}") response.StatusCode = 401;
        else if (request.Headers["Tus-Resumable"] != "1.0.0") response.StatusCode = 412;
        else if (request.Method == "HEAD" && request.Query.TryGetValue("key", out var key)) Find(response, key!);
        else if (request.Method == "POST") await CreateAsync(context);
        else if (!_uploads.TryGetValue(request.Path.Value!.Split('/')[^1], out var upload)) response.StatusCode = 404;
        else if (request.Method == "HEAD") Tell(response, upload, 200);
        else if (request.Method == "PATCH") await AppendAsync(context, upload, 204);
        else if (request.Method == "DELETE") _uploads.TryRemove(request.Path.Value!.Split('/')[^1], out _);
    }

    private void Find(HttpResponse response, string key)
    {
        if (Published.TryGetValue(key, out var bytes)) response.Headers["Upload-Length"] = $"{bytes.Length}";
        else response.StatusCode = 404;
    }

    private async Task CreateAsync(HttpContext context)
    {
        var metadata = context.Request.Headers["Upload-Metadata"].ToString().Split(',').Select(pair => pair.Split(' '))
            .ToDictionary(pair => pair[0], pair => Encoding.UTF8.GetString(Convert.FromBase64String(pair[1])));
        var (key, tag) = (metadata["key"], metadata["tag"]);
        if (Published.ContainsKey(key))
        {
            await ProblemAsync(context.Response, 409, "already-exists", $"{key} is there.");
            return;
        }

        var (id, upload) = _uploads.FirstOrDefault(one => one.Value.Key == key && one.Value.Tag == tag);
        if (upload is null)
        {
            id = Guid.NewGuid().ToString("N");
            upload = _uploads[id] = new Upload(key, tag, long.Parse(context.Request.Headers["Upload-Length"]!, CultureInfo.InvariantCulture));
        }

        context.Response.Headers.Location = $"/api/uploads/{id}";
        if (upload.Length == 0) Publish(upload);
        if (context.Request.ContentType is null) Tell(context.Response, upload, 201);
        else await AppendAsync(context, upload, 201);
    }

    private async Task AppendAsync(HttpContext context, Upload upload, int status)
    {
        var offset = context.Request.Headers.TryGetValue("Upload-Offset", out var text) ? long.Parse(text!, CultureInfo.InvariantCulture) : 0;
        if (offset != upload.Bytes.Length)
        {
            await ProblemAsync(context.Response, 409, "offset-conflict", "Elsewhere.");
            return;
        }

        var cut = CutAfter(++Pieces);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        upload.Bytes.Write(body.ToArray().AsSpan(0, Math.Min((int)body.Length, cut ?? int.MaxValue)));
        if (upload.Bytes.Length == upload.Length) Publish(upload);
        if (cut is not null) context.Abort();
        else Tell(context.Response, upload, status);
    }

    private void Publish(Upload upload) => Published[upload.Key] = upload.Bytes.ToArray();

    private static void Tell(HttpResponse response, Upload upload, int status)
    {
        response.StatusCode = status;
        response.Headers["Upload-Offset"] = $"{upload.Bytes.Length}";
        response.Headers["Upload-Length"] = $"{upload.Length}";
    }

    private static async Task ProblemAsync(HttpResponse response, int status, string type, string detail)
    {
        response.StatusCode = status;
        await response.WriteAsJsonAsync(new { type = $"https://acetate.invalid/problems/{type}", detail }, options: null, "application/problem+json");
    }
}
