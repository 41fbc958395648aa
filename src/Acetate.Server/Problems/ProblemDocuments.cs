using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using Acetate.Library;
using Acetate.Server.Hosting;
using Acetate.Storage;
using Acetate.Tools.Ingest;
using Acetate.Tools.Pulls;
using Acetate.Tools.Sharing;
using Microsoft.AspNetCore.WebUtilities;

namespace Acetate.Server.Problems;

/// <summary>Turns every failure of a request into one problem document; nobody ever sees a stack trace or an empty error.</summary>
public sealed partial class ProblemDocuments(RequestDelegate next, ClosingTime closing, ILogger<ProblemDocuments> logger)
{
    /// <summary>Runs the rest of the pipeline and answers for what goes wrong in it.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var caller = context.RequestAborted;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(caller, closing.Over);
        context.RequestAborted = ending.Token;
        try
        {
            if (closing.HasBegun) throw Stopping();
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
                await WriteAsync(context, ForBareStatus(context));
        }
        catch (OperationCanceledException) when (caller.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to tell.
        }
        catch (Exception exception)
        {
            if (caller.IsCancellationRequested && exception is IOException and not StoreException) return;
            // The answer must still get out.
            context.RequestAborted = caller;
            if (exception is OperationCanceledException && closing.Over.IsCancellationRequested) exception = Stopping();
            var problem = From(exception);
            if (problem.Type == ProblemType.Bug) Failed(exception, context.Request.Method, context.Request.Path);
            else Answered(problem.Type.Name, context.Request.Method, context.Request.Path, problem.Message);
            if (context.Response.HasStarted)
            {
                // Half an answer is on its way: cut the connection so that nobody takes it for a whole one.
                context.Abort();
                return;
            }

            await WriteAsync(context, problem);
        }
    }

    private static ProblemException Stopping() =>
        new(ProblemType.ShuttingDown, "The server was asked to stop, so this was not finished.") { RetryAfterSeconds = 5 };

    /// <summary>The problem that an exception means.</summary>
    public static ProblemException From(Exception exception) => exception switch
    {
        ProblemException problem => problem,
        BadHttpRequestException { StatusCode: 413 } => new(ProblemType.TooLarge, "The body of the request is larger than this address takes."),
        BadHttpRequestException { StatusCode: 415 } bad => new(ProblemType.UnsupportedMediaType, Sentence(bad.Message)),
        BadHttpRequestException { InnerException: JsonException json } => new(ProblemType.InvalidRequest,
            $"The JSON of the request cannot be read at {json.Path ?? "its beginning"}: {Sentence(json.InnerException?.Message ?? json.Message)}"),
        BadHttpRequestException bad => new(ProblemType.InvalidRequest, Sentence(bad.Message)),
        StoreException { Problem: StoreProblem.Full } store => new(ProblemType.StoreFull, store.Message),
        StoreException { Problem: StoreProblem.NotFound } store => new(ProblemType.NotFound, store.Message),
        StoreException { Problem: StoreProblem.AlreadyExists } store => new(ProblemType.AlreadyExists, store.Message),
        StoreException { Problem: StoreProblem.Busy } store => new(ProblemType.UploadBusy, store.Message),
        StoreException { Problem: StoreProblem.Mismatch } store => new(ProblemType.ChecksumMismatch, store.Message),
        StoreException { Problem: StoreProblem.InvalidName } store => new(ProblemType.KeyRefused, store.Message),
        StoreException { Problem: StoreProblem.Denied or StoreProblem.DeviceFailed } store => new(ProblemType.StoreFailed, store.Message),
        StoreException store => new(ProblemType.StoreUnavailable, store.Message),
        ShareRefusedException share => new(ProblemType.NotPermitted, share.Message, "Ask an owner of the show; who may share with whom stands in docs/guide/sharing.md."),
        PullException pull => new(ProblemType.InvalidRequest, pull.Message),
        IngestException ingest => new(ingest.Problem switch
        {
            IngestProblem.NotFound => ProblemType.NotFound,
            IngestProblem.Invalid => ProblemType.InvalidRequest,
            IngestProblem.Unavailable => ProblemType.StoreUnavailable,
            IngestProblem.NotPermitted => ProblemType.StoreFailed,
            _ => ProblemType.Conflict,
        }, ingest.Message),
        LibraryException library => new(library.Problem switch
        {
            LibraryProblem.NotFound => ProblemType.NotFound,
            LibraryProblem.Conflict => ProblemType.Conflict,
            LibraryProblem.Settings => ProblemType.InvalidRequest,
            LibraryProblem.Full => ProblemType.StoreFull,
            LibraryProblem.BudgetUsedUp => ProblemType.BudgetUsedUp,
            LibraryProblem.Damaged or LibraryProblem.Incompatible or LibraryProblem.NotPermitted => ProblemType.StoreFailed,
            _ => ProblemType.DatabaseUnavailable,
        }, library.Message),
        DbException or TimeoutException { Source: "Npgsql" } => new(ProblemType.DatabaseUnavailable,
            "The library's database did not answer as it should."),
        _ => new(ProblemType.Bug, "The server met something that it was not made for."),
    };

    /// <summary>Writes a problem as the answer.</summary>
    public static async Task WriteAsync(HttpContext context, ProblemException problem)
    {
        var response = context.Response;
        var kept = response.Headers.Where(header => header.Key.StartsWith("Tus-", StringComparison.OrdinalIgnoreCase)
            || header.Key.StartsWith("Upload-", StringComparison.OrdinalIgnoreCase)
            || header.Key is "Allow" or "Content-Range" or "Accept-Ranges").ToArray();
        var security = SecurityHeadersOf(response);
        response.Clear();
        foreach (var header in security.Concat(kept)) response.Headers[header.Key] = header.Value;
        response.StatusCode = problem.Type.Status;
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString();
        // What is left of the body is not waited for, and the next request belongs to the next server.
        if (problem.Type == ProblemType.ShuttingDown && context.Request.Protocol == "HTTP/1.1") response.Headers.Connection = "close";
        if (problem.Type.Status == 401) response.Headers.WWWAuthenticate = "Bearer realm=\"acetate\"";
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var document = new ProblemDocument(problem.Type.Uri, problem.Type.Title, problem.Type.Status, problem.Message, problem.Advice,
            context.Request.Path, Activity.Current?.TraceId.ToHexString(), problem.Conflict);
        await response.WriteAsJsonAsync(document, options: null, contentType: "application/problem+json", context.RequestAborted);
    }

    private static KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>[] SecurityHeadersOf(HttpResponse response) =>
        [.. response.Headers.Where(header => SecurityHeaders.Names.Contains(header.Key))];

    private static ProblemException ForBareStatus(HttpContext context)
    {
        var type = ProblemType.ForStatus(context.Response.StatusCode);
        var what = $"{context.Request.Method} {context.Request.Path}";
        return new ProblemException(type, context.Response.StatusCode switch
        {
            404 => $"There is nothing at {context.Request.Path}.",
            405 => $"{what} is not known.",
            415 => $"{what} does not take the content type '{context.Request.ContentType}'.",
            var status => $"{what} ended with {status} {ReasonPhrases.GetReasonPhrase(status)}.",
        });
    }

    private static string Sentence(string text)
    {
        // Where in its bytes the parser stood helps nobody who did not count them.
        var place = text.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        if (place > 0) text = text[..place].TrimEnd('|', ' ');
        var path = text.IndexOf(" Path: ", StringComparison.Ordinal);
        if (path > 0) text = text[..path];
        return text.EndsWith('.') ? text : text + ".";
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} met a bug")]
    private partial void Failed(Exception exception, string method, string path);

    [LoggerMessage(LogLevel.Information, "Answered {Problem} to {Method} {Path}: {Detail}")]
    private partial void Answered(string problem, string method, string path, string detail);
}

/// <summary>The body of every error (RFC 9457).</summary>
/// <param name="Type">The kind, a URI of docs/guide/problems.md.</param>
/// <param name="Title">The kind, for people.</param>
/// <param name="Status">The status code.</param>
/// <param name="Detail">What happened here: one sentence.</param>
/// <param name="Advice">What to do about it: one sentence.</param>
/// <param name="Instance">The path of the request.</param>
/// <param name="TraceId">The trace to name in a report.</param>
/// <param name="Conflict">Both sides of an edit that came too late.</param>
public sealed record ProblemDocument(
    string Type, string Title, int Status, string Detail, string Advice, string Instance, string? TraceId, EditConflict? Conflict = null);
