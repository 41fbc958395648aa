using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Ingest;
using Acetate.Storage;
using Acetate.Tools.Dailies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Dailies;

/// <summary>Slates: what was read of them, and what people make of it.</summary>
public static class SlateApi
{
    /// <summary>Maps the slates of shows and clips.</summary>
    public static void MapSlates(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/shows/{show}/dailies/slates", ListAsync).WithTags("Dailies").WithName("ListSlates").WithSummary("Slates that were read and wait for a person").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        var clips = routes.MapGroup("/api/clips/{id:guid}/slate").WithTags("Dailies");
        clips.MapGet("", GetAsync).WithName("GetSlate").WithSummary("What was read of a clip's slate, with frame, place and confidence").NeedsIn(ShowOf.Clip, LibraryAction.SeeShow);
        clips.MapGet("/picture", PictureAsync).WithName("GetSlatePicture").WithSummary("The frame that shows the slate best").Produces<Stream>(contentType: "image/jpeg").NeedsIn(ShowOf.Clip, LibraryAction.SeeShow);
        clips.MapPost("/confirm", ConfirmAsync).WithName("ConfirmSlate").WithSummary("Takes scene and take of the slate, as read or put right, as edits of the clip").NeedsIn(ShowOf.Clip, LibraryAction.CorrectFacts);
        clips.MapPost("/dismiss", DismissAsync).WithName("DismissSlate").WithSummary("Leaves what was read of the slate alone").NeedsIn(ShowOf.Clip, LibraryAction.CorrectFacts);
    }

    private static async Task<Ok<SlateList>> ListAsync(string show, MediaLibrary library, CancellationToken cancellationToken) => TypedResults.Ok(new SlateList(await library.ProposedSlatesAsync(show, cancellationToken)));

    private static async Task<Ok<ClipSlateView>> GetAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) => TypedResults.Ok(await library.SlateAsync(id, cancellationToken));

    private static async Task<IResult> PictureAsync(Guid id, HttpContext context, Caller caller, MediaLibrary library, LibraryStores stores, ReadTrail reads, CancellationToken cancellationToken)
    {
        if (await library.SlatePictureAsync(id, cancellationToken) is not { } key || await stores.Derived.FindAsync(StoreKey.Parse(key), cancellationToken) is not { } file)
            throw new ProblemException(ProblemType.NotFound, "There is no picture of this clip's slate.");
        await reads.NoteAsync(caller, "slate.seen", id.ToString(), context.Features.Get<ShowOfRequest>()!.Name, new { }, cancellationToken);
        return new StoredFileResult(stores.Derived, file, "image/jpeg", null);
    }

    private static async Task<Ok<SlateConfirmed>> ConfirmAsync(Guid id, SlateConfirming body, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        var confirmed = await new SlateDesk(library).ConfirmAsync(id, body.Scene, body.Take, caller.Name, cancellationToken);
        workshop.Wake();
        return TypedResults.Ok(confirmed);
    }

    private static async Task<Ok<ClipSlateView>> DismissAsync(Guid id, DailyDecision body, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await new SlateDesk(library).DismissAsync(id, body.Note, caller.Name, cancellationToken));
}

/// <summary>Slates that wait for a person.</summary>
/// <param name="Slates">The oldest shoot day first; the first 500.</param>
public sealed record SlateList(ImmutableArray<ClipSlateView> Slates);

/// <summary>What stands on a slate by whoever confirms it.</summary>
/// <param name="Scene">The scene; null as it was read.</param>
/// <param name="Take">The take; null as it was read.</param>
public sealed record SlateConfirming(string? Scene = null, string? Take = null);
