using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Matching;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Ingest;
using Acetate.Server.Uploads;
using Acetate.Storage;
using Acetate.Tools.ConformPulls.Offlines;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Matching;

/// <summary>Reference movies of cuts: handed in, looked at beside the originals, compared with them.</summary>
public static class OfflineApi
{
    /// <summary>Maps <c>/api/cuts/{id}/offlines</c>.</summary>
    public static void MapOfflines(this IEndpointRouteBuilder routes)
    {
        var cut = routes.MapGroup("/api/cuts/{id:guid}").WithTags("Cuts");
        cut.MapGet("/events/{item}/frames", FramesAsync).WithName("GetEventFrames").WithSummary("Which frame of a clip is seen at each frame of an event, if it is that clip").NeedsIn(ShowOf.Cut, LibraryAction.SeeShow);

        var offlines = cut.MapGroup("/offlines");
        offlines.MapGet("", ListAsync).WithName("ListOfflines").WithSummary("The reference movies of a cut, the newest first, and what is wrong with each").NeedsIn(ShowOf.Cut, LibraryAction.SeeShow);
        offlines.MapPost("", BeginAsync).WithName("BeginOffline").WithSummary("Begins to hand a reference movie in, or goes on with the one of the same content").NeedsIn(ShowOf.Cut, LibraryAction.PlanPulls)
            .NotAudited("it is in the log when it has arrived").AtScheduler();
        var one = offlines.MapGroup("/{offline:guid}");
        one.MapGet("", GetAsync).WithName("GetOffline").WithSummary("How a reference movie stands").NeedsIn(ShowOf.Cut, LibraryAction.SeeShow);
        one.MapGet("/events", EventsAsync).WithName("GetOfflineEvents").WithSummary("Where each event lies in a reference movie, and whether the original shows the same").NeedsIn(ShowOf.Cut, LibraryAction.SeeShow);
        one.MapMethods("/proxy.mp4", [HttpMethods.Get, HttpMethods.Head], PlayAsync).WithName("GetOfflineProxy").WithSummary("The movie, playable, with ranges")
            .Produces<Stream>(contentType: "video/mp4").NeedsIn(ShowOf.Cut, LibraryAction.SeeShow);
        one.MapMethods("/events/{item}/picture.jpg", [HttpMethods.Get, HttpMethods.Head], PictureAsync).WithName("GetOfflinePicture").WithSummary("Original, offline and what differs, for the places of an event")
            .Produces<Stream>(contentType: "image/jpeg").NeedsIn(ShowOf.Cut, LibraryAction.SeeShow);
        one.MapPost("/check", CheckAsync).WithName("CheckOffline").WithSummary("Compares a reference movie with the originals that the cut means now").NeedsIn(ShowOf.Cut, LibraryAction.PlanPulls);
        one.MapPost("/restore", RestoreAsync).WithName("RestoreOffline").WithSummary("Puts a reference movie back that was taken away").NeedsIn(ShowOf.Cut, LibraryAction.PlanPulls);
        one.MapDelete("", RemoveAsync).WithName("RemoveOffline").WithSummary("Takes a reference movie away that one handed in oneself; it can be put back").NeedsIn(ShowOf.Cut, LibraryAction.PlanPulls).AtScheduler();

        var upload = one.MapGroup("/upload").AtScheduler().AddEndpointFilter(UploadApi.SpeaksTus);
        upload.MapMethods("", [HttpMethods.Head], HeadAsync).WithName("FindOfflineOffset").WithSummary("How many bytes have arrived (tus)").NeedsIn(ShowOf.Cut, LibraryAction.PlanPulls);
        upload.MapPatch("", PatchAsync).WithName("ContinueOffline").WithSummary("Sends the next bytes (tus)").NeedsIn(ShowOf.Cut, LibraryAction.PlanPulls).Streams()
            .NotAudited("an upload has very many pieces; it is in the log when it has arrived");
    }

