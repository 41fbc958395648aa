using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Ingest;
using Acetate.Storage;
using Acetate.Tools.Stills;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Stills;

/// <summary>Single frames of camera originals at full size, rendered when somebody asks for them.</summary>
public static class StillApi
{
    /// <summary>Maps <c>/api/clips/{id}/stills</c>.</summary>
    public static void MapStills(this IEndpointRouteBuilder routes)
    {
        var stills = routes.MapGroup("/api/clips/{id:guid}/stills").WithTags("Clips");
        stills.MapPost("", OrderAsync).WithName("OrderStill").WithSummary("Has a frame of a camera original rendered at full size, as PNG, JPEG or OpenEXR, with a chosen colour")
            .NeedsIn(ShowOf.Clip, LibraryAction.PlanPulls);
        stills.MapGet("/{still:guid}", GetAsync).WithName("GetStill").WithSummary("How far a still is, and, once it is made, every transform that was applied").NeedsIn(ShowOf.Clip, LibraryAction.SeeShow);
        stills.MapMethods("/{still:guid}/picture", [HttpMethods.Get, HttpMethods.Head], PictureAsync).WithName("GetStillPicture").WithSummary("The picture itself")
            .Produces<Stream>(contentType: "application/octet-stream").NeedsIn(ShowOf.Clip, LibraryAction.SeeShow);
    }

    private static async Task<Ok<Still>> OrderAsync(Guid id, StillOrder body, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        var still = await new StillDesk(library).OrderAsync(id, body, caller.Name, cancellationToken);
        workshop.Wake();
        return TypedResults.Ok(still);
    }

    private static async Task<Ok<Still>> GetAsync(Guid id, Guid still, MediaLibrary library, CancellationToken cancellationToken) => TypedResults.Ok(await FindAsync(id, still, library, cancellationToken));

    private static async Task<IResult> PictureAsync(
        Guid id, Guid still, bool? save, HttpContext context, Caller caller, MediaLibrary library, LibraryStores stores, ReadTrail trail, CancellationToken cancellationToken)
    {
        var found = await FindAsync(id, still, library, cancellationToken);
        if (found.State != StillState.Made) throw new ProblemException(ProblemType.NotPlayable, found.Reason.Length > 0 ? found.Reason : $"{found.FileName} is not made yet.", found.Advice);
        if (await stores.Derived.FindAsync(StoreKey.Parse(found.Key), cancellationToken) is not { } file)
            throw new ProblemException(ProblemType.NotPlayable, $"{found.FileName} is no longer kept.", "Ask for the frame again: it is made anew.");
        if (HttpMethods.IsGet(context.Request.Method))
            await trail.NoteAsync(caller, "clip.still-seen", id.ToString(), context.Features.Get<ShowOfRequest>()!.Name, new { found.Frame, file = found.FileName }, cancellationToken);
        // Browsers show no OpenEXR.
        return new StoredFileResult(stores.Derived, file, found.Kind switch { StillKind.Png => "image/png", StillKind.Jpeg => "image/jpeg", _ => "image/x-exr" }, save == true || found.Kind == StillKind.Exr ? found.FileName : null);
    }

    private static async Task<Still> FindAsync(Guid id, Guid still, MediaLibrary library, CancellationToken cancellationToken) =>
        await new StillDesk(library).FindAsync(id, still, cancellationToken) ?? throw new ProblemException(ProblemType.NotFound, $"The clip has no still '{still}'.");
}
