using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Ingest;
using Acetate.Storage;

namespace Acetate.Server.Uploads;

/// <summary>Reads the stores back over HTTP: the library's, for senders that ask what has arrived, and the archive, for machines that restore from it.</summary>
public static class FileApi
{
    /// <summary>Maps <c>/api/files</c> and <c>/api/archive</c>.</summary>
    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        Map(routes.MapGroup("/api/files").WithTags("Uploads"), "GetFile", "ListFiles", "library store", stores => stores.Library);
        Map(routes.MapGroup("/api/archive").WithTags("Archive"), "GetArchivedFile", "ListArchivedFiles", "archive", stores => stores.Archive);
    }

    private static void Map(RouteGroupBuilder files, string get, string list, string what, Func<LibraryStores, IFileStore> of)
    {
        files.MapMethods("/{**key}", [HttpMethods.Get, HttpMethods.Head],
                (string key, HttpContext context, Caller caller, MediaLibrary library, LibraryStores stores, ReadTrail reads, OriginalsGate originals, CancellationToken cancellationToken) =>
                    GetAsync(key, context, caller, library, of(stores), what, reads, originals, cancellationToken))
            .WithName(get).WithSummary($"A file of the {what}, or a range of it, by its key").Produces<Stream>(contentType: "application/octet-stream")
            .Needs(LibraryAction.SeeShow);
        files.MapGet("", (HttpContext context, string prefix, Caller caller, MediaLibrary library, LibraryStores stores, CancellationToken cancellationToken) =>
                ListAsync(context, prefix, caller, library, of(stores), cancellationToken))
            .WithName(list).WithSummary($"The files of the {what} below a prefix, one JSON object a line, ordered by key")
            .Produces<string>(contentType: "application/x-ndjson").Needs(LibraryAction.SeeShow);
    }

    private static async Task<IResult> GetAsync(
        string key, HttpContext context, Caller caller, MediaLibrary library, IFileStore store, string what, ReadTrail reads, OriginalsGate originals, CancellationToken cancellationToken)
    {
        var parsed = Parse(key);
        var place = await UploadPlace.FindAsync(library, parsed, caller, LibraryAction.SeeShow, cancellationToken);
        if (await store.FindAsync(parsed, cancellationToken) is not { } file) throw new ProblemException(ProblemType.NotFound, $"The {what} has no file {parsed}.");
        if (HttpMethods.IsGet(context.Request.Method)) await reads.NoteOriginalAsync(caller, place.Show, place.Roll, place.Path, what, cancellationToken);
        return new StoredFileResult(store, file, "application/octet-stream", mayAsync: async bytes =>
        {
            if (await originals.AskAsync(caller.Bearer.Principal, place.Show, bytes, cancellationToken) is OriginalsVerdict.NeedsAnother refused)
                throw new ProblemException(ProblemType.SecondPersonNeeded, $"Beyond {refused.FreeBytes:N0} bytes of {place.Show} in an hour another person must agree.");
        });
    }

    private static async Task ListAsync(HttpContext context, string prefix, Caller caller, MediaLibrary library, IFileStore store, CancellationToken cancellationToken)
    {
        var parsed = Parse(prefix);
        // The prefix is the folder of a roll, or lies in it.
        await UploadPlace.FindAsync(library, parsed.Append("-"), caller, LibraryAction.SeeShow, cancellationToken);
        context.Response.ContentType = "application/x-ndjson";
        await foreach (var file in store.ListAsync(parsed, cancellationToken))
        {
            var line = JsonSerializer.SerializeToUtf8Bytes(new { key = file.Key.ToString(), length = file.Length, modified = file.Modified }, LibraryJson.Options);
            await context.Response.Body.WriteAsync((byte[])[.. line, (byte)'\n'], cancellationToken);
        }
    }

    private static StoreKey Parse(string text) =>
        StoreKey.TryParse(text, out var key, out var reason) ? key : throw new ProblemException(ProblemType.KeyRefused, reason);
}
