using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Acetate.Server.Uploads;

/// <summary>The tus 1.0.0 server: files go into the library store in pieces, and may be interrupted at any byte.</summary>
/// <remarks>docs/formats/uploads.md tells the metadata and the two things that are our own.</remarks>
public static class UploadApi
{
    private const string Base = "/api/uploads";

    /// <summary>Maps the protocol.</summary>
    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        var uploads = routes.MapGroup(Base).WithTags("Uploads").AtScheduler().AddEndpointFilter(SpeaksTus);
        uploads.MapMethods("", [HttpMethods.Options], Options).WithName("DescribeUploads")
            .WithSummary("What this tus server can do").NeedsToken();
        uploads.MapPost("", CreateAsync).WithName("CreateUpload").WithSummary("Begins an upload (tus creation)")
            .Needs(LibraryAction.IngestFootage).Streams()
            .NotAudited("a card has tens of thousands of files; its submission is audited, and each file stands in the roll's report");
        uploads.MapMethods("", [HttpMethods.Head], FindAsync).WithName("FindUploadedFile")
            .WithSummary("Whether a file has its final name already: its length and date, or 404").Needs(LibraryAction.IngestFootage);
        uploads.MapMethods("/{id}", [HttpMethods.Head], HeadAsync).WithName("FindUploadOffset")
            .WithSummary("How many bytes have arrived").NeedsIn(ShowOf.Upload, LibraryAction.IngestFootage);
        uploads.MapPatch("/{id}", PatchAsync).WithName("ContinueUpload").WithSummary("Sends the next bytes")
            .NeedsIn(ShowOf.Upload, LibraryAction.IngestFootage).Streams()
            .NotAudited("an upload has very many pieces; its creation and its end are audited");
        uploads.MapDelete("/{id}", DeleteAsync).WithName("EndUpload").WithSummary("Ends an upload and throws its bytes away")
            .NeedsIn(ShowOf.Upload, LibraryAction.IngestFootage);
    }

    internal static RouteHandlerBuilder Streams(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new DisableRequestSizeLimitAttribute()).Accepts<Stream>(TusHeaders.OffsetContent);

    internal static async ValueTask<object?> SpeaksTus(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var (request, response) = (call.HttpContext.Request, call.HttpContext.Response);
        response.Headers[TusHeaders.Resumable] = TusHeaders.Version;
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsOptions(request.Method) && request.Headers[TusHeaders.Resumable] != TusHeaders.Version)
        {
            response.Headers["Tus-Version"] = TusHeaders.Version;
            throw new ProblemException(ProblemType.TusVersion,
                $"The header Tus-Resumable must be {TusHeaders.Version}; it is '{request.Headers[TusHeaders.Resumable]}'.");
        }

        return await next(call);
    }

    private static NoContent Options(HttpResponse response)
    {
        response.Headers["Tus-Version"] = TusHeaders.Version;
        response.Headers["Tus-Extension"] = TusHeaders.Extensions;
        response.Headers["Tus-Checksum-Algorithm"] = TusHeaders.ChecksumAlgorithms;
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, UploadShelf shelf, MediaLibrary library, Caller caller, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (request.Headers.ContainsKey("Upload-Defer-Length"))
            throw new ProblemException(ProblemType.InvalidRequest, "The length of a camera file is known: send Upload-Length.");
        var length = TusHeaders.Bytes(request, TusHeaders.Length);
        var text = request.Headers[TusHeaders.Metadata].ToString();
        var metadata = TusHeaders.ReadMetadata(text);
        var key = KeyOf(metadata);
        var place = await UploadPlace.FindAsync(library, key, caller, LibraryAction.IngestFootage, cancellationToken);
        if (place.Length is { } planned && planned != length)
            throw new ProblemException(ProblemType.SizeMismatch,
                $"{key} has {length:N0} bytes now, but {planned:N0} when the card was scanned; nothing was taken.");
        var promised = TusHeaders.ReadDigests(metadata.GetValueOrDefault("digest")).Select(NamedDigest.Format);

        var now = library.Clock.GetUtcNow();
        var record = await shelf.CreateAsync(new UploadRecord
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Key = key.ToString(),
            Length = length,
            Tag = metadata.GetValueOrDefault("tag") is { Length: > 0 } tag ? tag : $"{caller.Name}/{length}",
            Show = place.Show,
            Principal = caller.Name,
            Expected = [.. place.Expected.Concat(promised).Distinct()],
            Metadata = text,
            Created = now,
            Expires = now + UploadShelf.Patience,
        }, cancellationToken);

        context.Response.Headers.Location = $"{Base}/{record.Id}";
        if (length == 0) Tell(context.Response, await shelf.PublishEmptyAsync(record.Id, [], cancellationToken));
        else if (request.ContentType == TusHeaders.OffsetContent) Tell(context.Response, await AppendAsync(context, shelf, record.Id, 0, cancellationToken));
        else Expires(context.Response, record);
        return TypedResults.Created($"{Base}/{record.Id}");
    }

    private static async Task<Ok> FindAsync(
        string key, HttpResponse response, MediaLibrary library, LibraryStores stores, Caller caller, CancellationToken cancellationToken)
    {
        var parsed = StoreKey.TryParse(key, out var one, out var reason) ? one : throw new ProblemException(ProblemType.KeyRefused, reason);
        await UploadPlace.FindAsync(library, parsed, caller, LibraryAction.IngestFootage, cancellationToken);
        if (await stores.Library.FindAsync(parsed, cancellationToken) is not { } file)
            throw new ProblemException(ProblemType.NotFound, $"The library store has no file {parsed}.");
        response.Headers[TusHeaders.Length] = file.Length.ToString(CultureInfo.InvariantCulture);
        response.Headers.LastModified = file.Modified.ToString("R", CultureInfo.InvariantCulture);
        return TypedResults.Ok();
    }

    private static async Task<IResult> HeadAsync(HttpContext context, string id, UploadShelf shelf, CancellationToken cancellationToken)
    {
        var record = shelf.Find(id);
        var headers = context.Response.Headers;
        headers[TusHeaders.Offset] = (await shelf.OffsetAsync(id, cancellationToken)).ToString(CultureInfo.InvariantCulture);
        headers[TusHeaders.Length] = record.Length.ToString(CultureInfo.InvariantCulture);
        headers[TusHeaders.Ahead] = AheadPiece.Largest.ToString(CultureInfo.InvariantCulture);
        if (record.Metadata.Length > 0) headers[TusHeaders.Metadata] = record.Metadata;
        Expires(context.Response, record);
        return TypedResults.Ok();
    }

    private static async Task<IResult> PatchAsync(HttpContext context, string id, UploadShelf shelf, CancellationToken cancellationToken)
    {
        if (context.Request.ContentType != TusHeaders.OffsetContent)
            throw new ProblemException(ProblemType.UnsupportedMediaType, $"Pieces of an upload have the content type {TusHeaders.OffsetContent}.");
        var offset = TusHeaders.Bytes(context.Request, TusHeaders.Offset);
        var isAhead = context.Request.Headers.ContainsKey(TusHeaders.Ahead) && !context.Request.Headers.ContainsKey(TusHeaders.Checksum) && context.Request.ContentLength is > 0 and <= AheadPiece.Largest;
        Tell(context.Response, isAhead ? await AppendAheadAsync(context, shelf, id, offset, cancellationToken) : await AppendAsync(context, shelf, id, offset, cancellationToken));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DeleteAsync(string id, UploadShelf shelf, CancellationToken cancellationToken)
    {
        await shelf.EndAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    internal static Task<Appended> AppendAsync(HttpContext context, UploadShelf shelf, string id, long offset, CancellationToken cancellationToken)
    {
        // A card reader may pause for seconds; the upload's own lease decides, not a minimum rate.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        var request = context.Request;
        return shelf.AppendAsync(id, offset, request.Body, request.ContentLength, TusHeaders.ReadChecksum(request),
            TusHeaders.ReadDigests(request.Headers[TusHeaders.Digest]), cancellationToken);
    }

    private static Task<Appended> AppendAheadAsync(HttpContext context, UploadShelf shelf, string id, long offset, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        var request = context.Request;
        return shelf.AppendAheadAsync(id, offset, request.Body, (int)request.ContentLength!.Value, TusHeaders.ReadDigests(request.Headers[TusHeaders.Digest]), cancellationToken);
    }

    internal static void Tell(HttpResponse response, Appended appended)
    {
        response.Headers[TusHeaders.Offset] = appended.Offset.ToString(CultureInfo.InvariantCulture);
        if (appended.Published is { } digests) response.Headers[TusHeaders.Digest] = string.Join(',', digests.Select(NamedDigest.Format));
        Expires(response, appended.Record);
    }

    internal static void Expires(HttpResponse response, UploadRecord record)
    {
        if (!record.Published) response.Headers[TusHeaders.Expires] = record.Expires.ToString("R", CultureInfo.InvariantCulture);
    }

    private static StoreKey KeyOf(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue("key", out var text))
            throw new ProblemException(ProblemType.InvalidRequest, "Upload-Metadata must hold 'key': the file's key in the library store.");
        return StoreKey.TryParse(text, out var key, out var reason) ? key : throw new ProblemException(ProblemType.KeyRefused, reason);
    }
}
