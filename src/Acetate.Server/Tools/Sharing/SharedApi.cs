using System.Collections.Immutable;
using System.Net;
using Acetate.Library;
using Acetate.Library.Sharing;
using Acetate.Library.Workspaces;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Ingest;
using Acetate.Server.Tools.Workspaces;
using Acetate.Storage;
using Acetate.Tools.Sharing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Sharing;

/// <summary>What is shared, for those with whom it is: what it holds, to watch and to save.</summary>
public static class SharedApi
{
    /// <summary>Maps <c>/api/shared</c>.</summary>
    public static void MapShared(this IEndpointRouteBuilder routes)
    {
        routes.MapShareLinks();
        var shared = routes.MapGroup("/api/shared/{id:guid}").WithTags("Sharing");
        shared.MapGet("", GetAsync).WithName("GetShared").WithSummary("What a share holds, for those with whom it is shared").NeedsShare(ShareRight.View);
        var items = shared.MapGroup("/items/{item:int}");
        Clip(items, "proxy.mp4", "WatchSharedClip", "The playable proxy of a shared clip, with ranges", "video/mp4", ShareRight.View, file => file.Video);
        Clip(items, "poster.jpg", "GetSharedPoster", "One frame of a shared clip", "image/jpeg", ShareRight.View, file => file.Poster);
        Clip(items, "download", "SaveSharedClip", "The proxy of a shared clip, to save", "video/mp4", ShareRight.Download, file => file.Video);
        items.MapPost("/marked", MarkAsync).WithName("MarkSharedClip").WithSummary("Asks for the visitor's own copy of a clip whose pictures carry the name of who sees them; asked again it says how far it is, and why it waits")
            .NeedsShare(ShareRight.View).NotAudited("what is made for whom is audited by itself, and asking how far it is happens every few seconds");
        items.MapGet("/files", FilesAsync).WithName("ListSharedFiles").WithSummary("The files of a shared folder by their paths, a thousand at a time").NeedsShare(ShareRight.View);
        items.MapMethods("/files/{**path}", [HttpMethods.Get, HttpMethods.Head], FileAsync).WithName("SaveSharedFile").WithSummary("A file of a shared folder, or a range of it")
            .Produces<Stream>(contentType: "application/octet-stream").NeedsShare(ShareRight.Download);
        items.MapGet("/archive", ArchiveAsync).WithName("SaveSharedFolder").WithSummary("A whole shared folder as one ZIP file, its files as they are")
            .Produces<Stream>(contentType: "application/zip").NeedsShare(ShareRight.Download);
    }

    private static void Clip(RouteGroupBuilder items, string file, string name, string summary, string type, ShareRight right, Func<SharedFile, string> key) =>
        items.MapMethods("/" + file, [HttpMethods.Get, HttpMethods.Head],
                (int item, ShareVisit visit, HttpContext context, MediaLibrary library, LibraryStores stores, ShareReads reads, MarkedCopyDesk marks, CancellationToken cancellationToken) =>
                    PlayAsync(item, visit, context, library, stores, reads, marks, type, right, key, cancellationToken))
            .WithName(name).WithSummary(summary).Produces<Stream>(contentType: type).NeedsShare(right);

    private static async Task<Ok<SharedView>> GetAsync(ShareVisit visit, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(tx => ViewAsync(tx, visit, cancellationToken), cancellationToken));

    /// <summary>What a visitor is told of a share.</summary>
    internal static async Task<SharedView> ViewAsync(LibraryTransaction tx, ShareVisit visit, CancellationToken cancellationToken)
    {
        var share = visit.Standing.Share;
        var items = ImmutableArray.CreateBuilder<SharedItem>();
        foreach (var item in await tx.ShareItemsAsync(share.Id, cancellationToken))
        {
            var seen = await SharedItems.ViewAsync(tx, item, cancellationToken);
            // A picture is offered once it is the visitor's own.
            items.Add(visit.Standing.HasWatermark ? seen with { HasPoster = false } : seen);
        }

        return new(share.Id, share.Title, share.Message, share.CreatedBy, visit.Standing.Until, tx.Now, visit.Rights ?? [], items.ToImmutable()) { HasWatermark = visit.Standing.HasWatermark };
    }

    private static async Task<IResult> PlayAsync(
        int item, ShareVisit visit, HttpContext context, MediaLibrary library, LibraryStores stores, ShareReads reads, MarkedCopyDesk marks, string type, ShareRight right, Func<SharedFile, string> key, CancellationToken cancellationToken)
    {
        var shared = await library.ReadAsync(async tx => await SharedItems.FileAsync(tx, await ItemAsync(tx, visit, item, cancellationToken), cancellationToken), cancellationToken);
        if (visit.Standing.HasWatermark) shared = await MarkedAsync(shared, item, visit, context, marks, cancellationToken);
        if (!StoreKey.TryParse(key(shared), out var parsed, out _) || await stores.Derived.FindAsync(parsed, cancellationToken) is not { } file)
            throw NothingToPlay(shared);
        // A poster is not what somebody watched.
        if (type == "video/mp4") await reads.BeginAsync(context, visit, item, right, shared.Name, cancellationToken);
        return new StoredFileResult(stores.Derived, file, type, right == ShareRight.Download ? shared.Name + ".mp4" : null);
    }

