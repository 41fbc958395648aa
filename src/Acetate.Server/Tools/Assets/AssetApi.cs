using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Assets;
using Acetate.Library.Workspaces;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Ingest;
using Acetate.Storage;
using Acetate.Tools.Assets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Assets;

/// <summary>Files of workspaces that were kept for good: found, fetched, taken out again.</summary>
public static class AssetApi
{
    private const int LongestQuery = 400;

    /// <summary>Maps <c>/api/assets</c>, and keeping a file of a workspace.</summary>
    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/workspaces/{id:guid}/kept/{kept:guid}/asset", PromoteAsync).WithTags("Assets").WithName("KeepAsAsset")
            .WithSummary("Keeps a file of a workspace as an asset of the library: copied, read back, and there whatever becomes of the file; operators of the show may").NeedsInWorkspace(WorkspaceDeed.Download);
        routes.MapGet("/api/shows/{show}/assets", ListAsync).WithTags("Assets").WithName("ListAssets").WithSummary("Assets of a show in which all of some words stand, newest first, with where they came from; at most 500")
            .NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        var one = routes.MapGroup("/api/assets/{id:guid}").WithTags("Assets");
        one.MapGet("", GetAsync).WithName("GetAsset").WithSummary("An asset, with where it came from").NeedsIn(ShowOf.Asset, LibraryAction.SeeShow);
        one.MapMethods("/content", [HttpMethods.Get, HttpMethods.Head], ContentAsync).WithName("GetAssetContent").WithSummary("The bytes of an asset, or a range of them")
            .Produces<Stream>(contentType: "application/octet-stream").NeedsIn(ShowOf.Asset, LibraryAction.SeeShow);
        one.MapDelete("", WithdrawAsync).WithName("WithdrawAsset").WithSummary("Takes an asset out of the library's again; its bytes stay, and it can be put back").NeedsIn(ShowOf.Asset, LibraryAction.KeepInWorkspaces);
        one.MapPost("/restore", RestoreAsync).WithName("RestoreAsset").WithSummary("Puts an asset back that was taken out").NeedsIn(ShowOf.Asset, LibraryAction.KeepInWorkspaces);
    }

    private static async Task<Ok<Asset>> PromoteAsync(Guid kept, AssetNote body, WorkspaceOfRequest found, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        // Vendors' people may have files in a workspace, and nothing of theirs enters the library by itself.
        if (!caller.May(LibraryAction.KeepInWorkspaces, found.Workspace.Show, library.Clock.GetUtcNow()))
            throw new ProblemException(ProblemType.NotPermitted, $"Operators of {found.Workspace.Show} keep files as assets of the library.");
        return TypedResults.Ok(await new AssetDesk(library).PromoteAsync(found.Workspace, kept, body.Note, caller.Name, cancellationToken));
    }

    private static async Task<Ok<AssetList>> ListAsync(string show, string? q, bool? withdrawn, ShowOfRequest found, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (q?.Length > LongestQuery) throw new ProblemException(ProblemType.InvalidRequest, $"A search has at most {LongestQuery} characters.");
        return TypedResults.Ok(new AssetList([.. await library.ReadAsync(tx => tx.AssetsAsync(found.Name, q ?? "", withdrawn ?? false, cancellationToken), cancellationToken)]));
    }

    private static async Task<Ok<Asset>> GetAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) => TypedResults.Ok(await FindAsync(id, library, cancellationToken));

    private static async Task<IResult> ContentAsync(Guid id, HttpContext context, Caller caller, MediaLibrary library, LibraryStores stores, ReadTrail trail, CancellationToken cancellationToken)
    {
        var asset = await FindAsync(id, library, cancellationToken);
        if (asset.WithdrawnAt is not null) throw new ProblemException(ProblemType.NotFound, $"{asset.WithdrawnBy} took '{asset.Name}' out of the library's assets.", "Who operates the show puts it back.");
        if (await stores.Library.FindAsync(StoreKey.Parse(asset.Key), cancellationToken) is not { } file) throw new ProblemException(ProblemType.NotFound, $"The bytes of '{asset.Name}' are not in the library's store.", "Look at the store; the audit log has the hash.");
        if (HttpMethods.IsGet(context.Request.Method)) await trail.NoteAsync(caller, "asset.downloaded", id.ToString(), asset.Show, new { path = asset.Name }, cancellationToken);
        return new StoredFileResult(stores.Library, file, "application/octet-stream", asset.Name);
    }

    private static async Task<Ok<Asset>> WithdrawAsync(Guid id, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await new AssetDesk(library).WithdrawAsync(await FindAsync(id, library, cancellationToken), isOut: true, caller.Name, cancellationToken));

    private static async Task<Ok<Asset>> RestoreAsync(Guid id, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await new AssetDesk(library).WithdrawAsync(await FindAsync(id, library, cancellationToken), isOut: false, caller.Name, cancellationToken));

    private static async Task<Asset> FindAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        await library.ReadAsync(tx => tx.AssetAsync(id, cancellationToken), cancellationToken) ?? throw new ProblemException(ProblemType.NotFound, $"There is no asset '{id}'.");
}

/// <summary>What is said of a file that is kept.</summary>
/// <param name="Note">Why it is kept, at most 1,000 characters.</param>
public sealed record AssetNote(string? Note = null);

/// <summary>Assets.</summary>
/// <param name="Assets">The newest first.</param>
public sealed record AssetList(ImmutableArray<Asset> Assets);