    private static async Task<Ok<OfflineList>> ListAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new OfflineList(await new OfflineDesk(library).ListAsync(id, cancellationToken)));

    private static async Task<Created<OfflineBegun>> BeginAsync(Guid id, NewOffline body, Caller caller, MediaLibrary library, OfflineUploads uploads, CancellationToken cancellationToken)
    {
        var cut = await library.ReadAsync(tx => tx.RequireCutAsync(id, cancellationToken), cancellationToken);
        var offline = await uploads.BeginAsync(cut, caller, body, cancellationToken);
        return TypedResults.Created($"/api/cuts/{id}/offlines/{offline.Id}", new OfflineBegun(offline.Id, await uploads.OffsetAsync(offline, cancellationToken)));
    }

    private static async Task<Ok<OfflineView>> GetAsync(Guid id, Guid offline, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await new OfflineDesk(library).ViewAsync((await FindAsync(id, offline, library, cancellationToken)).Id, cancellationToken));

    private static async Task<Ok<OfflineEvents>> EventsAsync(Guid id, Guid offline, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await new OfflineDesk(library).EventsAsync((await FindAsync(id, offline, library, cancellationToken)).Id, cancellationToken));

    private static async Task<Ok<EventFrames>> FramesAsync(Guid id, string item, Guid clip, long start, long count, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await new OfflineDesk(library).FramesAsync(id, item, clip, new(start, count), cancellationToken));

    private static async Task<IResult> PlayAsync(Guid id, Guid offline, HttpContext context, Caller caller, MediaLibrary library, LibraryStores stores, ReadTrail reads, CancellationToken cancellationToken)
    {
        var found = await FindAsync(id, offline, library, cancellationToken);
        var file = await OfAsync(stores, await new OfflineDesk(library).ProxyAsync(found, cancellationToken), cancellationToken)
            ?? throw new ProblemException(ProblemType.NotPlayable, $"{found.Name} has no proxy (yet).", "Look at how it stands on the page of its cut.");
        if (HttpMethods.IsGet(context.Request.Method)) await reads.NoteAsync(caller, "offline.watched", offline.ToString(), context.Features.Get<ShowOfRequest>()!.Name, new { name = found.Name }, cancellationToken);
        return new StoredFileResult(stores.Derived, file, "video/mp4");
    }

    private static async Task<IResult> PictureAsync(Guid id, Guid offline, string item, MediaLibrary library, LibraryStores stores, CancellationToken cancellationToken)
    {
        var found = await FindAsync(id, offline, library, cancellationToken);
        return await OfAsync(stores, await new OfflineDesk(library).PictureAsync(found, item, cancellationToken), cancellationToken) is { } file ? new StoredFileResult(stores.Derived, file, "image/jpeg")
            : throw new ProblemException(ProblemType.NotFound, $"There is no picture of the event '{item}'.", "Compare the movie with the originals first.");
    }

    private static async Task<Ok<OfflineView>> CheckAsync(Guid id, Guid offline, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        var found = await FindAsync(id, offline, library, cancellationToken);
        var desk = new OfflineDesk(library);
        if (!await desk.CheckAsync(found.Id, caller.Name, cancellationToken))
            throw new ProblemException(ProblemType.Conflict, "No event of the cut has a clip yet whose frames are known.", "Decide on its events first.");
        workshop.Wake();
        return TypedResults.Ok(await desk.ViewAsync(found.Id, cancellationToken));
    }

    private static async Task<NoContent> RemoveAsync(Guid id, Guid offline, Caller caller, MediaLibrary library, OfflineUploads uploads, CancellationToken cancellationToken)
    {
        var found = await FindAsync(id, offline, library, cancellationToken);
        await RequireOwnAsync(found, caller, library, cancellationToken);
        if (found.State != CutOfflineState.Kept) await uploads.EndAsync(found, cancellationToken);
        else await library.WriteAsync(tx => tx.RemoveOfflineAsync(offline, true, caller.Name, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RestoreAsync(Guid id, Guid offline, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        var found = await FindAsync(id, offline, library, cancellationToken);
        await RequireOwnAsync(found, caller, library, cancellationToken);
        if (!await library.WriteAsync(tx => tx.RemoveOfflineAsync(offline, false, caller.Name, cancellationToken), cancellationToken))
            throw new ProblemException(ProblemType.Conflict, $"{found.Name} was taken away too long ago.", "Hand it in again.");
        return TypedResults.NoContent();
    }

    private static async Task<IResult> HeadAsync(Guid id, Guid offline, HttpContext context, Caller caller, MediaLibrary library, OfflineUploads uploads, CancellationToken cancellationToken)
    {
        var found = await SentAsync(id, offline, caller, library, cancellationToken);
        context.Response.Headers[TusHeaders.Offset] = (await uploads.OffsetAsync(found, cancellationToken)).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers[TusHeaders.Length] = found.Length.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Ok();
    }

    private static async Task<IResult> PatchAsync(Guid id, Guid offline, HttpContext context, Caller caller, MediaLibrary library, OfflineUploads uploads, CancellationToken cancellationToken)
    {
        if (context.Request.ContentType != TusHeaders.OffsetContent)
            throw new ProblemException(ProblemType.UnsupportedMediaType, $"Pieces of an upload have the content type {TusHeaders.OffsetContent}.");
        var found = await SentAsync(id, offline, caller, library, cancellationToken);
        if (found.State != CutOfflineState.Arriving) throw new ProblemException(ProblemType.OffsetConflict, $"The upload of {found.Name} has ended.");
        var appended = await UploadApi.AppendAsync(context, uploads.Shelf, OfflineUploads.Of(found), TusHeaders.Bytes(context.Request, TusHeaders.Offset), context.RequestAborted);
        UploadApi.Tell(context.Response, appended);
        if (appended.Published is not null) uploads.Ring();
        return TypedResults.NoContent();
    }

    private static async Task<CutOffline> FindAsync(Guid id, Guid offline, MediaLibrary library, CancellationToken cancellationToken) =>
        await library.ReadAsync(tx => tx.OfflineAsync(offline, cancellationToken), cancellationToken) is { } found && found.Cut == id ? found
            : throw new ProblemException(ProblemType.NotFound, $"The cut has no reference movie '{offline}'.");

    // Nobody else finds what somebody sends.
    private static async Task<CutOffline> SentAsync(Guid id, Guid offline, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        await FindAsync(id, offline, library, cancellationToken) is var found && found.Sender == caller.Bearer.Principal.Id ? found
            : throw new ProblemException(ProblemType.NotFound, $"There is no upload '{offline}' of yours.");

    private static async Task RequireOwnAsync(CutOffline offline, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (offline.Sender == caller.Bearer.Principal.Id) return;
        var cut = await library.ReadAsync(tx => tx.RequireCutAsync(offline.Cut, cancellationToken), cancellationToken);
        if (!caller.May(LibraryAction.ChangeShow, cut.Show, library.Clock.GetUtcNow()))
            throw new ProblemException(ProblemType.NotPermitted, $"{offline.Name} was handed in by {offline.SentBy}.", $"Ask {offline.SentBy}, or somebody who may change the show.");
    }

    private static async Task<StoredFile?> OfAsync(LibraryStores stores, string? key, CancellationToken cancellationToken) =>
        key is not null && StoreKey.TryParse(key, out var parsed, out _) ? await stores.Derived.FindAsync(parsed, cancellationToken) : null;
}

/// <summary>A reference movie that somebody begins to hand in.</summary>
/// <param name="Name">The file's name: it ends with .mov, .mp4, .m4v or .mxf.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Tag">What names the content for the sender, in 1 to 200 characters: only the same is gone on with.</param>
public sealed record NewOffline(string Name, long Length, string Tag);

/// <summary>A reference movie on its way.</summary>
/// <param name="Id">Its id; its bytes go to <c>upload</c> below it.</param>
/// <param name="Offset">Bytes that are here.</param>
public sealed record OfflineBegun(Guid Id, long Offset);

/// <summary>The reference movies of a cut.</summary>
/// <param name="Offlines">The newest first.</param>
public sealed record OfflineList(ImmutableArray<OfflineView> Offlines);