    private static async Task<Ok<MarkedCopyStanding>> MarkAsync(
        int item, ShareVisit visit, HttpContext context, MediaLibrary library, MarkedCopyDesk marks, Workshop workshop, CancellationToken cancellationToken)
    {
        if (!visit.Standing.HasWatermark) throw new ProblemException(ProblemType.Conflict, "The pictures of this share carry no names: it is played as it is.", "Play proxy.mp4.");
        var (one, shared) = await library.ReadAsync(async tx =>
        {
            var found = await ItemAsync(tx, visit, item, cancellationToken);
            return (found, await SharedItems.FileAsync(tx, found, cancellationToken));
        }, cancellationToken);
        if (shared.Video.Length == 0) throw NothingToPlay(shared);
        var standing = await marks.AskAsync(visit.Standing.Share, one, shared.Video, shared.Name, ViewerOf(visit, context), cancellationToken);
        if (standing.State == MarkedCopyState.Making) workshop.Wake();
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(standing);
    }

    /// <summary>The visitor's own copy in place of what everybody would get. Where there is none, there is a problem and no picture.</summary>
    private static async Task<SharedFile> MarkedAsync(SharedFile shared, int item, ShareVisit visit, HttpContext context, MarkedCopyDesk marks, CancellationToken cancellationToken)
    {
        if (shared.Video.Length == 0) throw NothingToPlay(shared);
        var copy = await marks.FindAsync(visit.Standing.Share.Id, item, shared.Video, ViewerOf(visit, context), cancellationToken)
            ?? throw new ProblemException(ProblemType.WatermarkMissing, $"There is no copy of {shared.Name} with your name in its pictures yet, and nothing else is shown.");
        await marks.SeeAsync(copy, cancellationToken);
        return shared with { Video = copy.Video, Poster = copy.Poster };
    }

    private static ShareViewer ViewerOf(ShareVisit visit, HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        return new(visit.Key, visit.Visitor, (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString());
    }

    private static ProblemException NothingToPlay(SharedFile shared) =>
        new(ProblemType.NotPlayable, shared.Reason.Length > 0 ? shared.Reason : $"There is no picture of {shared.Name} now.", "Ask who shared it.");

    private static async Task<Ok<WorkspaceFileList>> FilesAsync(int item, string? after, ShareVisit visit, MediaLibrary library, LibraryStores stores, CancellationToken cancellationToken)
    {
        var files = await FolderAsync(visit, item, library, cancellationToken);
        return TypedResults.Ok(await files.PageAsync(stores.Workspaces, after, cancellationToken));
    }

    private static async Task<IResult> FileAsync(
        int item, string path, ShareVisit visit, HttpContext context, MediaLibrary library, LibraryStores stores, ShareReads reads, CancellationToken cancellationToken)
    {
        var files = await FolderAsync(visit, item, library, cancellationToken);
        return await files.FileAsync(stores.Workspaces, path, () => reads.BeginAsync(context, visit, item, ShareRight.Download, path, cancellationToken), cancellationToken);
    }

    private static async Task<IResult> ArchiveAsync(
        int item, ShareVisit visit, HttpContext context, MediaLibrary library, LibraryStores stores, ShareReads reads, CancellationToken cancellationToken)
    {
        var files = await FolderAsync(visit, item, library, cancellationToken);
        await reads.BeginAsync(context, visit, item, ShareRight.Download, "", cancellationToken);
        return new FolderArchiveResult(stores.Workspaces, files);
    }

    private static async Task<ShareItem> ItemAsync(LibraryTransaction tx, ShareVisit visit, int item, CancellationToken cancellationToken) =>
        await tx.ShareItemAsync(visit.Standing.Share.Id, item, cancellationToken) ?? throw new ProblemException(ProblemType.NotFound, $"The share has nothing of the number {item}.");

    private static Task<FolderFiles> FolderAsync(ShareVisit visit, int item, MediaLibrary library, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
        // Files are given as they are: a share with watermarks holds none, and gives none whatever it holds.
        !visit.Standing.HasWatermark && (await ItemAsync(tx, visit, item, cancellationToken)).Folder is { } id && await tx.FolderThereAsync(id, cancellationToken) is { } ready
            ? await FolderFiles.OfAsync(tx, ready, cancellationToken)
            : throw new ProblemException(ProblemType.NotFound, $"Number {item} of the share is no folder that is ready."), cancellationToken);
}

/// <summary>A share as those with whom it is shared see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Message">What its maker says.</param>
/// <param name="From">Who made it.</param>
/// <param name="Until">The instant at which it ends; null for never.</param>
/// <param name="Now">The server's clock.</param>
/// <param name="Rights">What the visitor may do.</param>
/// <param name="Items">What it holds.</param>
public sealed record SharedView(
    Guid Id, string Title, string Message, string From, DateTimeOffset? Until, DateTimeOffset Now, ImmutableArray<ShareRight> Rights, ImmutableArray<SharedItem> Items)
{
    /// <summary>Whether every picture carries the name of who sees it: each clip is asked for before it can be played.</summary>
    public bool HasWatermark { get; init; }
}
