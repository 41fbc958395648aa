using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Shows;
using Acetate.Server.Access;
using Acetate.Server.Problems;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls.Plates;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Acetate.Server.Tools.Pulls;

/// <summary>Looks and framing decision lists of shows, which pulls have where their order names none; and templates of names, tried out.</summary>
public static class ShowDocumentApi
{
    private const int LargestBody = 24 << 20;

    /// <summary>Maps <c>/api/shows/{show}/documents</c> and <c>/api/shows/{show}/name-preview</c>.</summary>
    public static void MapShowDocuments(this IEndpointRouteBuilder routes)
    {
        var show = routes.MapGroup("/api/shows/{show}").WithTags("Shows");
        show.MapGet("/documents", ListAsync).WithName("ListShowDocuments").WithSummary("The looks and framing decision lists of a show; those on the list first").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        show.MapPost("/documents", AddAsync).WithName("AddShowDocument").WithSummary("Adds a look or a framing decision list to a show; it is read whole first")
            .WithMetadata(new RequestSizeLimitAttribute(LargestBody)).NeedsIn(ShowOf.Route, LibraryAction.ChangeShow);
        show.MapGet("/documents/{document:guid}/file", FileAsync).WithName("GetShowDocument").WithSummary("A look or framing decision list of a show, as it came")
            .Produces<Stream>(contentType: "application/octet-stream").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        show.MapPut("/documents/{document:guid}/default", (string show, Guid document, Caller caller, MediaLibrary library, CancellationToken cancellationToken) => DefaultAsync(show, document, true, caller, library, cancellationToken))
            .WithName("SetShowDefault").WithSummary("Pulls have this one where their order names none of its kind").NeedsIn(ShowOf.Route, LibraryAction.ChangeShow);
        show.MapDelete("/documents/{document:guid}/default", (string show, Guid document, Caller caller, MediaLibrary library, CancellationToken cancellationToken) => DefaultAsync(show, document, false, caller, library, cancellationToken))
            .WithName("ClearShowDefault").WithSummary("Pulls have this one no more where their order names none").NeedsIn(ShowOf.Route, LibraryAction.ChangeShow);
        show.MapDelete("/documents/{document:guid}", (string show, Guid document, Caller caller, MediaLibrary library, CancellationToken cancellationToken) => RemoveAsync(show, document, true, caller, library, cancellationToken))
            .WithName("RemoveShowDocument").WithSummary("Takes a look or framing decision list off the list; pulls that have it keep it").NeedsIn(ShowOf.Route, LibraryAction.ChangeShow);
        show.MapPost("/documents/{document:guid}/restore", (string show, Guid document, Caller caller, MediaLibrary library, CancellationToken cancellationToken) => RemoveAsync(show, document, false, caller, library, cancellationToken))
            .WithName("RestoreShowDocument").WithSummary("Puts a look or framing decision list back on the list").NeedsIn(ShowOf.Route, LibraryAction.ChangeShow);
        show.MapGet("/name-preview", PreviewAsync).WithName("PreviewPlateNames").WithSummary("What a template of names makes of the newest plates of a show").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
    }

    private static async Task<Ok<ShowDocumentList>> ListAsync(string show, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ShowDocumentList([.. await library.ReadAsync(async tx => await tx.ShowDocumentsAsync((await tx.RequireShowAsync(show, cancellationToken)).Name, cancellationToken), cancellationToken)]));

    private static async Task<Created<ShowDocument>> AddAsync(string show, ShowDocumentRequest body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (body.Name is null || body.Content is null) throw new ProblemException(ProblemType.InvalidRequest, "A document has a name and its content as Base64.");
        var kind = ShowDefaults.Check(body.Name, body.Content);
        var made = await library.WriteAsync(tx => tx.AddShowDocumentAsync(show, body.Name, kind, body.Content, body.IsDefault, caller.Name, cancellationToken), cancellationToken);
        return TypedResults.Created($"/api/shows/{made.Show}/documents/{made.Id}/file", made);
    }

    private static async Task<IResult> FileAsync(string show, Guid document, MediaLibrary library, HttpResponse response, CancellationToken cancellationToken)
    {
        var (found, bytes) = await library.ReadAsync(async tx => (await tx.RequireShowDocumentAsync(show, document, cancellationToken), await tx.ShowDocumentContentAsync(document, cancellationToken)), cancellationToken);
        // What somebody brought along is saved, never shown as a page of this server.
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(found.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        return Results.Bytes(bytes, "application/octet-stream");
    }

    private static async Task<Ok<ShowDocument>> DefaultAsync(string show, Guid document, bool isDefault, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.WriteAsync(tx => tx.SetDefaultAsync(show, document, isDefault, caller.Name, cancellationToken), cancellationToken));

    private static async Task<Ok<ShowDocument>> RemoveAsync(string show, Guid document, bool isRemoved, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.WriteAsync(tx => tx.RemoveShowDocumentAsync(show, document, isRemoved, caller.Name, cancellationToken), cancellationToken));

    private static async Task<Ok<PlateNamePreview>> PreviewAsync(string show, MediaLibrary library, CancellationToken cancellationToken, string? template = null) =>
        TypedResults.Ok(await library.ReadAsync(async tx => await tx.PreviewNamesAsync((await tx.RequireShowAsync(show, cancellationToken)).Name, template ?? "", cancellationToken), cancellationToken));
}

/// <summary>The looks and framing decision lists of a show.</summary>
/// <param name="Documents">By name; those that were taken off the list last.</param>
public sealed record ShowDocumentList(ImmutableArray<ShowDocument> Documents);

/// <summary>A look or framing decision list to add.</summary>
/// <param name="Name">Its file name; the extension says what it is.</param>
/// <param name="Content">Its bytes, as Base64; 16 MiB at most.</param>
/// <param name="IsDefault">Whether pulls have it where their order names none of its kind.</param>
public sealed record ShowDocumentRequest(string Name, byte[] Content, bool IsDefault = false);
