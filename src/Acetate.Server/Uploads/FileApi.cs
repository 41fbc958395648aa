using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Ingest;
using Acetate.Storage;

namespace Acetate.Server.Uploads;

/// <summary>Reads the library store back over HTTP, for senders that ask what has arrived.</summary>
public static class FileApi
{
    /// <summary>Maps <c>/api/files</c>.</summary>
    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("/api/files").WithTags("Uploads");
        files.MapMethods("/{**key}", [HttpMethods.Get, HttpMethods.Head], GetAsync).WithName("GetFile")
            .WithSummary("A file of the library store, or a range of it, by its key").Produces<Stream>(contentType: "application/octet-stream")
            .Needs(LibraryAction.SeeShow);
        files.MapGet("", ListAsync).WithName("ListFiles").WithSummary("The files below a prefix, one JSON object a line, ordered by key")
            .Produces<string>(contentType: "application/x-ndjson").Needs(LibraryAction.SeeShow);
    }

    private static async Task<IResult> GetAsync(string key, Caller caller, MediaLibrary library, LibraryStores stores, CancellationToken cancellationToken)
    {
        var parsed = Parse(key);
        await UploadPlace.FindAsync(library, parsed, caller, LibraryAction.SeeShow, cancellationToken);
        return await stores.Library.FindAsync(parsed, cancellationToken) is { } file
            ? new StoredFileResult(stores.Library, file, "application/octet-stream")
            : throw new ProblemException(ProblemType.NotFound, $"The library store has no file {parsed}.");
    }

    private static async Task ListAsync(
        HttpContext context, string prefix, Caller caller, MediaLibrary library, LibraryStores stores, CancellationToken cancellationToken)
    {
        var parsed = Parse(prefix);
        // The prefix is the folder of a roll, or lies in it.
        await UploadPlace.FindAsync(library, parsed.Append("-"), caller, LibraryAction.SeeShow, cancellationToken);
        context.Response.ContentType = "application/x-ndjson";
        await foreach (var file in stores.Library.ListAsync(parsed, cancellationToken))
        {
            var line = JsonSerializer.SerializeToUtf8Bytes(new { key = file.Key.ToString(), length = file.Length, modified = file.Modified }, LibraryJson.Options);
            await context.Response.Body.WriteAsync((byte[])[.. line, (byte)'\n'], cancellationToken);
        }
    }

    private static StoreKey Parse(string text) =>
        StoreKey.TryParse(text, out var key, out var reason) ? key : throw new ProblemException(ProblemType.KeyRefused, reason);
}
